//! Turns tokens into events: what begins, what ends, and the scalars between.

use std::borrow::Cow;

use crate::read::Broken;
use crate::read::limits::MAX_TAGS;
use crate::read::node::Place;
use crate::read::yaml::cursor::Cursor;
use crate::read::yaml::scan::Scanner;
use crate::read::yaml::token::{Sort, Style, fault};

/// An element of a document, with its place.
#[derive(Debug)]
pub(crate) struct Event<'t> {
    pub(crate) what: What<'t>,
    pub(crate) place: Place,
    /// The place after it, for a scalar, an alias, and the end of a list or map.
    pub(crate) end: Place,
}

#[derive(Debug, PartialEq)]
pub(crate) enum What<'t> {
    StreamStart,
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias(&'t str),
    Scalar {
        anchor: Option<&'t str>,
        tag: Option<Cow<'t, str>>,
        value: Cow<'t, str>,
        style: Style,
    },
    ListStart(Option<&'t str>),
    ListEnd,
    MapStart(Option<&'t str>),
    MapEnd,
}

/// What is expected next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    StreamStart,
    ImplicitDocument,
    Document,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockListFirst,
    BlockList,
    LooseList,
    BlockMapFirst,
    BlockMapKey,
    BlockMapValue,
    FlowListFirst,
    FlowList,
    FlowPairKey,
    FlowPairValue,
    FlowPairEnd,
    FlowMapFirst,
    FlowMapKey,
    FlowMapValue,
    FlowMapNoValue,
    End,
}

/// The state of the parser.
pub(crate) struct Parser<'t> {
    pub(super) scanner: Scanner<'t>,
    pub(super) state: State,
    /// What to expect when the current node is done.
    pub(super) states: Vec<State>,
    /// Where the open lists and maps begin.
    open: Vec<Place>,
    /// Tag handles and what they stand for.
    tags: Vec<(&'t str, Cow<'t, str>)>,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Parser {
            scanner: Scanner::new(text),
            state: State::StreamStart,
            states: Vec::new(),
            open: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// The next event; after the last one, always the end of the stream.
    pub(crate) fn next(&mut self) -> Result<Event<'t>, Broken> {
        match self.state {
            State::StreamStart => {
                let place = self.pop()?;
                self.state = State::ImplicitDocument;
                Ok(event(What::StreamStart, place))
            }
            State::ImplicitDocument => self.document(true),
            State::Document => self.document(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(true, false),
            State::BlockListFirst | State::BlockList => self.block_list(),
            State::LooseList => self.loose_list(),
            State::BlockMapFirst | State::BlockMapKey => self.block_map_key(),
            State::BlockMapValue => self.block_map_value(),
            State::FlowListFirst | State::FlowList => self.flow_list(),
            State::FlowPairKey => self.flow_pair_key(),
            State::FlowPairValue => self.flow_pair_value(),
            State::FlowPairEnd => {
                let place = self.place()?;
                self.state = State::FlowList;
                Ok(event(What::MapEnd, place))
            }
            State::FlowMapFirst | State::FlowMapKey => self.flow_map_key(),
            State::FlowMapValue => self.flow_map_value(),
            State::FlowMapNoValue => {
                let place = self.place()?;
                Ok(self.nothing(State::FlowMapKey, place))
            }
            State::End => Ok(event(What::StreamEnd, Cursor::new("").place())),
        }
    }

    pub(super) fn place(&mut self) -> Result<Place, Broken> {
        Ok(self.scanner.peek()?.place)
    }

    /// Whether the next token is one of these.
    pub(super) fn is_next(&mut self, sorts: &[Sort<'t>]) -> Result<bool, Broken> {
        Ok(sorts.contains(&self.scanner.peek()?.sort))
    }

    /// Consumes the next token, and returns its place.
    pub(super) fn pop(&mut self) -> Result<Place, Broken> {
        let place = self.place()?;
        self.scanner.pop();
        Ok(place)
    }

    /// Consumes the next token if it is this one; returns the place after it.
    pub(super) fn pop_if(&mut self, sort: &Sort<'t>) -> Result<Option<Place>, Broken> {
        let token = self.scanner.peek()?;
        if token.sort != *sort {
            return Ok(None);
        }
        let end = token.end;
        self.scanner.pop();
        Ok(Some(end))
    }

    fn return_to_outer(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// A missing value.
    pub(super) fn nothing(&mut self, then: State, place: Place) -> Event<'t> {
        self.state = then;
        let what = What::Scalar {
            anchor: None,
            tag: None,
            value: Cow::Borrowed(""),
            style: Style::Plain,
        };
        event(what, place)
    }

    /// The end of a list or map.
    pub(super) fn close(&mut self, what: What<'t>) -> Result<Event<'t>, Broken> {
        self.return_to_outer();
        self.open.pop();
        let end = self.scanner.peek()?.end;
        let place = self.pop()?;
        Ok(Event { what, place, end })
    }

    pub(super) fn broken_within(&mut self, doing: &str, sentence: &str) -> Broken {
        let since = self.open.pop().unwrap_or_default();
        match self.place() {
            Ok(place) => fault(sentence, place, doing, since),
            Err(broken) => broken,
        }
    }

    fn document(&mut self, is_implicit: bool) -> Result<Event<'t>, Broken> {
        while !is_implicit && self.pop_if(&Sort::DocumentEnd)?.is_some() {}
        let token = self.scanner.peek()?;
        let place = token.place;
        match token.sort {
            Sort::StreamEnd => {
                self.state = State::End;
                return Ok(event(What::StreamEnd, place));
            }
            Sort::Version(..) | Sort::TagDirective(..) | Sort::DocumentStart => {}
            _ if is_implicit => {
                self.default_tags();
                self.states.push(State::DocumentEnd);
                self.state = State::BlockNode;
                return Ok(event(What::DocumentStart, place));
            }
            _ => {}
        }
        self.directives()?;
        if self.pop_if(&Sort::DocumentStart)?.is_none() {
            return Err(Broken::at(
                self.place()?,
                "did not find expected <document start>",
            ));
        }
        self.states.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(event(What::DocumentStart, place))
    }

    fn directives(&mut self) -> Result<(), Broken> {
        let mut has_version = false;
        loop {
            let token = self.scanner.peek()?;
            let place = token.place;
            match &mut token.sort {
                Sort::Version(..) if has_version => {
                    return Err(Broken::at(place, "found duplicate %YAML directive"));
                }
                Sort::Version(1, 1) => has_version = true,
                Sort::Version(..) => {
                    let mut broken = Broken::at(place, "found incompatible YAML document");
                    broken.hint = Some("Remove the line: Traefik accepts only `%YAML 1.1`".to_owned());
                    return Err(broken);
                }
                Sort::TagDirective(..) if self.tags.len() >= MAX_TAGS => {
                    return Err(Broken::at(
                        place,
                        &format!("more than {MAX_TAGS} %TAG directives"),
                    ));
                }
                Sort::TagDirective(handle, prefix) => {
                    if self.tags.iter().any(|(known, _)| known == handle) {
                        return Err(Broken::at(place, "found duplicate %TAG directive"));
                    }
                    self.tags.push((handle, std::mem::take(prefix)));
                }
                _ => break,
            }
            self.scanner.pop();
        }
        self.default_tags();
        Ok(())
    }

    fn default_tags(&mut self) {
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.tags.iter().any(|(known, _)| *known == handle) {
                self.tags.push((handle, Cow::Borrowed(prefix)));
            }
        }
    }

    fn document_content(&mut self) -> Result<Event<'t>, Broken> {
        let token = self.scanner.peek()?;
        let place = token.place;
        let is_over = matches!(
            token.sort,
            Sort::Version(..)
                | Sort::TagDirective(..)
                | Sort::DocumentStart
                | Sort::DocumentEnd
                | Sort::StreamEnd
        );
        if is_over {
            let then = self.states.pop().unwrap_or(State::End);
            return Ok(self.nothing(then, place));
        }
        self.node(true, false)
    }

    fn document_end(&mut self) -> Result<Event<'t>, Broken> {
        let place = self.place()?;
        self.pop_if(&Sort::DocumentEnd)?;
        self.tags.clear();
        self.state = State::Document;
        Ok(event(What::DocumentEnd, place))
    }

    pub(super) fn node(&mut self, is_block: bool, may_be_loose: bool) -> Result<Event<'t>, Broken> {
        let token = self.scanner.peek()?;
        let place = token.place;
        if let Sort::Alias(name) = token.sort {
            let (what, end) = (What::Alias(name), token.end);
            self.return_to_outer();
            self.scanner.pop();
            return Ok(Event { what, place, end });
        }
        let (mut anchor, mut tag) = (None, None);
        loop {
            let token = self.scanner.peek()?;
            let tag_place = token.place;
            match &mut token.sort {
                Sort::Anchor(name) if anchor.is_none() => anchor = Some(*name),
                Sort::Tag(handle, suffix) if tag.is_none() => {
                    let (handle, suffix) = (*handle, std::mem::take(suffix));
                    tag = Some(self.whole_tag(handle, suffix, place, tag_place)?);
                }
                _ => break,
            }
            self.scanner.pop();
        }
        self.content(is_block, may_be_loose, place, anchor, tag)
    }

    /// The tag with its handle expanded.
    fn whole_tag(
        &self,
        handle: &str,
        suffix: Cow<'t, str>,
        node: Place,
        place: Place,
    ) -> Result<Cow<'t, str>, Broken> {
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.tags.iter().find(|(known, _)| *known == handle) {
            Some((_, prefix)) => Ok(Cow::Owned(format!("{prefix}{suffix}"))),
            None => Err(fault(
                "found undefined tag handle",
                place,
                "while parsing a node",
                node,
            )),
        }
    }

    fn content(
        &mut self,
        is_block: bool,
        may_be_loose: bool,
        place: Place,
        anchor: Option<&'t str>,
        tag: Option<Cow<'t, str>>,
    ) -> Result<Event<'t>, Broken> {
        let token = self.scanner.peek()?;
        let end = token.end;
        let (what, state) = match &mut token.sort {
            Sort::BlockEntry if may_be_loose => (What::ListStart(anchor), State::LooseList),
            Sort::Scalar(value, style) => {
                let (value, style) = (std::mem::take(value), *style);
                self.return_to_outer();
                self.scanner.pop();
                let what = What::Scalar {
                    anchor,
                    tag,
                    value,
                    style,
                };
                return Ok(Event { what, place, end });
            }
            Sort::FlowListStart => (What::ListStart(anchor), State::FlowListFirst),
            Sort::FlowMapStart => (What::MapStart(anchor), State::FlowMapFirst),
            Sort::BlockListStart if is_block => (What::ListStart(anchor), State::BlockListFirst),
            Sort::BlockMapStart if is_block => (What::MapStart(anchor), State::BlockMapFirst),
            _ if anchor.is_some() || tag.is_some() => {
                self.return_to_outer();
                let (value, style) = (Cow::Borrowed(""), Style::Plain);
                let what = What::Scalar {
                    anchor,
                    tag,
                    value,
                    style,
                };
                return Ok(event(what, place));
            }
            _ => {
                let doing = if is_block {
                    "while parsing a block node"
                } else {
                    "while parsing a flow node"
                };
                return Err(fault(
                    "did not find expected node content",
                    token.place,
                    doing,
                    place,
                ));
            }
        };
        self.state = state;
        Ok(event(what, place))
    }

    /// Consumes the token that opens a list or map, if this is the first call for it; returns whether it was.
    pub(super) fn enter(&mut self, first: State) -> Result<bool, Broken> {
        let is_first = self.state == first;
        if is_first {
            let place = self.pop()?;
            self.open.push(place);
        }
        Ok(is_first)
    }

    fn block_list(&mut self) -> Result<Event<'t>, Broken> {
        self.enter(State::BlockListFirst)?;
        if let Some(end) = self.pop_if(&Sort::BlockEntry)? {
            if self.is_next(&[Sort::BlockEntry, Sort::BlockEnd])? {
                return Ok(self.nothing(State::BlockList, end));
            }
            self.states.push(State::BlockList);
            return self.node(true, false);
        }
        if self.is_next(&[Sort::BlockEnd])? {
            return self.close(What::ListEnd);
        }
        Err(self.broken_within(
            "while parsing a block collection",
            "did not find expected '-' indicator",
        ))
    }

    /// A list that is indented no further than its key.
    fn loose_list(&mut self) -> Result<Event<'t>, Broken> {
        if let Some(end) = self.pop_if(&Sort::BlockEntry)? {
            if self.is_next(&[Sort::BlockEntry, Sort::Key, Sort::Value, Sort::BlockEnd])? {
                return Ok(self.nothing(State::LooseList, end));
            }
            self.states.push(State::LooseList);
            return self.node(true, false);
        }
        let place = self.place()?;
        self.return_to_outer();
        Ok(event(What::ListEnd, place))
    }

    fn block_map_key(&mut self) -> Result<Event<'t>, Broken> {
        self.enter(State::BlockMapFirst)?;
        if let Some(end) = self.pop_if(&Sort::Key)? {
            if self.is_next(&[Sort::Key, Sort::Value, Sort::BlockEnd])? {
                return Ok(self.nothing(State::BlockMapValue, end));
            }
            self.states.push(State::BlockMapValue);
            return self.node(true, true);
        }
        if self.is_next(&[Sort::BlockEnd])? {
            return self.close(What::MapEnd);
        }
        Err(self.broken_within("while parsing a block mapping", "did not find expected key"))
    }

    fn block_map_value(&mut self) -> Result<Event<'t>, Broken> {
        let Some(end) = self.pop_if(&Sort::Value)? else {
            let place = self.place()?;
            return Ok(self.nothing(State::BlockMapKey, place));
        };
        if self.is_next(&[Sort::Key, Sort::Value, Sort::BlockEnd])? {
            return Ok(self.nothing(State::BlockMapKey, end));
        }
        self.states.push(State::BlockMapKey);
        self.node(true, true)
    }
}

pub(super) fn event(what: What<'_>, place: Place) -> Event<'_> {
    Event {
        what,
        place,
        end: place,
    }
}

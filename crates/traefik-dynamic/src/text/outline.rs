//! A YAML text as nodes that know which bytes they are written in.

use std::ops::Range;

use crate::read::limits::MAX_DEPTH;
use crate::read::node::Place;
use crate::read::yaml::event::{Event, Parser, What};
use crate::read::yaml::token::Style;

/// The number of a node in an [`Outline`].
pub(crate) type Id = usize;

/// What a node is made of.
#[derive(Debug)]
pub(crate) enum Shape {
    Word,
    List(Vec<Id>),
    /// Keys and values.
    Map(Vec<(Id, Id)>),
}

/// A node, and where it is written.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) shape: Shape,
    /// Whether it is a list or map in brackets, or inside one.
    pub(crate) is_flow: bool,
    /// The first byte, which may belong to an anchor or a tag.
    pub(crate) start: usize,
    /// The byte after the last one; for a block, after its last word.
    pub(crate) end: usize,
    /// The key as it reads, for words.
    pub(crate) word: String,
}

/// The nodes of the first document of a text.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    nodes: Vec<Node>,
    pub(crate) root: Option<Id>,
}

/// A list or map that is still open.
struct Open {
    start: usize,
    is_flow: bool,
    is_list: bool,
    children: Vec<Id>,
}

impl Outline {
    /// `None` if the text is not YAML, or has line breaks that only YAML 1.1 knows.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let is_odd = |c: char| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
        if text.contains(is_odd) || text.replace("\r\n", "").contains('\r') {
            return None;
        }
        let mut parser = Parser::new(text);
        let (mut outline, mut open) = (Outline::default(), Vec::new());
        let (mut starts, mut ends) = (Bytes::new(text), Bytes::new(text));
        loop {
            let event = parser.next().ok()?;
            if matches!(event.what, What::DocumentEnd | What::StreamEnd) {
                return Some(outline);
            }
            if open.len() > MAX_DEPTH as usize {
                return None;
            }
            let span = (starts.of(event.place), ends.of(event.end));
            outline.take(event, span, (text, &mut open));
        }
    }

    pub(crate) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// All nodes; keys before their values, and both before the map that they are in.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// The numbers of all nodes.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id> {
        0..self.nodes.len()
    }

    /// The entries of a map; none for everything else.
    pub(crate) fn entries(&self, id: Id) -> &[(Id, Id)] {
        match &self.nodes[id].shape {
            Shape::Map(entries) => entries,
            _ => &[],
        }
    }

    fn take(&mut self, event: Event<'_>, (start, end): (usize, usize), (text, open): (&str, &mut Vec<Open>)) {
        let is_in_flow = open.last().is_some_and(|open| open.is_flow);
        let begin = |is_list: bool, bracket: char| Open {
            start,
            is_flow: is_in_flow || begins_with(text, start, bracket),
            is_list,
            children: Vec::new(),
        };
        match event.what {
            What::Alias(_) => self.put(open, word(String::new(), start, end, is_in_flow)),
            What::Scalar { value, style, .. } => {
                let end = written_end(text, start..end.max(start), style);
                self.put(open, word(value.into_owned(), start, end, is_in_flow));
            }
            What::ListStart(_) => open.push(begin(true, '[')),
            What::MapStart(_) => open.push(begin(false, '{')),
            What::ListEnd | What::MapEnd => {
                let Some(closed) = open.pop() else { return };
                let last = closed.children.last().map(|id| self.nodes[*id].end);
                let end = if closed.is_flow && !is_pair(text, &closed) {
                    end
                } else {
                    last.unwrap_or(closed.start)
                };
                let shape = if closed.is_list {
                    Shape::List(closed.children)
                } else {
                    Shape::Map(
                        closed
                            .children
                            .chunks_exact(2)
                            .map(|pair| (pair[0], pair[1]))
                            .collect(),
                    )
                };
                let node = Node {
                    shape,
                    is_flow: closed.is_flow,
                    start: closed.start,
                    end,
                    word: String::new(),
                };
                self.put(open, node);
            }
            _ => {}
        }
    }

    fn put(&mut self, open: &mut [Open], node: Node) {
        let id = self.nodes.len();
        self.nodes.push(node);
        match open.last_mut() {
            Some(open) => open.children.push(id),
            None => self.root = Some(id),
        }
    }
}

/// The end of a word, which is found by looking past the blanks and empty lines after it.
fn written_end(text: &str, span: Range<usize>, style: Style) -> usize {
    let written = &text[span.clone()];
    let header = written.lines().next().unwrap_or_default();
    match style {
        Style::SingleQuoted | Style::DoubleQuoted => span.end,
        // With `+`, the empty lines after it are part of the text.
        Style::Block if header.contains('+') => span.end,
        Style::Plain | Style::Block => span.start + written.trim_end().len(),
    }
}

fn word(word: String, start: usize, end: usize, is_flow: bool) -> Node {
    Node {
        shape: Shape::Word,
        is_flow,
        start,
        end,
        word,
    }
}

/// Whether a list or map begins with that bracket, after its anchor and tag.
fn begins_with(text: &str, start: usize, bracket: char) -> bool {
    let mut rest = text[start..].trim_start();
    while rest.starts_with(['&', '!']) {
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[length..].trim_start();
    }
    rest.starts_with(bracket)
}

/// `[a: b]` contains a map without brackets of its own.
fn is_pair(text: &str, closed: &Open) -> bool {
    !closed.is_list && !begins_with(text, closed.start, '{')
}

/// Turns places into bytes; fast as long as places come in order.
struct Bytes<'t> {
    text: &'t str,
    lines: Vec<usize>,
    /// The last line and column, and their byte.
    last: (u32, u32, usize),
}

impl<'t> Bytes<'t> {
    fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Bytes {
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
            last: (1, 1, 0),
        }
    }

    fn of(&mut self, place: Place) -> usize {
        let (line, column, byte) = self.last;
        let (from, skip) = if line == place.line && column <= place.column {
            (byte, place.column - column)
        } else {
            let index = (place.line as usize).saturating_sub(1);
            let start = self.lines.get(index).copied().unwrap_or(self.text.len());
            (start, place.column.saturating_sub(1))
        };
        let ahead = self.text[from..].char_indices().nth(skip as usize);
        let byte = ahead.map_or(self.text.len(), |(ahead, _)| from + ahead);
        self.last = (place.line, place.column, byte);
        byte
    }
}

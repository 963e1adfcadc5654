//! What the caret is in, told from indentation alone: the lines need not be readable.

mod flow;
mod line;

use std::ops::Range;

use self::line::{Line, Token};
use super::path::PathStep;
use super::position::Positions;
use super::shapes::wants_at;
use crate::Kind;
use crate::shape::Type;

/// What the caret is in.
#[derive(Debug)]
pub(super) struct Caret {
    /// For a key, the way to the object that it is in; for a value, the way to the field.
    pub(super) path: Vec<PathStep>,
    /// Whether it is where a name is expected, rather than a value.
    pub(super) is_key: bool,
    /// The key or value that it is in.
    pub(super) word: Range<usize>,
    /// The names or values beside it that are there already.
    pub(super) siblings: Vec<String>,
    /// How to go on.
    pub(super) layout: Layout,
}

/// How something is written at the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In brackets, on one line.
    Flow,
    /// On a line of its own, indented so far.
    Block(usize),
    /// As the next item of a list, without its dash yet, indented so far.
    Undashed(usize),
}

/// What is at a byte. `None` in a comment, and where nobody can say.
pub(super) fn at(kind: Kind, positions: &Positions<'_>, byte: usize) -> Option<Caret> {
    let number = positions.line_of(byte);
    let line = Line::of(positions, number);
    if line.comment.is_some_and(|comment| byte > comment) {
        return None;
    }
    if let Some(caret) = within_brackets(kind, positions, byte) {
        return Some(caret);
    }
    let tokens: Vec<&Token> = line.tokens.iter().filter(|token| token.at < byte).collect();
    let key = tokens
        .iter()
        .rev()
        .find(|token| token.colon.is_some_and(|colon| colon < byte));
    let Some(key) = key else {
        return first_word(kind, positions, (&line, number, byte));
    };
    let mut path = parents(kind, positions, number, key.at - line.start)?;
    path.push(PathStep::key(&key.name));
    Some(Caret {
        path,
        is_key: false,
        word: key
            .value
            .as_ref()
            .map_or(byte..byte, |value| value.start.min(byte)..value.end.max(byte)),
        siblings: Vec::new(),
        layout: Layout::Block(key.at - line.start),
    })
}

/// A line up to its first colon: a key, or an item of a list.
fn first_word(
    kind: Kind,
    positions: &Positions<'_>,
    (line, number, byte): (&Line<'_>, usize, usize),
) -> Option<Caret> {
    let start = line.content.min(byte);
    let column = start - line.start;
    let word = match line.tokens.last() {
        Some(token) if token.colon.is_some() => start..token.key_end,
        _ => start..line.end.max(start),
    };
    if let Some((path, word)) = continued(kind, positions, (line, number)) {
        return Some(Caret {
            path,
            is_key: false,
            word,
            siblings: Vec::new(),
            layout: Layout::Block(column),
        });
    }
    let mut path = parents(kind, positions, number, column)?;
    let wants = wants_at(kind, &path);
    let (is_key, layout) = match wants {
        Some(Type::Text) => (false, Layout::Block(column)),
        Some(Type::Object(_) | Type::TextMap | Type::IntMap | Type::Plugins) => (true, Layout::Block(column)),
        // A list goes on, and the dash is still missing.
        Some(Type::TextList) => (false, Layout::Undashed(column)),
        Some(Type::ObjectList(_)) => {
            path.push(PathStep::Index(0));
            (true, Layout::Undashed(column))
        }
        _ => return None,
    };
    let siblings = match layout {
        Layout::Block(column) if is_key => keys_beside(positions, number, column),
        _ => items_beside(positions, number, column),
    };
    Some(Caret {
        path,
        is_key,
        word,
        siblings,
        layout,
    })
}

/// A value of several lines that a line goes on: the field, and all of its words.
fn continued(
    kind: Kind,
    positions: &Positions<'_>,
    (line, number): (&Line<'_>, usize),
) -> Option<(Vec<PathStep>, Range<usize>)> {
    let column = line.content - line.start;
    let (above, key) = (1..number).rev().find_map(|above| {
        let above_line = Line::of(positions, above);
        let keys = above_line
            .tokens
            .iter()
            .rev()
            .filter(|token| token.colon.is_some());
        let mut under = keys.filter(|token| token.at - above_line.start < column);
        let found = under.next().cloned();
        let is_left = above_line.content - above_line.start < column && !above_line.is_blank();
        (found.is_some() || is_left).then_some((above, found))
    })?;
    let key = key?;
    let value = key.value?;
    let written = &positions.text[value.clone()];
    let is_block = written.starts_with(['|', '>']);
    // An empty line below a value is the beginning of something else.
    if !is_block && line.is_blank() {
        return None;
    }
    let start = if is_block {
        Line::of(positions, above + 1).content
    } else {
        value.start
    };
    let above_line = Line::of(positions, above);
    let mut path = parents(kind, positions, above, key.at - above_line.start)?;
    path.push(PathStep::key(&key.name));
    let is_text = matches!(wants_at(kind, &path), Some(Type::Text));
    is_text.then(|| (path, start..line.end.max(start)))
}

/// What the caret is in, if brackets around it are open.
fn within_brackets(kind: Kind, positions: &Positions<'_>, byte: usize) -> Option<Caret> {
    const MOST_LINES: usize = 200;
    let last = positions.line_of(byte);
    let first = last.saturating_sub(MOST_LINES).max(1);
    for number in (first..=last).rev() {
        let line = Line::of(positions, number);
        let Some(start) = line.bracket().filter(|start| *start < byte) else {
            continue;
        };
        let flow = flow::scan(positions.text, start..byte)?;
        let mut path = match line.tokens.iter().rev().find(|token| token.colon.is_some()) {
            Some(key) => {
                let mut path = parents(kind, positions, number, key.at - line.start).unwrap_or_default();
                // The name of the component is no part of the way.
                if key.at > line.start || kind == Kind::TlsCertificate {
                    path.push(PathStep::key(&key.name));
                }
                path
            }
            None => parents(kind, positions, number, start - line.start)?,
        };
        path.extend(flow.path);
        return Some(Caret {
            path,
            is_key: flow.is_key,
            word: flow.word,
            siblings: flow.siblings,
            layout: Layout::Flow,
        });
    }
    None
}

/// The way to what is written at a column of a line. `None` for the name of the component itself.
fn parents(kind: Kind, positions: &Positions<'_>, number: usize, column: usize) -> Option<Vec<PathStep>> {
    let mut steps = Vec::new();
    // Keys must be left of `limit`; at the column of a dash there are only its siblings.
    let (mut limit, mut list) = (column, None);
    for above in (1..=number).rev() {
        let line = Line::of(positions, above);
        for token in line.tokens.iter().rev() {
            let at = token.at - line.start;
            let is_dash = token.colon.is_none();
            if is_dash && at < limit && list.is_none_or(|list| at < list) {
                // The items before it are counted by whoever needs to know.
                let before = (1..above).rev().map(|number| Line::of(positions, number));
                let siblings = before
                    .take_while(|line| line.is_blank() || line.content - line.start >= at)
                    .take_while(|line| !line.has_key_at(at))
                    .filter(|line| {
                        line.tokens
                            .iter()
                            .any(|token| token.colon.is_none() && token.at - line.start == at)
                    });
                steps.push(PathStep::from(siblings.count()));
                (limit, list) = (at + 1, Some(at));
            } else if !is_dash && above < number && at < limit {
                // Beside a dash, the key and the item begin on one line.
                steps.push(PathStep::key(&token.name));
                (limit, list) = (at, None);
            }
        }
        if limit == 0 {
            break;
        }
    }
    if limit > 0 && list != Some(0) {
        return None;
    }
    // The name of the component, or the dash of the certificate.
    steps.pop()?;
    steps.reverse();
    let is_named = kind != Kind::TlsCertificate || list == Some(0);
    is_named.then_some(steps)
}

/// The keys of the object that a key is in.
fn keys_beside(positions: &Positions<'_>, number: usize, column: usize) -> Vec<String> {
    let is_own =
        |line: &Line<'_>| line.is_blank() || line.content - line.start >= column || line.has_key_at(column);
    let key_of = |line: &Line<'_>| {
        let mut keys = line.tokens.iter().filter(|token| token.colon.is_some());
        keys.find(|token| token.at - line.start == column)
            .map(|token| token.name.clone())
    };
    let mut keys = Vec::new();
    let own = Line::of(positions, number);
    let begins = |line: &Line<'_>| {
        line.tokens
            .iter()
            .any(|token| token.colon.is_none() && token.at - line.start < column)
    };
    if !begins(&own) {
        for above in (1..number).rev().map(|above| Line::of(positions, above)) {
            if !is_own(&above) {
                break;
            }
            keys.extend(key_of(&above));
            // The first key of an item is beside its dash.
            if above.has_key_at(column) && begins(&above) {
                break;
            }
        }
    }
    for below in (number + 1..=positions.line_count()).map(|below| Line::of(positions, below)) {
        if !is_own(&below) || (below.has_key_at(column) && begins(&below)) {
            break;
        }
        keys.extend(key_of(&below));
    }
    keys
}

/// The items of the list that an item is in.
fn items_beside(positions: &Positions<'_>, number: usize, column: usize) -> Vec<String> {
    let item = |line: &Line<'_>| {
        let is_item = line.tokens.iter().all(|token| token.colon.is_none()) && !line.tokens.is_empty();
        is_item.then(|| {
            positions.text[line.content..line.end]
                .trim_matches(['"', '\''])
                .to_owned()
        })
    };
    let near = |line: &Line<'_>| {
        line.is_blank() || (line.content - line.start + 2 >= column && item(line).is_some())
    };
    let above = (1..number)
        .rev()
        .map(|above| Line::of(positions, above))
        .take_while(near);
    let below = (number + 1..=positions.line_count())
        .map(|below| Line::of(positions, below))
        .take_while(near);
    above.chain(below).filter_map(|line| item(&line)).collect()
}

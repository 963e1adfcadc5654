//! What the caret is in, in brackets.

use std::ops::Range;

use crate::assist::path::PathStep;

/// Brackets that are open.
#[derive(Debug)]
enum Open {
    /// An object, the keys so far, and the key whose value is being written.
    Map(Vec<String>, Option<String>),
    /// A list, and the items so far.
    List(Vec<String>),
}

/// What the caret is in, below what the brackets are the value of.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) path: Vec<PathStep>,
    pub(super) is_key: bool,
    pub(super) word: Range<usize>,
    pub(super) siblings: Vec<String>,
}

/// Follows brackets from where they begin to the caret. `None` if they are closed before it, or the caret is behind a
/// quote that is closed.
pub(super) fn scan(text: &str, range: Range<usize>) -> Option<Flow> {
    let mut open: Vec<Open> = Vec::new();
    let (mut start, mut quote) = (range.start, None);
    let mut letters = text[range.clone()].char_indices().peekable();
    while let Some((ahead, c)) = letters.next() {
        let at = range.start + ahead;
        let word = text[start..at].trim();
        match (quote, c) {
            (Some(own), c) if c == own => quote = None,
            (None, '"' | '\'') if word.is_empty() => quote = Some(c),
            (None, '{') if word.is_empty() => {
                open.push(Open::Map(Vec::new(), None));
                start = at + 1;
            }
            (None, '[') if word.is_empty() => {
                open.push(Open::List(Vec::new()));
                start = at + 1;
            }
            (None, ':') => {
                let ends = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
                if let Some(Open::Map(_, key @ None)) = open.last_mut()
                    && ends
                {
                    *key = Some(bare(word));
                    start = at + 1;
                }
            }
            (None, ',') => {
                match open.last_mut()? {
                    Open::Map(keys, key) => keys.extend(key.take()),
                    Open::List(items) => items.push(bare(word)),
                }
                start = at + 1;
            }
            (None, '}' | ']') => {
                open.pop();
                if open.is_empty() {
                    return None;
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    ended(text, (start, range.end), open)
}

fn bare(word: &str) -> String {
    word.trim_matches(['"', '\'']).to_owned()
}

fn ended(text: &str, (start, end): (usize, usize), open: Vec<Open>) -> Option<Flow> {
    let (mut path, mut is_key, mut siblings) = (Vec::new(), false, Vec::new());
    let depth = open.len();
    for (index, open) in open.into_iter().enumerate() {
        let is_last = index + 1 == depth;
        match open {
            Open::Map(_, Some(key)) => path.push(PathStep::Key(key)),
            Open::Map(keys, None) => {
                is_key = is_last;
                siblings = keys;
            }
            Open::List(items) => {
                path.push(PathStep::from(items.len()));
                siblings = items;
            }
        }
    }
    let blanks = text[start..end].len() - text[start..end].trim_start().len();
    let start = start + blanks;
    let behind = &text[start..];
    let stop = behind.find([',', ']', '}', '\n', ':']).unwrap_or(behind.len());
    let length = behind[..stop].trim_end().len();
    let word = start..(start + length).max(end);
    (depth > 0).then_some(Flow {
        path,
        is_key,
        word,
        siblings,
    })
}

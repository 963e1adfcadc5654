//! Which words a problem is about.

use std::ops::Range;

use super::field::Written;
use super::path::PathStep;
use super::position::Positions;
use crate::text::outline::Shape;

/// The words around a byte: the key or value that begins there, or the word that it is in.
pub(super) fn around(at: usize, positions: &Positions<'_>, written: Option<&Written<'_>>) -> Range<usize> {
    if let Some(range) = written.and_then(|written| beginning_at(at, written)) {
        return first_line(range, positions);
    }
    let text = positions.text;
    let line = positions.line_text(positions.line_of(at));
    let rest = &text[at.min(line.end)..line.end];
    let length = rest.find(ends_word).unwrap_or(rest.len());
    if length > 0 {
        return at..at + length;
    }
    if let Some(c) = rest.chars().next() {
        return at..at + c.len_utf8();
    }
    // At the end of a line: the value that ends there, or what is written on it.
    if let Some(range) = written.and_then(|written| ending_at(at, written)) {
        return first_line(range, positions);
    }
    let blanks = text[line.clone()].len() - text[line.clone()].trim_start().len();
    let end = line.start + text[line.clone()].trim_end().len();
    (line.start + blanks).min(end)..end
}

fn ends_word(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | ':' | ']' | '}' | '[' | '{' | '(' | ')' | '`' | '"' | '\''
        )
}

/// The key, word or brackets that begin at a byte.
fn beginning_at(at: usize, written: &Written<'_>) -> Option<Range<usize>> {
    let nodes = written.outline.all();
    let mut here = nodes.filter(|node| node.start == at && node.end > at);
    let words = |node: &&crate::text::outline::Node| matches!(node.shape, Shape::Word) || node.is_flow;
    here.find(words).map(|node| node.start..node.end)
}

/// The word that ends at a byte.
fn ending_at(at: usize, written: &Written<'_>) -> Option<Range<usize>> {
    let mut nodes = written.outline.all();
    let found = nodes.find(|node| matches!(node.shape, Shape::Word) && node.start < at && node.end == at);
    found.map(|node| node.start..node.end)
}

/// The words of the field at a path, or of the nearest field around it that is written.
pub(super) fn of_path(path: &[PathStep], written: &Written<'_>) -> Range<usize> {
    for length in (0..=path.len()).rev() {
        let Some((key, value)) = written.find(&path[..length]) else {
            continue;
        };
        let is_word = matches!(written.outline.node(value).shape, Shape::Word);
        let value = written.range(value);
        return match key {
            // For a field that is missing, or for a whole object, its name.
            Some(key) if length < path.len() || !is_word || value.is_empty() => written.range(key),
            _ => first_line(value, written.positions),
        };
    }
    0..0
}

/// The part of a range that is on its first line.
pub(super) fn first_line(range: Range<usize>, positions: &Positions<'_>) -> Range<usize> {
    let line = positions.line_text(positions.line_of(range.start));
    range.start..range.end.min(line.end).max(range.start)
}

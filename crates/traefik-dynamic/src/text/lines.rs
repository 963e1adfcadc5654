//! The lines of a text, and which of them belong to the entries of a block.

use super::outline::{Id, Outline, Shape};

/// A text with the beginning of each line.
pub(crate) struct Lines<'t> {
    pub(crate) text: &'t str,
    starts: Vec<usize>,
}

/// The lines of one entry of a block: the comments directly above it, and what is indented below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Item {
    /// The first of the comments directly above, or the line of the key.
    pub(crate) lead: usize,
    /// The line of the key, or of the dash.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// How far it is indented, in bytes.
    pub(crate) column: usize,
    /// False for the first entry of a map that is an item of a list: the dash is on its line.
    pub(crate) is_alone: bool,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0)
            .chain(breaks)
            .filter(|start| *start < text.len());
        Lines {
            text,
            starts: starts.collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Where a line begins; past the last one, the end of the text.
    pub(crate) fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// A line without its break.
    pub(crate) fn line(&self, line: usize) -> &'t str {
        self.text[self.start(line)..self.start(line + 1)].trim_end_matches(['\n', '\r'])
    }

    /// The lines from the first to the last, with their breaks.
    pub(super) fn range(&self, first: usize, last: usize) -> &'t str {
        &self.text[self.start(first)..self.start(last + 1)]
    }

    pub(crate) fn of_byte(&self, byte: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= byte)
            .saturating_sub(1)
    }

    pub(crate) fn is_blank(&self, line: usize) -> bool {
        self.line(line).trim().is_empty()
    }

    fn is_comment(&self, line: usize) -> bool {
        self.line(line).trim_start().starts_with('#')
    }

    fn indent(&self, line: usize) -> usize {
        let line = self.line(line);
        line.len() - line.trim_start().len()
    }

    /// The lines of each entry of a block map or items of a block list; `None` for brackets, and where an entry does
    /// not begin on a line of its own.
    pub(crate) fn items(&self, outline: &Outline, block: Id) -> Option<Vec<Item>> {
        let node = outline.node(block);
        let spans: Vec<(usize, usize)> = match &node.shape {
            _ if node.is_flow => return None,
            Shape::Word => return None,
            Shape::List(items) => items
                .iter()
                .map(|item| (outline.node(*item).start, outline.node(*item).end))
                .collect(),
            Shape::Map(entries) => entries
                .iter()
                .map(|(key, value)| (outline.node(*key).start, outline.node(*value).end))
                .collect(),
        };
        let is_list = matches!(node.shape, Shape::List(_));
        let mut items: Vec<Item> = Vec::with_capacity(spans.len());
        for (index, (start, end)) in spans.iter().enumerate() {
            let first = self.of_byte(*start);
            let (column, is_alone) = entry_column(&self.text[self.start(first)..*start], is_list)?;
            let limit = spans.get(index + 1).map(|(next, _)| self.of_byte(*next));
            let last = self.of_byte(if end > start { end - 1 } else { *start });
            let last = self.tail(last, column, limit.unwrap_or(self.len()));
            let lead = if is_alone {
                self.lead(first, items.last().map(|before| before.last))
            } else {
                first
            };
            items.push(Item {
                lead,
                first,
                last,
                column,
                is_alone,
            });
        }
        Some(items)
    }

    /// Comments below an entry that are indented further than it belong to it.
    pub(crate) fn tail(&self, mut last: usize, column: usize, limit: usize) -> usize {
        for line in last + 1..limit {
            if self.is_blank(line) {
                continue;
            }
            if !self.is_comment(line) || self.indent(line) <= column {
                break;
            }
            last = line;
        }
        last
    }

    fn lead(&self, first: usize, before: Option<usize>) -> usize {
        let from = before.map_or(0, |before| before + 1);
        let above = (from..first).rev().take_while(|line| self.is_comment(*line));
        above.last().unwrap_or(first)
    }

    /// The lines of an item, moved to the left margin.
    pub(crate) fn dedented(&self, item: Item) -> String {
        let mut text = String::new();
        for line in item.lead..=item.last {
            let line = self.line(line);
            let blanks = line.len() - line.trim_start_matches(' ').len();
            text.push_str(&line[blanks.min(item.column)..]);
            text.push('\n');
        }
        text
    }
}

/// The column of a key or dash, from what stands before it on its line, and whether nothing else does.
fn entry_column(before: &str, is_list: bool) -> Option<(usize, bool)> {
    let blanks = before.len() - before.trim_start_matches(' ').len();
    let rest = before[blanks..].trim_end_matches(' ');
    if is_list {
        return match rest.strip_suffix('-')?.trim_end_matches(' ') {
            "" => Some((blanks, true)),
            dashes if is_dashes(dashes) => Some((before.trim_end_matches(' ').len() - 1, false)),
            _ => None,
        };
    }
    match rest {
        "" => Some((blanks, true)),
        dashes if is_dashes(dashes) => Some((before.len(), false)),
        _ => None,
    }
}

/// The dashes of lists in lists.
fn is_dashes(text: &str) -> bool {
    text.split_whitespace().all(|word| word == "-")
}

/// The text with each line that is not empty moved to the right.
pub(crate) fn indented(text: &str, column: usize) -> String {
    let mut moved = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        if !line.is_empty() {
            moved.extend(std::iter::repeat_n(' ', column));
            moved.push_str(line);
        }
        moved.push('\n');
    }
    moved
}

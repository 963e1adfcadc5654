//! The template step that Traefik takes before it reads a file: constants are filled in, and what only Traefik can run
//! is replaced by a mask that has no meaning in any format, and restored once the file is a tree.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::read::Broken;
use crate::read::node::Place;
use crate::read::yaml::Document;
use crate::template::{self, Fault, Other, Part, Piece};

/// A text after the template step, as far as that step can be done here.
pub(crate) struct Step<'t> {
    /// The text that the format is read from.
    pub(crate) text: String,
    /// What was masked.
    masked: Vec<&'t str>,
    /// Where each segment begins.
    segments: Vec<Segment>,
    /// Where the first masked action is.
    first: Place,
}

/// A run of the text: where it begins after the step, and where before it.
#[derive(Debug, Clone, Copy)]
struct Segment {
    after: Place,
    before: Place,
    /// Whether it was filled in, so that all of it has a single place in the file.
    is_put_in: bool,
}

/// The actions of a file that only Traefik can run.
pub(crate) struct Actions {
    pub(crate) count: usize,
    pub(crate) first: Place,
    /// Whether the text parses and every action is inside a value or key, so that everything else can be read without
    /// running them.
    pub(crate) are_in_values: bool,
    /// Those that even Traefik cannot run, in the file as it is.
    pub(crate) faults: Vec<(Place, String, Fault)>,
    /// Whether it looks like a template for another program.
    pub(crate) is_foreign: bool,
}

// A mask consists of one character and three digits for its number.
const MASK: char = '\u{F0000}';
const DIGIT: u32 = 0xF_0100;
/// The mask for the mask's own character, in case a file contains it.
const ITSELF: usize = 0xFF_FFFF;

/// Performs the step; `None` for a text without templates.
pub(crate) fn take(text: &str) -> Option<Step<'_>> {
    if !text.contains("{{") {
        return None;
    }
    let mut step = Step {
        text: String::with_capacity(text.len()),
        masked: Vec::new(),
        segments: Vec::new(),
        first: Place::default(),
    };
    let (mut before, mut after) = (Cursor::default(), Cursor::default());
    for piece in template::pieces(text) {
        let begin = step.text.len();
        let (at, is_put_in) = match &piece {
            Piece::Text(part) => {
                push_text(part, &mut step.text);
                (offset_in(text, part), false)
            }
            Piece::Action(action) => {
                if let Some(constant) = action.constant() {
                    push_text(&constant, &mut step.text);
                } else {
                    push_mask(step.masked.len(), &mut step.text);
                    step.masked.push(action.text);
                }
                (action.at, true)
            }
        };
        let segment = Segment {
            after: after.place,
            before: before.move_to(text, at),
            is_put_in,
        };
        if step.masked.len() == 1 && step.first.line == 0 {
            step.first = segment.before;
        }
        step.segments.push(segment);
        after.pass(&step.text[begin..]);
    }
    Some(step)
}

/// The offset of a piece in the text that it was taken from.
fn offset_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize)
        .saturating_sub(text.as_ptr() as usize)
        .min(text.len())
}

fn push_text(part: &str, text: &mut String) {
    for (index, plain) in part.split(MASK).enumerate() {
        if index > 0 {
            push_mask(ITSELF, text);
        }
        text.push_str(plain);
    }
}

fn push_mask(number: usize, text: &mut String) {
    text.push(MASK);
    let digits = number.to_le_bytes().into_iter().take(3);
    text.extend(digits.filter_map(|digit| char::from_u32(DIGIT + u32::from(digit))));
}

/// A place that only moves forward.
#[derive(Debug)]
struct Cursor {
    offset: usize,
    place: Place,
}

impl Default for Cursor {
    fn default() -> Self {
        Cursor {
            offset: 0,
            place: Place { line: 1, column: 1 },
        }
    }
}

impl Cursor {
    fn move_to(&mut self, text: &str, offset: usize) -> Place {
        let passed = text.get(self.offset..offset).unwrap_or_default();
        self.pass(passed);
        self.offset = self.offset.max(offset);
        self.place
    }

    fn pass(&mut self, passed: &str) {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let lines = passed.bytes().filter(|byte| *byte == b'\n').count();
        let last = passed
            .rfind('\n')
            .map_or(passed, |newline| &passed[newline + 1..]);
        let characters = narrow(last.chars().count());
        self.place = if lines == 0 {
            Place {
                line: self.place.line,
                column: self.place.column.saturating_add(characters),
            }
        } else {
            Place {
                line: self.place.line.saturating_add(narrow(lines)),
                column: characters.saturating_add(1),
            }
        };
    }
}

impl Step<'_> {
    /// Whether nothing is left that only Traefik can run.
    pub(crate) fn is_complete(&self) -> bool {
        self.masked.is_empty()
    }

    /// Maps a place after the step to its place in the file.
    pub(crate) fn place(&self, after: Place) -> Place {
        if after.line == 0 {
            return after;
        }
        let order = |place: Place| (place.line, place.column);
        let behind = self
            .segments
            .partition_point(|segment| order(segment.after) <= order(after));
        let Some(segment) = behind.checked_sub(1).and_then(|index| self.segments.get(index)) else {
            return after;
        };
        if segment.is_put_in {
            return segment.before;
        }
        if after.line == segment.after.line {
            Place {
                line: segment.before.line,
                column: segment.before.column + (after.column - segment.after.column),
            }
        } else {
            Place {
                line: segment.before.line + (after.line - segment.after.line),
                column: after.column,
            }
        }
    }

    /// Gives everything that was read its place in the file, and puts the actions back into their values. Returns how
    /// many of them are in values and keys.
    pub(crate) fn put_back(&self, document: &mut Document<'_>) -> usize {
        document.tree.edit_places(|place| self.place(place));
        document.second = document.second.map(|place| self.place(place));
        document.first_alias = document.first_alias.map(|place| self.place(place));
        let mut seen = HashSet::new();
        document.tree.edit_texts(|value| {
            if value.contains(MASK) || (!self.is_complete() && value.contains("{{")) {
                *value = Cow::Owned(self.unmasked(value, &mut seen));
            }
        });
        seen.len()
    }

    fn unmasked(&self, value: &str, seen: &mut HashSet<usize>) -> String {
        let mut parts = Vec::new();
        for (index, part) in value.split(MASK).enumerate() {
            if index == 0 {
                parts.push(Part::Literal(part.into()));
                continue;
            }
            let digits = part.chars().take(3).enumerate();
            let number = digits.fold(0, |number, (place, c)| {
                number | ((u32::from(c).wrapping_sub(DIGIT) & 0xFF) as usize) << (8 * place)
            });
            match self.masked.get(number) {
                Some(action) => {
                    seen.insert(number);
                    parts.push(Part::Action(action));
                }
                None => parts.push(Part::Literal(MASK.to_string().into())),
            }
            let rest = part.char_indices().nth(3).map_or("", |(at, _)| &part[at..]);
            parts.push(Part::Literal(rest.into()));
        }
        match template::compose(parts.into_iter()) {
            (text, true) => text,
            (literal, false) if self.is_complete() => literal,
            // In a file with actions, all texts are escaped as templates until each component is known.
            (literal, false) => template::escape(&literal).into_owned(),
        }
    }

    /// What to report about the actions that only Traefik can run; `found` is how many of them are in values.
    pub(crate) fn actions(&self, file: &str, found: Option<usize>) -> Option<Actions> {
        let are_in_values = found == Some(self.masked.len());
        let faults = template::faults(file);
        let is_foreign = ["{%", "{{ vault_", "{{ .Values", "{{ ansible_"]
            .iter()
            .any(|mark| file.contains(mark))
            || faults.iter().any(|(_, fault)| fault.of == Some(Other::Jinja));
        let mut cursor = Cursor::default();
        let mut faults: Vec<_> = faults;
        faults.sort_by_key(|(action, _)| action.at);
        let placed = faults.into_iter().map(|(action, fault)| {
            let place = cursor.move_to(file, action.at);
            (place, action.text.to_owned(), fault)
        });
        (!self.is_complete()).then(|| Actions {
            count: self.masked.len(),
            first: self.first,
            are_in_values,
            faults: placed.collect(),
            is_foreign,
        })
    }
}

/// Maps a syntax error to its place in the file.
pub(crate) fn placed(step: Option<&Step<'_>>, mut broken: Broken) -> Broken {
    if let Some(step) = step {
        broken.place = step.place(broken.place);
    }
    broken
}

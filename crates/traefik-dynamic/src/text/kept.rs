//! What is worth keeping of a file beside the meaning of its components.

use std::borrow::Cow;

use super::layout::Taken;
use super::lines::Lines;
use super::outline::Outline;
use super::{Fragment, layout, reads_as, sections, settled, without_mark, written};
use crate::{Braces, Reading, in_parallel};

/// What is kept of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The components whose lines say more than what would be written anyway, [`settled`].
    pub fragments: Vec<Fragment>,
    /// The text of the file, with marks in place of its components; [`fill`](super::fill()) makes the file again.
    /// `None` if the file is not YAML, or holds something that is no sound component.
    pub layout: Option<String>,
}

/// What is kept of a file that has been read. Braces in it are what they are for Traefik's file provider. `is_yaml`: the
/// file is known to be YAML; otherwise it is taken for YAML if lines of it are worth keeping.
///
/// ```
/// use traefik_dynamic::{read, text::{fill, kept}};
///
/// let source = "# at home\n\nhttp:\n  middlewares:\n    zip:\n      compress: {}\n\n    # not used\n";
/// let reading = read(source.as_bytes(), "dynamic.yml", None);
/// let layout = kept(source, &reading, true).layout.unwrap();
/// assert_eq!(fill(&layout, &[(&reading.components[0].component, None)]).unwrap(), source);
/// ```
pub fn kept(source: &str, reading: &Reading, is_yaml: bool) -> Kept {
    Outlined::of(source).kept(reading, is_yaml)
}

/// A text whose lines are known, but not yet what they mean: that can be found out at the same time.
pub struct Outlined<'s> {
    /// The byte order mark, if there is one.
    mark: &'s str,
    /// The text after it, with a break at its end.
    text: Cow<'s, str>,
    /// Whether the last line has a break.
    has_break: bool,
    /// `None` if it is not YAML.
    outline: Option<Outline>,
}

impl<'s> Outlined<'s> {
    /// Looks for the lines of each part of a text.
    pub fn of(source: &'s str) -> Self {
        let (mark, text) = without_mark(source);
        let has_break = text.ends_with('\n');
        let text: Cow<'_, str> = if has_break {
            text.into()
        } else {
            format!("{text}\n").into()
        };
        Outlined {
            mark,
            outline: Outline::of(&text),
            text,
            has_break,
        }
    }

    /// As [`kept`], for the text that was read.
    pub fn kept(&self, reading: &Reading, is_yaml: bool) -> Kept {
        of_outlined(self, reading, is_yaml)
    }
}

fn of_outlined(file: &Outlined<'_>, reading: &Reading, is_yaml: bool) -> Kept {
    let lines = Lines::of(&file.text);
    let outline = file.outline.as_ref();
    let taken = outline.map(|outline| taken(outline, &lines, reading));
    let fragments: Vec<Fragment> = taken
        .iter()
        .flatten()
        .flatten()
        .filter_map(|one| {
            Some(Fragment {
                kind: one.component.kind,
                name: one.component.name.clone(),
                text: one.kept.clone()?,
                line: u32::try_from(one.item.lead + 1).unwrap_or(u32::MAX),
            })
        })
        .collect();
    let is_yaml = is_yaml || !fragments.is_empty();
    let file = layout::File {
        mark: file.mark,
        lines: &lines,
        has_break: file.has_break,
        outline,
        taken: taken.as_deref().unwrap_or_default(),
    };
    let layout = is_yaml.then(|| layout::of(&file, reading)).flatten();
    Kept { fragments, layout }
}

/// The lines of each component; `None` for those that have none of their own.
fn taken<'r>(outline: &Outline, lines: &Lines<'_>, reading: &'r Reading) -> Vec<Option<Taken<'r>>> {
    let places = sections::places(outline, lines);
    in_parallel(&reading.components, |found| {
        let component = &found.component;
        let item = places.get(&(component.kind, found.line))?.item;
        let text = lines.dedented(item);
        // The cheaper question first: most files of programs look like what is written here.
        let is_usual = text == written(component);
        let is_kept = !is_usual && reads_as(&text, component, Braces::Actions);
        Some(Taken {
            component,
            item,
            kept: is_kept.then(|| settled(&text, component)),
            lines: text,
            is_usual,
        })
    })
}

//! What an editor of one component is told.

mod completions;
mod cures;
mod forms;
mod robust;
mod rows;
mod slips;
mod spans;

use traefik_dynamic::assist::{CureAction, Replacement};

/// The lines with the replacements made, whose positions are in UTF-16 code units.
pub(crate) fn replaced(lines: &str, edits: &[Replacement]) -> String {
    let mut units: Vec<u16> = lines.encode_utf16().collect();
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.from, edit.to)));
    for edit in edits {
        let new: Vec<u16> = edit.text.encode_utf16().collect();
        units.splice(edit.from as usize..edit.to as usize, new);
    }
    String::from_utf16(&units).unwrap()
}

/// The lines after a cure that changes them.
pub(crate) fn applied(lines: &str, action: &CureAction) -> Option<String> {
    match action {
        CureAction::Replace { edits } => Some(replaced(lines, edits)),
        _ => None,
    }
}

/// The part of a text between two positions in UTF-16 code units.
pub(crate) fn cut(text: &str, from: u32, to: u32) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[from as usize..to as usize]).unwrap()
}

//! Decodes bytes to text.

use std::borrow::Cow;

use crate::{Problem, Severity};

/// UTF-8 with or without a byte order mark, or UTF-16 with one; and whether it was UTF-16.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, bool), Box<Problem>> {
    let is_wide = matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    };
    text.map(|text| (text, is_wide))
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Box<Problem>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let (before, rest) = bytes.split_at(error.valid_up_to());
            let before = String::from_utf8_lossy(before);
            let byte = rest.first().copied().unwrap_or_default();
            let sentence =
                format!("the file is not UTF-8 text: there is a byte {byte:02X} where a character should be");
            Err(broken(&sentence, &before))
        }
    }
}

fn utf16<'t>(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'t, str>, Box<Problem>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let sentence = "the file starts like UTF-16 text, but is not";
    for unit in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match unit {
            Ok(letter) => text.push(letter),
            Err(_) => return Err(broken(sentence, &text)),
        }
    }
    if rest.is_empty() {
        Ok(Cow::Owned(text))
    } else {
        Err(broken(sentence, &text))
    }
}

/// The problem, placed right after what could be read.
fn broken(sentence: &str, before: &str) -> Box<Problem> {
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let from_one = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    let mut problem = Problem::new(Severity::Error, "SYNTAX", sentence).with_hint("Save it as UTF-8");
    problem.line = Some(from_one(before.matches('\n').count()));
    problem.column = Some(from_one(before[line_start..].chars().count()));
    Box::new(problem)
}

//! The slips that people make in YAML, and the changes that would undo them.

use std::ops::Range;

use super::make::word_of;
use crate::assist::position::Positions;
use crate::read::unseen;

/// A slip that may be why the lines cannot be read, and the change that undoes it.
pub(super) struct Slip {
    pub(super) cause: String,
    pub(super) title: String,
    pub(super) parts: Vec<(Range<usize>, String)>,
}

/// A line, and what it is made of.
struct Line<'t> {
    range: Range<usize>,
    text: &'t str,
    indent: usize,
}

impl<'t> Line<'t> {
    fn of(positions: &Positions<'t>, number: usize) -> Line<'t> {
        let range = positions.line_text(number);
        let text = &positions.text[range.clone()];
        let indent = text.len() - text.trim_start_matches(' ').len();
        Line { range, text, indent }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty() || self.text.trim_start().starts_with('#')
    }

    /// What follows the indentation and the dashes of items, and where it begins in the line.
    fn content(&self) -> (usize, &'t str) {
        let mut at = self.indent;
        while let Some(rest) = self.text[at..].strip_prefix("- ") {
            at += 2 + (rest.len() - rest.trim_start_matches(' ').len());
        }
        (at, self.text[at..].trim_end())
    }

    /// The bytes of a part of the line, in the text.
    fn part(&self, range: Range<usize>) -> Range<usize> {
        self.range.start + range.start..self.range.start + range.end
    }

    /// Name and value with the position of the value in the line, where a colon and a blank are between them.
    fn entry(&self) -> Option<(&'t str, usize, &'t str)> {
        let (at, content) = self.content();
        let colon = content.find(": ").or_else(|| content.find(":\t"))?;
        let behind = &content[colon + 1..];
        let blanks = behind.len() - behind.trim_start().len();
        Some((&content[..colon], at + colon + 1 + blanks, behind.trim_start()))
    }
}

fn slip(cause: &str, title: &str, parts: Vec<(Range<usize>, String)>) -> Slip {
    Slip {
        cause: cause.to_owned(),
        title: title.to_owned(),
        parts,
    }
}

/// What may have gone wrong at or above a line, most likely first.
pub(super) fn candidates(positions: &Positions<'_>, stop: usize, above: usize) -> Vec<Slip> {
    let mut found = Vec::new();
    tabs(positions, &mut found);
    unseen_letters(positions, stop, &mut found);
    let first = stop.saturating_sub(above).max(1);
    let last = stop.min(positions.line_count());
    let lines: Vec<Line<'_>> = (first..=last)
        .rev()
        .map(|number| Line::of(positions, number))
        .filter(|line| !line.is_blank())
        .collect();
    let of_words: [fn(&Line<'_>) -> Option<Slip>; 8] = [
        no_space_after_colon,
        no_space_after_dash,
        escapes,
        open_quote,
        open_bracket,
        odd_start,
        colon_inside,
        no_colon,
    ];
    for try_one in of_words {
        found.extend(lines.iter().filter_map(try_one));
    }
    let mut moved = Vec::new();
    for number in [stop, stop.saturating_sub(1)] {
        if number > 1 && number <= positions.line_count() {
            indentation(positions, number, &mut moved);
        }
    }
    // The less has to move, the more likely.
    moved.sort_by_key(|(cost, _)| *cost);
    found.extend(moved.into_iter().map(|(_, slip)| slip));
    found
}

/// What may have gone wrong on a line that can be read, but says something else than what was meant.
pub(super) fn on_line(positions: &Positions<'_>, number: usize) -> Vec<Slip> {
    let line = Line::of(positions, number);
    let of_words: [fn(&Line<'_>) -> Option<Slip>; 3] = [no_space_after_dash, no_space_after_colon, no_colon];
    of_words.iter().filter_map(|try_one| try_one(&line)).collect()
}

/// Tabs before the first word of lines, each as that many blanks.
fn tabs(positions: &Positions<'_>, found: &mut Vec<Slip>) {
    for width in [2, 4, 8] {
        let parts: Vec<(Range<usize>, String)> = (1..=positions.line_count())
            .filter_map(|number| {
                let line = Line::of(positions, number);
                let blanks = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
                let (before, rest) = line.text.split_at(blanks);
                // A tab after the dash is one in front of the first word too.
                let dash = usize::from(rest.starts_with("-\t"));
                let tabs = rest[dash..].len() - rest[dash..].trim_start_matches('\t').len();
                let whole = if dash == 1 { blanks + 1 + tabs } else { blanks };
                let dashed = if dash == 1 { "- " } else { "" };
                let is_tabbed = before.contains('\t') || dash == 1;
                let text = before.replace('\t', &" ".repeat(width)) + dashed;
                is_tabbed.then(|| (line.part(0..whole), text))
            })
            .collect();
        if !parts.is_empty() {
            found.push(slip("a tab is used for indentation", "Use spaces", parts));
        }
    }
}

/// Blanks that are none, and letters that nobody sees.
fn unseen_letters(positions: &Positions<'_>, stop: usize, found: &mut Vec<Slip>) {
    let end = positions.line_text(stop.min(positions.line_count())).end;
    let strange = |c: char| {
        let is_control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        is_control || unseen::first(c.encode_utf8(&mut [0; 4])).is_some()
    };
    let all: Vec<(usize, char)> = positions
        .text
        .char_indices()
        .filter(|(_, c)| strange(*c))
        .collect();
    let Some((_, nearest)) = all.iter().rfind(|(at, _)| *at <= end).or(all.first()).copied() else {
        return;
    };
    let is_space = |c: char| c.is_whitespace() && !c.is_control();
    let parts = all.iter().map(|(at, c)| {
        let instead = if is_space(*c) { " " } else { "" };
        (*at..*at + c.len_utf8(), instead.to_owned())
    });
    let cause = if nearest.is_control() {
        format!("it contains the control character U+{:04X}", u32::from(nearest))
    } else {
        format!("it contains {}", unseen::named(nearest))
    };
    found.push(Slip {
        cause,
        title: "Remove the invisible characters".to_owned(),
        parts: parts.collect(),
    });
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '@'))
}

fn no_space_after_colon(line: &Line<'_>) -> Option<Slip> {
    let (at, content) = line.content();
    let colon = content.find(':')?;
    let behind = &content[colon + 1..];
    let is_slip = is_name(&content[..colon])
        && !behind.is_empty()
        && !behind.starts_with([' ', '\t'])
        && !behind.starts_with("//");
    let parts = vec![(line.part(at + colon + 1..at + colon + 1), " ".to_owned())];
    is_slip.then(|| {
        slip(
            "there is no space after the colon",
            "Put a space after the colon",
            parts,
        )
    })
}

fn no_space_after_dash(line: &Line<'_>) -> Option<Slip> {
    let rest = &line.text[line.indent..];
    let behind = rest.strip_prefix('-')?;
    let is_slip = !behind.is_empty() && !behind.starts_with([' ', '\t', '-']);
    let at = line.indent + 1;
    let parts = vec![(line.part(at..at), " ".to_owned())];
    is_slip.then(|| {
        slip(
            "there is no space after the dash",
            "Put a space after the dash",
            parts,
        )
    })
}

/// The value of an entry, or the item itself, and its position in the line.
fn value<'t>(line: &Line<'t>) -> (usize, &'t str) {
    match line.entry() {
        Some((name, at, value)) if is_name(name.trim_matches(['"', '\''])) => (at, value),
        _ => line.content(),
    }
}

/// What is before a comment.
fn without_comment(text: &str) -> &str {
    text.find(" #").map_or(text, |at| text[..at].trim_end())
}

fn escapes(line: &Line<'_>) -> Option<Slip> {
    let (at, value) = value(line);
    let quoted = without_comment(value);
    let inside = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let parts = vec![(
        line.part(at..at + quoted.len()),
        format!("'{}'", inside.replace("\\\\", "\\").replace('\'', "''")),
    )];
    let cause = "a backslash in double quotes starts an escape";
    inside
        .contains('\\')
        .then(|| slip(cause, "Use single quotes", parts))
}

fn open_quote(line: &Line<'_>) -> Option<Slip> {
    let (at, value) = value(line);
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let rest = &value[1..];
    // Doubled single quotes and escaped double ones close nothing.
    let plain = rest.replace("''", "").replace("\\\"", "");
    if plain.contains(quote) {
        return None;
    }
    let end = at + without_comment(value).len();
    let parts = vec![(line.part(end..end), quote.to_string())];
    Some(slip("a quote is not closed", "Close the quote", parts))
}

fn quoted(line: &Line<'_>, (at, value): (usize, &str), cause: &str) -> Slip {
    let bare = without_comment(value);
    let text = if bare.contains('\\') || bare.contains('"') {
        format!("'{}'", bare.replace('\'', "''"))
    } else {
        format!("\"{bare}\"")
    };
    slip(
        cause,
        "Put it in quotes",
        vec![(line.part(at..at + bare.len()), text)],
    )
}

/// A value that begins with a character that means something in YAML.
fn odd_start(line: &Line<'_>) -> Option<Slip> {
    let (at, value) = value(line);
    let cause = match value.chars().next()? {
        quote @ ('"' | '\'') => return behind_quote(line, (at, value), quote),
        '`' => "a value cannot begin with a backtick unless it is in quotes".to_owned(),
        c @ ('@' | '%' | '*' | '&' | '!' | '|' | '>' | ']' | '}' | ',') => {
            format!("a value cannot begin with `{c}` unless it is in quotes")
        }
        _ => return None,
    };
    Some(quoted(line, (at, value), &cause))
}

/// Text after the quotes that a value begins with.
fn behind_quote(line: &Line<'_>, (at, value): (usize, &str), quote: char) -> Option<Slip> {
    let bare = without_comment(value);
    let is_open = !bare[1..].contains(quote);
    if is_open || bare.ends_with(quote) {
        return None;
    }
    let parts = vec![(line.part(at..at + bare.len()), word_of(&bare.replace(quote, "")))];
    Some(slip(
        "there is text after the closing quote",
        "Put all of it in quotes",
        parts,
    ))
}

fn colon_inside(line: &Line<'_>) -> Option<Slip> {
    let (_, at, value) = line.entry()?;
    let is_quoted = value.starts_with(['"', '\'', '[', '{']);
    let has_colon = value.contains(": ") || value.ends_with(':');
    (has_colon && !is_quoted).then(|| quoted(line, (at, value), "a value contains a colon and a space"))
}

fn open_bracket(line: &Line<'_>) -> Option<Slip> {
    let (at, value) = value(line);
    let bare = without_comment(value);
    let mut open: Vec<char> = Vec::new();
    let mut quote = None;
    for c in bare.chars() {
        match (quote, c) {
            (Some(own), c) if own == c => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ']' | '}') => drop(open.pop()),
            _ => {}
        }
    }
    if open.is_empty() || !bare.starts_with(['[', '{']) {
        return None;
    }
    let end = at + bare.trim_end_matches([',', ' ']).len();
    let text: String = open.into_iter().rev().collect();
    let parts = vec![(line.part(end..at + bare.len()), text)];
    Some(slip("a bracket is not closed", "Close the bracket", parts))
}

fn no_colon(line: &Line<'_>) -> Option<Slip> {
    let (at, content) = line.content();
    let bare = without_comment(content);
    let end = bare
        .find(|c: char| c.is_whitespace() || c == '=')
        .unwrap_or(bare.len());
    if !is_name(&bare[..end]) || bare.contains(": ") || bare.ends_with(':') {
        return None;
    }
    let behind = &bare[end..];
    let gap = behind.len() - behind.trim_start_matches([' ', '=', '\t']).len();
    let text = if end + gap < bare.len() { ": " } else { ":" };
    let parts = vec![(line.part(at + end..at + end + gap), text.to_owned())];
    Some(slip(
        "there is no colon after the name",
        "Put a colon after the name",
        parts,
    ))
}

/// The line, with or without those that belong to it, as far to the right as a line above, or the one below. Each with
/// how much it moves.
fn indentation(positions: &Positions<'_>, number: usize, found: &mut Vec<((usize, usize), Slip)>) {
    let line = Line::of(positions, number);
    if line.is_blank() {
        return;
    }
    let below: Vec<Line<'_>> = (number + 1..=positions.line_count())
        .map(|number| Line::of(positions, number))
        .take_while(|below| below.is_blank() || below.indent > line.indent)
        .filter(|below| !below.text.trim().is_empty())
        .collect();
    for column in columns(positions, number) {
        let moved = |one: &Line<'_>| {
            let indent = (one.indent + column).saturating_sub(line.indent);
            (one.part(0..one.indent), " ".repeat(indent))
        };
        let title = match column {
            0 => format!("Move line {number} to the left margin"),
            1 => format!("Indent line {number} with 1 space"),
            column => format!("Indent line {number} with {column} spaces"),
        };
        let cause = "it is not indented like the lines around it";
        let alone = vec![moved(&line)];
        let distance = column.abs_diff(line.indent);
        if !below.is_empty() {
            let parts = alone.iter().cloned().chain(below.iter().map(moved)).collect();
            found.push(((distance, below.len()), slip(cause, &title, parts)));
        }
        found.push(((distance, 0), slip(cause, &title, alone)));
    }
}

/// How far the lines around a line are indented.
fn columns(positions: &Positions<'_>, number: usize) -> Vec<usize> {
    const MOST: usize = 8;
    let own = Line::of(positions, number).indent;
    let mut columns: Vec<usize> = Vec::new();
    let mut add = |column: usize| {
        if column != own && !columns.contains(&column) && columns.len() < MOST {
            columns.push(column);
        }
    };
    let is_filled = |line: &Line<'_>| !line.is_blank();
    let mut behind = (number + 1..=positions.line_count()).map(|below| Line::of(positions, below));
    if let Some(below) = behind.find(is_filled) {
        add(below.indent);
    }
    for above in (1..number)
        .rev()
        .map(|above| Line::of(positions, above))
        .filter(is_filled)
    {
        let (content, _) = above.content();
        [above.indent, content, above.indent + 2]
            .into_iter()
            .for_each(&mut add);
    }
    columns
}

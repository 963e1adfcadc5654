//! YAML and JSON as a tree. JSON goes the same way, because Traefik reads it so.

mod build;
mod word;

use std::borrow::Cow;

use libyaml_safer::{EventData, Mark, Parser};

use self::build::Builder;
use crate::read::Broken;
use crate::read::node::{NodeId, Place, Tree};

/// The first document of a text as a tree.
pub(crate) struct Document {
    pub(crate) tree: Tree,
    /// `None` when the text holds no document.
    pub(crate) root: Option<NodeId>,
    /// Where the second document begins, which Traefik does not read.
    pub(crate) second: Option<Place>,
    /// Whether anchors or merge keys were followed.
    pub(crate) has_aliases: bool,
}

/// Parses the first document.
pub(crate) fn parse(text: &str) -> Result<Document, Broken> {
    // The parser panics when a text ends within a block scalar; a line break behind it means the same.
    let ended = if text.ends_with('\n') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("{text}\n"))
    };
    // It also panics on a tag before a comma, as in `[!a, b]`. A file must not take the program down with it.
    let parsed = std::panic::catch_unwind(|| parse_ended(&ended));
    parsed.unwrap_or_else(|_| {
        Err(Broken::at(
            Place::default(),
            "a tag (a word that begins with `!`) stands before a comma",
        ))
    })
}

fn parse_ended(text: &str) -> Result<Document, Broken> {
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    let mut builder = Builder::default();
    loop {
        let event = match parser.parse() {
            Ok(event) => event,
            // What stands behind the first document is none of Traefik's business.
            Err(_) if builder.is_done => return builder.finish(None),
            Err(error) => return Err(broken(&error, text)),
        };
        match event.data {
            EventData::StreamEnd => return builder.finish(None),
            EventData::DocumentStart { .. } if builder.is_done => {
                let second = place(event.start_mark);
                return builder.finish(Some(second));
            }
            _ => builder.take(event)?,
        }
    }
}

fn place(mark: Mark) -> Place {
    let from_one = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
    Place {
        line: from_one(mark.line),
        column: from_one(mark.column),
    }
}

fn broken(error: &libyaml_safer::Error, text: &str) -> Broken {
    let place = error.problem_mark().map(place).unwrap_or_default();
    let mut sentence = error.problem().to_owned();
    if let (Some(context), Some(mark)) = (error.context(), error.context_mark()) {
        let since = self::place(mark);
        sentence = format!("{sentence} ({context} that began at line {})", since.line);
    }
    let line = text
        .lines()
        .nth(place.line.saturating_sub(1) as usize)
        .unwrap_or_default();
    let hint = if line.trim_start_matches(' ').starts_with('\t') {
        Some("Indent with spaces: YAML takes no tabs".to_owned())
    } else if line.chars().nth(place.column.saturating_sub(1) as usize) == Some('`') {
        Some("Put the value in double quotes: a plain YAML value cannot begin with a backtick".to_owned())
    } else if sentence.contains("found unexpected end of stream") || sentence.contains("quoted scalar") {
        Some("Look for a quote that is not closed".to_owned())
    } else {
        None
    };
    Broken {
        place,
        sentence,
        hint,
    }
}

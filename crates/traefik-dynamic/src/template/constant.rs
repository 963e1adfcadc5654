//! The text that an action writes regardless of its input.

use super::lex::{Action, Kind, Word};
use super::quote;
use super::words::Words;

impl Action<'_> {
    /// The text that it always writes, if it is constant.
    pub(crate) fn constant(&self) -> Option<String> {
        match self.words() {
            Ok([]) => self.is_comment().then(String::new),
            Ok(words) => of(words),
            Err(_) => None,
        }
    }
}

/// The text that an action of constants writes: a quoted text, `print` of quoted texts, pipes and parentheses of both.
fn of(words: &[Word<'_>]) -> Option<String> {
    let mut words = Words { words };
    let text = pipeline(&mut words)?;
    words.ends().ok()?;
    Some(text)
}

fn pipeline(words: &mut Words<'_, '_>) -> Option<String> {
    let mut piped = None;
    loop {
        words.skip_spaces();
        let first = words.peek()?;
        let prints = first.kind == Kind::Name && first.text == "print";
        if prints {
            words.next();
        } else if piped.is_some() {
            return None;
        }
        let mut operands = Vec::new();
        loop {
            let is_apart = words.skip_spaces();
            match words.peek().map(|word| word.kind) {
                None | Some(Kind::Close | Kind::Pipe) => break,
                // Go requires white space between operands.
                Some(_) if !is_apart && (prints || !operands.is_empty()) => return None,
                Some(_) => operands.push(operand(words)?),
            }
        }
        operands.extend(piped.take());
        if !prints && operands.len() != 1 {
            return None;
        }
        let text = operands.concat();
        match words.peek().map(|word| word.kind) {
            Some(Kind::Pipe) => {
                words.next();
                piped = Some(text);
            }
            _ => return Some(text),
        }
    }
}

fn operand(words: &mut Words<'_, '_>) -> Option<String> {
    let word = words.next()?;
    match word.kind {
        Kind::Text => quote::unquoted(word.text),
        Kind::Open => {
            let text = pipeline(words)?;
            (words.next_word()?.kind == Kind::Close).then_some(text)
        }
        _ => None,
    }
}

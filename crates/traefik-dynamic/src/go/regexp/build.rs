//! Builds a matcher from pieces.

use regex_automata::meta::{Config, Regex};
use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, Repetition};

use super::Piece;

/// The largest automaton that is built, in bytes.
const MAX_SIZE: usize = 32 * 1024 * 1024;

/// `None` if it would be too large.
pub(super) fn compile(piece: &Piece) -> Option<Regex> {
    let mut groups = 0;
    let hir = hir(piece, &mut groups);
    let config = Config::new().nfa_size_limit(Some(MAX_SIZE));
    Regex::builder().configure(config).build_from_hir(&hir).ok()
}

fn hir(piece: &Piece, groups: &mut u32) -> Hir {
    match piece {
        Piece::Letter(letter, false) => Hir::literal(letter.encode_utf8(&mut [0; 4]).as_bytes().to_vec()),
        Piece::Letter(letter, true) => {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(*letter, *letter)]);
            fold(&mut class);
            Hir::class(Class::Unicode(class))
        }
        Piece::Class(class) => Hir::class(Class::Unicode(class.clone())),
        Piece::Look(look) => Hir::look(*look),
        Piece::Repeat {
            min,
            max,
            greedy,
            inner,
        } => Hir::repetition(Repetition {
            min: *min,
            max: *max,
            greedy: *greedy,
            sub: Box::new(hir(inner, groups)),
        }),
        Piece::Group(inner) => {
            *groups += 1;
            let index = *groups;
            Hir::capture(Capture {
                index,
                name: None,
                sub: Box::new(hir(inner, groups)),
            })
        }
        Piece::Concat(pieces) => Hir::concat(pieces.iter().map(|piece| hir(piece, groups)).collect()),
        Piece::Either(pieces) => Hir::alternation(pieces.iter().map(|piece| hir(piece, groups)).collect()),
    }
}

/// Adds the characters that differ only in case.
pub(super) fn fold(class: &mut ClassUnicode) {
    // Fails only without case folding tables, which are built in.
    let _ = class.try_case_fold_simple();
}

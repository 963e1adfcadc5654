//! Number literals.

use super::token::{Fault, Token};

/// A number literal at the beginning of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) token: Token,
    pub(super) length: usize,
    /// What is wrong with it, by the offset in it.
    pub(super) faults: Vec<Fault>,
}

/// Reads the number at the beginning of the text, which is a digit or a point.
pub(super) fn read(text: &str) -> Number {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        faults: Vec::new(),
    };
    let token = reader.read();
    Number {
        token,
        length: reader.at,
        faults: reader.faults,
    }
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    faults: Vec<Fault>,
}

/// What a run of digits contains.
#[derive(Default)]
struct Run {
    has_digit: bool,
    has_separator: bool,
    /// The first digit that the base does not have.
    wrong: Option<usize>,
}

impl Run {
    fn add(&mut self, other: &Run) {
        self.has_digit |= other.has_digit;
        self.has_separator |= other.has_separator;
        self.wrong = self.wrong.or(other.wrong);
    }
}

impl Reader<'_> {
    fn read(&mut self) -> Token {
        let mut token = Token::Integer;
        // 0 for none, `0` for a leading zero.
        let (mut base, mut prefix) = (10, 0);
        let mut run = Run::default();
        if self.now() != b'.' {
            if self.now() == b'0' {
                self.at += 1;
                (base, prefix) = match self.lower() {
                    b'x' => (16, b'x'),
                    b'o' => (8, b'o'),
                    b'b' => (2, b'b'),
                    _ => (8, b'0'),
                };
                if prefix == b'0' {
                    run.has_digit = true;
                } else {
                    self.at += 1;
                }
            }
            run.add(&self.digits(base));
        }
        if self.now() == b'.' {
            token = Token::Float;
            if matches!(prefix, b'o' | b'b') {
                self.fault(self.at, format!("invalid radix point in {}", name(prefix)));
            }
            self.at += 1;
            run.add(&self.digits(base));
        }
        if !run.has_digit {
            self.fault(self.at, format!("{} has no digits", name(prefix)));
        }
        if matches!(self.lower(), b'e' | b'p') {
            token = Token::Float;
            self.exponent(prefix, &mut run);
        } else if prefix == b'x' && token == Token::Float {
            self.fault(self.at, "hexadecimal mantissa requires a 'p' exponent".to_owned());
        }
        if self.now() == b'i' {
            token = Token::Imaginary;
            self.at += 1;
        }
        if let Some(at) = run.wrong.filter(|_| token == Token::Integer) {
            let digit = char::from(self.bytes[at]);
            self.fault(at, format!("invalid digit '{digit}' in {}", name(prefix)));
        }
        if run.has_separator
            && let Some(at) = self.wrong_separator()
        {
            self.fault(at, "'_' must separate successive digits".to_owned());
        }
        token
    }

    fn exponent(&mut self, prefix: u8, run: &mut Run) {
        let sign = char::from(self.now());
        match self.lower() {
            b'e' if !matches!(prefix, 0 | b'0') => {
                self.fault(self.at, format!("'{sign}' exponent requires decimal mantissa"));
            }
            b'p' if prefix != b'x' => {
                self.fault(
                    self.at,
                    format!("'{sign}' exponent requires hexadecimal mantissa"),
                );
            }
            _ => {}
        }
        self.at += 1;
        if matches!(self.now(), b'+' | b'-') {
            self.at += 1;
        }
        let digits = self.digits(10);
        run.has_separator |= digits.has_separator;
        if !digits.has_digit {
            self.fault(self.at, "exponent has no digits".to_owned());
        }
    }

    /// Up to base 10, all decimal digits are read, and the first that the base does not have is noted.
    fn digits(&mut self, base: u8) -> Run {
        let mut run = Run::default();
        loop {
            match self.now() {
                b'_' => run.has_separator = true,
                digit if digit.is_ascii_digit() => {
                    run.has_digit = true;
                    if digit - b'0' >= base && run.wrong.is_none() {
                        run.wrong = Some(self.at);
                    }
                }
                digit if base == 16 && digit.is_ascii_hexdigit() => run.has_digit = true,
                _ => return run,
            }
            self.at += 1;
        }
    }

    /// Where an underscore is not between two digits; a prefix counts as one.
    fn wrong_separator(&self) -> Option<usize> {
        let literal = &self.bytes[..self.at];
        let prefix = literal.get(1).map_or(b' ', u8::to_ascii_lowercase);
        let has_prefix = literal[0] == b'0' && matches!(prefix, b'x' | b'o' | b'b');
        let is_hex = has_prefix && prefix == b'x';
        let (start, mut before) = if has_prefix { (2, b'0') } else { (0, b'.') };
        for (at, &byte) in literal.iter().enumerate().skip(start) {
            let now = match byte {
                b'_' if before != b'0' => return Some(at),
                b'_' => b'_',
                digit if digit.is_ascii_digit() || is_hex && digit.is_ascii_hexdigit() => b'0',
                _ if before == b'_' => return Some(at - 1),
                _ => b'.',
            };
            before = now;
        }
        (before == b'_').then(|| literal.len() - 1)
    }

    fn fault(&mut self, at: usize, message: String) {
        self.faults.push((at, message));
    }

    /// The current byte; 0 at the end.
    fn now(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn lower(&self) -> u8 {
        self.now().to_ascii_lowercase()
    }
}

fn name(prefix: u8) -> &'static str {
    match prefix {
        b'x' => "hexadecimal literal",
        b'o' | b'0' => "octal literal",
        b'b' => "binary literal",
        _ => "decimal literal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages are those of Go 1.25.
    #[test]
    fn numbers() {
        let check = |text: &str, token: Token, length: usize, faults: &[(usize, &str)]| {
            let faults = faults
                .iter()
                .map(|(at, fault)| (*at, (*fault).to_owned()))
                .collect();
            let expect = Number {
                token,
                length,
                faults,
            };
            assert_eq!(read(text), expect, "{text}");
        };
        check("1", Token::Integer, 1, &[]);
        check("1.5(", Token::Float, 3, &[]);
        check(".5e-3", Token::Float, 5, &[]);
        check("0x1F", Token::Integer, 4, &[]);
        check("1_000i", Token::Imaginary, 6, &[]);
        check(
            "0x(",
            Token::Integer,
            2,
            &[(2, "hexadecimal literal has no digits")],
        );
        check(
            "1.5P(",
            Token::Float,
            4,
            &[
                (3, "'P' exponent requires hexadecimal mantissa"),
                (4, "exponent has no digits"),
            ],
        );
        check(
            "0x1e1.",
            Token::Float,
            6,
            &[(6, "hexadecimal mantissa requires a 'p' exponent")],
        );
        check(
            "089",
            Token::Integer,
            3,
            &[(1, "invalid digit '8' in octal literal")],
        );
        check("089.5", Token::Float, 5, &[]);
        check(
            "0b12",
            Token::Integer,
            4,
            &[(3, "invalid digit '2' in binary literal")],
        );
        check(
            "1__0",
            Token::Integer,
            4,
            &[(2, "'_' must separate successive digits")],
        );
        check(
            "1_",
            Token::Integer,
            2,
            &[(1, "'_' must separate successive digits")],
        );
        check(
            "0o1.5",
            Token::Float,
            5,
            &[(3, "invalid radix point in octal literal")],
        );
    }
}

//! Anchors, aliases, tags and directives.

use std::borrow::Cow;

use crate::read::Broken;
use crate::read::node::Place;
use crate::read::yaml::scan::Scanner;
use crate::read::yaml::token::Sort;

const DIRECTIVE: &str = "while scanning a directive";
const VERSION: &str = "while scanning a %YAML directive";
const TAG_DIRECTIVE: &str = "while scanning a %TAG directive";
const TAG: &str = "while scanning a tag";

impl<'t> Scanner<'t> {
    pub(super) fn anchor(&mut self) -> Result<Sort<'t>, Broken> {
        Ok(Sort::Anchor(self.anchor_name("while scanning an anchor")?))
    }

    pub(super) fn alias(&mut self) -> Result<Sort<'t>, Broken> {
        Ok(Sort::Alias(self.anchor_name("while scanning an alias")?))
    }

    fn anchor_name(&mut self, doing: &str) -> Result<&'t str, Broken> {
        let start = self.cursor.place();
        self.cursor.skip(1);
        let name = self.cursor.take_name();
        let is_end = self.cursor.is_gap(0)
            || matches!(
                self.cursor.byte(0),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if name.is_empty() || !is_end {
            return Err(self.fault(
                "did not find expected alphabetic or numeric character",
                doing,
                start,
            ));
        }
        Ok(name)
    }

    pub(super) fn tag(&mut self) -> Result<Sort<'t>, Broken> {
        let start = self.cursor.place();
        let sort = if self.cursor.byte(1) == b'<' {
            self.cursor.skip(2);
            let suffix = self.uri(Cow::Borrowed(""), TAG, start)?;
            if self.cursor.byte(0) != b'>' {
                return Err(self.fault("did not find the expected '>'", TAG, start));
            }
            self.cursor.skip(1);
            Sort::Tag("", suffix)
        } else {
            let handle = self.handle();
            if handle.len() > 1 && handle.ends_with('!') {
                Sort::Tag(handle, self.uri(Cow::Borrowed(""), TAG, start)?)
            } else {
                let rest = handle.strip_prefix('!').unwrap_or_default();
                match self.uri(Cow::Borrowed(rest), TAG, start) {
                    Ok(suffix) => Sort::Tag("!", suffix),
                    // A `!` alone is a tag too.
                    Err(_) if rest.is_empty() && self.cursor.byte(0) != b'%' => {
                        Sort::Tag("", Cow::Borrowed("!"))
                    }
                    Err(error) => return Err(error),
                }
            }
        };
        if !self.cursor.is_gap(0) {
            return Err(self.fault("did not find expected whitespace or line break", TAG, start));
        }
        Ok(sort)
    }

    /// `!`, `!!`, `!name!`, or the beginning of a tag without a handle.
    fn handle(&mut self) -> &'t str {
        let from = self.cursor.at();
        self.cursor.skip(1);
        self.cursor.take_name();
        if self.cursor.byte(0) == b'!' {
            self.cursor.skip(1);
        }
        self.cursor.slice(from, self.cursor.at())
    }

    fn uri(&mut self, head: Cow<'t, str>, doing: &str, start: Place) -> Result<Cow<'t, str>, Broken> {
        let mut uri = head;
        loop {
            let from = self.cursor.at();
            let length = self.cursor.length(|cursor, ahead| {
                let byte = cursor.byte(ahead);
                byte.is_ascii_alphanumeric() || b"_-;/?:@&=+$,.!~*'()[]".contains(&byte)
            });
            self.cursor.skip(length);
            if length > 0 {
                uri += self.cursor.slice(from, self.cursor.at());
            }
            if self.cursor.byte(0) != b'%' {
                break;
            }
            let c = self.uri_escape(doing, start)?;
            uri.to_mut().push(c);
        }
        if uri.is_empty() {
            return Err(self.fault("did not find expected tag URI", doing, start));
        }
        Ok(uri)
    }

    /// One character, encoded as octets such as `%C3%A9`.
    fn uri_escape(&mut self, doing: &str, start: Place) -> Result<char, Broken> {
        let mut octets = Vec::with_capacity(4);
        loop {
            let digits = self.cursor.slice(self.cursor.at() + 1, self.cursor.at() + 3);
            let is_escape =
                self.cursor.byte(0) == b'%' && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let octet = u8::from_str_radix(digits, 16).ok().filter(|_| is_escape);
            let Some(octet) = octet else {
                return Err(self.fault("did not find URI escaped octet", doing, start));
            };
            octets.push(octet);
            self.cursor.skip(3);
            if let Ok(text) = std::str::from_utf8(&octets)
                && let Some(c) = text.chars().next()
            {
                return Ok(c);
            }
            if octets.len() == 4 {
                return Err(self.fault("found an incorrect UTF-8 octet", doing, start));
            }
        }
    }

    /// What follows a `%` at the beginning of a line.
    pub(super) fn directive(&mut self) -> Result<Sort<'t>, Broken> {
        let start = self.cursor.place();
        self.cursor.skip(1);
        let name = self.cursor.take_name();
        if name.is_empty() {
            return Err(self.fault("could not find expected directive name", DIRECTIVE, start));
        }
        if !self.cursor.is_gap(0) {
            return Err(self.fault("found unexpected non-alphabetical character", DIRECTIVE, start));
        }
        let sort = match name {
            "YAML" => self.version(start)?,
            "TAG" => self.tag_directive(start)?,
            _ => return Err(self.fault("found unknown directive name", DIRECTIVE, start)),
        };
        self.cursor.skip_blanks();
        if self.cursor.byte(0) == b'#' {
            self.cursor.skip_line();
        }
        if !self.cursor.is_at_end() && !self.cursor.is_break(0) {
            return Err(self.fault("did not find expected comment or line break", DIRECTIVE, start));
        }
        self.cursor.skip_break();
        Ok(sort)
    }

    fn version(&mut self, start: Place) -> Result<Sort<'t>, Broken> {
        self.cursor.skip_blanks();
        let major = self.version_number(start)?;
        if self.cursor.byte(0) != b'.' {
            return Err(self.fault("did not find expected digit or '.' character", VERSION, start));
        }
        self.cursor.skip(1);
        let minor = self.version_number(start)?;
        Ok(Sort::Version(major, minor))
    }

    fn version_number(&mut self, start: Place) -> Result<u32, Broken> {
        let length = self
            .cursor
            .length(|cursor, ahead| cursor.byte(ahead).is_ascii_digit());
        let digits = self.cursor.slice(self.cursor.at(), self.cursor.at() + length);
        self.cursor.skip(length);
        match digits.parse() {
            Ok(number) if length <= 2 => Ok(number),
            _ => Err(self.fault("did not find expected version number", VERSION, start)),
        }
    }

    fn tag_directive(&mut self, start: Place) -> Result<Sort<'t>, Broken> {
        self.cursor.skip_blanks();
        let handle = if self.cursor.byte(0) == b'!' {
            self.handle()
        } else {
            ""
        };
        if !handle.ends_with('!') {
            return Err(self.fault("did not find expected '!'", TAG_DIRECTIVE, start));
        }
        if !self.cursor.is_blank(0) {
            return Err(self.fault("did not find expected whitespace", TAG_DIRECTIVE, start));
        }
        self.cursor.skip_blanks();
        let prefix = self.uri(Cow::Borrowed(""), TAG_DIRECTIVE, start)?;
        if !self.cursor.is_gap(0) {
            return Err(self.fault(
                "did not find expected whitespace or line break",
                TAG_DIRECTIVE,
                start,
            ));
        }
        Ok(Sort::TagDirective(handle, prefix))
    }
}

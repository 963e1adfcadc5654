//! The packets of SFTP, version 3 (draft-ietf-secsh-filexfer-02), as OpenSSH speaks it, with the extensions of its `PROTOCOL`.

/// The largest packet that is read; OpenSSH sends no larger one.
pub(super) const LARGEST: usize = 256 * 1024;

/// Types of packets.
pub(super) mod kind {
    pub(crate) const INIT: u8 = 1;
    pub(crate) const VERSION: u8 = 2;
    pub(crate) const OPEN: u8 = 3;
    pub(crate) const CLOSE: u8 = 4;
    pub(crate) const READ: u8 = 5;
    pub(crate) const WRITE: u8 = 6;
    pub(crate) const LSTAT: u8 = 7;
    pub(crate) const FSTAT: u8 = 8;
    pub(crate) const OPENDIR: u8 = 11;
    pub(crate) const READDIR: u8 = 12;
    pub(crate) const REMOVE: u8 = 13;
    pub(crate) const MKDIR: u8 = 14;
    pub(crate) const REALPATH: u8 = 16;
    pub(crate) const RENAME: u8 = 18;
    pub(crate) const STATUS: u8 = 101;
    pub(crate) const HANDLE: u8 = 102;
    pub(crate) const DATA: u8 = 103;
    pub(crate) const NAME: u8 = 104;
    pub(crate) const ATTRS: u8 = 105;
    pub(crate) const EXTENDED: u8 = 200;
    pub(crate) const EXTENDED_REPLY: u8 = 201;
}

/// Codes of a status.
pub(super) mod status {
    pub(crate) const OK: u32 = 0;
    pub(crate) const EOF: u32 = 1;
    pub(crate) const NO_SUCH_FILE: u32 = 2;
    pub(crate) const PERMISSION_DENIED: u32 = 3;
}

/// How a file is opened.
pub(super) mod open {
    pub(crate) const READ: u32 = 0x01;
    pub(crate) const WRITE: u32 = 0x02;
    pub(crate) const CREATE: u32 = 0x08;
    pub(crate) const EXCLUSIVE: u32 = 0x20;
}

/// What a server adds to version 3.
pub(super) mod extension {
    pub(crate) const FSYNC: &str = "fsync@openssh.com";
    pub(crate) const RENAME_OVER: &str = "posix-rename@openssh.com";
    pub(crate) const SPACE: &str = "statvfs@openssh.com";
}

const HAS_SIZE: u32 = 0x01;
const HAS_OWNER: u32 = 0x02;
const HAS_PERMISSIONS: u32 = 0x04;
const HAS_TIMES: u32 = 0x08;
const HAS_MORE: u32 = 0x8000_0000;

/// What a server says about a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// Bytes.
    pub(super) size: Option<u64>,
    /// Type and rights, as in `st_mode`.
    pub(super) mode: Option<u32>,
    /// Seconds since 1970.
    pub(super) modified: Option<u32>,
}

/// The space where a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Space {
    /// Bytes that the account may still use.
    pub(super) free: u64,
    /// Nothing can be written to the file system.
    pub(super) read_only: bool,
}

/// The body of a request.
#[derive(Debug, Default)]
pub(super) struct Body(pub(super) Vec<u8>);

impl Body {
    pub(super) fn number(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(super) fn long(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// Bytes with their length in front. What does not fit into a packet was split before.
    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        let length = u32::try_from(bytes.len()).unwrap_or_default();
        self.0.extend(length.to_be_bytes());
        self.0.extend(bytes);
        self
    }

    pub(super) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// Rights of something new, and nothing else about it.
    pub(super) fn rights(self, mode: u32) -> Self {
        self.number(HAS_PERMISSIONS).number(mode)
    }
}

/// The body of an answer, read from its start. `None` where it is shorter than it says.
#[derive(Debug)]
pub(super) struct Answer<'b>(pub(super) &'b [u8]);

impl<'b> Answer<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    pub(super) fn long(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_be_bytes)
    }

    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    pub(super) fn attributes(&mut self) -> Option<Attributes> {
        let flags = self.number()?;
        let mut told = Attributes::default();
        if flags & HAS_SIZE != 0 {
            told.size = Some(self.long()?);
        }
        if flags & HAS_OWNER != 0 {
            self.take(8)?;
        }
        if flags & HAS_PERMISSIONS != 0 {
            told.mode = Some(self.number()?);
        }
        if flags & HAS_TIMES != 0 {
            self.take(4)?;
            told.modified = Some(self.number()?);
        }
        if flags & HAS_MORE != 0 {
            for _ in 0..self.number()? {
                self.bytes()?;
                self.bytes()?;
            }
        }
        Some(told)
    }

    /// Names with what is said about each. A name that is not UTF-8 is not ours, and left out.
    pub(super) fn names(&mut self) -> Option<Vec<(String, Attributes)>> {
        let mut names = Vec::new();
        for _ in 0..self.number()? {
            let name = self.bytes()?;
            let _shown = self.bytes()?;
            let told = self.attributes()?;
            if let Ok(name) = str::from_utf8(name) {
                names.push((name.to_owned(), told));
            }
        }
        Some(names)
    }

    /// The extensions that the first answer names.
    pub(super) fn extensions(&mut self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        while !self.0.is_empty() {
            names.push(String::from_utf8_lossy(self.bytes()?).into_owned());
            self.bytes()?;
        }
        Some(names)
    }

    /// The answer to [`extension::SPACE`].
    pub(super) fn space(&mut self) -> Option<Space> {
        const READ_ONLY: u64 = 1;
        let mut fields = [0_u64; 10];
        for field in &mut fields {
            *field = self.long()?;
        }
        let [_, unit, _, _, available, _, _, _, _, flags] = fields;
        Some(Space {
            free: available.saturating_mul(unit),
            read_only: flags & READ_ONLY != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Attributes, Body};

    /// "Whatever a server claims about lengths and numbers, reading an answer ends, within the answer."
    #[test]
    fn an_answer_that_lies_about_its_length() {
        let names = |bytes: &[u8]| Answer(bytes).names();
        let whole = Body::default()
            .number(1)
            .text("a.zip")
            .text("-rw------- a.zip")
            .number(0x0000_000d)
            .long(3)
            .number(0o100_600)
            .number(7)
            .number(9)
            .0;
        let told = Attributes {
            size: Some(3),
            mode: Some(0o100_600),
            modified: Some(9),
        };
        assert_eq!(names(&whole), Some(vec![("a.zip".to_owned(), told)]));
        for cut in 0..whole.len() {
            assert_eq!(names(&whole[..cut]), None, "cut after {cut} bytes");
        }
        // Four thousand million names in four bytes, a name longer than everything, extended attributes without end.
        assert_eq!(names(&[0xff; 4]), None);
        assert_eq!(names(&[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 1]), None);
        let endless = Body::default().number(0x8000_0000).number(u32::MAX).0;
        assert_eq!(Answer(&endless).attributes(), None);
    }
}

//! Tells apart two contents that were stored under one name, without reading them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::words;

/// What a location says about an object besides its content. What it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Bytes.
    pub size: u64,
    /// When it was last written; nanoseconds since 1970.
    pub modified: Option<i64>,
    /// The inode number, if the file system keeps such numbers.
    pub inode: Option<i64>,
    /// The ETag that a store assigns to the content.
    pub etag: Option<String>,
}

/// How an object differs from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Another number of bytes.
    Size {
        /// Bytes it had.
        was: u64,
        /// Bytes it has.
        is: u64,
    },
    /// The store reports different content.
    Content,
    /// Another file has its name.
    Replaced,
    /// It was written to.
    Modified,
}

impl Identity {
    /// How `now` differs from this. What only one of the two says is not a difference, and an ETag alone is decisive: a
    /// store that moves an object gives it a new time.
    pub fn difference(&self, now: &Self) -> Option<Difference> {
        let (was, is) = (self.size, now.size);
        if was != is {
            return Some(Difference::Size { was, is });
        }
        if let (Some(one), Some(other)) = (&self.etag, &now.etag) {
            return (bare(one) != bare(other)).then_some(Difference::Content);
        }
        let replaced = self.inode.zip(now.inode).is_some_and(|(one, other)| one != other);
        if replaced {
            return Some(Difference::Replaced);
        }
        // With kept inode numbers, a file has the same time, to the nanosecond, until somebody writes to it.
        let is_exact = self.inode.is_some() && now.inode.is_some();
        let modified = self.modified.zip(now.modified);
        modified
            .is_some_and(|(one, other)| one != other && (is_exact || !same_moment(one, other)))
            .then_some(Difference::Modified)
    }
}

impl Identity {
    /// The same size, and the same ETag if both have one.
    pub(super) fn is_same_object(&self, other: &Self) -> bool {
        let tags = self.etag.as_deref().zip(other.etag.as_deref());
        self.size == other.size && tags.is_none_or(|(one, other)| bare(one) == bare(other))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { was, is: 0 } => write!(formatter, "it is empty now and had {}", words::size(*was)),
            Self::Size { was, is } if words::size(*was) == words::size(*is) => {
                write!(formatter, "it has {is} bytes now and had {was}")
            }
            Self::Size { was, is } => {
                write!(
                    formatter,
                    "it has {} now and had {}",
                    words::size(*is),
                    words::size(*was)
                )
            }
            Self::Content => formatter.write_str("the storage reports different content"),
            Self::Replaced => formatter.write_str("another file now has its name"),
            Self::Modified => formatter.write_str("it was written to"),
        }
    }
}

/// Some stores quote an ETag in one answer and not in another.
fn bare(etag: &str) -> &str {
    etag.trim_start_matches("W/").trim_matches('"')
}

/// Nanoseconds of the units that file systems and stores round times to: two seconds on FAT, one in an HTTP header.
const UNITS: [i64; 5] = [2_000_000_000, SECOND, 1_000_000, 1_000, 100];
const SECOND: i64 = 1_000_000_000;

/// The same time, or the same one truncated to a coarser unit: memory reports a time more exactly than a disk, and a
/// listing more exactly than a header. Two different whole seconds are not truncated, so they are two times.
fn same_moment(one: i64, other: i64) -> bool {
    if one % SECOND == 0 && other % SECOND == 0 {
        return one == other;
    }
    let cut = |coarse: i64, exact: i64, unit: i64| {
        coarse % unit == 0 && (0..unit).contains(&exact.saturating_sub(coarse))
    };
    let same = |unit: &i64| cut(one, other, *unit) || cut(other, one, *unit);
    one == other || UNITS.iter().any(same)
}

/// Nanoseconds since 1970; `None` if they cannot be counted.
pub(super) fn nanoseconds(at: SystemTime) -> Option<i64> {
    match at.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).ok(),
        Err(before) => i64::try_from(before.duration().as_nanos())
            .ok()
            .map(|nanoseconds| -nanoseconds),
    }
}

/// What a store or memory says about an object.
pub(super) fn of_object(told: &opendal::Metadata) -> Identity {
    Identity {
        size: told.content_length(),
        modified: told.last_modified().and_then(|at| nanoseconds(at.into())),
        inode: None,
        etag: told.etag().map(str::to_owned),
    }
}

/// What a file system says about a file. Inode numbers only count if `numbered`, on a file system that keeps them.
pub(super) fn of_file(told: &std::fs::Metadata, numbered: bool) -> Identity {
    Identity {
        size: told.len(),
        modified: told.modified().ok().and_then(nanoseconds),
        inode: if numbered { inode(told) } else { None },
        etag: None,
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
fn inode(told: &std::fs::Metadata) -> Option<i64> {
    Some(std::os::unix::fs::MetadataExt::ino(told).cast_signed())
}

/// Windows reports the number of an open file only; there, size and time decide.
#[cfg(not(unix))]
fn inode(_told: &std::fs::Metadata) -> Option<i64> {
    None
}

#[cfg(test)]
mod tests {
    use super::{Difference, Identity};

    /// 28 Nov 2026, with a fraction of a second.
    const AT: i64 = 1_795_824_000_123_456_789;

    fn file(size: u64, modified: i64, inode: i64) -> Identity {
        Identity {
            size,
            modified: Some(modified),
            inode: Some(inode),
            etag: None,
        }
    }

    fn object(size: u64, modified: i64, etag: &str) -> Identity {
        Identity {
            size,
            modified: Some(modified),
            inode: None,
            etag: Some(etag.to_owned()),
        }
    }

    /// "What was verified is this content: anything else stored there is told apart, and nothing is reported twice."
    #[test]
    fn differences() {
        let check = |was: &Identity, is: &Identity, expected: Option<Difference>| {
            assert_eq!(was.difference(is), expected, "{was:?} and then {is:?}");
        };
        let was = file(10, AT, 7);
        check(&was, &was, None);
        check(&was, &file(0, AT, 7), Some(Difference::Size { was: 10, is: 0 }));
        check(&was, &file(9, AT, 7), Some(Difference::Size { was: 10, is: 9 }));
        check(&was, &file(10, AT + 4_000_000, 7), Some(Difference::Modified));
        check(
            &was,
            &file(10, AT - 86_400_000_000_000, 7),
            Some(Difference::Modified),
        );
        check(&was, &file(10, AT, 8), Some(Difference::Replaced));
        // Copied away and back by a tool that only knows whole seconds: the inode number tells.
        let second = AT / 1_000_000_000 * 1_000_000_000;
        check(&was, &file(10, second, 8), Some(Difference::Replaced));
        // Where inode numbers are kept, so are times: even a write within the same moment shows.
        for other in [
            second,
            second / 2_000_000_000 * 2_000_000_000,
            AT / 100 * 100,
            AT + 1,
            second + 2_000_000_000,
        ] {
            check(&was, &file(10, other, 7), Some(Difference::Modified));
            check(&file(10, other, 7), &was, Some(Difference::Modified));
        }
        for seconds in [1, 2, 3] {
            let even = file(10, second / 2_000_000_000 * 2_000_000_000, 7);
            let later = file(10, even.modified.unwrap() + seconds * 1_000_000_000, 7);
            check(&even, &later, Some(Difference::Modified));
        }
        // Known from an older version: the size alone.
        let size = Identity {
            size: 10,
            ..Identity::default()
        };
        check(&size, &was, None);
        check(
            &size,
            &file(11, AT, 7),
            Some(Difference::Size { was: 10, is: 11 }),
        );
    }

    /// A disk of a camera, a share: the same file, reported with another precision.
    #[test]
    fn differences_where_numbers_are_not_kept() {
        let at = |modified| Identity {
            inode: None,
            ..file(10, modified, 0)
        };
        let check = |was: i64, is: i64, expected: Option<Difference>| {
            assert_eq!(at(was).difference(&at(is)), expected, "{was} and then {is}");
            assert_eq!(at(is).difference(&at(was)), expected, "{is} and then {was}");
        };
        let even = AT / 2_000_000_000 * 2_000_000_000;
        check(AT, even, None);
        check(AT, AT / 100 * 100, None);
        check(even + 1_300_000_000, even, None);
        check(even + 1_300_000_000, even + 1_000_000_000, None);
        check(AT, even + 2_000_000_000, Some(Difference::Modified));
        check(even + 1, even - 1, Some(Difference::Modified));
        // Nothing was truncated from either.
        check(even, even + 1_000_000_000, Some(Difference::Modified));
        check(even, even + 2_000_000_000, Some(Difference::Modified));
    }

    #[test]
    fn differences_in_a_store() {
        let check = |was: &Identity, is: &Identity, expected: Option<Difference>| {
            assert_eq!(was.difference(is), expected, "{was:?} and then {is:?}");
        };
        let was = object(10, AT, "\"9b2c\"");
        check(&was, &object(10, AT, "9b2c"), None);
        check(&was, &object(10, AT, "W/\"9b2c\""), None);
        // The bucket was moved to another store: every time is new, the contents are not.
        check(&was, &object(10, AT + 86_400_000_000_000, "9b2c"), None);
        check(&was, &object(10, AT, "77aa"), Some(Difference::Content));
        check(
            &was,
            &object(0, AT, "9b2c"),
            Some(Difference::Size { was: 10, is: 0 }),
        );
        // A listing without ETags.
        let plain = |modified| Identity {
            etag: None,
            ..object(10, modified, "")
        };
        check(&was, &plain(AT / 1_000_000_000 * 1_000_000_000), None);
        check(&was, &plain(AT + 3_000_000_000), Some(Difference::Modified));
    }
}

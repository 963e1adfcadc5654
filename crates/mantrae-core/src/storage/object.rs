//! What a location lists.

use std::fmt;

use super::identity::Identity;

/// An object of a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its name, without a folder.
    pub name: String,
    /// What it is.
    pub shape: Shape,
    /// What tells its content apart from others.
    pub identity: Identity,
}

/// What a name in a folder refers to. In a store there is nothing but files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A file, which can be read.
    File,
    /// A folder.
    Folder,
    /// A link: whatever it leads to, it is not what was stored.
    Link,
    /// A pipe, a socket or a device: reading it may never end.
    Special,
}

impl Shape {
    /// What a file system says about an entry itself, not about what it leads to.
    pub(super) fn of(kind: std::fs::FileType) -> Self {
        if kind.is_file() {
            Self::File
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_symlink() {
            Self::Link
        } else {
            Self::Special
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::File => "a file",
            Self::Folder => "a folder, not a file",
            Self::Link => "a link, not a file",
            Self::Special => "a pipe or a device, not a file",
        })
    }
}

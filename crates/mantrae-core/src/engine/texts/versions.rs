//! The folder in which each profile is kept as a file.

/// Profiles are kept there from now on.
pub(in crate::engine) fn begun(path: &str, commits: bool) -> String {
    let how = if commits {
        ", and each change is committed"
    } else {
        ""
    };
    format!("Every profile is kept as a file in {path}{how}")
}

/// Nothing is written there any more.
pub(in crate::engine) fn ended(path: &str) -> String {
    format!("Profiles are no longer kept as files in {path}; those that are there stay")
}

/// Something could not be written or committed.
pub(in crate::engine) fn not_written(path: &str) -> String {
    format!("Not everything was kept in {path}")
}

/// It could.
pub(in crate::engine) fn works_again(path: &str) -> String {
    format!("Every profile is kept in {path} again")
}

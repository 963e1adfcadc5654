//! The configuration: profiles, components, imports, and what was learned about a Traefik.

use super::unfinished;
use crate::error::Result;
use crate::words;

/// Steps of an import.
pub(in crate::engine) const IMPORT_STEPS: [&str; 2] = ["Safety backup", "Merge"];

/// A profile was created.
pub(in crate::engine) fn profile_created(name: &str) -> String {
    format!("Profile “{name}” created")
}

/// It was renamed.
pub(in crate::engine) fn profile_renamed(name: &str, new_name: &str) -> String {
    format!("Profile “{name}” renamed to “{new_name}”")
}

/// It is being removed.
pub(in crate::engine) fn removing_profile(name: &str) -> String {
    format!("Removing profile “{name}”")
}

/// It was removed.
pub(in crate::engine) fn profile_removed(name: &str) -> String {
    format!("Profile “{name}” removed")
}

/// It was not removed.
pub(in crate::engine) fn profile_not_removed(name: &str) -> String {
    format!("Profile “{name}” was not removed")
}

/// It was written to a file.
pub(in crate::engine) fn profile_exported(name: &str, components: usize) -> String {
    format!(
        "Profile “{name}” exported, {}",
        words::count(components as u64, "component")
    )
}

/// Files are being merged.
pub(in crate::engine) fn importing(files: &[String]) -> String {
    format!("Importing {}", files.join(", "))
}

/// They were merged.
pub(in crate::engine) fn imported(components: usize, profile: &str) -> String {
    format!(
        "Imported {} into “{profile}”",
        words::count(components as u64, "component")
    )
}

/// They were not merged.
pub(in crate::engine) fn not_imported<T>(done: &Result<T>) -> String {
    format!("{}: nothing was changed", unfinished("Import", done))
}

/// An expectation was saved for a request.
pub(in crate::engine) fn expectation_saved(url: &str, profile: &str) -> String {
    format!("Expectation for {url} in “{profile}” saved")
}

/// It was removed.
pub(in crate::engine) fn expectation_removed(url: &str, profile: &str) -> String {
    format!("Expectation for {url} in “{profile}” removed")
}

/// Facts about the Traefik that runs a profile were saved.
pub(in crate::engine) fn facts_saved(profile: &str, summary: &str) -> String {
    format!("Facts about the Traefik of “{profile}” saved: {summary}")
}

/// They were removed.
pub(in crate::engine) fn facts_removed(profile: &str) -> String {
    format!("Facts about the Traefik of “{profile}” removed")
}

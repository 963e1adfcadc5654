//! Publications.

/// A profile is being published.
pub(in crate::engine) fn publishing(profile: &str) -> String {
    format!("Publishing “{profile}”")
}

/// It was published.
pub(in crate::engine) fn published(profile: &str, number: i64, file: &str) -> String {
    format!("“{profile}” published to {file}, publication {number}")
}

/// It was published, and nobody had to say so.
pub(in crate::engine) fn published_automatically(profile: &str, number: i64, file: &str) -> String {
    format!("“{profile}” published automatically to {file}, publication {number}")
}

/// Changes are published automatically from now on, or no longer.
pub(in crate::engine) fn automatic(profile: &str, is_on: bool) -> String {
    if is_on {
        format!("Changes of “{profile}” are published automatically from now on")
    } else {
        format!("Changes of “{profile}” are no longer published automatically")
    }
}

/// It was not published.
pub(in crate::engine) fn not_published(profile: &str) -> String {
    format!("“{profile}” was not published")
}

/// A publication is being taken back.
pub(in crate::engine) fn taking_back(number: i64, file: &str) -> String {
    format!("Taking back publication {number} to {file}")
}

/// It was taken back.
pub(in crate::engine) fn taken_back(number: i64, file: &str) -> String {
    format!("Publication {number} to {file} taken back")
}

/// It was not taken back.
pub(in crate::engine) fn not_taken_back(number: i64, file: &str) -> String {
    format!("Publication {number} to {file} was not taken back")
}

/// A publication on trial stays.
pub(in crate::engine) fn kept(number: i64, profile: &str) -> String {
    format!("Publication {number} of “{profile}” is no longer on trial: it stays")
}

/// Where a profile is published was saved.
pub(in crate::engine) fn connected(profile: &str, file: &str) -> String {
    format!("“{profile}” connected to {file}")
}

/// It was forgotten.
pub(in crate::engine) fn disconnected(profile: &str, file: &str, is_served: bool) -> String {
    let rest = if is_served {
        "Traefik goes on with what it has until it restarts"
    } else {
        "the file stays as it is"
    };
    format!("“{profile}” disconnected from {file}; {rest}")
}

/// A new token was made.
pub(in crate::engine) fn token_renewed(profile: &str) -> String {
    format!("New token for the Traefik of “{profile}”")
}

/// What to do about a file that somebody else changed.
pub(in crate::engine) const SEE_WHAT_CHANGED: &str = "The plan of a publication shows what differs";
/// Traefik shows the marker of the publication, and yet the file is another.
pub(in crate::engine) const CHANGED_OUTSIDE: &str = "Somebody else has changed the file";

/// Traefik ran a publication, and does not any more.
pub(in crate::engine) fn not_running(number: i64, profile: &str) -> String {
    format!("Traefik no longer runs publication {number} of “{profile}” as it was published")
}

/// Traefik does not run what was published automatically.
pub(in crate::engine) fn does_not_run(number: i64, profile: &str) -> String {
    format!("Traefik does not run publication {number} of “{profile}” as it was published automatically")
}

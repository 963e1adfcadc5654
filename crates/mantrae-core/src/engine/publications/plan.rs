//! What a publication would do. Nothing is written.

use std::sync::Arc;

use serde::Serialize;
use traefik_dynamic::{Component, Format, Problem, Severity, read};

use super::Publications;
use crate::db::profile::Profile;
use crate::db::publication::{self as table, ConnectionRow};
use crate::engine::ready::Ready;
use crate::error::{Code, Error, Result};
use crate::export::{self, Enabled};
use crate::marker::{are_same_but_for_marks, is_header};
use crate::publish::{
    Built, Form, Found, HostChanges, Neighbour, Neighbours, Target, build, by_host, digest, not_over_http,
    refusals, refuse, routers_removed, warn, without_ours,
};

/// So many routers are not taken away by accident.
const MANY: usize = 5;

/// What a publication would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PublicationPlan {
    /// The profile.
    pub profile: String,
    /// The file that would be written.
    pub file: String,
    /// The value of the marker that Traefik would show.
    pub revision: String,
    /// SHA-256 of what the file holds now, in hex; empty if there is no file.
    pub held: String,
    /// How many components the file would hold.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub components: usize,
    /// How many are disabled, and left out.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub left_out: usize,
    /// Whether the file already holds exactly this.
    pub is_unchanged: bool,
    /// What would change, by host.
    pub changes: Vec<HostChanges>,
    /// How many routers would be taken away.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub routers_removed: usize,
    /// What others changed in the file since the last publication, by host.
    pub outside: Vec<HostChanges>,
    /// The other files that Traefik reads from the folder.
    pub neighbours: Vec<Neighbour>,
    /// What keeps it from being published, and what to think about first.
    pub problems: Vec<Problem>,
}

impl PublicationPlan {
    /// Whether nothing keeps the profile from being published.
    pub fn is_allowed(&self) -> bool {
        self.refusal().is_none()
    }

    /// The first problem that keeps the profile from being published.
    pub fn refusal(&self) -> Option<&Problem> {
        self.problems.iter().find(|one| one.severity == Severity::Error)
    }
}

/// What a person accepts about a publication.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Accepted {
    /// The file may be replaced although others changed it.
    pub(super) overwrite: bool,
    /// So many routers may be taken away.
    pub(super) removes: Option<usize>,
}

/// Everything that is known about a publication before it is made.
pub(super) struct Planned {
    pub(super) plan: PublicationPlan,
    pub(super) row: Profile,
    pub(super) connection: ConnectionRow,
    pub(super) target: Target,
    pub(super) built: Built,
    pub(super) found: Found,
    pub(super) neighbours: Neighbours,
    pub(super) ready: Arc<Ready>,
    /// Whether the profile holds something that not everybody on this computer may read.
    pub(super) has_secrets: bool,
}

/// What was read from the disk.
struct Looked {
    built: Built,
    found: Found,
    neighbours: Neighbours,
    /// What the file holds now, without markers.
    before: Vec<Component>,
    enabled: Enabled,
}

impl Publications {
    /// What a publication would do.
    pub async fn plan(&self, profile: &str) -> Result<PublicationPlan> {
        Ok(self.planned(profile, Accepted::default()).await?.plan)
    }

    pub(super) async fn planned(&self, profile: &str, accepted: Accepted) -> Result<Planned> {
        let row = self.row(profile).await?;
        let connection = self.connected(&row).await?;
        let target = Target::of_connection(&connection);
        let ready = self.components.ready(profile).await?;
        let enabled = export::enabled(self.context.databases(), &row).await?;
        let version = ready.facts().and_then(|facts| facts.version.clone());
        let found = self.found(&target, &row.uid).await?;
        let looked = {
            let (target, names) = (target.clone(), (row.uid.clone(), row.name.clone()));
            tokio::task::spawn_blocking(move || {
                Looked::at(
                    (&target, found),
                    (&names.0, &names.1),
                    enabled,
                    version.as_deref(),
                )
            })
            .await
            .map_err(|error| Error::new(Code::Internal, "The plan was interrupted").because(error))??
        };
        let format = target.format().unwrap_or(Format::Yaml);
        let mut problems = looked.found.problems.clone();
        let (outside, not_ours) = self.outside(&connection, &looked, format).await?;
        problems.extend(not_ours.filter(|_| !accepted.overwrite));
        problems.extend(looked.neighbours.problems.iter().cloned());
        if target.form == Form::Http {
            problems.extend(not_over_http(&looked.enabled.components));
        }
        let around = looked.neighbours.around(&looked.enabled.components);
        let text = (looked.built.text.as_str(), format);
        problems.extend(refusals(&around, text, (ready.states(), ready.facts())));
        let after = without_ours(looked.enabled.components.clone());
        let changes = by_host(&looked.before, &after);
        let removed = routers_removed(&changes);
        problems.extend(removes_many(removed, &after).filter(|_| accepted.removes != Some(removed)));
        let expectations = self.expectations.check(profile).await?;
        problems.extend(expectations.iter().filter(|one| !one.met).map(|one| {
            let message = format!(
                "Expectation {}: {} {}: {}",
                one.number, one.method, one.url, one.sentence
            );
            warn(
                "EXPECTATION",
                message,
                "Change the configuration, or the expectation",
            )
        }));
        // What keeps it from being published comes first.
        problems.sort_by_key(|one| one.severity != Severity::Error);
        let plan = PublicationPlan {
            profile: row.name.clone(),
            file: target.shown(),
            revision: looked.built.marker.clone(),
            held: looked.found.digest.clone(),
            components: after.len(),
            left_out: looked.enabled.left_out,
            is_unchanged: looked.found.bytes.as_deref() == Some(looked.built.text.as_bytes()),
            changes,
            routers_removed: removed,
            outside,
            neighbours: looked.neighbours.files.clone(),
            problems,
        };
        Ok(Planned {
            has_secrets: after.iter().any(|one| !one.secrets().is_empty()),
            plan,
            row,
            connection,
            target,
            built: looked.built,
            found: looked.found,
            neighbours: looked.neighbours,
            ready,
        })
    }

    /// What others changed in the file, and the problem with it.
    async fn outside(
        &self,
        connection: &ConnectionRow,
        looked: &Looked,
        format: Format,
    ) -> Result<(Vec<HostChanges>, Option<Problem>)> {
        let now = &looked.found.digest;
        let file = &connection.target;
        match &connection.known {
            Some(known) if known == now => Ok((Vec::new(), None)),
            // What they wrote was taken into the profile in the meantime, to the letter.
            Some(_)
                if looked
                    .found
                    .bytes
                    .as_deref()
                    .is_some_and(|held| are_same(held, &looked.built.text)) =>
            {
                Ok((Vec::new(), None))
            }
            Some(known) => {
                let rows = table::list(&self.context.databases().state, &connection.profile).await?;
                let held = rows
                    .iter()
                    .flat_map(|row| [Some(&row.after), row.before.as_ref()])
                    .flatten();
                let last = held.into_iter().find(|bytes| digest(Some(bytes)) == *known);
                let last = last.map(|bytes| components(bytes, format)).unwrap_or_default();
                let message = if now.is_empty() {
                    format!("`{file}` was removed by somebody else since the last publication")
                } else {
                    format!("`{file}` was changed by somebody else since the last publication")
                };
                let hint =
                    "Import the file to keep their changes, or publish with `--overwrite` to replace them";
                Ok((
                    by_host(&last, &looked.before),
                    Some(refuse("CHANGED-OUTSIDE", message, hint)),
                ))
            }
            None if now.is_empty() || looked.says_the_same() => Ok((Vec::new(), None)),
            None => {
                let message = format!("`{file}` was not written by this profile");
                let hint = "Import the file first, or publish with `--overwrite` to replace it";
                Ok((Vec::new(), Some(refuse("NOT-OURS", message, hint))))
            }
        }
    }
}

impl Looked {
    fn at(
        (target, found): (&Target, Found),
        names: (&str, &str),
        enabled: Enabled,
        version: Option<&str>,
    ) -> Result<Self> {
        let format = target.format().unwrap_or(Format::Yaml);
        let built = build(names, &enabled.parts(), enabled.layout.as_deref(), format)?;
        let own: Vec<&Component> = enabled.components.iter().collect();
        let neighbours = Neighbours::read(target, (names.1, &own), version);
        let before = found
            .bytes
            .as_deref()
            .map(|bytes| components(bytes, format))
            .unwrap_or_default();
        Ok(Self {
            built,
            found,
            neighbours,
            before,
            enabled,
        })
    }

    fn says_the_same(&self) -> bool {
        let after = without_ours(self.enabled.components.clone());
        let bytes = self.found.bytes.as_deref().unwrap_or_default();
        by_host(&self.before, &after).is_empty() && lacks_no_comment(bytes, &self.built.text)
    }
}

/// Whether a file, which somebody else wrote, holds no comment that the new one lacks.
fn lacks_no_comment(file: &[u8], new: &str) -> bool {
    let text = String::from_utf8_lossy(file);
    let lines = text.lines().filter(|line| !is_header(line));
    lines.filter_map(comment).all(|comment| new.contains(comment))
}

/// What follows the first `#` of a line that may begin a comment; in a quoted text it is none, and asking once too often
/// does no harm.
fn comment(line: &str) -> Option<&str> {
    let mut found = line.match_indices('#').map(|(at, _)| at);
    let at = found.find(|at| line[..*at].chars().next_back().is_none_or(char::is_whitespace))?;
    Some(line[at..].trim_end())
}

/// Whether a file is the same to the letter as a new one, but for what marks them as ours.
pub(super) fn are_same(file: &[u8], new: &str) -> bool {
    std::str::from_utf8(file).is_ok_and(|file| are_same_but_for_marks(file, new))
}

/// The components that people wrote in a file, as far as they can be read.
pub(super) fn components(bytes: &[u8], format: Format) -> Vec<Component> {
    let reading = read(bytes, "the published file", Some(format));
    without_ours(reading.every_component().into_iter().cloned().collect())
}

fn removes_many(removed: usize, after: &[Component]) -> Option<Problem> {
    let is_last = removed > 0 && !after.iter().any(|one| one.kind.is_router());
    if removed < MANY && !is_last {
        return None;
    }
    let what = crate::words::count(removed as u64, "router");
    let message = if is_last {
        format!("This takes away {what}, and leaves none")
    } else {
        format!("This takes away {what}")
    };
    Some(refuse(
        "REMOVES-MANY",
        message,
        format!("If that is meant, publish with `--removes {removed}`"),
    ))
}

//! Lists the components of a profile, and changes single ones.

use std::sync::Arc;

use serde::Serialize;
use sqlx::SqlitePool;
use traefik_dynamic::predict::{Reason, State, Status};
use traefik_dynamic::{Braces, Component, Facts, Format, Kind, Problem, at_once, in_parallel};

use super::atlases;
use super::changes::set::{Change, ChangeSet, Put};
use super::changes::working::missing;
use super::changes::writing::{Provided, Writing};
use super::context::Context;
use super::neighbours;
use super::outlook::Outlook;
use super::ready::{Ready, Slot};
use super::uses::Uses;
use crate::certificate::held_by;
use crate::component_ref::ComponentRef;
use crate::db::component::{self, Stored};
use crate::db::{gateway, layout, mention, profile, revision};
use crate::error::{Code, Error, Result};
use crate::export::{self, Export};
use crate::field_edit::FieldEdit;
use crate::gateway::Gateway;
use crate::import::plan::path_of;
use crate::import::review::{Findings, users};
use crate::prediction::{ComponentOutlook, Prediction};
use crate::timestamp::Timestamp;

/// A component as the list shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComponentRow {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// False if it is kept, but neither exported nor published.
    pub enabled: bool,
    /// False if its fields are passed through unchecked.
    pub checked: bool,
    /// The type, such as `loadBalancer` or `basicAuth`.
    pub type_name: Option<String>,
    /// What it does, in one line.
    pub summary: String,
    /// What `{{` in its texts means.
    pub braces: Braces,
    /// How many routers use it, through chains too; none for everything but middlewares, and in a
    /// [`ComponentDetail`].
    pub used_by_routers: Option<u32>,
    /// What Traefik's API will report for it; none while it is disabled.
    pub status: Option<Status>,
    /// What will not work, what is disabled, and other findings.
    pub problems: Vec<Problem>,
}

/// A component with its text and the components it is connected to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ComponentDetail {
    /// The component, as in the list.
    #[serde(flatten)]
    pub row: ComponentRow,
    /// Its body.
    pub yaml: String,
    /// Texts in it that the screen masks.
    pub secrets: Vec<String>,
    /// Why Traefik does not build it, or warns about it, including Traefik's own words.
    pub reasons: Vec<Reason>,
    /// The components it refers to.
    pub uses: Vec<ComponentRef>,
    /// The components that refer to it.
    pub used_by: Vec<ComponentRef>,
    /// RFC 3339, UTC.
    pub updated_at: Timestamp,
}

/// The components of profiles, and changes to single ones.
#[derive(Debug, Clone)]
pub struct Components {
    context: Context,
    ready: Slot,
    atlases: atlases::Slot,
    writing: Writing,
}

impl Components {
    pub(super) fn new(context: Context, (ready, atlases): (Slot, atlases::Slot), writing: Writing) -> Self {
        Self {
            context,
            ready,
            atlases,
            writing,
        }
    }
}

impl Components {
    /// All components of a profile, with findings.
    pub async fn list(&self, profile: &str) -> Result<Vec<ComponentRow>> {
        let read = self.read_profile(profile).await?;
        let ready = self.ready_from(&read).await?;
        let Profile {
            stored, components, ..
        } = read;
        let listed = rows((&stored, &components), || ready.states());
        self.with_certificates(listed, &components).await
    }

    /// The same rows, with what is wrong with certificates and their keys.
    async fn with_certificates(
        &self,
        mut rows: Vec<ComponentRow>,
        components: &[Component],
    ) -> Result<Vec<ComponentRow>> {
        let pairs = rows.iter().zip(components).enumerate();
        let pairs = pairs.filter(|(_, (row, _))| row.kind == Kind::TlsCertificate && row.enabled);
        let certificates: Vec<_> = pairs.map(|(at, (_, one))| (at, one.configuration())).collect();
        if certificates.is_empty() {
            return Ok(rows);
        }
        let now = self.context.now();
        // They may be files.
        let read = move || {
            let held = certificates.into_iter();
            held.map(|(at, one)| (at, held_by(&one).problems(now)))
                .collect::<Vec<_>>()
        };
        let read = tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| Error::new(Code::Internal, "The certificates were not read").because(error))?;
        for (at, problems) in read {
            if let Some(row) = rows.get_mut(at) {
                row.problems.extend(problems);
            }
        }
        Ok(rows)
    }

    /// One component with its text.
    pub async fn show(&self, profile: &str, kind: Kind, name: &str) -> Result<ComponentDetail> {
        match self.show_with_neighbours(profile, kind, name).await? {
            Some(detail) => Ok(detail),
            None => self.show_among_all(profile, kind, name).await,
        }
    }

    /// The same, read with its neighbours only; `None` if they do not tell everything.
    async fn show_with_neighbours(
        &self,
        profile: &str,
        kind: Kind,
        name: &str,
    ) -> Result<Option<ComponentDetail>> {
        let pool = &self.context.databases().configuration;
        let uid = profile::get(pool, profile).await?.uid;
        let facts = self.facts(&uid).await?;
        let Some(mut index) = mention::Index::read(pool, &uid).await? else {
            return Ok(None);
        };
        let own = index.named(&[(kind, name.to_owned())]).await?;
        let Some(own) = own.first() else {
            return Err(missing(profile, kind, name));
        };
        let near = neighbours::of(&mut index, own, facts.as_ref()).await?;
        Ok(near.and_then(|near| {
            let at = near.stored.iter().position(|one| one == own)?;
            let component = near.components.get(at)?;
            let outlook = Outlook::new(&near.states, &near.stored);
            let found = Found {
                problems: &near.problems,
                prediction: outlook.of(component),
                users: &near.users,
            };
            Some(detail(profile, (own, component), found))
        }))
    }

    async fn show_among_all(&self, profile: &str, kind: Kind, name: &str) -> Result<ComponentDetail> {
        let read = self.read_profile(profile).await?;
        let ready = self.ready_from(&read).await?;
        let Profile {
            stored, components, ..
        } = read;
        let position = stored
            .iter()
            .position(|one| one.kind == kind.as_str() && one.name == name);
        let found = position.and_then(|at| Some((stored.get(at)?, components.get(at)?)));
        let (own, component) = found.ok_or_else(|| missing(profile, kind, name))?;
        let found = Found {
            problems: &traefik_dynamic::check(&components, &|_, _| false),
            prediction: Outlook::new(ready.states(), &stored).of(component),
            users: &components,
        };
        Ok(detail(profile, (own, component), found))
    }

    pub(super) async fn facts(&self, uid: &str) -> Result<Option<Facts>> {
        let known = gateway::facts(&self.context.databases().configuration, uid).await?;
        let known = known.map(|text| Gateway::parse(&text)).transpose()?;
        Ok(known.map(|known| known.facts))
    }

    pub(super) fn atlases(&self) -> &atlases::Slot {
        &self.atlases
    }

    pub(super) fn pool(&self) -> &SqlitePool {
        &self.context.databases().configuration
    }

    /// A profile as Traefik receives it now; read once per revision.
    pub(super) async fn ready(&self, profile: &str) -> Result<Arc<Ready>> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        // Read first: a change made in between is picked up by the next read.
        let revision = revision::get(pool).await?.number;
        let read = async || {
            let read = self.read_profile(profile).await?;
            self.build(&read).await
        };
        self.ready.get(&row.uid, revision, read).await
    }

    /// The same of a profile that was just read, without reading it again.
    pub(super) async fn ready_from(&self, read: &Profile) -> Result<Arc<Ready>> {
        self.ready
            .get(&read.uid, read.revision, async || self.build(read).await)
            .await
    }

    async fn build(&self, read: &Profile) -> Result<Ready> {
        let facts = self.facts(&read.uid).await?;
        let pairs = read.stored.iter().zip(&read.components);
        let enabled: Vec<_> = pairs.filter(|(stored, _)| stored.enabled).collect();
        let components = in_parallel(&enabled, |(_, component)| (*component).clone());
        let key = (read.uid.clone(), read.revision);
        Ok(Ready::new(key, components, facts))
    }

    /// A profile as Traefik receives it: only its enabled components.
    pub async fn enabled(&self, profile: &str) -> Result<Vec<Component>> {
        Ok(self.read_profile(profile).await?.take_enabled())
    }

    /// The components that have something to report before Traefik receives them.
    pub async fn outlook(&self, profile: &str) -> Result<Vec<ComponentOutlook>> {
        let read = self.read_profile(profile).await?;
        let ready = self.ready_from(&read).await?;
        Ok(told(&ready, &read.stored))
    }

    /// An export of a profile, and what its components have to report; both of the profile as it is read once.
    pub async fn export_with_outlook(
        &self,
        profile: &str,
        format: Format,
    ) -> Result<(Export, Vec<ComponentOutlook>)> {
        let mut read = self.read_profile(profile).await?;
        let layout = layout::get(self.pool(), &read.uid).await?;
        let facts = self.facts(&read.uid).await?;
        let components = read.take_enabled();
        let key = (std::mem::take(&mut read.uid), read.revision);
        // Not the one that is kept: its components and these lines belong together.
        let shared = Arc::new((Ready::new(key, components, facts), read.stored));
        let (own, name) = (Arc::clone(&shared), profile.to_owned());
        let writing = tokio::task::spawn_blocking(move || {
            let (ready, stored) = &*own;
            export::of_stored(&name, (ready.components(), stored), (layout.as_deref(), format))
        });
        let looking = tokio::task::spawn_blocking(move || told(&shared.0, &shared.1));
        let (export, outlook) = tokio::try_join!(writing, looking)
            .map_err(|error| Error::new(Code::Internal, "The export was interrupted").because(error))?;
        Ok((export?, outlook))
    }

    /// A profile as it is stored.
    pub(super) async fn read_profile(&self, profile: &str) -> Result<Profile> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, profile).await?;
        // Read first: a change made in between is picked up by the next read.
        let revision = revision::get(pool).await?.number;
        let stored = component::list(pool, &row.uid).await?;
        let components = component::all(&stored)?;
        Ok(Profile {
            uid: row.uid,
            revision,
            stored,
            components,
        })
    }

    /// Adds a component or replaces the one of that name. Returns the entry in the activity list; none if nothing
    /// changes.
    pub async fn put(&self, profile: &str, component: Component) -> Result<Option<String>> {
        self.put_lines(profile, component, None).await
    }

    /// The same with the lines in which a person wrote it, as in a [`traefik_dynamic::text::Fragment`]. They are
    /// kept if they read as that component.
    pub async fn put_lines(
        &self,
        profile: &str,
        component: Component,
        lines: Option<&str>,
    ) -> Result<Option<String>> {
        let put = Put::new(&component, lines.map(str::to_owned));
        self.make(profile, Change::Put(put)).await
    }

    /// The same; fails with [`stale`](crate::db::staged::stale) if the component is not the one that was seen any more,
    /// or if anything was changed since that revision.
    pub(super) async fn put_over(
        &self,
        profile: &str,
        (component, lines): (&Component, &str),
        (seen, revision): (Option<&Stored>, Option<i64>),
    ) -> Result<Option<String>> {
        let put = Put::new(component, Some(lines.to_owned()));
        self.make_over(profile, Change::Put(put), (seen, revision)).await
    }

    /// Makes a change to a component; fails with [`stale`](crate::db::staged::stale) if the component is not the one that
    /// was seen any more, or if anything was changed since that revision.
    pub(super) async fn make_over(
        &self,
        profile: &str,
        change: Change,
        (seen, revision): (Option<&Stored>, Option<i64>),
    ) -> Result<Option<String>> {
        let (kind, name) = change.key();
        let key = (kind, name.to_owned());
        let set = ChangeSet {
            title: None,
            changes: vec![change],
        };
        let provided = Provided::Over(&key, seen, revision);
        self.writing.make_as(profile, &set, provided).await
    }

    /// Changes fields of a component and keeps the rest of its lines. Returns the entry in the activity list; none if
    /// nothing changes.
    pub async fn change(
        &self,
        profile: &str,
        (kind, name): (Kind, &str),
        edits: Vec<FieldEdit>,
    ) -> Result<Option<String>> {
        let name = name.to_owned();
        self.make(profile, Change::Fields { kind, name, edits }).await
    }

    /// Removes one component. Returns the entry in the activity list, which can be undone.
    pub async fn remove(&self, profile: &str, kind: Kind, name: &str) -> Result<String> {
        let name = name.to_owned();
        let line = self.make(profile, Change::Remove { kind, name }).await?;
        Ok(line.unwrap_or_default())
    }

    /// Enables or disables one component. Returns the entry in the activity list; none if nothing changes.
    pub async fn enable(
        &self,
        profile: &str,
        kind: Kind,
        name: &str,
        enabled: bool,
    ) -> Result<Option<String>> {
        let name = name.to_owned();
        let change = Change::SetEnabled { kind, name, enabled };
        self.make(profile, change).await
    }

    async fn make(&self, profile: &str, change: Change) -> Result<Option<String>> {
        let set = ChangeSet {
            title: None,
            changes: vec![change],
        };
        self.writing.make(profile, &set).await
    }
}

/// A profile as it is stored, at that revision or a later one.
pub(super) struct Profile {
    uid: String,
    revision: i64,
    pub(super) stored: Vec<Stored>,
    pub(super) components: Vec<Component>,
}

impl Profile {
    pub(super) fn uid(&self) -> &str {
        &self.uid
    }

    /// The revision at which it was read, or an earlier one.
    pub(super) fn revision(&self) -> i64 {
        self.revision
    }

    /// Takes its enabled components.
    fn take_enabled(&mut self) -> Vec<Component> {
        let components = std::mem::take(&mut self.components);
        let pairs = components.into_iter().zip(&self.stored);
        let enabled = pairs.filter(|(_, stored)| stored.enabled);
        enabled.map(|(component, _)| component).collect()
    }

    /// Each component, with whether it is enabled.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Component, bool)> {
        let pairs = self.components.iter().zip(&self.stored);
        pairs.map(|(component, stored)| (component, stored.enabled))
    }
}

/// The enabled components that have something to report.
fn told(ready: &Ready, stored: &[Stored]) -> Vec<ComponentOutlook> {
    let outlook = Outlook::told(ready.states(), stored);
    let all = ready.components().iter().filter_map(|one| {
        let prediction = outlook.of(one).filter(Prediction::is_told)?;
        Some(prediction.into_outlook((one.kind, &one.name), Vec::new()))
    });
    all.collect()
}

/// What was found about a component.
struct Found<'p> {
    problems: &'p [Problem],
    prediction: Option<Prediction>,
    /// Components that may refer to it.
    users: &'p [Component],
}

/// The components of a profile as the list shows them. `states` tells what Traefik's API will report.
pub(super) fn rows<'s>(
    (stored, components): (&[Stored], &[Component]),
    states: impl FnOnce() -> &'s [State],
) -> Vec<ComponentRow> {
    let (problems, states) = at_once(|| traefik_dynamic::check(components, &|_, _| false), states);
    let findings = Findings::sort(&problems, components.iter().map(path_of));
    let outlook = Outlook::new(states, stored);
    let pairs: Vec<_> = stored.iter().zip(components).collect();
    let uses = Uses::of(components.iter());
    in_parallel(&pairs, |(stored, component)| ComponentRow {
        used_by_routers: uses.routers(component.kind, &component.name),
        ..row(stored, component, &findings, outlook.of(component).as_ref())
    })
}

fn detail(profile: &str, (own, component): (&Stored, &Component), found: Found<'_>) -> ComponentDetail {
    let findings = Findings::sort(found.problems, std::iter::once(path_of(component)));
    let reference = |kind, name| ComponentRef {
        profile: profile.to_owned(),
        kind,
        name,
    };
    ComponentDetail {
        row: row(own, component, &findings, found.prediction.as_ref()),
        yaml: component.to_yaml(),
        secrets: component.secrets(),
        reasons: found.prediction.map(Prediction::into_reasons).unwrap_or_default(),
        uses: component
            .references()
            .into_iter()
            .map(|one| reference(one.kind, one.name))
            .collect(),
        used_by: users(found.users, profile)
            .remove(&(component.kind, component.name.clone()))
            .unwrap_or_default(),
        updated_at: own.updated_at,
    }
}

fn row(
    stored: &Stored,
    component: &Component,
    findings: &Findings,
    prediction: Option<&Prediction>,
) -> ComponentRow {
    let found = findings.about(component);
    ComponentRow {
        kind: component.kind,
        name: component.name.clone(),
        enabled: stored.enabled,
        checked: component.is_checked(),
        type_name: component.type_name().map(str::to_owned),
        summary: component.summary(),
        braces: component.braces,
        used_by_routers: None,
        status: prediction.map(|one| one.status),
        problems: match prediction {
            Some(prediction) => prediction.tell(found),
            None => found,
        },
    }
}

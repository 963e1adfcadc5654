//! Profiles: create, rename, remove, list.

use serde::Serialize;
use traefik_dynamic::Kind;

use super::backups::Backups;
use super::context::Context;
use super::texts::configuration as texts;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::db::operation::{OperationKind, Touched, TouchedProfile};
use crate::db::{component, operation, profile, revision};
use crate::error::Result;
use crate::event::Event;
use crate::export::{self, Export};
use crate::timestamp::Timestamp;

/// A profile as lists show it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// RFC 3339, UTC.
    pub created_at: Timestamp,
    /// Number of components by kind.
    pub counts: Vec<KindCount>,
    /// Total number of components.
    pub components: u32,
}

/// The number of components of one kind.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// The number.
    pub count: u32,
}

/// The profiles.
#[derive(Debug, Clone)]
pub struct Profiles {
    context: Context,
    backups: Backups,
}

impl Profiles {
    pub(super) fn new(context: Context, backups: Backups) -> Self {
        Self { context, backups }
    }
}

impl Profiles {
    /// All profiles, ordered by name.
    pub async fn list(&self) -> Result<Vec<Profile>> {
        let pool = &self.context.databases().configuration;
        let counts = profile::counts(pool).await?;
        Ok(profile::list(pool)
            .await?
            .into_iter()
            .map(|row| view(row, &counts))
            .collect())
    }

    /// One profile.
    pub async fn get(&self, name: &str) -> Result<Profile> {
        let pool = &self.context.databases().configuration;
        let row = profile::get(pool, name).await?;
        Ok(view(row, &profile::counts(pool).await?))
    }

    /// Creates an empty profile.
    pub async fn create(&self, name: &str, description: &str) -> Result<Profile> {
        profile::check_name(name)?;
        let permission = self.context.exclusive().await?;
        let row = profile::Profile {
            uid: crate::id::long(),
            name: name.to_owned(),
            description: description.to_owned(),
            created_at: Timestamp::from(self.context.now()),
        };
        let mut transaction = self
            .context
            .databases()
            .configuration
            .begin_with("BEGIN IMMEDIATE")
            .await?;
        profile::insert(&mut transaction, &row).await?;
        revision::raise(&mut transaction, "").await?;
        transaction.commit().await?;
        self.context
            .note_done(ActivityKind::Profile, &texts::profile_created(name))
            .await;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        self.get(name).await
    }

    /// Renames a profile.
    pub async fn rename(&self, name: &str, new_name: &str) -> Result<Profile> {
        profile::check_name(new_name)?;
        let permission = self.context.exclusive().await?;
        let row = profile::get(&self.context.databases().configuration, name).await?;
        if row.name == new_name {
            // A change that changes nothing is not recorded.
            return self.get(name).await;
        }
        let mut transaction = self
            .context
            .databases()
            .configuration
            .begin_with("BEGIN IMMEDIATE")
            .await?;
        profile::rename(&mut transaction, &row.uid, new_name).await?;
        revision::raise(&mut transaction, "").await?;
        transaction.commit().await?;
        self.context
            .note_done(
                ActivityKind::Profile,
                &texts::profile_renamed(&row.name, new_name),
            )
            .await;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        self.get(new_name).await
    }

    /// Removes a profile with its components, after a safety backup; returns that backup's id.
    pub async fn delete(&self, name: &str) -> Result<String> {
        let permission = self.context.exclusive().await?;
        let row = profile::get(&self.context.databases().configuration, name).await?;
        let run = self
            .context
            .begin(ActivityKind::Profile, &texts::removing_profile(&row.name))
            .await?;
        let done = self.delete_with(&row, &run.entry.id).await;
        let done = done.map(|backup| (backup, texts::profile_removed(&row.name)));
        let answer = self
            .context
            .finish(run, done, &texts::profile_not_removed(&row.name))
            .await;
        drop(permission);
        self.context.tell(Event::ConfigurationChanged);
        answer
    }

    async fn delete_with(&self, row: &profile::Profile, activity: &str) -> Result<String> {
        let backup = self.backups.safety_backup(Trigger::BeforeRestore).await?;
        let databases = self.context.databases();
        let components = component::list(&databases.configuration, &row.uid).await?;
        let touched: Vec<Touched> = components
            .into_iter()
            .map(|stored| Touched {
                profile: row.uid.clone(),
                before: Some(stored.state()),
                after: None,
                prior: None,
                later: None,
                kind: stored.kind,
                name: stored.name,
            })
            .collect();
        let before = profile::State {
            name: row.name.clone(),
            description: row.description.clone(),
        };
        let profiles = [TouchedProfile {
            profile: row.uid.clone(),
            before: Some(before),
            after: None,
        }];
        let operation =
            self.context
                .operation(OperationKind::ProfileDeletion, activity, Some(backup.clone()));
        operation::prepare(&databases.state, &operation, &touched, &profiles).await?;
        let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
        profile::delete(&mut transaction, &row.uid).await?;
        revision::raise(&mut transaction, &operation.id).await?;
        transaction.commit().await?;
        operation::applied(&databases.state, &operation.id).await;
        Ok(backup)
    }

    /// Exports a profile as a file that Traefik can read.
    pub async fn export(&self, profile: &str, format: traefik_dynamic::Format) -> Result<Export> {
        let row = profile::get(&self.context.databases().configuration, profile).await?;
        export::profile(self.context.databases(), &row, format).await
    }

    /// Writes an export completely or not at all, and records it.
    pub async fn export_to(
        &self,
        profile: &str,
        format: traefik_dynamic::Format,
        path: &std::path::Path,
    ) -> Result<Export> {
        let export = self.export(profile, format).await?;
        self.write_export(profile, &export, path).await?;
        Ok(export)
    }

    /// Writes an export that was made before.
    pub async fn write_export(&self, profile: &str, export: &Export, path: &std::path::Path) -> Result<()> {
        crate::fs::write_atomic(path, export.text.as_bytes())?;
        self.context
            .note_done(
                ActivityKind::Export,
                &texts::profile_exported(profile, export.components),
            )
            .await;
        Ok(())
    }
}

fn view(row: profile::Profile, counts: &[profile::KindCount]) -> Profile {
    let counts: Vec<KindCount> = counts
        .iter()
        .filter(|count| count.profile == row.uid)
        .filter_map(|count| {
            Some(KindCount {
                kind: count.kind.parse().ok()?,
                count: u32::try_from(count.count).unwrap_or(u32::MAX),
            })
        })
        .collect();
    let components = counts.iter().map(|count| count.count).sum();
    Profile {
        name: row.name,
        description: row.description,
        created_at: row.created_at,
        counts,
        components,
    }
}

//! Profiles: make, rename, remove, list.

use serde::Serialize;
use traefik_dynamic::Kind;

use super::Engine;
use crate::activity::Kind as ActivityKind;
use crate::archive::Trigger;
use crate::db::operation::{OperationKind, Touched, TouchedProfile};
use crate::db::{component, operation, profile, revision, stamp};
use crate::error::Result;
use crate::event::Event;

/// A profile as lists show it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// Components by kind.
    pub counts: Vec<KindCount>,
    /// Components in all.
    pub components: u32,
}

/// How many of one kind.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct KindCount {
    /// Which kind.
    pub kind: Kind,
    /// How many.
    pub count: u32,
}

impl Engine {
    /// All profiles, by name.
    pub async fn profiles(&self) -> Result<Vec<Profile>> {
        let pool = &self.databases().configuration;
        let counts = profile::counts(pool).await?;
        Ok(profile::list(pool)
            .await?
            .into_iter()
            .map(|row| view(row, &counts))
            .collect())
    }

    /// One profile.
    pub async fn profile(&self, name: &str) -> Result<Profile> {
        let pool = &self.databases().configuration;
        let row = profile::get(pool, name).await?;
        Ok(view(row, &profile::counts(pool).await?))
    }

    /// Makes an empty profile.
    pub async fn create_profile(&self, name: &str, description: &str) -> Result<Profile> {
        profile::check_name(name)?;
        let permission = self.exclusive().await?;
        let row = profile::Profile {
            uid: crate::id::long(),
            name: name.to_owned(),
            description: description.to_owned(),
            created_at: stamp(self.now()),
        };
        let mut transaction = self
            .databases()
            .configuration
            .begin_with("BEGIN IMMEDIATE")
            .await?;
        profile::insert(&mut transaction, &row).await?;
        revision::raise(&mut transaction, "").await?;
        transaction.commit().await?;
        self.note_done(ActivityKind::Profile, &format!("Profile “{name}” made"))
            .await;
        drop(permission);
        self.tell(Event::ConfigurationChanged);
        self.profile(name).await
    }

    /// Gives a profile another name.
    pub async fn rename_profile(&self, name: &str, new_name: &str) -> Result<Profile> {
        profile::check_name(new_name)?;
        let permission = self.exclusive().await?;
        let row = profile::get(&self.databases().configuration, name).await?;
        if row.name == new_name {
            // What changes nothing is recorded nowhere.
            return self.profile(name).await;
        }
        let mut transaction = self
            .databases()
            .configuration
            .begin_with("BEGIN IMMEDIATE")
            .await?;
        profile::rename(&mut transaction, &row.uid, new_name).await?;
        revision::raise(&mut transaction, "").await?;
        transaction.commit().await?;
        self.note_done(
            ActivityKind::Profile,
            &format!("Profile “{}” renamed to “{new_name}”", row.name),
        )
        .await;
        drop(permission);
        self.tell(Event::ConfigurationChanged);
        self.profile(new_name).await
    }

    /// Removes a profile with its components, after a safety backup; gives that backup's id.
    pub async fn delete_profile(&self, name: &str) -> Result<String> {
        let permission = self.exclusive().await?;
        let row = profile::get(&self.databases().configuration, name).await?;
        let run = self
            .begin(ActivityKind::Profile, &format!("Removing profile “{}”", row.name))
            .await?;
        let done = self.delete_profile_with(&row, &run.entry.id).await;
        let done = done.map(|backup| (backup, format!("Profile “{}” removed", row.name)));
        let answer = self
            .finish(run, done, &format!("Profile “{}” was not removed", row.name))
            .await;
        drop(permission);
        self.tell(Event::ConfigurationChanged);
        answer
    }

    async fn delete_profile_with(&self, row: &profile::Profile, activity: &str) -> Result<String> {
        let backup = self.safety_backup(Trigger::BeforeRestore).await?;
        let databases = self.databases();
        let components = component::list(&databases.configuration, &row.uid).await?;
        let touched: Vec<Touched> = components
            .into_iter()
            .map(|stored| Touched {
                profile: row.uid.clone(),
                before: Some(stored.state()),
                after: None,
                prior: None,
                kind: stored.kind,
                name: stored.name,
            })
            .collect();
        let before = serde_json::json!({ "name": row.name, "description": row.description }).to_string();
        let profiles = [TouchedProfile {
            profile: row.uid.clone(),
            before: Some(before),
            after: None,
        }];
        let operation = self.operation(OperationKind::ProfileDeletion, activity, Some(backup.clone()));
        operation::prepare(&databases.state, &operation, &touched, &profiles).await?;
        let mut transaction = databases.configuration.begin_with("BEGIN IMMEDIATE").await?;
        profile::delete(&mut transaction, &row.uid).await?;
        revision::raise(&mut transaction, &operation.id).await?;
        transaction.commit().await?;
        operation::applied(&databases.state, &operation.id).await;
        Ok(backup)
    }

    /// Leaves a line in the activity list for something that is done already, whether or not the line can be written.
    pub(super) async fn note_done(&self, kind: ActivityKind, sentence: &str) {
        let noted = async { self.begin(kind, sentence).await?.done(sentence, self.now()).await };
        if let Err(error) = noted.await {
            tracing::warn!(?error, sentence, "what was done is not in the activity list");
        }
        self.tell(Event::ActivityChanged);
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

//! Opening the data folder.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::Engine;
use super::context::Context;
use super::options::Options;
use super::parts::{Parts, State};
use super::recovery::{Broken, Recovery, Started};
use crate::db::bookkeeping::{self, Key};
use crate::db::health::{self, Depth, Finding};
use crate::db::{self, Databases, mark};
use crate::error::{Code, Result};
use crate::folder::DataFolder;
use crate::lock::{self, Presence};
use crate::{activity, staging};

impl Engine {
    /// Opens the data folder and repairs what a dead process left behind. An unusable database is an error;
    /// [`Engine::start`] offers ways to recover.
    pub async fn open(options: Options) -> Result<Self> {
        match Self::start(options).await? {
            Started::Ready(engine) => Ok(engine),
            Started::Broken(recovery) => Err(recovery.problem().failure.clone().into()),
        }
    }

    /// Like [`Engine::open`], but offers recovery if one of the two databases cannot be used.
    pub async fn start(options: Options) -> Result<Started> {
        match Self::start_trusting(options.clone(), true).await {
            // Whatever a mark vouches for: a database that cannot be read is checked page by page.
            Err(error) if error.code == Code::Database => Self::start_trusting(options, false).await,
            started => started,
        }
    }

    async fn start_trusting(options: Options, trusts_marks: bool) -> Result<Started> {
        let folder = DataFolder::open(&options.root)?;
        // Two programs starting at the same time must not both run migrations.
        let permission = lock::exclusive(&folder.lock(), options.patience).await?;
        let now = (options.clock)();
        let is_open = Presence::is_shown(&folder.open_lock())?;
        let depth = |database: &Path| {
            if trusts_marks && mark::vouches(database, is_open, now) {
                Depth::Schema
            } else {
                Depth::Pages(now.into())
            }
        };
        let state_file = folder.state_db();
        match health::look(&state_file, &db::STATE, depth(&state_file)).await? {
            None | Some(Finding::Missing) => {}
            Some(finding) => return Ok(broken(options, folder, Broken::State, &finding)),
        }
        let state = db::open_state(&state_file).await?;
        let made: Option<bool> = bookkeeping::get(&state, Key::ConfigurationMade).await?;
        let configuration_file = folder.mantrae_db();
        match health::look(
            &configuration_file,
            &db::CONFIGURATION,
            depth(&configuration_file),
        )
        .await?
        {
            None => {}
            Some(Finding::Missing) if made.is_none() || options.anew => {}
            Some(finding) => {
                state.close().await;
                return Ok(broken(options, folder, Broken::Configuration, &finding));
            }
        }
        let configuration = db::open_configuration(&configuration_file).await?;
        if made.is_none() {
            bookkeeping::put(&state, Key::ConfigurationMade, &true).await?;
        }
        let databases = Databases { configuration, state };
        mend(&folder, &databases, now).await?;
        let presence = Presence::show(&folder.open_lock())?;
        drop(permission);
        let context = Context::new(&options, folder, databases, presence).await?;
        let engine = Self::of(Parts::new(context, State::new(options.store_patience)));
        Ok(Started::Ready(engine))
    }
}

fn broken(options: Options, folder: DataFolder, which: Broken, finding: &Finding) -> Started {
    Started::Broken(Box::new(Recovery::new(options, folder, which, finding)))
}

/// Repairs that only the holder of the permission may make, while nothing else is running.
async fn mend(folder: &DataFolder, databases: &Databases, now: DateTime<Utc>) -> Result<()> {
    let last = db::revision::get(&databases.configuration).await?.operation;
    db::operation::settle(&databases.state, last.as_deref()).await?;
    activity::close_interrupted(&databases.state, now, None).await?;
    staging::clean(&folder.staging())
}

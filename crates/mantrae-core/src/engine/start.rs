//! Opening the data folder.

use chrono::{DateTime, Utc};

use super::Engine;
use super::context::Context;
use super::options::Options;
use super::parts::{Parts, State};
use super::recovery::{Broken, Recovery, Started};
use crate::db::bookkeeping::{self, Key};
use crate::db::health::{self, Finding};
use crate::db::{self, Databases};
use crate::error::Result;
use crate::folder::DataFolder;
use crate::{activity, lock, staging};

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
        let folder = DataFolder::open(&options.root)?;
        let databases = {
            // Two programs starting at the same time must not both run migrations.
            let _permission = lock::exclusive(&folder.lock(), options.patience).await?;
            let state_file = folder.state_db();
            match health::look(&state_file, &db::STATE).await? {
                None | Some(Finding::Missing) => {}
                Some(finding) => {
                    let recovery = Recovery::new(options, folder, Broken::State, &finding);
                    return Ok(Started::Broken(Box::new(recovery)));
                }
            }
            let state = db::open_state(&folder.state_db()).await?;
            let made: Option<serde_json::Value> = bookkeeping::get(&state, Key::ConfigurationMade).await?;
            match health::look(&folder.mantrae_db(), &db::CONFIGURATION).await? {
                None => {}
                Some(Finding::Missing) if made.is_none() || options.anew => {}
                Some(finding) => {
                    state.close().await;
                    let recovery = Recovery::new(options, folder, Broken::Configuration, &finding);
                    return Ok(Started::Broken(Box::new(recovery)));
                }
            }
            let configuration = db::open_configuration(&folder.mantrae_db()).await?;
            bookkeeping::put(&state, Key::ConfigurationMade, &true).await?;
            let databases = Databases { configuration, state };
            mend(&folder, &databases, (options.clock)()).await?;
            databases
        };
        Self::ready(&options, folder, databases).await.map(Started::Ready)
    }

    async fn ready(options: &Options, folder: DataFolder, databases: Databases) -> Result<Self> {
        let context = Context::new(options, folder, databases).await?;
        Ok(Self::of(Parts::new(context, State::new(options.store_patience))))
    }
}

/// Repairs that only the holder of the permission may make, while nothing else is running.
async fn mend(folder: &DataFolder, databases: &Databases, now: DateTime<Utc>) -> Result<()> {
    let last = db::revision::get(&databases.configuration).await?.operation;
    db::operation::settle(&databases.state, last.as_deref()).await?;
    activity::close_interrupted(&databases.state, now, None).await?;
    staging::clean(&folder.staging())
}

//! Looks at the files, and takes in what was changed there.

use std::path::Path;
use std::time::{Duration, SystemTime};

use tokio::time::sleep;

use super::{Both, Decisions, Follow, as_error, content, texts};
use crate::activity::Kind as ActivityKind;
use crate::db::followed::{self as table, FollowedRow};
use crate::db::profile::{self, Profile};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::follow::{Broken, Content, Difference, Files, Stamp, compare};
use crate::timestamp::Timestamp;

/// A file that was just written may not be whole yet: programs truncate it first.
const QUIET: Duration = Duration::from_millis(300);
/// How long to wait until nobody writes any more.
const ATTEMPTS: u32 = 20;
/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(100);
/// How often files are glanced at while the program runs.
const GLANCE: Duration = Duration::from_secs(2);
/// How often to ask whether another program has begun to follow files.
const REST: Duration = Duration::from_secs(30);

/// What was there at a look that found nothing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Seen {
    stamp: Stamp,
    revision: i64,
}

impl Follow {
    /// Looks at the files of all profiles that follow some, and takes in what was changed there. What cannot be taken in
    /// is recorded once, and the last sound state stays.
    pub async fn look(&self) -> Result<()> {
        self.look_at_all(true).await
    }

    /// The same of one profile.
    pub async fn look_at(&self, profile: &str) -> Result<()> {
        let row = self.row(profile).await?;
        let followed = self.followed(&row).await?;
        self.look_at_one(&row, &followed, true).await
    }

    /// Looks for as long as it is polled: every two seconds, at what the file system says; it reads the files only if
    /// that is not what it was.
    pub(in crate::engine) async fn watch(&self, told: &(impl Fn(&Error) + Sync)) {
        loop {
            let looked = self.look_at_all(false).await;
            match &looked {
                // Somebody else is changing something: the next look comes soon.
                Err(error) if matches!(error.code, Code::Busy | Code::StalePlan) => {}
                Err(error) => told(error),
                Ok(()) => {}
            }
            let all = table::all(&self.context.databases().state).await;
            if all.is_ok_and(|all| !all.is_empty()) {
                sleep(GLANCE).await;
            } else {
                tokio::select! {
                    () = sleep(REST) => {}
                    () = self.state.begun.notified() => {}
                }
            }
        }
    }

    async fn look_at_all(&self, is_thorough: bool) -> Result<()> {
        let databases = self.context.databases();
        let followed = table::all(&databases.state).await?;
        if followed.is_empty() {
            return Ok(());
        }
        let profiles = profile::list(&databases.configuration).await?;
        let mut first = Ok(());
        for one in &followed {
            let Some(row) = profiles.iter().find(|row| row.uid == one.profile) else {
                continue;
            };
            let looked = self.look_at_one(row, one, is_thorough).await;
            first = first.and(looked);
        }
        first
    }

    async fn look_at_one(&self, row: &Profile, followed: &FollowedRow, is_thorough: bool) -> Result<()> {
        let _turn = self.state.turn.lock().await;
        let path = Path::new(&followed.path);
        let revision = crate::db::revision::get(&self.context.databases().configuration)
            .await?
            .number;
        if !is_thorough && self.is_as_seen(&row.uid, path, revision).await {
            return Ok(());
        }
        let read = match self.settled(path).await {
            Ok(read) => read,
            // Somebody is writing: the next look finds it whole.
            Err(error) if error.code == Code::Busy => return Ok(()),
            Err(error) => return self.note_broken(row, followed, Some(&gone(&error))).await,
        };
        let (files, stamp) = read;
        let known = Files::stored(table::files(&self.context.databases().state, &row.uid).await?);
        if files == known {
            // They were sound when both agreed on them, and nobody has changed them since.
            self.note_broken(row, followed, None).await?;
            self.remember(row, stamp, revision).await;
            return Ok(());
        }
        let (files, now) = content(files).await?;
        let now = match now {
            Ok(now) => now,
            Err(broken) => {
                self.note_broken(row, followed, Some(&broken)).await?;
                self.remember(row, stamp, revision).await;
                return Ok(());
            }
        };
        self.note_broken(row, followed, None).await?;
        let agreed = self.agreed(&row.uid).await?;
        let (own, revision) = self.own(&row.name).await?;
        let both = Both {
            row: row.clone(),
            path: path.to_owned(),
            files,
            now,
            own,
            revision,
        };
        let compared = compare(&agreed, &both.now, &both.own);
        if compared.has_outside() && compared.has_inside() {
            // A person decides.
            self.remember(row, stamp, revision).await;
            return Ok(());
        }
        let taken: Vec<&Difference> = compared.outside().collect();
        self.agree(&both, &taken).await?;
        let revision = if taken.is_empty() { revision } else { 0 };
        self.remember(row, stamp, revision).await;
        Ok(())
    }

    /// Settles differences where both sides were changed: what counts is taken in, or stays to be written.
    pub async fn decide(&self, profile: &str, decisions: &Decisions) -> Result<()> {
        let _turn = self.state.turn.lock().await;
        let row = self.row(profile).await?;
        let followed = self.followed(&row).await?;
        let both = self.both(profile, Path::new(&followed.path)).await?;
        let agreed = self.agreed(&row.uid).await?;
        let compared = compare(&agreed, &both.now, &both.own);
        let taken = compared.taken_in(decisions)?;
        self.agree(&both, &taken).await
    }

    /// Takes these differences in, and remembers the files as what both have seen.
    async fn agree(&self, both: &Both, taken: &[&Difference]) -> Result<()> {
        self.take_in(both, taken).await?;
        self.context.boundary("Remember the files");
        let now = Timestamp::from(self.context.now());
        let at = (!taken.is_empty()).then_some(now);
        let state = &self.context.databases().state;
        table::agree(state, &both.row.uid, (&both.files.rows(), at)).await
    }

    /// Whether neither the files nor the configuration have changed since the last look, by what the file system says.
    async fn is_as_seen(&self, uid: &str, path: &Path, revision: i64) -> bool {
        let path = path.to_owned();
        let stamp = tokio::task::spawn_blocking(move || Stamp::of(&path)).await;
        let Ok(Ok(stamp)) = stamp else {
            return false;
        };
        self.state.seen.lock().await.get(uid) == Some(&Seen { stamp, revision })
    }

    /// Remembers what was there. If the files are others than before, whoever shows them hears of it, even if nothing is taken
    /// in: how they stand to the profile may have changed.
    async fn remember(&self, row: &Profile, stamp: Stamp, revision: i64) {
        let now = Seen { stamp, revision };
        let before = self.state.seen.lock().await.insert(row.uid.clone(), now.clone());
        if before.is_none_or(|before| before.stamp != now.stamp) {
            self.context.tell(Event::ConfigurationChanged);
        }
    }

    /// What both last agreed on.
    pub(super) async fn agreed(&self, uid: &str) -> Result<Content> {
        let rows = table::files(&self.context.databases().state, uid).await?;
        let (_, agreed) = content(Files::stored(rows)).await?;
        // They were sound when they were stored, perhaps for an earlier version of this program.
        Ok(agreed.unwrap_or_default())
    }

    /// The files, once nobody writes them any more, and what the file system said about them meanwhile.
    pub(super) async fn settled(&self, path: &Path) -> Result<(Files, Stamp)> {
        for _ in 0..ATTEMPTS {
            let path = path.to_owned();
            let attempt = tokio::task::spawn_blocking(move || whole(&path)).await;
            let attempt = attempt.map_err(|error| {
                Error::new(Code::Internal, "Reading the files was interrupted").because(error)
            })?;
            match attempt? {
                Some(read) => return Ok(read),
                None => sleep(PAUSE).await,
            }
        }
        let sentence = format!("`{}` is being written all the time", path.display());
        Err(Error::new(Code::Busy, sentence).hint("Try again in a moment"))
    }

    /// Records why the files cannot be taken in, and tells a person if that is new.
    async fn note_broken(
        &self,
        row: &Profile,
        followed: &FollowedRow,
        broken: Option<&Broken>,
    ) -> Result<()> {
        let said = broken.map(serde_json::to_string).transpose();
        let said = said
            .map_err(|error| Error::new(Code::Internal, "A finding could not be encoded").because(error))?;
        if said == followed.failure {
            return Ok(());
        }
        table::note_failure(&self.context.databases().state, &row.uid, said.as_deref()).await?;
        if let Some(broken) = broken {
            let sentence = texts::broken(&row.name);
            let run = self.context.begin(ActivityKind::Import, &sentence).await?;
            let error = as_error(broken.clone());
            // The entry says it; this look did what it could.
            let _: Result<()> = self.context.finish(run, Err(error), &sentence).await;
        } else {
            let sentence = texts::sound_again(&row.name);
            self.context.note_done(ActivityKind::Import, &sentence).await;
        }
        self.context.tell(Event::ConfigurationChanged);
        Ok(())
    }
}

/// The files, if nobody is writing them.
fn whole(path: &Path) -> Result<Option<(Files, Stamp)>> {
    let stamp = Stamp::of(path)?;
    let age = stamp
        .latest()
        .and_then(|at| SystemTime::now().duration_since(at).ok());
    if age.is_some_and(|age| age < QUIET) {
        return Ok(None);
    }
    let files = Files::read(path)?;
    Ok((Stamp::of(path)? == stamp).then_some((files, stamp)))
}

/// Files that cannot be opened.
fn gone(error: &Error) -> Broken {
    let failure = error.failure();
    Broken {
        file: None,
        line: None,
        message: failure.message,
        hint: failure.hint,
    }
}

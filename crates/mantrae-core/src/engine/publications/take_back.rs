//! Takes publications back: by hand, at the end of a trial, and after a crash whatever was left open.

use std::time::Duration;

use chrono::TimeDelta;

use super::{PATIENCE, Publications, is_on_trial};
use crate::activity::Kind as ActivityKind;
use crate::db::publication::{self as table, ConnectionRow, PublicationRow};
use crate::engine::texts::publications as texts;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::publish::{
    Publication, PublicationState, Target, clean_up, digest, left_by, marker_in, marker_name, put_back, shows,
};
use crate::timestamp::Timestamp;
use traefik_dynamic::{Format, read};

/// How often a waiting program looks whether a trial is over.
const AGAIN: Duration = Duration::from_millis(250);

impl Publications {
    /// Keeps a publication that is on trial.
    pub async fn keep(&self, profile: &str) -> Result<Publication> {
        let permission = self.context.exclusive().await?;
        self.settle().await?;
        let uid = self.row(profile).await?.uid;
        let Some(mut row) = self.on_trial(&uid).await? else {
            return Err(no_trial());
        };
        if row
            .deadline
            .is_some_and(|deadline| deadline <= Timestamp::from(self.context.now()))
        {
            // The promise was to take it back.
            self.take_back_row(&mut row).await?;
            return Err(Error::new(
                Code::StalePlan,
                "The trial was over: the publication was taken back",
            )
            .hint("Publish again, with a longer trial"));
        }
        row.deadline = None;
        table::save(&self.context.databases().state, &row, None).await?;
        self.context
            .note_done(ActivityKind::Export, &texts::kept(row.number, profile))
            .await;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(Publication::from(&row))
    }

    /// Gives a publication that is on trial more time.
    pub async fn prolong(&self, profile: &str, seconds: u32) -> Result<Publication> {
        let permission = self.context.exclusive().await?;
        self.settle().await?;
        let uid = self.row(profile).await?.uid;
        let now = Timestamp::from(self.context.now());
        let on_trial = self.on_trial(&uid).await?;
        // One whose time is over is taken back by the next look, as was promised.
        let Some(mut row) = on_trial.filter(|row| row.deadline.is_some_and(|deadline| deadline > now)) else {
            return Err(no_trial());
        };
        row.deadline = row
            .deadline
            .map(|deadline| Timestamp::from(*deadline + TimeDelta::seconds(i64::from(seconds))));
        table::save(&self.context.databases().state, &row, None).await?;
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        Ok(Publication::from(&row))
    }

    /// How long until the next trial is over; `None` if none is going on. One that is over already does not count: if it
    /// could not be taken back, it is tried again at the next look, and not at once.
    pub async fn next_end(&self) -> Result<Option<Duration>> {
        let now = self.context.now();
        let rows = table::open(&self.context.databases().state).await?;
        let ends = rows
            .iter()
            .filter(|row| is_on_trial(row))
            .filter_map(|row| row.deadline);
        let left = ends.filter_map(|end| (*end - now).to_std().ok());
        Ok(left.filter(|left| !left.is_zero()).min())
    }

    /// Takes a publication back, with all later ones; without a number, the latest. What was there before it is there
    /// again, unless somebody else has changed the file since. Says whether Traefik was seen to follow; `None` if its API
    /// is not known.
    pub async fn take_back(&self, profile: &str, number: Option<i64>) -> Result<(Publication, Option<bool>)> {
        let permission = self.context.exclusive().await?;
        self.settle().await?;
        let profile_row = self.row(profile).await?;
        let state = &self.context.databases().state;
        let Some(current) = self.current(&profile_row.uid).await? else {
            return Err(Error::new(
                Code::NothingToUndo,
                "There is no publication to take back",
            ));
        };
        let wanted = number.unwrap_or(current.number);
        let connection = table::connection(state, &profile_row.uid).await?;
        let row = if wanted == current.number {
            let mut row = current;
            self.take_back_row(&mut row).await?;
            row
        } else {
            self.take_back_earlier(&current, wanted).await?
        };
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        let followed = self.is_followed(&row, connection.as_ref()).await?;
        Ok((Publication::from(&row), followed))
    }

    /// Takes back an earlier publication, with those after it: what was there before it is published again.
    async fn take_back_earlier(&self, current: &PublicationRow, wanted: i64) -> Result<PublicationRow> {
        let state = &self.context.databases().state;
        let rows = table::list(state, &current.profile).await?;
        let is_meant = |row: &&PublicationRow| {
            row.number == wanted
                && row.target == current.target
                && row.state == PublicationState::Written.as_str()
        };
        let earlier = rows.iter().find(is_meant).ok_or_else(|| {
            Error::new(
                Code::NotFound,
                format!("There is no publication {wanted} to take back"),
            )
            .hint("`publish list` shows all publications")
        })?;
        let target = Target::of(current);
        let format = target.format().unwrap_or(Format::Yaml);
        let after = left_by(
            &Target {
                form: crate::publish::Form::File,
                ..target.clone()
            },
            earlier.before.as_deref(),
        )
        .unwrap_or_default();
        let held = read(&after, "the former file", Some(format));
        let components: Vec<_> = held.components.into_iter().map(|one| one.component).collect();
        let mut row = PublicationRow {
            number: 0,
            state: PublicationState::Begun.as_str().to_owned(),
            marker: marker_in(&components, &current.profile).unwrap_or_default(),
            before: Some(current.after.clone()),
            after,
            written_at: Timestamp::from(self.context.now()),
            seen_at: None,
            trial: None,
            deadline: None,
            outcome: None,
            ..current.clone()
        };
        let run = self
            .context
            .begin(ActivityKind::Export, &texts::taking_back(wanted, &target.shown()))
            .await?;
        let done = self.put_row(&target, &mut row, 0o640).await;
        let sentence = texts::taken_back(wanted, &target.shown());
        let failed = texts::not_taken_back(wanted, &target.shown());
        self.context
            .finish(run, done.map(|()| ((), sentence)), &failed)
            .await?;
        Ok(row)
    }

    /// Takes the publication back whose content is in the file.
    async fn take_back_row(&self, row: &mut PublicationRow) -> Result<()> {
        let shown = Target::of(row).shown();
        let run = self
            .context
            .begin(ActivityKind::Export, &texts::taking_back(row.number, &shown))
            .await?;
        let done = self.write_back(row).await;
        let sentence = texts::taken_back(row.number, &shown);
        let failed = texts::not_taken_back(row.number, &shown);
        self.context
            .finish(run, done.map(|()| ((), sentence)), &failed)
            .await
    }

    async fn write_back(&self, row: &mut PublicationRow) -> Result<()> {
        let state = &self.context.databases().state;
        let target = Target::of(row);
        clean_up(&target);
        let left = left_by(&target, row.before.as_deref());
        self.context.boundary("Record what will be taken back");
        PublicationState::TakingBack.as_str().clone_into(&mut row.state);
        table::save(state, row, None).await?;
        self.context.boundary("Write the old file");
        let was = digest(Some(&row.after));
        let done = put_back(&target, left.as_deref(), &was, &|step| {
            self.context.boundary(step);
        });
        if let Err(error) = done {
            self.settle_row(row).await?;
            if PublicationState::parse(&row.state) != PublicationState::TakenBack {
                if error.code == Code::StalePlan {
                    // Somebody else's file is not ours to replace, not now and not at the next look.
                    row.deadline = None;
                    table::save(state, row, None).await?;
                }
                return Err(error);
            }
        }
        self.context.boundary("Record that it is taken back");
        PublicationState::TakenBack.as_str().clone_into(&mut row.state);
        row.deadline = None;
        table::save(state, row, Some(&digest(left.as_deref()))).await?;
        self.show(&target).await;
        Ok(())
    }

    /// Whether Traefik shows what was there before; `None` if it cannot be asked.
    async fn is_followed(
        &self,
        row: &PublicationRow,
        connection: Option<&ConnectionRow>,
    ) -> Result<Option<bool>> {
        let Ok(Some(api)) = self.api(connection).await else {
            return Ok(None);
        };
        let target = Target::of(row);
        let state = PublicationState::parse(&row.state);
        let held = if state == PublicationState::TakenBack {
            left_by(&target, row.before.as_deref())
        } else {
            Some(row.after.clone())
        };
        let format = target.format().unwrap_or(Format::Yaml);
        let read = read(&held.unwrap_or_default(), "the former file", Some(format));
        let components: Vec<_> = read.components.into_iter().map(|one| one.component).collect();
        let marker = marker_in(&components, &row.profile);
        let name = marker_name(&row.profile);
        let patience = connection.map_or(PATIENCE, |connection| self.patience(connection));
        let shown = shows(&api, (&name, marker.as_deref()), target.form, patience).await;
        Ok(shown.ok())
    }

    /// Takes back every publication whose trial is over, and settles what a program that died left open. Costs one query
    /// if there is nothing to do. Every program calls it at its start, and again and again while it runs.
    pub async fn look(&self) -> Result<Vec<Publication>> {
        let state = &self.context.databases().state;
        let now = Timestamp::from(self.context.now());
        let is_due =
            |row: &PublicationRow| !is_on_trial(row) || row.deadline.is_some_and(|deadline| deadline <= now);
        if !table::open(state).await?.iter().any(is_due) {
            return Ok(Vec::new());
        }
        let permission = self.context.exclusive().await?;
        self.settle().await?;
        let mut taken_back = Vec::new();
        let mut failed = None;
        for mut row in table::open(state)
            .await?
            .into_iter()
            .filter(|row| is_on_trial(row) && is_due(row))
        {
            match self.take_back_row(&mut row).await {
                Ok(()) => taken_back.push(Publication::from(&row)),
                // One that cannot be taken back must not hold up the others.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        drop(permission);
        self.context.tell(Event::SettingsChanged);
        failed.map_or(Ok(taken_back), Err)
    }

    /// Waits until the trial of a publication is over: it is kept, taken back by whoever comes first, or taken back here.
    pub async fn wait_for_trial(&self, profile: &str, number: i64) -> Result<Publication> {
        loop {
            self.look().await?;
            let all = self.list(profile).await?;
            let own = all.into_iter().find(|one| one.number == number);
            let own =
                own.ok_or_else(|| Error::new(Code::NotFound, format!("There is no publication {number}")))?;
            if own.state != PublicationState::Written || own.deadline.is_none() {
                return Ok(own);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Settles what a program that died left open. Only for the holder of the permission: nothing else writes then.
    pub(super) async fn settle(&self) -> Result<()> {
        for mut row in table::open(&self.context.databases().state).await? {
            self.settle_row(&mut row).await?;
        }
        Ok(())
    }

    /// Whether a publication was written, or taken back, the file says.
    pub(super) async fn settle_row(&self, row: &mut PublicationRow) -> Result<()> {
        let target = Target::of(row);
        let was = PublicationState::parse(&row.state);
        if !matches!(was, PublicationState::Begun | PublicationState::TakingBack) {
            return Ok(());
        }
        let held = self.found(&target, &row.profile).await?.digest;
        let left = left_by(&target, row.before.as_deref());
        let now = if held == digest(Some(&row.after)) {
            PublicationState::Written
        } else if was == PublicationState::Begun {
            PublicationState::NotWritten
        } else if held == digest(left.as_deref()) {
            PublicationState::TakenBack
        } else {
            // Somebody else has written the file since.
            PublicationState::Written
        };
        let is_known = held == digest(Some(&row.after)) || now == PublicationState::TakenBack;
        now.as_str().clone_into(&mut row.state);
        if now != PublicationState::Written {
            row.deadline = None;
        }
        clean_up(&target);
        let known = is_known.then_some(held.as_str());
        table::save(&self.context.databases().state, row, known).await
    }
}

fn no_trial() -> Error {
    Error::new(Code::NotFound, "No publication is on trial")
        .hint("`publish list` shows what became of each publication")
}

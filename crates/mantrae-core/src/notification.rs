//! What is worth interrupting a person for. Only decides; the layers above show it.
//!
//! One notification per class: a new one replaces the old one, and it is withdrawn when its cause is gone.
//! Everything notified here is also in the activity list or in the verdict.

mod sentences;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::activity::{Entry, Kind, Outcome};
use crate::error::Code;
use crate::settings::Notify;
use crate::verdict::{Verdict, VerdictKind};

/// How long a location may lack the newest backup before it is worth a notification.
const PATIENCE: Duration = Duration::hours(24);
/// A key that nobody has tested for this long may be lost.
const REHEARSE_AFTER: Duration = Duration::days(60);
/// How long something may be in no backup before it is worth a notification, if no schedule takes care of it.
const UNSAVED: Duration = Duration::days(1);
/// How often people who make backups by hand are reminded.
const REMIND: Duration = Duration::days(7);
/// How often something that lasts is notified again.
const AGAIN: Duration = Duration::days(1);

/// The kind of news: at most one of each is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// The last backup failed.
    Failed,
    /// No backup was made when one should have been.
    Overdue,
    /// Something is in no backup.
    NotBackedUp,
    /// A location lacks the newest backup.
    LocationMissing,
    /// A backup is damaged.
    Damaged,
    /// A backup was made.
    Done,
    /// Whether the key kept outside this computer still exists.
    Rehearsal,
}

/// What to do on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Show it, in place of an older one of its class.
    Show {
        /// At most one of these is shown.
        class: Class,
        /// A few words.
        title: String,
        /// A sentence.
        text: String,
    },
    /// Its cause is gone.
    Withdraw(Class),
}

/// A location that backups wait for.
#[derive(Debug, Clone)]
pub struct Behind {
    /// Its name.
    pub name: String,
    /// When the newest backup was made that was verified there.
    pub newest: Option<DateTime<Utc>>,
}

/// Everything the decision depends on.
#[derive(Debug)]
pub struct Facts<'a> {
    /// As window and tray show it.
    pub verdict: &'a Verdict,
    /// The newest entries of the activity list, newest first.
    pub entries: &'a [Entry],
    /// Locations that backups wait for.
    pub behind: &'a [Behind],
    /// When the key was last tried; none while backups are not encrypted.
    pub rehearsed: Option<DateTime<Utc>>,
    /// What the person wants to be notified of.
    pub wanted: Notify,
    /// The window is in front of the person and says the same.
    pub in_front: bool,
    /// The last backup was requested from the tray, where nothing else answers.
    pub asked_in_tray: bool,
}

/// What was notified so far, and why. The saved part keeps a restarted program from repeating it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// Of this process: what happened before it started was notified back then.
    #[serde(skip)]
    started: bool,
    good: Option<DateTime<Utc>>,
    /// Why backups are not as they should be.
    failed: Option<String>,
    /// A backup failed for that reason.
    run_failed: bool,
    overdue: Option<DateTime<Utc>>,
    /// When something was first seen to be in no backup, and when that was notified.
    unsaved: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    missing: Option<DateTime<Utc>>,
    damaged: Option<String>,
    done: Option<String>,
    rehearsal: Option<DateTime<Utc>>,
}

impl Watch {
    /// True before the first look of this start.
    pub fn is_fresh(&self) -> bool {
        !self.started
    }

    /// What is new since the last look.
    pub fn look(&mut self, facts: &Facts<'_>, now: DateTime<Utc>) -> Vec<News> {
        let mut news = Vec::new();
        self.backups(facts, &mut news);
        self.overdue(facts, now, &mut news);
        self.unsaved(facts, now, &mut news);
        self.locations(facts, now, &mut news);
        self.damage(facts, &mut news);
        self.rehearsal(facts, now, &mut news);
        self.started = true;
        let shows = !facts.in_front && facts.wanted != Notify::Nothing;
        news.retain(|one| shows || matches!(one, News::Withdraw(_)));
        news
    }

    /// The last backup: failed, made, or made again after a failure.
    fn backups(&mut self, facts: &Facts<'_>, news: &mut Vec<News>) {
        let is_ended = |entry: &&Entry| entry.is_backup() && entry.outcome != Outcome::Running;
        let Some(last) = facts.entries.iter().find(is_ended) else {
            return;
        };
        // If the location cannot be read, what was known about it still holds.
        self.good = facts.verdict.last_verified.map(|at| *at).or(self.good);
        if facts.verdict.kind == VerdictKind::Failed {
            let why = last
                .failure
                .as_ref()
                .map_or(facts.verdict.sentence.as_str(), |failure| &failure.message);
            let failed = matches!(last.outcome, Outcome::Failed | Outcome::Interrupted);
            // A retry that fails for the same reason is not news, the first failure is; what failed before this start
            // was notified back then.
            let is_known = self.failed.as_deref() == Some(why) && (self.run_failed || !failed);
            if self.started && !is_known {
                let good = self.good.filter(|_| failed).map(|at| (at, *last.started_at));
                let title = if failed {
                    sentences::FAILED
                } else {
                    sentences::ATTENTION
                };
                news.push(show(Class::Failed, title, sentences::failed(why, good)));
            }
            self.run_failed = failed || (is_known && self.run_failed);
            self.failed = Some(why.to_owned());
            return;
        }
        let is_good = matches!(last.outcome, Outcome::Ok | Outcome::Warning | Outcome::NotNeeded);
        let is_new = self.done.as_ref() != Some(&last.id);
        if facts.verdict.kind != VerdictKind::Running && self.failed.take().is_some() {
            news.push(News::Withdraw(Class::Failed));
            if is_good {
                news.push(show(
                    Class::Done,
                    sentences::WORKS_AGAIN,
                    sentences::whole(&last.sentence),
                ));
            }
        } else if self.started && is_good && is_new {
            let made = last.outcome != Outcome::NotNeeded;
            let wanted = made && (facts.wanted == Notify::Everything || facts.asked_in_tray);
            if wanted {
                news.push(show(
                    Class::Done,
                    sentences::DONE,
                    sentences::whole(&last.sentence),
                ));
            }
        }
        self.done = Some(last.id.clone());
    }

    /// Notified when it begins, and every day while it lasts.
    fn overdue(&mut self, facts: &Facts<'_>, now: DateTime<Utc>, news: &mut Vec<News>) {
        if facts.verdict.kind != VerdictKind::Overdue {
            if self.overdue.take().is_some() {
                news.push(News::Withdraw(Class::Overdue));
            }
        } else if self.overdue.is_none_or(|at| now - at >= AGAIN) {
            self.overdue = Some(now);
            let text = facts.verdict.facts.first().cloned().unwrap_or_default();
            let title = facts.verdict.sentence.clone();
            news.push(News::Show {
                class: Class::Overdue,
                title,
                text,
            });
        }
    }

    /// Components that have been in no backup for long. A failed or overdue backup is notified as such, and whoever
    /// paused backups knows.
    fn unsaved(&mut self, facts: &Facts<'_>, now: DateTime<Utc>, news: &mut Vec<News>) {
        let verdict = facts.verdict;
        let number = match verdict.in_no_backup {
            Some(0) => {
                if self.unsaved.take().is_some_and(|(_, said)| said.is_some()) {
                    news.push(News::Withdraw(Class::NotBackedUp));
                }
                return;
            }
            Some(number) => number,
            None => return,
        };
        let (since, said) = *self.unsaved.get_or_insert((now, None));
        let told_otherwise = matches!(
            verdict.kind,
            VerdictKind::Running | VerdictKind::Failed | VerdictKind::Overdue | VerdictKind::Paused
        );
        let is_due = said.is_none_or(|at| now - at >= REMIND) && now - since >= UNSAVED;
        if told_otherwise || !is_due {
            return;
        }
        self.unsaved = Some((since, Some(now)));
        news.push(News::Show {
            class: Class::NotBackedUp,
            title: sentences::in_no_backup(number),
            text: sentences::BACK_UP_NOW.to_owned(),
        });
    }

    fn locations(&mut self, facts: &Facts<'_>, now: DateTime<Utc>, news: &mut Vec<News>) {
        let lacks_for_long = |location: &&Behind| location.newest.is_none_or(|at| now - at > PATIENCE);
        let Some(location) = facts.behind.iter().find(lacks_for_long) else {
            if self.missing.take().is_some() {
                news.push(News::Withdraw(Class::LocationMissing));
            }
            return;
        };
        if self.missing.is_none_or(|at| now - at >= AGAIN) {
            self.missing = Some(now);
            news.push(News::Show {
                class: Class::LocationMissing,
                title: sentences::behind(location, now),
                text: sentences::OTHER_LOCATIONS.to_owned(),
            });
        }
    }

    /// A check that found damage.
    fn damage(&mut self, facts: &Facts<'_>, news: &mut Vec<News>) {
        let found = facts
            .entries
            .iter()
            .find_map(|entry| Some((entry, damaged(entry)?)));
        let Some((found, title)) = found else {
            return;
        };
        if self.started && self.damaged.as_ref() != Some(&found.id) {
            news.push(show(Class::Damaged, title, sentences::whole(&found.sentence)));
        }
        self.damaged = Some(found.id.clone());
    }

    fn rehearsal(&mut self, facts: &Facts<'_>, now: DateTime<Utc>, news: &mut Vec<News>) {
        let is_due = facts.rehearsed.is_some_and(|at| now - at > REHEARSE_AFTER);
        if !is_due {
            if self.rehearsal.take().is_some() {
                news.push(News::Withdraw(Class::Rehearsal));
            }
        } else if self.rehearsal.is_none_or(|at| now - at >= REHEARSE_AFTER) {
            self.rehearsal = Some(now);
            news.push(show(
                Class::Rehearsal,
                sentences::REHEARSAL,
                sentences::CHECK_THE_KEY.to_owned(),
            ));
        }
    }
}

/// The title for an entry about a check that found damage, or a Traefik that runs something else.
fn damaged(entry: &Entry) -> Option<&'static str> {
    let failure = entry.failure.as_ref()?;
    if failure.code == Code::Gateway && entry.kind == Kind::Export {
        return Some(sentences::NOT_RUNNING);
    }
    let is_damage = failure.code == Code::Damaged && matches!(entry.kind, Kind::Verify | Kind::RestoreTest);
    let is_database = entry.kind == Kind::Verify && entry.backup.is_none();
    is_damage.then_some(if is_database {
        sentences::DATABASE_DAMAGED
    } else {
        sentences::DAMAGED
    })
}

fn show(class: Class, title: &str, text: String) -> News {
    News::Show {
        class,
        title: title.to_owned(),
        text,
    }
}

#[cfg(test)]
mod tests;

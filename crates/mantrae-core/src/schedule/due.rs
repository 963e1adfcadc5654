//! What is due at a given moment.

use chrono::{DateTime, Duration, TimeZone, Utc};

use super::{Cron, Plan};

/// A backup later than this counts as a catch-up: two looks of the scheduler.
const ON_TIME: Duration = Duration::seconds(90);
/// A clock set back by up to this much shows periods again that had their backup; by more, it was wrong before.
const SET_BACK: Duration = Duration::hours(3);
/// Missed periods are counted up to here; nobody reads a longer number.
const MOST_COUNTED: u32 = 1_000;

/// The schedule at that moment.
#[derive(Debug)]
pub struct Rule<'r, Z: TimeZone> {
    /// When.
    pub cron: &'r Cron,
    /// By whose clock.
    pub zone: &'r Z,
    /// Automatic backups are paused.
    pub paused: bool,
    /// There is something to back up and no backup yet: the first one does not wait for the night.
    pub first: bool,
}

/// What to do now, and what to remember once it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What to do.
    pub decision: Decision,
    /// What to remember; `None` if the schedule never fires again.
    pub plan: Option<Plan>,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing.
    Wait,
    /// Make a backup. One for all periods that passed.
    Run {
        /// The newest period that is due.
        due: DateTime<Utc>,
        /// It is late: the program was closed, or the computer slept.
        late: bool,
        /// Earlier periods that got no backup.
        missed: Missed,
    },
    /// No backup, because the person paused them.
    Skip {
        /// The newest period that was due.
        due: DateTime<Utc>,
        /// Earlier periods.
        missed: Missed,
    },
}

/// Periods that got no backup of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missed {
    /// How many; counting ends at a thousand.
    pub count: u32,
    /// The first of them.
    pub first: Option<DateTime<Utc>>,
}

/// What is due at this moment. Missed periods get one catch-up, and the next planned one stays.
pub fn look<Z: TimeZone>(rule: &Rule<'_, Z>, plan: Option<&Plan>, now: DateTime<Utc>) -> Look {
    let Some(next) = rule.cron.next(now, rule.zone) else {
        return Look {
            decision: Decision::Wait,
            plan: None,
        };
    };
    let planned = |due, handled| {
        Some(Plan {
            cron: rule.cron.as_str().to_owned(),
            due,
            handled,
        })
    };
    let wait = |due, handled| Look {
        decision: Decision::Wait,
        plan: planned(due, handled),
    };
    if rule.first && !rule.paused {
        return Look {
            decision: Decision::Run {
                due: now,
                late: false,
                missed: Missed::default(),
            },
            plan: planned(next, Some(now)),
        };
    }
    let handled = plan.and_then(|plan| plan.handled);
    // A schedule that was just chosen applies from now on.
    let Some(plan) = plan.filter(|plan| plan.cron == rule.cron.as_str()) else {
        return wait(next, handled);
    };
    if now < plan.due {
        let is_replanned = next < plan.due && was_wrong(rule, plan, next, now);
        return wait(if is_replanned { next } else { plan.due }, handled);
    }
    let (due, missed) = passed(rule, plan.due, now);
    let decision = if rule.paused {
        Decision::Skip { due, missed }
    } else {
        let late = now - due > ON_TIME;
        Decision::Run { due, late, missed }
    };
    Look {
        decision,
        plan: planned(next, Some(due)),
    }
}

/// Whether the clock was wrong when the plan was made. After a small step back, periods in between had backups.
fn was_wrong<Z: TimeZone>(rule: &Rule<'_, Z>, plan: &Plan, next: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let is_one_period = rule.cron.next(next, rule.zone) == Some(plan.due);
    !is_one_period && plan.due - now > SET_BACK
}

/// The newest period up to `now`, and those before it.
fn passed<Z: TimeZone>(
    rule: &Rule<'_, Z>,
    first: DateTime<Utc>,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, Missed) {
    let mut newest = first;
    let mut missed = Missed::default();
    while let Some(next) = rule.cron.next(newest, rule.zone).filter(|next| *next <= now) {
        missed.first.get_or_insert(newest);
        missed.count += 1;
        newest = next;
        if missed.count >= MOST_COUNTED {
            // Far behind: the newest is the last one before now, searched for from shortly before.
            newest = last_before(rule, newest, now);
            break;
        }
    }
    (newest, missed)
}

/// The last period up to `now`, after `from`, found without going through all of them.
fn last_before<Z: TimeZone>(rule: &Rule<'_, Z>, from: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let mut newest = from;
    let mut step = (now - from) / 2;
    while step > Duration::seconds(1) {
        if let Some(found) = rule
            .cron
            .next(newest + step, rule.zone)
            .filter(|found| *found <= now)
        {
            newest = found;
        }
        step = ((now - newest) / 2).min(step / 2);
    }
    while let Some(next) = rule.cron.next(newest, rule.zone).filter(|next| *next <= now) {
        newest = next;
    }
    newest
}

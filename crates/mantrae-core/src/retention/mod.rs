//! Which backups stay and which go (pure: no clock, no location, no database of its own).
//!
//! A rule keeps everything for some days and, beyond that, the newest backup of each day, week and month in the
//! person's own time zone. What it decides is limited by promises that no rule can break:
//!
//! - The newest verified backup of each location stays, and the newest that this installation made; so do pinned ones,
//!   restore points for [`RESTORE_POINT_DAYS`], what another installation wrote, and what is dated in the future.
//! - Where the list of a location is incomplete, everything there stays.
//! - While the clock is in doubt, nothing is removed anywhere ([`Outcome::Postponed`]).
//!
//! Slots in the rotation go to verified backups of this installation. Pinned ones and restore points are outside the
//! rotation, so that they never use up a slot of the others. A backup that is not verified takes no slot either, but
//! stands in for a day, week or month without a verified one. What is known about verifications is a cache; if it is
//! lost, all backups look unverified at once, and that must not cost a year of them. There are never more stand-ins
//! than the rule has slots, so unverified ones do not pile up.

mod calendar;
mod clock;
mod dated;
mod decide;
mod facts;
mod preview;
mod reasons;
mod rule;
mod verdict;

pub use calendar::Bucket;
pub use clock::{Clock, LastRun, Postponed};
pub use decide::{Outcome, judge, verdicts};
pub use facts::{Candidate, Listing, Maker, Situation};
pub use preview::{Comparison, Line, LocationPreview, Preview, compare, preview};
pub use reasons::{KeepReason, RemoveReason, stays_because};
pub use rule::{Custom, Days, MAX_DAYS, RULE_NUMBERS, Rule, RuleError, RuleNumbers};
pub use verdict::{Decision, RESTORE_POINT_DAYS, Verdict};

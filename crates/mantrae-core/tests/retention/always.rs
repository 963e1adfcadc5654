//! What holds whatever lies in the locations, under any rule, in any zone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use mantrae_core::archive::Trigger;
use mantrae_core::retention::{
    Candidate, Clock, Custom, Days, Decision, LastRun, Listing, Maker, Outcome, Rule, Situation, Verdict,
    compare, judge, verdicts,
};
use proptest::prelude::*;

type Key = (String, String);

fn triggers() -> impl Strategy<Value = Trigger> {
    prop::sample::select(vec![
        Trigger::Schedule,
        Trigger::Schedule,
        Trigger::Manual,
        Trigger::AfterChanges,
        Trigger::CatchUp,
        Trigger::BeforeImport,
        Trigger::BeforeRestore,
    ])
}

fn now() -> DateTime<Utc> {
    "2026-11-12T13:05:00Z".parse().unwrap()
}

/// From two years ago to a week ahead; many close together, some at the same moment.
fn backup() -> impl Strategy<Value = Candidate> {
    let minutes =
        prop_oneof![0..4_000_i64, 0..1_100_000_i64, -10_000..10_i64].prop_map(|minutes| minutes / 90 * 90);
    let flag = |share| prop::bool::weighted(share);
    (any::<u16>(), minutes, triggers(), flag(0.1), flag(0.7), maker()).prop_map(
        |(id, minutes, trigger, pinned, verified, maker)| Candidate {
            id: format!("{id:05}"),
            created_at: now() - TimeDelta::minutes(minutes),
            trigger,
            pinned,
            verified,
            maker,
        },
    )
}

fn maker() -> impl Strategy<Value = Maker> {
    prop_oneof![8 => Just(Maker::Here), 1 => Just(Maker::Adopted), 1 => Just(Maker::Other)]
}

fn locations() -> impl Strategy<Value = Vec<Listing>> {
    let listing = (prop::collection::vec(backup(), 0..40), prop::bool::weighted(0.9));
    prop::collection::vec(listing, 1..4).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(number, (backups, complete))| Listing {
                location: format!("location {number}"),
                complete,
                backups,
            })
            .collect()
    })
}

/// Any rule that removes something.
fn limited() -> impl Strategy<Value = Rule> {
    let custom = (1..40_u32, 0..20_u16, 0..10_u16, 0..10_u16).prop_map(|(days, daily, weekly, monthly)| {
        Rule::Custom(Custom {
            days: Days::new(days).unwrap(),
            daily,
            weekly,
            monthly,
        })
    });
    prop_oneof![
        (1..400_u32).prop_map(|days| Rule::days(days).unwrap()),
        Just(Rule::KeepMany),
        Just(Rule::KeepSome),
        custom,
    ]
}

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        chrono_tz::UTC,
        chrono_tz::Europe::Berlin,
        chrono_tz::America::New_York,
        chrono_tz::Australia::Lord_Howe,
        chrono_tz::Pacific::Kiritimati,
        chrono_tz::Pacific::Pago_Pago,
    ])
}

fn judged(listings: &[Listing], rule: Rule, zone: Tz) -> Vec<Verdict> {
    judge(
        &Situation {
            listings,
            now: now(),
            zone,
        },
        &rule,
    )
}

fn removed(verdicts: &[Verdict]) -> BTreeSet<Key> {
    verdicts
        .iter()
        .filter(|verdict| verdict.removal().is_some())
        .map(|verdict| (verdict.location.clone(), verdict.id.clone()))
        .collect()
}

/// What is there after the removals.
fn after(listings: &[Listing], removed: &BTreeSet<Key>) -> Vec<Listing> {
    let mut left = listings.to_vec();
    for listing in &mut left {
        listing
            .backups
            .retain(|backup| !removed.contains(&(listing.location.clone(), backup.id.clone())));
    }
    left
}

fn each(listings: &[Listing]) -> impl Iterator<Item = (Key, &Candidate)> {
    listings.iter().flat_map(|listing| {
        let key = |backup: &Candidate| (listing.location.clone(), backup.id.clone());
        listing.backups.iter().map(move |backup| (key(backup), backup))
    })
}

proptest! {
    /// Of each location, the newest verified backup stays, and the newest that was made here; where there is none,
    /// the newest verified restore point.
    #[test]
    fn the_newest_verified_one_of_each_location_stays(
        listings in locations(), rule in limited(), zone in zones()
    ) {
        let gone = removed(&judged(&listings, rule, zone));
        for listing in &listings {
            for least in [Maker::Adopted, Maker::Here] {
                let counts = |backup: &&Candidate| {
                    backup.maker >= least && backup.verified && backup.created_at <= now()
                };
                let newest = listing.backups.iter().filter(counts).max_by_key(|backup| {
                    (!backup.is_restore_point(), backup.created_at, backup.id.clone())
                });
                if let Some(newest) = newest {
                    prop_assert!(!gone.contains(&(listing.location.clone(), newest.id.clone())));
                }
            }
        }
    }

    /// A location that holds something of ours never ends up without.
    #[test]
    fn no_location_is_emptied(listings in locations(), rule in limited(), zone in zones()) {
        let left = after(&listings, &removed(&judged(&listings, rule, zone)));
        for (before, after) in listings.iter().zip(left) {
            prop_assert_eq!(before.backups.is_empty(), after.backups.is_empty());
        }
    }

    /// Unlimited removes nothing.
    #[test]
    fn unlimited_removes_nothing(listings in locations(), zone in zones()) {
        prop_assert!(removed(&judged(&listings, Rule::KeepAll, zone)).is_empty());
    }

    /// Pinned ones, those of others, those of the future, young restore points, and whatever lies where the list is
    /// incomplete: all stay.
    #[test]
    fn the_promises_hold(listings in locations(), rule in limited(), zone in zones()) {
        let gone = removed(&judged(&listings, rule, zone));
        for (key, backup) in each(&listings).filter(|(key, _)| gone.contains(key)) {
            prop_assert!(!backup.pinned && backup.maker != Maker::Other && backup.created_at <= now(), "{key:?}");
            let days = (now() - backup.created_at).num_days();
            prop_assert!(!backup.is_restore_point() || days >= 29, "{key:?} after {days} days");
            let listing = listings.iter().find(|listing| listing.location == key.0).unwrap();
            prop_assert!(listing.complete, "{key:?}");
        }
    }

    /// Each backup gets one verdict, each verdict a reason, by location and newest first.
    #[test]
    fn each_backup_gets_one_verdict(listings in locations(), rule in limited(), zone in zones()) {
        let verdicts = judged(&listings, rule, zone);
        let mut expected: BTreeMap<Key, usize> = BTreeMap::new();
        for (key, _) in each(&listings) {
            *expected.entry(key).or_default() += 1;
        }
        for verdict in &verdicts {
            *expected.get_mut(&(verdict.location.clone(), verdict.id.clone())).unwrap() -= 1;
            if let Decision::Keep(reasons) = &verdict.decision {
                prop_assert!(!reasons.is_empty());
            }
        }
        prop_assert!(expected.values().all(|count| *count == 0));
        let sorted = verdicts.is_sorted_by_key(|one| {
            (one.location.clone(), std::cmp::Reverse((one.created_at, one.id.clone())))
        });
        prop_assert!(sorted);
    }

    /// Neither the order of locations nor of backups matters, and the same question has the same answer.
    #[test]
    fn the_order_does_not_matter(
        (listings, shuffled) in locations().prop_flat_map(|listings| {
            let shuffled = listings.clone();
            let backups: Vec<_> = shuffled
                .iter()
                .map(|listing| Just(listing.backups.clone()).prop_shuffle())
                .collect();
            let shuffled = backups.prop_map(move |all| {
                let mut listings = shuffled.clone();
                for (listing, backups) in listings.iter_mut().zip(all) {
                    listing.backups = backups;
                }
                listings
            });
            (Just(listings), shuffled.prop_flat_map(|all| Just(all).prop_shuffle()))
        }),
        rule in limited(),
        zone in zones()
    ) {
        let answer = judged(&listings, rule, zone);
        prop_assert_eq!(&answer, &judged(&shuffled, rule, zone));
        prop_assert_eq!(&answer, &judged(&listings, rule, zone));
    }

    /// One more that is not verified never costs a verified one.
    #[test]
    fn one_that_is_not_verified_never_costs_a_verified_one(
        listings in locations(), more in backup(), rule in limited(), zone in zones()
    ) {
        let before = removed(&judged(&listings, rule, zone));
        let mut with = listings.clone();
        with[0].backups.push(Candidate { verified: false, ..more });
        let after = removed(&judged(&with, rule, zone));
        for (key, backup) in each(&listings).filter(|(_, backup)| backup.verified) {
            prop_assert!(!after.contains(&key) || before.contains(&key), "{:?}", backup);
        }
    }

    /// A pin never costs another one.
    #[test]
    fn a_pin_never_costs_another_one(
        listings in locations(), which in any::<prop::sample::Index>(), rule in limited(), zone in zones()
    ) {
        prop_assume!(!listings[0].backups.is_empty());
        let before = removed(&judged(&listings, rule, zone));
        let mut with = listings.clone();
        let pinned = which.index(with[0].backups.len());
        with[0].backups[pinned].pinned = true;
        let after = removed(&judged(&with, rule, zone));
        prop_assert!(after.is_subset(&before), "{:?}", after.difference(&before));
    }

    /// What is left after a run stays in the next one.
    #[test]
    fn a_second_run_removes_nothing(listings in locations(), rule in limited(), zone in zones()) {
        let left = after(&listings, &removed(&judged(&listings, rule, zone)));
        let again = removed(&judged(&left, rule, zone));
        prop_assert!(again.is_empty(), "{:?}", again);
    }

    /// Stand-ins never are more than the rule has slots.
    #[test]
    fn what_is_not_verified_does_not_pile_up(
        backups in prop::collection::vec(backup(), 0..200), rule in limited(), zone in zones()
    ) {
        let listing = Listing { location: "location".to_owned(), complete: true, backups };
        let listings = [listing];
        let left = after(&listings, &removed(&judged(&listings, rule, zone)));
        let limits = rule.limits().unwrap();
        let old = |backup: &&Candidate| {
            let age = (now() - backup.created_at).num_days();
            let promised = backup.pinned || backup.is_restore_point() || backup.maker == Maker::Other;
            !backup.verified && !promised && age > i64::from(limits.days.get()) + 1
        };
        let mut ids = BTreeSet::new();
        // Those with the same id as another one stay, however many.
        let twice: BTreeSet<&String> = listings[0]
            .backups
            .iter()
            .filter(|backup| !ids.insert(&backup.id))
            .map(|backup| &backup.id)
            .collect();
        let count = left[0].backups.iter().filter(old).filter(|one| !twice.contains(&one.id)).count();
        let most = usize::from(limits.daily) + usize::from(limits.weekly) + usize::from(limits.monthly) + 2;
        prop_assert!(count <= most, "{count} of {most}");
    }

    /// A longer time keeps at least what a shorter one keeps.
    #[test]
    fn more_days_never_remove_more(
        listings in locations(), days in 1..400_u32, more in 0..100_u32, zone in zones()
    ) {
        let short = removed(&judged(&listings, Rule::days(days).unwrap(), zone));
        let long = removed(&judged(&listings, Rule::days(days + more).unwrap(), zone));
        prop_assert!(long.is_subset(&short));
    }

    /// What a comparison names is what the new rule removes and the old one does not.
    #[test]
    fn a_comparison_names_the_difference(
        listings in locations(), old in limited(), new in limited(), zone in zones()
    ) {
        let situation = Situation { listings: &listings, now: now(), zone };
        let answer = compare(&situation, &old, &new);
        let named: BTreeSet<Key> = answer
            .locations
            .iter()
            .flat_map(|here| here.backups.iter().map(|line| (here.location.clone(), line.id.clone())))
            .collect();
        let (old, new) = (removed(&judged(&listings, old, zone)), removed(&judged(&listings, new, zone)));
        prop_assert_eq!(named, new.difference(&old).cloned().collect::<BTreeSet<_>>());
        prop_assert_eq!(answer.sentence.is_some(), answer.backups > 0);
    }

    /// A clock in doubt removes nothing; a clock that is right says what the rule says.
    #[test]
    fn a_clock_in_doubt_removes_nothing(
        listings in locations(), rule in limited(), passed in -1_000..1_000_i64, period in 1..100_i64
    ) {
        let situation = Situation { listings: &listings, now: now(), zone: chrono_tz::UTC };
        let last = LastRun { at: now() - TimeDelta::hours(passed), gap_seconds: None };
        let clock = Clock { last: Some(last), period: Some(TimeDelta::hours(period)) };
        match verdicts(&situation, &rule, &clock) {
            Outcome::Postponed(_) => prop_assert!(passed < 0 || passed > 2 * period),
            Outcome::Decided(all) => {
                prop_assert!((0..=2 * period).contains(&passed));
                prop_assert_eq!(all, judge(&situation, &rule));
            }
        }
    }
}

use super::*;
use crate::error::Failure;
use crate::timestamp::Timestamp;
use crate::words;

fn at(hours: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-20T10:00:00Z".parse().unwrap();
    start + Duration::hours(hours)
}

fn verdict(kind: VerdictKind) -> Verdict {
    Verdict {
        kind,
        sentence: "No backup for 3 days".to_owned(),
        grave: false,
        facts: vec!["It should run daily".to_owned()],
        last_verified: Some(Timestamp::from(at(-8))),
        next_due: None,
        changes_since: Some(0),
        in_no_backup: Some(0),
    }
}

fn entry(id: &str, kind: Kind, outcome: Outcome, failure: Option<(Code, &str)>) -> Entry {
    Entry {
        id: id.to_owned(),
        kind,
        trigger: None,
        started_at: Timestamp::from(at(0)),
        finished_at: Some(Timestamp::from(at(0))),
        outcome,
        sentence: format!("What {id} did"),
        detail: None,
        steps: Vec::new(),
        backup: None,
        undoable: false,
        undone: false,
        failure: failure.map(|(code, message)| Failure {
            code,
            message: message.to_owned(),
            hint: None,
            retry: false,
        }),
    }
}

fn good(id: &str) -> Entry {
    entry(id, Kind::Backup, Outcome::Ok, None)
}

fn bad(id: &str, why: &str) -> Entry {
    entry(id, Kind::Backup, Outcome::Failed, Some((Code::Storage, why)))
}

fn location(name: &str, newest: Option<DateTime<Utc>>) -> Behind {
    Behind {
        name: name.to_owned(),
        newest,
    }
}

/// A person's computer over some hours: what is checked, and what it says, as `class: title – text` or `-class`.
struct Story {
    watch: Watch,
    wanted: Notify,
    in_front: bool,
    asked_in_tray: bool,
}

impl Story {
    fn begun() -> Self {
        let mut story = Self {
            watch: Watch::default(),
            wanted: Notify::Problem,
            in_front: false,
            asked_in_tray: false,
        };
        story.check(0, VerdictKind::Safe, &[good("first")], &[], &[]);
        story
    }

    fn check(&mut self, hour: i64, kind: VerdictKind, entries: &[Entry], behind: &[Behind], expect: &[&str]) {
        let facts = Facts {
            verdict: &verdict(kind),
            entries,
            behind,
            rehearsed: None,
            wanted: self.wanted,
            in_front: self.in_front,
            asked_in_tray: self.asked_in_tray,
        };
        let told: Vec<String> = self.watch.look(&facts, at(hour)).iter().map(line).collect();
        assert_eq!(told, expect, "in hour {hour}, {kind:?}");
    }
}

impl Story {
    /// Restarts the program with what it saved.
    fn begin_anew(&mut self) {
        let saved = serde_json::to_string(&self.watch).unwrap();
        self.watch = serde_json::from_str(&saved).unwrap();
        assert!(self.watch.is_fresh(), "each start looks for the first time");
    }
}

fn line(news: &News) -> String {
    match news {
        News::Show { class, title, text } => format!("{class:?}: {title} – {text}"),
        News::Withdraw(class) => format!("-{class:?}"),
    }
}

/// "My NAS was off all night, and I was told once."
#[test]
fn a_failure_is_told_once_and_its_end_too() {
    use VerdictKind::{Failed, Running, Safe};
    let mut story = Story::begun();
    let last = words::day_and_time(at(-8), at(0));
    let failed = |why: &str| format!("Failed: Backup failed – {why}. Your last good backup is from {last}.");
    let (no_room, gone) = (failed("The disk is full"), failed("The folder is gone"));
    let first = bad("a", "The disk is full");
    story.check(1, Running, &[good("first")], &[], &[]);
    story.check(1, Failed, std::slice::from_ref(&first), &[], &[&no_room]);
    story.check(2, Running, std::slice::from_ref(&first), &[], &[]);
    story.check(2, Failed, &[bad("b", "The disk is full")], &[], &[]);
    // Another reason is news.
    story.check(3, Failed, &[bad("c", "The folder is gone")], &[], &[&gone]);
    story.check(
        4,
        Safe,
        &[good("d")],
        &[],
        &["-Failed", "Done: Backups work again – What d did."],
    );
    story.check(5, Safe, &[good("e")], &[], &[]);
    story.check(6, Failed, &[bad("f", "The disk is full")], &[], &[&no_room]);
}

/// "The folder is gone, and I was told; then I ask for a backup, and it fails for that very reason: I want to hear it."
#[test]
fn a_backup_that_fails_is_told_though_its_reason_is_known() {
    use VerdictKind::Failed;
    let mut story = Story::begun();
    let reason = "No backup for 3 days";
    let attention = format!("Failed: Your backups need attention – {reason}.");
    story.check(1, Failed, &[good("first")], &[], &[&attention]);
    story.check(2, Failed, &[good("first")], &[], &[]);
    let last = words::day_and_time(at(-8), at(0));
    let failed = format!("Failed: Backup failed – {reason}. Your last good backup is from {last}.");
    story.check(2, Failed, &[bad("a", reason)], &[], &[&failed]);
    story.check(3, Failed, &[bad("b", reason)], &[], &[]);
}

/// "It restarts each time I close its window, and does not repeat everything."
#[test]
fn what_was_said_is_not_said_again_after_a_new_start() {
    use VerdictKind::{Failed, Overdue, Safe};
    let mut story = Story::begun();
    let told = "Overdue: No backup for 3 days – It should run daily";
    story.check(1, Overdue, &[good("first")], &[], &[told]);
    story.begin_anew();
    story.check(2, Overdue, &[good("first")], &[], &[]);
    story.begin_anew();
    story.check(25, Overdue, &[good("first")], &[], &[told]);
    story.check(26, Safe, &[good("a")], &[], &["-Overdue"]);
    story.check(
        27,
        Failed,
        &[bad("b", "The disk is full")],
        &[],
        &[&format!(
            "Failed: Backup failed – The disk is full. Your last good backup is from {}.",
            words::day_and_time(at(-8), at(0))
        )],
    );
    story.begin_anew();
    story.check(28, Failed, &[bad("c", "The disk is full")], &[], &[]);
    story.check(
        29,
        Safe,
        &[good("d")],
        &[],
        &["-Failed", "Done: Backups work again – What d did."],
    );
}

#[test]
fn what_failed_before_the_program_began_was_told_then() {
    let mut story = Story {
        watch: Watch::default(),
        wanted: Notify::Problem,
        in_front: false,
        asked_in_tray: false,
    };
    story.check(0, VerdictKind::Failed, &[bad("a", "The disk is full")], &[], &[]);
    story.check(1, VerdictKind::Failed, &[bad("b", "The disk is full")], &[], &[]);
    story.check(
        2,
        VerdictKind::Safe,
        &[good("c")],
        &[],
        &["-Failed", "Done: Backups work again – What c did."],
    );
}

#[test]
fn a_backup_is_told_where_it_was_asked_for_or_wanted() {
    use VerdictKind::Safe;
    let mut story = Story::begun();
    story.check(1, Safe, &[good("a")], &[], &[]);
    story.asked_in_tray = true;
    story.check(
        2,
        Safe,
        &[good("b")],
        &[],
        &["Done: Backed up and verified – What b did."],
    );
    story.asked_in_tray = false;
    story.wanted = Notify::Everything;
    story.check(
        3,
        Safe,
        &[good("c")],
        &[],
        &["Done: Backed up and verified – What c did."],
    );
    story.check(4, Safe, &[good("c")], &[], &[]);
}

#[test]
fn what_lasts_is_told_once_a_day() {
    use VerdictKind::{Overdue, Safe};
    let mut story = Story::begun();
    let told = "Overdue: No backup for 3 days – It should run daily";
    let none = [good("first")];
    story.check(1, Overdue, &none, &[], &[told]);
    story.check(2, Overdue, &none, &[], &[]);
    story.check(26, Overdue, &none, &[], &[told]);
    story.check(27, Safe, &none, &[], &["-Overdue"]);
    story.check(28, Overdue, &none, &[], &[told]);
}

#[test]
fn a_location_is_given_a_day() {
    use VerdictKind::OneLocationMissing;
    let told = format!(
        "LocationMissing: NAS has not received a backup since {} – New backups are only saved in the other locations.",
        words::day_and_time(at(0), at(25))
    );
    let mut story = Story::begun();
    let none = [good("first")];
    story.check(1, OneLocationMissing, &none, &[location("NAS", Some(at(0)))], &[]);
    story.check(
        25,
        OneLocationMissing,
        &none,
        &[location("NAS", Some(at(0)))],
        &[&told],
    );
    story.check(
        26,
        OneLocationMissing,
        &none,
        &[location("NAS", Some(at(0)))],
        &[],
    );
    story.check(
        27,
        VerdictKind::Safe,
        &none,
        &[location("NAS", Some(at(27)))],
        &["-LocationMissing"],
    );
}

#[test]
fn damage_is_told_once() {
    let mut story = Story::begun();
    let database = entry(
        "x",
        Kind::Verify,
        Outcome::Failed,
        Some((Code::Damaged, "A page is broken")),
    );
    let damage = Entry {
        backup: Some("b".to_owned()),
        ..entry(
            "v",
            Kind::Verify,
            Outcome::Failed,
            Some((Code::Damaged, "Bytes differ")),
        )
    };
    let away = entry(
        "w",
        Kind::Verify,
        Outcome::Failed,
        Some((Code::Storage, "No answer")),
    );
    story.check(1, VerdictKind::Safe, &[away, good("first")], &[], &[]);
    let entries = [damage, good("first")];
    story.check(
        2,
        VerdictKind::Safe,
        &entries,
        &[],
        &["Damaged: A backup is damaged – What v did."],
    );
    story.check(3, VerdictKind::Safe, &entries, &[], &[]);
    story.check(
        4,
        VerdictKind::Safe,
        &[database, good("first")],
        &[],
        &["Damaged: A database is damaged – What x did."],
    );
    let drifted = entry(
        "y",
        Kind::Export,
        Outcome::Failed,
        Some((Code::Gateway, "Traefik has not taken it over")),
    );
    let entries = [drifted, good("first")];
    story.check(
        5,
        VerdictKind::Safe,
        &entries,
        &[],
        &["Damaged: Traefik runs something else – What y did."],
    );
    story.check(6, VerdictKind::Safe, &entries, &[], &[]);
}

#[test]
fn nothing_is_shown_over_the_window_or_to_who_wants_none() {
    for (in_front, wanted) in [(true, Notify::Everything), (false, Notify::Nothing)] {
        let mut story = Story::begun();
        (story.in_front, story.wanted, story.asked_in_tray) = (in_front, wanted, true);
        story.check(1, VerdictKind::Failed, &[bad("a", "The disk is full")], &[], &[]);
        // The person saw it in the window, so it does not come later; what is on the screen is still withdrawn.
        story.in_front = false;
        story.check(2, VerdictKind::Failed, &[bad("b", "The disk is full")], &[], &[]);
        story.in_front = in_front;
        story.check(3, VerdictKind::Safe, &[good("c")], &[], &["-Failed"]);
    }
}

#[test]
fn a_key_that_nobody_tried_is_asked_for_every_sixty_days() {
    let mut watch = Watch::default();
    let mut check = |day: i64, rehearsed: Option<i64>, expect: usize| {
        let facts = Facts {
            verdict: &verdict(VerdictKind::Safe),
            entries: &[],
            behind: &[],
            rehearsed: rehearsed.map(|day| at(24 * day)),
            wanted: Notify::Problem,
            in_front: false,
            asked_in_tray: false,
        };
        let told = watch.look(&facts, at(24 * day));
        assert_eq!(told.len(), expect, "on day {day}: {told:?}");
    };
    check(0, None, 0);
    check(1, Some(0), 0);
    check(61, Some(0), 1);
    check(62, Some(0), 0);
    check(122, Some(0), 1);
    // Tested: the question is withdrawn.
    check(123, Some(123), 1);
    check(124, Some(123), 0);
}

/// "I imported everything by hand, schedule off, and forgot the backup."
#[test]
fn what_stays_in_no_backup_is_told_after_a_day() {
    let mut watch = Watch::default();
    let mut check = |hour: i64, kind: VerdictKind, in_no_backup: Option<u32>, expect: &[&str]| {
        let verdict = Verdict {
            in_no_backup,
            ..verdict(kind)
        };
        let facts = Facts {
            verdict: &verdict,
            entries: &[good("first")],
            behind: &[],
            rehearsed: None,
            wanted: Notify::Problem,
            in_front: false,
            asked_in_tray: false,
        };
        let told: Vec<String> = watch.look(&facts, at(hour)).iter().map(line).collect();
        assert_eq!(told, expect, "in hour {hour}, {kind:?}, {in_no_backup:?}");
    };
    let told = [
        "NotBackedUp: 20,050 components are not in any backup yet – Back up now from the tray or in the window.",
    ];
    check(0, VerdictKind::Safe, Some(0), &[]);
    check(1, VerdictKind::NotBackedUp, Some(20_050), &[]);
    check(24, VerdictKind::NotBackedUp, Some(20_050), &[]);
    // A day has passed, but a failure, a pause and a run have their own words.
    check(25, VerdictKind::Paused, Some(20_050), &[]);
    check(25, VerdictKind::Running, Some(20_050), &[]);
    check(25, VerdictKind::Off, Some(20_050), &told);
    check(26, VerdictKind::Off, Some(20_050), &[]);
    check(25 + 24 * 7, VerdictKind::Never, Some(20_050), &told);
    // The folder cannot be read: nothing is known, and nothing is withdrawn.
    check(200, VerdictKind::Safe, None, &[]);
    check(201, VerdictKind::Safe, Some(0), &["-NotBackedUp"]);
    // If a schedule takes care of it within the day, it is not news.
    check(202, VerdictKind::NotBackedUp, Some(1), &[]);
    check(215, VerdictKind::Safe, Some(0), &[]);
}

/// "A restore point was made all right. That does not mean that backups work again."
#[test]
fn a_restore_point_takes_no_failure_back() {
    let mut story = Story::begun();
    story.wanted = Notify::Everything;
    let failed = bad("second", "The disk is full");
    story.check(
        1,
        VerdictKind::Failed,
        &[failed.clone(), good("first")],
        &[],
        &["Failed: Backup failed – The disk is full. Your last good backup is from 20 Nov, 02:00."],
    );
    let point = Entry {
        trigger: Some(crate::archive::Trigger::BeforeImport),
        ..good("point")
    };
    story.check(2, VerdictKind::Failed, &[point, failed, good("first")], &[], &[]);
}

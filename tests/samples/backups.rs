//! Backups: what lies there, what a rule would do with it, what a restore would do.

use chrono::{TimeDelta, Utc};
use mantrae_core::Engine;
use mantrae_core::archive::Trigger;
use mantrae_core::engine::restores::From;
use mantrae_core::retention::{self, Candidate, Custom, Days, Listing, Maker, Rule, Situation};
use mantrae_core::storage::THIS_COMPUTER;
use serde_json::json;
use tests::archive;

use crate::clock;
use crate::home::Home;
use crate::recording::Recording;
use crate::stable::Names;

pub(crate) async fn record(home: &Home, names: &mut Names) {
    let mut rule = rules_at_work(&home.engine).await;
    restores(home, names).await;
    // Last: it removes some.
    let done = home.engine.retention().apply().await.unwrap();
    let entry = home.engine.activity(1).await.unwrap().remove(0);
    names.put(&entry.id, "entry-clean-up");
    rule.answer("applyRetention", [(); 0], json!({ "done": done, "entry": entry }));
    rule.check("retention", names);
}

/// The named rules, the one that holds, and some of a person's own.
fn rules() -> Vec<Rule> {
    let custom = |days, daily, weekly, monthly| {
        Rule::Custom(Custom {
            days: Days::new(days).unwrap(),
            daily,
            weekly,
            monthly,
        })
    };
    let own = [custom(5, 7, 4, 12), custom(2, 14, 8, 6), Rule::days(7).unwrap()];
    [Rule::default(), Rule::KeepSome, Rule::KeepMany, Rule::KeepAll]
        .into_iter()
        .chain(own)
        .collect()
}

async fn rules_at_work(engine: &Engine) -> Recording {
    let mut recording = Recording::default();
    recording.add("previewRetention", [()], engine.retention().preview(None).await);
    for rule in rules() {
        recording.add(
            "previewRetention",
            [rule],
            engine.retention().preview(Some(rule)).await,
        );
        recording.add("compareRetention", [rule], engine.retention().compare(rule).await);
    }
    recording.answer(
        "previewRetention",
        ["many"],
        retention::preview(&many(&listing()), &Rule::KeepSome),
    );
    recording
}

/// Three hundred backups, one every eight hours.
fn listing() -> [Listing; 1] {
    let backups = (0..300).map(|number| Candidate {
        id: format!("many-{number:04}"),
        created_at: clock::now() - TimeDelta::hours(8 * number),
        trigger: Trigger::Schedule,
        pinned: false,
        verified: true,
        maker: Maker::Here,
    });
    [Listing {
        location: THIS_COMPUTER.to_owned(),
        complete: true,
        backups: backups.collect(),
    }]
}

fn many(listings: &[Listing]) -> Situation<'_, Utc> {
    Situation {
        listings,
        now: clock::now(),
        zone: Utc,
    }
}

async fn restores(home: &Home, names: &mut Names) {
    let engine = &home.engine;
    let mut recording = Recording::default();
    let backups = engine.backups().list().await.unwrap();
    recording.answer("backups", [(); 0], &backups);
    for (number, backup) in backups.iter().enumerate() {
        recording.add("backup", [&backup.id], engine.backups().show(&backup.id).await);
        let plan = engine.restores().prepare(From::Backup(&backup.id), &[]).await;
        if let Ok(plan) = &plan {
            names.put(&plan.id, &format!("plan-{:04}", number + 1));
            engine.restores().discard(&plan.id).await;
        }
        recording.add("prepareRestore", [json!({ "backup": backup.id })], plan);
    }
    let good = backups
        .iter()
        .find(|one| one.created_at.to_string().starts_with("2026-11-09"))
        .unwrap();
    let copy = home.folder.path().join("mantrae-2026-11-09.mantrae");
    engine.backups().download(&good.id, &copy).await.unwrap();
    let mut files = archive::unpack(&copy);
    archive::change_manifest(&mut files, |manifest| manifest["format_version"] = 9.into());
    let newer = home.file("newer.mantrae", archive::pack(&files));
    names.put(&home.folder.path().display().to_string(), "~/Documents");
    for file in [copy, newer] {
        let plan = engine.restores().prepare(From::File(&file), &[]).await;
        if let Ok(plan) = &plan {
            names.put(&plan.id, "plan-of-a-file");
        }
        recording.add("prepareRestore", [json!({ "file": file })], plan);
    }
    recording.check("restores", names);
}

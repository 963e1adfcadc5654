//! Going back.

use expect_test::expect;
use mantrae_core::Code;
use mantrae_core::db::operation::OperationKind;
use mantrae_core::db::staged::Part;
use mantrae_core::engine::restores::From;
use tests::{Computer, EXAMPLE, PROFILE, ROUTER, refused};

/// "I removed a router by mistake. The backup brings it back; and I can take the restore back too."
#[tokio::test]
async fn a_removed_router_comes_back_and_goes_again() {
    let computer = Computer::with_example().await;
    let full = computer.content().await;
    let backup = computer.back_up().await;
    let (kind, name) = ROUTER;
    computer
        .engine
        .components()
        .remove(PROFILE, kind, name)
        .await
        .unwrap();
    let without = computer.standing().await;
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    assert_eq!(
        computer.standing().await,
        without,
        "looking at the plan changes nothing"
    );
    assert_eq!(
        (plan.added, plan.changed, plan.removed),
        (1, 0, 0),
        "the router comes, nothing else"
    );
    assert_eq!(plan.changes[0].component.name, name, "the plan names the router");
    let outcome = computer.engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(outcome.added, 1, "the outcome says what the plan said");
    assert_eq!(computer.content().await, full, "the router is back");
    let undone = computer.engine.undo(None, false).await.unwrap();
    assert_eq!(undone.put_back.len(), 1, "the undo names what it took back");
    assert_eq!(
        computer.content().await,
        without.0,
        "and the router is gone again"
    );
}

/// "Somebody changed the configuration while I was looking at the plan: I am told, and nothing is done."
#[tokio::test]
async fn a_stale_plan_is_refused() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let (kind, name) = ROUTER;
    computer
        .engine
        .components()
        .remove(PROFILE, kind, name)
        .await
        .unwrap();
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    computer.engine.profiles().create("Office", "").await.unwrap();
    let before = computer.standing().await;
    let backups = computer.engine.backups().list().await.unwrap().len();
    let (code, message) = refused(computer.engine.restores().apply(&plan.id, &[]).await);
    assert_eq!(code, Code::StalePlan, "the window acts upon this code");
    expect!["The configuration has changed since this plan was made, so nothing was done"]
        .assert_eq(&message);
    assert_eq!(computer.standing().await, before, "nothing was done");
    assert_eq!(
        computer.engine.backups().list().await.unwrap().len(),
        backups,
        "not even a backup was made"
    );
}

/// "I want only one profile back, or only one component of it."
#[tokio::test]
async fn only_a_part_comes_back() {
    let part = |profile: &str, component: Option<(&str, &str)>| Part {
        profile: profile.to_owned(),
        component: component.map(|(kind, name)| (kind.to_owned(), name.to_owned())),
    };
    let cases = [
        (
            part("home", None),
            expect!["Home: http-middleware/auth-middleware http-router/my-router http-service/my-service"],
        ),
        (
            part(PROFILE, Some(("http-router", "my-router"))),
            expect!["Home: http-router/my-router"],
        ),
        (part("Office", None), expect!["Office: "]),
    ];
    for (part, expect) in cases {
        let computer = Computer::with_example().await;
        computer.engine.profiles().create("Office", "").await.unwrap();
        let backup = computer.back_up().await;
        computer.engine.profiles().delete(PROFILE).await.unwrap();
        computer.engine.profiles().delete("Office").await.unwrap();
        let empty = computer.content().await;
        computer
            .restore(From::Backup(&backup.id), std::slice::from_ref(&part))
            .await;
        let lines: Vec<String> = computer
            .content()
            .await
            .into_iter()
            .map(|(profile, components)| {
                let names: Vec<String> = components.into_keys().collect();
                format!("{profile}: {}", names.join(" "))
            })
            .collect();
        expect.assert_eq(&lines.join("\n"));
        computer.engine.undo(None, false).await.unwrap();
        assert_eq!(
            computer.content().await,
            empty,
            "undoing a part takes back that part: {part:?}"
        );
    }
}

/// "I looked at the whole plan and ticked one profile of it: only that one comes."
#[tokio::test]
async fn of_a_whole_plan_only_the_chosen_part_comes() {
    let computer = Computer::with_example().await;
    computer.engine.profiles().create("Office", "").await.unwrap();
    let backup = computer.back_up().await;
    computer.engine.profiles().delete(PROFILE).await.unwrap();
    computer.engine.profiles().delete("Office").await.unwrap();
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    let part = Part {
        profile: "Office".to_owned(),
        component: None,
    };
    let outcome = computer.engine.restores().apply(&plan.id, &[part]).await.unwrap();
    assert_eq!(outcome.added, 0, "the chosen profile is empty");
    let profiles: Vec<String> = computer.content().await.into_keys().collect();
    assert_eq!(profiles, ["Office"], "the other one stays away");
    computer.engine.undo(None, false).await.unwrap();
    assert!(computer.content().await.is_empty(), "the undo takes it back");
}

/// "A part that is not in the backup is told to me."
#[tokio::test]
async fn an_unknown_part_is_refused() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    for part in [
        Part {
            profile: "Nowhere".to_owned(),
            component: None,
        },
        Part {
            profile: PROFILE.to_owned(),
            component: Some(("http-router".to_owned(), "unknown".to_owned())),
        },
    ] {
        let answer = computer
            .engine
            .restores()
            .prepare(From::Backup(&backup.id), std::slice::from_ref(&part))
            .await;
        assert_eq!(refused(answer).0, Code::NotFound, "{part:?}");
    }
}

/// "My old computer is dead. I open its backup on the new one and everything is there."
#[tokio::test]
async fn another_computer_takes_a_backup_over() {
    let old = Computer::with_example().await;
    let backup = old.back_up().await;
    let new = Computer::new().await;
    let file = old.archive(&backup);
    let plan = new
        .engine
        .restores()
        .prepare(From::File(&file), &[])
        .await
        .unwrap();
    assert_eq!(plan.warnings.len(), 1, "it says where the backup comes from");
    new.engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(
        new.content().await,
        old.content().await,
        "everything is on the new computer"
    );
    new.engine.undo(None, false).await.unwrap();
    assert_eq!(
        new.content().await,
        tests::Content::new(),
        "and the undo leaves it empty"
    );
}

/// "I moved to a new computer: the old backups in the folder are mine."
#[tokio::test]
async fn backups_of_an_old_computer_are_adopted() {
    let old = Computer::with_example().await;
    let backup = old.back_up().await;
    let new = Computer::new().await;
    let folder = new.data().join("backups");
    mantrae_core::fs::copy_atomic(&old.archive(&backup), &folder.join(&backup.file)).unwrap();
    let listed = async || {
        let all = new.engine.backups().list().await.unwrap();
        all.into_iter().map(|one| one.own).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [false], "it is listed as another computer's");
    let refused = new.engine.backups().adopt("nobody00").await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    for _ in 0..2 {
        assert_eq!(new.engine.backups().adopt(&backup.instance).await.unwrap(), 1);
    }
    assert_eq!(listed().await, [true], "now it is this one's");
    let again = tests::open(&new.data()).await.unwrap();
    assert!(
        again.backups().list().await.unwrap()[0].own,
        "and stays so after a restart"
    );
}

/// "The new computer has a profile of that name already: it becomes the one of the backup, not a second one."
#[tokio::test]
async fn a_profile_of_the_same_name_is_the_same_profile() {
    let old = Computer::with_example().await;
    let backup = old.back_up().await;
    let new = Computer::new().await;
    new.engine.profiles().create("home", "mine").await.unwrap();
    let before = new.content().await;
    let file = old.archive(&backup);
    let outcome = new.restore(From::File(&file), &[]).await;
    assert_eq!(
        (outcome.added, outcome.changed, outcome.removed),
        (3, 0, 0),
        "its components come into the profile"
    );
    assert_eq!(
        new.content().await,
        old.content().await,
        "one profile, with the name and the components of the backup"
    );
    new.engine.undo(None, false).await.unwrap();
    assert_eq!(
        new.content().await,
        before,
        "the undo gives the profile its name back"
    );
    assert_eq!(
        new.engine.profiles().get("home").await.unwrap().description,
        "mine",
        "and its description"
    );
}

/// "Components I made after the backup are gone after the restore, and the plan says so beforehand."
#[tokio::test]
async fn a_restore_removes_what_came_later() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let then = computer.content().await;
    computer.engine.profiles().create("Later", "").await.unwrap();
    computer
        .import(
            &EXAMPLE
                .replace("my-router", "later")
                .replace("localhost", "127.0.0.1"),
        )
        .await;
    let later = computer.content().await;
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    assert_eq!(
        (plan.added, plan.changed, plan.removed),
        (0, 1, 1),
        "the service changes back, the later router goes"
    );
    computer.engine.restores().apply(&plan.id, &[]).await.unwrap();
    assert_eq!(computer.content().await, then, "everything is as it was then");
    computer.engine.undo(None, false).await.unwrap();
    assert_eq!(
        computer.content().await,
        later,
        "the undo brings the empty profile back as well"
    );
}

/// "I made a profile since, and want only that one gone: I tick it, and it goes; the restore point leads back."
#[tokio::test]
async fn a_chosen_profile_that_came_later_goes() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    computer.engine.profiles().create("Later", "").await.unwrap();
    computer.import(&EXAMPLE.replace("8080", "9090")).await;
    let before = computer.content().await;
    let part = Part {
        profile: "Later".to_owned(),
        component: None,
    };
    let outcome = computer.restore(From::Backup(&backup.id), &[part]).await;
    let mut expected = before.clone();
    expected.remove("Later");
    assert_eq!(
        computer.content().await,
        expected,
        "the other profile is left alone"
    );

    let id = outcome.safety_backup.unwrap();
    let point = computer.engine.backups().show(&id).await.unwrap();
    let way_back = point.way_back.unwrap();
    assert_eq!(way_back.kind, OperationKind::Restore);
    computer.engine.undo(Some(&way_back.entry), false).await.unwrap();
    assert_eq!(computer.content().await, before, "the restore point leads back");
    let point = computer.engine.backups().show(&id).await.unwrap();
    assert!(point.way_back.is_none(), "once");
}

//! From a profile to the file that its Traefik reads, and back.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::engine::{Change, ChangeSet, NewConnection, Options, PublishOptions};
use mantrae_core::publish::{Form, OutcomeState, PublicationState};
use mantrae_core::secret::{MemoryKeyring, Ring};
use mantrae_core::{Code, Engine};
use tests::{Computer, PROFILE};
use traefik_dynamic::{Kind, Verdict};

/// A computer with the example, connected to a folder beside its data.
async fn connected(form: Form) -> (Computer, PathBuf) {
    let computer = Computer::with_example().await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("home.yml");
    let path = match form {
        Form::Folder => folder,
        Form::File => file.clone(),
        Form::Http => unreachable!("served profiles have their own tests"),
    };
    let connection = connect(&computer.engine, &path).await;
    assert_eq!(connection, file.canonicalize().unwrap_or(connection.clone()));
    (computer, file)
}

async fn connect(engine: &Engine, path: &Path) -> PathBuf {
    let new = NewConnection::at(path);
    let connection = engine.publications().connect(PROFILE, new).await.unwrap();
    PathBuf::from(connection.file)
}

/// Renames the service of the example, so that something changes.
async fn change(engine: &Engine, from: &str, to: &str) {
    let rename = ChangeSet {
        title: None,
        changes: vec![Change::Rename {
            kind: Kind::HttpService,
            name: from.to_owned(),
            to: to.to_owned(),
        }],
    };
    engine.changes().make(PROFILE, &rename).await.unwrap();
}

async fn publish(engine: &Engine) -> i64 {
    let published = engine
        .publications()
        .publish(PROFILE, &PublishOptions::default())
        .await;
    published.unwrap().publication.unwrap().number
}

fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap()
}

#[tokio::test]
async fn a_published_file_is_what_traefik_accepts_and_says_whose_it_is() {
    for form in [Form::Folder, Form::File] {
        let (computer, file) = connected(form).await;
        let engine = &computer.engine;
        let plan = engine.publications().plan(PROFILE).await.unwrap();
        assert!(plan.is_allowed(), "{:?}", plan.problems);
        assert_eq!(plan.changes.len(), 1, "one host: {:?}", plan.changes);
        assert_eq!(plan.changes[0].host.as_deref(), Some("example.com"));
        assert!(!file.exists(), "a plan writes nothing");

        let published = engine
            .publications()
            .publish(PROFILE, &PublishOptions::default())
            .await
            .unwrap();
        let publication = published.publication.unwrap();
        let outcome = publication.outcome.unwrap();
        assert_eq!(outcome.state, OutcomeState::NotConfirmed);
        assert!(
            outcome.sentence.starts_with("Published, not confirmed"),
            "{}",
            outcome.sentence
        );
        let written = text(&file);
        assert!(
            written.starts_with("# Written by Mantrae Desktop · profile "),
            "{written}"
        );
        let read = traefik_dynamic::read(written.as_bytes(), "home.yml", None);
        assert_eq!(read.verdict, Verdict::Accept);
        assert_eq!(read.components.len(), 4, "three, and the marker");

        // Nothing changed, so nothing is written, and Traefik reloads nothing.
        let again = engine
            .publications()
            .publish(PROFILE, &PublishOptions::default())
            .await
            .unwrap();
        assert!(again.publication.is_none());
        assert!(again.plan.is_unchanged);
        assert_eq!(engine.publications().list(PROFILE).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_somebody_else_changed_is_never_overwritten_unasked() {
    let (computer, file) = connected(Form::Folder).await;
    let engine = &computer.engine;
    publish(engine).await;
    let by_hand = text(&file).replace("example.com", "by-hand.example.com");
    mantrae_core::fs::write_atomic(&file, by_hand.as_bytes()).unwrap();
    change(engine, "my-service", "renamed").await;

    let plan = engine.publications().plan(PROFILE).await.unwrap();
    assert_eq!(plan.refusal().unwrap().code, "CHANGED-OUTSIDE");
    let hosts: Vec<_> = plan
        .outside
        .iter()
        .filter_map(|one| one.host.as_deref())
        .collect();
    assert_eq!(hosts, ["by-hand.example.com", "example.com"]);
    let refused = engine
        .publications()
        .publish(PROFILE, &PublishOptions::default())
        .await;
    assert_eq!(refused.unwrap_err().code, Code::InvalidInput);
    assert_eq!(text(&file), by_hand);
    // Nor is it taken back over their change.
    let refused = engine.publications().take_back(PROFILE, None).await;
    assert_eq!(refused.unwrap_err().code, Code::StalePlan);
    assert_eq!(text(&file), by_hand);

    let options = PublishOptions {
        overwrite: true,
        ..PublishOptions::default()
    };
    let published = engine.publications().publish(PROFILE, &options).await.unwrap();
    assert!(published.publication.is_some());
    assert!(!text(&file).contains("by-hand"));
    // And their bytes come back.
    engine.publications().take_back(PROFILE, None).await.unwrap();
    assert_eq!(text(&file), by_hand);
}

#[tokio::test]
async fn a_file_of_others_is_taken_over_only_if_it_says_the_same() {
    let same = tests::EXAMPLE.to_owned();
    let commented = format!("# do not touch\n{same}");
    let other = same.replace("8080", "9090");
    for (content, expect) in [
        (same, None),
        (commented, Some("NOT-OURS")),
        (other, Some("NOT-OURS")),
    ] {
        let (computer, file) = connected(Form::Folder).await;
        mantrae_core::fs::write_atomic(&file, content.as_bytes()).unwrap();
        let plan = computer.engine.publications().plan(PROFILE).await.unwrap();
        assert_eq!(plan.refusal().map(|one| one.code.as_str()), expect, "{content}");
    }
}

#[tokio::test]
async fn publications_are_taken_back_one_by_one_or_several_at_once() {
    let (computer, file) = connected(Form::Folder).await;
    let engine = &computer.engine;
    publish(engine).await;
    let first = text(&file);
    change(engine, "my-service", "second").await;
    publish(engine).await;
    let second = text(&file);
    change(engine, "second", "third").await;
    assert_eq!(publish(engine).await, 3);
    assert_ne!(text(&file), second);

    engine.publications().take_back(PROFILE, None).await.unwrap();
    assert_eq!(text(&file), second);
    let states = async || -> Vec<PublicationState> {
        let all = engine.publications().list(PROFILE).await.unwrap();
        all.into_iter().map(|one| one.state).collect()
    };
    assert_eq!(
        states().await,
        [
            PublicationState::TakenBack,
            PublicationState::Written,
            PublicationState::Written
        ]
    );
    engine.publications().take_back(PROFILE, None).await.unwrap();
    assert_eq!(text(&file), first);
    engine.publications().take_back(PROFILE, None).await.unwrap();
    assert!(!file.exists(), "before the first there was no file");
    let nothing = engine.publications().take_back(PROFILE, None).await;
    assert_eq!(nothing.unwrap_err().code, Code::NothingToUndo);

    // Published again, and two of them taken back in one step.
    publish(engine).await;
    change(engine, "third", "fourth").await;
    let number = publish(engine).await;
    change(engine, "fourth", "fifth").await;
    publish(engine).await;
    let (publication, followed) = engine
        .publications()
        .take_back(PROFILE, Some(number))
        .await
        .unwrap();
    assert_eq!(followed, None, "nobody was asked");
    assert_eq!(publication.state, PublicationState::Written);
    assert!(text(&file).contains("third"), "{}", text(&file));
}

#[tokio::test]
async fn a_folder_that_would_stop_traefik_is_not_published_into() {
    let (computer, file) = connected(Form::Folder).await;
    let engine = &computer.engine;
    let bad = file.with_file_name("bad.yml");
    mantrae_core::fs::write_atomic(&bad, b"http:\n  routers:\n    a:\n      rulee: x\n").unwrap();
    let error = engine
        .publications()
        .publish(PROFILE, &PublishOptions::default())
        .await
        .unwrap_err();
    assert!(
        error.message.starts_with("Traefik refuses `bad.yml`"),
        "{}",
        error.message
    );
    assert!(!file.exists());
    std::fs::remove_file(bad).unwrap();
    publish(engine).await;
}

#[tokio::test]
async fn services_in_a_circle_are_not_published_even_across_files() {
    let (computer, file) = connected(Form::Folder).await;
    computer
        .import("tcp: {services: {a: {weighted: {services: [{name: b}]}}}}\n")
        .await;
    let other = "tcp: {services: {b: {weighted: {services: [{name: a}]}}}}\n";
    mantrae_core::fs::write_atomic(&file.with_file_name("other.yml"), other.as_bytes()).unwrap();
    let plan = computer.engine.publications().plan(PROFILE).await.unwrap();
    assert_eq!(plan.refusal().unwrap().code, "SERVICE-CIRCLE");
    assert!(!file.exists());
}

#[tokio::test]
async fn taking_every_router_away_must_be_meant() {
    let (computer, file) = connected(Form::Folder).await;
    let engine = &computer.engine;
    publish(engine).await;
    let remove = ChangeSet {
        title: None,
        changes: vec![Change::Remove {
            kind: Kind::HttpRouter,
            name: "my-router".to_owned(),
        }],
    };
    engine.changes().make(PROFILE, &remove).await.unwrap();
    let plan = engine.publications().plan(PROFILE).await.unwrap();
    assert_eq!(
        (plan.refusal().unwrap().code.as_str(), plan.routers_removed),
        ("REMOVES-MANY", 1)
    );
    assert!(text(&file).contains("my-router"));
    for (removes, is_done) in [(Some(2), false), (Some(1), true)] {
        let options = PublishOptions {
            removes,
            ..PublishOptions::default()
        };
        let published = engine.publications().publish(PROFILE, &options).await;
        assert_eq!(published.is_ok(), is_done, "{removes:?}");
    }
    assert!(!text(&file).contains("my-router"));
}

#[tokio::test]
async fn secrets_are_not_readable_for_everybody_unless_asked_for() {
    use std::os::unix::fs::PermissionsExt as _;
    for (readable, expect) in [(false, 0o640), (true, 0o644)] {
        let (computer, file) = connected(Form::Folder).await;
        let options = PublishOptions {
            readable,
            ..PublishOptions::default()
        };
        computer
            .engine
            .publications()
            .publish(PROFILE, &options)
            .await
            .unwrap();
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, expect);
    }
}

#[tokio::test]
async fn links_and_folders_are_explained_not_replaced() {
    let (computer, file) = connected(Form::Folder).await;
    let elsewhere = computer.file("elsewhere.yml", "http: {}\n");
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    let check = async |code: &str| {
        let plan = computer.engine.publications().plan(PROFILE).await.unwrap();
        assert_eq!(plan.refusal().unwrap().code, code);
    };
    check("LINK").await;
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    check("NOT-A-FILE").await;
    assert_eq!(text(&elsewhere), "http: {}\n");
}

/// Seconds by which the clock of the tests for trials is ahead.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(Ordering::SeqCst))
}

/// "I closed the laptop during the trial." Whoever looks first afterwards takes it back, and a kept one stays.
#[tokio::test]
async fn a_trial_is_taken_back_by_whoever_looks_next_unless_it_is_kept() {
    let (computer, file) = connected(Form::Folder).await;
    publish(&computer.engine).await;
    let before = text(&file);
    change(&computer.engine, "my-service", "tried").await;
    let trial = PublishOptions {
        trial: Some(60),
        ..PublishOptions::default()
    };
    let open = async || {
        let mut options = Options::new(computer.data());
        options.clock = clock;
        options.keyring = Ring::new(MemoryKeyring::new());
        Engine::open(options).await.unwrap()
    };
    for is_kept in [false, true] {
        let first = open().await;
        let published = first.publications().publish(PROFILE, &trial).await.unwrap();
        assert!(published.publication.unwrap().deadline.is_some());
        assert_ne!(text(&file), before);
        // One at a time: what would be there after taking back must be clear.
        let second = first.publications().publish(PROFILE, &trial).await;
        assert_eq!(second.unwrap_err().code, Code::Busy);
        assert_eq!(
            first.publications().look().await.unwrap(),
            [],
            "the time is not over"
        );
        if is_kept {
            first.publications().keep(PROFILE).await.unwrap();
        }
        first.close().await;

        AHEAD.fetch_add(61, Ordering::SeqCst);
        let next = open().await;
        let taken_back = next.publications().look().await.unwrap();
        assert_eq!(taken_back.len(), usize::from(!is_kept));
        assert_eq!(text(&file) == before, !is_kept);
        assert_eq!(next.publications().look().await.unwrap(), []);
        next.close().await;
    }
}

#[tokio::test]
async fn a_trial_that_is_over_is_not_kept() {
    let (computer, file) = connected(Form::File).await;
    let trial = PublishOptions {
        trial: Some(1),
        ..PublishOptions::default()
    };
    let engine = &computer.engine;
    let number = engine
        .publications()
        .publish(PROFILE, &trial)
        .await
        .unwrap()
        .publication
        .unwrap()
        .number;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let error = engine.publications().keep(PROFILE).await.unwrap_err();
    assert_eq!(error.code, Code::StalePlan);
    let over = engine
        .publications()
        .wait_for_trial(PROFILE, number)
        .await
        .unwrap();
    assert_eq!(over.state, PublicationState::TakenBack);
    assert!(text(&file).starts_with('#'), "a single file never goes away");
}

#[tokio::test]
async fn two_profiles_do_not_share_a_file() {
    let (computer, file) = connected(Form::Folder).await;
    let engine = &computer.engine;
    engine.profiles().create("Other", "").await.unwrap();
    let new = NewConnection::at(file);
    let error = engine.publications().connect("Other", new).await.unwrap_err();
    assert_eq!(error.code, Code::Exists);
}

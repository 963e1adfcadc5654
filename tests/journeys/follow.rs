//! Traefik's files lead, and a profile follows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mantrae_core::Code;
use mantrae_core::activity::Outcome;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{Change, ChangeSet, NewConnection};
use mantrae_core::event::Event;
use mantrae_core::follow::{Decision, DifferenceKind};
use mantrae_core::publish::StandingState;
use tests::{Computer, PROFILE};
use traefik_dynamic::Kind;

const WEB: &str = "\
# Everything that faces the internet
http:
  routers:
    # The wiki of the family
    wiki:
      rule: Host(`wiki.example.com`) # not www
      service: wiki

    files: {rule: 'Host(`files.example.com`)', service: files}
  services:
    wiki:
      loadBalancer:
        servers:
          - url: http://10.0.0.7 # the small one
    files: {loadBalancer: {servers: [{url: 'http://10.0.0.8'}]}}
";

const MEDIA: &str = "\
http:
  middlewares:
    # squeeze
    zip: {compress: {}}
";

/// A computer with an empty profile that follows a folder with two files.
async fn following() -> (Computer, PathBuf) {
    let computer = empty().await;
    let folder = folder(&computer);
    computer
        .engine
        .follow()
        .begin(PROFILE, &folder, None)
        .await
        .unwrap();
    (computer, folder)
}

/// A computer with an empty profile.
async fn empty() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer
}

fn folder(computer: &Computer) -> PathBuf {
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    write(&folder, "10-web.yml", WEB);
    write(&folder, "20-media.yml", MEDIA);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    mantrae_core::fs::write_atomic(&folder.join(name), text.as_bytes()).unwrap();
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// How the profile stands to its files after a look, and where both differ.
async fn look(computer: &Computer) -> (StandingState, Vec<String>) {
    computer.engine.follow().look_at(PROFILE).await.unwrap();
    state(computer).await
}

async fn state(computer: &Computer) -> (StandingState, Vec<String>) {
    let status = computer.engine.follow().status(PROFILE).await.unwrap().unwrap();
    let differences = status.differences.iter();
    let differences = differences.map(|one| {
        let word = |kind: Option<DifferenceKind>| kind.map_or("-".to_owned(), |kind| format!("{kind:?}"));
        format!("{} {} {}", one.name, word(one.in_files), word(one.in_profile))
    });
    (status.standing.state, differences.collect())
}

async fn lines(computer: &Computer, kind: Kind, name: &str) -> String {
    computer
        .engine
        .changes()
        .lines(PROFILE, kind, name)
        .await
        .unwrap()
}

async fn latest(computer: &Computer) -> (String, Outcome, bool) {
    let newest = computer.engine.activity(1).await.unwrap().remove(0);
    (newest.sentence, newest.outcome, newest.undoable)
}

async fn change(computer: &Computer, change: Change) {
    let set = ChangeSet {
        title: None,
        changes: vec![change],
    };
    computer.engine.changes().make(PROFILE, &set).await.unwrap();
}

async fn rename(computer: &Computer, kind: Kind, from: &str, to: &str) {
    let (name, to) = (from.to_owned(), to.to_owned());
    change(computer, Change::Rename { kind, name, to }).await;
}

const IN_STEP: (StandingState, Vec<String>) = (StandingState::Following, Vec::new());

#[tokio::test]
async fn an_empty_profile_takes_over_what_the_files_say_with_every_comment() {
    let (computer, folder) = following().await;
    assert_eq!(state(&computer).await, IN_STEP);
    assert_eq!(
        computer.names().await.len(),
        5,
        "two routers, two services, a middleware"
    );
    let wiki = lines(&computer, Kind::HttpRouter, "wiki").await;
    assert!(
        wiki.contains("# The wiki of the family") && wiki.contains("# not www"),
        "{wiki}"
    );
    assert_eq!(text(&folder, "10-web.yml"), WEB, "following writes nothing");
    let status = computer.engine.follow().status(PROFILE).await.unwrap().unwrap();
    let files: Vec<(&str, u32)> = status
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.components))
        .collect();
    assert_eq!(files, [("10-web.yml", 4), ("20-media.yml", 1)]);
}

#[tokio::test]
async fn what_others_change_is_taken_in_as_one_change_that_can_be_undone() {
    let (computer, folder) = following().await;
    let edited = WEB.replace("10.0.0.7 # the small one", "10.0.0.9 # the big one");
    write(&folder, "10-web.yml", &edited);
    assert_eq!(state(&computer).await.0, StandingState::FilesAhead);
    assert_eq!(look(&computer).await, IN_STEP);
    let taken = (
        "Taken in from 10-web.yml: HTTP service “wiki” changed".to_owned(),
        Outcome::Ok,
        true,
    );
    assert_eq!(latest(&computer).await, taken);
    assert!(
        lines(&computer, Kind::HttpService, "wiki")
            .await
            .contains("# the big one")
    );
    computer.engine.undo(None, false).await.unwrap();
    let undone = (StandingState::NotWritten, vec!["wiki - Changed".to_owned()]);
    assert_eq!(
        look(&computer).await,
        undone,
        "undone stays undone; the files stay as they are"
    );
    assert_eq!(text(&folder, "10-web.yml"), edited);
}

#[tokio::test]
async fn a_changed_comment_is_a_change_and_a_second_look_finds_nothing() {
    let (computer, folder) = following().await;
    for (from, to) in [
        ("# squeeze", "# squeeze everything"),
        ("    # squeeze everything\n", ""),
    ] {
        write(
            &folder,
            "20-media.yml",
            &text(&folder, "20-media.yml").replace(from, to),
        );
        assert_eq!(look(&computer).await, IN_STEP);
        assert_eq!(
            latest(&computer).await.0,
            "Taken in from 20-media.yml: HTTP middleware “zip” written otherwise"
        );
        let now = lines(&computer, Kind::HttpMiddleware, "zip").await;
        assert_eq!(now.contains("# squeeze everything"), !to.is_empty(), "{now}");
        let before = computer.standing().await;
        assert_eq!(look(&computer).await, IN_STEP);
        assert_eq!(computer.standing().await, before);
    }
}

#[tokio::test]
async fn files_come_and_go() {
    let (computer, folder) = following().await;
    std::fs::rename(folder.join("20-media.yml"), folder.join("90-media.yml")).unwrap();
    let before = computer.standing().await;
    assert_eq!(look(&computer).await, IN_STEP);
    assert_eq!(computer.standing().await, before, "another name changes nothing");
    // The first definition counts, and what it hid counts once it is gone.
    write(
        &folder,
        "00-base.yml",
        "http: {middlewares: {zip: {stripPrefix: {prefixes: [/x]}}}}\n",
    );
    assert_eq!(look(&computer).await, IN_STEP);
    assert!(
        lines(&computer, Kind::HttpMiddleware, "zip")
            .await
            .contains("stripPrefix")
    );
    let status = computer.engine.follow().status(PROFILE).await.unwrap().unwrap();
    assert_eq!(status.files[2].hidden[0].by, "00-base.yml");
    std::fs::remove_file(folder.join("00-base.yml")).unwrap();
    assert_eq!(look(&computer).await, IN_STEP);
    assert!(
        lines(&computer, Kind::HttpMiddleware, "zip")
            .await
            .contains("compress")
    );
    std::fs::remove_file(folder.join("90-media.yml")).unwrap();
    assert_eq!(look(&computer).await, IN_STEP);
    assert_eq!(computer.names().await.len(), 4);
}

#[tokio::test]
async fn the_last_sound_state_stays_while_a_file_is_broken_and_that_is_told_once() {
    let (computer, folder) = following().await;
    let before = computer.standing().await;
    for (name, broken, line) in [
        (
            "20-media.yml",
            "http:\n  middlewares:\n    zip: {compress: {levels: 3}}\n",
            Some(3),
        ),
        ("20-media.yml", "http:\n  middlewares:\n   - [\n", Some(4)),
        (
            "30-new.yml",
            "http:\n  routers: {a: {rule: 'Host(`{{ env \"X\" }}`)', service: a}}\n",
            Some(2),
        ),
    ] {
        let old = std::fs::read(folder.join(name)).ok();
        write(&folder, name, broken);
        let entries = computer.engine.activity(100).await.unwrap().len();
        assert_eq!(look(&computer).await.0, StandingState::FilesBroken, "{broken}");
        assert_eq!(look(&computer).await.0, StandingState::FilesBroken);
        assert_eq!(
            computer.standing().await.0,
            before.0,
            "nothing is taken in: {broken}"
        );
        let found = computer
            .engine
            .follow()
            .status(PROFILE)
            .await
            .unwrap()
            .unwrap()
            .broken
            .unwrap();
        assert_eq!(
            (found.file.as_deref(), found.line),
            (Some(name), line),
            "{found:?}"
        );
        assert_eq!(computer.engine.activity(100).await.unwrap().len(), entries + 1);
        assert_eq!(latest(&computer).await.1, Outcome::Failed);
        match old {
            Some(old) => mantrae_core::fs::write_atomic(&folder.join(name), &old).unwrap(),
            None => std::fs::remove_file(folder.join(name)).unwrap(),
        }
        assert_eq!(look(&computer).await, IN_STEP);
        assert!(latest(&computer).await.0.ends_with("are sound again"));
    }
}

#[tokio::test]
async fn an_empty_or_missing_folder_takes_nothing_away() {
    let (computer, folder) = following().await;
    let before = computer.content().await;
    let aside = computer.beside("aside");
    std::fs::rename(&folder, &aside).unwrap();
    assert_eq!(look(&computer).await.0, StandingState::FilesBroken);
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(
        look(&computer).await.0,
        StandingState::FilesBroken,
        "as while a disk is not mounted"
    );
    assert_eq!(computer.content().await, before);
    std::fs::remove_dir(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert_eq!(look(&computer).await, IN_STEP);
}

#[tokio::test]
async fn a_change_here_is_written_into_its_lines_and_nothing_else_is_touched() {
    let (computer, folder) = following().await;
    rename(&computer, Kind::HttpService, "wiki", "encyclopedia").await;
    let (state, differences) = look(&computer).await;
    assert_eq!(state, StandingState::NotWritten);
    assert_eq!(
        differences,
        ["wiki - Changed", "encyclopedia - Added", "wiki - Removed"],
        "the router refers to the new name"
    );
    let plan = computer.engine.follow().plan_write(PROFILE).await.unwrap();
    assert_eq!(plan.refusal(), None);
    assert_eq!(text(&folder, "10-web.yml"), WEB, "a plan writes nothing");
    computer
        .engine
        .follow()
        .write(PROFILE, Some(&plan.id))
        .await
        .unwrap();
    let expected = WEB
        .replace("      service: wiki\n", "      service: encyclopedia\n")
        .replace("  services:\n    wiki:\n", "  services:\n    encyclopedia:\n");
    assert_eq!(text(&folder, "10-web.yml"), expected);
    assert_eq!(text(&folder, "20-media.yml"), MEDIA);
    assert_eq!(look(&computer).await, IN_STEP);
    assert_eq!(latest(&computer).await.0, "3 changes written to 10-web.yml");
}

#[tokio::test]
async fn a_restore_is_written_back_with_the_comments_of_then() {
    let (computer, folder) = following().await;
    let backup = computer.back_up().await;
    write(
        &folder,
        "10-web.yml",
        "http: {routers: {other: {rule: PathPrefix(`/`), service: api@internal}}}\n",
    );
    write(&folder, "20-media.yml", "{}\n");
    assert_eq!(look(&computer).await, IN_STEP);
    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(look(&computer).await.0, StandingState::NotWritten);
    computer.engine.follow().write(PROFILE, None).await.unwrap();
    assert_eq!(look(&computer).await, IN_STEP);
    let both = text(&folder, "10-web.yml") + &text(&folder, "20-media.yml");
    for comment in [
        "# The wiki of the family",
        "# not www",
        "# the small one",
        "# squeeze",
    ] {
        assert!(both.contains(comment), "{comment} is missing in\n{both}");
    }
    assert!(!both.contains("other"), "{both}");
}

#[tokio::test]
async fn where_both_were_changed_a_person_decides() {
    let (computer, folder) = following().await;
    let edited = WEB
        .replace("10.0.0.7", "10.0.0.9")
        .replace("10.0.0.8", "10.0.0.10");
    write(&folder, "10-web.yml", &edited);
    let ours = "wiki: {loadBalancer: {servers: [{url: 'http://10.0.0.70'}]}}\n";
    let (component, _) =
        traefik_dynamic::text::read(Kind::HttpService, ours, traefik_dynamic::Braces::Actions);
    computer
        .engine
        .components()
        .put(PROFILE, component.unwrap())
        .await
        .unwrap();
    let apart = (
        StandingState::ChangedOnBothSides,
        vec!["files Changed -".to_owned(), "wiki Changed Changed".to_owned()],
    );
    let before = computer.content().await;
    let mut events = computer.engine.events();
    let mut told = || {
        let all = std::iter::from_fn(|| events.try_recv().ok());
        all.filter(|event| matches!(event, Event::ConfigurationChanged))
            .count()
    };
    assert_eq!(look(&computer).await, apart);
    assert_eq!(
        told(),
        1,
        "whoever shows it hears that there is something to decide"
    );
    assert_eq!(look(&computer).await, apart);
    assert_eq!(told(), 0, "once");
    assert_eq!(computer.content().await, before, "nothing happens until then");
    let follow = computer.engine.follow();
    let stale = follow.plan_write(PROFILE).await.unwrap_err();
    assert_eq!(stale.code, Code::StalePlan, "nor is anything written");
    let undecided = follow.decide(PROFILE, &BTreeMap::new()).await.unwrap_err();
    assert_eq!(undecided.code, Code::InvalidInput);
    let wiki = (Kind::HttpService, "wiki".to_owned());
    let mine = BTreeMap::from([(wiki, Decision::Profile)]);
    follow.decide(PROFILE, &mine).await.unwrap();
    let left = (StandingState::NotWritten, vec!["wiki - Changed".to_owned()]);
    assert_eq!(look(&computer).await, left);
    assert!(
        lines(&computer, Kind::HttpService, "files")
            .await
            .contains("10.0.0.10")
    );
    follow.write(PROFILE, None).await.unwrap();
    assert_eq!(look(&computer).await, IN_STEP);
    let now = text(&folder, "10-web.yml");
    assert!(now.contains("10.0.0.70") && now.contains("10.0.0.10"), "{now}");
}

#[tokio::test]
async fn what_both_changed_in_the_same_way_is_no_question() {
    let (computer, folder) = following().await;
    let gone = WEB.replace(
        "    files: {rule: 'Host(`files.example.com`)', service: files}\n",
        "",
    );
    write(&folder, "10-web.yml", &gone);
    let (kind, name) = (Kind::HttpRouter, "files".to_owned());
    change(&computer, Change::Remove { kind, name }).await;
    assert_eq!(look(&computer).await, IN_STEP);
}

#[tokio::test]
async fn a_backup_holds_what_was_changed_a_moment_before() {
    let (computer, folder) = following().await;
    write(&folder, "10-web.yml", &WEB.replace("10.0.0.7", "10.0.0.99"));
    let backup = computer.back_up().await;
    let archive = tests::archive::unpack(&computer.archive(&backup));
    let texts: Vec<String> = archive
        .iter()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    assert!(
        texts
            .iter()
            .any(|text| text.contains("10.0.0.99 # the small one"))
    );
}

#[tokio::test]
async fn a_profile_that_holds_something_else_is_replaced_only_if_somebody_has_seen_it() {
    let computer = Computer::with_example().await;
    let folder = folder(&computer);
    let follow = computer.engine.follow();
    let before = computer.content().await;
    let refused = follow.begin(PROFILE, &folder, None).await.unwrap_err();
    assert_eq!(refused.code, Code::Exists);
    let plan = follow.plan(PROFILE, &folder).await.unwrap();
    assert!(plan.loses());
    write(&folder, "10-web.yml", &WEB.replace("10.0.0.7", "10.0.0.9"));
    let stale = follow.begin(PROFILE, &folder, Some(&plan.id)).await.unwrap_err();
    assert_eq!(stale.code, Code::StalePlan);
    assert_eq!(computer.content().await, before);
    let plan = follow.plan(PROFILE, &folder).await.unwrap();
    follow.begin(PROFILE, &folder, Some(&plan.id)).await.unwrap();
    assert_eq!(state(&computer).await, IN_STEP);
    assert_eq!(computer.names().await.len(), 5);
}

#[tokio::test]
async fn a_profile_leads_or_follows() {
    let (computer, folder) = following().await;
    let new = NewConnection::at(folder.join("home.yml"));
    let refused = computer
        .engine
        .publications()
        .connect(PROFILE, new)
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Exists);
    let ended = computer.engine.follow().end(PROFILE).await.unwrap();
    assert_eq!(ended.as_deref(), folder.canonicalize().unwrap().to_str());
    assert!(computer.engine.follow().status(PROFILE).await.unwrap().is_none());
    let new = NewConnection::at(folder.join("home.yml"));
    computer
        .engine
        .publications()
        .connect(PROFILE, new)
        .await
        .unwrap();
    let refused = computer
        .engine
        .follow()
        .begin(PROFILE, &folder, None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Exists);
}

#[tokio::test]
async fn toml_is_followed_and_written_only_if_its_comments_may_go() {
    let computer = empty().await;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    write(
        &folder,
        "labs.toml",
        "# the labs\n[http.middlewares.zip.compress]\n",
    );
    let follow = computer.engine.follow();
    follow.begin(PROFILE, &folder, None).await.unwrap();
    rename(&computer, Kind::HttpMiddleware, "zip", "squeeze").await;
    let refused = follow.write(PROFILE, None).await.unwrap_err();
    assert_eq!(refused.message, "Comments in `labs.toml` would be lost");
    let plan = follow.plan_write(PROFILE).await.unwrap();
    follow.write(PROFILE, Some(&plan.id)).await.unwrap();
    assert_eq!(look(&computer).await, IN_STEP);
    assert!(text(&folder, "labs.toml").contains("squeeze"));
}

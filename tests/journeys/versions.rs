//! Each profile as a file in a folder, for a repository.

use std::path::Path;
use std::process::Command;

use mantrae_core::engine::{Change, ChangeSet, NewConnection};
use mantrae_core::fs::write_atomic;
use mantrae_core::{Code, Engine};
use tests::{Computer, PROFILE};
use traefik_dynamic::Kind;

const FILE: &str = "\
http:
  routers:
    # The family reads it.
    blog:
      rule: Host(`blog.example.com`)
      service: blog
  services:
    blog:
      loadBalancer:
        servers:
          - url: http://10.0.0.2:80 # rack 1
";

async fn computer() -> Computer {
    let computer = Computer::new().await;
    computer.engine.profiles().create(PROFILE, "").await.unwrap();
    computer.import(FILE).await;
    computer
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository with an identity of its own, so that the tests need none.
fn repository(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    git(folder, &["init", "--quiet"]);
    git(folder, &["config", "user.name", "Test"]);
    git(folder, &["config", "user.email", "test@example.com"]);
    git(folder, &["config", "commit.gpgSign", "false"]);
}

async fn rename(engine: &Engine, from: &str, to: &str) {
    let set = ChangeSet {
        title: None,
        changes: vec![Change::Rename {
            kind: Kind::HttpService,
            name: from.to_owned(),
            to: to.to_owned(),
        }],
    };
    engine.changes().make(PROFILE, &set).await.unwrap();
}

#[tokio::test]
async fn each_profile_is_a_file_with_its_comments() {
    let computer = computer().await;
    let versions = computer.engine.versions();
    assert_eq!(versions.folder().await.unwrap(), None);
    assert_eq!(versions.write().await.unwrap_err().code, Code::NotFound);
    let folder = computer.beside("versions");
    let written = versions.begin(&folder, false).await.unwrap();
    assert_eq!(written.files, ["home.yml"]);
    let held = std::fs::read_to_string(folder.join("home.yml")).unwrap();
    assert_eq!(held, FILE, "to the letter");

    assert_eq!(versions.write().await.unwrap().files, Vec::<String>::new());
    rename(&computer.engine, "blog", "journal").await;
    assert_eq!(versions.write().await.unwrap().files, ["home.yml"]);
    let held = std::fs::read_to_string(folder.join("home.yml")).unwrap();
    assert_eq!(
        held,
        FILE.replace("service: blog", "service: journal")
            .replace("    blog:\n      load", "    journal:\n      load")
    );

    // Another profile, another name, no profile.
    computer.engine.profiles().create("Cloud", "").await.unwrap();
    assert_eq!(versions.write().await.unwrap().files, ["cloud.yml"]);
    computer.engine.profiles().rename("Cloud", "Edge").await.unwrap();
    assert_eq!(versions.write().await.unwrap().files, ["cloud.yml", "edge.yml"]);
    assert!(!folder.join("cloud.yml").exists());
    computer.engine.profiles().delete("Edge").await.unwrap();
    assert_eq!(versions.write().await.unwrap().files, ["edge.yml"]);
    assert!(!folder.join("edge.yml").exists());

    let known = versions.folder().await.unwrap().unwrap();
    assert_eq!(known.files, ["home.yml"]);
    assert_eq!(versions.end().await.unwrap(), Some(known.path));
    assert!(folder.join("home.yml").exists(), "what is there stays");
}

#[tokio::test]
async fn what_somebody_else_wrote_stays_and_is_told_once() {
    let computer = computer().await;
    let versions = computer.engine.versions();
    let folder = computer.beside("versions");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("home.yml");
    write_atomic(&file, b"mine").unwrap();
    let refused = versions.begin(&folder, false).await.unwrap_err();
    assert_eq!(refused.code, Code::Exists);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let told = async || {
        let all = computer.engine.activity(50).await.unwrap();
        all.iter()
            .filter(|one| one.sentence.starts_with("Not everything was kept"))
            .count()
    };
    assert_eq!(told().await, 1);
    assert_eq!(versions.write().await.unwrap_err().code, Code::Exists);
    assert_eq!(told().await, 1, "it was told already");
    let known = versions.folder().await.unwrap().unwrap();
    assert!(known.failure.unwrap().message.contains("somebody else"));

    std::fs::remove_file(&file).unwrap();
    assert_eq!(versions.write().await.unwrap().files, ["home.yml"]);
    assert_eq!(versions.folder().await.unwrap().unwrap().failure, None);
    // And later, when it was ours.
    write_atomic(&file, format!("{FILE}# mine\n").as_bytes()).unwrap();
    rename(&computer.engine, "blog", "journal").await;
    assert_eq!(versions.write().await.unwrap_err().code, Code::Exists);
    assert!(std::fs::read_to_string(&file).unwrap().ends_with("# mine\n"));
}

#[tokio::test]
async fn a_folder_that_traefik_reads_is_refused() {
    let computer = computer().await;
    let engine = &computer.engine;
    let folder = computer.beside("traefik");
    std::fs::create_dir(&folder).unwrap();
    let versions = engine.versions();
    // The other way round: what Traefik is to read holds versions.
    versions.begin(&folder, false).await.unwrap();
    engine
        .publications()
        .connect(PROFILE, NewConnection::at(&folder))
        .await
        .unwrap();
    rename(engine, "blog", "journal").await;
    let refused = versions.write().await.unwrap_err();
    assert!(refused.message.starts_with("Traefik reads"), "{refused}");
    versions.end().await.unwrap();
    for path in [folder.clone(), folder.join("versions")] {
        let refused = versions.begin(&path, false).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidInput, "{path:?}");
        assert!(!folder.join("versions").exists(), "nothing was made");
    }
}

#[tokio::test]
async fn each_change_is_a_commit_that_says_what_was_done() {
    let computer = computer().await;
    let engine = &computer.engine;
    let versions = engine.versions();
    let folder = computer.beside("versions");
    std::fs::create_dir(&folder).unwrap();
    let refused = versions.begin(&folder, true).await.unwrap_err();
    assert!(refused.message.contains("is in no git repository"), "{refused}");
    std::fs::remove_dir(&folder).unwrap();
    repository(&folder);
    // Something of theirs that is staged, and something that is not.
    write_atomic(&folder.join("staged.txt"), b"theirs").unwrap();
    write_atomic(&folder.join("loose.txt"), b"theirs").unwrap();
    git(&folder, &["add", "staged.txt"]);

    assert!(versions.begin(&folder, true).await.unwrap().committed);
    assert_eq!(git(&folder, &["show", "--name-only", "--format="]), "home.yml");
    rename(engine, "blog", "journal").await;
    assert!(versions.write().await.unwrap().committed);
    let subject = git(&folder, &["log", "-1", "--format=%s"]);
    let newest = engine.activity(20).await.unwrap();
    assert!(
        newest.iter().any(|one| one.sentence == subject),
        "{subject}: {newest:?}"
    );
    rename(engine, "journal", "diary").await;
    engine.undo(None, false).await.unwrap();
    engine.profiles().rename(PROFILE, "Flat").await.unwrap();
    let written = versions.write().await.unwrap();
    assert_eq!((written.files.len(), written.committed), (2, true));
    assert_eq!(git(&folder, &["log", "-1", "--format=%s"]), "3 changes");
    let changed = git(&folder, &["show", "--no-renames", "--name-status", "--format="]);
    assert_eq!(changed, "A\tflat.yml\nD\thome.yml");
    assert!(!versions.write().await.unwrap().committed, "nothing to commit");
    let theirs = git(&folder, &["status", "--porcelain"]);
    assert_eq!(
        theirs, "A  staged.txt\n?? loose.txt",
        "what is theirs is as it was"
    );

    // A hook that refuses: the file is written, the reason is told, and the next write commits it.
    let hook = folder.join(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    write_atomic(&hook, b"#!/bin/sh\necho not today >&2\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let set = ChangeSet {
        title: None,
        changes: vec![Change::Remove {
            kind: Kind::HttpRouter,
            name: "blog".to_owned(),
        }],
    };
    engine.changes().make("Flat", &set).await.unwrap();
    let refused = versions.write().await.unwrap_err();
    assert!(refused.message.contains("not today"), "{refused}");
    assert!(
        !std::fs::read_to_string(folder.join("flat.yml"))
            .unwrap()
            .contains("routers")
    );
    std::fs::remove_file(&hook).unwrap();
    assert!(versions.write().await.unwrap().committed);
    let subject = git(&folder, &["log", "-1", "--format=%s"]);
    assert!(
        subject.contains("blog"),
        "it says what the refused one would have said: {subject}"
    );
    assert_eq!(git(&folder, &["status", "--porcelain"]), theirs);
}

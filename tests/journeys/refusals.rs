//! What cannot be taken is refused in words, and nothing is changed.

use std::path::PathBuf;

use expect_test::{Expect, expect};
use mantrae_core::Code;
use mantrae_core::activity::Outcome;
use mantrae_core::engine::restores::From;
use mantrae_core::import::Request;
use serde_json::json;
use tests::archive::{self, Files};
use tests::{Computer, PROFILE, printed, refused};

/// Refuses each file, in words, with the content as before.
async fn check_imports(cases: Vec<(&str, Option<Vec<u8>>, Expect)>) {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    for (name, content, expect) in cases {
        let path = match content {
            Some(content) => computer.file(name, content),
            None => computer.beside(name),
        };
        let answer = computer
            .engine
            .imports()
            .prepare(PROFILE, &Request::files(&[path]))
            .await;
        expect.assert_eq(&printed(&answer.unwrap_err(), &computer.beside("")));
        assert_eq!(computer.standing().await, before, "{name}: nothing is changed");
    }
}

/// "The file I chose is not one of Traefik's: I am told what it is instead, and where."
#[tokio::test]
async fn files_that_cannot_be_imported() {
    check_imports(vec![
        ("none.yml", None, expect![[r#"
            NotFound: Cannot read the file: there is no `none.yml`
              hint: -
        "#]]),
        ("latin1.yml", Some(b"http:\n  routers:\n    caf\xe9: {}\n".to_vec()), expect![[r#"
            Unreadable: `latin1.yml:3:8` cannot be imported: the file is not UTF-8 text: there is a byte E9 where a character should be
              hint: Save it as UTF-8
        "#]]),
        ("empty.yml", Some(Vec::new()), expect![[r#"
            Unreadable: `empty.yml` cannot be imported: the file contains nothing to import
              hint: It should have a section `http`, `tcp`, `udp` or `tls` that is not empty
        "#]]),
        ("comment.yml", Some(b"# nothing\n".to_vec()), expect![[r#"
            Unreadable: `comment.yml` cannot be imported: the file contains nothing to import
              hint: It should have a section `http`, `tcp`, `udp` or `tls` that is not empty
        "#]]),
        (
            "broken.yml",
            Some(b"http:\n  routers:\n    web: {rule: Host(`a`), service: b\n  services: {}\n".to_vec()),
            expect![[r#"
                Unreadable: `broken.yml:4:11` cannot be imported: cannot read YAML: did not find expected ',' or '}' (while parsing a flow mapping that began at line 3)
                  hint: -
            "#]],
        ),
        ("broken.json", Some(b"{\"http\": {\"routers\": ]}}\n".to_vec()), expect![[r#"
            Unreadable: `broken.json:1:22` cannot be imported: cannot read JSON: did not find expected node content (while parsing a flow node that began at line 1)
              hint: -
        "#]]),
        ("broken.toml", Some(b"[http.routers.web\nrule = 1\n".to_vec()), expect![[r#"
            Unreadable: `broken.toml:1:18` cannot be imported: cannot read TOML: unclosed table, expected `]`
              hint: -
        "#]]),
        ("picture.png", Some(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()), expect![[r#"
            Unreadable: `picture.png:1:1` cannot be imported: the file is not UTF-8 text: there is a byte 89 where a character should be
              hint: Save it as UTF-8
        "#]]),
    ])
    .await;
}

/// "I chose a folder, or something huge."
#[tokio::test]
async fn things_that_are_no_files_to_import() {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    let folder = computer.beside("folder");
    std::fs::create_dir(&folder).unwrap();
    let huge = computer.beside("huge.yml");
    let file = std::fs::File::create(&huge).unwrap();
    file.set_len(64 * 1024 * 1024 + 1).unwrap();
    for (path, expect) in [
        (
            folder,
            expect![[r#"
                NotFound: There is no .yml, .yaml or .toml file in `folder`
                  hint: Choose the folder that Traefik’s file provider reads
            "#]],
        ),
        (
            huge,
            expect![[r#"
            Unreadable: `huge.yml` is larger than 64 MiB
              hint: Traefik’s dynamic configuration is small: check that this is the right file
        "#]],
        ),
        (
            PathBuf::from("/dev/zero"),
            expect![[r#"
                Unreadable: `/dev/zero` is a device, not a regular file
                  hint: Save its content to a file first
            "#]],
        ),
    ] {
        let answer = computer
            .engine
            .imports()
            .prepare(PROFILE, &Request::files(&[path]))
            .await;
        expect.assert_eq(&printed(&answer.unwrap_err(), &computer.beside("")));
        assert_eq!(computer.standing().await, before, "nothing is changed");
    }
}

/// "One of the files I chose is broken: the review says so, and offers the other."
#[tokio::test]
async fn one_broken_file_of_two() {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    let good = computer.file("good.yml", tests::EXAMPLE.replace("my-router", "second"));
    let broken = computer.file("broken.yml", "http: [");
    let request = Request::files(&[good, broken]);
    let plan = computer
        .engine
        .imports()
        .prepare(PROFILE, &request)
        .await
        .unwrap();
    let review = computer.engine.imports().review(&plan).await.unwrap();
    let refused: Vec<_> = review
        .refused
        .iter()
        .map(|one| (one.file.as_str(), one.named))
        .collect();
    assert_eq!(refused, [("broken.yml", true)], "the broken one is named");
    assert_eq!(review.files, ["good.yml"], "the other one is offered");
    assert_eq!(
        computer.standing().await,
        before,
        "nothing is changed before somebody says so"
    );
}

/// Refuses a backup for restoring, in words, with the content as before.
async fn check_restore(name: &str, make: impl FnOnce(Vec<u8>, Files) -> Vec<u8>, expect: Expect) {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let good = computer.archive(&backup);
    let content = make(std::fs::read(&good).unwrap(), archive::unpack(&good));
    let before = computer.standing().await;
    let path = computer.file(name, content);
    let answer = computer.engine.restores().prepare(From::File(&path), &[]).await;
    let text = printed(&answer.unwrap_err(), &computer.beside(""));
    expect.assert_eq(&text.replace(env!("CARGO_PKG_VERSION"), "<this version>"));
    assert_eq!(computer.standing().await, before, "{name}: nothing is changed");
    let verified = computer.engine.verification().verify_file(&path).await.unwrap();
    assert!(!verified.ok, "{name}: the check says the same");
}

/// "The file I chose is not a Mantrae backup."
#[tokio::test]
async fn files_that_are_no_backup() {
    check_restore(
        "empty.zip",
        |_, _| Vec::new(),
        expect![[r#"
        Damaged: The backup `empty.zip` is damaged: it is empty
          hint: Choose another backup; nothing was changed
    "#]],
    )
    .await;
    check_restore(
        "text.zip",
        |_, _| b"hello".to_vec(),
        expect![[r#"
        Foreign: `text.zip` is not a Mantrae backup: it is not a zip file
          hint: Choose a file that Mantrae created; nothing was changed
    "#]],
    )
    .await;
    check_restore(
        "holiday.zip",
        |_, _| archive::pack(&vec![("beach.jpg".to_owned(), vec![1, 2, 3])]),
        expect![[r#"
            Foreign: `holiday.zip` is not a Mantrae backup: it has no `manifest.json`
              hint: Choose a file that Mantrae created; nothing was changed
        "#]],
    )
    .await;
    check_restore(
        "extension.zip",
        |_, _| {
            let manifest = json!({ "manifest_version": 3, "name": "an extension of a browser" });
            archive::pack(&vec![(
                "manifest.json".to_owned(),
                manifest.to_string().into_bytes(),
            )])
        },
        expect![[r#"
            Foreign: `extension.zip` is not a Mantrae backup: its `manifest.json` has no format version
              hint: Choose a file that Mantrae created; nothing was changed
        "#]],
    )
    .await;
    check_restore(
        "other.zip",
        |_, _| {
            let manifest = json!({ "format_version": 1, "created_by": "another program" });
            archive::pack(&vec![(
                "manifest.json".to_owned(),
                manifest.to_string().into_bytes(),
            )])
        },
        expect![[r#"
            Foreign: `other.zip` is not a Mantrae backup: its `manifest.json` was not written by Mantrae
              hint: Choose a file that Mantrae created; nothing was changed
        "#]],
    )
    .await;
}

/// "The backup was made by a newer Mantrae: I am told to update, not that it is damaged."
#[tokio::test]
async fn backups_of_a_newer_version() {
    check_restore(
        "format.zip",
        |_, mut files| {
            archive::change_manifest(&mut files, |manifest| {
                *manifest = json!({ "format_version": 2, "all": "new" });
            });
            archive::pack(&files)
        },
        expect![[r#"
            Newer: `format.zip` was made by a newer version of Mantrae (archive format 2)
              hint: Update Mantrae to restore it
        "#]],
    )
    .await;
    check_restore(
        "schema.zip",
        |_, mut files| {
            archive::change_manifest(&mut files, |manifest| {
                manifest["schema_version"] = json!(29_991_231_000_001_i64);
                manifest["app_version"] = json!("9.9.9");
            });
            archive::pack(&files)
        },
        expect![[r#"
            Newer: `schema.zip` was made with Mantrae 9.9.9; this is <this version>
              hint: Update Mantrae to restore it; nothing was changed
        "#]],
    )
    .await;
}

/// "The backup was damaged on the way: I am told which part of it."
#[tokio::test]
async fn damaged_backups() {
    check_restore(
        "cut.zip",
        |bytes, _| bytes[..bytes.len() / 2].to_vec(),
        expect![[r#"
        Damaged: The backup `cut.zip` is damaged: its table of contents cannot be read
          hint: Choose another backup; nothing was changed
    "#]],
    )
    .await;
    check_restore(
        "end.zip",
        |bytes, _| bytes[..bytes.len() - 1].to_vec(),
        expect![[r#"
        Damaged: The backup `end.zip` is damaged: its table of contents cannot be read
          hint: Choose another backup; nothing was changed
    "#]],
    )
    .await;
    check_restore(
        "missing.zip",
        |_, mut files| {
            files.retain(|(name, _)| name != "profiles/Home.yaml");
            archive::pack(&files)
        },
        expect![[r#"
            Damaged: The backup `missing.zip` is damaged: `profiles/Home.yaml` is missing
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
    check_restore(
        "changed.zip",
        |_, mut files| {
            let yaml = files
                .iter_mut()
                .find(|(name, _)| name == "profiles/Home.yaml")
                .unwrap();
            let same_length = String::from_utf8(yaml.1.clone())
                .unwrap()
                .replace("example", "exbmple");
            yaml.1 = same_length.into_bytes();
            archive::pack(&files)
        },
        expect![[r#"
            Damaged: The backup `changed.zip` is damaged: the checksum of `profiles/Home.yaml` does not match the manifest
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
    check_restore(
        "counts.zip",
        |_, mut files| {
            archive::change_manifest(&mut files, |manifest| {
                manifest["profiles"][0]["components"] = json!(4);
            });
            archive::pack(&files)
        },
        expect![[r#"
            Damaged: The backup `counts.zip` is damaged: `database.sqlite` does not match the manifest
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
    check_restore(
        "outside.zip",
        |_, mut files| {
            archive::change_manifest(&mut files, |manifest| {
                manifest["members"][1]["path"] = json!("../../settings.json");
            });
            archive::pack(&files)
        },
        expect![[r#"
            Foreign: `outside.zip` is not a Mantrae backup: it names a file outside the archive: `../../settings.json`
              hint: Choose a file that Mantrae created; nothing was changed
        "#]],
    )
    .await;
}

/// "The file is gone, or it is a folder."
#[tokio::test]
async fn things_that_are_no_files_to_restore() {
    let computer = Computer::with_example().await;
    let before = computer.standing().await;
    let folder = computer.beside("folder.zip");
    std::fs::create_dir(&folder).unwrap();
    let cases = [
        (
            computer.beside("none.zip"),
            expect![[r#"
            NotFound: Cannot read the backup: there is no `none.zip`
              hint: -
        "#]],
        ),
        (
            folder,
            expect![[r#"
            Unreadable: `folder.zip` is a folder, not a backup
              hint: Choose a file whose name ends with .zip
        "#]],
        ),
    ];
    for (path, expect) in cases {
        let answer = computer.engine.restores().prepare(From::File(&path), &[]).await;
        expect.assert_eq(&printed(&answer.unwrap_err(), &computer.beside("")));
        assert_eq!(computer.standing().await, before, "nothing is changed");
    }
    let answer = computer
        .engine
        .restores()
        .prepare(From::Backup("0123456789abcdef"), &[])
        .await;
    expect![[r#"
        NotFound: There is no backup `0123456789abcdef`
          hint: `backup list` shows all backups
    "#]]
    .assert_eq(&printed(&answer.unwrap_err(), &computer.beside("")));
}

/// "Something wrote a file where my backups lay: the program opened all the same, and told me with each backup."
#[tokio::test]
async fn a_file_where_backups_belong_stops_backups_alone() {
    let computer = Computer::with_example().await;
    computer.back_up().await;
    computer.engine.close().await;
    let backups = computer.data().join("backups");
    std::fs::rename(&backups, computer.beside("away")).unwrap();
    std::fs::File::create(&backups).unwrap();
    let engine = tests::open(&computer.data()).await.unwrap();
    assert!(!tests::content(&engine).await.is_empty(), "what lives is there");
    let (code, message) = refused(engine.backups().create("").await);
    assert_eq!(code, Code::InvalidInput, "{message}");
    assert!(message.contains("it is a file"), "{message}");
    let newest = engine.activity(1).await.unwrap().remove(0);
    assert_eq!(
        newest.outcome,
        Outcome::Failed,
        "no entry is left open: {newest:?}"
    );
}

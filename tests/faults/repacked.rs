//! Backups that a person unpacked and packed again, with whatever program was at hand. It may be the last copy there
//! is.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::{Expect, expect};
use mantrae_core::archive::Key;
use mantrae_core::engine::restores::From;
use mantrae_core::{Code, Engine};
use tests::archive::{self, Files};
use tests::{Computer, Content};
use zip::CompressionMethod;
use zip::write::{FileOptions, SimpleFileOptions, ZipWriter};

/// One way to pack the files of a backup.
type Way = (&'static str, Box<dyn Fn(&Files) -> Vec<u8>>);

fn way(name: &'static str, pack: impl Fn(&Files) -> Vec<u8> + 'static) -> Way {
    (name, Box::new(pack))
}

fn zip_of(files: &Files, options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn method(method: CompressionMethod) -> SimpleFileOptions {
    FileOptions::default().compression_method(method)
}

/// As the files were, each under a name that `rename` gives it.
fn renamed(files: &Files, rename: impl Fn(&str) -> String) -> Files {
    files
        .iter()
        .map(|(name, content)| (rename(name), content.clone()))
        .collect()
}

fn with(files: &Files, others: &[(&str, &[u8])]) -> Files {
    let others = others
        .iter()
        .map(|(name, content)| ((*name).to_owned(), content.to_vec()));
    others.chain(files.iter().cloned()).collect()
}

/// What people, and the programs that they use, make of a backup.
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn ways() -> Vec<Way> {
    let usual = SimpleFileOptions::default();
    let in_folder = |folder: &'static str| {
        move |files: &Files| {
            zip_of(
                &renamed(files, |name| format!("{folder}{name}")),
                method(CompressionMethod::Deflated),
            )
        }
    };
    vec![
        way("stored", move |files| {
            zip_of(files, method(CompressionMethod::Stored))
        }),
        way("bzip2", move |files| {
            zip_of(files, method(CompressionMethod::Bzip2))
        }),
        way("zip64", move |files| zip_of(files, usual.large_file(true))),
        way("other order", move |files| {
            zip_of(&files.iter().rev().cloned().collect(), usual)
        }),
        way("streamed", |files| {
            let mut zip = ZipWriter::new_stream(Vec::new());
            for (name, content) in files {
                zip.start_file(name, SimpleFileOptions::default()).unwrap();
                zip.write_all(content).unwrap();
            }
            zip.finish().unwrap().into_inner()
        }),
        way("with a comment", |files| {
            let mut zip = ZipWriter::new_append(Cursor::new(zip_of(files, FileOptions::default()))).unwrap();
            zip.set_comment("my good backup");
            zip.finish().unwrap().into_inner()
        }),
        way("behind a program that unpacks it", move |files| {
            [b"#!/bin/sh\nexit\n".as_slice(), &zip_of(files, usual)].concat()
        }),
        way("a folder around it", in_folder("my backup/")),
        way("folders around it", in_folder("home/me/saved 02:00/")),
        way("from the root", in_folder("/")),
        way("from the folder itself", in_folder("./")),
        way("separators of Windows", move |files| {
            zip_of(
                &renamed(files, |name| format!("saved\\{}", name.replace('/', "\\"))),
                usual,
            )
        }),
        way("folder entries", move |files| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            for folder in ["saved", "saved/profiles", "saved/empty"] {
                zip.add_directory(folder, usual).unwrap();
            }
            for (name, content) in files {
                zip.start_file(format!("saved/{name}"), usual).unwrap();
                zip.write_all(content).unwrap();
            }
            zip.finish().unwrap().into_inner()
        }),
        way("macOS", move |files| {
            let all = renamed(files, |name| format!("saved/{name}"));
            let junk: [(&str, &[u8]); 5] = [
                ("saved/.DS_Store", b"\0\0\0\x01Bud1"),
                ("__MACOSX/._saved", b"\0\x05\x16\x07"),
                ("__MACOSX/saved/._manifest.json", b"\0\x05\x16\x07"),
                ("__MACOSX/saved/manifest.json", b"{}"),
                ("saved/profiles/._Home.yaml", b"\0\x05\x16\x07"),
            ];
            zip_of(&with(&all, &junk), usual)
        }),
        way("Windows", move |files| {
            let junk: [(&str, &[u8]); 2] = [
                ("Thumbs.db", b"x"),
                ("profiles/desktop.ini", b"[.ShellClassInfo]"),
            ];
            zip_of(&with(files, &junk), usual)
        }),
        way("with my notes", move |files| {
            zip_of(&with(files, &[("notes.txt", b"the last good one")]), usual)
        }),
        way("all names in capitals", move |files| {
            zip_of(&renamed(files, str::to_uppercase), usual)
        }),
        way("all names in small letters", move |files| {
            // Another size than the one before, as a disk that fails leaves the size.
            zip_of(
                &renamed(files, str::to_lowercase),
                method(CompressionMethod::Bzip2),
            )
        }),
        way("my copies beside the profiles", move |files| {
            let copies: [(&str, &[u8]); 3] = [
                ("profiles/Home.yaml~", b"old"),
                ("profiles/.Home.yaml.swp", b"old"),
                ("profiles/Home (1).yaml", b"old"),
            ];
            zip_of(&with(files, &copies), usual)
        }),
        way("a text beside the folder", move |files| {
            let all = renamed(files, |name| format!("saved/{name}"));
            zip_of(&with(&all, &[("RESTORE.txt", b"hello")]), usual)
        }),
        way("a colon in the names", move |files| {
            let all = renamed(files, |name| format!("saved 10:30/{name}"));
            let others: [(&str, &[u8]); 2] = [
                ("__MACOSX/saved 10:30/._manifest.json", b"x"),
                ("saved 10:30/at 12:30", b"x"),
            ];
            zip_of(&with(&all, &others), usual)
        }),
        way("from the bin", in_folder(".Trashes/501/saved/")),
        way("without the text", move |files| {
            zip_of(&without(files, &["RESTORE.txt"]), usual)
        }),
        way("other ends of lines in the text", move |files| {
            let other = |bytes: &mut Vec<u8>| {
                *bytes = String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes();
            };
            zip_of(&changed(files, "RESTORE.txt", other), usual)
        }),
        way("names in capitals", move |files| {
            zip_of(
                &renamed(files, |name| match name {
                    "manifest.json" => name.to_owned(),
                    other => other.to_uppercase(),
                }),
                usual,
            )
        }),
    ]
}

/// A computer with a profile whose name is not ASCII, as people have them.
async fn computer() -> Computer {
    let computer = Computer::with_example().await;
    computer.engine.profiles().create("Büro 2", "").await.unwrap();
    computer
}

/// What another computer restores from a file, and what it is told.
async fn on_another(file: &Path) -> (Content, Vec<String>) {
    let other = Computer::new().await;
    let verified = other.engine.verification().verify_file(file).await.unwrap();
    assert!(verified.ok, "{}: {verified:?}", file.display());
    let plan = other
        .engine
        .restores()
        .prepare(From::File(file), &[])
        .await
        .unwrap();
    other.engine.restores().apply(&plan.id, &[]).await.unwrap();
    (other.content().await, plan.warnings)
}

/// "I unpacked my last backup and packed it again on whatever I had: another computer restores it."
#[tokio::test]
async fn a_file_is_restored_however_it_was_packed() {
    let computer = computer().await;
    let backup = computer.back_up().await;
    let files = archive::unpack(&computer.archive(&backup));
    let wanted = computer.content().await;
    for (name, pack) in ways() {
        let file = computer.file(&format!("{name}.zip"), pack(&files));
        let (came, warnings) = on_another(&file).await;
        assert_eq!(came, wanted, "{name}");
        let extra = warnings.iter().any(|warning| warning.contains("`notes.txt`"));
        assert_eq!(extra, name == "with my notes", "{name}: {warnings:?}");
    }
}

/// "I am told what was left out, and what of it was changed, where nothing of the backup is lost."
#[tokio::test]
async fn what_is_not_part_of_it_is_named() {
    let computer = computer().await;
    let backup = computer.back_up().await;
    let files = archive::unpack(&computer.archive(&backup));
    let ways = ways();
    let check = async |name: &str, expect: &str| {
        let (_, pack) = ways.iter().find(|(one, _)| *one == name).unwrap();
        let file = computer.file("mine.zip", pack(&files));
        let (_, warnings) = on_another(&file).await;
        assert!(warnings.iter().any(|one| one == expect), "{name}: {warnings:?}");
    };
    check(
        "my copies beside the profiles",
        "Not part of the backup, and left out: `profiles/.Home.yaml.swp`, `profiles/Home (1).yaml`, `profiles/Home.yaml~`",
    )
    .await;
    check(
        "a text beside the folder",
        "Not part of the backup, and left out: `RESTORE.txt`",
    )
    .await;
    check(
        "a colon in the names",
        "Not part of the backup, and left out: `at 12:30`",
    )
    .await;
    check(
        "without the text",
        "`RESTORE.txt` is missing. It contains no backup data",
    )
    .await;
    check(
        "other ends of lines in the text",
        "`RESTORE.txt` was changed. It contains no backup data",
    )
    .await;
}

/// "I have a hundred profiles, and my program changed all their names."
#[tokio::test]
async fn many_names_may_be_changed() {
    let computer = Computer::with_example().await;
    for number in 100..170 {
        let name = format!("Büro {number}");
        computer.engine.profiles().create(&name, "").await.unwrap();
    }
    let backup = computer.back_up().await;
    let files = archive::unpack(&computer.archive(&backup));
    let wanted = computer.content().await;
    let usual = SimpleFileOptions::default();
    let renames: [fn(&str) -> String; 3] = [
        |name| name.to_lowercase(),
        |name| name.replace('ü', "u\u{308}"),
        |name| name.replace('ü', "++"),
    ];
    for rename in renames {
        let file = computer.file("renamed.zip", zip_of(&renamed(&files, rename), usual));
        assert_eq!(on_another(&file).await.0, wanted, "{}", rename("Büro"));
    }
}

/// "It is in the folder of my backups under its name: it is listed, verified, looked into, saved and restored."
#[tokio::test]
async fn a_listed_backup_may_be_repacked() {
    let computer = computer().await;
    let backup = computer.back_up().await;
    let path = computer.archive(&backup);
    let files = archive::unpack(&path);
    let wanted = computer.content().await;
    computer
        .import("http: {services: {later: {loadBalancer: {servers: [{url: 'http://h'}]}}}}")
        .await;
    let engine = &computer.engine;
    for (name, pack) in ways() {
        let bytes = pack(&files);
        mantrae_core::fs::write_atomic(&path, &bytes).unwrap();
        let plan = engine
            .restores()
            .prepare(From::Backup(&backup.id), &[])
            .await
            .unwrap();
        assert_eq!((plan.added, plan.changed, plan.removed), (0, 0, 1), "{name}");
        assert!(
            plan.warnings[0].contains("was repacked"),
            "{name}: {:?}",
            plan.warnings
        );
        let verified = engine.verification().verify(&backup.id).await.unwrap();
        assert!(verified.ok, "{name}: {verified:?}");
        assert!(verified.repacked || name != "stored", "{name}: {verified:?}");
        let listed = engine.backups().list().await.unwrap();
        let listed = listed.iter().find(|one| one.id == backup.id).unwrap();
        assert!(listed.locations[0].is_verified(), "{name}: {listed:?}");
        assert_eq!(
            listed.size,
            bytes.len() as u64,
            "{name}: its size is that of the file"
        );
        let detail = engine.backups().show(&backup.id).await.unwrap();
        assert!(detail.problem.is_none(), "{name}: {:?}", detail.problem);
        let copy = computer.beside("copy.zip");
        engine.backups().download(&backup.id, &copy).await.unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), bytes, "{name}");
    }
    computer.restore(From::Backup(&backup.id), &[]).await;
    assert_eq!(computer.content().await, wanted);
}

/// Programs of the system that pack, each with the arguments that do so in the folder of the unpacked files.
fn programs() -> Vec<(&'static str, Vec<String>)> {
    let python = |body: &str| {
        let walk = "import os, sys, zipfile as z\nall = [os.path.join(d, f) for d, _, fs in os.walk('.') for f in fs]\n";
        vec!["-c".to_owned(), format!("{walk}{body}")]
    };
    let with_method = |method: &str| {
        python(&format!(
            "a = z.ZipFile('../packed.zip', 'w', z.{method})\nfor f in all: a.write(f)\na.close()"
        ))
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    vec![
        ("python3", with_method("ZIP_STORED")),
        ("python3", with_method("ZIP_DEFLATED")),
        ("python3", with_method("ZIP_BZIP2")),
        ("python3", with_method("ZIP_LZMA")),
        (
            "python3",
            python(
                "class Pipe:\n def __init__(s, f): s.f = f\n def write(s, b): return s.f.write(b)\n def flush(s): s.f.flush()\n\
             o = open('../packed.zip', 'wb')\na = z.ZipFile(Pipe(o), 'w', z.ZIP_DEFLATED)\n\
             for f in all: a.write(f, 'saved/' + f)\na.close()\no.close()",
            ),
        ),
        (
            "python3",
            vec!["-m", "zipfile", "-c", "../packed.zip", "../unpacked"]
                .into_iter()
                .map(str::to_owned)
                .collect(),
        ),
        ("zip", words("-q -r ../packed.zip .")),
        ("zip", words("-q -r -0 -D ../packed.zip .")),
        ("7z", words("a -bd ../packed.zip .")),
        ("7z", words("a -bd -tzip -mm=Deflate64 ../packed.zip .")),
        ("bsdtar", words("-a -cf ../packed.zip .")),
    ]
}

/// "What other programs pack is read: their zips differ in ways that ours never do."
#[tokio::test]
async fn other_programs_pack_it() {
    let computer = computer().await;
    let backup = computer.back_up().await;
    let wanted = computer.content().await;
    let unpacked = computer.beside("unpacked");
    for (name, content) in archive::unpack(&computer.archive(&backup)) {
        let path = unpacked.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        mantrae_core::fs::write_atomic(&path, &content).unwrap();
    }
    let packed = computer.beside("packed.zip");
    let mut tried = 0;
    for (program, arguments) in programs() {
        let _ = std::fs::remove_file(&packed);
        // Not all of them are on every computer; what they have in common is tried above.
        let Ok(done) = Command::new(program)
            .args(&arguments)
            .current_dir(&unpacked)
            .output()
        else {
            continue;
        };
        assert!(done.status.success(), "{program} {arguments:?}: {done:?}");
        let (came, _) = on_another(&packed).await;
        assert_eq!(came, wanted, "{program} {arguments:?}");
        tried += 1;
    }
    println!("{tried} ways of other programs");
}

async fn refuses(make: impl FnOnce(Files) -> Vec<u8>, expect: Expect) {
    let computer = computer().await;
    let backup = computer.back_up().await;
    let file = computer.file("mine.zip", make(archive::unpack(&computer.archive(&backup))));
    let before = computer.standing().await;
    let error = computer
        .engine
        .restores()
        .prepare(From::File(&file), &[])
        .await
        .unwrap_err();
    expect.assert_eq(&tests::printed(&error, &computer.beside("")));
    assert_eq!(computer.standing().await, before, "nothing is changed");
}

fn changed(files: &Files, member: &str, change: impl Fn(&mut Vec<u8>)) -> Files {
    let mut files = files.clone();
    let found = files.iter_mut().find(|(name, _)| name == member);
    change(&mut found.unwrap().1);
    files
}

fn without(files: &Files, members: &[&str]) -> Files {
    let mut files = files.clone();
    files.retain(|(name, _)| !members.contains(&name.as_str()));
    files
}

/// "It is not all there any more: I am told what is missing or wrong."
#[tokio::test]
async fn what_is_refused_says_what_is_missing() {
    let usual = SimpleFileOptions::default;
    refuses(
        |files| zip_of(&without(&files, &["settings.json", "RESTORE.txt"]), usual()),
        expect![[r#"
            Damaged: The backup `mine.zip` is damaged: `settings.json`, `RESTORE.txt` are missing
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
    refuses(
        |files| {
            let old = renamed(&files, |name| name.replace("database.sqlite", "database.old"));
            zip_of(&changed(&old, "database.old", |bytes| bytes[100] ^= 1), usual())
        },
        expect![[r#"
            Damaged: The backup `mine.zip` is damaged: `database.sqlite` is missing
              hint: It contains `database.old` instead. Choose another backup; nothing was changed
        "#]],
    )
    .await;
    refuses(
        |files| {
            zip_of(
                &changed(&files, "profiles/Home.yaml", |bytes| bytes.push(b'\n')),
                usual(),
            )
        },
        expect![[r#"
            Damaged: The backup `mine.zip` is damaged: the size of `profiles/Home.yaml` does not match the manifest
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
    refuses(
        |files| {
            let two = [
                renamed(&files, |name| format!("monday/{name}")),
                renamed(&files, |name| format!("friday/{name}")),
            ];
            zip_of(&two.concat(), usual())
        },
        expect![[r#"
            Foreign: `mine.zip` is not a Mantrae backup: it contains several backups, in the folders `monday/`, `friday/`
              hint: Unpack it, pack each of these folders separately, and choose one; nothing was changed
        "#]],
    )
    .await;
    refuses(
        |files| {
            let inner = archive::pack(&files);
            let name = "copies/mantrae_7h2kd0aw_20261124T020000Z_manual_9m3w7x0c2kq8v5ta.zip";
            zip_of(&vec![(name.to_owned(), inner)], usual())
        },
        expect![[r#"
            Foreign: `mine.zip` is not a Mantrae backup: it is a zip file that contains the backup `mantrae_7h2kd0aw_20261124T020000Z_manual_9m3w7x0c2kq8v5ta.zip`
              hint: Unpack it and choose the backup in it; nothing was changed
        "#]],
    )
    .await;
    refuses(
        |files| {
            // The number of a method that is not read, in the entry's own head and in the table of contents.
            let mut packed = zip_of(&files, method(CompressionMethod::Stored));
            let table = packed
                .windows(4)
                .position(|window| window == b"PK\x01\x02")
                .unwrap();
            packed[8] = 98;
            packed[table + 10] = 98;
            packed
        },
        expect![[r#"
            Foreign: `mine.zip` is not a Mantrae backup: `database.sqlite` uses a compression method that Mantrae cannot unpack (98)
              hint: Unpack it, pack it again as an ordinary zip file, and choose that file
        "#]],
    )
    .await;
    refuses(
        |files| {
            let mut packed = zip_of(&files, method(CompressionMethod::Stored));
            let table = packed
                .windows(4)
                .position(|window| window == b"PK\x01\x02")
                .unwrap();
            packed[6] |= 1;
            packed[table + 8] |= 1;
            packed
        },
        expect![[r#"
            Foreign: `mine.zip` is not a Mantrae backup: `database.sqlite` is protected by a password
              hint: Unpack it with its password, pack it again without one, and choose that file
        "#]],
    )
    .await;
}

/// "A file of one name is there twice, both the same: nobody can say which of them other programs would take."
#[tokio::test]
async fn a_name_twice_is_refused() {
    refuses(
        |files| {
            let mut twice = files.clone();
            let (_, content) = files.iter().find(|(name, _)| name == "settings.json").unwrap();
            twice.push(("settings.jsoX".to_owned(), content.clone()));
            let mut packed = archive::pack(&twice);
            while let Some(at) = packed.windows(13).position(|window| window == b"settings.jsoX") {
                packed[at..at + 13].copy_from_slice(b"settings.json");
            }
            packed
        },
        expect![[r#"
            Damaged: The backup `mine.zip` is damaged: it contains `settings.json` twice
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
}

/// "Entries that share their bytes are how a small file becomes a very large one."
#[tokio::test]
async fn overlapping_entries_are_refused() {
    refuses(
        |files| {
            let mut packed = zip_of(&files, method(CompressionMethod::Stored));
            // The entry of the settings begins where that of the first member does.
            let tables: Vec<usize> = (0..packed.len())
                .filter(|at| packed[*at..].starts_with(b"PK\x01\x02"))
                .collect();
            let settings = tables
                .iter()
                .find(|at| packed[**at + 46..].starts_with(b"settings.json"))
                .unwrap();
            let start: [u8; 4] = packed[tables[0] + 42..tables[0] + 46].try_into().unwrap();
            packed[settings + 42..settings + 46].copy_from_slice(&start);
            packed
        },
        expect![[r#"
            Damaged: The backup `mine.zip` is damaged: `settings.json` and `database.sqlite` overlap
              hint: Choose another backup; nothing was changed
        "#]],
    )
    .await;
}

/// A computer that encrypts, a handle with its key, and one backup with the files in it.
async fn encrypted() -> (Computer, Engine, PathBuf, Files) {
    let computer = computer().await;
    computer.engine.encryption().turn_on().await.unwrap();
    let key = computer.beside("key.txt");
    computer
        .engine
        .encryption()
        .save_recovery_sheet(&key)
        .await
        .unwrap();
    let engine = computer.engine.with_key_file(&key).unwrap();
    let backup = computer.back_up().await;
    let plain = computer.beside("plain.zip");
    mantrae_core::archive::decrypt(&computer.archive(&backup), &plain, &Key::read_file(&key).unwrap())
        .unwrap();
    let files = archive::unpack(&plain);
    (computer, engine, key, files)
}

/// "I decrypted it, repacked it, and encrypted it again or not, and kept its name: what is in it counts."
#[tokio::test]
async fn an_encrypted_backup_may_be_repacked() {
    let (computer, engine, key, files) = encrypted().await;
    let backup = engine.backups().list().await.unwrap().into_iter().next().unwrap();
    let path = computer.archive(&backup);
    let recipient = Key::read_file(&key).unwrap()[0].recipient.clone();
    let (_, pack) = ways().into_iter().find(|(name, _)| *name == "macOS").unwrap();
    let plain = computer.file("again.zip", pack(&files));
    let again = computer.beside("again.zip.age");
    mantrae_core::archive::encrypt(&plain, &again, &recipient).unwrap();
    for (what, from) in [("encrypted again", &again), ("left open", &plain)] {
        mantrae_core::fs::write_atomic(&path, &std::fs::read(from).unwrap()).unwrap();
        for engine in [&engine, &computer.engine] {
            let verified = engine.verification().verify(&backup.id).await.unwrap();
            assert!(verified.ok && verified.repacked, "{what}: {verified:?}");
            for source in [From::Backup(&backup.id), From::File(&path)] {
                let found = engine.restores().prepare(source, &[]).await.unwrap();
                assert_eq!((found.added, found.changed, found.removed), (0, 0, 0), "{what}");
            }
        }
    }
    // The key that is in the keyring is not the one that the name tells.
    computer.engine.encryption().new_key().await.unwrap();
    let newest = computer.beside("newest.txt");
    computer
        .engine
        .encryption()
        .save_recovery_sheet(&newest)
        .await
        .unwrap();
    let other = Key::read_file(&newest).unwrap()[0].recipient.clone();
    mantrae_core::archive::encrypt(&plain, &computer.beside("other.age"), &other).unwrap();
    let bytes = std::fs::read(computer.beside("other.age")).unwrap();
    mantrae_core::fs::write_atomic(&path, &bytes).unwrap();
    let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
    assert!(verified.ok, "encrypted with another key of ours: {verified:?}");
    // An open one needs no key, whatever its name says.
    let nobody = Computer::new().await;
    let open = nobody.file(&backup.file, std::fs::read(&plain).unwrap());
    let found = nobody
        .engine
        .restores()
        .prepare(From::File(&open), &[])
        .await
        .unwrap();
    assert_eq!(found.added, 3);
}

/// "The bytes of a backup changed where nothing is read: it is found, and still the last copy can be restored."
#[tokio::test]
async fn an_altered_backup_is_found_and_restored() {
    let computer = computer().await;
    let backup = computer.back_up().await;
    let path = computer.archive(&backup);
    let mut bytes = std::fs::read(&path).unwrap();
    // The time of an entry.
    bytes[10] ^= 1;
    mantrae_core::fs::write_atomic(&path, &bytes).unwrap();
    let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
    let problem = verified.problem.unwrap();
    assert_eq!(problem.code, Code::Damaged);
    assert!(
        problem.message.contains("changed since it was verified"),
        "{problem:?}"
    );
    let plan = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await
        .unwrap();
    assert!(plan.warnings[0].contains("may be failing"), "{:?}", plan.warnings);
    computer.engine.restores().apply(&plan.id, &[]).await.unwrap();
    computer
        .engine
        .backups()
        .download(&backup.id, &computer.beside("saved.zip"))
        .await
        .unwrap();
}

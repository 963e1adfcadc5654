//! Every byte of an archive, damaged in turn.

use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use mantrae_core::Code;
use mantrae_core::engine::restores::From;
use tests::Computer;

/// Where the packed content of each member lies.
fn data(archive: &Path) -> Vec<(String, Range<u64>)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    (0..zip.len())
        .map(|index| {
            let entry = zip.by_index(index).unwrap();
            let start = entry.data_start();
            (entry.name().to_owned(), start..start + entry.compressed_size())
        })
        .collect()
}

/// "Whatever happens to a backup on its disk: it is refused and the damaged part is named, or it gives back exactly
/// what was in it."
#[tokio::test]
async fn no_damaged_byte_is_restored() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let listed = computer.archive(&backup);
    let listed = std::fs::File::options().write(true).open(listed).unwrap();
    let path = computer.file("copy.zip", std::fs::read(computer.archive(&backup)).unwrap());
    let file = std::fs::File::options()
        .read(true)
        .write(true)
        .open(&path)
        .unwrap();
    let original = std::fs::read(&path).unwrap();
    let members = data(&path);
    let (mut named, mut refused, mut harmless) = (0, 0, 0);
    for (at, byte) in (0_u64..).zip(&original) {
        file.write_all_at(&[!byte], at).unwrap();
        let verified = computer.engine.verification().verify_file(&path).await.unwrap();
        let inside = members.iter().find(|(_, range)| range.contains(&at));
        match (verified.problem, inside) {
            (Some(problem), Some((member, _))) => {
                assert!(
                    matches!(problem.code, Code::Damaged) && problem.message.contains(&format!("`{member}`")),
                    "byte {at} lies in `{member}`, and the message must name it: {problem:?}"
                );
                named += 1;
            }
            (Some(problem), None) => {
                assert!(
                    matches!(problem.code, Code::Damaged | Code::Foreign | Code::Newer),
                    "byte {at}: the refusal is about the file: {problem:?}"
                );
                refused += 1;
            }
            // Zeros copied from another location are the same zeros: packed differently, but nothing is damaged.
            (None, _) => {
                let plan = computer
                    .engine
                    .restores()
                    .prepare(From::File(&path), &[])
                    .await
                    .unwrap();
                assert_eq!(
                    (plan.added, plan.changed, plan.removed),
                    (0, 0, 0),
                    "byte {at} passed the check, so it must give back exactly what was in the backup"
                );
                // Each takes a while; a sample is enough, since the checksum is over all of them.
                if harmless % 16 == 0 {
                    listed.write_all_at(&[!byte], at).unwrap();
                    let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
                    assert!(
                        !verified.ok,
                        "byte {at}: of a backup in the list the checksum is known, so even this is found"
                    );
                    listed.write_all_at(&[*byte], at).unwrap();
                }
                harmless += 1;
            }
        }
        file.write_all_at(&[*byte], at).unwrap();
    }
    assert!(
        computer
            .engine
            .verification()
            .verify_file(&path)
            .await
            .unwrap()
            .ok,
        "the undamaged file passes"
    );
    assert!(named > 1000, "the packed content is most of the file");
    println!(
        "{} bytes: {named} refused naming the member, {refused} refused, {harmless} harmless",
        original.len()
    );
}

/// "A backup in the list that was damaged on its disk is shown as damaged, and not restored."
#[tokio::test]
async fn a_damaged_backup_of_the_list_is_marked() {
    let computer = Computer::with_example().await;
    let backup = computer.back_up().await;
    let path = computer.archive(&backup);
    let before = computer.standing().await;
    let content = std::fs::read(&path).unwrap();
    let middle = content.len() / 2;
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.write_all_at(&[!content[middle]], middle as u64).unwrap();
    let verified = computer.engine.verification().verify(&backup.id).await.unwrap();
    assert!(!verified.ok, "it is found");
    let listed = computer.engine.backups().list().await.unwrap();
    assert!(
        listed[0].locations[0].problem.is_some(),
        "it is marked in the list"
    );
    let answer = computer
        .engine
        .restores()
        .prepare(From::Backup(&backup.id), &[])
        .await;
    assert_eq!(answer.unwrap_err().code, Code::Damaged, "it is not restored");
    assert_eq!(computer.standing().await, before, "nothing is changed");
    file.write_all_at(&[content[middle]], middle as u64).unwrap();
    assert!(
        computer
            .engine
            .verification()
            .verify(&backup.id)
            .await
            .unwrap()
            .ok,
        "whole again, it passes"
    );
    let listed = computer.engine.backups().list().await.unwrap();
    assert_eq!(listed[0].locations[0].problem, None, "and the mark goes");
}

/// "Somebody put another whole backup in place of mine: it is not the file that was written."
#[tokio::test]
async fn an_exchanged_backup_is_found() {
    let computer = Computer::with_example().await;
    let one = computer.back_up().await;
    let two = computer.back_up().await;
    let content = std::fs::read(computer.archive(&two)).unwrap();
    mantrae_core::fs::write_atomic(&computer.archive(&one), &content).unwrap();
    for _ in 0..2 {
        let verified = computer.engine.verification().verify(&one.id).await.unwrap();
        assert!(!verified.ok, "each time it is looked at: the first hash stands");
    }
}

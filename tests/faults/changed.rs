//! Archives that change after they were verified, in a folder and in a bucket, in random order with everything that is
//! done with backups: what was verified is one content, and the last good backup of a location is never removed.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use mantrae_core::Code;
use mantrae_core::engine::LastGood;
use mantrae_core::engine::restores::From;
use mantrae_core::retention::Rule;
use mantrae_core::settings::Change;
use mantrae_core::verdict::VerdictKind;
use tests::s3::Server;
use tests::{Computer, EXAMPLE};

/// Backups at the start of each sequence, some days apart; the newest is two hours old.
const BACKUPS: usize = 5;
/// Sequences in a usual run; `MANTRAE_TEST_SEQUENCES` asks for another number.
const SEQUENCES: u64 = 100;

/// Hours since a fixed moment.
static HOURS: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    let begin = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    begin + TimeDelta::hours(HOURS.load(Ordering::SeqCst))
}

/// The same numbers for the same seed, on every computer.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum KeptIn {
    Folder,
    Bucket,
}

impl KeptIn {
    fn name(self) -> &'static str {
        match self {
            Self::Folder => "This computer",
            Self::Bucket => "S3 storage",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Emptied,
    Truncated,
    Flipped,
    /// A byte rots on the disk: nothing but reading tells.
    Rotten,
    OlderCopy,
    NewerTime,
    Vanished,
    /// What was written comes back, as a new file.
    Returned,
    Link,
    Folder,
    Pipe,
}

const IN_A_BUCKET: &[Fault] = &[
    Fault::Emptied,
    Fault::Truncated,
    Fault::Flipped,
    Fault::Rotten,
    Fault::OlderCopy,
    Fault::NewerTime,
    Fault::Vanished,
    Fault::Returned,
];
const IN_A_FOLDER: &[Fault] = &[
    Fault::Emptied,
    Fault::Truncated,
    Fault::Flipped,
    Fault::Rotten,
    Fault::OlderCopy,
    Fault::NewerTime,
    Fault::Vanished,
    Fault::Returned,
    Fault::Link,
    Fault::Folder,
    Fault::Pipe,
];

struct Archive {
    id: String,
    file: String,
    bytes: Vec<u8>,
}

/// A computer with backups in a folder and a bucket, and what is true of them.
struct World {
    computer: Computer,
    server: Server,
    archives: Vec<Archive>,
    /// Rotten, and not read since.
    rotten: HashSet<(KeptIn, usize)>,
    /// Seconds that every new time of modification is later.
    tick: u64,
    told: String,
}

impl World {
    async fn new() -> Self {
        let server = Server::start().await;
        let computer = Computer::with_locations_at("local,s3", &server.endpoint(), clock).await;
        computer.import(EXAMPLE).await;
        let mut archives = Vec::new();
        for number in 0..BACKUPS {
            HOURS.store(i64::try_from(number).unwrap() * 96 - 2, Ordering::SeqCst);
            let backup = computer.back_up().await;
            archives.push(Archive {
                bytes: std::fs::read(computer.archive(&backup)).unwrap(),
                file: backup.file,
                id: backup.id,
            });
        }
        HOURS.fetch_add(2, Ordering::SeqCst);
        let rule = Change::Retention(Rule::days(1).unwrap());
        computer.engine.settings().change(rule).await.unwrap();
        for backup in computer.engine.backups().list().await.unwrap() {
            if archives.iter().all(|one| one.id != backup.id) {
                let ids = std::slice::from_ref(&backup.id);
                computer
                    .engine
                    .removal()
                    .delete(ids, LastGood::Keep)
                    .await
                    .unwrap();
            }
        }
        Self {
            computer,
            server,
            archives,
            rotten: HashSet::new(),
            tick: 0,
            told: String::new(),
        }
    }

    fn path(&self, location: KeptIn, index: usize) -> PathBuf {
        let folder = match location {
            KeptIn::Folder => self.computer.data().join("backups"),
            KeptIn::Bucket => self.server.files("kept"),
        };
        folder.join(&self.archives[index].file)
    }

    /// Exactly what was written, as a file.
    fn is_good(&self, location: KeptIn, index: usize) -> bool {
        let path = self.path(location, index);
        std::fs::symlink_metadata(&path).is_ok_and(|held| held.is_file())
            && std::fs::read(&path).unwrap() == self.archives[index].bytes
    }

    /// A file that holds what was written, byte for byte, however it is packed and whatever its members are called:
    /// the manifest tells them by their checksums. Of what only a person reads nothing is asked.
    fn is_whole(&self, location: KeptIn, index: usize) -> bool {
        // A member that cannot be read has no content.
        let members = |bytes: &[u8]| -> Option<Vec<(String, Option<Vec<u8>>)>> {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_owned())).ok()?;
            let mut members = Vec::new();
            for index in 0..zip.len() {
                let mut member = zip.by_index(index).ok()?;
                let mut content = Vec::new();
                let is_read = member.read_to_end(&mut content).is_ok();
                members.push((member.name().to_owned(), is_read.then_some(content)));
            }
            Some(members)
        };
        let path = self.path(location, index);
        if !std::fs::symlink_metadata(&path).is_ok_and(|held| held.is_file()) {
            return false;
        }
        let held = members(&std::fs::read(&path).unwrap()).unwrap_or_default();
        let written = members(&self.archives[index].bytes).unwrap();
        let is_held = |content: &Option<Vec<u8>>| held.iter().any(|(_, other)| other == content);
        written
            .iter()
            .filter(|(name, _)| name != "RESTORE.txt")
            .all(|(_, content)| content.is_some() && is_held(content))
    }

    fn good(&self, location: KeptIn) -> BTreeSet<usize> {
        (0..self.archives.len())
            .filter(|index| self.is_good(location, *index))
            .collect()
    }

    fn there(&self, location: KeptIn) -> BTreeSet<usize> {
        (0..self.archives.len())
            .filter(|index| std::fs::symlink_metadata(self.path(location, *index)).is_ok())
            .collect()
    }

    fn index(&self, id: &str) -> usize {
        self.archives.iter().position(|one| one.id == id).unwrap()
    }

    fn remove(&self, location: KeptIn, index: usize) {
        let path = self.path(location, index);
        match std::fs::symlink_metadata(&path) {
            Ok(held) if held.is_dir() => std::fs::remove_dir(&path).unwrap(),
            Ok(_) => std::fs::remove_file(&path).unwrap(),
            Err(_) => {}
        }
    }

    fn write(&mut self, location: KeptIn, index: usize, bytes: &[u8]) {
        self.remove(location, index);
        mantrae_core::fs::write_atomic(&self.path(location, index), bytes).unwrap();
        self.touch(location, index);
    }

    fn touch(&mut self, location: KeptIn, index: usize) {
        self.tick += 5;
        let at = SystemTime::now() + Duration::from_secs(self.tick);
        let file = std::fs::File::options()
            .write(true)
            .open(self.path(location, index))
            .unwrap();
        file.set_modified(at).unwrap();
    }

    fn strike(&mut self, location: KeptIn, index: usize, fault: Fault, chance: &mut Chance) {
        self.rotten.remove(&(location, index));
        let path = self.path(location, index);
        let held = std::fs::symlink_metadata(&path)
            .ok()
            .filter(std::fs::Metadata::is_file);
        match (fault, held) {
            (Fault::Vanished, _) => self.remove(location, index),
            (Fault::Returned, _) => {
                let bytes = self.archives[index].bytes.clone();
                self.write(location, index, &bytes);
            }
            (Fault::Link, _) => {
                // To the very bytes, elsewhere.
                let target = self
                    .computer
                    .file(&format!("target-{index}"), &self.archives[index].bytes);
                self.remove(location, index);
                std::os::unix::fs::symlink(target, &path).unwrap();
            }
            (Fault::Folder, _) => {
                self.remove(location, index);
                std::fs::create_dir(&path).unwrap();
            }
            (Fault::Pipe, _) => {
                self.remove(location, index);
                let kind = rustix::fs::FileType::Fifo;
                let mode = rustix::fs::Mode::from_raw_mode(0o600);
                rustix::fs::mknodat(rustix::fs::CWD, &path, kind, mode, 0).unwrap();
            }
            (_, None) => {}
            (Fault::NewerTime, Some(_)) => self.touch(location, index),
            (Fault::Emptied | Fault::Truncated, Some(held)) => {
                let file = std::fs::File::options().write(true).open(&path).unwrap();
                let length = if fault == Fault::Emptied {
                    0
                } else {
                    held.len() / 2
                };
                file.set_len(length).unwrap();
                self.touch(location, index);
            }
            (Fault::OlderCopy, Some(_)) => {
                let other = index.checked_sub(1).unwrap_or(self.archives.len() - 1);
                let bytes = self.archives[other].bytes.clone();
                self.write(location, index, &bytes);
            }
            (Fault::Flipped | Fault::Rotten, Some(held)) => {
                if held.len() == 0 {
                    return;
                }
                let at = chance.below(usize::try_from(held.len()).unwrap()) as u64;
                let file = std::fs::File::options()
                    .read(true)
                    .write(true)
                    .open(&path)
                    .unwrap();
                let mut byte = [0];
                file.read_exact_at(&mut byte, at).unwrap();
                file.write_all_at(&[!byte[0]], at).unwrap();
                if fault == Fault::Rotten {
                    file.set_modified(held.modified().unwrap()).unwrap();
                    self.rotten.insert((location, index));
                } else {
                    drop(file);
                    self.touch(location, index);
                }
            }
        }
    }

    /// "Nothing is called verified that is not what was verified, and no verdict is green over nothing."
    async fn check_words(&self) {
        let engine = &self.computer.engine;
        engine.locations().refresh().await.unwrap();
        let listed = engine.backups().list().await.unwrap();
        let deserved = |location: KeptIn, index: usize| {
            self.is_good(location, index) || self.rotten.contains(&(location, index))
        };
        for backup in &listed {
            let index = self.index(&backup.id);
            for location in [KeptIn::Folder, KeptIn::Bucket] {
                let there = backup.locations.iter().find(|at| at.name == location.name());
                if there.is_some_and(mantrae_core::backup::BackupLocation::is_verified) {
                    assert!(
                        deserved(location, index),
                        "{index} on {location:?} is no backup any more\n{}",
                        self.told
                    );
                }
            }
        }
        let verdict = engine.verdict().await.unwrap();
        if verdict.kind == VerdictKind::Safe {
            let last = verdict.last_verified.unwrap();
            let backup = listed.iter().find(|one| one.created_at == last).unwrap();
            let index = self.index(&backup.id);
            assert!(
                deserved(KeptIn::Folder, index) || deserved(KeptIn::Bucket, index),
                "green over nothing: {verdict:?}\n{}",
                self.told
            );
        }
    }

    /// "Nothing was removed from a location unless a good backup stayed there."
    fn check_removal(&self, before: &[BTreeSet<usize>; 2]) {
        for (location, before) in [KeptIn::Folder, KeptIn::Bucket].into_iter().zip(before) {
            let gone: Vec<usize> = before.difference(&self.there(location)).copied().collect();
            assert!(
                gone.is_empty() || !self.good(location).is_empty(),
                "{gone:?} went from {location:?}, and no good one stayed\n{}",
                self.told
            );
        }
    }

    fn all_there(&self) -> [BTreeSet<usize>; 2] {
        [self.there(KeptIn::Folder), self.there(KeptIn::Bucket)]
    }

    async fn verify(&mut self, index: usize) {
        let id = self.archives[index].id.clone();
        match self.computer.engine.verification().verify_each(&id).await {
            Ok(results) => {
                for result in results {
                    let location = if result.location == KeptIn::Folder.name() {
                        KeptIn::Folder
                    } else {
                        KeptIn::Bucket
                    };
                    assert_eq!(
                        result.ok,
                        self.is_good(location, index),
                        "{index} on {location:?}: {result:?}\n{}",
                        self.told
                    );
                    self.rotten.remove(&(location, index));
                }
            }
            Err(error) => {
                assert_eq!(error.code, Code::NotFound, "{error:?}\n{}", self.told);
                assert!(!self.is_good(KeptIn::Folder, index), "{error:?}\n{}", self.told);
            }
        }
    }

    async fn retain(&mut self) {
        let before = self.all_there();
        let newest = [KeptIn::Folder, KeptIn::Bucket].map(|location| self.good(location).last().copied());
        let done = self.computer.engine.retention().apply().await;
        writeln!(self.told, "   {done:?}").unwrap();
        self.check_removal(&before);
        for (location, newest) in [KeptIn::Folder, KeptIn::Bucket].into_iter().zip(newest) {
            let stays = newest.is_none_or(|newest| self.is_good(location, newest));
            assert!(stays, "the newest good one on {location:?} went\n{}", self.told);
        }
        if let Err(error) = done {
            assert_eq!(error.code, Code::LastGood, "{error:?}\n{}", self.told);
        }
    }

    async fn delete(&mut self, indices: &BTreeSet<usize>) {
        let listed = self.computer.engine.backups().list().await.unwrap();
        let ids: Vec<String> = indices
            .iter()
            .map(|index| self.archives[*index].id.clone())
            .filter(|id| listed.iter().any(|one| one.id == *id))
            .collect();
        let before = self.all_there();
        let done = self.computer.engine.removal().delete(&ids, LastGood::Keep).await;
        writeln!(self.told, "   {done:?}").unwrap();
        self.check_removal(&before);
        if done.is_err_and(|error| error.code == Code::LastGood) {
            assert_eq!(
                self.all_there(),
                before,
                "refused, so nothing goes\n{}",
                self.told
            );
        }
    }

    async fn restore(&mut self, index: usize) {
        let id = self.archives[index].id.clone();
        match self
            .computer
            .engine
            .restores()
            .prepare(From::Backup(&id), &[])
            .await
        {
            Ok(plan) => {
                // A byte that says nothing, such as a time in the zip, may be another one: what is restored is whole.
                let whole = self.is_whole(KeptIn::Folder, index) || self.is_whole(KeptIn::Bucket, index);
                assert!(whole, "{index} cannot be restored\n{}", self.told);
                self.computer.engine.restores().discard(&plan.id).await;
            }
            Err(error) => {
                assert!(!self.is_good(KeptIn::Folder, index), "{error:?}\n{}", self.told);
                let hint = error.hint.clone().unwrap_or_default();
                let older = (0..index)
                    .rev()
                    .find(|older| self.is_good(KeptIn::Folder, *older));
                let named = hint.strip_prefix("Nothing was changed. The next older good backup is `");
                if let Some(named) = named {
                    let named = self.index(named.split('`').next().unwrap());
                    assert!(
                        named < index
                            && (self.is_good(KeptIn::Folder, named) || self.is_good(KeptIn::Bucket, named)),
                        "{error:?} names {named}\n{}",
                        self.told
                    );
                    assert!(
                        older.is_none_or(|older| named >= older),
                        "{error:?}\n{}",
                        self.told
                    );
                } else {
                    let silent = error.code == Code::NotFound && hint.starts_with("`backup list`");
                    assert!(older.is_none() || silent, "{error:?} names none\n{}", self.told);
                }
            }
        }
    }

    async fn act(&mut self, chance: &mut Chance) {
        let index = chance.below(self.archives.len());
        match chance.below(20) {
            number @ 0..10 => {
                let (location, faults) = if number < 6 {
                    (KeptIn::Folder, IN_A_FOLDER)
                } else {
                    (KeptIn::Bucket, IN_A_BUCKET)
                };
                let fault = chance.of(faults);
                writeln!(self.told, " {fault:?} {index} on {location:?}").unwrap();
                self.strike(location, index, fault, chance);
                // Some faults befall all of them but one.
                if chance.below(4) == 0 {
                    for other in (0..self.archives.len()).filter(|other| *other != index) {
                        self.strike(location, other, fault, chance);
                    }
                    writeln!(self.told, "   and the others").unwrap();
                }
            }
            10..12 => {
                writeln!(self.told, " verify {index}").unwrap();
                self.verify(index).await;
            }
            12..15 => {
                writeln!(self.told, " retention").unwrap();
                self.retain().await;
            }
            15..18 => {
                let mut these = BTreeSet::from([index]);
                while chance.below(3) > 0 {
                    these.insert(chance.below(self.archives.len()));
                }
                writeln!(self.told, " delete {these:?}").unwrap();
                self.delete(&these).await;
            }
            _ => {
                writeln!(self.told, " restore {index}").unwrap();
                self.restore(index).await;
            }
        }
    }

    /// Everything as at the beginning: what was written lies there, and was verified.
    async fn heal(&mut self) {
        for index in 0..self.archives.len() {
            for location in [KeptIn::Folder, KeptIn::Bucket] {
                if !self.is_good(location, index) {
                    self.strike(location, index, Fault::Returned, &mut Chance(0));
                }
            }
        }
        self.rotten.clear();
        self.computer.engine.locations().refresh().await.unwrap();
        for backup in self.computer.engine.backups().list().await.unwrap() {
            let whole = backup.locations.len() == 2
                && backup
                    .locations
                    .iter()
                    .all(mantrae_core::backup::BackupLocation::is_verified);
            if !whole {
                let results = self
                    .computer
                    .engine
                    .verification()
                    .verify_each(&backup.id)
                    .await
                    .unwrap();
                assert!(
                    results.len() == 2 && results.iter().all(|one| one.ok),
                    "{results:?}\n{}",
                    self.told
                );
            }
        }
        let listed = self.computer.engine.backups().list().await.unwrap();
        assert_eq!(listed.len(), self.archives.len(), "healed\n{}", self.told);
        let verdict = self.computer.engine.verdict().await.unwrap();
        assert_eq!(verdict.kind, VerdictKind::Safe, "{verdict:?}\n{}", self.told);
    }
}

/// "Whatever befalls my backups, in any order with whatever I do: what is called verified is, and the last good one
/// stays."
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_verified_is_one_content() {
    let asked = std::env::var("MANTRAE_TEST_SEQUENCES").ok();
    let sequences = asked.map_or(SEQUENCES, |text| text.parse().unwrap());
    let mut world = World::new().await;
    let begun = std::time::Instant::now();
    for number in 0..sequences {
        let mut chance = Chance(number + 1);
        world.told = format!("sequence {number}:\n");
        for _ in 0..3 + chance.below(7) {
            world.act(&mut chance).await;
            world.check_words().await;
        }
        world.heal().await;
    }
    println!("{sequences} sequences in {:?}", begun.elapsed());
}

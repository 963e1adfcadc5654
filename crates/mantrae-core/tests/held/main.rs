//! What the backups lack is counted from notes of what was touched. Here it is counted anew from whole contents, after
//! every step of a random story, and the two must agree.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mantrae_core::db::component::{self, Stored};
use mantrae_core::db::held::{self, Lacking};
use mantrae_core::db::{self, Databases, profile, revision, snapshot};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// What happens to a configuration, in one word.
#[derive(Debug, Clone)]
enum Act {
    Put {
        profile: usize,
        name: usize,
        meaning: u8,
    },
    Switch {
        profile: usize,
        name: usize,
        on: bool,
    },
    Remove {
        profile: usize,
        name: usize,
    },
    /// Made if it is not there, else removed with all that is in it.
    Profile {
        profile: usize,
    },
    /// Removed and made again under the same name.
    MadeAgain {
        profile: usize,
    },
    Rename {
        profile: usize,
        to: usize,
    },
    BackUp {
        settles: bool,
    },
    /// One of those that count is damaged, or gone.
    Lose {
        backup: usize,
    },
    /// The file is kept beside, and comes back later.
    Copy,
    PutBack {
        copy: usize,
    },
}

fn act() -> impl Strategy<Value = Act> {
    let (profile, name) = (0..2usize, 0..4usize);
    let location = (profile, name);
    prop_oneof![
        6 => (location.clone(), 1..3u8).prop_map(|((profile, name), meaning)| Act::Put { profile, name, meaning }),
        2 => (location.clone(), any::<bool>()).prop_map(|((profile, name), on)| Act::Switch { profile, name, on }),
        3 => location.prop_map(|(profile, name)| Act::Remove { profile, name }),
        1 => (0..2usize).prop_map(|profile| Act::Profile { profile }),
        1 => (0..2usize).prop_map(|profile| Act::MadeAgain { profile }),
        1 => (0..2usize, 0..4usize).prop_map(|(profile, to)| Act::Rename { profile, to }),
        4 => any::<bool>().prop_map(|settles| Act::BackUp { settles }),
        2 => (0..4usize).prop_map(|backup| Act::Lose { backup }),
        1 => Just(Act::Copy),
        1 => (0..6usize).prop_map(|copy| Act::PutBack { copy }),
    ]
}

type Key = (String, String);

/// Everything in one file.
#[derive(Debug, Clone, Default)]
struct Content {
    profiles: BTreeMap<String, String>,
    components: BTreeMap<Key, (String, bool)>,
}

struct World {
    folder: PathBuf,
    databases: Databases,
    /// Names of the two profiles by location; a location may be empty.
    uids: [Option<String>; 2],
    /// Backups that count, the newest last.
    backups: Vec<(String, Content)>,
    copies: Vec<(PathBuf, [Option<String>; 2])>,
    serial: usize,
}

impl World {
    async fn new(folder: &Path) -> Self {
        let (configuration, state) = (folder.join("mantrae.db"), folder.join("state.db"));
        Self {
            databases: Databases::open(&configuration, &state).await.unwrap(),
            folder: folder.to_owned(),
            uids: [None, None],
            backups: Vec::new(),
            copies: Vec::new(),
            serial: 0,
        }
    }

    fn next(&mut self, what: &str) -> String {
        self.serial += 1;
        format!("{what}-{}", self.serial)
    }

    async fn content(&self) -> Content {
        let mut content = Content::default();
        for row in profile::list(&self.databases.configuration).await.unwrap() {
            for stored in component::list(&self.databases.configuration, &row.uid)
                .await
                .unwrap()
            {
                let state = (stored.meaning, stored.enabled);
                content.components.insert((row.uid.clone(), stored.name), state);
            }
            content.profiles.insert(row.uid, row.name);
        }
        content
    }

    async fn act(&mut self, act: &Act) {
        match act {
            Act::BackUp { settles } => return self.back_up(*settles).await,
            Act::Lose { backup } => {
                if *backup < self.backups.len() {
                    let newest_first = self.backups.len() - 1 - backup;
                    self.backups.remove(newest_first);
                }
                return;
            }
            Act::Copy => {
                let path = self.next("copy");
                let path = self.folder.join(path);
                snapshot::take(&self.databases.configuration, &path)
                    .await
                    .unwrap();
                self.copies.push((path, self.uids.clone()));
                return;
            }
            Act::PutBack { copy } => return self.put_back(*copy).await,
            _ => {}
        }
        let made = self.next("profile");
        let mut transaction = self
            .databases
            .configuration
            .begin_with("BEGIN IMMEDIATE")
            .await
            .unwrap();
        match act {
            Act::Put {
                profile,
                name,
                meaning,
            } => {
                let Some(uid) = &self.uids[*profile] else { return };
                let rows = [stored(*name, *meaning, true)];
                component::put(&mut transaction, uid, &rows).await.unwrap();
            }
            Act::Switch { profile, name, on } => {
                let Some(uid) = &self.uids[*profile] else { return };
                let name = format!("name-{name}");
                component::enable(&mut transaction, uid, ("http-router", &name), *on)
                    .await
                    .unwrap();
            }
            Act::Remove { profile, name } => {
                let Some(uid) = &self.uids[*profile] else { return };
                let name = format!("name-{name}");
                component::delete(&mut transaction, uid, "http-router", &name)
                    .await
                    .unwrap();
            }
            Act::Profile { profile } | Act::MadeAgain { profile } => {
                let gone = self.uids[*profile].take();
                if let Some(uid) = &gone {
                    profile::delete(&mut transaction, uid).await.unwrap();
                }
                if gone.is_none() || matches!(act, Act::MadeAgain { .. }) {
                    let row = profile::Profile {
                        uid: made.clone(),
                        name: format!("Profile {profile}"),
                        description: String::new(),
                        created_at: "2026-11-28T00:00:00Z".parse().unwrap(),
                    };
                    // The name may be that of the other one, renamed.
                    if profile::insert(&mut transaction, &row).await.is_ok() {
                        self.uids[*profile] = Some(made);
                    }
                }
            }
            Act::Rename { profile, to } => {
                let Some(uid) = &self.uids[*profile] else { return };
                let name = format!("Profile {to}");
                let _ = profile::rename(&mut transaction, uid, &name).await;
            }
            _ => {}
        }
        revision::raise(&mut transaction, "").await.unwrap();
        transaction.commit().await.unwrap();
    }

    async fn back_up(&mut self, settles: bool) {
        let id = self.next("backup");
        let copy = self.folder.join(&id);
        snapshot::take(&self.databases.configuration, &copy)
            .await
            .unwrap();
        held::note(
            &self.folder.join("state.db"),
            &copy,
            (&id, "2026-11-28T00:00:00Z".parse().unwrap()),
        )
        .await
        .unwrap();
        if settles {
            held::settle(&self.databases.configuration, &self.databases.state, &id)
                .await
                .unwrap();
        }
        self.backups.push((id, self.content().await));
    }

    async fn put_back(&mut self, copy: usize) {
        let Some((path, uids)) = self.copies.get(copy).cloned() else {
            return;
        };
        self.databases.configuration.close().await;
        let living = self.folder.join("mantrae.db");
        for beside in ["mantrae.db-wal", "mantrae.db-shm"] {
            let _ = std::fs::remove_file(self.folder.join(beside));
        }
        mantrae_core::fs::write_atomic(&living, &std::fs::read(path).unwrap()).unwrap();
        self.databases.configuration = db::open_configuration(&living).await.unwrap();
        self.uids = uids;
    }

    async fn told(&self) -> Lacking {
        let backups: Vec<String> = self.backups.iter().rev().map(|(id, _)| id.clone()).collect();
        let (state, living) = (self.folder.join("state.db"), self.folder.join("mantrae.db"));
        held::compare(&state, &living, &backups).await.unwrap().unwrap()
    }

    async fn counted(&self) -> Lacking {
        let now = self.content().await;
        let newest = self.backups.last().map(|(_, content)| content.clone());
        let newest = newest.unwrap_or_default();
        let now = under_old_names(&now, &newest);
        let keys = now.components.keys().chain(newest.components.keys());
        let mut changed: Vec<&Key> = keys
            .filter(|key| now.components.get(*key) != newest.components.get(*key))
            .collect();
        changed.sort();
        changed.dedup();
        let uids = now.profiles.keys().chain(newest.profiles.keys());
        let mut profiles: Vec<&String> = uids
            .filter(|uid| match (now.profiles.get(*uid), newest.profiles.get(*uid)) {
                (Some(now), Some(then)) => now != then,
                _ => !changed.iter().any(|(profile, _)| profile == *uid),
            })
            .collect();
        profiles.sort();
        profiles.dedup();
        let held = |key: &Key| {
            self.backups
                .iter()
                .any(|(_, content)| content.components.contains_key(key))
        };
        Lacking {
            changes_since: (changed.len() + profiles.len()) as u64,
            in_no_backup: now.components.keys().filter(|key| !held(key)).count() as u64,
        }
    }
}

/// A profile that is there again under its name is the one that was there.
fn under_old_names(now: &Content, newest: &Content) -> Content {
    let old = |uid: &String| {
        if newest.profiles.contains_key(uid) {
            return uid.clone();
        }
        let same = |(other, name): &(&String, &String)| {
            !now.profiles.contains_key(*other) && name.to_lowercase() == now.profiles[uid].to_lowercase()
        };
        let found = newest.profiles.iter().find(same);
        found.map_or_else(|| uid.clone(), |(other, _)| other.clone())
    };
    Content {
        profiles: now
            .profiles
            .iter()
            .map(|(uid, name)| (old(uid), name.clone()))
            .collect(),
        components: now
            .components
            .iter()
            .map(|((uid, name), state)| ((old(uid), name.clone()), state.clone()))
            .collect(),
    }
}

fn stored(name: usize, meaning: u8, enabled: bool) -> Stored {
    Stored {
        kind: "http-router".to_owned(),
        name: format!("name-{name}"),
        configuration: "{}".to_owned(),
        braces: "text".to_owned(),
        text: None,
        enabled,
        meaning: format!("{meaning:02x}").repeat(32),
        updated_at: "2026-11-28T00:00:00Z".parse().unwrap(),
    }
}

#[test]
fn the_count_is_exact_whatever_happens() {
    let mut runner = TestRunner::new(Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let stories = proptest::collection::vec(act(), 1..28);
    let done = runner.run(&stories, |story| {
        let folder = tempfile::tempdir().unwrap();
        let found = runtime.block_on(async {
            let mut world = World::new(folder.path()).await;
            for profile in 0..2 {
                world.act(&Act::Profile { profile }).await;
            }
            for (step, act) in story.iter().enumerate() {
                world.act(act).await;
                let (told, counted) = (world.told().await, world.counted().await);
                if told != counted {
                    return Err(format!(
                        "step {step}, {act:?}: told {told:?}, counted {counted:?}"
                    ));
                }
            }
            world.databases.close().await;
            Ok(())
        });
        prop_assert!(found.is_ok(), "{}", found.unwrap_err());
        Ok(())
    });
    done.unwrap();
}

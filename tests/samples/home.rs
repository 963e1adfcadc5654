//! A computer with a few busy months behind it: profiles, backups for every reason, a damaged one, a restore, an
//! import.

use std::path::PathBuf;

use mantrae_core::Engine;
use mantrae_core::archive::Trigger;
use mantrae_core::backup::Backup;
use mantrae_core::engine::restores::From;
use mantrae_core::engine::{ComponentDetail, LastGood, Options};
use mantrae_core::import::Request;
use mantrae_core::retention::Rule;
use mantrae_core::secret::{MemoryKeyring, Ring};
use mantrae_core::settings::{Change, Environment};
use mantrae_core::surroundings::Surroundings;
use tests::archive;
use traefik_dynamic::Kind;

use crate::clock;

pub(crate) const HOME: &str = "Home lab";

/// The computer, and a folder for files beside its data.
pub(crate) struct Home {
    pub(crate) engine: Engine,
    pub(crate) folder: tempfile::TempDir,
    /// The components of [`HOME`] as they were before the last days.
    pub(crate) then: Vec<ComponentDetail>,
}

impl Home {
    /// On 12 November 2026, a little after two in the afternoon.
    pub(crate) async fn new() -> Self {
        let mut home = Self::bought().await;
        home.summer().await;
        home.autumn().await;
        home.then = home.components(HOME).await;
        home.last_days().await;
        clock::set(12, 11, 14, 5);
        home
    }

    /// A new one, with nothing on it.
    async fn bought() -> Self {
        clock::set(3, 5, 9, 0);
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(folder.path().join("data"));
        options.clock = clock::now;
        options.environment = Environment::of([]);
        options.keyring = Ring::new(MemoryKeyring::new());
        options.surroundings = Surroundings::default;
        let engine = Engine::open(options).await.unwrap();
        Self {
            engine,
            folder,
            then: Vec::new(),
        }
    }

    /// Three profiles, and a restore point of the time before the first one was filled.
    async fn summer(&self) {
        self.rule(Rule::KeepAll).await;
        for (name, description, file) in [
            ("Office edge", "", include_str!("home/office-edge.yml")),
            ("Staging", "", include_str!("home/staging.yml")),
            (
                HOME,
                "The rack in the cellar",
                include_str!("home/home-lab-then.yml"),
            ),
        ] {
            self.engine.profiles().create(name, description).await.unwrap();
            if name == HOME {
                clock::set(3, 5, 9, 15);
            }
            self.import(name, "traefik.yml", file).await;
        }
        self.switch_gitea(false).await;
        let restore_points: Vec<String> = self
            .engine
            .backups()
            .list()
            .await
            .unwrap()
            .into_iter()
            .skip(1)
            .map(|one| one.id)
            .collect();
        self.engine
            .removal()
            .delete(&restore_points, LastGood::Remove)
            .await
            .unwrap();
    }

    /// A backup on every night but one.
    async fn autumn(&self) {
        for day in (14..=31).filter(|day| *day != 19) {
            self.back_up((day, 10, 2, 0), Trigger::Schedule, "").await;
        }
        for day in 1..=9 {
            self.back_up((day, 11, 2, 0), Trigger::Schedule, "").await;
        }
    }

    /// A disk that was away, damage, a restore, an import, and backups after each.
    async fn last_days(&self) {
        clock::set(10, 11, 2, 0);
        self.without_folder().await;
        self.back_up((10, 11, 7, 40), Trigger::CatchUp, "").await;
        self.back_up((11, 11, 2, 0), Trigger::Schedule, "").await;
        self.spoil((8, 11, 2, 0)).await;

        clock::set(11, 11, 14, 10);
        let router = (Kind::HttpRouter, "miniflux");
        self.engine
            .components()
            .remove(HOME, router.0, router.1)
            .await
            .unwrap();
        clock::set(11, 11, 14, 20);
        let good = self.made_at((9, 11, 2, 0)).await;
        let plan = self
            .engine
            .restores()
            .prepare(From::Backup(&good.id), &[])
            .await
            .unwrap();
        self.engine.restores().apply(&plan.id, &[]).await.unwrap();

        clock::set(11, 11, 20, 0);
        self.import(HOME, "dynamic.yml", include_str!("home/home-lab.yml"))
            .await;
        for router in ["freshrss", "wallabag"] {
            self.engine
                .components()
                .remove(HOME, Kind::HttpRouter, router)
                .await
                .unwrap();
        }
        self.back_up((12, 11, 2, 0), Trigger::Schedule, "").await;
        let pinned = self
            .back_up((12, 11, 8, 30), Trigger::Manual, "before moving to v3")
            .await;
        self.engine.backups().pin(&pinned.id, true).await.unwrap();
        clock::set(12, 11, 10, 40);
        self.switch_gitea(true).await;
        clock::set(12, 11, 10, 51);
        self.switch_gitea(false).await;
        self.back_up((12, 11, 11, 2), Trigger::AfterChanges, "").await;
        self.rule(Rule::default()).await;
    }

    /// Every component of a profile, with its text.
    pub(crate) async fn components(&self, profile: &str) -> Vec<ComponentDetail> {
        let mut found = Vec::new();
        for row in self.engine.components().list(profile).await.unwrap() {
            found.push(
                self.engine
                    .components()
                    .show(profile, row.kind, &row.name)
                    .await
                    .unwrap(),
            );
        }
        found
    }

    /// The rule for keeping backups.
    pub(crate) async fn rule(&self, rule: Rule) {
        self.engine
            .settings()
            .change(Change::Retention(rule))
            .await
            .unwrap();
    }

    /// A file beside the data.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        mantrae_core::fs::write_atomic(&path, content.as_ref()).unwrap();
        path
    }

    /// Takes over everything in a text.
    pub(crate) async fn import(&self, profile: &str, name: &str, content: &str) {
        let request = Request::files(&[self.file(name, content)]);
        let review = self.engine.imports().prepare(profile, &request).await.unwrap();
        self.engine.imports().apply(&review, &[]).await.unwrap();
    }

    async fn switch_gitea(&self, on: bool) {
        self.engine
            .components()
            .enable(HOME, Kind::HttpRouter, "gitea", on)
            .await
            .unwrap();
    }

    async fn back_up(&self, at: (u32, u32, u32, u32), trigger: Trigger, note: &str) -> Backup {
        clock::set(at.0, at.1, at.2, at.3);
        self.engine.backups().create_for(trigger, note).await.unwrap()
    }

    async fn made_at(&self, (day, month, hour, minute): (u32, u32, u32, u32)) -> Backup {
        let at = clock::moment(day, month, hour, minute)
            .format("%Y-%m-%dT%H:%M:%S")
            .to_string();
        let backups = self.engine.backups().list().await.unwrap();
        backups
            .into_iter()
            .find(|one| one.created_at.to_string().starts_with(&at))
            .unwrap()
    }

    /// A backup while the folder for it is gone.
    async fn without_folder(&self) {
        let folder = self.engine.folder().root().join("backups");
        let away = self.folder.path().join("away");
        std::fs::rename(&folder, &away).unwrap();
        mantrae_core::fs::write_atomic(&folder, b"").unwrap();
        self.engine
            .backups()
            .create_for(Trigger::Schedule, "")
            .await
            .unwrap_err();
        std::fs::remove_file(&folder).unwrap();
        std::fs::rename(&away, &folder).unwrap();
    }

    /// Damages a backup on the disk and verifies it.
    async fn spoil(&self, at: (u32, u32, u32, u32)) {
        let backup = self.made_at(at).await;
        let path = self.engine.folder().root().join("backups").join(&backup.file);
        let mut files = archive::unpack(&path);
        let member = files.iter_mut().find(|(name, _)| name.starts_with("profiles/"));
        // One letter, so that the same check finds it in every run.
        member.unwrap().1[0] = b'#';
        mantrae_core::fs::write_atomic(&path, &archive::pack(&files)).unwrap();
        clock::set(11, 11, 9, 3);
        self.engine.verification().verify(&backup.id).await.unwrap();
    }
}

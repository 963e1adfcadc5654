//! Imports: what is in files, folders and databases of the Mantrae server, and what it would do to each profile.

use std::path::{Path, PathBuf};

use mantrae_core::Error;
use mantrae_core::import::{ImportReview, Request};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use traefik_dynamic::Braces;

use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

/// What is chosen at once, which profile of a server is meant, and what braces are.
type Chosen = (&'static [&'static str], Option<&'static str>, Option<Braces>);

const CHOSEN: [Chosen; 22] = [
    (&["dynamic.yml"], None, None),
    (&["mixed.yml"], None, None),
    (&["broken.yml"], None, None),
    (&["traefik.yml"], None, None),
    (&["render.yml"], None, None),
    (&["render.yml"], None, Some(Braces::Actions)),
    (&["render.yml"], None, Some(Braces::Text)),
    (&["many.yml"], None, None),
    (&["old.yml"], None, None),
    (&["wiki.yml", "sites.yml"], None, None),
    (&["wiki.yml", "broken.yml", "sites.yml"], None, None),
    (&["dynamic"], None, None),
    (&["mantrae.db"], None, None),
    (&["mantrae.db"], Some("default"), None),
    (&["mantrae.db"], Some("office"), None),
    (&["single.db"], None, None),
    (&["single.db"], Some("default"), None),
    (&["twins.db"], Some("twin#2"), None),
    (&["twins.db"], Some("twin#3"), None),
    (&["notes.db"], None, None),
    (&["shop.yml"], None, None),
    (&["traefik.yml", "wiki.yml"], None, None),
];

pub(crate) async fn record(home: &Home, names: &mut Names) {
    let folder = home.folder.path().join("traefik");
    lay_out(&folder).await;
    // The folder of the files is in the one that is called so by now.
    names.put("~/Documents/traefik", "~/traefik");
    let mut recording = Recording::default();
    for database in ["mantrae.db", "single.db", "twins.db", "notes.db"] {
        let path = folder.join(database);
        recording.add(
            "serverProfiles",
            [&path],
            home.engine.imports().server_profiles(&path).await,
        );
    }
    let profiles = home.engine.profiles().list().await.unwrap();
    for (number, chosen) in CHOSEN.iter().enumerate() {
        for profile in &profiles {
            let name = format!("review-{number:02}-of-{}", profile.name);
            let (args, review) = review(home, &profile.name, &folder, chosen).await;
            if let Ok(review) = &review {
                names.put(&review.id, &name);
            }
            recording.add("prepareImport", args, review);
        }
    }
    // Taken over, nothing in it is new.
    home.import(HOME, "dynamic.yml", include_str!("imports/dynamic.yml"))
        .await;
    for component in home.components(HOME).await {
        recording.answer(
            "componentThen",
            json!([component.row.kind, component.row.name]),
            component,
        );
    }
    let again: Chosen = (&["again.yml"], None, None);
    let (args, review) = review(home, HOME, &folder, &again).await;
    names.put(&review.as_ref().unwrap().id, "review-again");
    recording.add("prepareImport", args, review);
    recording.check("imports", names);
}

/// What a choice would do to a profile, with the arguments of the window.
async fn review(
    home: &Home,
    profile: &str,
    folder: &Path,
    (paths, server, braces): &Chosen,
) -> (Value, Result<ImportReview, Error>) {
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.join(path)).collect();
    let args = json!([profile, paths, server, braces]);
    let request = Request {
        paths,
        format: None,
        server_profile: server.map(str::to_owned),
        braces: *braces,
    };
    let review = match home.engine.imports().prepare(profile, &request).await {
        Ok(id) => {
            let review = home.engine.imports().review(&id).await;
            home.engine.imports().discard(&id).await;
            review
        }
        Err(error) => Err(error),
    };
    (args, review)
}

/// The files of the fixtures, and the databases that their scripts make.
async fn lay_out(folder: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/imports");
    for below in ["", "dynamic", "dynamic/more"] {
        let to = folder.join(below);
        std::fs::create_dir_all(&to).unwrap();
        for entry in std::fs::read_dir(from.join(below)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            if path.is_file() && path.extension().is_some_and(|ending| ending == "yml") {
                mantrae_core::fs::write_atomic(&to.join(name), &std::fs::read(&path).unwrap()).unwrap();
            }
        }
    }
    let again = std::fs::read(folder.join("dynamic.yml")).unwrap();
    mantrae_core::fs::write_atomic(&folder.join("again.yml"), &again).unwrap();
    for (script, database) in [
        (include_str!("imports/server.sql"), "mantrae.db"),
        (include_str!("imports/single.sql"), "single.db"),
        (include_str!("imports/twins.sql"), "twins.db"),
        (include_str!("imports/notes.sql"), "notes.db"),
    ] {
        let options = SqliteConnectOptions::new()
            .filename(folder.join(database))
            .create_if_missing(true);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        sqlx::raw_sql(script).execute(&pool).await.unwrap();
        pool.close().await;
    }
}

//! A process that dies after a save, while it publishes that and keeps it as a file: both files are old or new, whole, and the
//! next look goes on by itself.

use std::collections::BTreeSet;
use std::path::Path;

use crate::dying::{copied, dies_at};
use mantrae_core::engine::{NewConnection, PublishOptions};
use tests::{Computer, PROFILE, SERVICE_NAMES};

/// The name that the service has in a file, which is whole.
fn held(file: &Path, when: &str) -> &'static str {
    let text = std::fs::read(file).unwrap();
    let read = traefik_dynamic::read(&text, "home.yml", None);
    assert_eq!(
        read.verdict,
        traefik_dynamic::Verdict::Accept,
        "{when}: {}",
        file.display()
    );
    let names: Vec<&str> = read
        .components
        .iter()
        .map(|one| one.component.name.as_str())
        .collect();
    let mut known = SERVICE_NAMES.into_iter().filter(|name| names.contains(name));
    let name = known.next().unwrap();
    assert_eq!(known.next(), None, "{when}: one name");
    name
}

#[tokio::test]
async fn no_boundary_after_a_save_is_a_bad_moment_to_die() {
    let computer = Computer::with_example().await;
    let engine = &computer.engine;
    let (traefik, versions) = (computer.beside("traefik"), computer.beside("versions"));
    std::fs::create_dir(&traefik).unwrap();
    let publications = engine.publications();
    publications
        .connect(PROFILE, NewConnection::at(&traefik))
        .await
        .unwrap();
    publications
        .publish(PROFILE, &PublishOptions::default())
        .await
        .unwrap();
    publications.set_automatic(PROFILE, true).await.unwrap();
    engine.versions().begin(&versions, false).await.unwrap();
    engine.close().await;
    let files = [traefik.join("home.yml"), versions.join("home.yml")];
    let before = files.each_ref().map(|file| std::fs::read(file).unwrap());
    let mut seen = BTreeSet::new();
    for number in 1.. {
        let copy = copied(&computer.data());
        for (file, bytes) in files.iter().zip(&before) {
            mantrae_core::fs::write_atomic(file, bytes).unwrap();
        }
        let is_done = dies_at(number, &["saves".as_ref(), copy.data.as_os_str()]);
        let when = format!("step {number}");
        seen.insert(files.each_ref().map(|file| held(file, &when)));

        let engine = tests::open(&copy.data).await.unwrap();
        engine.publications().look().await.unwrap();
        engine.publications().publish_saved().await.unwrap();
        engine.versions().write().await.unwrap();
        let rows = engine.components().list(PROFILE).await.unwrap();
        let name = SERVICE_NAMES
            .into_iter()
            .find(|name| rows.iter().any(|row| row.name == *name));
        for file in &files {
            assert_eq!(Some(held(file, &when)), name, "{when}: {}", file.display());
        }
        let status = engine.publications().status(PROFILE).await.unwrap();
        assert_eq!((status.held_back, status.unpublished.len()), (None, 0), "{when}");
        engine.close().await;
        if is_done {
            println!("killed at each of {} steps", number - 1);
            assert!(number > 12, "publishing and writing twice have steps: {number}");
            assert!(seen.len() >= 3, "old, new, and one of the two alone: {seen:?}");
            return;
        }
    }
}

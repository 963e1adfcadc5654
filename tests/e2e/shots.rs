//! Pictures of every screen and state, from a build of the window with a fake backend behind it.

use std::io::Write;
use std::path::PathBuf;

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::page::Page;
use crate::webdriver::{self, Driver};

/// As it opens, and as small as it gets.
const SIZES: [(&str, u32, u32); 2] = [("wide", 1100, 740), ("narrow", 760, 520)];
const THEMES: [&str; 2] = ["light", "dark"];

/// Resolves when fonts and styles are there and the page has painted with them.
const SETTLED: &str = "
    const done = arguments[arguments.length - 1];
    const quiet = 400;
    const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(1)));
    document.fonts.ready.then(() => {
        let timer = setTimeout(drawn, quiet);
        const again = () => { clearTimeout(timer); timer = setTimeout(drawn, quiet); };
        new MutationObserver(again).observe(document, { subtree: true, childList: true, characterData: true });
    });
";

#[tokio::test]
#[ignore = "takes pictures and checks nothing: `cargo xtask shots` runs it"]
async fn every_scene() {
    let from_xtask = |name: &str| {
        std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask shots`"))
    };
    let (address, folder) = (
        from_xtask("MANTRAE_SHOTS_URL"),
        PathBuf::from(from_xtask("MANTRAE_SHOTS_FOLDER")),
    );
    let wanted = from_xtask("MANTRAE_SHOTS_FILTER");
    let mut desktop = Desktop::start();
    let page = webdriver::connect(&mut desktop, &Driver::WebKit, browser()).await;
    page.client().goto(&address).await.expect("the page opens");
    let mut scenes = scenes(&page).await;
    scenes.retain(|(name, _)| name.contains(&wanted));
    assert!(!scenes.is_empty(), "no scene has `{wanted}` in its name");
    for (size, width, height) in SIZES {
        resize(&page, width, height).await;
        for (name, query) in &scenes {
            for theme in THEMES {
                let query = query.trim_start_matches('?');
                page.client()
                    .goto(&format!("{address}?{query}&theme={theme}"))
                    .await
                    .expect("the scene opens");
                page.client()
                    .execute_async(SETTLED, vec![])
                    .await
                    .expect("the scene settles");
                let path = folder.join(format!("{name}-{size}-{theme}.png"));
                let picture = page.picture().await;
                let saved = std::fs::File::create(&path).and_then(|mut file| file.write_all(&picture));
                saved.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            }
        }
    }
}

/// WebKit's own small browser, which is part of every WebKitGTK.
fn browser() -> Capabilities {
    let libraries = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut locations = libraries.map(|entry| entry.path().join("webkit2gtk-4.1/MiniBrowser"));
    let binary = locations
        .find(|path| path.is_file())
        .expect("MiniBrowser comes with libwebkit2gtk-4.1-0");
    let mut wanted = Capabilities::new();
    wanted.insert(
        "webkitgtk:browserOptions".into(),
        json!({ "binary": binary, "args": ["--automation"] }),
    );
    wanted
}

/// The page itself knows its scenes, once its scripts are there.
async fn scenes(page: &Page) -> Vec<(String, String)> {
    let mut scenes = Value::Null;
    for _ in 0..100 {
        scenes = page.run("return window.__scenes ?? null", vec![]).await;
        if scenes.is_array() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let text = |scene: &Value, key: &str| scene[key].as_str().unwrap_or_default().to_owned();
    let scenes: Vec<_> = scenes
        .as_array()
        .into_iter()
        .flatten()
        .map(|scene| (text(scene, "name"), text(scene, "query")))
        .collect();
    assert!(
        !scenes.is_empty(),
        "the page names no scenes: the fake build should set window.__scenes to {{name, query}}[]"
    );
    scenes
}

/// Makes the page, not the window around it, this large.
async fn resize(page: &Page, width: u32, height: u32) {
    let (mut outer_width, mut outer_height) = (width, height);
    for _ in 0..3 {
        page.client()
            .set_window_size(outer_width, outer_height)
            .await
            .expect("the window takes the size");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let inner = page
            .run("return [window.innerWidth, window.innerHeight]", vec![])
            .await;
        let side =
            |index: usize| u32::try_from(inner[index].as_u64().unwrap_or_default()).unwrap_or_default();
        if (side(0), side(1)) == (width, height) {
            return;
        }
        outer_width = (outer_width + width).saturating_sub(side(0));
        outer_height = (outer_height + height).saturating_sub(side(1));
    }
    panic!("the browser does not take the size {width}x{height}");
}

//! What we read of an install configuration, beside what the Traefik that it starts says of itself.

use mantrae_core::gateway::{ask, read};
use tests::traefik::{Feed, Launch};
use traefik_dynamic::Facts;

const FLAGS: [&str; 17] = [
    "--entrypoints.web.asdefault=true",
    "--entrypoints.web.http.middlewares=a@file,b@file",
    "--entrypoints.web.http.redirections.entrypoint.to=webSecure",
    "--entrypoints.web.forwardedheaders.trustedips=10.0.0.0/8,192.168.0.0/16",
    "--entrypoints.webSecure.http.tls",
    "--entrypoints.websecure.http.tls.options=strict@file",
    "--entrypoints.websecure.http.encodedcharacters.allowencodedslash=false",
    "--entrypoints.websecure.http.encodedcharacters.allowencodedpercent=false",
    "--entrypoints.websecure.http.sanitizepath=false",
    "--entrypoints.plain.forwardedheaders.insecure",
    "--entrypoints.plain.observability.accesslogs=false",
    "--ping",
    "--ping.entrypoint=web",
    "--metrics.prometheus=true",
    "--providers.kubernetescrd=false",
    "--core.defaultrulesyntax=v3",
    "--api.dashboard=false",
];

/// Reads the flags, and asks the Traefik that they start.
fn both(flags: &[&str]) -> (Facts, Facts) {
    let folder = tempfile::tempdir().unwrap();
    let mut launch = Launch::new(Feed::Folder(folder.path().to_path_buf()))
        .entry_point("web")
        .entry_point("webSecure")
        .entry_point("plain")
        .udp_entry_point("dns");
    for flag in flags {
        launch = launch.argument(*flag);
    }
    let traefik = launch.start();
    // Its API is there a moment later.
    traefik.raw_data_when(|_| true);
    let mut words: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
    words.push("--api.insecure=true".to_owned());
    words.push(format!("--providers.file.directory={}", folder.path().display()));
    for (name, protocol) in [
        ("traefik", ""),
        ("web", ""),
        ("webSecure", ""),
        ("plain", ""),
        ("dns", "/udp"),
    ] {
        words.push(format!(
            "--entrypoints.{name}.address={}{protocol}",
            traefik.address(name)
        ));
    }
    let read = read(&words.join("\n"), "flags").unwrap().facts;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let asked = runtime.block_on(ask(
        &format!("http://{}/dashboard/", traefik.address("traefik")),
        None,
    ));
    (read, asked.unwrap().facts)
}

#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn flags_say_what_the_traefik_says() {
    for flags in [&[][..], &["--api.dashboard=true"], &FLAGS] {
        let (mut read, mut asked) = both(flags);
        for facts in [&mut read, &mut asked] {
            // In an order of their own.
            facts.built_in_services.iter_mut().for_each(|all| all.sort());
            // The API tells the priority of a redirection that nobody gave one.
            for one in facts.entry_points.values_mut() {
                one.redirect
                    .iter_mut()
                    .for_each(|redirect| redirect.priority = None);
            }
        }
        assert_eq!(
            asked.version.as_deref().map(|version| version.starts_with("3.")),
            Some(true)
        );
        assert_eq!(read.entry_points, asked.entry_points, "{flags:?}");
        assert_eq!(read.providers, asked.providers, "{flags:?}");
        assert_eq!(read.built_in_services, asked.built_in_services, "{flags:?}");
    }
}

#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn what_is_no_api_is_told_apart() {
    let traefik = Launch::new(Feed::None).entry_point("web").start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let check = |address: String, part: &str| {
        let error = runtime.block_on(ask(&address, None)).unwrap_err();
        assert!(error.message.contains(part), "{address}: {}", error.message);
        assert!(error.hint.is_some(), "{address}");
    };
    check(
        format!("http://{}", traefik.address("web")),
        "is not a Traefik API",
    );
    check(
        format!("http://me:secret@{}", traefik.address("traefik")),
        "password",
    );
    check(
        "ftp://traefik.lan".to_owned(),
        "is not a valid address of Traefik",
    );
    check("http://127.0.0.1:1".to_owned(), "nothing answers");
}

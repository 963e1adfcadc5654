//! Folders of other computers: what people paste, what is wrong with it, and what the environment sets.

use std::path::Path;

use mantrae_core::db;
use mantrae_core::settings::storage::sftp::{SftpField, check as look};
use mantrae_core::settings::storage::{self, RemoteLocation, S3Location, Saved, SftpLocation};
use mantrae_core::settings::{self, Environment, Settings};

fn form(host: &str, path: &str) -> SftpLocation {
    SftpLocation {
        host: host.to_owned(),
        path: path.to_owned(),
        enabled: true,
        ..SftpLocation::default()
    }
}

#[test]
fn what_is_pasted() {
    let check = |host: &str, path: &str, expected: (&str, &str, Option<u16>, &str)| {
        let checked = look(&form(host, path));
        let now = &checked.location;
        assert_eq!(
            (&*now.host, &*now.user, now.port, &*now.path),
            expected,
            "{host} {path}"
        );
        assert_eq!(checked.wrong, [], "{host} {path}");
        let again = look(now);
        assert_eq!(again.location, *now, "cleaning twice changes nothing more");
        assert_eq!(again.changes, [""; 0], "and says nothing more");
        assert_eq!(now.name, now.host, "it is named after the host");
    };
    check("nas", "backups", ("nas", "", None, "backups"));
    check(" nas.home \n", "backups/", ("nas.home", "", None, "backups"));
    check("anna@nas", "/srv/backups/", ("nas", "anna", None, "/srv/backups"));
    check("nas:2222", "", ("nas", "", Some(2222), ""));
    check(
        "anna@nas:2222",
        "~/backups",
        ("nas", "anna", Some(2222), "backups"),
    );
    check(
        "anna@nas:kept/here",
        "backups",
        ("nas", "anna", None, "kept/here"),
    );
    check("anna@nas:/srv/kept", "", ("nas", "anna", None, "/srv/kept"));
    check("anna@nas:/srv/kept", "mine", ("nas", "anna", None, "mine"));
    check(
        "sftp://anna@nas:2222/srv/kept/",
        "",
        ("nas", "anna", Some(2222), "/srv/kept"),
    );
    check("SSH://nas", "", ("nas", "", None, ""));
    check("fe80::1", "", ("fe80::1", "", None, ""));
    check("anna@[fd00::7]:2222", "", ("fd00::7", "anna", Some(2222), ""));
    check("192.0.2.7", "a//b/./c", ("192.0.2.7", "", None, "a/b/c"));
    check("nas", "a\\b", ("nas", "", None, "a/b"));
}

#[test]
fn what_is_wrong() {
    let check = |location: SftpLocation, field: SftpField, part: &str| {
        let wrong = look(&location).wrong;
        let [one] = &*wrong else {
            panic!("{location:?}: {wrong:?}");
        };
        assert_eq!(one.field, field, "{location:?}");
        assert!(one.message.contains(part), "{location:?}: {}", one.message);
    };
    let named = |location: SftpLocation| SftpLocation {
        name: "NAS".to_owned(),
        ..location
    };
    check(named(form("", "backups")), SftpField::Host, "Enter the computer");
    // Nothing that `ssh` could take for an option or a command.
    for host in [
        "-oProxyCommand=id",
        "nas;id",
        "nas|id",
        "$(id)",
        "a b",
        "https://nas",
    ] {
        check(
            named(form(host, "backups")),
            SftpField::Host,
            "is not a valid host name",
        );
    }
    for user in ["-v", "a b", "a;b", "$(id)", "a`b`"] {
        let location = SftpLocation {
            user: user.to_owned(),
            ..form("nas", "backups")
        };
        check(location, SftpField::User, "is not a valid user name");
    }
    check(form("nas", "a/../b"), SftpField::Path, "“..”");
    check(form("nas", "/"), SftpField::Path, "not the root");
    check(form("nas", "a\nb"), SftpField::Path, "on one line");
    let named = SftpLocation {
        name: "this computer".to_owned(),
        ..form("nas", "backups")
    };
    check(named, SftpField::Name, "is the name of the folder here");
}

/// Buckets and other computers share one list of names, and one of ids.
#[test]
fn one_list() {
    let mut saved = Saved::default();
    let s3 = S3Location {
        name: "NAS".to_owned(),
        enabled: true,
        ..S3Location::default()
    };
    let s3 = saved.put(s3).unwrap();
    let mut typed = form("nas", "backups");
    "nas".clone_into(&mut typed.name);
    assert_eq!(
        saved.put_sftp(typed.clone()).unwrap_err().code,
        mantrae_core::Code::Exists
    );
    "Other".clone_into(&mut typed.name);
    let sftp = saved.put_sftp(typed).unwrap();
    assert_eq!(saved.turn(&sftp.id, false).unwrap(), "Other");
    assert_eq!(saved.turn(&s3.id, false).unwrap(), "NAS");
    assert!(!saved.uses_remote());
    assert_eq!(saved.remove(&sftp.id).unwrap().name(), "Other");
    assert!(saved.remove(&sftp.id).is_err());
    assert_eq!((saved.s3.len(), saved.sftp.len()), (1, 0));
}

async fn with(variables: &[(&'static str, &str)]) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let pool = db::open_state(&folder.path().join("state.db")).await.unwrap();
    let mut saved = Saved::default();
    saved
        .put_sftp(SftpLocation {
            name: "Mine".to_owned(),
            ..form("mine", "kept")
        })
        .unwrap();
    storage::save(&pool, &saved).await.unwrap();
    let values = variables.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let environment = Environment::of(values);
    let settings = settings::load(&pool, Path::new("/backups"), &environment).await;
    pool.close().await;
    settings.unwrap()
}

#[tokio::test]
async fn the_environment() {
    let check = async |variables: &[(&'static str, &str)], local: bool, used: &[&str], aside: usize| {
        let settings = with(variables).await;
        assert_eq!(settings.problems, [], "{variables:?}");
        let locations = &settings.locations;
        let told: Vec<String> = locations
            .used()
            .map(|one| RemoteLocation::address(&one))
            .collect();
        assert_eq!(
            (locations.local, &*told),
            (
                local,
                &*used.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>()
            )
        );
        assert_eq!(locations.sftp_set_aside.len(), aside, "{variables:?}");
    };
    check(&[], true, &["mine:kept"], 0).await;
    check(&[("STORAGE_TYPE", "local")], true, &[], 1).await;
    check(&[("STORAGE_TYPE", "sftp")], false, &["mine:kept"], 0).await;
    check(&[("STORAGE_SFTP_HOST", "nas")], true, &["nas:backups"], 1).await;
    let all = [
        ("STORAGE_TYPE", "local,sftp"),
        ("STORAGE_SFTP_HOST", "nas"),
        ("STORAGE_SFTP_PORT", "2222"),
        ("STORAGE_SFTP_USER", "anna"),
        ("STORAGE_SFTP_PATH", "/srv/kept"),
    ];
    check(&all, true, &["anna@nas:/srv/kept"], 1).await;
    let locations = with(&all).await.locations;
    assert_eq!(locations.sftp[0].port, Some(2222));
    assert!(
        locations.is_locked(&locations.sftp[0].id),
        "nothing about it can be changed"
    );
    assert_eq!(locations.variables.len(), 5);
}

#[tokio::test]
async fn an_environment_that_makes_no_sense() {
    let check = async |variables: &[(&'static str, &str)], expected: &str| {
        let settings = with(variables).await;
        let told: Vec<&str> = settings.problems.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(told, [expected]);
        assert_eq!(settings.locations.sftp[0].host, "mine", "what is saved stays");
    };
    check(
        &[("STORAGE_SFTP_PATH", "kept")],
        "STORAGE_SFTP_PATH is not used: STORAGE_SFTP_HOST is not set",
    )
    .await;
    check(
        &[("STORAGE_SFTP_HOST", "nas"), ("STORAGE_SFTP_PORT", "many")],
        "STORAGE_SFTP_PORT is not used: “many” is not a valid port",
    )
    .await;
    check(
        &[("STORAGE_SFTP_HOST", "-oProxyCommand=id")],
        "STORAGE_SFTP_HOST is not used: “-oProxyCommand=id” is not a valid host name",
    )
    .await;
    check(
        &[("STORAGE_TYPE", "local,ftp")],
        "STORAGE_TYPE is not used: `ftp` is not a kind of storage",
    )
    .await;
}

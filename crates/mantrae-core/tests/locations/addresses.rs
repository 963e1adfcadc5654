//! What people paste is made into what a store understands, and each change is told.

use mantrae_core::settings::storage::address::{clean, clean_secret};
use mantrae_core::settings::storage::{Preset, S3Location};

/// A form as it was filled in: address, bucket, folder, region.
fn form([endpoint, bucket, path, region]: [&str; 4]) -> S3Location {
    S3Location {
        endpoint: endpoint.to_owned(),
        bucket: bucket.to_owned(),
        path: path.to_owned(),
        region: region.to_owned(),
        access_key_id: "AKIA".to_owned(),
        ..S3Location::default()
    }
}

/// What is typed, what becomes of it, and what is said about it.
fn check(typed: [&str; 4], expected: [&str; 4], said: &[&str]) {
    let cleaned = clean(&form(typed));
    let now = &cleaned.location;
    assert_eq!(
        [&*now.endpoint, &*now.bucket, &*now.path, &*now.region],
        expected,
        "typed: {typed:?}"
    );
    assert_eq!(cleaned.changes, said, "what is said of {typed:?}");
    let again = clean(now);
    assert_eq!(again.location, *now, "cleaning twice changes nothing more");
    assert!(
        again.changes.is_empty(),
        "and says nothing more: {:?}",
        again.changes
    );
}

#[test]
fn what_is_right_is_left_alone() {
    for right in [
        ["https://minio.home:9000", "backups", "mantrae/", "us-east-1"],
        ["http://10.0.0.7:9000", "backups", "", "home"],
        ["https://[fd00::7]:9000", "backups", "a/b/", "Garage"],
        ["https://backups.home:9000", "backups", "", "us-east-1"],
        ["https://backups.example.org", "backups", "", "us-east-1"],
    ] {
        check(right, right, &[]);
    }
}

#[test]
fn spaces_and_quotes_go() {
    check(
        [" https://minio.home:9000\n", "\tbackups ", " mantrae/ ", " home "],
        ["https://minio.home:9000", "backups", "mantrae/", "home"],
        &[
            "Removed the spaces around the address",
            "Removed the spaces around the bucket",
            "Removed the spaces around the folder",
            "Removed the spaces around the region",
        ],
    );
    check(
        [
            "\"https://minio.home:9000\"",
            "'backups'",
            "",
            "\u{feff}home\u{200b}",
        ],
        ["https://minio.home:9000", "backups", "", "home"],
        &[
            "Removed the quotes around the address",
            "Removed the quotes around the bucket",
            "Removed the spaces around the region",
        ],
    );
}

#[test]
fn keys_lose_their_quotes_and_the_name_of_the_variable() {
    let cases = [
        ("AKIA4HOMELAB", "AKIA4HOMELAB", None),
        (
            "\"AKIA4HOMELAB\"",
            "AKIA4HOMELAB",
            Some("Removed the quotes around the access key"),
        ),
        (
            " AKIA4HOMELAB ",
            "AKIA4HOMELAB",
            Some("Removed the spaces around the access key"),
        ),
        (
            "AWS_ACCESS_KEY_ID=AKIA4HOMELAB",
            "AKIA4HOMELAB",
            Some("Removed the variable name from the access key"),
        ),
    ];
    for (typed, expected, said) in cases {
        let mut location = form(["https://minio.home", "backups", "", "home"]);
        typed.clone_into(&mut location.access_key_id);
        let cleaned = clean(&location);
        assert_eq!(cleaned.location.access_key_id, expected, "typed: {typed:?}");
        assert_eq!(cleaned.changes, Vec::from_iter(said), "what is said of {typed:?}");
    }
    for (typed, expected) in [
        ("abc/+=", ("abc/+=", false)),
        (" abc/+= \n", ("abc/+=", true)),
        ("'abc/+='", ("abc/+=", true)),
        ("“abc/+=”", ("abc/+=", true)),
        ("\"\"", ("", true)),
    ] {
        assert_eq!(clean_secret(typed), expected, "typed: {typed:?}");
    }
}

#[test]
fn the_address_is_put_right() {
    let added = "Added https:// in front of the address";
    let slash = "Removed the slash at the end of the address";
    check(
        ["minio.home:9000", "backups", "", "home"],
        ["https://minio.home:9000", "backups", "", "home"],
        &[added],
    );
    check(
        ["https://minio.home:9000/", "backups", "", "home"],
        ["https://minio.home:9000", "backups", "", "home"],
        &[slash],
    );
    check(
        ["minio.home///", "backups", "", "home"],
        ["https://minio.home", "backups", "", "home"],
        &[added, slash],
    );
    check(
        ["HTTPS://MinIO.Home", "backups", "", "home"],
        ["https://minio.home", "backups", "", "home"],
        &[],
    );
    check(
        ["https://minio.home:443", "backups", "", "home"],
        ["https://minio.home", "backups", "", "home"],
        &["Removed “:443” from the address: it is the default"],
    );
    check(
        ["https://minio.home/?list-type=2", "backups", "", "home"],
        ["https://minio.home", "backups", "", "home"],
        &["Removed the part after the address", slash],
    );
    check(
        ["https://admin:hunter2@minio.home", "backups", "", "home"],
        ["https://minio.home", "backups", "", "home"],
        &["Removed the user name from the address: keys have fields of their own"],
    );
}

#[test]
fn a_bucket_in_the_path_is_moved() {
    let moved = "Moved “backups” from the address to the bucket";
    check(
        ["https://minio.home:9000/backups", "", "backups/", "home"],
        ["https://minio.home:9000", "backups", "backups/", "home"],
        &[moved],
    );
    check(
        ["https://minio.home:9000/backups/", "backups", "", "home"],
        ["https://minio.home:9000", "backups", "", "home"],
        &["Removed the bucket “backups” from the address"],
    );
    check(
        ["https://minio.home/backups/traefik/home", "", "backups/", "home"],
        ["https://minio.home", "backups", "traefik/home/", "home"],
        &[moved, "Moved “traefik/home” from the address to the folder"],
    );
    check(
        ["s3://backups/traefik", "", "", "eu-west-1"],
        ["", "backups", "traefik/", "eu-west-1"],
        &[moved, "Moved “traefik” from the address to the folder"],
    );
}

/// Two names for the bucket: the person decides, so the address stays and the check says why it cannot be used.
#[test]
fn another_name_in_the_path_is_left_for_the_person() {
    check(
        ["https://minio.home/other", "backups", "", "home"],
        ["https://minio.home/other", "backups", "", "home"],
        &[],
    );
}

#[test]
fn a_bucket_in_the_host_is_moved() {
    check(
        ["https://backups.s3.example.org", "backups", "", "home"],
        ["https://s3.example.org", "backups", "", "home"],
        &["Removed the bucket “backups” from the address"],
    );
    check(
        ["https://backups.minio.home:9000", "backups", "", "home"],
        ["https://minio.home:9000", "backups", "", "home"],
        &["Removed the bucket “backups” from the address"],
    );
    check(
        ["my.backups.s3.eu-central-1.amazonaws.com", "", "", "eu-central-1"],
        [
            "https://s3.eu-central-1.amazonaws.com",
            "my.backups",
            "",
            "eu-central-1",
        ],
        &[
            "Added https:// in front of the address",
            "Moved “my.backups” from the address to the bucket",
            "This address belongs to Amazon S3",
        ],
    );
    check(
        ["https://backups.nyc3.digitaloceanspaces.com", "backups", "", ""],
        ["https://nyc3.digitaloceanspaces.com", "backups", "", "nyc3"],
        &[
            "Removed the bucket “backups” from the address",
            "This address belongs to DigitalOcean Spaces",
            "Took the region “nyc3” from the address",
        ],
    );
}

#[test]
fn the_bucket_is_bare() {
    for typed in ["s3://backups", "/backups/", "arn:aws:s3:::backups"] {
        check(
            ["https://minio.home", typed, "", "home"],
            ["https://minio.home", "backups", "", "home"],
            &["Changed the bucket to “backups”"],
        );
    }
    check(
        ["https://minio.home", "backups/traefik", "backups/", "home"],
        ["https://minio.home", "backups", "traefik/", "home"],
        &[
            "Changed the bucket to “backups”",
            "Moved “traefik” from the bucket to the folder",
        ],
    );
}

#[test]
fn the_folder_begins_without_and_ends_with_a_slash() {
    for (typed, expected, said) in [
        ("mantrae", "mantrae/", None),
        ("", "", None),
        ("/", "", None),
        ("/mantrae/", "mantrae/", Some("Changed the folder to “mantrae/”")),
        ("a//b", "a/b/", Some("Changed the folder to “a/b/”")),
        ("a\\b", "a/b/", Some("Changed the folder to “a/b/”")),
        ("./a", "a/", Some("Changed the folder to “a/”")),
        ("über uns", "über uns/", None),
    ] {
        check(
            ["https://minio.home", "backups", typed, "home"],
            ["https://minio.home", "backups", expected, "home"],
            &Vec::from_iter(said),
        );
    }
}

/// Where a provider has one address for a region, the region is enough.
#[test]
fn the_region_gives_the_address() {
    for (preset, region, expected, region_then) in [
        (
            Preset::Aws,
            "eu-west-1",
            "https://s3.eu-west-1.amazonaws.com",
            "eu-west-1",
        ),
        (Preset::Aws, "", "https://s3.us-east-1.amazonaws.com", "us-east-1"),
        (
            Preset::BackblazeB2,
            "eu-central-003",
            "https://s3.eu-central-003.backblazeb2.com",
            "eu-central-003",
        ),
        (
            Preset::Hetzner,
            "HEL1",
            "https://hel1.your-objectstorage.com",
            "hel1",
        ),
        (Preset::Tigris, "us-east-1", "https://t3.storage.dev", "auto"),
        (Preset::CloudflareR2, "", "", "auto"),
        (Preset::Own, "", "", "us-east-1"),
    ] {
        let mut typed = form(["", "backups", "", region]);
        typed.preset = preset;
        let now = clean(&typed).location;
        assert_eq!(
            (&*now.endpoint, &*now.region),
            (expected, region_then),
            "{preset:?} {region}"
        );
        assert_eq!(now.preset, preset);
    }
}

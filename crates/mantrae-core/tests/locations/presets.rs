//! What is known of the providers.

use mantrae_core::settings::storage::preset::Recognized;
use mantrae_core::settings::storage::{Addressing, Checksums, Preset, RegionRule, S3Location};

/// A host is known for whose it is, with the bucket in front of it and the region in it.
#[test]
fn hosts_are_recognized() {
    let check = |host: &str, expected: Option<(Preset, Option<&str>, Option<&str>)>| {
        let found = Preset::of_host(host);
        let expected = expected.map(|(preset, bucket, region)| Recognized {
            preset,
            bucket,
            region,
        });
        assert_eq!(found, expected, "{host}");
    };
    check("s3.amazonaws.com", Some((Preset::Aws, None, Some("us-east-1"))));
    check(
        "backups.s3.amazonaws.com",
        Some((Preset::Aws, Some("backups"), Some("us-east-1"))),
    );
    check(
        "s3.eu-west-1.amazonaws.com",
        Some((Preset::Aws, None, Some("eu-west-1"))),
    );
    check(
        "s3-eu-west-1.amazonaws.com",
        Some((Preset::Aws, None, Some("eu-west-1"))),
    );
    check(
        "a.b.s3.eu-west-1.amazonaws.com",
        Some((Preset::Aws, Some("a.b"), Some("eu-west-1"))),
    );
    check(
        "0a1b.r2.cloudflarestorage.com",
        Some((Preset::CloudflareR2, None, Some("auto"))),
    );
    check(
        "0a1b.eu.r2.cloudflarestorage.com",
        Some((Preset::CloudflareR2, None, Some("auto"))),
    );
    check(
        "b.0a1b.r2.cloudflarestorage.com",
        Some((Preset::CloudflareR2, Some("b"), Some("auto"))),
    );
    check(
        "b.0a1b.eu.r2.cloudflarestorage.com",
        Some((Preset::CloudflareR2, Some("b"), Some("auto"))),
    );
    check(
        "s3.us-west-004.backblazeb2.com",
        Some((Preset::BackblazeB2, None, Some("us-west-004"))),
    );
    check(
        "b.s3.us-west-004.backblazeb2.com",
        Some((Preset::BackblazeB2, Some("b"), Some("us-west-004"))),
    );
    check(
        "s3.eu-central-2.wasabisys.com",
        Some((Preset::Wasabi, None, Some("eu-central-2"))),
    );
    check(
        "fsn1.your-objectstorage.com",
        Some((Preset::Hetzner, None, Some("fsn1"))),
    );
    check(
        "b.fsn1.your-objectstorage.com",
        Some((Preset::Hetzner, Some("b"), Some("fsn1"))),
    );
    check(
        "s3.fr-par.scw.cloud",
        Some((Preset::Scaleway, None, Some("fr-par"))),
    );
    check(
        "b.s3.fr-par.scw.cloud",
        Some((Preset::Scaleway, Some("b"), Some("fr-par"))),
    );
    check(
        "nyc3.digitaloceanspaces.com",
        Some((Preset::DigitalOcean, None, Some("nyc3"))),
    );
    check("s3.gra.io.cloud.ovh.net", Some((Preset::Ovh, None, Some("gra"))));
    check("l4g4.ch11.idrivee2-2.com", None);
    check("l4g4.ch11.idrivee2.com", Some((Preset::Idrive, None, None)));
    check("t3.storage.dev", Some((Preset::Tigris, None, Some("auto"))));
    check(
        "b.fly.storage.tigris.dev",
        Some((Preset::Tigris, Some("b"), Some("auto"))),
    );
    check("minio.home", None);
    check("notamazonaws.com", None);
    check("your-objectstorage.com", None);
}

/// Each preset gives host, region, addressing and checksums; each can be said otherwise for one location.
#[test]
fn every_preset_can_be_overridden() {
    for &preset in Preset::ALL {
        let facts = preset.facts();
        assert_eq!(facts.preset, preset);
        assert!(!facts.name.is_empty() && !facts.region.is_empty(), "{preset:?}");
        let in_host = facts.host.is_some_and(|host| host.contains("{region}"));
        assert_eq!(facts.region_rule == RegionRule::InHost, in_host, "{preset:?}");
        let aws = preset == Preset::Aws;
        assert_eq!(
            facts.checksums == Checksums::Always,
            aws,
            "{preset:?}: newer headers are refused by some, so only where they are at home"
        );
        let mut location = S3Location {
            preset,
            ..S3Location::default()
        };
        assert_eq!(location.addressing(), facts.addressing);
        assert_eq!(location.checksums(), facts.checksums);
        for addressing in [Addressing::Path, Addressing::VirtualHost] {
            location.addressing = Some(addressing);
            assert_eq!(location.addressing(), addressing, "{preset:?}");
        }
        for checksums in [Checksums::Always, Checksums::WhenRequired] {
            location.checksums = Some(checksums);
            assert_eq!(location.checksums(), checksums, "{preset:?}");
        }
    }
    assert_eq!(
        Preset::Own.facts().addressing,
        Addressing::Path,
        "an own server seldom has names for its buckets"
    );
}

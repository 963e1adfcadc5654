//! What is known about S3 providers: a help, not a limit. Each location can override everything.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// How the bucket appears in the address of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Addressing {
    /// `https://host/bucket/object`
    Path,
    /// `https://bucket.host/object`
    VirtualHost,
}

/// When S3's own checksums are sent with a request. Ours, in the manifest, always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Checksums {
    /// With every object that is written.
    Always,
    /// Only where the request is not valid without one: several providers refuse the newer headers.
    WhenRequired,
}

/// The provider of a bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Amazon S3.
    Aws,
    /// Cloudflare R2.
    CloudflareR2,
    /// Backblaze B2.
    BackblazeB2,
    /// Wasabi.
    Wasabi,
    /// Hetzner Object Storage.
    Hetzner,
    /// Scaleway Object Storage.
    Scaleway,
    /// DigitalOcean Spaces.
    DigitalOcean,
    /// OVHcloud Object Storage.
    Ovh,
    /// IDrive e2.
    Idrive,
    /// Tigris.
    Tigris,
    /// MinIO, Garage, Ceph or any other server.
    #[default]
    Own,
}

/// What decides the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum RegionRule {
    /// It is always [`Facts::region`].
    Fixed,
    /// It is part of the host's name, so that each determines the other.
    InHost,
    /// The server decides; [`Facts::region`] is the default.
    Free,
}

/// What is known about one provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Facts {
    /// Which one.
    pub preset: Preset,
    /// The name people know it by.
    pub name: &'static str,
    /// Its host, with `{region}` and `{account}` where they belong; `None` for a self-hosted server.
    pub host: Option<&'static str>,
    /// What decides the region.
    pub region_rule: RegionRule,
    /// The default region.
    pub region: &'static str,
    /// How the bucket appears in the address.
    pub addressing: Addressing,
    /// When S3's own checksums are sent.
    pub checksums: Checksums,
    /// True if an object can be written on condition that none with its name exists.
    pub create_only: bool,
}

const fn facts(preset: Preset, name: &'static str, host: &'static str, region: &'static str) -> Facts {
    Facts {
        preset,
        name,
        host: Some(host),
        region_rule: RegionRule::InHost,
        region,
        addressing: Addressing::Path,
        checksums: Checksums::WhenRequired,
        create_only: false,
    }
}

impl Preset {
    /// All of them, in the order of the list.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// What is known about it.
    pub const fn facts(self) -> Facts {
        match self {
            Self::Aws => Facts {
                addressing: Addressing::VirtualHost,
                checksums: Checksums::Always,
                create_only: true,
                ..facts(self, "Amazon S3", "s3.{region}.amazonaws.com", "us-east-1")
            },
            Self::CloudflareR2 => Facts {
                region_rule: RegionRule::Fixed,
                create_only: true,
                ..facts(
                    self,
                    "Cloudflare R2",
                    "{account}.r2.cloudflarestorage.com",
                    "auto",
                )
            },
            Self::BackblazeB2 => facts(self, "Backblaze B2", "s3.{region}.backblazeb2.com", "us-west-004"),
            Self::Wasabi => facts(self, "Wasabi", "s3.{region}.wasabisys.com", "us-east-1"),
            Self::Hetzner => facts(self, "Hetzner", "{region}.your-objectstorage.com", "fsn1"),
            Self::Scaleway => facts(self, "Scaleway", "s3.{region}.scw.cloud", "fr-par"),
            Self::DigitalOcean => facts(
                self,
                "DigitalOcean Spaces",
                "{region}.digitaloceanspaces.com",
                "nyc3",
            ),
            Self::Ovh => facts(self, "OVHcloud", "s3.{region}.io.cloud.ovh.net", "gra"),
            Self::Idrive => Facts {
                region_rule: RegionRule::Free,
                ..facts(self, "IDrive e2", "{account}.idrivee2.com", "us-east-1")
            },
            Self::Tigris => Facts {
                region_rule: RegionRule::Fixed,
                addressing: Addressing::VirtualHost,
                ..facts(self, "Tigris", "t3.storage.dev", "auto")
            },
            Self::Own => Facts {
                host: None,
                region_rule: RegionRule::Free,
                ..facts(self, "MinIO or own server", "", "us-east-1")
            },
        }
    }

    /// The provider of a host, with its region if the name contains it, and the bucket if one precedes it.
    ///
    /// `None` for a host of no provider in the list.
    pub fn of_host(host: &str) -> Option<Recognized<'_>> {
        const SUFFIXES: [(Preset, &str, &str); 13] = [
            (Preset::Aws, "s3.", ".amazonaws.com"),
            (Preset::Aws, "s3-", ".amazonaws.com"),
            (Preset::CloudflareR2, "", ".r2.cloudflarestorage.com"),
            (Preset::BackblazeB2, "s3.", ".backblazeb2.com"),
            (Preset::Wasabi, "s3.", ".wasabisys.com"),
            (Preset::Hetzner, "", ".your-objectstorage.com"),
            (Preset::Scaleway, "s3.", ".scw.cloud"),
            (Preset::DigitalOcean, "", ".digitaloceanspaces.com"),
            (Preset::Ovh, "s3.", ".io.cloud.ovh.net"),
            (Preset::Ovh, "s3.", ".perf.cloud.ovh.net"),
            (Preset::Idrive, "", ".idrivee2.com"),
            (Preset::Tigris, "fly", ".storage.tigris.dev"),
            (Preset::Tigris, "t3", ".storage.dev"),
        ];
        // The oldest form of address has no region.
        if let Some(front) = host.strip_suffix("s3.amazonaws.com") {
            let bucket = front.strip_suffix('.');
            return (front.is_empty() || bucket.is_some()).then_some(Recognized {
                preset: Self::Aws,
                bucket,
                region: Some("us-east-1"),
            });
        }
        SUFFIXES.into_iter().find_map(|(preset, marker, suffix)| {
            let front = host.strip_suffix(suffix)?;
            preset.read_front(front, marker)
        })
    }

    /// Reads what precedes a provider's own part of the name: `bucket.s3.region`, `bucket.region`, `bucket.account`.
    fn read_front<'h>(self, front: &'h str, marker: &str) -> Option<Recognized<'h>> {
        let (bucket, last) = if marker.is_empty() {
            // Accounts of R2 may be followed by a jurisdiction, servers of IDrive have a name of several parts.
            let parts = match self {
                Self::CloudflareR2 if matches!(front.rsplit_once('.'), Some((_, "eu" | "fedramp"))) => 2,
                Self::Idrive => 2,
                _ => 1,
            };
            let cut = front.rmatch_indices('.').nth(parts - 1).map(|(at, _)| at);
            match cut {
                Some(at) => (Some(&front[..at]), &front[at + 1..]),
                None => (None, front),
            }
        } else if self == Self::Tigris {
            (front.strip_suffix(marker)?.strip_suffix('.'), "auto")
        } else if let Some(region) = front.strip_prefix(marker) {
            (None, region)
        } else {
            let between = format!(".{marker}");
            let at = front.rfind(&between)?;
            (Some(&front[..at]), &front[at + between.len()..])
        };
        if last.is_empty() || bucket.is_some_and(str::is_empty) {
            return None;
        }
        let region = match self.facts().region_rule {
            RegionRule::Fixed => Some(self.facts().region),
            RegionRule::InHost => Some(last),
            RegionRule::Free => None,
        };
        Some(Recognized {
            preset: self,
            bucket,
            region,
        })
    }
}

/// What a host's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognized<'h> {
    /// Its provider.
    pub preset: Preset,
    /// What precedes the provider's own name.
    pub bucket: Option<&'h str>,
    /// The region in it, or the only one the provider has.
    pub region: Option<&'h str>,
}

//! What a certificate of a profile and its key hold.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use serde::Serialize;
use serde_json::Value;
use traefik_dynamic::{Problem, Severity};
use x509_parser::extensions::GeneralName;
use x509_parser::pem::Pem;
use x509_parser::prelude::X509Certificate;
use zeroize::Zeroizing;

use super::LIMIT;
use crate::timestamp::Timestamp;
use crate::words;

/// What a certificate and its key hold, each from a file or from the text itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct HeldCertificate {
    /// The certificate for the servers; none if it cannot be read here.
    pub certificate: Option<ServerCertificate>,
    /// Why it cannot be read here, in a sentence.
    pub unread: Option<String>,
    /// Whether the key belongs to the certificate.
    pub key: KeyFit,
}

/// The certificate that browsers see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ServerCertificate {
    /// The names and addresses it is for.
    pub names: Vec<String>,
    /// Who vouches for it: the common name, otherwise the whole name.
    pub issuer: String,
    /// Whether it vouches for itself.
    pub is_self_signed: bool,
    /// From when it holds, in UTC.
    pub not_before: Timestamp,
    /// When it expires, in UTC.
    pub not_after: Timestamp,
}

/// Whether a key belongs to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum KeyFit {
    /// It does.
    Fits,
    /// It belongs to another one: Traefik would not use them.
    Differs,
    /// One of the two cannot be read here.
    Unknown,
}

/// So many days before it expires, somebody should know.
const SOON: i64 = 30;

impl HeldCertificate {
    /// What is wrong with it, or will be soon.
    pub fn problems(&self, now: DateTime<Utc>) -> Vec<Problem> {
        let warning = |code, message: String| Problem::new(Severity::Warning, code, message);
        let mut problems = Vec::new();
        if let Some(found) = &self.certificate {
            let left = *found.not_after - now;
            let days = u64::try_from(left.num_days()).unwrap_or_default();
            if left <= TimeDelta::zero() {
                let message = "The certificate has expired: browsers refuse it".to_owned();
                problems.push(warning("CERTIFICATE-EXPIRED", message).with_hint("Renew it"));
            } else if left < TimeDelta::days(SOON) {
                let message = match days {
                    0 => "The certificate expires within a day".to_owned(),
                    days => format!("The certificate expires in {}", words::count(days, "day")),
                };
                problems.push(warning("CERTIFICATE-EXPIRES", message).with_hint("Renew it"));
            }
        }
        if self.key == KeyFit::Differs {
            let message = "The key belongs to another certificate: Traefik would not use the two".to_owned();
            problems.push(warning("CERTIFICATE-KEY", message).with_hint("Set the key that was made with it"));
        }
        problems
    }
}

/// Reads a certificate and its key as Traefik does: each is a file if there is one of that name, and the text itself
/// otherwise. A file may be on another computer; then nothing is known of it.
pub fn held(certificate: &str, key: &str) -> HeldCertificate {
    let text = match content(certificate, "certificate") {
        Ok(text) => text,
        Err(unread) => return unread_for(unread),
    };
    let blocks: Vec<Pem> = Pem::iter_from_buffer(&text).filter_map(Result::ok).collect();
    let found = blocks
        .iter()
        .find_map(|block| server_certificate(&block.parse_x509().ok()?));
    let Some(found) = found else {
        return unread_for(
            "The certificate is not in PEM: it begins with `-----BEGIN CERTIFICATE-----`".to_owned(),
        );
    };
    HeldCertificate {
        certificate: Some(found),
        unread: None,
        key: content(key, "key").map_or(KeyFit::Unknown, |key| fit(&text, &key)),
    }
}

fn unread_for(unread: String) -> HeldCertificate {
    HeldCertificate {
        certificate: None,
        unread: Some(unread),
        key: KeyFit::Unknown,
    }
}

/// The same of the configuration of a certificate.
pub fn held_by(configuration: &Value) -> HeldCertificate {
    let text = |key: &str| configuration.get(key).and_then(Value::as_str).unwrap_or_default();
    held(text("certFile"), text("keyFile"))
}

/// The content of what is a text already, or a file on this computer.
fn content(text: &str, what: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("No {what} is set"));
    }
    if text.contains("-----BEGIN") {
        return Ok(Zeroizing::new(text.as_bytes().to_vec()));
    }
    let path = Path::new(text);
    // A relative path is one of Traefik's own folder.
    let size = path.is_absolute().then(|| std::fs::metadata(path).ok()).flatten();
    let size = size.filter(std::fs::Metadata::is_file).map(|found| found.len());
    match size {
        Some(size) if size <= LIMIT => std::fs::read(path)
            .map(Zeroizing::new)
            .map_err(|_| format!("The file of the {what} cannot be read by this user")),
        Some(_) => Err(format!("The file of the {what} is too large")),
        None => Err(format!("The file of the {what} is not on this computer")),
    }
}

fn server_certificate(read: &X509Certificate<'_>) -> Option<ServerCertificate> {
    let common = |name: &x509_parser::x509::X509Name<'_>| {
        let text = name.iter_common_name().next().and_then(|one| one.as_str().ok());
        text.map_or_else(|| name.to_string(), str::to_owned)
    };
    let at = |time: x509_parser::time::ASN1Time| DateTime::from_timestamp(time.timestamp(), 0);
    let others = read.subject_alternative_name().ok().flatten();
    let mut names: Vec<String> = Vec::new();
    for name in others.iter().flat_map(|found| &found.value.general_names) {
        match name {
            GeneralName::DNSName(name) => names.push((*name).to_owned()),
            GeneralName::IPAddress(bytes) => names.extend(address(bytes)),
            _ => {}
        }
    }
    // Browsers have not looked at it for years, but it is better than nothing.
    if names.is_empty() {
        names.push(common(read.subject()));
    }
    Some(ServerCertificate {
        names,
        issuer: common(read.issuer()),
        is_self_signed: read.subject() == read.issuer(),
        not_before: at(read.validity().not_before)?.into(),
        not_after: at(read.validity().not_after)?.into(),
    })
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let sixteen = || <[u8; 16]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| sixteen())
        .ok()
        .map(|address| address.to_string())
}

fn fit(certificate: &[u8], key: &[u8]) -> KeyFit {
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<Vec<_>, _>>();
    let (Ok(chain), Ok(key)) = (chain, PrivateKeyDer::from_pem_slice(key)) else {
        return KeyFit::Unknown;
    };
    let provider = ring::default_provider();
    let Ok(key) = provider.key_provider.load_private_key(key) else {
        return KeyFit::Unknown;
    };
    match CertifiedKey::new(chain, Arc::clone(&key)).keys_match() {
        Ok(()) => KeyFit::Fits,
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => KeyFit::Differs,
        Err(_) => KeyFit::Unknown,
    }
}

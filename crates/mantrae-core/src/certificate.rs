//! What a certificate file holds, so that a person can see whom they are about to trust.

mod held;

use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use x509_parser::pem::Pem;

use crate::error::{Code, Error, Result, io};
use crate::id::hex;
use crate::timestamp::Timestamp;

pub use self::held::{HeldCertificate, KeyFit, ServerCertificate, held, held_by};

/// A file of CA certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CaFile {
    /// Its path.
    pub path: PathBuf,
    /// Its certificates, in order.
    pub certificates: Vec<Certificate>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Certificate {
    /// Its subject: the common name, otherwise the whole name.
    pub name: String,
    /// SHA-256, as pairs of digits with colons.
    pub fingerprint: String,
    /// When it expires; RFC 3339, UTC.
    pub not_after: Timestamp,
    /// True when it may sign other certificates.
    pub authority: bool,
}

/// A larger file is not a certificate file.
const LIMIT: u64 = 4 * 1024 * 1024;

/// Reads a PEM file. Fails with [`Code::Unreadable`] if it holds no certificate.
pub fn read(path: &Path) -> Result<CaFile> {
    let size = std::fs::metadata(path)
        .map_err(|error| io("read the CA file", path, error))?
        .len();
    if size > LIMIT {
        return Err(none(path));
    }
    let text = std::fs::read(path).map_err(|error| io("read the CA file", path, error))?;
    let certificates: Vec<Certificate> = Pem::iter_from_buffer(&text)
        .filter_map(|block| certificate(&block.ok()?))
        .collect();
    if certificates.is_empty() {
        return Err(none(path));
    }
    Ok(CaFile {
        path: path.to_owned(),
        certificates,
    })
}

fn none(path: &Path) -> Error {
    Error::new(
        Code::Unreadable,
        format!("`{}` contains no certificate", path.display()),
    )
    .hint("Choose a PEM file: it begins with `-----BEGIN CERTIFICATE-----`")
}

fn certificate(block: &Pem) -> Option<Certificate> {
    let read = block.parse_x509().ok()?;
    let common = read
        .subject()
        .iter_common_name()
        .next()
        .and_then(|name| name.as_str().ok());
    let not_after = chrono::DateTime::from_timestamp(read.validity().not_after.timestamp(), 0)?;
    let digits = hex(&Sha256::digest(&block.contents)).to_uppercase();
    let pairs: Vec<&str> = (0..digits.len())
        .step_by(2)
        .filter_map(|at| digits.get(at..at + 2))
        .collect();
    Some(Certificate {
        name: common.map_or_else(|| read.subject().to_string(), str::to_owned),
        fingerprint: pairs.join(":"),
        not_after: not_after.into(),
        authority: read.is_ca(),
    })
}

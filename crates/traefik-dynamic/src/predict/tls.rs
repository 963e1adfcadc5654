//! Checks TLS options as Traefik builds them.

use hashbrown::HashMap;

use crate::predict::entry::Built;
use crate::predict::lookup::{Index, qualified};
use crate::predict::pem::{self, Material};
use crate::rule::fault::Fault;
use crate::tls::{CIPHER_SUITES, CURVES, ClientAuth};
use crate::{Body, Kind, tls};

/// The name of the options that apply where none are named.
pub(crate) const DEFAULT: &str = "default";

/// All TLS options of the configuration, by qualified name; `default` keeps its name.
pub(super) fn options(index: &Index<'_>) -> HashMap<String, Built> {
    let mut all = HashMap::new();
    for (name, body) in index.of(Kind::TlsOptions) {
        let Body::TlsOptions(options) = body else { continue };
        let key = if name == DEFAULT {
            name.to_owned()
        } else {
            format!("{name}@file")
        };
        all.insert(key, judge(options));
    }
    all.entry(DEFAULT.to_owned()).or_insert(Ok(None));
    all
}

/// The qualified name of the options that a router requests.
pub(crate) fn named(router: &str, options: Option<&str>) -> String {
    match options {
        None | Some("" | DEFAULT) => DEFAULT.to_owned(),
        Some(name) => qualified(router, name),
    }
}

/// The result when a router requests options by their qualified name.
pub(super) fn get(index: &Index<'_>, name: &str) -> Built {
    if let Some(built) = index.options.get(name) {
        return match built {
            Err(fault) => Err(fault.clone().within("building TLS config: ")),
            Ok(guess) => Ok(guess.clone()),
        };
    }
    let missing = || {
        let shown = name.strip_suffix("@file").unwrap_or(name);
        let message = format!("there are no TLS options `{shown}`");
        Fault::new(
            "TLS-OPTIONS-MISSING",
            message,
            format!("unknown TLS options: {name}"),
        )
        .hint("Add them, or correct the name: until then every connection to its hosts is closed")
    };
    index.missing(name, missing).map(Some)
}

fn judge(options: &tls::Options) -> Built {
    let mut guess = None;
    if let Some(client) = &options.client_auth {
        guess = authorities(client)?;
        client_auth_type(client)?;
    }
    for suite in options.cipher_suites.iter().flatten() {
        if !CIPHER_SUITES.contains(&suite.as_str()) && suite != "TLS_FALLBACK_SCSV" {
            let message = format!("there is no cipher suite `{suite}` in Go");
            return Err(bad(&message, format!("invalid CipherSuite: {suite}")));
        }
    }
    for curve in options.curve_preferences.iter().flatten() {
        if !CURVES.contains(&curve.as_str()) && curve != "x25519" {
            let message = format!("there is no curve `{curve}` in Go");
            let text = format!("invalid CurveID in curvePreferences: {curve}");
            return Err(bad(&message, text));
        }
    }
    Ok(guess)
}

fn authorities(client: &ClientAuth) -> Built {
    let mut guess = None;
    for file in client.ca_files.iter().flatten() {
        match pem::look(file, "CERTIFICATE") {
            Material::Sound => {}
            Material::Path => {
                let message =
                    format!("whether `{file}` on Traefik’s host holds certificates is not known here");
                guess = Some(Fault::guess("HOST-FILE", message));
            }
            Material::Broken => {
                let message = "an entry of `caFiles` is neither a certificate nor a path";
                return Err(bad(message, "invalid certificate(s) content".to_owned()));
            }
        }
    }
    Ok(guess)
}

fn client_auth_type(client: &ClientAuth) -> Result<(), Fault> {
    let kind = client.client_auth_type.as_deref().unwrap_or_default();
    let has_authorities = client.ca_files.as_ref().is_some_and(|files| !files.is_empty());
    match kind {
        "VerifyClientCertIfGiven" | "RequireAndVerifyClientCert" if !has_authorities => {
            let message = format!("`{kind}` needs `caFiles`");
            let text = format!("invalid clientAuthType: {kind}, CAFiles is required");
            Err(bad(&message, text).hint("Add `caFiles`"))
        }
        ""
        | "NoClientCert"
        | "RequestClientCert"
        | "RequireAnyClientCert"
        | "VerifyClientCertIfGiven"
        | "RequireAndVerifyClientCert" => Ok(()),
        _ => {
            let message = format!("there is no clientAuthType `{kind}`");
            Err(bad(&message, format!("unknown client auth type \"{kind}\"")))
        }
    }
}

fn bad(message: &str, text: String) -> Fault {
    let message = format!("its TLS options cannot be built: {message}");
    Fault::new("TLS-OPTIONS", message, text)
}

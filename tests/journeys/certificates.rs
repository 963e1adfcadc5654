//! Certificates of a profile: what they hold, and what is wrong with them.

use chrono::{TimeDelta, Utc};
use mantrae_core::certificate::{HeldCertificate, KeyFit, held};
use rcgen::{CertificateParams, DnType, KeyPair};
use serde_json::json;
use tests::{Computer, PROFILE};
use traefik_dynamic::{Component, Kind};

/// A certificate that expires after so many days, with its key.
fn made(names: &[&str], days: i64) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Home CA");
    let end = std::time::SystemTime::from(Utc::now() + TimeDelta::days(days));
    params.not_after = end.into();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

fn codes(held: &HeldCertificate) -> Vec<String> {
    let problems = held.problems(Utc::now()).into_iter();
    problems
        .map(|problem| format!("{}: {}", problem.code, problem.message))
        .collect()
}

/// "Which names, until when, and is it the right key? I pasted both, or they are files here, or on the other computer."
#[test]
fn names_end_and_key_are_read_from_texts_and_files() {
    let (certificate, key) = made(&["a.example.com", "*.b.example.com", "192.0.2.7"], 90);
    let (_, other) = made(&["a.example.com"], 90);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        mantrae_core::fs::write_atomic(&path, text.as_bytes()).unwrap();
        path.display().to_string()
    };
    let (in_file, key_in_file) = (file("a.pem", &certificate), file("a.key", &key));
    for (name, certificate, key, fit) in [
        ("texts", &certificate, &key, KeyFit::Fits),
        ("files", &in_file, &key_in_file, KeyFit::Fits),
        ("a file and a text", &in_file, &key, KeyFit::Fits),
        ("another key", &certificate, &other, KeyFit::Differs),
        ("no key", &certificate, &String::new(), KeyFit::Unknown),
        (
            "no key but something",
            &certificate,
            &certificate,
            KeyFit::Unknown,
        ),
        (
            "a key elsewhere",
            &certificate,
            &"/nowhere/a.key".to_owned(),
            KeyFit::Unknown,
        ),
    ] {
        let found = held(certificate, key);
        let read = found.certificate.as_ref().unwrap();
        assert_eq!(
            read.names,
            ["a.example.com", "*.b.example.com", "192.0.2.7"],
            "{name}"
        );
        assert_eq!(
            (read.issuer.as_str(), read.is_self_signed, found.key),
            ("Home CA", true, fit),
            "{name}"
        );
        let said = match fit {
            KeyFit::Differs => {
                vec!["CERTIFICATE-KEY: The key belongs to another certificate: Traefik would not use the two"]
            }
            _ => vec![],
        };
        assert_eq!(codes(&found), said, "{name}");
    }
    for (text, why) in [
        ("", "No certificate is set"),
        (
            "/nowhere/a.pem",
            "The file of the certificate is not on this computer",
        ),
        (
            "certs/a.pem",
            "The file of the certificate is not on this computer",
        ),
        (
            key.as_str(),
            "The certificate is not in PEM: it begins with `-----BEGIN CERTIFICATE-----`",
        ),
    ] {
        let found = held(text, &key);
        assert_eq!(
            (found.certificate.is_none(), found.unread.as_deref()),
            (true, Some(why))
        );
    }
}

/// "It expires in three weeks: the list and the overview say so."
#[tokio::test]
async fn the_list_says_what_expires() {
    for (days, expected) in [
        (-3, Some("The certificate has expired: browsers refuse it")),
        (23, Some("The certificate expires in 22 days")),
        (200, None),
    ] {
        let (certificate, key) = made(&["a.example.com"], days);
        let computer = Computer::new().await;
        computer.engine.profiles().create(PROFILE, "").await.unwrap();
        let body = json!({ "certFile": certificate, "keyFile": key });
        let one = Component::from_configuration(Kind::TlsCertificate, "a", body);
        computer.engine.components().put(PROFILE, one).await.unwrap();
        let rows = computer.engine.components().list(PROFILE).await.unwrap();
        let said = rows[0]
            .problems
            .iter()
            .find(|problem| problem.code.starts_with("CERTIFICATE-EXPIRE"));
        assert_eq!(said.map(|problem| problem.message.as_str()), expected);
        let overview = computer.engine.overview(Some(PROFILE)).await.unwrap();
        let placed = overview
            .problems
            .iter()
            .any(|one| one.problem.code.starts_with("CERTIFICATE-EXPIRE"));
        assert_eq!(placed, expected.is_some(), "the overview says the same");
    }
}

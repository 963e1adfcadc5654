//! What a running Traefik writes to its log.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::sync::mpsc::Sender;

use serde_json::Value;

/// A message from a provider.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A configuration was accepted; it is what Traefik holds now, except for the certificates that its log leaves out.
    Received(Value),
    /// It equals the previous one in everything, including certificates.
    Unchanged,
    /// It was refused.
    Refused(String),
    /// Traefik crashed on it, and continues without this provider: nothing more is read.
    Broke(String),
}

/// The beginning of the stack trace of a panic that stopped one part of the program.
const PANIC: &str = "\"message\":\"Stack: goroutine";

/// Keeps every line, and passes on what the provider says, until the program exits.
pub(super) fn follow(lines: impl Read, mut kept: File, provider: &str, heard: &Sender<Said>) {
    for line in BufReader::new(lines).split(b'\n') {
        let Ok(mut line) = line else { return };
        line.push(b'\n');
        // The log is for a person looking for a cause: a test does not fail because of it.
        let _ = kept.write_all(&line);
        if let Some(said) = understood(&line, provider)
            && heard.send(said).is_err()
        {
            return;
        }
    }
}

fn understood(line: &[u8], provider: &str) -> Option<Said> {
    let name = format!("\"providerName\":\"{provider}\"");
    // Most lines are about something else, and some are long: only relevant ones are parsed.
    let text = std::str::from_utf8(line).ok()?;
    if text.contains(PANIC) {
        let fields: Value = serde_json::from_str(text).ok()?;
        return Some(Said::Broke(fields["message"].as_str()?.to_owned()));
    }
    if !text.contains(&name) {
        return None;
    }
    let mut fields: Value = serde_json::from_str(text).ok()?;
    let message = fields["message"].as_str()?;
    match message {
        "Configuration received" => Some(Said::Received(fields["config"].take())),
        "Skipping unchanged configuration" => Some(Said::Unchanged),
        _ if fields["level"] == "error" => Some(Said::Refused(
            fields["error"].as_str().unwrap_or(message).to_owned(),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn understood(line: &str) -> Option<Said> {
        super::understood(line.as_bytes(), "file")
    }

    #[test]
    fn a_line_of_the_provider_is_understood_and_no_other() {
        let received = r#"{"level":"debug","providerName":"file","config":{"http":{}},"message":"Configuration received"}"#;
        assert_eq!(understood(received), Some(Said::Received(json!({ "http": {} }))));
        assert_eq!(
            understood(&received.replace(":\"file\"", ":\"http\"")),
            None,
            "another provider"
        );
        let skipped =
            r#"{"level":"debug","providerName":"file","message":"Skipping unchanged configuration"}"#;
        assert_eq!(understood(skipped), Some(Said::Unchanged));
        let refused = r#"{"level":"error","providerName":"file","error":"x.yml: field not found, node: a","message":"Error occurred during watcher callback"}"#;
        assert_eq!(
            understood(refused),
            Some(Said::Refused("x.yml: field not found, node: a".to_owned()))
        );
        let broke = r#"{"level":"error","message":"Stack: goroutine 30 [running]:"}"#;
        assert_eq!(
            understood(broke),
            Some(Said::Broke("Stack: goroutine 30 [running]:".to_owned()))
        );
        assert_eq!(
            understood(r#"{"level":"debug","providerName":"file","message":"Starting"}"#),
            None
        );
        assert_eq!(
            understood("a line that is no JSON, \"providerName\":\"file\""),
            None
        );
    }
}

//! What a package brings along: completions for shells, and man pages.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

use std::process::{Command, Output};

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mantraectl"))
        .args(words)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn each_shell_completes_the_words_of_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success(), "{shell}");
        for word in ["backup", "take-back", "lose-comments", "restore-test"] {
            assert!(said(&output).contains(word), "{shell} lacks {word}");
        }
    }
    assert_eq!(run(&["completions", "csh"]).status.code(), Some(2));
}

/// "I source it in a fresh shell and press Tab."
#[test]
#[cfg(target_os = "linux")]
fn bash_completes_what_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("completions");
    mantrae_core::fs::write_atomic(&file, said(&run(&["completions", "bash"])).as_bytes()).unwrap();
    let script = "source \"$1\"; COMP_WORDS=(mantraectl publ); COMP_CWORD=1; _mantraectl mantraectl publ mantraectl; \
                  echo \"${COMPREPLY[*]}\"";
    let output = Command::new("bash")
        .args(["--norc", "-c", script, "bash"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(
        said(&output).trim(),
        "publish",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn there_is_a_page_for_each_command_and_none_for_what_is_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["man", folder.path().to_str().unwrap()]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name));
    for name in [
        "mantraectl.1",
        "mantraectl-publish.1",
        "mantraectl-publish-take-back.1",
    ] {
        assert!(text(name).unwrap().contains(".SH SYNOPSIS"), "{name}");
    }
    assert!(text("mantraectl-man.1").is_err());
    let page = text("mantraectl-follow-begin.1").unwrap();
    assert!(page.contains("providers.file.directory"), "{page}");
    assert_eq!(run(&["man", "/nowhere/at/all"]).status.code(), Some(1));
}

#[test]
#[cfg(unix)]
fn everybody_may_read_the_pages() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    run(&["man", folder.path().to_str().unwrap()]);
    let held = std::fs::metadata(folder.path().join("mantraectl.1")).unwrap();
    assert_eq!(held.permissions().mode() & 0o777, 0o644);
}

#[test]
fn licences_are_found_by_name_with_their_texts() {
    let output = run(&["licences", "RING"]);
    let text = said(&output);
    assert!(text.lines().any(|line| line.starts_with("ring ")), "{text}");
    assert!(!text.contains("tauri "), "{text}");
    let output = run(&["licences", "sqlite", "--texts", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let parts = document["parts"].as_array().unwrap();
    let sqlite = parts.iter().find(|part| part["name"] == "SQLite").unwrap();
    assert!(sqlite["texts"][0].as_str().unwrap().contains("May you do good"));
    assert_eq!(run(&["licences", "no such thing"]).status.code(), Some(1));
}

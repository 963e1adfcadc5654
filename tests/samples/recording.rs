//! Questions of the window and the answers of the engine, written where the fake backend finds them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use mantrae_core::Error;
use serde::Serialize;
use serde_json::{Value, json};

use crate::stable::Names;

/// Answers by command; of each command the arguments with what they led to.
#[derive(Debug, Default)]
pub(crate) struct Recording(BTreeMap<&'static str, Vec<Value>>);

impl Recording {
    /// An answer.
    pub(crate) fn answer(&mut self, command: &'static str, args: impl Serialize, answer: impl Serialize) {
        let call = json!({ "args": args, "answer": answer });
        self.0.entry(command).or_default().push(call);
    }

    /// An answer, or the failure that the window is given.
    pub(crate) fn add(
        &mut self,
        command: &'static str,
        args: impl Serialize,
        answer: Result<impl Serialize, Error>,
    ) {
        match answer {
            Ok(answer) => self.answer(command, args, answer),
            Err(error) => {
                let call = json!({ "args": args, "failure": error.failure() });
                self.0.entry(command).or_default().push(call);
            }
        }
    }

    /// Compares it with the file, or writes the file anew where `UPDATE_EXPECT=1` says so.
    pub(crate) fn check(&self, name: &str, names: &Names) {
        let calls = names.stable(&self.0);
        // One call a line: a change of one answer is a change of one line.
        let mut text = String::from("{");
        for (number, (command, calls)) in calls.as_object().unwrap().iter().enumerate() {
            text.push_str(if number == 0 { "\n" } else { ",\n" });
            let lines: Vec<String> = calls
                .as_array()
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect();
            write!(text, "{command:?}: [\n{}\n]", lines.join(",\n")).unwrap();
        }
        text.push_str("\n}\n");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/backend/samples");
        expect_test::expect_file![folder.join(format!("{name}.json"))].assert_eq(&text);
    }
}

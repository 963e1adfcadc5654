//! `expect`: which router a request must reach.

use mantrae_core::expectation::{CheckedExpectation, Expectation};
use mantrae_core::{Engine, Error};
use serde_json::json;

use crate::Ended;
use crate::arguments::ExpectCommand;
use crate::output::Output;
use crate::routes::of_line;

pub(crate) async fn expect(engine: &Engine, command: ExpectCommand, output: Output) -> Result<Ended, Error> {
    match command {
        ExpectCommand::List { profile } => {
            let all = engine.expectations().check(&profile).await?;
            output.answer(&json!({ "expectations": all }), &lines(&all));
            Ok(Ended::Done)
        }
        ExpectCommand::Check { profile } => {
            let all = engine.expectations().check(&profile).await?;
            output.answer(&json!({ "expectations": all }), &lines(&all));
            let is_met = all.iter().all(|one| one.met);
            Ok(if is_met { Ended::Done } else { Ended::InPart })
        }
        ExpectCommand::Add(new) => {
            let request = of_line(&new.request, &new.options)?;
            let router = (new.router != "none").then_some(new.router);
            let checked = engine
                .expectations()
                .add(&new.profile, Expectation::new(request, router))
                .await?;
            output.answer(&json!({ "expectation": checked }), &[line(&checked)]);
            Ok(Ended::Done)
        }
        ExpectCommand::Remove { number, profile } => {
            let removed = engine.expectations().remove(&profile, number).await?;
            let line = format!("Removed the expectation for {}", removed.request.url());
            output.answer(&json!({ "removed": removed }), &[line]);
            Ok(Ended::Done)
        }
    }
}

fn lines(all: &[CheckedExpectation]) -> Vec<String> {
    if all.is_empty() {
        return vec!["No expectations yet: `expect add URL ROUTER` adds one".to_owned()];
    }
    all.iter().map(line).collect()
}

/// One line about an expectation.
pub(crate) fn line(one: &CheckedExpectation) -> String {
    let mark = if one.met { "ok" } else { "FAILS" };
    format!(
        "{}\t{mark}\t{} {}: {}",
        one.number, one.method, one.url, one.sentence
    )
}

//! `retention`.

use mantrae_core::retention::Preview;
use mantrae_core::settings::Change;
use mantrae_core::{Engine, Error};
use serde_json::{Value, json};

use crate::Ended;
use crate::arguments::RetentionCommand;
use crate::output::Output;

pub(crate) async fn retention(
    engine: &Engine,
    command: RetentionCommand,
    output: Output,
) -> Result<Ended, Error> {
    match command {
        RetentionCommand::Preview { rule } => {
            let preview = engine.retention().preview(rule).await?;
            output.answer(&document(&preview), &lines(&preview));
        }
        RetentionCommand::Apply => {
            let done = engine.retention().apply().await?;
            let mut lines: Vec<String> = done
                .removed
                .iter()
                .map(|one| format!("- {}\t{}\t{}", one.id, one.location, one.reason))
                .collect();
            lines.extend(done.postponed.clone());
            lines.push(format!("Removed {}", done.removed.len()));
            output.answer(&serde_json::to_value(&done).unwrap_or_default(), &lines);
        }
        RetentionCommand::Set { rule } => {
            let before = engine.settings().get().await;
            let settings = engine.settings().change(Change::Retention(rule)).await?;
            Output::unless_changed(&before, &settings);
            let document = json!({ "retention": settings.retention });
            output.answer(&document, &[settings.retention.to_string()]);
        }
    }
    Ok(Ended::Done)
}

fn document(preview: &Preview) -> Value {
    let of = |remove: bool| -> Vec<Value> {
        let lines = preview.locations.iter().flat_map(|location| {
            let lines = location.backups.iter().filter(move |line| line.remove == remove);
            lines.map(|line| {
                json!({ "id": line.id, "created_at": line.created_at, "location": location.location,
                    "reasons": line.reasons })
            })
        });
        lines.collect()
    };
    json!({ "rule": preview.rule, "keep": of(false), "remove": of(true) })
}

fn lines(preview: &Preview) -> Vec<String> {
    let mut lines = vec![preview.rule.clone()];
    for location in &preview.locations {
        let (name, kept, removed) = (&location.location, location.kept, location.removed);
        let stay = if kept == 1 { "stays" } else { "stay" };
        lines.push(format!("{name}: {kept} {stay}, {removed} would be removed"));
        lines.extend(location.backups.iter().map(|line| {
            let mark = if line.remove { '-' } else { '=' };
            let reasons = line.reasons.join(" · ");
            format!("{mark} {}\t{}\t{reasons}", line.id, line.created_at)
        }));
    }
    lines
}

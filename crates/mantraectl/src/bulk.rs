//! `component bulk`: the same change to several components, made and undone as one.

use mantrae_core::engine::BulkEdit;
use mantrae_core::{Engine, Error};
use serde_json::json;
use traefik_dynamic::Kind;

use crate::arguments::{DryRun, Selected};
use crate::output::{Output, in_terminal};
use crate::{Ended, plans};

pub(crate) async fn change(
    engine: &Engine,
    (profile, selected): (&str, &[Selected]),
    edit: &BulkEdit,
    (dry, output): (DryRun, Output),
) -> Result<Ended, Error> {
    let selection = selection(engine, profile, selected).await?;
    let bulk = engine.changes().bulk(profile, &selection, edit).await?;
    let plan = engine.changes().plan(profile, bulk.set).await?;
    let mut lines: Vec<String> = Vec::new();
    let lists = [
        (&bulk.already, "Already so"),
        (&bulk.not_possible, "Not possible for"),
    ];
    for (list, what) in lists.iter().filter(|(list, _)| !list.is_empty()) {
        let names: Vec<String> = list
            .iter()
            .map(|one| format!("{}/{}", one.kind, one.name))
            .collect();
        lines.push(format!("{what}: {}", names.join(", ")));
    }
    let applied = if dry.dry_run {
        engine.changes().discard(&plan.id).await;
        lines.extend(plans::lines(&plan));
        false
    } else {
        let line = plans::apply(engine, &plan, dry).await?;
        lines.extend(plans::changed(&plan));
        lines.push(match line {
            Some(_) => in_terminal(&plan.title),
            None => "Nothing changed: already so".to_owned(),
        });
        line.is_some()
    };
    let document = json!({
        "applied": applied, "plan": plan, "already": bulk.already, "not_possible": bulk.not_possible
    });
    output.answer(&document, &lines);
    if dry.dry_run {
        return Ok(plans::foreseen(&plan, dry));
    }
    if applied {
        for note in plans::notes(&plan) {
            Output::message(&note);
        }
    }
    Ok(Ended::Done)
}

async fn selection(
    engine: &Engine,
    profile: &str,
    selected: &[Selected],
) -> Result<Vec<(Kind, String)>, Error> {
    let mut all: Vec<(Kind, String)> = Vec::new();
    for one in selected {
        let found = match one {
            Selected::One(object) => vec![(object.kind, object.name.clone())],
            Selected::All(kind) => {
                let rows = engine.components().list(profile).await?.into_iter();
                let rows = rows.filter(|row| row.kind == *kind);
                rows.map(|row| (row.kind, row.name)).collect()
            }
        };
        for key in found {
            if !all.contains(&key) {
                all.push(key);
            }
        }
    }
    Ok(all)
}

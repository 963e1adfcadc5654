//! What a person is writing and has not saved yet.

use mantrae_core::Engine;
use mantrae_core::component_ref::ComponentRef;
use mantrae_core::draft::{Choices, Draft, DraftRow, Resolution, SavedDraft};
use mantrae_core::engine::FieldEdit;
use mantrae_core::expectation::CheckedExpectation;
use tauri::State;
use traefik_dynamic::Kind;
use traefik_dynamic::assist::{Completion, Form, Hover, RuleRows, form, rule_text};

use super::{Answer, log_failure};

#[tauri::command]
#[specta::specta]
pub(crate) async fn drafts(engine: State<'_, Engine>) -> Answer<Vec<DraftRow>> {
    engine.drafts().list().await.map_err(log_failure)
}

/// The draft of a component, or the component where there is none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_draft(engine: State<'_, Engine>, component: ComponentRef) -> Answer<Draft> {
    engine.drafts().open(&component).await.map_err(log_failure)
}

/// What a form for components of that kind consists of.
#[tauri::command]
#[specta::specta]
pub(crate) fn component_form(kind: Kind) -> Form {
    form(kind)
}

/// Rows as the rule of a router. Conditions that are not complete are left out.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they get")]
pub(crate) fn rule_of_rows(rows: RuleRows) -> String {
    rule_text(&rows)
}

/// What fields of components of a profile can refer to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draft_choices(engine: State<'_, Engine>, profile: String) -> Answer<Choices> {
    engine.drafts().choices(&profile).await.map_err(log_failure)
}

/// What can be written at an offset in these lines.
#[tauri::command]
#[specta::specta]
pub(crate) async fn complete_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
    lines: String,
    offset: u32,
) -> Answer<Completion> {
    let found = engine.drafts().complete(&component, &lines, offset).await;
    found.map_err(log_failure)
}

/// What the words at an offset in these lines mean.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hover_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
    lines: String,
    offset: u32,
) -> Answer<Option<Hover>> {
    let found = engine.drafts().hover(&component, &lines, offset).await;
    found.map_err(log_failure)
}

/// Begins a new component.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_draft(engine: State<'_, Engine>, component: ComponentRef) -> Answer<Draft> {
    engine.drafts().create(&component).await.map_err(log_failure)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn write_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
    lines: String,
) -> Answer<Draft> {
    engine
        .drafts()
        .write(&component, &lines)
        .await
        .map_err(log_failure)
}

/// Changes fields in these lines.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
    lines: String,
    edits: Vec<FieldEdit>,
) -> Answer<Draft> {
    let edited = engine.drafts().edit(&component, &lines, &edits).await;
    edited.map_err(log_failure)
}

/// Returns the lines, with which `write_draft` brings the draft back; none if there was no draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn discard_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
) -> Answer<Option<String>> {
    engine.drafts().discard(&component).await.map_err(log_failure)
}

/// Saves a draft, also if these expectations break.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
    agreed: Vec<CheckedExpectation>,
) -> Answer<SavedDraft> {
    let saved = engine.drafts().save_anyway(&component, &agreed).await;
    saved.map_err(log_failure)
}

/// Goes on with a draft whose component was changed by others.
#[tauri::command]
#[specta::specta]
pub(crate) async fn resolve_draft(
    engine: State<'_, Engine>,
    component: ComponentRef,
    resolution: Resolution,
) -> Answer<Draft> {
    let resolved = engine.drafts().resolve(&component, &resolution).await;
    resolved.map_err(log_failure)
}

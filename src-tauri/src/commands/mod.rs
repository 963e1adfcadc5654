//! What the window may ask for. Each command is one expression: it translates, the engine decides.

mod app;
mod backups;
mod changes;
mod configuration;
mod drafts;
mod encryption;
mod following;
mod history;
mod imports;
mod locations;
mod publications;
pub(crate) mod recovery;
mod requests;
mod restores;
mod retention;
mod schedule;
mod versions;

use mantrae_core::Error;
use mantrae_core::error::Failure;
use mantrae_core::retention::RULE_NUMBERS;
use tauri::Wry;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::event::WindowEvent;

/// The answer of every command.
type Answer<T> = Result<T, Failure>;

/// An error at the edge: logged once, then sent without its cause.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands as `map_err(log_failure)` in every command"
)]
fn log_failure(error: Error) -> Failure {
    tracing::warn!(?error, "a request of the window failed");
    error.failure()
}

/// All commands and events. In the window a command that fails throws its `Failure`.
#[expect(clippy::too_many_lines, reason = "it is a list: one line for each command")]
pub(crate) fn builder() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            recovery::startup_problem,
            recovery::recovery_backups,
            recovery::recovery_restore,
            recovery::start_anew,
            app::app_state,
            app::overview,
            app::verdict,
            app::activity,
            app::settings,
            app::change_setting,
            app::starts_at_login,
            app::start_at_login,
            app::choose_backup_folder,
            app::use_default_backup_folder,
            app::open_folder,
            app::open_log_folder,
            app::close_heard,
            app::close_window,
            app::quit,
            configuration::create_profile,
            configuration::rename_profile,
            configuration::delete_profile,
            configuration::components,
            configuration::component,
            configuration::route_map,
            configuration::set_component_enabled,
            configuration::remove_component,
            configuration::export_profile,
            changes::plan_changes,
            changes::apply_changes,
            changes::discard_changes,
            changes::duplicate_component,
            changes::change_several,
            changes::expose_choices,
            changes::plan_exposure,
            changes::hash_password,
            changes::hash_digest_password,
            changes::check_password,
            changes::generate_password,
            changes::undo_steps,
            changes::redo,
            drafts::drafts,
            drafts::open_draft,
            drafts::component_form,
            drafts::rule_of_rows,
            drafts::draft_choices,
            drafts::complete_draft,
            drafts::hover_draft,
            drafts::create_draft,
            drafts::write_draft,
            drafts::edit_draft,
            drafts::discard_draft,
            drafts::save_draft,
            drafts::resolve_draft,
            history::component_history,
            history::compare_versions,
            history::lines_of_version,
            history::deleted_components,
            requests::try_request,
            requests::expectations,
            requests::expect_router,
            requests::remove_expectation,
            requests::gateway,
            requests::learn_gateway_from_file,
            requests::learn_gateway_from_paths,
            requests::ask_gateway,
            requests::entered_gateway,
            requests::preview_gateway,
            requests::enter_gateway,
            requests::forget_gateway,
            publications::connection,
            publications::choose_traefik_folder,
            publications::connect,
            publications::traefik_settings,
            publications::renew_token,
            publications::set_automatic,
            publications::disconnect,
            publications::plan_publication,
            publications::publish,
            publications::keep_publication,
            publications::prolong_trial,
            publications::end_trials,
            publications::take_back,
            publications::standing,
            publications::publication_status,
            publications::publications,
            versions::version_folder,
            versions::choose_version_folder,
            versions::keep_versions,
            versions::end_versions,
            following::plan_following,
            following::begin_following,
            following::end_following,
            following::follow_status,
            following::look_at_files,
            following::decide_files,
            following::plan_write,
            following::write_to_files,
            imports::choose_import_files,
            imports::choose_import_folder,
            imports::server_profiles,
            imports::prepare_import,
            imports::import_review,
            imports::foresee_import,
            imports::apply_import,
            imports::discard_import,
            backups::backups,
            backups::backup,
            backups::back_up_now,
            backups::verify_backup,
            backups::preview_deletion,
            backups::delete_backups,
            backups::pin_backup,
            backups::stop_run,
            backups::adopt_backups,
            backups::save_backup_copy,
            restores::choose_backup_file,
            restores::asked_file,
            restores::prepare_restore,
            restores::apply_restore,
            restores::discard_restore,
            restores::undo,
            retention::preview_retention,
            retention::compare_retention,
            retention::apply_retention,
            locations::locations,
            locations::check_location,
            locations::test_location,
            locations::create_bucket,
            locations::save_location,
            locations::check_sftp_location,
            locations::test_sftp_location,
            locations::trust_host,
            locations::set_up_folder,
            locations::save_sftp_location,
            locations::remove_location,
            locations::use_location,
            locations::use_this_computer,
            locations::set_location_secret,
            locations::unlock_keyring,
            locations::choose_ca_file,
            locations::minimal_policy,
            encryption::encryption,
            encryption::turn_on_encryption,
            encryption::turn_off_encryption,
            encryption::new_key,
            encryption::save_recovery_sheet,
            encryption::choose_key_file,
            encryption::rehearse,
            schedule::schedule,
            schedule::preview_schedule,
            schedule::pause_backups,
            schedule::resume_backups,
        ])
        .constant("RULE_NUMBERS", RULE_NUMBERS)
        .events(collect_events![WindowEvent])
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
}

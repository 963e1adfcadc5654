//! What the session says about starting the program at login, besides whether the entry exists.

use tauri::{AppHandle, Manager as _};

/// The settings of a desktop leave the entry where it is and write into it that it is disabled.
pub(crate) fn is_switched_off(app: &AppHandle) -> bool {
    let Ok(folder) = app.path().config_dir() else {
        return false;
    };
    let entry = folder
        .join("autostart")
        .join(format!("{}.desktop", app.package_info().name));
    std::fs::read_to_string(entry).is_ok_and(|text| says_off(&text))
}

fn says_off(entry: &str) -> bool {
    let says = |key: &str, word: &str| {
        entry
            .lines()
            .filter_map(|line| line.split_once('='))
            .any(|(name, value)| name.trim() == key && value.trim().eq_ignore_ascii_case(word))
    };
    says("Hidden", "true") || says("X-GNOME-Autostart-enabled", "false")
}

#[cfg(test)]
mod tests {
    use super::says_off;

    #[test]
    fn an_entry_may_say_that_it_does_not_count() {
        let check = |line: &str, expect| {
            let entry = format!("[Desktop Entry]\nType=Application\nExec=mantrae --hidden\n{line}\n");
            assert_eq!(says_off(&entry), expect, "{line}");
        };
        check("Terminal=false", false);
        check("Hidden=true", true);
        check("Hidden=false", false);
        check("X-GNOME-Autostart-enabled=false", true);
        check("X-GNOME-Autostart-enabled=true", false);
    }
}

//! A file that somebody opened with the program: double clicked, or named on its command line.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tauri::{AppHandle, Manager as _};

use crate::event::{self, WindowEvent};
use crate::window;

/// It waits here until a window takes it: the page may not have loaded yet.
#[derive(Default)]
pub(crate) struct Asked(Mutex<Option<PathBuf>>);

impl Asked {
    fn set(&self, file: PathBuf) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }

    /// The file, once.
    pub(crate) fn take(&self) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Remembers the file that this program was started with.
pub(crate) fn remember(app: &AppHandle) {
    let folder = std::env::current_dir().unwrap_or_default();
    if let Some(file) = named(std::env::args_os(), &folder) {
        app.state::<Asked>().set(file);
    }
}

/// A second start: the window of the first is shown, and told about the file.
pub(crate) fn again(app: &AppHandle, arguments: Vec<String>, folder: &str) {
    let file = named(arguments.into_iter().map(OsString::from), Path::new(folder));
    let is_asked = file.is_some();
    if let Some(file) = file {
        app.state::<Asked>().set(file);
    }
    window::open(app);
    if is_asked {
        event::tell(app, &WindowEvent::FileAsked);
    }
}

/// The first word after the program's name that is no option, seen from the folder where it was typed.
fn named(arguments: impl IntoIterator<Item = OsString>, folder: &Path) -> Option<PathBuf> {
    let mut options_end = false;
    let mut words = arguments.into_iter().skip(1).filter(|word| {
        let is_option = !options_end && word.to_string_lossy().starts_with('-');
        options_end |= word == "--";
        !is_option && !word.is_empty()
    });
    words.next().map(|word| folder.join(word))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use super::{Asked, named};

    #[test]
    fn the_file_is_what_is_no_option() {
        let check = |words: &str, expected: Option<&str>| {
            let words = words.split(' ').map(OsString::from);
            assert_eq!(named(words, Path::new("/srv/files")), expected.map(PathBuf::from));
        };
        check("mantrae", None);
        check("mantrae --hidden --closed", None);
        check("mantrae a.zip", Some("/srv/files/a.zip"));
        check("mantrae /mnt/a.zip b.zip", Some("/mnt/a.zip"));
        check("mantrae --hidden a.zip", Some("/srv/files/a.zip"));
        check("mantrae -- -a.zip", Some("/srv/files/-a.zip"));
    }

    #[test]
    fn it_is_taken_once() {
        let asked = Asked::default();
        assert_eq!(asked.take(), None);
        asked.set("/a.zip".into());
        asked.set("/b.zip".into());
        assert_eq!(asked.take(), Some("/b.zip".into()), "the last one counts");
        assert_eq!(
            asked.take(),
            None,
            "a page that loads again does not open it again"
        );
    }
}

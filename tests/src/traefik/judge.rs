//! Asks a Traefik what it makes of a text.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use traefik_dynamic::Format;

use super::answers::Answers;
use super::{Feed, Launch, Said, Traefik, normal};

/// How long to wait for a message that follows another at once, or not at all.
const MOMENT: Duration = Duration::from_millis(300);

/// What Traefik says about a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It accepts it: this is the configuration it then holds, normalised by [`normal`]. TLS certificates and
    /// authorities are missing, since the log leaves them out; [`Judge::is_unchanged`] sees them.
    Accepted(Value),
    /// It refuses it, for this reason.
    Refused(String),
    /// Its provider crashes on it, and would read nothing more until Traefik is restarted; the judge has restarted it.
    Broke(String),
}

/// A Traefik that waits for texts.
#[derive(Debug)]
pub struct Judge {
    launch: Launch,
    traefik: Traefik,
    way: Way,
}

/// How a text reaches Traefik.
#[derive(Debug)]
enum Way {
    /// As a file in a subfolder of the watched folder: it is read but not watched, so that the only event is the one we
    /// trigger, and each text has exactly one answer.
    Files { folder: tempfile::TempDir },
    /// As the answer to a request.
    Http(Answers),
}

impl Judge {
    /// A judge that reads files, as the file provider does: YAML and TOML, with templates run.
    pub fn of_files() -> Self {
        Self::of_files_by(&super::program())
    }

    /// Like [`Judge::of_files`], with another version.
    pub fn of_files_by(program: &Path) -> Self {
        Self::of_files_with(|feed| Launch::of(program, feed))
    }

    /// Like [`Judge::of_files`], started in this way: with entry points, it builds what it accepts.
    pub fn of_files_with(launch: impl FnOnce(Feed) -> Launch) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(inner(folder.path())).expect("a folder in it");
        let launch = launch(Feed::Folder(folder.path().to_path_buf()));
        Self::started(launch, Way::Files { folder })
    }

    /// A judge that gets its texts over HTTP, as the HTTP provider does: JSON and YAML, with nothing run.
    pub fn of_answers() -> Self {
        Self::of_answers_by(&super::program())
    }

    /// Like [`Judge::of_answers`], with another version.
    pub fn of_answers_by(program: &Path) -> Self {
        let answers = Answers::start();
        let launch = Launch::of(program, Feed::Http(answers.address().to_owned()));
        Self::started(launch, Way::Http(answers))
    }

    fn started(launch: Launch, way: Way) -> Self {
        let traefik = launch.start();
        Self { launch, traefik, way }
    }

    /// What it makes of a text.
    ///
    /// # Panics
    ///
    /// If Traefik exits because of it.
    pub fn judge(&mut self, text: &[u8], format: Format) -> Verdict {
        for _ in 0..2 {
            self.traefik.forget();
            self.put(text, format);
            match self.first_word() {
                Some(Said::Received(configuration)) => return Verdict::Accepted(normal(configuration)),
                Some(Said::Refused(why)) => return Verdict::Refused(self.without_path(&why)),
                Some(Said::Broke(why)) => {
                    self.put(b"", format);
                    self.traefik = self.launch.start();
                    return Verdict::Broke(why);
                }
                // The previous text may have stopped it.
                Some(Said::Unchanged) | None => self.traefik = self.launch.start(),
            }
        }
        panic!("Traefik ends over this text: {}", String::from_utf8_lossy(text));
    }

    /// Whether the last configuration it accepted is, to Traefik itself, equal to the one before: in everything it
    /// holds, including what its log leaves out.
    pub fn is_unchanged(&mut self) -> bool {
        self.traefik.next(MOMENT) == Some(Said::Unchanged)
    }

    /// What it says about the current text; a late message about the previous one is skipped.
    fn first_word(&mut self) -> Option<Said> {
        loop {
            let said = self.traefik.answer();
            if said != Some(Said::Unchanged) {
                return said;
            }
        }
    }

    fn put(&self, text: &[u8], format: Format) {
        match &self.way {
            Way::Http(answers) => answers.put(text),
            Way::Files { folder } => {
                let inner = inner(folder.path());
                for old in std::fs::read_dir(&inner).expect("the folder").flatten() {
                    std::fs::remove_file(old.path()).expect("the old file goes");
                }
                let name = if format == Format::Toml {
                    "it.toml"
                } else {
                    "it.yml"
                };
                mantrae_core::fs::write_atomic(&inner.join(name), text).expect("the file is written");
                // The one event.
                let shown = std::fs::Permissions::from_mode(0o700);
                std::fs::set_permissions(&inner, shown).expect("the folder’s mode is set");
            }
        }
    }

    /// The reason without the path of our file.
    fn without_path(&self, why: &str) -> String {
        let Way::Files { folder } = &self.way else {
            return why.to_owned();
        };
        why.replace(&format!("{}/", inner(folder.path()).display()), "")
    }

    /// The running program.
    pub fn traefik(&self) -> &Traefik {
        &self.traefik
    }

    /// What it runs once the router of that name is part of it; `None` if it exits because of what it accepted last. It
    /// is then restarted with nothing.
    pub fn built(&mut self, router: &str) -> Option<Value> {
        let held = self.traefik.built(router);
        if held.is_none() {
            self.put(b"", Format::Yaml);
            self.traefik = self.launch.start();
        }
        held
    }
}

fn inner(folder: &Path) -> PathBuf {
    folder.join("read-not-watched")
}

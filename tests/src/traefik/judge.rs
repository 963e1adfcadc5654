//! Asking a Traefik what it makes of a text.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use traefik_dynamic::Format;

use super::answers::Answers;
use super::{Feed, Launch, Said, Traefik, normal};

/// How long to wait for a word that follows another at once, or not at all.
const MOMENT: Duration = Duration::from_millis(300);

/// What Traefik says of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It takes it: this is what it holds then, in the form of [`normal`]. Certificates and authorities of TLS are not in
    /// it, since the log leaves them out; [`Judge::is_unchanged`] sees them.
    Accepted(Value),
    /// It does not, for this reason.
    Refused(String),
    /// It breaks over it, and would read nothing any more until it is started anew; the judge did that.
    Broke(String),
}

/// A Traefik that waits for texts.
#[derive(Debug)]
pub struct Judge {
    launch: Launch,
    traefik: Traefik,
    way: Way,
}

/// How a text reaches it.
#[derive(Debug)]
enum Way {
    /// As a file in a folder within the watched one: that is read but not watched, so that the only event is the one that
    /// we make, and each text has exactly one answer.
    Files { folder: tempfile::TempDir },
    /// As the answer to a request.
    Http(Answers),
}

impl Judge {
    /// One that reads files, as the file provider does: YAML and TOML, templates run.
    pub fn of_files() -> Self {
        Self::of_files_by(&super::program())
    }

    /// As [`Judge::of_files`], of another version.
    pub fn of_files_by(program: &Path) -> Self {
        Self::of_files_with(|feed| Launch::of(program, feed))
    }

    /// As [`Judge::of_files`], started as is said: with entry points it builds what it takes.
    pub fn of_files_with(launch: impl FnOnce(Feed) -> Launch) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(inner(folder.path())).expect("a folder in it");
        let launch = launch(Feed::Folder(folder.path().to_path_buf()));
        Self::started(launch, Way::Files { folder })
    }

    /// One that is answered over HTTP, as the HTTP provider is: JSON and YAML, nothing run.
    pub fn of_answers() -> Self {
        Self::of_answers_by(&super::program())
    }

    /// As [`Judge::of_answers`], of another version.
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
    /// Where Traefik ends over it.
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
                // What was put before may have been its end.
                Some(Said::Unchanged) | None => self.traefik = self.launch.start(),
            }
        }
        panic!("Traefik ends over this text: {}", String::from_utf8_lossy(text));
    }

    /// Whether what it took last is equal, to Traefik itself, to what it took before that: in everything that it holds,
    /// what its log leaves out too.
    pub fn is_unchanged(&mut self) -> bool {
        self.traefik.next(MOMENT) == Some(Said::Unchanged)
    }

    /// What it says of the text that was put; a late word about the one before is passed over.
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

    /// The reason without the place of our file.
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

    /// What it runs as soon as the router of that name is a part of it; `None` where it ends over what it took last. Then
    /// it is started anew, with nothing.
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

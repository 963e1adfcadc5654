//! What a package contains beside the application: the command line, its man pages and completions, what a desktop
//! reads about the program, and the licences of all its parts.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure};
use crate::program::{program, read, run};
use crate::{Result, tree};

/// The sources of what is filled in here.
const SOURCES: &str = "src-tauri/packaging";

/// Files that were written, and where each goes.
pub(crate) struct Gathered {
    /// Paths in the package, with the files they are copied from.
    files: Vec<(String, PathBuf)>,
    /// What Debian calls a changelog, which only its packages contain.
    changelog: PathBuf,
    mantraectl: PathBuf,
}

/// Writes all of them into `target/packaging`.
pub(crate) fn gather(programs: &Path) -> Result<Gathered> {
    let mantraectl = programs.join(format!("mantraectl{}", std::env::consts::EXE_SUFFIX));
    let folder = tree::fresh("packaging")?;
    let mut gathered = Gathered {
        files: Vec::new(),
        changelog: folder.join("changelog.gz"),
        mantraectl,
    };
    if cfg!(target_os = "linux") {
        gathered.write_all(&folder)?;
    }
    Ok(gathered)
}

impl Gathered {
    fn write_all(&mut self, folder: &Path) -> Result {
        let date = Date::of_the_last_change()?;
        let version = env!("CARGO_PKG_VERSION");
        let filled = |name: &str| -> Result<String> {
            let path = tree::root().join(SOURCES).join(name);
            let text = fs::read_to_string(&path).doing(|| format!("read {}", path.display()))?;
            Ok(text.replace("@VERSION@", version).replace("@DATE@", &date.day))
        };
        let text = format!(
            "mantrae ({version}) unstable; urgency=medium\n\n  * New version: “What’s new” in the window and\n    {}/blob/main/CHANGELOG.md\n    tell what it brings.\n\n -- {}  {}\n",
            env!("CARGO_PKG_REPOSITORY"),
            env!("CARGO_PKG_AUTHORS"),
            date.mail
        );
        let changelog = folder.join("changelog");
        tree::save(&changelog, text.as_bytes())?;
        pack(&[changelog])?;

        let metainfo = "dev.mantrae.desktop.metainfo.xml";
        self.add(folder, metainfo, &filled(metainfo)?, "/usr/share/metainfo")?;
        let types = "dev.mantrae.desktop.xml";
        self.add(folder, types, &filled(types)?, "/usr/share/mime/packages")?;
        let overrides = filled("lintian-overrides")?;
        self.add(folder, "mantrae", &overrides, "/usr/share/lintian/overrides")?;
        let licence = licence_in_paragraphs()?;
        let copyright = filled("copyright")?.replace("@LICENCE@", &licence);
        self.add(folder, "copyright", &copyright, "/usr/share/doc/mantrae")?;
        let icon = tree::root().join("icons/source/app-icon.svg");
        let scalable = "/usr/share/icons/hicolor/scalable/apps/mantrae.svg";
        self.files.push((scalable.to_owned(), icon));

        let texts = self.answer(&["licences", "--texts"])?;
        self.add_packed(folder, "third-party.txt", &texts, "/usr/share/doc/mantrae")?;
        self.add_pages(&folder.join("man"), &filled("mantrae.1")?)?;
        let shells = [
            ("bash", "mantraectl", "/usr/share/bash-completion/completions"),
            ("zsh", "_mantraectl", "/usr/share/zsh/vendor-completions"),
            ("fish", "mantraectl.fish", "/usr/share/fish/vendor_completions.d"),
        ];
        for (shell, name, to) in shells {
            let words = self.answer(&["completions", shell])?;
            self.add(&folder.join(shell), name, &words, to)?;
        }
        Ok(())
    }

    /// A page for the application, and one for each command.
    fn add_pages(&mut self, folder: &Path, of_application: &str) -> Result {
        tree::create(folder)?;
        tree::save(&folder.join("mantrae.1"), of_application.as_bytes())?;
        run(program(&self.mantraectl).arg("man").arg(folder))?;
        pack(&tree::files_below(folder)?)?;
        self.files
            .push(("/usr/share/man/man1".to_owned(), folder.to_owned()));
        Ok(())
    }

    fn add_packed(&mut self, folder: &Path, name: &str, text: &str, to: &str) -> Result {
        tree::save(&folder.join(name), text.as_bytes())?;
        pack(&[folder.join(name)])?;
        let name = format!("{name}.gz");
        self.files.push((format!("{to}/{name}"), folder.join(name)));
        Ok(())
    }

    fn add(&mut self, folder: &Path, name: &str, text: &str, to: &str) -> Result {
        tree::create(folder)?;
        let path = folder.join(name);
        tree::save(&path, text.as_bytes())?;
        self.files.push((format!("{to}/{name}"), path));
        Ok(())
    }

    fn answer(&self, words: &[&str]) -> Result<String> {
        read(program(&self.mantraectl).args(words))
    }

    /// Writes what tauri.conf.json cannot know: where these files are, and that the window's files are already built.
    /// `version`: another one than there.
    pub(crate) fn write_additions(&self, version: Option<&str>) -> Result<PathBuf> {
        let path = self.changelog.with_file_name("additions.json");
        tree::save(&path, self.additions(version).as_bytes())?;
        Ok(path)
    }

    fn additions(&self, version: Option<&str>) -> String {
        let version = version.map(|version| format!(r#""version": {version:?}, "#));
        let version = version.unwrap_or_default();
        let mantraectl = shown(&self.mantraectl);
        let program = format!(r#""/usr/bin/mantraectl": {mantraectl}"#);
        let all: Vec<String> = self
            .files
            .iter()
            .map(|(to, from)| format!("{to:?}: {}", shown(from)))
            .chain([program.clone()])
            .collect();
        let all = all.join(", ");
        let bundle = if cfg!(target_os = "macos") {
            format!(r#""macOS": {{"files": {{"MacOS/mantraectl": {mantraectl}}}}}"#)
        } else if cfg!(windows) {
            let thumbprint = std::env::var("WINDOWS_CERTIFICATE_THUMBPRINT").unwrap_or_default();
            let signed = if thumbprint.is_empty() {
                String::new()
            } else {
                format!(r#", "windows": {{"certificateThumbprint": {thumbprint:?}}}"#)
            };
            format!(r#""resources": {{{mantraectl}: "mantraectl.exe"}}{signed}"#)
        } else {
            let changelog = format!(
                r#""/usr/share/doc/mantrae/changelog.gz": {}"#,
                shown(&self.changelog)
            );
            format!(
                r#""linux": {{"deb": {{"files": {{{all}, {changelog}}}}}, "rpm": {{"files": {{{all}}}}}, "appimage": {{"files": {{{program}}}}}}}"#
            )
        };
        format!(r#"{{{version}"build": {{"beforeBuildCommand": null}}, "bundle": {{{bundle}}}}}"#)
    }
}

/// A path as JSON has it.
fn shown(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

/// Replaces each by a `.gz` that has the same bytes on every day.
fn pack(paths: &[PathBuf]) -> Result {
    let mut command = program("gzip");
    read(command.args(["-9", "--no-name", "--force"]).args(paths)).map(drop)
}

/// Our licence, as Debian writes texts: indented, and with a dot in an empty line.
fn licence_in_paragraphs() -> Result<String> {
    let path = tree::root().join("LICENSE");
    let text = fs::read_to_string(&path).doing(|| format!("read {}", path.display()))?;
    let terms = text
        .split_once("\n\nPermission")
        .map(|(_, terms)| format!("Permission{terms}"))
        .ok_or_else(|| Failure::new(format!("{} is no MIT licence", path.display())))?;
    let lines = terms.trim_end().lines();
    let line = |line: &str| {
        let line = if line.is_empty() { "." } else { line };
        format!(" {line}")
    };
    Ok(lines.map(line).collect::<Vec<_>>().join("\n"))
}

/// When the source was changed last, so that two builds of it are the same.
struct Date {
    /// 2026-11-29
    day: String,
    /// Sun, 29 Nov 2026 19:00:00 +0000
    mail: String,
}

impl Date {
    fn of_the_last_change() -> Result<Self> {
        let of = |format: &str| {
            let mut git = program("git");
            git.args(["log", "-1", "--format=%cd", &format!("--date=format:{format}")]);
            Ok::<_, Failure>(read(&mut git)?.trim().to_owned())
        };
        Ok(Self {
            day: of("%Y-%m-%d")?,
            mail: of("%a, %d %b %Y %H:%M:%S %z")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_licence_is_written_as_debian_writes_texts() {
        let text = licence_in_paragraphs().expect("a licence");
        assert!(text.starts_with(" Permission is hereby granted"), "{text}");
        assert!(text.contains("\n .\n"), "{text}");
        assert!(text.lines().all(|line| line.starts_with(' ')), "{text}");
    }

    #[test]
    fn the_program_is_in_every_package() {
        let gathered = Gathered {
            files: vec![("/usr/share/a b".to_owned(), "/x/a \"b\"".into())],
            changelog: "/x/changelog.gz".into(),
            mantraectl: "/x/mantraectl".into(),
        };
        let additions = gathered.additions(None);
        assert!(additions.contains("/x/mantraectl"), "{additions}");
        if cfg!(target_os = "linux") {
            assert_eq!(
                additions.matches(r#""/usr/bin/mantraectl""#).count(),
                3,
                "{additions}"
            );
            assert!(additions.contains(r#""/x/a \"b\"""#), "{additions}");
        }
    }
}

//! A folder in which each profile is kept as one file, so that a repository shows what changed.

pub mod git;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::db::profile::Profile;
use crate::db::versions::FileRow;
use crate::error::{Code, Error, Result, io};
use crate::fs::write_atomic;
use crate::publish::{digest, file_name};

/// A profile, and its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'p> {
    /// The profile.
    pub profile: &'p Profile,
    /// The name of its file.
    pub name: String,
}

/// The file of each profile. One that has a file already keeps it until it is called otherwise; of two profiles that would
/// have one name, the second one's gets a number.
pub fn named<'p>(profiles: &'p [Profile], known: &[FileRow]) -> Vec<Named<'p>> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut all = Vec::new();
    let mut new = Vec::new();
    for profile in profiles {
        let stem = file_name(&profile.name);
        let held = known.iter().find(|row| row.profile == profile.uid);
        match held.filter(|row| is_of(&row.name, &stem) && taken.insert(row.name.clone())) {
            Some(row) => all.push(Named {
                profile,
                name: row.name.clone(),
            }),
            None => new.push((profile, stem)),
        }
    }
    for (profile, stem) in new {
        let names = std::iter::once(format!("{stem}.yml"))
            .chain((2..).map(|number: u32| format!("{stem}-{number}.yml")));
        let mut free = names.filter(|name| taken.insert(name.clone()));
        if let Some(name) = free.next() {
            all.push(Named { profile, name });
        }
    }
    all
}

/// Whether a file is called after this, perhaps with a number.
fn is_of(name: &str, stem: &str) -> bool {
    let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(".yml"));
    rest.is_some_and(|rest| {
        let number = rest.strip_prefix('-').unwrap_or(rest);
        number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Writes a file, unless it holds the same; returns whether it was written. Never over what somebody else wrote: what is there
/// must have one of these hashes.
pub fn put(folder: &Path, name: &str, text: &str, ours: &[&str]) -> Result<bool> {
    let path = folder.join(name);
    match held(&path)? {
        Some(bytes) if bytes == text.as_bytes() => return Ok(false),
        Some(bytes) if !ours.contains(&digest(Some(&bytes)).as_str()) => return Err(not_ours(&path)),
        _ => {}
    }
    write_atomic(&path, text.as_bytes())?;
    if held(&path)?.as_deref() == Some(text.as_bytes()) {
        Ok(true)
    } else {
        let message = format!("`{}` does not hold what was written into it", path.display());
        Err(Error::new(Code::Storage, message).hint("Another program may write there, or the disk may fail"))
    }
}

/// Removes a file whose profile is gone, or is called otherwise; returns whether there was one. Never what somebody else wrote.
pub fn remove(folder: &Path, name: &str, ours: &[&str]) -> Result<bool> {
    let path = folder.join(name);
    match held(&path)? {
        None => Ok(false),
        Some(bytes) if ours.contains(&digest(Some(&bytes)).as_str()) => {
            fs::remove_file(&path).map_err(|error| io("remove", &path, error))?;
            crate::fs::flush_parent(&path)?;
            Ok(true)
        }
        Some(_) => Err(not_ours(&path)),
    }
}

fn held(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io("look at", path, error)),
        Ok(kind) if !kind.is_file() => {
            let message = format!("`{}` is not a regular file", path.display());
            Err(Error::new(Code::InvalidInput, message)
                .hint("Move it away; then the profile is written there again"))
        }
        Ok(_) => fs::read(path).map(Some).map_err(|error| io("read", path, error)),
    }
}

fn not_ours(path: &Path) -> Error {
    let message = format!("`{}` was written or changed by somebody else", path.display());
    Error::new(Code::Exists, message)
        .hint("Import it to keep what they wrote, then move it away: the profile is written there again")
}

/// What a commit says: what was done, one sentence a change.
pub fn message(done: &[String]) -> String {
    match done {
        [] => "Configuration as Mantrae holds it".to_owned(),
        [one] => one.clone(),
        all => {
            let lines: Vec<String> = all.iter().map(|line| format!("- {line}")).collect();
            let subject = crate::words::count(all.len() as u64, "change");
            format!("{subject}\n\n{}\n", lines.join("\n"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(uid: &str, name: &str) -> Profile {
        Profile {
            uid: uid.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            created_at: "2026-11-12T14:02:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn each_profile_has_a_file_of_its_own_and_keeps_it() {
        let check = |profiles: &[(&str, &str)], known: &[(&str, &str)], expect: &[&str]| {
            let profiles: Vec<Profile> = profiles.iter().map(|(uid, name)| profile(uid, name)).collect();
            let known: Vec<FileRow> = known
                .iter()
                .map(|(profile, name)| FileRow {
                    profile: (*profile).to_owned(),
                    name: (*name).to_owned(),
                    digest: None,
                    next: None,
                })
                .collect();
            let mut found: Vec<String> = named(&profiles, &known)
                .into_iter()
                .map(|one| format!("{} {}", one.profile.uid, one.name))
                .collect();
            found.sort();
            assert_eq!(found, expect);
        };
        check(&[("a", "Home lab")], &[], &["a home-lab.yml"]);
        check(
            &[("a", "Home lab"), ("b", "home-lab")],
            &[],
            &["a home-lab.yml", "b home-lab-2.yml"],
        );
        // The other way round in the list, they keep their files.
        check(
            &[("b", "home-lab"), ("a", "Home lab")],
            &[("a", "home-lab.yml"), ("b", "home-lab-2.yml")],
            &["a home-lab.yml", "b home-lab-2.yml"],
        );
        check(&[("a", "Cloud")], &[("a", "home-lab.yml")], &["a cloud.yml"]);
        // What one profile gives up, another may take.
        check(
            &[("a", "Cloud"), ("b", "Home lab")],
            &[("a", "home-lab.yml")],
            &["a cloud.yml", "b home-lab.yml"],
        );
    }

    #[test]
    fn what_somebody_else_wrote_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert!(put(folder, "a.yml", "one", &[]).unwrap());
        assert!(
            !put(folder, "a.yml", "one", &[]).unwrap(),
            "it holds that already"
        );
        let ours = digest(Some(b"one"));
        assert!(put(folder, "a.yml", "two", &[&ours]).unwrap());
        let refused = put(folder, "a.yml", "three", &[&ours]).unwrap_err();
        assert_eq!(refused.code, Code::Exists);
        assert_eq!(remove(folder, "a.yml", &[&ours]).unwrap_err().code, Code::Exists);
        assert_eq!(fs::read(folder.join("a.yml")).unwrap(), b"two");
        assert!(remove(folder, "a.yml", &[&digest(Some(b"two"))]).unwrap());
        assert!(!remove(folder, "a.yml", &[]).unwrap(), "it is gone");
        fs::create_dir(folder.join("b.yml")).unwrap();
        assert_eq!(
            put(folder, "b.yml", "one", &[]).unwrap_err().code,
            Code::InvalidInput
        );
    }

    #[test]
    fn a_commit_says_what_was_done() {
        let check = |done: &[&str], expect: &str| {
            let done: Vec<String> = done.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(message(&done), expect);
        };
        check(&[], "Configuration as Mantrae holds it");
        check(&["“blog” renamed"], "“blog” renamed");
        check(&["one", "two"], "2 changes\n\n- one\n- two\n");
    }
}

//! Three versions of a component: mine, theirs, and the one that both began with.

use serde::Serialize;
use serde_json::Value;
use traefik_dynamic::text::{Edit, Step};

/// A field that both sides changed, to different values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Clash {
    /// Which: `tls.options`.
    pub path: String,
    /// The value with which both began; none if it was absent.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Unknown>))]
    pub base: Option<Value>,
    /// The value of the draft; none if it is absent.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Unknown>))]
    pub mine: Option<Value>,
    /// The value that is saved; none if it is absent.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Unknown>))]
    pub theirs: Option<Value>,
}

/// What the other side changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Its changes that this side does not touch.
    theirs: Vec<Change>,
    /// Its changes where this side wants something else.
    clashes: Vec<(Change, Clash)>,
}

/// A field with a new value; `None` to remove it.
#[derive(Debug, Clone, PartialEq)]
struct Change {
    path: Vec<String>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Change {
    fn path(&self) -> String {
        self.path.join(".")
    }

    /// Whether one of the two fields is, or is inside, the other.
    fn meets(&self, other: &Self) -> bool {
        self.path.iter().zip(&other.path).all(|(a, b)| a == b)
    }
}

/// Compares three configurations. Objects are compared field by field, everything else as a whole.
pub fn merge(base: &Value, mine: &Value, theirs: &Value) -> Merge {
    let own = changes(base, mine);
    let (mut free, mut clashes) = (Vec::new(), Vec::new());
    for change in changes(base, theirs) {
        let meeting: Vec<&Change> = own.iter().filter(|own| own.meets(&change)).collect();
        // Where both changed something below the same field, the outer one is what has to be chosen.
        let outer = meeting.iter().map(|own| &own.path).min_by_key(|path| path.len());
        let path = match outer {
            None => {
                free.push(change);
                continue;
            }
            Some(outer) if outer.len() < change.path.len() => outer.clone(),
            Some(_) => change.path,
        };
        let whole = Change {
            before: at(base, &path).cloned(),
            after: at(theirs, &path).cloned(),
            path,
        };
        let clash = Clash {
            path: whole.path(),
            base: whole.before.clone(),
            mine: at(mine, &whole.path).cloned(),
            theirs: whole.after.clone(),
        };
        let is_known = clashes
            .iter()
            .any(|(_, known): &(Change, Clash)| known.path == clash.path);
        if clash.mine != clash.theirs && !is_known {
            clashes.push((whole, clash));
        }
    }
    Merge {
        theirs: free,
        clashes,
    }
}

impl Merge {
    /// The fields that the other side changed to values that this side does not have.
    pub fn fields(&self) -> Vec<String> {
        let clashing = self.clashes.iter().map(|(change, _)| change.path());
        self.theirs.iter().map(Change::path).chain(clashing).collect()
    }

    /// The fields that have to be chosen.
    pub fn clashes(&self) -> Vec<Clash> {
        self.clashes.iter().map(|(_, clash)| clash.clone()).collect()
    }

    /// Calls `use_them` with the edits that take the other side's changes into this side: all that do not clash, and
    /// the clashing ones with these paths.
    pub fn with_edits<T>(&self, chosen: &[String], use_them: impl FnOnce(&[Edit<'_>]) -> T) -> T {
        let clashing = self.clashes.iter();
        let chosen = clashing.filter(|(change, _)| chosen.contains(&change.path()));
        let taken: Vec<&Change> = self
            .theirs
            .iter()
            .chain(chosen.map(|(change, _)| change))
            .collect();
        let paths: Vec<Vec<Step<'_>>> = taken
            .iter()
            .map(|change| change.path.iter().map(|key| Step::Key(key)).collect())
            .collect();
        let edits = taken
            .iter()
            .zip(&paths)
            .map(|(change, path)| match &change.after {
                Some(value) => Edit::Set { path, value },
                None => Edit::Unset { path },
            });
        use_them(&edits.collect::<Vec<_>>())
    }
}

/// How many fields differ.
pub(crate) fn count(base: &Value, mine: &Value) -> usize {
    changes(base, mine).len()
}

fn at<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), (Some(before), Some(after)), &mut found);
    found
}

fn compare(path: &mut Vec<String>, pair: (Option<&Value>, Option<&Value>), found: &mut Vec<Change>) {
    match pair {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                path.push(key.clone());
                compare(path, (before.get(key), after.get(key)), found);
                path.pop();
            }
        }
        (before, after) if before != after => found.push(Change {
            path: path.clone(),
            before: before.cloned(),
            after: after.cloned(),
        }),
        _ => {}
    }
}

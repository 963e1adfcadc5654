//! Fields of answers whose name changed: programs that read the old one still find it, for one version.

use serde_json::{Map, Value};

/// Today's name of a field, and the one it had.
const FIELDS: [(&str, &str); 4] = [
    ("verified_at", "proven_at"),
    ("verification", "proof"),
    ("newest_verified", "newest_proven"),
    ("last_verified", "last_proven"),
];

/// A field whose value was renamed: it has only one value, and scripts compare it with the old name.
const VALUES: [(&str, &str, &str); 1] = [("verdict", "one-location-missing", "one-place-missing")];

/// An answer with each renamed field under its old name too, and with renamed values under their old name.
pub(crate) fn with_old_names(document: &Value) -> Value {
    match document {
        Value::Array(values) => values.iter().map(with_old_names).collect(),
        Value::Object(fields) => {
            let mut both: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| (name.clone(), with_old_names(value)))
                .collect();
            for (new, old) in FIELDS {
                repeat(&mut both, new, old);
            }
            for (field, new, old) in VALUES {
                if let Some(value) = both.get_mut(field).filter(|value| **value == new) {
                    *value = old.into();
                }
            }
            // Elsewhere a problem was called one before: this is the one that says which database cannot be opened.
            if both
                .get("problem")
                .is_some_and(|problem| problem.get("which").is_some())
            {
                repeat(&mut both, "problem", "trouble");
            }
            Value::Object(both)
        }
        other => other.clone(),
    }
}

fn repeat(fields: &mut Map<String, Value>, new: &str, old: &str) {
    if let Some(value) = fields.get(new).cloned() {
        fields.entry(old).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn old_names_stand_beside_the_new_ones() {
        let check = |document: Value, expect: Value| assert_eq!(with_old_names(&document), expect);
        check(
            json!({ "locations": [{ "verified_at": "now", "verification": null }] }),
            json!({ "locations": [
                { "verified_at": "now", "proven_at": "now", "verification": null, "proof": null },
            ] }),
        );
        check(
            json!({ "last_verified": 1, "detail": { "newest_verified": 2 } }),
            json!({ "last_verified": 1, "last_proven": 1, "detail": { "newest_verified": 2, "newest_proven": 2 } }),
        );
        check(
            json!({ "problem": { "which": "state" } }),
            json!({ "problem": { "which": "state" }, "trouble": { "which": "state" } }),
        );
        check(
            json!({ "problem": "it is empty" }),
            json!({ "problem": "it is empty" }),
        );
        check(json!(["proof", 1]), json!(["proof", 1]));
        check(
            json!({ "verdict": "one-location-missing" }),
            json!({ "verdict": "one-place-missing" }),
        );
        check(json!({ "verdict": "safe" }), json!({ "verdict": "safe" }));
    }
}

//! An undo gives a component its old name back: whoever names it by the new one follows, also if it came later.

use std::collections::BTreeMap;

use traefik_dynamic::Kind;
use traefik_dynamic::links::Link;

use crate::db::component::{self, Stored};
use crate::db::operation::Touched;
use crate::db::{Databases, mention};
use crate::error::Result;
use crate::rewriting;
use crate::timestamp::Timestamp;

/// A component that gets its name back.
struct Renamed<'t> {
    profile: &'t str,
    kind: Kind,
    from: &'t str,
    to: &'t str,
}

/// The rows of components that name what is renamed, and that are not put back themselves; by profile.
pub(super) async fn following(
    databases: &Databases,
    put_back: &[Touched],
    now: Timestamp,
) -> Result<Vec<(String, Stored)>> {
    let mut rows: BTreeMap<(String, String, String), Stored> = BTreeMap::new();
    for one in renamed(put_back)? {
        let all = match mention::Index::read(&databases.configuration, one.profile).await? {
            Some(mut index) => {
                let link = Link::Names(one.kind, one.from.to_owned());
                index.having([link], i64::MAX).await?
            }
            None => component::list(&databases.configuration, one.profile).await?,
        };
        for row in all {
            let is_put_back = put_back.iter().any(|touched| {
                touched.profile == one.profile && touched.kind == row.kind && touched.name == row.name
            });
            if is_put_back {
                continue;
            }
            let key = (one.profile.to_owned(), row.kind.clone(), row.name.clone());
            let row = rows.get(&key).unwrap_or(&row);
            let redirected = rewriting::redirected(row, (one.kind, one.from, one.to), now)?;
            if let Some((stored, _)) = redirected {
                rows.insert(key, stored);
            }
        }
    }
    let rows = rows.into_iter();
    Ok(rows.map(|((profile, ..), stored)| (profile, stored)).collect())
}

/// What vanishes under one name and comes back, the same, under another.
fn renamed(put_back: &[Touched]) -> Result<Vec<Renamed<'_>>> {
    let mut found = Vec::new();
    let gone = put_back.iter().filter(|row| row.after.is_none());
    for row in gone {
        let mut same = put_back.iter().filter(|other| {
            let comes = other.before.is_none() && other.after == row.before;
            comes && other.profile == row.profile && other.kind == row.kind
        });
        // Two that are the same cannot be told apart.
        if let (Some(other), None) = (same.next(), same.next()) {
            found.push(Renamed {
                profile: &row.profile,
                kind: component::kind(&row.kind)?,
                from: &row.name,
                to: &other.name,
            });
        }
    }
    Ok(found)
}

//! Works out a change set: what each component that it touches was, and what it becomes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use sqlx::SqlitePool;
use traefik_dynamic::links::Link;
use traefik_dynamic::{Component, Kind};

use super::fields;
use super::set::{Change, ChangeSet, Put};
use crate::db::component::{self, Stored};
use crate::db::operation::TouchedExpectations;
use crate::db::profile::Profile;
use crate::db::{gateway, mention, revision};
use crate::error::{Code, Error, Result};
use crate::expectation::{self, Expectation};
use crate::field_edit::with_edits;
use crate::rewriting;
use crate::timestamp::Timestamp;

/// Kind and name.
pub(in crate::engine) type Key = (Kind, String);

/// A component that a change set touches.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Slot {
    pub(super) before: Option<Stored>,
    pub(super) after: Option<Stored>,
}

impl Slot {
    fn is_changed(&self) -> bool {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => !before.is_same(after),
            (before, after) => before.is_some() || after.is_some(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let same = |one: &Option<Stored>, other: &Option<Stored>| match (one, other) {
            (Some(one), Some(other)) => one.is_same(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        self.before == other.before && same(&self.after, &other.after)
    }
}

/// A reference that follows a rename.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FollowingReference {
    /// The kind of the component that refers.
    pub kind: Kind,
    /// The name of the component that refers, after the change.
    pub name: String,
    /// The path within its body: `middlewares[0]`.
    pub path: String,
    /// The value as it is.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Unknown))]
    pub before: Value,
    /// The value as it will be.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Unknown))]
    pub after: Value,
}

/// A change set that was worked out.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Resolved {
    pub(super) profile: Profile,
    /// The revision of the configuration, or an earlier one.
    pub(super) revision: i64,
    /// What changes.
    pub(super) slots: BTreeMap<Key, Slot>,
    /// The components that are renamed: the new name, and the one before.
    pub(super) moved: BTreeMap<Key, Key>,
    pub(super) follows: Vec<FollowingReference>,
    pub(super) expectations: Option<TouchedExpectations>,
}

impl Resolved {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether both change the same components in the same way.
    pub(super) fn does_the_same(&self, other: &Self) -> bool {
        self.slots.len() == other.slots.len()
            && self.slots.iter().all(|(key, slot)| {
                let others = other.slots.get(key);
                others.is_some_and(|others| slot.is_same(others))
            })
            && self.expectations == other.expectations
    }
}

/// A profile while a change set is worked out.
pub(super) struct Working<'w> {
    pool: &'w SqlitePool,
    profile: &'w Profile,
    now: Timestamp,
    revision: i64,
    slots: BTreeMap<Key, Slot>,
    moved: BTreeMap<Key, Key>,
    follows: Vec<FollowingReference>,
    /// As they are, and as they become.
    expectations: Option<(String, Vec<Expectation>)>,
}

impl<'w> Working<'w> {
    /// Works out what a change set does; fails with the first change that is not possible.
    pub(super) async fn of(
        pool: &'w SqlitePool,
        (profile, set): (&'w Profile, &ChangeSet),
        now: Timestamp,
    ) -> Result<Self> {
        let mut working = Self {
            pool,
            profile,
            now,
            // Read first: a change made in between is noticed later.
            revision: revision::get(pool).await?.number,
            slots: BTreeMap::new(),
            moved: BTreeMap::new(),
            follows: Vec::new(),
            expectations: None,
        };
        for change in &set.changes {
            working.make(change).await?;
        }
        Ok(working)
    }

    /// What changes; what was only looked at is left out.
    pub(super) fn into_resolved(self) -> Resolved {
        let expectations = self.expectations.and_then(|(before, after)| {
            let after = serde_json::to_string(&after).ok()?;
            let profile = self.profile.uid.clone();
            (before != after).then_some(TouchedExpectations {
                profile,
                before,
                after,
            })
        });
        let slots = self.slots.into_iter();
        Resolved {
            profile: self.profile.clone(),
            revision: self.revision,
            slots: slots.filter(|(_, slot)| slot.is_changed()).collect(),
            moved: self.moved,
            follows: self.follows,
            expectations,
        }
    }

    /// The components that change.
    pub(super) fn changed(&self) -> impl Iterator<Item = (&Key, &Slot)> {
        self.slots.iter().filter(|(_, slot)| slot.is_changed())
    }

    /// Whether a component goes on under another name.
    pub(super) fn is_moved(&self, key: &Key) -> bool {
        self.moved.values().any(|from| from == key)
    }

    async fn make(&mut self, change: &Change) -> Result<()> {
        match change {
            Change::Put(put) => self.put(put).await,
            Change::Fields { kind, name, edits } => {
                let current = self.existing(*kind, name).await?;
                let changed = with_edits(edits, |edits| fields::changed(&current, edits, self.now))?;
                self.set((*kind, name.clone()), Some(changed)).await
            }
            Change::Remove { kind, name } => {
                self.existing(*kind, name).await?;
                let key = (*kind, name.clone());
                self.moved.remove(&key);
                self.set(key, None).await
            }
            Change::Rename { kind, name, to } => self.rename((*kind, name), to).await,
            Change::SetEnabled { kind, name, enabled } => {
                let current = self.existing(*kind, name).await?;
                let enabled = *enabled;
                self.set((*kind, name.clone()), Some(Stored { enabled, ..current }))
                    .await
            }
        }
    }

    async fn put(&mut self, put: &Put) -> Result<()> {
        let key = (put.kind, put.name.clone());
        let current = self.current(&key).await?;
        let stored = fields::put(
            &put.component(),
            put.lines.as_deref(),
            (current.as_ref(), self.now),
        );
        let enabled = put.enabled.unwrap_or(stored.enabled);
        self.set(key, Some(Stored { enabled, ..stored })).await
    }

    async fn rename(&mut self, (kind, from): (Kind, &str), to: &str) -> Result<()> {
        let current = self.existing(kind, from).await?;
        if from == to {
            return Ok(());
        }
        check_name(kind, to)?;
        let (old, new) = ((kind, from.to_owned()), (kind, to.to_owned()));
        if self.current(&new).await?.is_some() {
            return Err(self.taken(kind, to).await?);
        }
        let users = self.users(&old).await?;
        let renamed = fields::renamed(&current, to, self.now)?;
        self.set(old.clone(), None).await?;
        self.set(new.clone(), Some(renamed)).await?;
        for one in &mut self.follows {
            if (one.kind, one.name.as_str()) == (kind, from) {
                to.clone_into(&mut one.name);
            }
        }
        for user in users {
            let user = if user == old { new.clone() } else { user };
            self.redirect(user, (kind, from), to).await?;
        }
        self.move_expectations((kind, from), to).await?;
        let origin = self.moved.remove(&old).or_else(|| {
            let was_there = self.slots.get(&old).is_some_and(|slot| slot.before.is_some());
            was_there.then_some(old)
        });
        self.moved.extend(origin.map(|origin| (new, origin)));
        Ok(())
    }

    /// A name is taken; suggests another one.
    pub(super) async fn taken(&mut self, kind: Kind, name: &str) -> Result<Error> {
        let free = self.free_name(kind, name).await?;
        let (profile, noun) = (&self.profile.name, kind.noun());
        let error = Error::new(
            Code::Exists,
            format!("The profile `{profile}` already has the {noun} `{name}`"),
        );
        Ok(error.hint(format!("Choose another name, for example `{free}`")))
    }

    async fn redirect(&mut self, user: Key, (kind, from): (Kind, &str), to: &str) -> Result<()> {
        let Some(current) = self.current(&user).await? else {
            return Ok(());
        };
        let redirected = rewriting::redirected(&current, (kind, from, to), self.now)?;
        let Some((redirected, redirections)) = redirected else {
            return Ok(());
        };
        self.set(user.clone(), Some(redirected)).await?;
        let follows = redirections.into_iter().map(|one| FollowingReference {
            kind: user.0,
            name: user.1.clone(),
            path: one.path,
            before: one.before,
            after: one.after,
        });
        self.follows.extend(follows);
        Ok(())
    }

    async fn move_expectations(&mut self, (kind, from): (Kind, &str), to: &str) -> Result<()> {
        let (Some(old), Some(new)) = (
            expectation::router_name(kind, from),
            expectation::router_name(kind, to),
        ) else {
            return Ok(());
        };
        if self.expectations.is_none() {
            let text = gateway::expectations(self.pool, &self.profile.uid).await?;
            let all = expectation::parse(&text)?;
            // As they would be written, so that only what is renamed differs.
            let text = serde_json::to_string(&all).unwrap_or(text);
            self.expectations = Some((text, all));
        }
        for one in self.expectations.iter_mut().flat_map(|(_, all)| all) {
            if one.router.as_ref() == Some(&old) {
                one.router = Some(new.clone());
            }
        }
        Ok(())
    }

    /// A component as it is by now.
    pub(super) async fn current(&mut self, key: &Key) -> Result<Option<Stored>> {
        if let Some(slot) = self.slots.get(key) {
            return Ok(slot.after.clone());
        }
        let found = component::find(self.pool, &self.profile.uid, key.0, &key.1).await?;
        let slot = Slot {
            before: found.clone(),
            after: found.clone(),
        };
        self.slots.insert(key.clone(), slot);
        Ok(found)
    }

    /// The same; one that is not there is an error.
    pub(super) async fn existing(&mut self, kind: Kind, name: &str) -> Result<Stored> {
        let found = self.current(&(kind, name.to_owned())).await?;
        found.ok_or_else(|| missing(&self.profile.name, kind, name))
    }

    async fn set(&mut self, key: Key, after: Option<Stored>) -> Result<()> {
        self.current(&key).await?;
        if let Some(slot) = self.slots.get_mut(&key) {
            slot.after = after;
        }
        Ok(())
    }

    /// The components that name a component by now.
    pub(super) async fn users(&mut self, (kind, name): &Key) -> Result<Vec<Key>> {
        let uid = &self.profile.uid;
        let rows = match mention::Index::read(self.pool, uid).await? {
            Some(mut index) => index.having([Link::Names(*kind, name.clone())], i64::MAX).await?,
            None => component::list(self.pool, uid).await?,
        };
        for row in rows {
            let key = (component::kind(&row.kind)?, row.name.clone());
            self.slots.entry(key).or_insert_with(|| Slot {
                before: Some(row.clone()),
                after: Some(row),
            });
        }
        let mut users = Vec::new();
        for (key, slot) in &self.slots {
            let component = slot.after.as_ref().map(Stored::component).transpose()?;
            let names = |component: &Component| {
                let mut all = component.references().into_iter();
                all.any(|one| one.kind == *kind && one.name == *name)
            };
            if component.as_ref().is_some_and(names) {
                users.push(key.clone());
            }
        }
        Ok(users)
    }

    /// A name like this one that nothing of that kind has.
    pub(super) async fn free_name(&mut self, kind: Kind, name: &str) -> Result<String> {
        let digits = name.trim_end_matches(|one: char| one.is_ascii_digit());
        let (stem, number) = match digits.strip_suffix('-') {
            Some(stem) if digits.len() < name.len() && !stem.is_empty() => {
                (stem, name[digits.len()..].parse().unwrap_or(1_u64))
            }
            _ => (name, 1),
        };
        let mut number = number;
        loop {
            number = number.saturating_add(1);
            let free = format!("{stem}-{number}");
            if self.current(&(kind, free.clone())).await?.is_none() {
                return Ok(free);
            }
        }
    }
}

/// Fails if nothing could refer to a component of that name.
pub(super) fn check_name(kind: Kind, name: &str) -> Result<()> {
    let refused = |why: String, hint: &str| Err(Error::new(Code::InvalidInput, why).hint(hint));
    let noun = kind.noun();
    if kind == Kind::TlsCertificate {
        return refused(
            "A certificate is named after its file and cannot be renamed".to_owned(),
            "Put a new certificate and remove this one",
        );
    }
    if name.trim() != name || name.is_empty() {
        return refused(
            format!("`{name}` cannot be the name of {}", with_article(noun)),
            "A name is not empty, and does not begin or end with a space",
        );
    }
    if name.contains('@') || name.contains("{{") {
        return refused(
            format!("`{name}` cannot be the name of {}", with_article(noun)),
            "Traefik takes what follows an `@` for a provider, and `{{` for a template action",
        );
    }
    Ok(())
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with('H') { "an" } else { "a" };
    if noun.ends_with('s') {
        noun.to_owned()
    } else {
        format!("{article} {noun}")
    }
}

/// A profile has no such component.
pub(in crate::engine) fn missing(profile: &str, kind: Kind, name: &str) -> Error {
    Error::new(
        Code::NotFound,
        format!("The profile `{profile}` has no {kind} `{name}`"),
    )
}

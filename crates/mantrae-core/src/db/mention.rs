//! The index of what connects components: who names whom, and which routers may take the same requests.
//!
//! A key is a hash of a profile and a [`Link`]. It may belong to several links, and rows of earlier versions of a
//! component stay, so the index finds at least the components that have a link. One that was written without its
//! keys is recorded in `unindexed` by a trigger; [`catch_up`] indexes it, usually in the same transaction.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use traefik_dynamic::links::{Link, links};
use traefik_dynamic::{Component, Kind};

use super::bulk::Insert;
use super::component::{self, Stored};
use crate::error::{Code, Error, Result};
use crate::timestamp::Timestamp;

/// How many components are indexed at a time.
const BATCH: i64 = 2000;

/// Indexes all components that are not indexed yet.
pub async fn catch_up(connection: &mut SqliteConnection) -> Result<()> {
    loop {
        let rows = sqlx::query!(
            r#"SELECT c.id AS "id!: i64", c.profile, c.kind, c.name, c.configuration, c.braces
               FROM unindexed u JOIN component c ON c.id = u.component LIMIT ?"#,
            BATCH
        )
        .fetch_all(&mut *connection)
        .await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut keys = BTreeSet::new();
        for row in &rows {
            let kind = component::kind(&row.kind);
            let read = |kind| component::component(kind, &row.name, (&row.configuration, &row.braces)).ok();
            // What cannot be read has no links; whoever reads it reports it.
            if let Some(component) = kind.ok().and_then(read) {
                let links = links(&component);
                keys.extend(links.iter().map(|link| (key(&row.profile, link), row.id)));
            }
        }
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        write(connection, &keys, &ids).await?;
    }
}

/// The same for components that were just written to a profile, without reading them again.
pub async fn catch_up_with(
    connection: &mut SqliteConnection,
    profile: &str,
    written: &[&Component],
) -> Result<()> {
    let written: HashMap<(&str, &str), &Component> = written
        .iter()
        .map(|component| ((component.kind.as_str(), component.name.as_str()), *component))
        .collect();
    // In one row: each row that SQLite hands over costs more than these few texts.
    let rows = sqlx::query_scalar!(
        r#"SELECT json_group_array(json_array(c.id, c.kind, c.name)) AS "rows!: String"
           FROM unindexed u JOIN component c ON c.id = u.component WHERE c.profile = ?"#,
        profile
    )
    .fetch_one(&mut *connection)
    .await?;
    let rows: Vec<(i64, String, String)> = serde_json::from_str(&rows)
        .map_err(|error| Error::new(Code::Database, "The index of names cannot be read").because(error))?;
    let (mut keys, mut ids) = (BTreeSet::new(), Vec::with_capacity(rows.len()));
    for (id, kind, name) in &rows {
        let Some(component) = written.get(&(kind.as_str(), name.as_str())) else {
            continue;
        };
        let links = links(component);
        keys.extend(links.iter().map(|link| (key(profile, link), *id)));
        ids.push(*id);
    }
    write(connection, &keys, &ids).await?;
    catch_up(connection).await
}

const MENTION: Insert = Insert {
    into: "INSERT INTO mention (key, component)",
    row: "(?, ?)",
    then: "ON CONFLICT DO NOTHING",
};

async fn write(connection: &mut SqliteConnection, keys: &BTreeSet<(i64, i64)>, ids: &[i64]) -> Result<()> {
    let keys: Vec<(i64, i64)> = keys.iter().copied().collect();
    MENTION
        .run(connection, &keys, |query, (key, id)| query.bind(*key).bind(*id))
        .await?;
    let ids = json!(ids).to_string();
    sqlx::query!(
        "DELETE FROM unindexed WHERE component IN (SELECT value FROM json_each(?))",
        ids
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether every component is indexed.
async fn is_complete(connection: &mut SqliteConnection) -> Result<bool> {
    let lacking = sqlx::query_scalar!("SELECT component FROM unindexed LIMIT 1");
    Ok(lacking.fetch_optional(connection).await?.is_none())
}

/// Indexes what an older version, or another program, has written.
pub async fn catch_up_all(pool: &SqlitePool) -> Result<()> {
    let is_complete = is_complete(&mut *pool.acquire().await?).await?;
    if !is_complete {
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
        catch_up(&mut transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Removes the rows of components that no longer exist.
pub async fn forget_removed(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query!("DELETE FROM mention WHERE component NOT IN (SELECT id FROM component)")
        .execute(connection)
        .await?;
    Ok(())
}

/// The components of one profile at one moment, with the index.
#[derive(Debug)]
pub struct Index<'p> {
    profile: &'p str,
    transaction: Transaction<'static, Sqlite>,
}

impl<'p> Index<'p> {
    /// The current components of a profile; `None` if some of them are not indexed.
    pub async fn read(pool: &SqlitePool, profile: &'p str) -> Result<Option<Self>> {
        let mut transaction = pool.begin().await?;
        let is_complete = is_complete(&mut transaction).await?;
        Ok(is_complete.then_some(Self { profile, transaction }))
    }

    /// At least the components that have one of these links, at most `limit` of them.
    pub async fn having(
        &mut self,
        wanted: impl IntoIterator<Item = Link>,
        limit: i64,
    ) -> Result<Vec<Stored>> {
        let keys: BTreeSet<i64> = wanted.into_iter().map(|link| key(self.profile, &link)).collect();
        let keys = json!(keys).to_string();
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT kind, name, configuration, braces, text, enabled AS "enabled: bool",
                      lower(hex(meaning)) AS "meaning!: String", updated_at AS "updated_at: Timestamp"
               FROM component WHERE +profile = ? AND id IN (
                   SELECT component FROM mention WHERE key IN (SELECT value FROM json_each(?)))
               ORDER BY kind, name LIMIT ?"#,
            self.profile,
            keys,
            limit
        );
        Ok(rows.fetch_all(&mut *self.transaction).await?)
    }

    /// The components with these names.
    pub async fn named(&mut self, names: &[(Kind, String)]) -> Result<Vec<Stored>> {
        let names: Vec<_> = names
            .iter()
            .map(|(kind, name)| json!([kind.as_str(), name]))
            .collect();
        let names = json!(names).to_string();
        let rows = sqlx::query_as!(
            Stored,
            r#"SELECT c.kind, c.name, c.configuration, c.braces, c.text, c.enabled AS "enabled: bool",
                      lower(hex(c.meaning)) AS "meaning!: String", c.updated_at AS "updated_at: Timestamp"
               FROM json_each(?2) j CROSS JOIN component c
               ON c.profile = ?1 AND c.kind = j.value ->> 0 AND c.name = j.value ->> 1
               ORDER BY c.kind, c.name"#,
            self.profile,
            names
        );
        Ok(rows.fetch_all(&mut *self.transaction).await?)
    }
}

/// 32 bits, so that a row is small: a backup holds all of them.
fn key(profile: &str, link: &Link) -> i64 {
    let text = match link {
        Link::Names(kind, name) => format!("names {kind} {name}"),
        Link::Host(host) => format!("host {host}"),
        Link::AnyHost(priority) => format!("any-host {priority}"),
        Link::Udp(Some(entry_point)) => format!("udp {entry_point}"),
        Link::Udp(None) => "udp".to_owned(),
    };
    // FNV-1a: the same in every version of this program.
    let bytes = profile.bytes().chain([0]).chain(text.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    i64::from(u32::try_from((hash >> 32) ^ (hash & 0xffff_ffff)).unwrap_or_default())
}

//! Drafts: what a person is writing and has not saved yet, and how it goes together with what others changed meanwhile.
//!
//! Form and text are two views of the same lines. A form sends [`FieldEdit`](crate::engine::FieldEdit)s and gets lines
//! back, so what it does not show cannot be lost.

mod merge;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use traefik_dynamic::Kind;
use traefik_dynamic::assist::{FieldSpan, Noticed, RuleRows, Standing};

use crate::certificate::HeldCertificate;
use crate::component_ref::ComponentRef;
use crate::expectation::CheckedExpectation;
use crate::password::StoredUser;
use crate::timestamp::Timestamp;

pub(crate) use merge::count;
pub use merge::{Clash, Merge, merge};

/// A component as an editor shows it: its draft, or what is saved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Draft {
    /// Which component it is.
    pub component: ComponentRef,
    /// Its lines, from the comments above its name to its last field.
    pub lines: String,
    /// The lines that are saved; none for a new component.
    pub saved: Option<String>,
    /// The last lines that could be read, if these cannot.
    pub readable: Option<String>,
    /// The configuration as last read; none if it never could be.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Unknown>))]
    pub values: Option<Value>,
    /// Texts in it that the screen masks.
    pub secrets: Vec<String>,
    /// What is wrong with the lines, with what cures it.
    pub problems: Vec<Noticed>,
    /// Where each field is written; empty for lines that cannot be read.
    pub fields: Vec<FieldSpan>,
    /// Whether the lines are YAML at all.
    pub is_readable: bool,
    /// How a router stands among those that match the same requests; none for other kinds.
    pub standing: Option<Standing>,
    /// The rule of a router as rows; none for other kinds, and for a rule that rows cannot show.
    pub rule: Option<RuleRows>,
    /// The users of a `basicAuth` or `digestAuth`, in their order; empty for everything else.
    pub users: Vec<StoredUser>,
    /// What the certificate and its key hold; none for other kinds.
    pub certificate: Option<HeldCertificate>,
    /// How many fields differ from what is saved; at least one while the lines differ.
    pub changes: u32,
    /// When the draft was stored, in UTC; none while it does not differ from what is saved.
    pub changed_at: Option<Timestamp>,
    /// When the component was saved, in UTC; none for a new one.
    pub saved_at: Option<Timestamp>,
    /// What others made of the component since the draft began.
    pub outside: Option<Outside>,
}

/// What others made of a component since its draft began.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Outside {
    /// When, in UTC; none if the component was removed.
    pub changed_at: Option<Timestamp>,
    /// The fields they changed, such as `tls.options`; none where only comments differ.
    pub fields: Vec<String>,
    /// Fields that have other values here as well, and have to be chosen.
    pub clashes: Vec<Clash>,
    /// False if the draft cannot be read, so that only one side can be kept.
    pub can_merge: bool,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DraftRow {
    /// Which component it is.
    pub component: ComponentRef,
    /// The component does not exist yet.
    pub is_new: bool,
    /// Traefik would refuse these lines.
    pub is_refused: bool,
    /// When it was stored, in UTC.
    pub changed_at: Timestamp,
}

/// What a field can refer to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Choices {
    /// The components of the profile, with a line that summarises each.
    pub components: Vec<Choice>,
    /// The entry points that its Traefik is known to have.
    pub entry_points: Vec<String>,
    /// The certificate resolvers that its Traefik is known to have.
    pub resolvers: Vec<String>,
}

/// A component that a field can refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "ComponentChoice")]
pub struct Choice {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
}

/// What became of saving a draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedDraft {
    /// The component as it is now.
    pub draft: Draft,
    /// The entry in the activity list, for undo; none if nothing was saved.
    pub entry: Option<String>,
    /// Why the draft was kept instead of being saved.
    pub kept: Option<Kept>,
    /// Expectations that are met and would not be, if that is why it was kept.
    pub breaks: Vec<CheckedExpectation>,
}

/// Why a draft is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename = "KeptDraft", rename_all = "kebab-case")]
pub enum Kept {
    /// Traefik would refuse it: the first error says why.
    Problem,
    /// Others changed the component as well, and somebody has to choose.
    Outside,
    /// Requests would no longer reach the router they must reach, and nobody has agreed to that.
    Expectations,
}

/// How to go on when others changed a component during the draft.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "way", rename_all = "kebab-case")]
pub enum Resolution {
    /// Both sides together. Where they clash, the value of this side, except for these fields.
    Merge {
        /// The paths for which the other side wins, as in [`Clash`].
        theirs: Vec<String>,
    },
    /// The draft as it is; saving it takes the others' changes back.
    KeepMine,
    /// What the others saved; the draft is gone.
    TakeTheirs,
}

/// The lines with which a new component of that kind begins.
pub fn skeleton(kind: Kind, name: &str) -> String {
    let name = serde_json::to_string(name)
        .ok()
        .filter(|_| !is_plain(name))
        .unwrap_or_else(|| name.to_owned());
    let body = match kind {
        Kind::HttpRouter => "  rule: Host(`example.com`)\n  service: \"\"\n",
        Kind::TcpRouter => "  rule: HostSNI(`example.com`)\n  service: \"\"\n",
        Kind::UdpRouter => "  service: \"\"\n",
        Kind::HttpService | Kind::TcpService | Kind::UdpService => "  loadBalancer:\n    servers: []\n",
        Kind::TlsCertificate => return format!("- certFile: {name}\n  keyFile: \"\"\n"),
        // Its type is chosen next.
        Kind::HttpMiddleware | Kind::TcpMiddleware => "",
        _ => return format!("{name}: {{}}\n"),
    };
    format!("{name}:\n{body}")
}

/// Whether YAML takes a name as it is, and as a text.
fn is_plain(name: &str) -> bool {
    let is_word = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    let is_text = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !matches!(
            name.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    is_word && is_text
}

#[cfg(test)]
mod tests;

//! Traefik's dynamic configuration as Rust types: reading with positions, checking, comparing, writing.
//!
//! [`read`] turns the bytes of a file into a [`Reading`]: the verdict, the sound [`Component`]s, and the [`Problem`]s
//! with line and column. [`check`] examines a whole configuration, [`change`] compares two, [`write`](write()) writes
//! one. Nothing here accesses a disk or a network, and nothing panics on untrusted input.
//!
//! ```
//! use traefik_dynamic::{Format, Kind, Verdict, read, write};
//!
//! let reading = read(b"http:\n  middlewares:\n    zip:\n      compress: {}\n", "dynamic.yml", None);
//! assert_eq!(reading.verdict, Verdict::Accept);
//! let zip = &reading.components[0].component;
//! assert_eq!((zip.kind, zip.name.as_str()), (Kind::HttpMiddleware, "zip"));
//! assert_eq!(write(std::slice::from_ref(zip), Format::Toml).unwrap(), "[http.middlewares.zip.compress]\n");
//! ```

mod check;
mod component;
mod format;
mod gather;
mod kind;
mod problem;
mod read;
mod write;

pub mod assist;
pub mod change;
pub mod http;
pub mod links;
pub mod predict;
pub mod route;
pub mod rule;
pub mod running;
pub mod schema;
pub mod tcp;
pub mod text;
pub mod tls;
pub mod udp;

mod content;
mod duration;
mod facts;
mod finding;
mod go;
mod modern;
mod near;
mod parallel;
mod plugins;
mod redirect;
mod review;
mod shape;
mod sorted;
mod summary;
mod template;
mod texts;
mod version;
mod walk;

pub use self::change::{Change, FieldChange};
pub use self::check::{check, check_all};
pub use self::component::{Body, Component};
pub use self::duration::Duration;
pub use self::facts::{
    ENCODED_CHARACTERS, EntryPoint, EntryPointTls, Facts, ForwardedHeaders, Redirect, Transport,
    UnderscoreHeaders,
};
pub use self::format::{Format, UnknownFormat};
pub use self::gather::gather;
pub use self::kind::{Kind, UnknownKind};
pub use self::parallel::{at_once, in_parallel};
pub use self::plugins::Plugins;
pub use self::problem::{Problem, Severity};
pub use self::read::{Found, Reading, Verdict, read, read_as};
pub use self::redirect::Redirection;
pub use self::template::Braces;
pub use self::texts::Texts;
pub use self::walk::Reference;
pub use self::write::{WriteError, YamlStream, write};

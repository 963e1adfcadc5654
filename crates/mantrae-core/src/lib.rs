//! The engine of Mantrae Desktop.
//!
//! It holds Traefik's dynamic configuration in profiles, makes backups that are verified, restores them after a
//! preview, imports files after a review, and can undo each of these. Window, tray and command line all go through
//! [`Engine`]; nothing in here knows about a screen.
//!
//! Reading order: [`engine`] puts the steps of the journeys in order; [`backup`], [`restore`] and [`import`] are the
//! journeys; [`archive`], [`storage`] and [`db`] are what they build on and know nothing about one another.

pub mod activity;
pub mod archive;
pub mod backup;
pub mod certificate;
pub mod component_ref;
pub mod credentials;
pub mod db;
pub mod draft;
pub mod encryption;
pub mod engine;
pub mod error;
pub mod event;
pub mod expectation;
pub mod export;
mod field_edit;
pub mod folder;
pub mod follow;
pub mod fs;
pub mod gateway;
pub mod id;
pub mod import;
pub mod lock;
mod marker;
pub mod notification;
pub mod password;
pub mod prediction;
pub mod publish;
pub mod restore;
pub mod retention;
mod rewriting;
pub mod route_map;
pub mod schedule;
pub mod secret;
pub mod serving;
pub mod settings;
pub mod staging;
pub mod storage;
pub mod surroundings;
mod text_serde;
pub mod timestamp;
pub mod verdict;
pub mod verification;
pub mod versions;
pub mod words;

pub use engine::Engine;
pub use error::{Code, Error, Result};
pub use event::Event;

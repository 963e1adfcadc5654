//! What comes back instead of an answer from S3: a sign-in page, a console, another server.

use std::fmt;

use http::{HeaderMap, StatusCode};
use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use serde::Serialize;

/// How many characters of a title or text are shown.
const SHOWN: usize = 60;

/// An answer that is not S3's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Came {
    /// HTTP status.
    pub status: u16,
    /// What it was.
    pub what: What,
}

/// What an answer was that is not S3's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// A page for a browser.
    Page {
        /// Its title.
        title: Option<String>,
    },
    /// JSON.
    Json,
    /// Nothing at all.
    Nothing,
    /// A few words.
    Text {
        /// The first of them.
        begin: String,
    },
    /// An XML document about something else.
    Xml {
        /// Its first element.
        root: String,
    },
    /// Something that is not text.
    Binary,
    /// The address of another page.
    Redirect {
        /// Its host, if it is a different one.
        host: Option<String>,
    },
    /// A listing that ends too early.
    HalfListing,
    /// A listing that contradicts itself, or contains a value that S3 never gives.
    MalformedListing,
    /// The listing of another bucket.
    OtherBucket {
        /// Its name; `None` if it has none.
        name: Option<String>,
    },
    /// The listing of another folder.
    OtherFolder,
    /// A listing that does not say how it continues.
    Endless,
    /// The same part of a listing again.
    Again,
    /// An object of another size or with another tag than the store lists.
    OtherObject,
}

impl Came {
    /// An answer with this content, whatever it is.
    pub(super) fn of(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let what = if status.is_redirection() && headers.contains_key(http::header::LOCATION) {
            What::Redirect {
                host: target(headers),
            }
        } else {
            What::of(media_type(headers), body)
        };
        Self::with(status, what)
    }

    pub(super) fn with(status: StatusCode, what: What) -> Self {
        Self {
            status: status.as_u16(),
            what,
        }
    }

    /// True if asking again at once may bring something else.
    pub(super) fn is_passing(&self) -> bool {
        self.what == What::HalfListing
    }

    /// What to try.
    pub(super) fn hint(&self) -> &'static str {
        match self.what {
            What::Page { .. } | What::Redirect { .. } | What::Json | What::Nothing | What::Text { .. } => {
                "The sign-in page of a network, a single sign-on or the console of the store may answer in its place: open the address in a browser, and check its port"
            }
            What::OtherBucket { .. } | What::OtherFolder | What::OtherObject => {
                "Check the bucket’s name and the address, and whether a cache in between answers"
            }
            What::HalfListing | What::MalformedListing | What::Endless | What::Again => {
                "Mantrae tries again later; if the problem persists, tell whoever runs the server"
            }
            What::Xml { .. } | What::Binary => "Check the address: it must be that of the S3 interface",
        }
    }
}

impl fmt::Display for Came {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Page { title: Some(title) } => write!(formatter, "an HTML page titled `{title}`"),
            What::Page { title: None } => formatter.write_str("an HTML page"),
            What::Json => formatter.write_str("JSON"),
            What::Nothing => formatter.write_str("an empty answer"),
            What::Text { begin } => write!(formatter, "the text `{begin}`"),
            What::Xml { root } => write!(formatter, "another XML document, `{root}`"),
            What::Binary => formatter.write_str("something that is not text"),
            What::Redirect { host: Some(host) } => write!(formatter, "a redirect to `{host}`"),
            What::Redirect { host: None } => formatter.write_str("a redirect to another page"),
            What::HalfListing => formatter.write_str("half a listing"),
            What::MalformedListing => formatter.write_str("a malformed listing"),
            What::OtherBucket { name: Some(name) } => {
                write!(formatter, "the listing of another bucket, `{name}`")
            }
            What::OtherBucket { name: None } => formatter.write_str("a listing that names no bucket"),
            What::OtherFolder => formatter.write_str("the listing of another folder"),
            What::Endless => formatter.write_str("a listing that does not say how it goes on"),
            What::Again => formatter.write_str("the same part of its listing again"),
            What::OtherObject => formatter.write_str("something other than the object it lists"),
        }
    }
}

impl std::error::Error for Came {}

impl What {
    fn of(media: &str, body: &[u8]) -> Self {
        let Ok(text) = std::str::from_utf8(body) else {
            return Self::Binary;
        };
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Self::Nothing;
        }
        if media.contains("html") || is_page(text) {
            return Self::Page { title: title(text) };
        }
        if let Some(root) = Root::of(text) {
            return Self::Xml {
                root: shown(&root.name),
            };
        }
        let json = matches!(text.as_bytes().first(), Some(b'{' | b'[' | b'"'));
        if media.contains("json") || json && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
            return Self::Json;
        }
        Self::Text { begin: shown(text) }
    }
}

/// The root element of an XML document.
pub(super) struct Root {
    /// Without its prefix.
    pub(super) name: String,
    /// The namespace it is in.
    pub(super) namespace: Option<String>,
}

impl Root {
    /// `None` for what does not begin like an XML document.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}').trim_start());
        loop {
            let (namespace, event) = reader.read_resolved_event().ok()?;
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    let namespace = match namespace {
                        ResolveResult::Bound(namespace) => Some(namespace.as_ref().to_owned()),
                        ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
                    };
                    return Some(Self {
                        name: element.local_name().as_ref().to_owned(),
                        namespace,
                    });
                }
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => return None,
            }
        }
    }
}

/// The media type, in small letters and without what follows it.
pub(super) fn media_type(headers: &HeaderMap) -> &str {
    let told = headers.get(http::header::CONTENT_TYPE);
    let told = told.and_then(|value| value.to_str().ok()).unwrap_or_default();
    told.split(';').next().unwrap_or_default().trim()
}

fn is_page(text: &str) -> bool {
    let begin: String = text.chars().take(1000).collect::<String>().to_ascii_lowercase();
    let marks = ["<!doctype html", "<html", "<head", "<body", "<title"];
    begin.starts_with('<') && marks.iter().any(|mark| begin.contains(mark))
}

fn title(page: &str) -> Option<String> {
    let small = page.to_ascii_lowercase();
    let begin = small.find("<title")?;
    let begin = begin + small.get(begin..)?.find('>')? + 1;
    let end = begin + small.get(begin..)?.find("</title")?;
    let title = shown(page.get(begin..end)?);
    (!title.is_empty()).then_some(title)
}

/// The beginning of a text from somebody else: one line, nothing that a terminal acts on.
fn shown(text: &str) -> String {
    let plain = text.chars().map(|letter| {
        if letter.is_control() || letter == '`' {
            ' '
        } else {
            letter
        }
    });
    let plain: String = plain.collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut begin: String = plain.chars().take(SHOWN).collect();
    if begin.len() < plain.len() {
        begin.push('…');
    }
    begin
}

fn target(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(http::header::LOCATION)?.to_str().ok()?;
    let url = reqwest::Url::parse(location).ok()?;
    url.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(media: &str, body: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, media.parse().unwrap());
        Came::of(StatusCode::OK, &headers, body.as_bytes()).to_string()
    }

    #[test]
    fn each_is_called_by_its_name() {
        let cases = [
            (
                "text/html",
                "<!doctype html><title>Sign in</title>",
                "an HTML page titled `Sign in`",
            ),
            (
                "",
                "\u{feff}\n<HTML><HEAD><TITLE>\n Hotel\u{1b}[1m  Wi-Fi </TITLE>",
                "an HTML page titled `Hotel [1m Wi-Fi`",
            ),
            (
                "text/html; charset=utf-8",
                "<center>hello</center>",
                "an HTML page",
            ),
            (
                "application/xml",
                "<?xml version=\"1.0\"?><!-- x --><rss:feed xmlns:rss=\"urn:r\"/>",
                "another XML document, `feed`",
            ),
            ("application/json", "{\"error\": \"login\"}", "JSON"),
            ("", "[1, 2]", "JSON"),
            (
                "text/plain",
                "Client sent an HTTP request to an HTTPS server.\n",
                "the text `Client sent an HTTP request to an HTTPS server.`",
            ),
            ("text/plain", " \r\n", "an empty answer"),
        ];
        for (media, body, expect) in cases {
            let media = if media.is_empty() {
                "application/octet-stream"
            } else {
                media
            };
            assert_eq!(came(media, body), expect, "{body}");
        }
    }

    #[test]
    fn a_long_title_is_cut() {
        let page = format!("<html><title>{}</title>", "ä".repeat(500));
        assert!(came("text/html", &page).len() < 200);
    }

    #[test]
    fn a_redirect_names_its_host() {
        let mut headers = HeaderMap::new();
        headers.insert(
            http::header::LOCATION,
            "https://login.example/x?y".parse().unwrap(),
        );
        let told = Came::of(StatusCode::FOUND, &headers, b"<html></html>").to_string();
        assert_eq!(told, "a redirect to `login.example`");
    }
}

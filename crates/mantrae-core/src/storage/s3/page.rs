//! One page of a bucket's listing, checked before it is trusted.

use std::borrow::Cow;

use http::Uri;
use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::events::Event;
use serde::Deserialize;

use super::came::{Root, What};

/// What a page of a listing was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// The prefix of every name.
    pub(super) prefix: String,
    /// Where the page before ended; none for the first.
    pub(super) token: Option<String>,
}

impl Wanted {
    /// `None` if the request is not for a page of a listing.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let url = reqwest::Url::parse(&uri.to_string()).ok()?;
        let mut wanted = None;
        let mut found = Self::default();
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "list-type" => wanted = Some(()),
                "prefix" => found.prefix = value.into_owned(),
                "continuation-token" => found.token = Some(value.into_owned()),
                _ => {}
            }
        }
        wanted.map(|()| found)
    }

    /// Checks that this is that page of the bucket's listing.
    pub(super) fn check(&self, bucket: &str, text: &str) -> Result<(), Fault> {
        match Root::of(text) {
            Some(root) if root.is_listing() => {}
            None if text.trim_start().starts_with("<?xml") => return Err(What::HalfListing.into()),
            _ => return Err(Fault::NoListing),
        }
        check_end(text)?;
        let page: Page = quick_xml::de::from_str(text).map_err(|_| What::MalformedListing)?;
        if !names(page.name.as_deref(), bucket) {
            return Err(What::OtherBucket { name: page.name }.into());
        }
        self.check_folder(&page)?;
        page.check_count()?;
        match (page.is_truncated, page.next_continuation_token.as_deref()) {
            (None, _) | (Some(true), None | Some("")) => Err(What::Endless.into()),
            (Some(true), next) if next == self.token.as_deref() => Err(What::Again.into()),
            // It says that it ends here, and then how it continues.
            (Some(false), Some(next)) if !next.is_empty() => Err(What::Endless.into()),
            (Some(_), _) => Ok(()),
        }
    }

    fn check_folder(&self, page: &Page) -> Result<(), Fault> {
        let coded = page.encoding_type.as_deref() == Some("url");
        let plain = |text: &'_ str| if coded { decoded(text) } else { text.to_owned() };
        // Every store says which folder it lists; one that says nothing about it was asked something else.
        let other = plain(page.prefix.as_deref().unwrap_or_default()) != self.prefix;
        let keys = page.contents.iter().map(|one| &one.key);
        let mut keys = keys.chain(page.common_prefixes.iter().map(|one| &one.prefix));
        if other || keys.any(|key| !plain(key).starts_with(&self.prefix)) {
            return Err(What::OtherFolder.into());
        }
        Ok(())
    }
}

/// Why an answer is not the page that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no listing at all.
    NoListing,
    /// It is a listing, or the beginning of one.
    Listing(What),
}

impl From<What> for Fault {
    fn from(what: What) -> Self {
        Self::Listing(what)
    }
}

/// Checks that the document has an end, and that nothing meaningful comes after it.
fn check_end(text: &str) -> Result<(), Fault> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut depth, mut ended) = (0_usize, false);
    loop {
        let event = reader.read_event();
        if ended {
            match event {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(Event::Text(text)) if text.trim().is_empty() => {}
                _ => return Err(What::MalformedListing.into()),
            }
            continue;
        }
        match event {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::Empty(_)) => ended = depth == 0,
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                ended = depth == 0;
            }
            Ok(Event::Eof)
            | Err(
                quick_xml::Error::Syntax(_) | quick_xml::Error::IllFormed(IllFormedError::UnclosedReference),
            ) => return Err(What::HalfListing.into()),
            Ok(_) => {}
            Err(_) => return Err(What::MalformedListing.into()),
        }
    }
}

const LISTING: &str = "ListBucketResult";

impl Root {
    /// Stores other than Amazon's put it into a namespace of their own, or into none.
    fn is_listing(&self) -> bool {
        let documented = |space: &String| space.contains("/doc/") || space.contains("://doc.");
        self.name == LISTING && self.namespace.as_ref().is_none_or(documented)
    }
}

/// Whether a listing is of that bucket. Ceph leaves out the tenant in front; an access point has a name of its own.
fn names(told: Option<&str>, bucket: &str) -> bool {
    let Some(told) = told else { return false };
    let tenant = bucket.strip_suffix(told).is_some_and(|rest| rest.ends_with(':'));
    told == bucket || tenant || bucket.ends_with("-s3alias") || bucket.starts_with("arn:")
}

/// A name as a URL writes it, in plain letters.
fn decoded(text: &str) -> String {
    let query = format!("k={}", text.replace('+', "%20"));
    let url = reqwest::Url::parse("http://h/").map(|mut url| {
        url.set_query(Some(&query));
        let pair = url
            .query_pairs()
            .next()
            .map(|(_, value): (Cow<str>, Cow<str>)| value.into_owned());
        pair.unwrap_or_default()
    });
    url.unwrap_or_default()
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    name: Option<String>,
    prefix: Option<String>,
    encoding_type: Option<String>,
    key_count: Option<usize>,
    is_truncated: Option<bool>,
    next_continuation_token: Option<String>,
    #[serde(default)]
    contents: Vec<Content>,
    #[serde(default)]
    common_prefixes: Vec<CommonPrefix>,
}

impl Page {
    /// Some stores do not say how many entries they list; none says a wrong number.
    fn check_count(&self) -> Result<(), Fault> {
        let held = self.contents.len() + self.common_prefixes.len();
        match self.key_count {
            Some(told) if told > held => Err(What::HalfListing.into()),
            Some(told) if told < held => Err(What::MalformedListing.into()),
            _ => Ok(()),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    key: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CommonPrefix {
    prefix: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>cellar</Name><Prefix>kept &amp; safe/</Prefix>
<KeyCount>3</KeyCount><IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>
<Contents><Key>kept &amp; safe/a.zip</Key><LastModified>2026-11-24T00:00:00.000Z</LastModified><ETag>"x"</ETag><Size>3</Size></Contents>
<CommonPrefixes><Prefix>kept &amp; safe/old/</Prefix></CommonPrefixes>
<Contents><Key>kept &amp; safe/b.zip</Key><LastModified>2026-11-24T00:00:00.000Z</LastModified><ETag>"x"</ETag><Size>3</Size></Contents>
</ListBucketResult>
"#;

    fn wanted(token: Option<&str>) -> Wanted {
        Wanted {
            prefix: "kept & safe/".to_owned(),
            token: token.map(str::to_owned),
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "it is one table")]
    fn only_the_page_that_was_asked_for_is_one() {
        let other = |name: Option<&str>| {
            Err(Fault::from(What::OtherBucket {
                name: name.map(str::to_owned),
            }))
        };
        let cases = [
            ("", "", Ok(())),
            (" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"", "", Ok(())),
            (
                "http://s3.amazonaws.com/doc/",
                "http://doc.s3.amazonaws.com/",
                Ok(()),
            ),
            (
                "http://s3.amazonaws.com/doc/2006-03-01/",
                "urn:something-else",
                Err(Fault::NoListing),
            ),
            (
                "ListBucketResult",
                "ListAllMyBucketsResult",
                Err(Fault::NoListing),
            ),
            ("<Name>cellar</Name>", "<Name>attic</Name>", other(Some("attic"))),
            ("<Name>cellar</Name>", "", other(None)),
            (
                "<Prefix>kept &amp; safe/</Prefix>\n",
                "\n",
                Err(What::OtherFolder.into()),
            ),
            ("<KeyCount>3</KeyCount>", "", Ok(())),
            ("<KeyCount>3", "<KeyCount>7", Err(What::HalfListing.into())),
            ("<KeyCount>3", "<KeyCount>2", Err(What::MalformedListing.into())),
            (
                "<KeyCount>3",
                "<KeyCount>some",
                Err(What::MalformedListing.into()),
            ),
            (
                "<Prefix>kept &amp; safe/</Prefix>\n",
                "<Prefix>else/</Prefix>\n",
                Err(What::OtherFolder.into()),
            ),
            (
                "<Prefix>kept &amp; safe/</Prefix>\n",
                "<Prefix></Prefix>\n",
                Err(What::OtherFolder.into()),
            ),
            (
                "<Key>kept &amp; safe/b.zip",
                "<Key>b.zip",
                Err(What::OtherFolder.into()),
            ),
            (
                "<Prefix>kept &amp; safe/old/",
                "<Prefix>old/",
                Err(What::OtherFolder.into()),
            ),
            (
                "<IsTruncated>true",
                "<IsTruncated>false",
                Err(What::Endless.into()),
            ),
            (
                "<IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>",
                "<IsTruncated>false</IsTruncated>",
                Ok(()),
            ),
            (
                "<IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>",
                "<IsTruncated>false</IsTruncated><NextContinuationToken/>",
                Ok(()),
            ),
            (
                "</ListBucketResult>\n",
                "</ListBucketResult>\n<!-- end --><?end?>\n",
                Ok(()),
            ),
            (
                "</ListBucketResult>\n",
                "</ListBucketResult><html>",
                Err(What::MalformedListing.into()),
            ),
            (
                "</ListBucketResult>\n",
                "</ListBucketResult>end",
                Err(What::MalformedListing.into()),
            ),
            (
                "</ListBucketResult>\n",
                "</ListBucketResult><ListBucketResult/>",
                Err(What::MalformedListing.into()),
            ),
            (
                "</CommonPrefixes>",
                "</Contents>",
                Err(What::MalformedListing.into()),
            ),
            ("<IsTruncated>true</IsTruncated>", "", Err(What::Endless.into())),
            (
                "<NextContinuationToken>two</NextContinuationToken>",
                "",
                Err(What::Endless.into()),
            ),
            ("Token>two</", "Token></", Err(What::Endless.into())),
            ("Token>two</", "Token>one</", Err(What::Again.into())),
            (
                "<IsTruncated>true",
                "<IsTruncated>perhaps",
                Err(What::MalformedListing.into()),
            ),
        ];
        for (from, to, expect) in cases {
            let text = GOOD.replace(from, to);
            let text = if from.is_empty() { GOOD } else { text.as_str() };
            assert_eq!(
                wanted(Some("one")).check("cellar", text),
                expect,
                "{from} -> {to}"
            );
        }
    }

    /// Wherever a listing breaks off, it is not a listing.
    #[test]
    fn half_a_listing_is_none() {
        let end = GOOD.trim_end().len();
        for length in 0..end {
            let half = GOOD.get(..length).unwrap();
            let told = wanted(None).check("cellar", half);
            assert!(
                matches!(told, Err(Fault::NoListing | Fault::Listing(What::HalfListing))),
                "{told:?}: {half}"
            );
        }
        assert_eq!(wanted(None).check("cellar", GOOD.trim_end()), Ok(()));
    }

    /// A bucket whose top holds the backups.
    #[test]
    fn no_folder_need_be_named_where_none_was_asked_for() {
        let top = Wanted::default();
        for prefix in ["", "<Prefix/>", "<Prefix></Prefix>"] {
            let page = format!(
                "<ListBucketResult><Name>cellar</Name>{prefix}<IsTruncated>false</IsTruncated></ListBucketResult>"
            );
            assert_eq!(top.check("cellar", &page), Ok(()), "{prefix}");
            assert_eq!(
                wanted(None).check("cellar", &page),
                Err(What::OtherFolder.into()),
                "{prefix}"
            );
        }
    }

    #[test]
    fn names_may_be_written_as_a_url_writes_them() {
        let coded = GOOD
            .replace("kept &amp; safe/", "kept+%26%20safe%2F")
            .replace("<KeyCount>", "<EncodingType>url</EncodingType><KeyCount>");
        assert_eq!(wanted(None).check("cellar", &coded), Ok(()));
    }

    #[test]
    fn a_tenant_stands_in_front_of_the_bucket() {
        let cases = [
            ("cellar", "cellar", true),
            ("house:cellar", "cellar", true),
            ("wine-cellar", "cellar", false),
            ("cellar", "Cellar", false),
            ("cellar-abc-s3alias", "cellar", true),
        ];
        for (bucket, told, expect) in cases {
            assert_eq!(names(Some(told), bucket), expect, "{bucket} {told}");
        }
    }

    #[test]
    fn what_is_asked_for_is_read_from_the_address() {
        let of = |address: &str| Wanted::of(&address.parse().unwrap());
        let page =
            of("http://h/cellar?list-type=2&prefix=kept%20%26%20safe%2F&delimiter=/&continuation-token=one");
        assert_eq!(page, Some(wanted(Some("one"))));
        assert_eq!(of("http://h/cellar/kept/a.zip"), None);
    }
}

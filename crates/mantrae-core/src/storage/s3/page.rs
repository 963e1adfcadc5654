//! One page of a bucket's listing, looked at before it is believed.

use std::borrow::Cow;

use http::Uri;
use serde::Deserialize;

use super::came::{Root, What};

/// What a page of a listing was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    /// What every name begins with.
    pub(super) prefix: String,
    /// Where the page before ended; none for the first.
    pub(super) token: Option<String>,
}

impl Wanted {
    /// None where the request is none for a page of a listing.
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

    /// Whether that is this page of the bucket's listing; else what it is. None: it is no listing at all.
    pub(super) fn check(&self, bucket: &str, text: &str) -> Result<(), Option<What>> {
        match Root::of(text) {
            Some(root) if root.is_listing() => {}
            None if text.trim_start().starts_with("<?xml") => return Err(Some(What::HalfListing)),
            _ => return Err(None),
        }
        let page: Page = quick_xml::de::from_str(text).map_err(|_| Some(What::HalfListing))?;
        if !names(page.name.as_deref(), bucket) {
            return Err(Some(What::OtherBucket { name: page.name }));
        }
        self.check_folder(&page)?;
        match (page.is_truncated, page.next_continuation_token.as_deref()) {
            (None, _) | (Some(true), None | Some("")) => Err(Some(What::Endless)),
            (Some(true), next) if next == self.token.as_deref() => Err(Some(What::Again)),
            (Some(_), _) => Ok(()),
        }
    }

    fn check_folder(&self, page: &Page) -> Result<(), Option<What>> {
        let coded = page.encoding_type.as_deref() == Some("url");
        let plain = |text: &'_ str| if coded { decoded(text) } else { text.to_owned() };
        let other = page
            .prefix
            .as_deref()
            .is_some_and(|prefix| plain(prefix) != self.prefix);
        let keys = page.contents.iter().map(|one| &one.key);
        let mut keys = keys.chain(page.common_prefixes.iter().map(|one| &one.prefix));
        if other || keys.any(|key| !plain(key).starts_with(&self.prefix)) {
            return Err(Some(What::OtherFolder));
        }
        Ok(())
    }
}

const LISTING: &str = "ListBucketResult";

impl Root {
    /// Stores that are no Amazon's put it into a namespace of their own, or into none.
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
    is_truncated: Option<bool>,
    next_continuation_token: Option<String>,
    #[serde(default)]
    contents: Vec<Content>,
    #[serde(default)]
    common_prefixes: Vec<CommonPrefix>,
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
<KeyCount>2</KeyCount><IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>
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
    fn only_the_page_that_was_asked_for_is_one() {
        let other = |name: Option<&str>| {
            Err(Some(What::OtherBucket {
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
                Err(None),
            ),
            ("ListBucketResult", "ListAllMyBucketsResult", Err(None)),
            ("<Name>cellar</Name>", "<Name>attic</Name>", other(Some("attic"))),
            ("<Name>cellar</Name>", "", other(None)),
            ("<Prefix>kept &amp; safe/</Prefix>\n", "\n", Ok(())),
            (
                "<Prefix>kept &amp; safe/</Prefix>\n",
                "<Prefix>else/</Prefix>\n",
                Err(Some(What::OtherFolder)),
            ),
            (
                "<Prefix>kept &amp; safe/</Prefix>\n",
                "<Prefix></Prefix>\n",
                Err(Some(What::OtherFolder)),
            ),
            (
                "<Key>kept &amp; safe/b.zip",
                "<Key>b.zip",
                Err(Some(What::OtherFolder)),
            ),
            (
                "<Prefix>kept &amp; safe/old/",
                "<Prefix>old/",
                Err(Some(What::OtherFolder)),
            ),
            ("<IsTruncated>true", "<IsTruncated>false", Ok(())),
            ("<IsTruncated>true</IsTruncated>", "", Err(Some(What::Endless))),
            (
                "<NextContinuationToken>two</NextContinuationToken>",
                "",
                Err(Some(What::Endless)),
            ),
            ("Token>two</", "Token></", Err(Some(What::Endless))),
            ("Token>two</", "Token>one</", Err(Some(What::Again))),
            (
                "<IsTruncated>true",
                "<IsTruncated>perhaps",
                Err(Some(What::HalfListing)),
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

    /// Wherever a listing breaks off, it is none.
    #[test]
    fn half_a_listing_is_none() {
        let end = GOOD.trim_end().len();
        for length in 0..end {
            let half = GOOD.get(..length).unwrap();
            let told = wanted(None).check("cellar", half);
            assert!(
                matches!(told, Err(None | Some(What::HalfListing))),
                "{told:?}: {half}"
            );
        }
        assert_eq!(wanted(None).check("cellar", GOOD.trim_end()), Ok(()));
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

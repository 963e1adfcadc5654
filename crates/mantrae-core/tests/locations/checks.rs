//! What cannot work is said before anybody asks the network.

use mantrae_core::settings::storage::S3Location;
use mantrae_core::settings::storage::check::{Field, check};

fn right() -> S3Location {
    S3Location {
        endpoint: "https://minio.home:9000".to_owned(),
        bucket: "backups".to_owned(),
        region: "home".to_owned(),
        access_key_id: "AKIA".to_owned(),
        enabled: true,
        ..S3Location::default()
    }
}

fn wrong(change: impl FnOnce(&mut S3Location)) -> Vec<(Field, String)> {
    let mut location = right();
    change(&mut location);
    let wrong = check(&location).wrong;
    wrong.into_iter().map(|one| (one.field, one.message)).collect()
}

#[test]
fn each_field_says_what_is_wrong_with_it() {
    assert_eq!(wrong(|_| ()), [], "nothing is wrong with what is right");
    let one = |change: fn(&mut S3Location), field: Field, message: &str| {
        assert_eq!(wrong(change), [(field, message.to_owned())]);
    };
    one(
        |l| l.endpoint.clear(),
        Field::Endpoint,
        "Enter the address, like https://minio.example.com:9000",
    );
    one(
        |l| l.endpoint = "ftp://minio.home".into(),
        Field::Endpoint,
        "S3 addresses start with https://, not ftp://",
    );
    one(
        |l| l.endpoint = "https://minio.home/other".into(),
        Field::Endpoint,
        "The address ends in “other”, but the bucket is “backups”: end it at minio.home",
    );
    one(
        |l| l.endpoint = "https://other.s3.eu-west-1.amazonaws.com".into(),
        Field::Endpoint,
        "The address begins with the bucket “other”, but the bucket is “backups”: remove one of them",
    );
    one(
        |l| l.endpoint = "https://eu-west-1.console.aws.amazon.com".into(),
        Field::Endpoint,
        "This is the address of a web page, not of the storage",
    );
    one(
        |l| l.endpoint = "https://minio.home:90000".into(),
        Field::Endpoint,
        "“90000” is not a valid port",
    );
    one(
        |l| l.endpoint = "https://mi nio".into(),
        Field::Endpoint,
        "“mi nio” is not a valid server name",
    );
    one(
        |l| l.bucket.clear(),
        Field::Bucket,
        "Enter the name of the bucket",
    );
    one(
        |l| l.bucket = "my backups".into(),
        Field::Bucket,
        "A bucket name cannot contain spaces",
    );
    one(
        |l| l.bucket = "a:b:c".into(),
        Field::Bucket,
        "A bucket name cannot contain “:”",
    );
    one(
        |l| l.bucket = "ab".into(),
        Field::Bucket,
        "A bucket name has 3 to 63 characters",
    );
    one(
        |l| l.path = "a/../b".into(),
        Field::Path,
        "A folder in a bucket cannot contain “..”",
    );
    one(
        |l| l.region = "eu west".into(),
        Field::Region,
        "“eu west” is not a valid region",
    );
    one(
        |l| l.access_key_id.clear(),
        Field::AccessKeyId,
        "Enter the access key",
    );
    one(
        |l| l.access_key_id = "AK IA".into(),
        Field::AccessKeyId,
        "An access key cannot contain spaces",
    );
    one(
        |l| l.name = "this computer".into(),
        Field::Name,
        "“This computer” is the name of the folder here: choose another one",
    );
}

#[test]
fn http_needs_somebody_to_agree() {
    let mut location = right();
    location.endpoint = "http://minio.home:9000".into();
    assert!(check(&location).plain, "somebody must agree first");
    location.plain_http = true;
    let agreed = check(&location);
    assert!(!agreed.plain && agreed.location.plain_http, "somebody did");
    location.endpoint = "https://minio.home:9000".into();
    let encrypted = check(&location);
    assert!(
        !encrypted.plain && !encrypted.location.plain_http,
        "and is asked again when the address goes back to http"
    );
}

#[test]
fn a_location_without_a_name_gets_one() {
    let name = |endpoint: &str| {
        let mut location = right();
        endpoint.clone_into(&mut location.endpoint);
        check(&location).location.name
    };
    assert_eq!(name("https://minio.home:9000"), "minio.home");
    assert_eq!(name("https://s3.eu-west-1.amazonaws.com"), "Amazon S3");
    assert_eq!(name(""), "S3");
}

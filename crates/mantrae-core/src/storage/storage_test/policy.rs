//! The rights that a key needs, to copy into a provider's console.

use serde_json::json;

/// The minimum that is needed for backups in the folder `root` of a bucket, in the language of AWS. Without
/// `s3:DeleteObject` backups are append-only, and the bucket must clean up.
pub fn minimal(bucket: &str, root: &str) -> String {
    let root = root.trim_matches('/');
    let (prefix, objects) = if root.is_empty() {
        ("*".to_owned(), format!("arn:aws:s3:::{bucket}/*"))
    } else {
        (format!("{root}/*"), format!("arn:aws:s3:::{bucket}/{root}/*"))
    };
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ListBackups",
                "Effect": "Allow",
                "Action": ["s3:ListBucket"],
                "Resource": [format!("arn:aws:s3:::{bucket}")],
                "Condition": { "StringLike": { "s3:prefix": [prefix] } },
            },
            {
                "Sid": "KeepBackups",
                "Effect": "Allow",
                "Action": [
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                ],
                "Resource": [objects],
            },
        ],
    });
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

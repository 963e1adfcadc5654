//! What a certificate goes by.

use sha2::{Digest, Sha256};

use crate::tls::Certificate;
use crate::walk;

impl Certificate {
    /// What the certificate goes by: the path of its file, or `inline-` and the first 12 hexadecimal digits of the SHA-256 of
    /// its text.
    pub fn name(&self) -> String {
        let certificate = self.cert_file.as_deref().unwrap_or_default();
        if !walk::is_inline(certificate) {
            return certificate.to_owned();
        }
        let hash = Sha256::digest(certificate);
        let digits: [u8; 6] = std::array::from_fn(|index| hash[index]);
        let number = digits
            .into_iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(byte));
        format!("inline-{number:012x}")
    }
}

//! The name that identifies a certificate.

use sha2::{Digest, Sha256};

use crate::tls::Certificate;
use crate::walk;

impl Certificate {
    /// The name that identifies the certificate: the path of its file, or `inline-` and the first 12 hexadecimal digits
    /// of the SHA-256 of its text.
    pub fn name(&self) -> String {
        short(self.cert_file.as_deref().unwrap_or_default())
    }

    /// Names for the certificate, in the order in which to try them: if another certificate has its own name, its key
    /// distinguishes them, and after that a number. The iterator never ends.
    ///
    /// ```
    /// use traefik_dynamic::tls::Certificate;
    ///
    /// let text = |text: &str| Some(text.to_owned());
    /// let certificate = Certificate { cert_file: text("a.crt"), key_file: text("b.key"), ..Certificate::default() };
    /// let names: Vec<String> = certificate.names().take(3).collect();
    /// assert_eq!(names, ["a.crt", "a.crt (b.key)", "a.crt (b.key) 2"]);
    /// ```
    pub fn names(&self) -> impl Iterator<Item = String> + use<> {
        let name = self.name();
        let with_key = match self.key_file.as_deref().unwrap_or_default() {
            "" => name.clone(),
            key => format!("{name} ({})", short(key)),
        };
        let numbered = (2_u32..).map({
            let with_key = with_key.clone();
            move |number| format!("{with_key} {number}")
        });
        [name, with_key].into_iter().chain(numbered)
    }
}

/// A path as it is; for inline content, its hash.
fn short(file: &str) -> String {
    if !walk::is_inline(file) {
        return file.to_owned();
    }
    let hash = Sha256::digest(file);
    let digits: [u8; 6] = std::array::from_fn(|index| hash[index]);
    let number = digits
        .into_iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(byte));
    format!("inline-{number:012x}")
}

//! The recovery sheet: a page for a person, and a key file for `age` and this program.

use std::path::Path;

use crate::archive::{Instance, Key};
use crate::secret::Secret;

/// The text of the sheet. Every line except the keys starts with `#`, age's comment marker.
pub fn text(instance: &Instance, location: &Path, (keys, missing): (&[Key], &[String])) -> Secret<String> {
    let (computer, id) = (&instance.name, &instance.id);
    let mut lines = vec![
        "MANTRAE DESKTOP RECOVERY SHEET".to_owned(),
        String::new(),
        "Anyone with this sheet can open the backups; without it, nobody can. Print it, or keep it away"
            .to_owned(),
        "from the backups. If you lose both this computer and this sheet, the key cannot be recovered."
            .to_owned(),
        String::new(),
        format!("Backups of       {computer} ({id})"),
        format!("stored in        {}", location.display()),
        format!("file name        mantrae_{id}_TIME_REASON_ID_KEY.zip.age"),
        "contents         Traefik's configuration: all profiles, routers, services, middlewares, TLS"
            .to_owned(),
        String::new(),
        "To restore with Mantrae on a new computer:".to_owned(),
        String::new(),
        "   mantraectl restore FILE.zip.age --key-file THIS-FILE".to_owned(),
        String::new(),
        "To restore by hand, with age from https://age-encryption.org:".to_owned(),
        String::new(),
        "   1. Save this sheet, or only the key line, as key.txt".to_owned(),
        "   2. age -d -i key.txt FILE.zip.age > FILE.zip".to_owned(),
        "   3. unzip FILE.zip, then read the RESTORE.txt inside".to_owned(),
    ];
    for id in missing {
        lines.push(String::new());
        lines.push(format!(
            "The key {id} for older backups could not be read: see an older sheet."
        ));
    }
    let mut sheet = String::new();
    for line in lines {
        sheet.push_str(format!("# {line}").trim_end());
        sheet.push('\n');
    }
    // Room for all keys at once: a growing text leaves old copies behind in memory.
    sheet.reserve(keys.len() * 256);
    for (index, key) in keys.iter().enumerate() {
        let age = if index == 0 {
            "new backups"
        } else {
            "older backups"
        };
        sheet.extend(["#\n# The key ", key.id(), " for ", age, ":\n"]);
        sheet.push_str(key.text().expose());
        sheet.push('\n');
    }
    Secret::new(sheet)
}

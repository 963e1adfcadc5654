//! The recovery sheet: a page for a person, and a file of keys for `age` and for us.

use std::path::Path;

use crate::archive::{Instance, Key};
use crate::secret::Secret;

/// The text of the sheet. Every line but those of the keys begins with `#`, as age has comments.
pub fn text(instance: &Instance, location: &Path, (keys, missing): (&[Key], &[String])) -> Secret<String> {
    let (computer, id) = (&instance.name, &instance.id);
    let mut lines = vec![
        "RECOVERY SHEET OF MANTRAE DESKTOP".to_owned(),
        String::new(),
        "Who has this sheet can open the backups, and who has not cannot: print it, or keep it where"
            .to_owned(),
        "the backups are not. Nobody can make it anew when computer and sheet are lost.".to_owned(),
        String::new(),
        format!("Backups of       {computer} ({id})"),
        format!("lie in           {}", location.display()),
        format!("under the name   mantrae_{id}_TIME_REASON_ID_KEY.zip.age"),
        "and hold         Traefik's configuration: all profiles, routers, services, middlewares, TLS"
            .to_owned(),
        String::new(),
        "With Mantrae on a new computer:".to_owned(),
        String::new(),
        "   mantraectl restore FILE.zip.age --key-file THIS-FILE".to_owned(),
        String::new(),
        "By hand, with age from https://age-encryption.org:".to_owned(),
        String::new(),
        "   1. Save this sheet, or only the line of the key, as key.txt".to_owned(),
        "   2. age -d -i key.txt FILE.zip.age > FILE.zip".to_owned(),
        "   3. unzip FILE.zip, and read RESTORE.txt in it".to_owned(),
    ];
    for id in missing {
        lines.push(String::new());
        lines.push(format!(
            "The key {id} of older backups could not be read: see an older sheet."
        ));
    }
    let mut sheet = String::new();
    for line in lines {
        sheet.push_str(format!("# {line}").trim_end());
        sheet.push('\n');
    }
    // Room for all keys at once: a text that grows leaves its old copies behind in memory.
    sheet.reserve(keys.len() * 256);
    for (index, key) in keys.iter().enumerate() {
        let age = if index == 0 {
            "new backups"
        } else {
            "older backups"
        };
        sheet.extend(["#\n# The key ", key.id(), " of ", age, ":\n"]);
        sheet.push_str(key.text().expose());
        sheet.push('\n');
    }
    Secret::new(sheet)
}

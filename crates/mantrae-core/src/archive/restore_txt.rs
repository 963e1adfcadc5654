//! How to restore without this program: in every archive and next to the archives.

/// The text of `RESTORE.txt`.
pub fn restore_txt() -> String {
    "HOW TO GET YOUR TRAEFIK CONFIGURATION BACK\n\
     \n\
     This is a backup made by Mantrae Desktop. You can restore it with Mantrae:\n\
     \n\
     \x20   Backups > Open file…            in the window, or\n\
     \x20   mantraectl restore FILE.zip     on the command line\n\
     \n\
     If its name ends with .zip.age, it is encrypted. The key is on the recovery sheet, in the line\n\
     that starts with AGE-SECRET-KEY-1; the 8 characters before .zip.age are the id of the key.\n\
     \n\
     \x20   mantraectl restore FILE.zip.age --key-file SHEET.txt\n\
     \n\
     You can also restore it without Mantrae. Decrypt an encrypted backup first, with age from\n\
     https://age-encryption.org:\n\
     \n\
     0. Save the sheet as key.txt:       age -d -i key.txt FILE.zip.age > FILE.zip\n\
     \n\
     You now have an ordinary zip file:\n\
     \n\
     1. Unpack it:                       unzip FILE.zip\n\
     2. profiles/NAME.yaml holds the routers, services, middlewares and TLS settings of\n\
     \x20  one profile, as Traefik's file provider reads it. Put it where\n\
     \x20  providers.file.filename (or .directory) of your Traefik points.\n\
     3. Check Traefik's log: it says whether the file was loaded.\n\
     \n\
     The other files in it:\n\
     \n\
     manifest.json     when and why it was made, and the SHA-256 of each file\n\
     database.sqlite   everything, disabled components too: a SQLite database with the\n\
     \x20                 tables profile and component (configuration is JSON)\n\
     settings.json     settings of Mantrae; never a secret\n\
     \n\
     To check a file by hand:            sha256sum profiles/NAME.yaml\n\
     \n\
     Keep backups private: a configuration may contain password hashes and keys.\n"
        .to_owned()
}

//! Encrypts the finished zip in the age format: <https://age-encryption.org/v1>.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;

use age::{DecryptError, Decryptor, Encryptor};

use super::entries::{damaged, foreign, short};
use super::key::{Key, Recipient};
use super::{ENCRYPTED, Name, pack};
use crate::error::{Code, Error, Result, io as io_error};

/// Every age file starts like this, whatever its version.
const START: &[u8] = b"age-encryption.org/";
/// How a zip that is not empty starts.
const ZIP: &[u8] = b"PK\x03\x04";
/// The other way an age file can start: text armour.
const ARMOUR: &[u8] = b"-----BEGIN AGE ";
/// Our headers have two short stanzas; a longer one is not ours and is not read into memory.
const HEADER_LIMIT: u64 = 16 * 1024;
const BUFFER: usize = 256 * 1024;

/// Encrypts the file `from` into the new private file `to`, as a stream; returns the size and SHA-256 of the result.
pub fn encrypt(from: &Path, to: &Path, recipient: &Recipient) -> Result<(u64, String)> {
    let fail = |error| io_error("write the encrypted backup", to, error);
    let source = File::open(from).map_err(|error| io_error("read for the backup", from, error))?;
    let mut source = BufReader::with_capacity(BUFFER, source);
    let recipients = std::iter::once(&recipient.age as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients)
        .map_err(|error| Error::new(Code::Internal, "The backup could not be encrypted").because(error))?;
    let file = BufWriter::with_capacity(BUFFER, crate::fs::create_private(to)?);
    let mut writer = encryptor.wrap_output(file).map_err(fail)?;
    io::copy(&mut source, &mut writer).map_err(fail)?;
    let file = writer.finish().map_err(fail)?;
    let file = file.into_inner().map_err(|error| fail(error.into_error()))?;
    file.sync_all().map_err(fail)?;
    pack::hash(to)
}

/// True for a file that must be decrypted before it can be read: judged by its first bytes, otherwise by its name. A
/// person may have decrypted it and kept the name.
pub fn is_encrypted(path: &Path) -> bool {
    let by_name = path.to_string_lossy().ends_with(ENCRYPTED);
    start(path).map_or(by_name, |start| {
        let is_zip = start.starts_with(ZIP);
        start.starts_with(START) || start.starts_with(ARMOUR) || by_name && !is_zip
    })
}

/// Decrypts the file `from` into the new private file `to`, as a stream. On failure `to` is removed: what was decrypted
/// by then is intact but incomplete.
pub fn decrypt(from: &Path, to: &Path, keys: &[Key]) -> Result<()> {
    let reader = open(from, keys)?;
    let decrypted = copy(reader, from, to);
    if decrypted.is_err() {
        // Report the first failure; the staging folder is removed anyway.
        let _ = std::fs::remove_file(to);
    }
    decrypted
}

type Reader = age::stream::StreamReader<BufReader<File>>;

fn open(from: &Path, keys: &[Key]) -> Result<Reader> {
    check_header(from)?;
    let file = File::open(from).map_err(|error| io_error("read the backup", from, error))?;
    let identities = keys.iter().map(|key| &key.age as &dyn age::Identity);
    Decryptor::new_buffered(BufReader::with_capacity(BUFFER, file))
        .and_then(|decryptor| decryptor.decrypt(identities))
        .map_err(|error| refused(from, keys, error))
}

fn copy(mut reader: Reader, from: &Path, to: &Path) -> Result<()> {
    let mut file = BufWriter::with_capacity(BUFFER, crate::fs::create_private(to)?);
    let mut buffer = zeroize::Zeroizing::new(vec![0_u8; BUFFER]);
    loop {
        let length = reader.read(&mut buffer).map_err(|error| {
            damaged(
                from,
                "it cannot be decrypted completely: part of it was changed or is missing",
            )
            .because(error)
        })?;
        let piece = buffer.get(..length).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        file.write_all(piece)
            .map_err(|error| io_error("decrypt the backup", to, error))?;
    }
    file.flush()
        .map_err(|error| io_error("decrypt the backup", to, error))
}

fn start(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(HEADER_LIMIT).read_to_end(&mut start)?;
    Ok(start)
}

/// Checks whether we may have written the header, before asking for a key or reading anything long.
pub fn check_header(path: &Path) -> Result<()> {
    let start = start(path).map_err(|error| io_error("read the backup", path, error))?;
    if start.is_empty() {
        return Err(damaged(path, "it is empty"));
    }
    let ours = named(path).is_some();
    let finding = if !start.starts_with(START) {
        Some("it does not start like an encrypted backup")
    } else if !ends(&start) {
        Some("its header does not end")
    } else if !holds(&start, b"\n-> X25519 ") {
        // Encrypted by another program for a passphrase or another kind of key, or ours and damaged.
        Some("it was encrypted for another kind of key, by another program")
    } else {
        None
    };
    match finding {
        None => Ok(()),
        Some(_) if ours => Err(damaged(path, "its header was changed")),
        Some(why) => Err(foreign(path, why)),
    }
}

/// Whether the header's last line is complete.
fn ends(start: &[u8]) -> bool {
    let last = start.windows(4).position(|window| window == b"\n---");
    last.is_some_and(|at| start.iter().skip(at + 1).any(|byte| *byte == b'\n'))
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn refused(path: &Path, keys: &[Key], error: DecryptError) -> Error {
    match (error, named(path)) {
        (DecryptError::Io(error), _) if error.kind() != io::ErrorKind::UnexpectedEof => {
            io_error("read the backup", path, error)
        }
        (DecryptError::NoMatchingKeys, Some(id)) if keys.iter().all(|key| key.id() != id) => {
            wrong_key(path, Some(&id), keys)
        }
        (DecryptError::NoMatchingKeys, None) => wrong_key(path, None, keys),
        // The key is right, or nobody could have written such a header: the file was changed.
        (error, _) => damaged(path, "its header was changed").because(error),
    }
}

/// The id of the key in the file's name.
fn named(path: &Path) -> Option<String> {
    Name::parse(&short(path))?.key_id
}

fn wrong_key(path: &Path, needed: Option<&str>, keys: &[Key]) -> Error {
    let needed = needed.map_or_else(|| "another key".to_owned(), |id| format!("the key {id}"));
    let ids: Vec<&str> = keys.iter().map(Key::id).collect();
    let given = match ids.as_slice() {
        [] => "there is none".to_owned(),
        [one] => format!("this is the key {one}"),
        several => format!("these are the keys {}", several.join(", ")),
    };
    Error::new(
        Code::WrongKey,
        format!("`{}` was encrypted with {needed}; {given}", short(path)),
    )
    .hint("Enter the key from the recovery sheet of that time; nothing was changed")
}

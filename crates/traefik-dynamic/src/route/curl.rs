//! A `curl` command line, as people paste it.

use crate::route::request::{BadRequest, Request};

/// `curl` options that take a value and do not affect the request.
const VALUED: &[&str] = &[
    "-o",
    "--output",
    "-w",
    "--write-out",
    "-m",
    "--max-time",
    "--connect-timeout",
    "--cacert",
    "--capath",
    "--cert",
    "-E",
    "--key",
    "--retry",
    "--resolve",
    "--connect-to",
    "--interface",
    "-x",
    "--proxy",
    "-c",
    "--cookie-jar",
    "-K",
    "--config",
    "-T",
    "--upload-file",
    "--ciphers",
    "--dns-servers",
    "-D",
    "--dump-header",
    "-r",
    "--range",
];

/// Parses a line that begins with `curl`.
pub fn from_curl(line: &str) -> Result<Request, BadRequest> {
    let hint = "Such as: curl -H 'X-Env: staging' https://shop.example.com/cart";
    let words = shell_words(line).ok_or_else(|| BadRequest::new("a quote is not closed", hint))?;
    let mut words = words.into_iter();
    if words.next().as_deref() != Some("curl") {
        return Err(BadRequest::new("the line does not start with `curl`", hint));
    }
    let (mut url, mut method, mut headers, mut version) = (None, None, Vec::new(), None);
    let (mut has_body, mut is_head, mut as_query) = (false, false, false);
    let mut data: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        let (option, attached) = option(&word);
        let mut value = || attached.clone().or_else(|| words.next()).unwrap_or_default();
        match option.as_str() {
            "-X" | "--request" => method = Some(value()),
            "-H" | "--header" => headers.push(value()),
            "-A" | "--user-agent" => headers.push(format!("User-Agent: {}", value())),
            "-e" | "--referer" => headers.push(format!("Referer: {}", value())),
            "-b" | "--cookie" => headers.push(format!("Cookie: {}", value())),
            "-u" | "--user" => {
                value();
                headers.push("Authorization: Basic …".to_owned());
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--data-urlencode"
            | "--json" | "-F" | "--form" => {
                has_body = true;
                data.push(value());
            }
            "-G" | "--get" => as_query = true,
            "-I" | "--head" => is_head = true,
            "--http1.0" | "-0" => version = Some("1.0".to_owned()),
            "--url" => url = Some(value()),
            other if VALUED.contains(&other) => {
                value();
            }
            other if other.starts_with('-') && other.len() > 1 => {}
            _ => url = Some(word),
        }
    }
    let mut url = url.ok_or_else(|| BadRequest::new("the line has no address", hint))?;
    if as_query && !data.is_empty() {
        let joiner = if url.contains('?') { '&' } else { '?' };
        url.push(joiner);
        url.push_str(&data.join("&"));
    }
    let mut request = Request::from_url(&url)?;
    request.method = match method {
        Some(method) => method,
        None if is_head => "HEAD".to_owned(),
        None if has_body && !as_query => "POST".to_owned(),
        None => "GET".to_owned(),
    };
    request.version = version.unwrap_or(request.version);
    for header in headers {
        request.add_header(&header)?;
    }
    Ok(request)
}

impl Request {
    /// Adds a header line, such as `X-Env: staging`; `Host` replaces the host of the address.
    pub fn add_header(&mut self, line: &str) -> Result<(), BadRequest> {
        let Some((name, value)) = line.split_once([':', ';']) else {
            return Err(BadRequest::new(
                format!("`{line}` is not a header"),
                "Write it as `Name: value`",
            ));
        };
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("host") {
            self.host = Some(value.to_owned());
        } else {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        Ok(())
    }
}

/// An option, and the value attached to it: `-XPOST`, `--request=POST`.
fn option(word: &str) -> (String, Option<String>) {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (word.to_owned(), None),
        };
    }
    let takes_value = ["-X", "-H", "-A", "-e", "-b", "-u", "-d", "-F", "-o", "-m"];
    match word.get(..2) {
        Some(option) if takes_value.contains(&option) && word.len() > 2 => {
            (option.to_owned(), Some(word[2..].to_owned()))
        }
        _ => (word.to_owned(), None),
    }
}

/// Splits a line into words as a shell does; `None` if a quote is not closed.
pub fn shell_words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(own), letter) if letter == own => quote = None,
            (Some('"') | None, '\\') => {
                let next = letters.next();
                // A line continuation.
                if next == Some('\n') || (next == Some('\r') && letters.next_if_eq(&'\n').is_some()) {
                    continue;
                }
                let word = word.get_or_insert_with(String::new);
                if quote.is_some() && !matches!(next, Some('"' | '\\' | '$' | '`')) {
                    word.push('\\');
                }
                word.extend(next);
            }
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_with(String::new);
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (_, letter) => word.get_or_insert_with(String::new).push(letter),
        }
    }
    words.extend(word.take());
    quote.is_none().then_some(words)
}

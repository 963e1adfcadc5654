//! Values that several middlewares and services share.

use crate::go::net::Network;
use crate::go::regexp;
use crate::http::{IpStrategy, SourceCriterion};
use crate::rule::fault::Fault;
use crate::rule::test::bad_network;

/// Checks a regular expression; `before` is what Traefik writes before Go's message.
pub(super) fn expression(pattern: &str, before: &str) -> Result<(), Fault> {
    regexp::judge(pattern).map(|_| ()).map_err(|text| {
        let message = format!("`{pattern}` is not a regular expression that Go accepts");
        Fault::new("REGEXP", message, format!("{before}{text}"))
            .hint("Traefik uses Go’s syntax (RE2), without lookarounds and backreferences")
    })
}

/// The same, as most of Traefik's middlewares report it. Surrounding blanks are ignored.
pub(super) fn named_expression(pattern: &str) -> Result<(), Fault> {
    let trimmed = pattern.trim();
    expression(
        trimmed,
        &format!("error compiling regular expression {pattern}: "),
    )
}

/// A negative duration as Go prints it.
pub(super) fn duration(nanoseconds: i64) -> String {
    let total = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let decimal = |value: u64, unit: u64| {
        let text = format!(
            "{}.{:0width$}",
            value / unit,
            value % unit,
            width = unit.ilog10() as usize
        );
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    match total {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{total}ns"),
        1_000..1_000_000 => format!("{sign}{}µs", decimal(total, 1_000)),
        1_000_000..1_000_000_000 => format!("{sign}{}ms", decimal(total, 1_000_000)),
        _ => {
            let (minutes, rest) = (total / 60_000_000_000, total % 60_000_000_000);
            let seconds = decimal(rest, 1_000_000_000);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{sign}{seconds}s"),
                (0, minutes) => format!("{sign}{minutes}m{seconds}s"),
                (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}s"),
            }
        }
    }
}

/// Checks addresses and networks; `before` is what Traefik writes before its message.
pub(super) fn networks(list: &[String], before: &str) -> Result<(), Fault> {
    match list.iter().find(|one| Network::parse(one).is_none()) {
        None => Ok(()),
        Some(one) => {
            let message = format!("`{one}` is neither an address nor a network");
            Err(
                Fault::new("ADDRESS", message, format!("{before}{}", bad_network(one)))
                    .hint("Use an address such as `10.0.0.1`, or a network such as `10.0.0.0/8`"),
            )
        }
    }
}

/// Checks which address is taken as the client's.
pub(super) fn strategy(strategy: Option<&IpStrategy>) -> Result<(), Fault> {
    let Some(strategy) = strategy else { return Ok(()) };
    let subnet = || match strategy.ipv6_subnet.filter(|bits| !(1..=128).contains(bits)) {
        None => Ok(()),
        Some(bits) => {
            let text =
                format!("invalid IPv6 subnet {bits} value, should be greater to 0 and lower or equal to 128");
            Err(Fault::new("RANGE", format!("ipv6Subnet is {bits}"), text).hint("Write 1 to 128"))
        }
    };
    if strategy.depth.unwrap_or_default() > 0 {
        return subnet();
    }
    let excluded = strategy.excluded_ips.as_deref().unwrap_or_default();
    if excluded.is_empty() {
        return subnet();
    }
    networks(excluded, "")
}

/// Checks what counts as one source.
pub(super) fn criterion(criterion: Option<&SourceCriterion>, before: &str) -> Result<(), Fault> {
    let Some(criterion) = criterion else { return Ok(()) };
    let has_header = criterion
        .request_header_name
        .as_ref()
        .is_some_and(|name| !name.is_empty());
    let has_host = criterion.request_host == Some(true);
    let text = match (criterion.ip_strategy.is_some(), has_header, has_host) {
        (true, true, _) => "iPStrategy and RequestHeaderName are mutually exclusive",
        (true, _, true) => "iPStrategy and RequestHost are mutually exclusive",
        (_, true, true) => "requestHost and RequestHeaderName are mutually exclusive",
        _ => {
            return strategy(criterion.ip_strategy.as_deref()).map_err(|fault| fault.within(before));
        }
    };
    let message = "sourceCriterion has more than one of ipStrategy, requestHeaderName and requestHost";
    Err(Fault::new("EXCLUSIVE", message, format!("{before}{text}")).hint("Keep one of them"))
}

/// Checks status codes and ranges.
pub(super) fn statuses<'s>(list: impl IntoIterator<Item = &'s String>, before: &str) -> Result<(), Fault> {
    for block in list {
        let parts: Vec<&str> = block.split('-').collect();
        let parts = if parts.len() == 1 {
            &parts[..1]
        } else {
            &parts[..2]
        };
        for part in parts {
            let digits = part.strip_prefix(['+', '-']).unwrap_or(part);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let why = match part.parse::<i64>() {
                Ok(_) => continue,
                Err(_) if is_number => "value out of range",
                Err(_) => "invalid syntax",
            };
            let text = format!(
                "{before}strconv.Atoi: parsing {}: {why}",
                crate::go::quote::quote(part)
            );
            let message = format!("`{block}` is neither a status code nor a range of them");
            return Err(Fault::new("STATUS", message, text)
                .hint("Use a code such as `404`, or a range such as `500-599`"));
        }
    }
    Ok(())
}

/// Whether it is a status code that has a name.
pub(super) fn is_status(code: i64) -> bool {
    matches!(code, 100..=103 | 200..=208 | 226 | 300..=305 | 307 | 308 | 400..=418 | 421..=426
        | 428 | 429 | 431 | 451 | 500..=508 | 510 | 511)
}

/// Checks a media type, such as `text/html; charset=utf-8`; the error is in Go's words.
pub(super) fn media_type(text: &str) -> Result<(), &'static str> {
    let base = text
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_token = |byte: u8| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte);
    let token = |text: &str| text.bytes().take_while(|byte| is_token(*byte)).count();
    let length = token(&base);
    if length == 0 {
        return Err("mime: no media type");
    }
    let rest = &base[length..];
    if !rest.is_empty() {
        let Some(sub) = rest.strip_prefix('/') else {
            return Err("mime: expected slash after first token");
        };
        let length = token(sub);
        if length == 0 {
            return Err("mime: expected token after slash");
        }
        if length < sub.len() {
            return Err("mime: unexpected content after media subtype");
        }
    }
    let mut names = Vec::new();
    let parameters: Vec<&str> = text.split(';').skip(1).map(str::trim).collect();
    for (number, parameter) in parameters.iter().enumerate() {
        if parameter.is_empty() && number + 1 == parameters.len() {
            continue;
        }
        let Some((name, value)) = parameter.split_once('=') else {
            return Err("mime: invalid media parameter");
        };
        let name = name.trim_end().to_ascii_lowercase();
        let value = value.trim_start();
        let is_quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
        if token(&name) < name.len()
            || name.is_empty()
            || (!is_quoted && (token(value) < value.len() || value.is_empty()))
        {
            return Err("mime: invalid media parameter");
        }
        if names.contains(&name) {
            return Err("mime: duplicate parameter name");
        }
        names.push(name);
    }
    Ok(())
}

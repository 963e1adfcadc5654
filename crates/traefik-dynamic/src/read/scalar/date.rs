//! Dates and times, which Traefik accepts nowhere unless they are quoted.

/// `2020-1-2`, optionally followed by a time: what the YAML reader turns into a time.
pub(super) fn is_date(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let Some((year, rest)) = word.split_at_checked(digits).filter(|_| digits == 4) else {
        return false;
    };
    let date = rest.strip_prefix('-').and_then(|rest| {
        let (month, rest) = number(rest, 1, 12)?;
        let (day, rest) = number(rest.strip_prefix('-')?, 1, days(year.parse().ok()?, month))?;
        Some((day, rest))
    });
    let Some((_, rest)) = date else { return false };
    match rest.as_bytes().first() {
        None => true,
        Some(b'T' | b't') => clock(&rest[1..]).is_some_and(is_zone),
        Some(b' ') => clock(rest.trim_start_matches(' ')).is_some_and(str::is_empty),
        Some(_) => false,
    }
}

/// What follows `15:4:5.999`.
fn clock(text: &str) -> Option<&str> {
    let (_, rest) = number(text, 0, 23)?;
    let (_, rest) = number(rest.strip_prefix(':')?, 0, 59)?;
    let (_, rest) = number(rest.strip_prefix(':')?, 0, 59)?;
    let Some(fraction) = rest.strip_prefix(['.', ',']) else {
        return Some(rest);
    };
    let behind = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (behind.len() < fraction.len()).then_some(behind)
}

/// `Z`, or `+01:00`.
fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return text == "Z";
    };
    let is_number = |part: &str, most: u32| {
        part.len() == 2 && number(part, 0, most).is_some_and(|(_, rest)| rest.is_empty())
    };
    offset
        .split_once(':')
        .is_some_and(|(hours, minutes)| is_number(hours, 24) && is_number(minutes, 60))
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A number of one or two digits, and what follows it.
fn number(text: &str, least: u32, most: u32) -> Option<(u32, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let number = number.parse().ok()?;
    (least..=most).contains(&number).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn tells_dates() {
        let dates = [
            "2020-01-01",
            "2020-1-1",
            "2020-02-29",
            "2020-01-01T1:2:3Z",
            "2020-01-01t10:00:00.5+01:00",
            "2020-01-01 10:00:00",
            "2020-01-01  10:00:00.123",
        ];
        let texts = [
            "2020-01",
            "2020-13-01",
            "2021-02-29",
            "2020-04-31",
            "20200101",
            "02020-01-01",
            "2020-01-01x",
            "2020-01-01T10:00:00",
            "2020-01-01T10:00:00z",
            "2020-01-01T25:00:00Z",
            "2020-01-01 10:00:00 +1",
            "2020-01-01 10:00",
            "2020-01-01T10:00:00.Z",
        ];
        assert!(dates.iter().all(|word| is_date(word)));
        for word in texts {
            assert!(!is_date(word), "{word}");
        }
    }
}

//! The table of measured times, and its comparison with the committed one.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

/// The first two lines of the table.
pub(super) const HEAD: &str = "\
| command | components | median, ms | yardstick | its median, ms | ratio |
|---|---|---|---|---|---|
";

/// How much larger a ratio may be than the committed one.
const ALLOWED: f64 = 1.2;

/// One line of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) components: usize,
    pub(super) time: Duration,
    /// What was measured beside it.
    pub(super) yardstick: String,
    pub(super) beside: Duration,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.time.as_secs_f64() / self.beside.as_secs_f64().max(0.000_001)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "| {} | {} | {} | {} | {} | {:.2} |",
            self.what,
            self.components,
            self.time.as_millis(),
            self.yardstick,
            self.beside.as_millis(),
            self.ratio()
        )
    }
}

/// The ratios of a page, by command and number of components.
pub(super) fn read(page: &str) -> HashMap<(String, usize), f64> {
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, what, components, _, _, _, ratio, _] = cells.as_slice() else {
            return None;
        };
        Some((
            ((*what).to_owned(), components.parse().ok()?),
            ratio.parse().ok()?,
        ))
    });
    rows.collect()
}

/// A sentence for each command that got worse by more than is allowed.
pub(super) fn worse(committed: &HashMap<(String, usize), f64>, rows: &[Row]) -> Vec<String> {
    let worse = rows.iter().filter_map(|row| {
        let before = *committed.get(&(row.what.clone(), row.components))?;
        let Row {
            what,
            components,
            yardstick,
            ..
        } = row;
        let now = row.ratio();
        (now > before * ALLOWED).then(|| {
            format!("`{what}` of {components} components takes {now:.2} × {yardstick}; it was {before:.2} ×")
        })
    });
    worse.collect()
}

/// The page with these rows in place of those it has; `None` if it has no table.
pub(super) fn put(page: &str, rows: &[Row]) -> Option<String> {
    let (before, rest) = page.split_once(HEAD)?;
    let old: usize = rest
        .split_inclusive('\n')
        .take_while(|line| line.starts_with('|'))
        .map(str::len)
        .sum();
    let mut text = format!("{before}{HEAD}");
    for row in rows {
        text.push_str(&row.to_string());
        text.push('\n');
    }
    text.push_str(rest.get(old..)?);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(what: &str, time: u64) -> Row {
        Row {
            what: what.to_owned(),
            components: 72,
            time: Duration::from_millis(time),
            yardstick: "gzip".to_owned(),
            beside: Duration::from_millis(100),
        }
    }

    #[test]
    fn a_page_is_read_as_it_is_written() {
        let page = format!("Text.\n\n{HEAD}| old | 1 | 1 | gzip | 1 | 1.00 |\n\nMore.\n");
        let page = put(&page, &[row("check", 250), row("export", 40)]).unwrap();
        assert!(page.starts_with("Text.\n\n| command |") && page.ends_with(" 0.40 |\n\nMore.\n"));
        let read = read(&page);
        assert_eq!(read.len(), 2, "{page}");
        assert_eq!(read.get(&("check".to_owned(), 72)), Some(&2.5));
        assert_eq!(put("no table", &[]), None);
    }

    #[test]
    fn only_what_is_more_than_a_fifth_slower_is_named() {
        let check = |before: f64, now: u64, is_named: bool| {
            let committed = HashMap::from([(("check".to_owned(), 72), before)]);
            assert_eq!(
                worse(&committed, &[row("check", now)]).len(),
                usize::from(is_named)
            );
        };
        check(1.0, 119, false);
        check(1.0, 121, true);
        check(1.0, 10, false);
        assert!(worse(&HashMap::new(), &[row("new", 900)]).is_empty());
    }
}

//! Rules as rows of conditions, and how routers stand among others.

use proptest::prelude::*;
use traefik_dynamic::assist::{Join, RuleRow, RuleRows, rule_matchers, rule_rows, rule_text, standing};
use traefik_dynamic::rule::{Expression, Matcher, Protocol, parse};
use traefik_dynamic::{Component, Facts, Kind};

use crate::fixtures::component;

/// Rows in a line each, for comparing.
fn shown(rows: &RuleRows) -> String {
    let condition = |one: &traefik_dynamic::assist::Condition| {
        let not = if one.is_negated { "not " } else { "" };
        let name = one.name.as_ref().map(|name| format!(" {name}"));
        format!(
            "{not}{}{} {:?}",
            one.matcher,
            name.unwrap_or_default(),
            one.values
        )
    };
    let lines = rows.rows.iter().map(|row| match row {
        RuleRow::Condition(one) => condition(one),
        RuleRow::Group {
            is_negated,
            join,
            conditions,
        } => {
            let not = if *is_negated { "not " } else { "" };
            let parts: Vec<String> = conditions.iter().map(condition).collect();
            format!("{not}{join:?}({})", parts.join(", "))
        }
    });
    format!("{:?}: {}", rows.join, lines.collect::<Vec<_>>().join(" | "))
}

#[test]
fn of_rules() {
    let check = |rule: &str, expect: &str| {
        let rows = rule_rows(rule, Protocol::Http).unwrap_or_else(|| panic!("{rule} has no rows"));
        assert_eq!(shown(&rows), expect, "{rule}");
        // Nothing is written that was not there.
        assert_eq!(rule_text(&rows), rule);
    };
    check("", "All: ");
    check("Host(`a`)", "All: Host [\"a\"]");
    check("Host(`a`) || Host(`b`)", "All: Host [\"a\", \"b\"]");
    check(
        "Host(`a`) && PathPrefix(`/b`)",
        "All: Host [\"a\"] | PathPrefix [\"/b\"]",
    );
    check(
        "(Host(`a`) || Host(`b`)) && Path(`/`)",
        "All: Host [\"a\", \"b\"] | Path [\"/\"]",
    );
    check("Host(`a`) || Path(`/`)", "Any: Host [\"a\"] | Path [\"/\"]");
    check(
        "Host(`a`) && (Path(`/`) || Method(`GET`))",
        "All: Host [\"a\"] | Any(Path [\"/\"], Method [\"GET\"])",
    );
    check(
        "Host(`a`) && Path(`/`) || Host(`b`)",
        "Any: All(Host [\"a\"], Path [\"/\"]) | Host [\"b\"]",
    );
    check("!Host(`a`) && Path(`/`)", "All: not Host [\"a\"] | Path [\"/\"]");
    check("!(Host(`a`) || Host(`b`))", "All: not Host [\"a\", \"b\"]");
    check(
        "!(Host(`a`) || Path(`/`)) && Method(`GET`)",
        "All: not Any(Host [\"a\"], Path [\"/\"]) | Method [\"GET\"]",
    );
    check(
        "Header(`X`, `1`) || Header(`X`, `2`)",
        "All: Header X [\"1\", \"2\"]",
    );
    check(
        "Query(`a`) && Query(`b`, `1`)",
        "All: Query a [] | Query b [\"1\"]",
    );
    check("Path(\"/`\")", "All: Path [\"/`\"]");
}

/// Rules that are shown as text only.
#[test]
fn of_none() {
    for rule in [
        "Host(`a`",
        "Hots(`a`)",
        "Host(`a`, `b`)",
        "HostSNI(`a`)",
        "Host(`a`) && (Path(`/`) || (Method(`GET`) && Query(`a`)))",
        "!(!Host(`a`) && (Path(`/`) || Host(`b`)))",
    ] {
        assert_eq!(rule_rows(rule, Protocol::Http), None, "{rule}");
    }
    let rows = rule_rows("HostSNI(`*`) && !ALPN(`h2`)", Protocol::Tcp).unwrap();
    assert_eq!(shown(&rows), "All: HostSNI [\"*\"] | not ALPN [\"h2\"]");
}

/// What is not filled in yet is left out.
#[test]
fn of_unfinished_rows() {
    let mut rows = rule_rows("Host(`a`) && PathPrefix(`/b`)", Protocol::Http).unwrap();
    let RuleRow::Condition(first) = &mut rows.rows[0] else {
        panic!("it is a condition");
    };
    first.values = vec![String::new()];
    assert_eq!(rule_text(&rows), "PathPrefix(`/b`)");
    rows.join = Join::Any;
    rows.rows.push(RuleRow::Group {
        is_negated: true,
        join: Join::All,
        conditions: Vec::new(),
    });
    assert_eq!(rule_text(&rows), "PathPrefix(`/b`)");
}

#[test]
fn have_a_label_each() {
    let http: Vec<String> = rule_matchers(Protocol::Http)
        .into_iter()
        .map(|one| one.label)
        .collect();
    assert_eq!(
        http.join(", "),
        "Host is, Host matches, Path starts with, Path is, Path matches, Method is, Header is, Header matches, Query is, Query matches, Client address is"
    );
    let query = rule_matchers(Protocol::Http)
        .into_iter()
        .find(|one| one.matcher == "Query")
        .unwrap();
    assert!(query.has_name && query.is_value_optional);
}

/// A matcher as a number.
fn number(matcher: &Matcher) -> u32 {
    let names = ["Host", "Path", "Method"];
    let name = names.iter().position(|name| *name == matcher.name).unwrap();
    let value = ["a", "b"]
        .iter()
        .position(|value| *value == matcher.arguments[0].text)
        .unwrap();
    u32::try_from(name * 2 + value).unwrap()
}

/// What a rule says when each matcher holds or not.
fn holds(expression: &Expression, facts: u32) -> bool {
    match expression {
        Expression::Matcher(matcher) => facts & (1 << number(matcher)) != 0,
        Expression::Not(inner) => !holds(inner, facts),
        Expression::And(left, right) => holds(left, facts) && holds(right, facts),
        Expression::Or(left, right) => holds(left, facts) || holds(right, facts),
    }
}

/// Any rule, with parentheses wherever they may be.
fn rule() -> impl Strategy<Value = String> {
    let leaf = (
        prop::sample::select(vec!["Host", "Path", "Method"]),
        prop::sample::select(vec!["a", "b"]),
    )
        .prop_map(|(name, value)| format!("{name}(`{value}`)"));
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            (
                prop::collection::vec(inner.clone(), 2..4),
                any::<bool>(),
                any::<bool>()
            )
                .prop_map(|(parts, is_and, is_wrapped)| {
                    let text = parts.join(if is_and { " && " } else { " || " });
                    if is_wrapped { format!("({text})") } else { text }
                }),
            inner.prop_map(|text| format!("!({text})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Rows written as a rule mean what the rule meant, and are the same rows again.
    #[test]
    fn mean_the_same(rule in rule()) {
        let Some(rows) = rule_rows(&rule, Protocol::Http) else { return Ok(()) };
        let text = rule_text(&rows);
        let (before, after) = (parse(&rule).unwrap(), parse(&text).unwrap());
        for facts in 0..64 {
            prop_assert_eq!(holds(&before, facts), holds(&after, facts), "{} {} {}", rule, text, facts);
        }
        prop_assert_eq!(rule_rows(&text, Protocol::Http), Some(rows), "{} {}", rule, text);
        prop_assert!(text.len() <= rule.len(), "{} {}", rule, text);
    }
}

#[test]
fn routers_stand_among_others() {
    let router = |name: &str, body: &str| Component {
        name: name.to_owned(),
        ..component(Kind::HttpRouter, body)
    };
    let others = [
        router("own", "{rule: Host(`old`), service: s}"),
        router("wiki", "{rule: Host(`a`), service: s}"),
        router(
            "api",
            "{rule: \"Host(`a`) && PathPrefix(`/api/v1/users`)\", service: s}",
        ),
        router("same", "{rule: Host(`a`), priority: 24, service: s}"),
        router("elsewhere", "{rule: Host(`b`), service: s}"),
        router("tls", "{rule: Host(`a`), service: s, tls: {}}"),
        router("door", "{rule: Host(`a`), service: s, entryPoints: [web]}"),
        router("side", "{rule: Host(`a`), service: s, entryPoints: [side]}"),
    ];
    let others: Vec<&Component> = others.iter().collect();
    let facts: Facts = serde_json::from_str(
        r#"{"entry_points": {"web": {"address": ":80", "default": true}, "side": {"address": ":81"}}}"#,
    )
    .unwrap();
    let own = router("own", "{rule: \"Host(`a`) && Path(`/api`)\", service: s}");
    let found = standing(&own, &others, Some(&facts)).unwrap();
    assert_eq!(
        (found.priority.as_str(), found.is_automatic, found.is_known),
        ("25", true, true)
    );
    assert_eq!(found.wins_over, ["same", "door", "wiki"]);
    assert_eq!(found.loses_to, Vec::<String>::new());
    let own = router("own", "{rule: \"Host(`a`)\", priority: 24, service: s}");
    let found = standing(&own, &others, Some(&facts)).unwrap();
    assert_eq!(
        (found.is_automatic, found.wins_over),
        (false, vec!["door".to_owned(), "wiki".to_owned()])
    );
    assert_eq!(
        (found.loses_to, found.ties_with),
        (vec!["api".to_owned()], vec!["same".to_owned()])
    );
    let broken = router("own", "{rule: \"Host(`a`\", service: s}");
    let found = standing(&broken, &others, Some(&facts)).unwrap();
    assert!(!found.is_known && found.wins_over.is_empty());
    assert_eq!(
        standing(
            &component(Kind::HttpService, "{loadBalancer: {servers: []}}"),
            &others,
            None
        ),
        None
    );
}

//! What is published without a person, and what is not.

use serde_json::{Value, json};
use traefik_dynamic::predict::predict;

use super::*;
use crate::publish::{by_host, refuse, warn};

fn router(name: &str, more: &Value) -> Component {
    let mut value = json!({ "rule": format!("Host(`{name}.example.com`)"), "service": "web" });
    for (field, held) in more.as_object().into_iter().flatten() {
        value[field] = held.clone();
    }
    Component::from_configuration(Kind::HttpRouter, name, value)
}

fn of(kind: Kind, name: &str, value: Value) -> Component {
    Component::from_configuration(kind, name, value)
}

fn service(url: &str) -> Component {
    let value = json!({ "loadBalancer": { "servers": [{ "url": url }] } });
    of(Kind::HttpService, "web", value)
}

/// Routers that all use one service.
fn routers(count: usize) -> Vec<Component> {
    let mut all: Vec<Component> = (0..count)
        .map(|number| router(&format!("r{number}"), &json!({})))
        .collect();
    all.push(service("http://10.0.0.1"));
    all
}

const LIVE: Latest = Latest {
    number: 7,
    state: PublicationState::Written,
    is_on_trial: false,
    outcome: Some(OutcomeState::Live),
};

fn check(before: &[Component], after: &[Component], expect: Option<&str>) {
    let changes = by_host(before, after);
    let states = predict(after, None);
    let saved = Saved {
        latest: Some(LIVE),
        has_api: true,
        problems: &[],
        changes: &changes,
        after,
        states: &states,
    };
    assert_eq!(saved.held_back().as_deref(), expect);
}

#[test]
fn few_routers_may_change() {
    let five = "5 routers would change, and at most 4 may without you";
    let with = |mut all: Vec<Component>, more: Vec<Component>| {
        all.extend(more);
        all
    };
    check(&routers(9), &routers(9), None);
    check(&routers(0), &routers(4), None);
    check(&routers(0), &routers(5), Some(five));
    check(&routers(5), &routers(0), Some(five));
    check(&routers(4), &routers(0), None);
    // What routers use counts as a change of theirs.
    let moved = |count: usize| {
        let mut all = routers(count);
        all.pop();
        with(all, vec![service("http://10.0.0.2")])
    };
    check(&routers(4), &moved(4), None);
    check(&routers(5), &moved(5), Some(five));
    // Also through a chain.
    let chained = |count: usize, prefix: &str| {
        let all: Vec<Component> = (0..count)
            .map(|number| router(&format!("r{number}"), &json!({ "middlewares": ["all"] })))
            .collect();
        with(
            all,
            vec![
                of(
                    Kind::HttpMiddleware,
                    "all",
                    json!({ "chain": { "middlewares": ["path"] } }),
                ),
                of(
                    Kind::HttpMiddleware,
                    "path",
                    json!({ "addPrefix": { "prefix": prefix } }),
                ),
                service("http://10.0.0.1"),
            ],
        )
    };
    check(&chained(4, "/a"), &chained(4, "/b"), None);
    check(&chained(5, "/a"), &chained(5, "/b"), Some(five));
    // The default options hold for routers that name none.
    let options = |name: &str| {
        vec![of(
            Kind::TlsOptions,
            name,
            json!({ "minVersion": "VersionTLS12" }),
        )]
    };
    check(&routers(5), &with(routers(5), options("modern")), None);
    check(&routers(5), &with(routers(5), options("default")), Some(five));
}

#[test]
fn nothing_that_changes_may_be_wrong() {
    let broken = || router("broken", &json!({ "service": "gone" }));
    let with = |more: Component| {
        let mut all = routers(2);
        all.push(more);
        all
    };
    check(
        &routers(2),
        &with(broken()),
        Some("The HTTP router “broken” would not work"),
    );
    // A person published that before.
    let mut both = with(broken());
    both.push(router("new", &json!({})));
    check(&with(broken()), &both, None);
    // A router breaks because what it uses goes.
    let mut without = routers(1);
    without.pop();
    check(&routers(1), &without, Some("The HTTP router “r0” would not work"));
}

#[test]
fn what_the_plan_warns_of_needs_a_person() {
    let check = |problems: &[Problem], expect: Option<&str>| {
        let (before, after) = (routers(1), routers(2));
        let (changes, states) = (by_host(&before, &after), predict(&after, None));
        let saved = Saved {
            latest: Some(LIVE),
            has_api: true,
            problems,
            changes: &changes,
            after: &after,
            states: &states,
        };
        assert_eq!(saved.held_back().as_deref(), expect);
    };
    check(&[], None);
    check(
        &[refuse("CHANGED-OUTSIDE", "It was changed", "")],
        Some("It was changed"),
    );
    check(
        &[warn("EXPECTATION", "Expectation 1 fails", "")],
        Some("Expectation 1 fails"),
    );
    check(&[warn("NETWORK-DRIVE", "It is far away", "")], None);
}

#[test]
fn the_publication_before_has_to_be_well() {
    let check = |latest: Option<Latest>, has_api: bool, expect: Option<&str>| {
        let (before, after) = (routers(1), routers(2));
        let (changes, states) = (by_host(&before, &after), predict(&after, None));
        let saved = Saved {
            latest,
            has_api,
            problems: &[],
            changes: &changes,
            after: &after,
            states: &states,
        };
        assert_eq!(saved.held_back().as_deref(), expect, "{latest:?}");
    };
    let with_outcome = |outcome| Some(Latest { outcome, ..LIVE });
    let unconfirmed = Some("Traefik does not confirm that it runs publication 7");
    check(None, true, Some("The first publication is yours to make"));
    check(Some(LIVE), true, None);
    check(with_outcome(Some(OutcomeState::LiveWithProblems)), true, None);
    check(with_outcome(Some(OutcomeState::NotPickedUp)), true, unconfirmed);
    check(
        with_outcome(Some(OutcomeState::LiveButDifferent)),
        true,
        unconfirmed,
    );
    check(with_outcome(None), true, unconfirmed);
    check(with_outcome(Some(OutcomeState::NotConfirmed)), false, None);
    let with_state = |state| Some(Latest { state, ..LIVE });
    check(
        with_state(PublicationState::TakenBack),
        true,
        Some("Publication 7 was taken back, so the next one is yours to make"),
    );
    check(
        with_state(PublicationState::Begun),
        true,
        Some("Publication 7 is being written"),
    );
    let on_trial = Latest {
        is_on_trial: true,
        ..LIVE
    };
    check(Some(on_trial), true, Some("Publication 7 is on trial"));
}

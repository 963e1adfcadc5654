//! Dangling references.

use crate::rule::fault::Fault;

/// The highest priority that a router in a file may have.
pub(super) const MAX_PRIORITY: i64 = 9_223_372_036_854_774_807;

fn shown(name: &str) -> &str {
    name.strip_suffix("@file").unwrap_or(name)
}

pub(super) fn service(name: &str) -> Fault {
    let text = format!("the service \"{name}\" does not exist");
    absent("SERVICE-MISSING", "service", name, text)
}

pub(super) fn udp_service(name: &str) -> Fault {
    let text = format!("the UDP service \"{name}\" does not exist");
    absent("SERVICE-MISSING", "UDP service", name, text)
}

pub(super) fn middleware(name: &str) -> Fault {
    let text = format!("middleware \"{name}\" does not exist");
    absent("MIDDLEWARE-MISSING", "middleware", name, text)
}

pub(super) fn parent(name: &str) -> Fault {
    let text = format!("parent router \"{name}\" does not exist");
    absent("PARENT-MISSING", "router", name, text)
}

fn absent(code: &'static str, noun: &str, name: &str, text: String) -> Fault {
    let own = shown(name);
    if own.is_empty() {
        return Fault::new(code, format!("a {noun} is missing"), text).hint("Name one");
    }
    Fault::new(code, format!("there is no {noun} `{own}`"), text).hint("Add it, or correct the name")
}

pub(super) fn entry_point(name: &str) -> Fault {
    let text = format!("entryPoint \"{name}\" doesn't exist");
    Fault::new(
        "ENTRY-POINT-MISSING",
        format!("this gateway has no entry point `{name}` for it"),
        text,
    )
    .hint("Entry points come from Traefik’s install configuration; names are case-sensitive")
}

pub(super) fn no_entry_point() -> Fault {
    Fault::new(
        "NO-ENTRY-POINT",
        "it does not listen on any entry point of this gateway",
        "no valid entryPoint for this router",
    )
    .hint("Use an entry point of this gateway")
}

/// Without facts, it is unknown where a router listens.
pub(super) fn unknown_entry_point() -> Fault {
    Fault::guess(
        "ENTRY-POINT-UNKNOWN",
        "whether its entry points exist is not known without facts about the gateway",
    )
}

pub(super) fn priority(priority: i64) -> Fault {
    let text = format!("the router priority {priority} exceeds the max user-defined priority {MAX_PRIORITY}");
    Fault::new("PRIORITY", format!("its priority {priority} is too high"), text)
        .hint(format!("The highest is {MAX_PRIORITY}"))
}

pub(super) fn several_types(noun: &str) -> Fault {
    let what = if noun == "middleware" {
        "middleware: multi-types middleware not supported, consider declaring two different pieces of middleware"
    } else {
        "service: multi-types service not supported, consider declaring two different pieces of service"
    };
    Fault::new(
        "SEVERAL-TYPES",
        format!("the {noun} has several types"),
        format!("cannot create {what} instead"),
    )
    .hint("Split it into two")
}

pub(super) fn ring(what: &str, name: &str, stack: &[String]) -> Fault {
    let end = format!("{what}:{name}");
    let path: Vec<&str> = stack.iter().map(String::as_str).chain([end.as_str()]).collect();
    let text = format!(
        "could not instantiate {what} {name}: recursion detected in {}",
        path.join("->")
    );
    Fault::new(
        "RING",
        format!("the {what} `{}` leads back to itself", shown(name)),
        text,
    )
    .hint("Remove one of the references")
}

pub(super) fn too_deep(noun: &str) -> Fault {
    Fault::guess(
        "TOO-DEEP",
        format!("its {noun}s are nested too deep to be checked here"),
    )
}

/// What TCP and UDP refuse in a weighted child; HTTP treats it as no weight.
pub(super) fn negative_weight(noun: &str, child: &str, weight: i64) -> Fault {
    let shown = crate::go::quote::quote(child);
    Fault::new(
        "RANGE",
        format!("the weight of `{child}` is {weight}"),
        format!("invalid negative weight {weight} for {noun} {shown}"),
    )
    .hint("Write 0 or more")
}

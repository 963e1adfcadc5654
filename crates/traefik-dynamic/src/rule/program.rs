//! A rule that can be evaluated.

use crate::rule::Protocol;
use crate::rule::fault::Fault;
use crate::rule::test::{Subject, Test, http, http_v2, tcp, tcp_v2};
use crate::rule::tree::{NoTree, Tree, bare_rule, build};
use crate::rule::words::Table;

/// A rule that Traefik builds.
#[derive(Debug)]
pub(crate) enum Program {
    Leaf(Test, bool),
    And(Box<Program>, Box<Program>),
    Or(Box<Program>, Box<Program>),
}

/// Builds a rule as Traefik does when it adds a router; the fault is worded as in its API.
pub(crate) fn compile(rule: &str, protocol: Protocol, is_v2: bool) -> Result<Program, Fault> {
    match protocol {
        Protocol::Http => compile_http(rule, is_v2),
        Protocol::Tcp => compile_tcp(rule, is_v2),
    }
}

fn compile_http(rule: &str, is_v2: bool) -> Result<Program, Fault> {
    let before = format!("error while parsing rule {rule}: ");
    let table = if is_v2 { Table::HttpV2 } else { Table::Http };
    let tree = build(rule, table).map_err(|error| match error {
        NoTree::Bare => Fault {
            text: format!("{before}obtaining build tree"),
            ..bare_rule()
        },
        NoTree::Fault(fault) => fault.within(&format!("{before}parsing rule {rule}: ")),
    })?;
    let judge: Judge = if is_v2 { http_v2 } else { http };
    let told = Told {
        judge,
        checking: "error while checking rule ",
        adding: "error while adding rule ",
    };
    add(&tree, &told).map_err(|fault| fault.within(&format!("{before}adding rule {rule}: ")))
}

fn compile_tcp(rule: &str, is_v2: bool) -> Result<Program, Fault> {
    let tree = build(rule, Table::Tcp).map_err(|error| match error {
        NoTree::Bare => Fault {
            text: format!("error while parsing rule {rule}"),
            ..bare_rule()
        },
        NoTree::Fault(fault) => fault.within(&format!("error while parsing rule {rule}: ")),
    })?;
    let judge: Judge = if is_v2 { tcp_v2 } else { tcp };
    let told = Told {
        judge,
        checking: "",
        adding: "",
    };
    add(&tree, &told).map_err(|fault| fault.within(&format!("error while adding rule {rule}: ")))
}

type Judge = fn(&str, &[String]) -> Result<Test, Fault>;

/// How values are checked, and what Traefik writes before its messages.
struct Told {
    judge: Judge,
    checking: &'static str,
    adding: &'static str,
}

/// Traefik's description of what it was doing, if there is one.
fn before(doing: &str, name: &str) -> String {
    if doing.is_empty() {
        return String::new();
    }
    format!("{doing}{name}: ")
}

fn add(tree: &Tree, told: &Told) -> Result<Program, Fault> {
    let both = |name: &str, left: &Tree, right: &Tree| {
        let left = add(left, told).map_err(|fault| fault.within(&before(told.adding, name)))?;
        Ok((Box::new(left), Box::new(add(right, told)?)))
    };
    match tree {
        Tree::And(left, right) => both("and", left, right).map(|(left, right)| Program::And(left, right)),
        Tree::Or(left, right) => both("or", left, right).map(|(left, right)| Program::Or(left, right)),
        Tree::Leaf {
            name,
            is_negated,
            values,
        } => {
            arguments(name, values).map_err(|fault| fault.within(&before(told.checking, name)))?;
            let test =
                (told.judge)(name, values).map_err(|fault| fault.within(&before(told.adding, name)))?;
            Ok(Program::Leaf(test, *is_negated))
        }
    }
}

fn arguments(name: &str, values: &[String]) -> Result<(), Fault> {
    if values.is_empty() {
        let message = format!("`{name}` has no argument");
        return Err(Fault::new(
            "RULE-ARGUMENTS",
            message,
            format!("no args for matcher {name}"),
        ));
    }
    if values.iter().any(String::is_empty) {
        let text = format!("empty args for matcher {name}, [{}]", values.join(" "));
        return Err(Fault::new(
            "RULE-ARGUMENTS",
            format!("`{name}` has an empty argument"),
            text,
        ));
    }
    Ok(())
}

impl Program {
    /// The first matcher that keeps the rule from holding, and whether it is negated; `None` if the rule holds.
    pub(crate) fn obstacle(&self, subject: &Subject) -> Option<(&Test, bool)> {
        self.obstacle_among(subject, |_| true)
    }

    /// The same, as if every matcher that does not count held.
    pub(crate) fn obstacle_among(
        &self,
        subject: &Subject,
        counts: fn(&Test) -> bool,
    ) -> Option<(&Test, bool)> {
        match self {
            Program::Leaf(test, is_negated) => {
                (counts(test) && test.holds(subject) == *is_negated).then_some((test, *is_negated))
            }
            Program::And(left, right) => left
                .obstacle_among(subject, counts)
                .or_else(|| right.obstacle_among(subject, counts)),
            Program::Or(left, right) => {
                let first = left.obstacle_among(subject, counts)?;
                right.obstacle_among(subject, counts).map(|_| first)
            }
        }
    }

    /// Visits every matcher, with whether it is negated.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(&Test, bool)) {
        match self {
            Program::Leaf(test, is_negated) => visit(test, *is_negated),
            Program::And(left, right) | Program::Or(left, right) => {
                left.each(visit);
                right.each(visit);
            }
        }
    }
}

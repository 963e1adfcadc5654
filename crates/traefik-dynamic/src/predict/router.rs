//! Building HTTP routers, parents and children.

use std::collections::{BTreeSet, HashMap};

use crate::Transport;
use crate::predict::entry::Built;
use crate::predict::http::Http;
use crate::predict::lookup::{Index, own, qualified};
use crate::predict::reference::MAX_PRIORITY;
use crate::predict::routers::HttpRouter;
use crate::predict::{reference, tls};
use crate::rule::fault::Fault;
use crate::rule::tree;

/// How deep routers may nest before the search stops.
const MAX_DEPTH: usize = 100;

impl<'c> Http<'c> {
    /// Builds everything a router uses, in Traefik's order.
    pub(crate) fn build(&mut self, index: &Index<'c>) {
        self.grow_trees();
        for router in self.routers.values_mut() {
            listen(index, router);
        }
        for has_tls in [false, true] {
            for number in 0..self.routers.len() {
                let (_, router) = self.routers.at(number);
                if router.has_tls == has_tls && !router.using.is_empty() {
                    self.build_listening(index, number);
                }
            }
        }
        self.routers.values_mut().for_each(check_tls);
    }

    fn fail(&mut self, number: usize, fault: Fault) {
        self.routers.at_mut(number).entry.fail(fault);
    }

    /// Finds children, cycles, and routers that cannot be reached from a root.
    fn grow_trees(&mut self) {
        let mut children: HashMap<String, Vec<String>> = HashMap::new();
        let mut found = Vec::new();
        for (number, (name, router)) in self.routers.iter().enumerate() {
            if router.parents.is_empty() {
                continue;
            }
            for parent in &router.parents {
                match own(parent).filter(|own| self.routers.contains_key(*own)) {
                    Some(parent) => {
                        let list = children.entry(parent.to_owned()).or_default();
                        if !list.contains(name) {
                            list.push(name.clone());
                        }
                    }
                    None => found.push((number, reference::parent(parent))),
                }
            }
            let what = if router.has_tls {
                Some("TLS")
            } else if router.router.observability.is_some() {
                Some("Observability")
            } else if !router.entry_points.is_empty() {
                Some("Entrypoints")
            } else {
                None
            };
            if let Some(what) = what {
                found.push((number, child_with(what)));
            }
        }
        for (number, fault) in found {
            self.fail(number, fault);
        }
        for (name, list) in children {
            if let Some(router) = self.routers.get_mut(&name) {
                router.children = list;
            }
        }
        self.walk_trees();
    }

    fn walk_trees(&mut self) {
        let mut visited = vec![false; self.routers.len()];
        for root in 0..self.routers.len() {
            if self.routers.at(root).1.parents.is_empty() {
                self.traverse(root, &mut visited, &mut Vec::new());
            }
        }
        for (number, is_visited) in visited.into_iter().enumerate() {
            let (_, router) = self.routers.at(number);
            let has_service = !router.service().is_empty();
            let has_children = !router.children.is_empty();
            let fault = match (is_visited, has_service, has_children) {
                (false, ..) => Fault::new(
                    "UNREACHABLE",
                    "no top-level router leads to it",
                    "router is not reachable",
                )
                .hint("One router of the tree needs entry points, and no `parentRefs`"),
                (_, false, false) => Fault::new(
                    "NO-SERVICE",
                    "it has neither a service nor child routers",
                    "router has no service and no child routers",
                )
                .hint("Add a `service`"),
                (_, true, true) => Fault::new(
                    "SERVICE-AND-CHILDREN",
                    "it has a service and is the parent of other routers, which still work",
                    "router has both a service and is referenced as a parent by other routers",
                )
                .hint("Remove the `service`"),
                _ => continue,
            };
            self.fail(number, fault);
        }
    }

    fn traverse(&mut self, number: usize, visited: &mut [bool], path: &mut Vec<usize>) {
        if let Some(start) = path.iter().position(|one| *one == number) {
            self.break_ring(number, &path[start..]);
            return;
        }
        if path.len() > MAX_DEPTH || std::mem::replace(&mut visited[number], true) {
            return;
        }
        let children = self.routers.at(number).1.children.iter();
        // Numbers are in the order of the names.
        let children: BTreeSet<usize> = children.filter_map(|child| self.routers.place(child)).collect();
        path.push(number);
        for child in children {
            self.traverse(child, visited, path);
        }
        path.pop();
    }

    fn break_ring(&mut self, victim: usize, ring: &[usize]) {
        let Some(guilty) = ring.last() else { return };
        let names: Vec<String> = ring
            .iter()
            .chain([&victim])
            .map(|one| format!("{}@file", self.routers.at(*one).0))
            .collect();
        let victim = self.routers.at(victim).0.clone();
        let text = format!("cyclic reference detected in router tree: {}", names.join(" -> "));
        let fault =
            Fault::new("RING", "its parents lead back to itself", text).hint("Remove one of the references");
        let router = self.routers.at_mut(*guilty);
        router.entry.warn(fault);
        router.children.retain(|child| *child != victim);
    }

    /// Builds a router that has entry points. A child that names one by mistake is checked too, but only its parent
    /// builds it.
    fn build_listening(&mut self, index: &Index<'c>, number: usize) {
        let (_, router) = self.routers.at(number);
        let priority = router.priority();
        if priority > MAX_PRIORITY {
            return self.fail(number, reference::priority(priority));
        }
        if !router.parents.is_empty() {
            return;
        }
        // Each entry point tries to build it, until one succeeds.
        for _ in 0..router.using.len() {
            let built = self.build_router(index, number, 0);
            if self.finish(number, built) {
                break;
            }
        }
    }

    /// Adds the rule after everything else is built.
    fn finish(&mut self, number: usize, built: Built) -> bool {
        let router = self.routers.at_mut(number);
        let is_there = match built {
            Err(fault) => {
                router.entry.fail(fault);
                false
            }
            Ok(guess) => {
                if let Some(guess) = guess {
                    router.entry.fail(guess);
                }
                match self.programs.of(router) {
                    Ok(program) => {
                        router.program = Some(program);
                        true
                    }
                    Err(fault) => {
                        router.entry.fail(fault);
                        false
                    }
                }
            }
        };
        router.built = Some(is_there);
        is_there
    }

    fn build_router(&mut self, index: &Index<'c>, number: usize, depth: usize) -> Built {
        let (name, router) = self.routers.at(number);
        let qualified_name = format!("{name}@file");
        let mut guess = None;
        if router.has_tls {
            let built = tls::get(index, &router.options);
            guess = built.map_err(|fault| fault.within("building router handler: "))?;
        }
        let middlewares: Vec<String> = router
            .middlewares
            .iter()
            .map(|one| qualified(&qualified_name, one))
            .collect();
        if !router.children.is_empty() {
            let children = router.children.clone();
            self.build_children(index, &children, depth)?;
        } else if router.service().is_empty() {
            return Err(Fault::new(
                "NO-SERVICE",
                "it has neither a service nor child routers",
                "router must have either a service or child routers",
            )
            .hint("Add a `service`"));
        } else {
            let service = qualified(&qualified_name, router.service());
            guess = self.service(index, &service, &mut Vec::new())?.or(guess);
        }
        Ok(self.chain(index, &middlewares, &mut Vec::new())?.or(guess))
    }

    fn build_children(&mut self, index: &Index<'c>, children: &[String], depth: usize) -> Result<(), Fault> {
        let mut count = 0;
        for child in children {
            let Some(number) = self.routers.place(child) else {
                continue;
            };
            let (_, router) = self.routers.at(number);
            if let Some(is_there) = router.built {
                count += usize::from(is_there);
                continue;
            }
            if router.entry.has_faults() || depth > MAX_DEPTH {
                continue;
            }
            let built = self.build_router(index, number, depth + 1);
            count += usize::from(self.finish(number, built));
        }
        if count > 0 {
            return Ok(());
        }
        let text = format!(
            "building child routers muxer: no child routers could be added to muxer ({} skipped)",
            children.len()
        );
        Err(Fault::new("NO-CHILD", "none of its child routers works", text).hint("Fix the child routers"))
    }
}

/// Finds the entry points a router is served on.
fn listen(index: &Index<'_>, router: &mut HttpRouter<'_>) {
    let is_child = !router.parents.is_empty();
    if !index.is_informed && is_child {
        return;
    }
    if !index.is_informed {
        router.using.clone_from(&router.entry_points);
        if router.using.is_empty() {
            // It listens on the default entry points, whatever their names.
            router.using.push(String::new());
        }
        router.entry.fail(reference::unknown_entry_point());
        return;
    }
    for entry_point in &router.entry_points {
        if index.facts.has(entry_point, Transport::Tcp) {
            if !router.using.contains(entry_point) {
                router.using.push(entry_point.clone());
            }
        } else {
            router.entry.warn(reference::entry_point(entry_point));
        }
    }
    if router.using.is_empty() && !is_child {
        router.entry.fail(reference::no_entry_point());
    }
}

/// What the check of TLS finds: hosts in rules, and options that cannot be applied.
fn check_tls(router: &mut HttpRouter<'_>) {
    if !router.has_tls || router.using.is_empty() {
        return;
    }
    if !router.is_readable
        && let Err(fault) = tree::hosts(router.rule())
    {
        return router.entry.fail(fault);
    }
    let options = router.options.as_str();
    if options == tls::DEFAULT {
        return;
    }
    let rule = router.rule();
    if router.hosts.is_empty() {
        let shown = own(options).unwrap_or(options);
        let text = format!("no domain found in rule {rule}, the TLS option {options} cannot be applied");
        let message = format!(
            "the TLS options `{shown}` cannot be applied because its rule names no host; `default` applies"
        );
        let fault = Fault::new("TLS-OPTIONS-UNUSED", message, text).hint("Name a host in the rule");
        router.entry.warn(fault);
    } else if router.is_conflicted {
        let text = "router's TLSOptions configuration is conflicting with other routers on the same entrypoint and host, default TLS options will be used instead";
        let message = "another router on the same entry point has different TLS options for the same host; `default` applies to both";
        let fault = Fault::new("TLS-OPTIONS-CONFLICT", message, text)
            .hint("Give all routers of a host the same TLS options");
        router.entry.warn(fault);
    }
}

fn child_with(what: &str) -> Fault {
    let shown = match what {
        "TLS" => "`tls`",
        "Observability" => "`observability`",
        _ => "entry points",
    };
    Fault::new(
        "CHILD-WITH-ROOTS-FIELD",
        format!("a router with `parentRefs` cannot have {shown}"),
        format!("non-root router cannot have {what} configuration"),
    )
    .hint("Move it to the parent")
}

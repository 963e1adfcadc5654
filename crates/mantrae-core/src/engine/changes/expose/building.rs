//! Puts the components of an exposed service together.

use serde_json::{Value, json};
use traefik_dynamic::{Component, Kind};

use super::address::{Opened, Server};
use super::known::Known;
use super::recipe::{self, Login};
use super::shape::{self, Shape};
use super::{Access, Exposure, Https, MadeComponent};
use crate::component_ref::ComponentRef;
use crate::engine::changes::set::{Change, ChangeSet, Put};
use crate::engine::changes::working::check_name;
use crate::error::{Code, Error, Result};
use crate::password::{Entry, Scheme};

/// A service that can be exposed.
#[derive(Debug)]
pub(in crate::engine::changes) struct Built {
    pub(in crate::engine::changes) set: ChangeSet,
    pub(in crate::engine::changes) name: String,
    pub(in crate::engine::changes) url: String,
    pub(in crate::engine::changes) entry_points: Vec<String>,
    pub(in crate::engine::changes) https: Https,
    pub(in crate::engine::changes) made: Vec<MadeComponent>,
    pub(in crate::engine::changes) reused: Vec<ComponentRef>,
    pub(in crate::engine::changes) notes: Vec<String>,
}

/// Works out what exposes a service. Fails if the address is taken, if a name is, or if something is unknown.
pub(in crate::engine::changes) fn of(known: &Known<'_>, wanted: &Exposure) -> Result<Built> {
    let opened = Opened::read(&wanted.address)?;
    let server = server(wanted)?;
    let https = match &wanted.https {
        Https::Suggested => known.suggested_https(),
        chosen => chosen.clone(),
    };
    let is_secure = https != Https::None;
    let mut building = Building {
        known,
        made: Vec::new(),
        reused: Vec::new(),
        notes: Vec::new(),
    };
    let entry_points = shape::entry_points(known, wanted, (is_secure, opened.port))?;
    let shape = Shape {
        tls: shape::tls(known, wanted, (&https, &opened))?,
        entry_points,
    };
    building.is_free(&opened, &shape)?;
    let name = building.name(&opened, wanted.name.as_deref())?;
    building.service(&name, &server, wanted.self_signed);
    let mut middlewares = Vec::new();
    if wanted.security_headers {
        let headers = recipe::security_headers(is_secure);
        middlewares.push(building.shared(Kind::HttpMiddleware, "security-headers", headers));
    }
    let protection = building.protection(&name, &wanted.access)?;
    middlewares.extend(protection.middleware);
    let router = shape.router((&opened.rule(), &name), &middlewares);
    building.make(Kind::HttpRouter, &name, router);
    if let Some((login, address)) = protection.login {
        building.callback((&name, &opened), (login, &address), &shape);
    }
    if wanted.redirect {
        building.redirect((&name, &opened), is_secure)?;
    }
    let scheme = if is_secure { "https" } else { "http" };
    let port = opened.port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = opened.path.as_deref().unwrap_or("/");
    let url = format!("{scheme}://{}{port}{path}", opened.host);
    let title = format!("Service “{name}” exposed at {}", opened.shown());
    let mut made: Vec<MadeComponent> = building.made.iter().map(look).collect();
    made.sort_by_key(|one| one.kind);
    let set = ChangeSet {
        title: Some(title),
        changes: building.made.into_iter().map(Change::Put).collect(),
    };
    Ok(Built {
        set,
        name,
        url,
        entry_points: shape.entry_points,
        https,
        made,
        reused: building.reused,
        notes: building.notes,
    })
}

fn look(put: &Put) -> MadeComponent {
    let component = put.component();
    MadeComponent {
        kind: put.kind,
        name: put.name.clone(),
        type_name: component.type_name().map(str::to_owned),
        summary: component.summary(),
    }
}

fn server(wanted: &Exposure) -> Result<Server> {
    let server = Server::read(
        &wanted.server,
        ("The address where it runs", "http://192.0.2.20:2283"),
    )?;
    if !server.path.is_empty() {
        let error = Error::new(
            Code::InvalidInput,
            format!(
                "Leave out `{}`: Traefik ignores the path of a server",
                server.path
            ),
        );
        return Err(error.hint("The service gets the path that people open"));
    }
    if wanted.self_signed && server.scheme != "https" {
        let error = Error::new(
            Code::InvalidInput,
            format!("`{}` has no certificate that could be accepted", server.origin()),
        );
        return Err(error.hint("Write the address with `https://`"));
    }
    Ok(server)
}

/// What protects a service.
#[derive(Default)]
struct Protection {
    middleware: Option<String>,
    /// The product that people sign in to, with its origin.
    login: Option<(&'static Login, String)>,
}

struct Building<'b> {
    known: &'b Known<'b>,
    made: Vec<Put>,
    reused: Vec<ComponentRef>,
    notes: Vec<String>,
}

impl<'b> Building<'b> {
    /// The router that takes these requests already.
    fn taker(&self, opened: &Opened, path: Option<&str>, shape: &Shape) -> Option<&str> {
        let shares = |names: Option<&[String]>| {
            let names = names.unwrap_or_default();
            let wanted = &shape.entry_points;
            names.is_empty() || wanted.is_empty() || names.iter().any(|one| wanted.contains(one))
        };
        let mut routers = self.known.routers().filter(|(_, router)| {
            router.tls.is_some() == shape.tls.is_some() && shares(router.entry_points.as_deref())
        });
        let takes = |rule: Option<&str>| rule.is_some_and(|rule| opened.is_taken_by(rule, path));
        routers
            .find(|(_, router)| takes(router.rule.as_deref()))
            .map(|(name, _)| name)
    }

    /// Fails if a router takes these requests already.
    fn is_free(&self, opened: &Opened, shape: &Shape) -> Result<()> {
        let Some(router) = self.taker(opened, opened.path.as_deref(), shape) else {
            return Ok(());
        };
        let error = Error::new(
            Code::Exists,
            format!("`{}` already goes to `{router}`", opened.shown()),
        );
        Err(error.hint("Use another host or another path, or change that router"))
    }

    /// The name of router and service.
    fn name(&self, opened: &Opened, wanted: Option<&str>) -> Result<String> {
        let kinds = [Kind::HttpRouter, Kind::HttpService];
        let is_free = |name: &str| !kinds.iter().any(|kind| self.known.has(*kind, name));
        let base = opened.name();
        let free = |base: &str| {
            let mut all = (1_u64..).map(|number| match number {
                1 => base.to_owned(),
                _ => format!("{base}-{number}"),
            });
            all.find(|name| is_free(name)).unwrap_or_else(|| base.to_owned())
        };
        let Some(name) = wanted.map(str::trim).filter(|name| !name.is_empty()) else {
            return Ok(free(&base));
        };
        check_name(Kind::HttpRouter, name)?;
        let taken = kinds.iter().find(|kind| self.known.has(**kind, name));
        match taken {
            None => Ok(name.to_owned()),
            Some(kind) => Err(Error::new(
                Code::Exists,
                format!(
                    "The profile `{}` already has the {} `{name}`",
                    self.known.profile,
                    kind.noun()
                ),
            )
            .hint(format!("Choose another name, for example `{}`", free(name)))),
        }
    }

    fn make(&mut self, kind: Kind, name: &str, configuration: Value) {
        let component = Component::from_configuration(kind, name, configuration);
        self.made.push(Put::new(&component, None));
    }

    /// Makes a component under a name that is free.
    fn new_one(&mut self, kind: Kind, base: &str, configuration: Value) -> String {
        let is_made = |name: &str| self.made.iter().any(|put| put.kind == kind && put.name == name);
        let mut all = (1_u64..).map(|number| match number {
            1 => base.to_owned(),
            _ => format!("{base}-{number}"),
        });
        let name = all.find(|name| !self.known.has(kind, name) && !is_made(name));
        let name = name.unwrap_or_else(|| base.to_owned());
        self.make(kind, &name, configuration);
        name
    }

    /// A component that several services can share: one that means the same, or a new one.
    fn shared(&mut self, kind: Kind, base: &str, configuration: Value) -> String {
        let wanted = Component::from_configuration(kind, base, configuration.clone());
        let meaning = wanted.meaning();
        let mut same = self.known.enabled().filter(|one| one.kind == kind);
        if let Some(one) = same.find(|one| one.meaning() == meaning) {
            return self.reuse(kind, &one.name);
        }
        self.new_one(kind, base, configuration)
    }

    fn reuse(&mut self, kind: Kind, name: &str) -> String {
        let one = ComponentRef {
            profile: self.known.profile.to_owned(),
            kind,
            name: name.to_owned(),
        };
        if !self.reused.contains(&one) {
            self.reused.push(one);
        }
        name.to_owned()
    }

    fn service(&mut self, name: &str, server: &Server, self_signed: bool) {
        let mut balancer = json!({ "servers": [{ "url": server.origin() }] });
        if self_signed {
            let transport = self.shared(Kind::HttpServersTransport, "self-signed", recipe::self_signed());
            balancer["serversTransport"] = json!(transport);
        } else if server.scheme == "https" && server.is_private() {
            self.notes.push(
                "Traefik answers 500 if the certificate of the service is self-signed and not accepted"
                    .to_owned(),
            );
        }
        self.make(Kind::HttpService, name, json!({ "loadBalancer": balancer }));
    }

    /// Makes or finds what protects the service.
    fn protection(&mut self, name: &str, access: &Access) -> Result<Protection> {
        let kind = Kind::HttpMiddleware;
        let middleware = match access {
            Access::Anyone => return Ok(Protection::default()),
            Access::Password { entry } => {
                check_entry(entry)?;
                self.new_one(kind, &format!("{name}-auth"), recipe::basic_auth(entry))
            }
            Access::Networks { networks } => {
                self.notes.push(
                    "Only the address that Traefik sees counts: behind another proxy, and where Docker hides it, everybody may have a private one"
                        .to_owned(),
                );
                self.shared(kind, "home-only", recipe::allow_list(networks))
            }
            Access::Login { product, address } => {
                let login = Login::of(*product);
                let address = address
                    .as_deref()
                    .map(str::trim)
                    .filter(|address| !address.is_empty());
                if let Some(name) = self.asking(login).filter(|_| address.is_none()) {
                    return self.protection(
                        name,
                        &Access::Middleware {
                            name: name.to_owned(),
                        },
                    );
                }
                let (address, origin) = login_address(login, address)?;
                let middleware = self.shared(kind, login.name, login.middleware(&address));
                self.notes.extend(login.note.map(str::to_owned));
                return Ok(Protection {
                    middleware: Some(middleware),
                    login: Some((login, origin)),
                });
            }
            Access::Middleware { name } => {
                let own = name.strip_suffix("@file").unwrap_or(name);
                let found = self.known.middlewares().find(|(one, _)| *one == own);
                let Some((_, found)) = found else {
                    return Err(self.no_middleware(name));
                };
                let address = found
                    .forward_auth
                    .as_ref()
                    .and_then(|auth| auth.address.as_deref());
                let login = address.and_then(|address| {
                    let server = Server::read(address, ("The address", "")).ok()?;
                    Some((Login::asked_by(address)?, server.origin()))
                });
                return Ok(Protection {
                    middleware: Some(self.reuse(kind, own)),
                    login,
                });
            }
        };
        Ok(Protection {
            middleware: Some(middleware),
            login: None,
        })
    }

    /// The middleware that asks a product already.
    fn asking(&self, login: &Login) -> Option<&'b str> {
        let mut all = self.known.middlewares();
        let found = all.find(|(_, one)| {
            let address = one.forward_auth.as_ref().and_then(|auth| auth.address.as_deref());
            let asked = address.and_then(Login::asked_by);
            asked.is_some_and(|asked| asked.product == login.product)
        });
        found.map(|(name, _)| name)
    }

    fn no_middleware(&self, name: &str) -> Error {
        let names: Vec<&str> = self.known.middlewares().map(|(name, _)| name).collect();
        let error = Error::new(
            Code::NotFound,
            format!(
                "The profile `{}` has no middleware `{name}` that is switched on",
                self.known.profile
            ),
        );
        if names.is_empty() {
            return error.hint("Choose another protection");
        }
        error.hint(format!("It has {}", names.join(", ")))
    }

    /// A router for the requests that the product itself must answer on the host of the service.
    fn callback(&mut self, (name, opened): (&str, &Opened), (login, origin): (&Login, &str), shape: &Shape) {
        let Some(path) = login.callback else {
            return;
        };
        if let Some(router) = self.taker(opened, Some(path), shape).map(str::to_owned) {
            self.reuse(Kind::HttpRouter, &router);
            return;
        }
        let servers = json!({ "loadBalancer": { "servers": [{ "url": origin }] } });
        let service = self.shared(Kind::HttpService, login.name, servers);
        let router = shape.router((&opened.rule_below(Some(path)), &service), &[]);
        self.new_one(Kind::HttpRouter, &format!("{name}-login"), router);
    }

    /// A router for plain HTTP that only redirects.
    fn redirect(&mut self, (name, opened): (&str, &Opened), is_secure: bool) -> Result<()> {
        if !is_secure {
            let error = Error::new(
                Code::InvalidInput,
                "There is no HTTPS that HTTP could be redirected to",
            );
            return Err(error.hint("Choose a certificate, or leave out the redirect"));
        }
        let entry_points = self.known.suggested_entry_points(false, None);
        if entry_points.is_empty() {
            let error = Error::new(Code::InvalidInput, "No entry point for plain HTTP is known");
            return Err(error.hint("Enter the facts about this Traefik, or leave out the redirect"));
        }
        let redirects = |name: &String| {
            self.known
                .entry_point(name)
                .is_some_and(|one| one.redirect.is_some())
        };
        if entry_points.iter().all(redirects) {
            let names = entry_points.join(", ");
            self.notes
                .push(format!("The entry point {names} redirects to HTTPS already"));
            return Ok(());
        }
        let shape = Shape {
            entry_points,
            tls: None,
        };
        if let Some(router) = self
            .taker(opened, opened.path.as_deref(), &shape)
            .map(str::to_owned)
        {
            self.notes.push(format!(
                "Plain HTTP already goes to `{router}`, so nothing redirects it"
            ));
            return Ok(());
        }
        let middleware = self.shared(
            Kind::HttpMiddleware,
            "redirect-to-https",
            recipe::redirect_to_https(),
        );
        let router = shape.router((&opened.rule(), name), &[middleware]);
        self.new_one(Kind::HttpRouter, &format!("{name}-http"), router);
        Ok(())
    }
}

/// Where a product is asked, and its origin.
fn login_address(login: &Login, address: Option<&str>) -> Result<(String, String)> {
    let what = format!("The address of {}", login.name);
    let server = Server::read(address.unwrap_or(login.address), (&what, login.address))?;
    if server.scheme == "h2c" {
        let error = Error::new(Code::InvalidInput, format!("{what} cannot begin with `h2c`"));
        return Err(error.hint(format!("For example {}", login.address)));
    }
    let path = if server.path.is_empty() {
        login.path
    } else {
        &server.path
    };
    Ok((format!("{}{path}", server.origin()), server.origin()))
}

/// Fails unless Traefik can check it, and as slowly as it should.
fn check_entry(text: &str) -> Result<()> {
    let entry = Entry::of(text);
    if entry.name.is_empty() || !matches!(entry.scheme, Scheme::Bcrypt { .. }) {
        let error = Error::new(Code::InvalidInput, "A name and a password are needed");
        return Err(error.hint("Type both, or generate a password"));
    }
    Ok(())
}

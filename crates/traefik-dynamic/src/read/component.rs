//! Reads one component from its node.

use crate::Kind;
use crate::component::Body;
use crate::finding::Finding;
use crate::read::node::{Content, NodeId};
use crate::read::reader::{Reader, Step};
use crate::shape::Choice;
use crate::{review, walk};

/// The body of a component; `None` if it has an error, which the reader reports.
pub(crate) fn body(reader: &mut Reader<'_>, kind: Kind, id: NodeId) -> Option<Body> {
    outcome(reader, kind, id).ok()
}

/// The same for whoever wants no findings: what is only worth a warning is not looked for.
pub(crate) fn sound(reader: &mut Reader<'_>, kind: Kind, id: NodeId) -> Option<Body> {
    let body = filled(reader, kind, id).ok()?;
    choose(reader, kind, &body, reader.errors() > 0);
    (reader.errors() == 0 && !review::has_errors(&body)).then_some(body)
}

/// The body of a component. On an error, which the reader reports, whatever could be read of it.
pub(crate) fn outcome(reader: &mut Reader<'_>, kind: Kind, id: NodeId) -> Result<Body, Option<Body>> {
    let before = reader.errors();
    let body = filled(reader, kind, id)?;
    let broken = reader.broken_since(before);
    choose(reader, kind, &body, reader.errors() > before);
    let braces = reader.braces;
    review::body((&body, braces), &mut |finding| {
        // What could not be read is not missing.
        if !broken.iter().any(|path| is_around(path, &finding.path)) {
            reader.find(id, finding);
        }
    });
    if reader.errors() == before {
        Ok(body)
    } else {
        Err(Some(body))
    }
}

/// What could be read of a component; an error if it is no object.
fn filled(reader: &mut Reader<'_>, kind: Kind, id: NodeId) -> Result<Body, Option<Body>> {
    if !matches!(reader.tree.content(id), Content::Map(_)) {
        // Certificates are list items, not values of an object.
        let is_loaded = match kind {
            Kind::TlsCertificate => reader.tree.is_plain(id),
            _ => reader.tree.is_no_object(id),
        };
        reader.misfit(id, "an object", is_loaded);
        return Err(None);
    }
    let mut body = Body::blank(kind);
    if let Some(object) = body.object_mut() {
        reader.fill(id, object);
    }
    Ok(body)
}

/// Whether one path is a prefix of the other.
fn is_around(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty()
        && long
            .strip_prefix(short)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Descends to a component that stands on its own.
pub(crate) fn within<'t, T>(
    reader: &mut Reader<'t>,
    kind: Kind,
    name: &'t str,
    act: impl FnOnce(&mut Reader<'t>) -> T,
) -> T {
    let (section, collection) = kind.section();
    reader.at(Step::Key(section), |reader| {
        reader.at(Step::Key(collection), |reader| reader.at(Step::Key(name), act))
    })
}

/// A service or middleware must have exactly one type.
fn choose(reader: &mut Reader<'_>, kind: Kind, body: &Body, is_broken: bool) {
    let Some(object) = body
        .object()
        .filter(|object| object.shape().choice == Choice::OneType)
    else {
        return;
    };
    let finding = match walk::type_names(object).as_slice() {
        [_] => return,
        // The type is there, but could not be read.
        [] if is_broken => return,
        [] => {
            let message = "`{path}` has no type";
            // A service without a type is merely out of service; a middleware without one takes its routers down with
            // it.
            let is_middleware = matches!(kind, Kind::HttpMiddleware | Kind::TcpMiddleware);
            let told = if is_middleware {
                Finding::error
            } else {
                Finding::warning
            };
            told("NOTYPE", "", message).hint("Give it exactly one type")
        }
        [first @ .., last] => {
            let message = format!(
                "`{{path}}` has {} and {last}, but exactly one type is allowed",
                first.join(", ")
            );
            Finding::error("MULTITYPE", "", message).hint("Split it into two components")
        }
    };
    reader.report(reader.name, finding);
}

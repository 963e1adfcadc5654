//! Components as their editor shows them, and what becomes of some texts in it.

use mantrae_core::component_ref::ComponentRef;
use traefik_dynamic::Kind;
use traefik_dynamic::assist::form;

use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

/// The router on which the scenes of the window type.
const ROUTER: &str = "grafana";

pub(crate) async fn record(home: &Home, names: &Names) {
    let drafts = home.engine.drafts();
    let mut recording = Recording::default();
    for one in home.components(HOME).await {
        let component = reference(one.row.kind, &one.row.name);
        recording.add("openDraft", [&component], drafts.open(&component).await);
    }
    for kind in Kind::ALL {
        recording.answer("componentForm", [kind], form(*kind));
    }
    recording.add("draftChoices", [HOME], drafts.choices(HOME).await);
    let router = reference(Kind::HttpRouter, ROUTER);
    let lines = drafts.open(&router).await.unwrap().lines;
    for typed in [
        lines.replace("  service:", "\tservice:"),
        lines.replace("  service:", "  servce:"),
        lines.replace("  service:", "  priority: 20\n  service:"),
    ] {
        let draft = drafts.write(&router, &typed).await;
        recording.add("writeDraft", (&router, &typed), draft);
    }
    drafts.discard(&router).await.unwrap();
    recording.check("drafts", names);
}

fn reference(kind: Kind, name: &str) -> ComponentRef {
    ComponentRef {
        profile: HOME.to_owned(),
        kind,
        name: name.to_owned(),
    }
}

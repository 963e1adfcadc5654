//! Components as their editor shows them, and what becomes of some texts in it.

use mantrae_core::component_ref::ComponentRef;
use traefik_dynamic::Kind;
use traefik_dynamic::assist::form;

use crate::home::{HOME, Home};
use crate::recording::Recording;
use crate::stable::Names;

/// The router on which the scenes of the window type.
const ROUTER: &str = "grafana";

/// The middleware on whose users they look.
const LOGIN: &str = "photos-auth";
/// Users whose passwords are stored in different ways.
const MIXED: &str = r#"["parents:$2b$10$JvRSGEoEmbC8mDyNZkIO5eSwsNYDmTqL6J2Zq4gHl1nJ5bLzFQ2bW", "kids:$2b$10$JvRSGEoEmbC8mDyNZkIO5eSwsNYDmTqL6J2Zq4gHl1nJ5bLzFQ2bW", "guest:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/", "old:letmein"]"#;
/// Users of a realm, and one of another.
const DIGEST: &str =
    r#"["parents:Home:a2688e031edb4be6a3797f3882655c05", "guest:Cellar:518845800f9e2bfb1f1f740ec24f074e"]"#;

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
    let text_only = "Host(`a.example.com`) && (Path(`/`) || (Method(`GET`) && Query(`a`)))";
    let grouped = "(Host(`g.example.com`) || Host(`grafana.example.com`)) && (PathPrefix(`/api`) || Header(`X-Env`, `staging`)) && !ClientIP(`192.0.2.0/24`)";
    for rule in [text_only, grouped] {
        let typed = with_rule(&lines, rule);
        let draft = drafts.write(&router, &typed).await;
        recording.add("writeDraft", (&router, &typed), draft);
    }
    drafts.discard(&router).await.unwrap();
    let login = reference(Kind::HttpMiddleware, LOGIN);
    for (middleware, users) in [("basicAuth", MIXED), ("digestAuth", DIGEST), ("basicAuth", "[]")] {
        let typed = format!("{LOGIN}:\n  {middleware}:\n    realm: Home\n    users: {users}\n");
        let draft = drafts.write(&login, &typed).await;
        recording.add("writeDraft", (&login, &typed), draft);
    }
    drafts.discard(&login).await.unwrap();
    recording.check("drafts", names);
}

fn reference(kind: Kind, name: &str) -> ComponentRef {
    ComponentRef {
        profile: HOME.to_owned(),
        kind,
        name: name.to_owned(),
    }
}

fn with_rule(lines: &str, rule: &str) -> String {
    let lines = lines.lines().map(|line| {
        if line.trim_start().starts_with("rule:") {
            format!("  rule: \"{rule}\"\n")
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

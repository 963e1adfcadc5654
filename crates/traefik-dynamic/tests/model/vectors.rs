//! What a real Traefik said of many configurations, where they are at hand: `MANTRAE_VECTORS` names their folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};
use traefik_dynamic::predict::{State, Status, predict_all};
use traefik_dynamic::route::{Request, Routes};
use traefik_dynamic::{Component, Facts, Kind, read};

/// The lines of a file of vectors; `None` where there is none.
pub(crate) fn lines(file: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("MANTRAE_VECTORS") else {
        println!("skipped: MANTRAE_VECTORS names no folder");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join(file)).unwrap();
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// The install configuration of a vector as facts. The judge's Traefik had its API, and nothing else of its own.
pub(crate) fn facts(fixed: &Value) -> Facts {
    let mut facts = json!({
        "version": "3.7.15",
        "entry_points": fixed["entryPoints"],
        "plugins": fixed["plugins"],
        "resolvers": fixed["certificatesResolvers"],
        "providers": ["file"],
    });
    if let Some(syntax) = fixed.pointer("/core/defaultRuleSyntax") {
        facts["default_rule_syntax"] = syntax.clone();
    }
    serde_json::from_value(facts).unwrap()
}

fn key(state: &State) -> Option<String> {
    let (section, collection) = match state.kind {
        Kind::HttpRouter => ("http", "routers"),
        Kind::HttpService => ("http", "services"),
        Kind::HttpMiddleware => ("http", "middlewares"),
        Kind::TcpRouter => ("tcp", "routers"),
        Kind::TcpService => ("tcp", "services"),
        Kind::TcpMiddleware => ("tcp", "middlewares"),
        Kind::UdpRouter => ("udp", "routers"),
        Kind::UdpService => ("udp", "services"),
        _ => return None,
    };
    Some(format!("{section}/{collection}/{}", state.name.as_deref()?))
}

/// What only the host, a plugin or a static setting outside of facts decides.
const OUT_OF_SIGHT: [&str; 5] = [
    "ping is not enabled",
    "dashboard is not enabled",
    "no such file or directory",
    "size must be above 0",
    "plugin: failed to decode configuration",
];

#[test]
fn states() {
    let Some(vectors) = lines("status-vectors.jsonl") else {
        return;
    };
    let (mut total, mut equal, mut reasons, mut same_reasons, mut excepted) = (0, 0, 0, 0, BTreeSet::new());
    let mut wrong = Vec::new();
    for vector in &vectors {
        let id = vector["id"].as_str().unwrap();
        let facts = facts(&vector["static"]);
        let text = vector["config"].to_string();
        // JSON is YAML: the vectors went through the file provider, which reads no `.json`.
        let reading = read(text.as_bytes(), "vector.yml", None);
        let is_accepted = vector["accepted"] == json!(true);
        if is_accepted == reading.is_refused() {
            wrong.push(format!(
                "{id} accepted: {is_accepted}, ours: {:?} {:?}",
                reading.verdict, reading.problems
            ));
        }
        if !is_accepted || vector["kills"] == json!(true) {
            continue;
        }
        let states = predict_all(&reading.every_component(), Some(&facts));
        let mut ours: BTreeMap<String, &State> = BTreeMap::new();
        for state in &states {
            if let Some(key) = key(state) {
                ours.insert(key, state);
            }
        }
        for (name, theirs) in vector["status"].as_object().unwrap() {
            let texts: Vec<&str> = theirs["errors"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|one| one.as_str().unwrap())
                .collect();
            let Some(state) = ours.remove(name) else {
                wrong.push(format!("{id} {name}: not ours"));
                continue;
            };
            let verdict = serde_json::to_value(state.status).unwrap();
            let own: Vec<&str> = state
                .reasons
                .iter()
                .filter_map(|reason| reason.traefik.as_deref())
                .collect();
            let is_out_of_sight = texts
                .iter()
                .any(|text| OUT_OF_SIGHT.iter().any(|one| text.contains(one)));
            total += usize::from(!is_out_of_sight);
            if is_out_of_sight {
                excepted.insert(id.to_owned());
            } else if verdict == theirs["status"] {
                equal += 1;
            } else {
                wrong.push(format!(
                    "{id} {name}: {} {texts:?}\n   ours: {verdict} {own:?}",
                    theirs["status"]
                ));
            }
            if let (Some(theirs), Some(ours)) = (theirs["priority"].as_i64(), state.priority.as_deref())
                && theirs.to_string() != ours
            {
                wrong.push(format!("{id} {name}: priority {theirs}, ours {ours}"));
            }
            if let Some(using) = theirs["using"].as_array() {
                let using: BTreeSet<&str> = using.iter().map(|one| one.as_str().unwrap()).collect();
                let own: BTreeSet<&str> = state.entry_points.iter().map(String::as_str).collect();
                if using != own {
                    wrong.push(format!("{id} {name}: on {using:?}, ours {own:?}"));
                }
            }
            if !texts.is_empty() && !is_out_of_sight {
                reasons += 1;
                if texts == own {
                    same_reasons += 1;
                } else {
                    wrong.push(format!("{id} {name}: said {texts:?}\n   ours {own:?}"));
                }
            }
        }
        for (name, state) in ours {
            wrong.push(format!("{id} {name}: only ours {:?}", state.status));
        }
    }
    println!("states {equal}/{total}, reasons {same_reasons}/{reasons}, out of sight {excepted:?}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(excepted.len() <= 5 && Status::Enabled < Status::Disabled);
}

/// The configuration of a vector of routes, with the services all of them share.
fn configuration(vector: &Value) -> Vec<Component> {
    let balancer =
        |name: &str| json!({"loadBalancer": {"servers": [{"url": format!("http://10.9.0.1/{name}")}]}});
    let mut services: BTreeMap<String, Value> = BTreeMap::new();
    for name in ["s1", "s2", "s3", "s4", "s5", "s6"] {
        services.insert(name.to_owned(), balancer(name));
    }
    let mut checked = balancer("checked");
    checked["loadBalancer"]["healthCheck"] = json!({"path": "/"});
    services.insert("checked".to_owned(), checked);
    let split = json!({"weighted": {"services": [{"name": "s1", "weight": 3}, {"name": "s2", "weight": 1}]}});
    services.insert("split".to_owned(), split);
    services.insert("copy".to_owned(), json!({"mirroring": {"service": "s3"}}));
    services.insert(
        "spare".to_owned(),
        json!({"failover": {"service": "checked", "fallback": "s5"}}),
    );
    let mut config = json!({
        "http": {"routers": vector["routers"], "middlewares": vector["middlewares"], "services": services},
    });
    if let Some(routers) = vector["tcpRouters"].as_object() {
        let servers = json!({"loadBalancer": {"servers": [{"address": "10.9.0.1:1"}]}});
        let named = routers.values().filter_map(|router| router["service"].as_str());
        let services: BTreeMap<&str, &Value> = named.map(|name| (name, &servers)).collect();
        config["tcp"] = json!({"routers": routers, "services": services});
    }
    if vector["tls"].is_object() {
        config["tls"] = vector["tls"].clone();
    }
    let reading = read(config.to_string().as_bytes(), "vector.json", None);
    reading.every_component().into_iter().cloned().collect()
}

#[test]
fn routes() {
    let Some(vectors) = lines("routing-vectors.jsonl") else {
        return;
    };
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for vector in &vectors {
        let id = vector["id"].as_str().unwrap();
        let mut facts = facts(&json!({"entryPoints": vector["entryPoints"]}));
        for (number, one) in facts.entry_points.values_mut().enumerate() {
            one.address = format!(":{}", 9000 + number);
        }
        let components = configuration(vector);
        let routes = Routes::new(&components, Some(&facts));
        for theirs in vector["requests"].as_array().unwrap() {
            let request: Request = serde_json::from_value(theirs.clone()).unwrap();
            let answer = routes.route(&request);
            let count = kinds
                .entry(vector["kind"].as_str().unwrap().to_owned())
                .or_default();
            let winner = |value: &Value| value.as_str().map(str::to_owned);
            let mut faults = Vec::new();
            if theirs["ambiguous"] == json!(true) {
                let one_of: BTreeSet<Option<String>> =
                    theirs["winners"].as_array().unwrap().iter().map(winner).collect();
                let own: BTreeSet<Option<String>> = answer.winners.iter().cloned().collect();
                if !answer.ambiguous || one_of != own {
                    faults.push(format!("one of {one_of:?}, ours {own:?}"));
                }
            } else {
                count.1 += 1;
                if answer.router == winner(&theirs["winner"]) && !answer.ambiguous {
                    count.0 += 1;
                } else {
                    faults.push(format!(
                        "ours {:?} {:?} {}",
                        answer.router, answer.winners, answer.sentence
                    ));
                }
                let status = theirs["status"]
                    .as_u64()
                    .filter(|status| !matches!(status, 200 | 502));
                let own = answer.status.map(u64::from).filter(|status| *status != 200);
                // A redirection to an address no browser can read ends in 502.
                if theirs["status"] != json!(502) && own != status {
                    faults.push(format!("status {status:?}, ours {own:?}"));
                }
                if (theirs["closed"] == json!(true)) != answer.closed {
                    faults.push(format!("closed: ours {}", answer.closed));
                }
                if (theirs["passthrough"] == json!(true)) != answer.passthrough {
                    faults.push(format!("passthrough: ours {}", answer.passthrough));
                }
                if let Some(applied) = theirs["applied"].as_array() {
                    let applied: Vec<&str> = applied.iter().map(|one| one.as_str().unwrap()).collect();
                    // A path that begins so by itself looks as if it had been added.
                    let is_seen = theirs["target"]
                        .as_str()
                        .is_none_or(|target| !target.starts_with("/.m"));
                    if is_seen && applied != answer.middlewares {
                        faults.push(format!("applied {applied:?}, ours {:?}", answer.middlewares));
                    }
                }
                if let Some(via) = theirs["via"].as_array() {
                    let via: Vec<&str> = via.iter().map(|one| one.as_str().unwrap()).collect();
                    if via != answer.via {
                        faults.push(format!("via {via:?}, ours {:?}", answer.via));
                    }
                }
                if let Some(matches) = theirs["matches"].as_array() {
                    let matches: BTreeSet<&str> = matches.iter().map(|one| one.as_str().unwrap()).collect();
                    let own: BTreeSet<&str> = answer
                        .candidates
                        .iter()
                        .filter(|one| one.matches)
                        .map(|one| one.router.as_str())
                        .collect();
                    if matches != own {
                        faults.push(format!("matches {matches:?}, ours {own:?}"));
                    }
                }
                if let (Some(location), Some(own)) = (theirs["location"].as_str(), answer.location.as_deref())
                {
                    let end = location.split("PORT").nth(1);
                    if end.is_some_and(|end| !own.ends_with(end)) {
                        faults.push(format!("location {location}, ours {own}"));
                    }
                }
            }
            if !faults.is_empty() {
                wrong.push(format!("{id} {theirs}\n   {}", faults.join("\n   ")));
            }
        }
    }
    println!("routes, equal of all that are certain, by kind: {kinds:?}");
    let (equal, all) = kinds
        .values()
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("routes {equal}/{all}");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

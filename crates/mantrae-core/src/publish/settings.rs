//! The lines that a Traefik needs in its install configuration to read what is published.

use std::net::SocketAddr;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Form, Target};
use crate::secret::Secret;

/// The folder inside a container.
const INSIDE: &str = "/etc/traefik/dynamic";
/// How often Traefik asks.
const EVERY: &str = "5s";
/// Stands for the token where that is not shown.
const TOKEN: &str = "TOKEN";
/// Stands for an address that Traefik reaches.
const ADDRESS: &str = "ADDRESS-OF-THIS-COMPUTER";

/// The lines for each way of configuring a Traefik. All of them turn on its API, which says what it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TraefikSettings {
    /// For `traefik.yml`.
    pub yaml: String,
    /// For `traefik.toml`.
    pub toml: String,
    /// For the command line.
    pub flags: String,
    /// For a service of a compose file: the folder is mounted whole, since a container keeps the old one of a single
    /// file that is replaced.
    pub compose: String,
}

/// The lines for a Traefik that reads this target, or asks for it where Mantrae listens. Without the token there is a
/// word in its stead.
pub fn traefik_settings(
    target: &Target,
    listen: Option<SocketAddr>,
    token: Option<&Secret<String>>,
) -> TraefikSettings {
    match listen {
        Some(listen) => over_http(target, listen, token),
        None => in_files(target),
    }
}

fn over_http(target: &Target, listen: SocketAddr, token: Option<&Secret<String>>) -> TraefikSettings {
    let (path, port) = (target.stored(), listen.port());
    let here = match listen.ip() {
        // All addresses of this computer; which one Traefik can reach, only a person knows.
        ip if ip.is_unspecified() => format!("{ADDRESS}:{port}"),
        _ => listen.to_string(),
    };
    let (endpoint, inside) = (
        format!("http://{here}{path}"),
        format!("http://host.docker.internal:{port}{path}"),
    );
    let shown = token.map_or(TOKEN, |token| token.expose());
    let authorization = format!("Bearer {shown}");
    let install = json!({
        "providers": { "http": {
            "endpoint": endpoint,
            "pollInterval": EVERY,
            "headers": { "Authorization": authorization },
        } },
        "api": { "insecure": true },
    });
    let flags = |endpoint: &str| {
        [
            format!("--providers.http.endpoint={endpoint}"),
            format!("--providers.http.pollinterval={EVERY}"),
            format!("--providers.http.headers.Authorization={authorization}"),
            "--api.insecure=true".to_owned(),
        ]
    };
    let service = json!({
        "services": { "traefik": {
            "command": flags(&inside),
            "extra_hosts": ["host.docker.internal:host-gateway"],
            "ports": ["127.0.0.1:8080:8080"],
        } },
    });
    let unreachable = if listen.ip().is_loopback() {
        format!(
            "# A container does not reach {}: let Mantrae listen at 172.17.0.1 or 0.0.0.0 instead.\n",
            listen.ip()
        )
    } else {
        String::new()
    };
    let quoted_flags: Vec<String> = flags(&endpoint).iter().map(|flag| quoted(flag)).collect();
    TraefikSettings {
        yaml: yaml(&install),
        toml: format!(
            "[providers.http]\nendpoint = {}\npollInterval = {}\n\n[providers.http.headers]\nAuthorization = {}\n\n[api]\ninsecure = true\n",
            json!(endpoint),
            json!(EVERY),
            json!(authorization),
        ),
        flags: quoted_flags.join(" \\\n"),
        compose: unreachable + &yaml(&service),
    }
}

fn in_files(target: &Target) -> TraefikSettings {
    let folder = target.folder().display().to_string();
    let (key, path, inside) = match target.form {
        Form::Folder => ("directory", folder.clone(), INSIDE.to_owned()),
        Form::File | Form::Http => ("filename", target.shown(), format!("{INSIDE}/{}", target.name())),
    };
    let install = json!({
        "providers": { "file": { key: path, "watch": true } },
        "api": { "insecure": true },
    });
    let flag = |path: &str| format!("--providers.file.{key}={path}");
    let service = json!({
        "services": { "traefik": {
            "command": [flag(&inside), "--providers.file.watch=true", "--api.insecure=true"],
            "volumes": [{ "type": "bind", "source": folder, "target": INSIDE, "read_only": true }],
            "ports": ["127.0.0.1:8080:8080"],
        } },
    });
    TraefikSettings {
        yaml: yaml(&install),
        // A JSON string means the same in TOML.
        toml: format!(
            "[providers.file]\n{key} = {}\nwatch = true\n\n[api]\ninsecure = true\n",
            json!(path)
        ),
        flags: [
            quoted(&flag(&path)),
            "--providers.file.watch=true".to_owned(),
            "--api.insecure=true".to_owned(),
        ]
        .join(" \\\n"),
        compose: yaml(&service),
    }
}

fn yaml(value: &Value) -> String {
    serde_yaml::to_string(value).unwrap_or_default()
}

/// A word as a POSIX shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=./:,+@".contains(letter);
    if word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use traefik_dynamic::route::shell_words;

    fn check(path: &str, form: Form, expect: &str) {
        let target = Target {
            file: path.into(),
            form,
        };
        let settings = traefik_settings(&target, None, None);
        let install: Value = serde_yaml::from_str(&settings.yaml).unwrap();
        assert_eq!(
            install["providers"]["file"],
            serde_json::from_str::<Value>(expect).unwrap()
        );
        assert_eq!(install["api"]["insecure"], true);
        let same: Value = toml::from_str(&settings.toml).unwrap();
        assert_eq!(install, same, "the two formats say different things");
        let words = shell_words(&settings.flags).unwrap();
        let provider = install["providers"]["file"].as_object().unwrap();
        for (key, value) in provider {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let flag = format!("--providers.file.{key}={value}");
            assert!(words.contains(&flag), "{flag} is not in {words:?}");
        }
        let compose: Value = serde_yaml::from_str(&settings.compose).unwrap();
        let volume = &compose["services"]["traefik"]["volumes"][0];
        assert_eq!(volume["source"], target.folder().display().to_string());
    }

    #[test]
    fn every_format_says_the_same() {
        check(
            "/srv/traefik/dynamic/home-lab.yml",
            Form::Folder,
            r#"{"directory": "/srv/traefik/dynamic", "watch": true}"#,
        );
        check(
            "/srv/it's \"here\": yes/a.toml",
            Form::File,
            r#"{"filename": "/srv/it's \"here\": yes/a.toml", "watch": true}"#,
        );
    }

    #[test]
    fn a_container_has_the_whole_folder() {
        let target = Target {
            file: "/srv/dynamic/a.yml".into(),
            form: Form::File,
        };
        let compose: Value = serde_yaml::from_str(&traefik_settings(&target, None, None).compose).unwrap();
        let service = &compose["services"]["traefik"];
        assert_eq!(
            service["command"][0],
            "--providers.file.filename=/etc/traefik/dynamic/a.yml"
        );
        assert_eq!(service["volumes"][0]["target"], "/etc/traefik/dynamic");
    }

    #[test]
    fn every_format_says_where_to_ask() {
        let check = |listen: &str, endpoint: &str, is_warned: bool| {
            let secret = Secret::new("s3cret".to_owned());
            for (token, shown) in [(None, "Bearer TOKEN"), (Some(&secret), "Bearer s3cret")] {
                let target = Target::served("Home lab");
                let settings = traefik_settings(&target, Some(listen.parse().unwrap()), token);
                let install: Value = serde_yaml::from_str(&settings.yaml).unwrap();
                let http = &install["providers"]["http"];
                assert_eq!(http["endpoint"], endpoint);
                assert_eq!(http["pollInterval"], "5s");
                assert_eq!(http["headers"]["Authorization"], shown);
                let same: Value = toml::from_str(&settings.toml).unwrap();
                assert_eq!(install, same, "the two formats say different things");
                let words = shell_words(&settings.flags).unwrap();
                assert!(
                    words.contains(&format!("--providers.http.endpoint={endpoint}")),
                    "{words:?}"
                );
                assert!(
                    words.contains(&format!("--providers.http.headers.Authorization={shown}")),
                    "{words:?}"
                );
                let compose: Value = serde_yaml::from_str(&settings.compose).unwrap();
                let service = &compose["services"]["traefik"];
                assert_eq!(service["extra_hosts"][0], "host.docker.internal:host-gateway");
                assert_eq!(
                    service["command"][0],
                    "--providers.http.endpoint=http://host.docker.internal:8422/api/home-lab"
                );
                assert_eq!(
                    settings.compose.starts_with('#'),
                    is_warned,
                    "{}",
                    settings.compose
                );
            }
        };
        check("127.0.0.1:8422", "http://127.0.0.1:8422/api/home-lab", true);
        check("192.168.1.5:8422", "http://192.168.1.5:8422/api/home-lab", false);
        check(
            "0.0.0.0:8422",
            "http://ADDRESS-OF-THIS-COMPUTER:8422/api/home-lab",
            false,
        );
    }
}

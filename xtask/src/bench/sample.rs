//! A large but typical configuration: many routers, each with a rule and a service.

use std::fmt::Write;

/// YAML with this many routers and services.
pub(super) fn configuration(routers: usize) -> String {
    let mut yaml = String::from("http:\n  routers:\n");
    for number in 0..routers {
        let _ = write!(
            yaml,
            "    app-{number}:\n      rule: Host(`app-{number}.example.com`) && PathPrefix(`/v{number}`)\n      \
             entryPoints: [websecure]\n      service: app-{number}\n      tls:\n        certResolver: letsencrypt\n"
        );
    }
    yaml.push_str("  services:\n");
    for number in 0..routers {
        let _ = write!(
            yaml,
            "    app-{number}:\n      loadBalancer:\n        servers:\n          - url: http://10.0.{}.{}:8080\n",
            number / 250,
            number % 250
        );
    }
    yaml
}

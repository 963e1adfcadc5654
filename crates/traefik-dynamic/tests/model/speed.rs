//! How long reading takes. Run with `cargo test --release -p traefik-dynamic -- --ignored --nocapture speed`.

use std::fmt::Write;
use std::time::{Duration, Instant};

use traefik_dynamic::read;

/// Ten thousand routers and as many services.
pub(crate) fn large_file() -> String {
    let mut text = String::from("http:\n  routers:\n");
    for i in 0..10_000 {
        write!(
            text,
            "    router-{i}:\n      rule: Host(`host{i}.example.com`) && PathPrefix(`/api`)\n      service: service-{i}\n      \
             entryPoints:\n        - websecure\n      middlewares:\n        - auth\n        - compress\n      tls:\n        \
             certResolver: le\n"
        )
        .unwrap();
    }
    text.push_str("  services:\n");
    for i in 0..10_000 {
        write!(
            text,
            "    service-{i}:\n      loadBalancer:\n        servers:\n          - url: http://10.0.0.{}:8080\n        \
             healthCheck:\n          path: /health\n          interval: 10s\n",
            i % 256
        )
        .unwrap();
    }
    text
}

fn best_of(mut act: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let start = Instant::now();
        act();
        best = best.min(start.elapsed());
    }
    best
}

/// Reading with places and checking takes at most two and a half times as long as plain YAML.
#[test]
#[ignore = "a measurement; means something only with --release"]
fn speed() {
    let text = large_file();
    let plain = best_of(|| {
        serde_yaml::from_str::<serde_yaml::Value>(&text).unwrap();
    });
    let ours = best_of(|| {
        let reading = read(text.as_bytes(), "large.yml", None);
        assert_eq!(reading.components.len(), 20_000);
        reading.check(&|_, _| true);
    });
    let ratio = ours.as_secs_f64() / plain.as_secs_f64();
    println!(
        "{} bytes: plain YAML {plain:?}, read and checked {ours:?}, {ratio:.2} times",
        text.len()
    );
    assert!(
        ratio <= 2.5,
        "reading takes {ratio:.2} times as long as plain YAML"
    );
}

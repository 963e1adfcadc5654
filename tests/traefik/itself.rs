//! The judge, tried on texts whose verdict everybody knows.

use serde_json::json;
use tests::traefik::{Judge, Verdict};
use traefik_dynamic::Format;

fn middleware(name: &str, prefix: &str) -> String {
    format!("http:\n  middlewares:\n    {name}:\n      addPrefix:\n        prefix: {prefix}\n")
}

/// Each text gets its own verdict, however often and in whatever order it is asked.
#[test]
#[ignore = "needs a real Traefik: run `cargo xtask traefik`"]
fn each_text_gets_its_own_verdict() {
    for judge in [&mut Judge::of_files(), &mut Judge::of_answers()] {
        for number in 0..100 {
            let prefix = format!("/{number}");
            let good = middleware("it", &prefix);
            let wanted =
                json!({ "http": { "middlewares": { "it": { "addPrefix": { "prefix": prefix } } } } });
            assert_eq!(
                judge.judge(good.as_bytes(), Format::Yaml),
                Verdict::Accepted(wanted)
            );
            if number % 20 == 0 {
                let bad = good.replace("addPrefix", &format!("add{number}"));
                let Verdict::Refused(why) = judge.judge(bad.as_bytes(), Format::Yaml) else {
                    panic!("an unknown middleware is refused");
                };
                assert!(why.contains(&format!("add{number}")), "{why}");
            }
        }
    }
}

//! `route`: a profile and the files it came from give the same answer.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod shell;

use serde_json::Value;
use shell::Shell;

const FILE: &str = r"
http:
  routers:
    shop:
      rule: Host(`shop.lan`)
      entryPoints: [web]
      service: app
    cart:
      rule: Host(`shop.lan`) && PathPrefix(`/cart`)
      entryPoints: [web]
      service: app
  services:
    app:
      loadBalancer:
        servers:
          - url: http://10.0.0.1:8080
";

impl Shell {
    fn with_file() -> Self {
        let shell = Self::empty();
        shell.write("shop.yml", FILE);
        shell.write("facts.json", r#"{"entry_points":{"web":{"address":":80"}}}"#);
        shell
    }

    fn json(&self, words: &[&str]) -> Value {
        let output = self.run(&[&["--json"], words].concat());
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {told}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn route(&self, of: &[&str], url: &str) -> Value {
        self.json(&[&["route", "--facts", "facts.json"], of, &["--", url]].concat())
    }
}

#[test]
fn a_profile_answers_as_its_files_do() {
    let shell = Shell::with_file();
    let url = "http://shop.lan/cart/7";
    let of_files = shell.route(&["--file", "shop.yml"], url);
    assert_eq!(of_files["requests"][0]["router"], "cart");
    assert!(
        !shell.0.path().join("data").exists(),
        "files alone need no data folder"
    );

    shell.json(&["profile", "create", "Home"]);
    shell.json(&["import", "shop.yml", "--profile", "Home"]);
    assert_eq!(shell.route(&["--profile", "Home"], url), of_files);

    shell.json(&["component", "disable", "--profile", "Home", "http-router/cart"]);
    let without = shell.route(&["--profile", "Home"], url);
    assert_eq!(
        without["requests"][0]["router"], "shop",
        "what is switched off takes no request"
    );
    shell.json(&["component", "disable", "--profile", "Home", "http-router/shop"]);
    let none = shell.route(&["--profile", "Home"], url);
    assert_eq!(none["requests"][0]["router"], Value::Null);
}

#[test]
fn a_profile_that_is_not_there_and_two_sources_are_refused() {
    let shell = Shell::with_file();
    let check = |words: &[&str], code: i32| {
        assert_eq!(shell.run(words).status.code(), Some(code), "{words:?}");
    };
    check(&["route", "--profile", "Nowhere", "http://a/"], 1);
    check(&["route", "http://a/"], 2);
    check(
        &["route", "--profile", "Home", "http://a/", "--file", "shop.yml"],
        2,
    );
}

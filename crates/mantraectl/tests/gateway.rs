//! `gateway` and `expect`, as a person types them.
#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot go on has failed its test"
)]

mod shell;

use shell::Shell;

impl Shell {
    fn new() -> Self {
        let shell = Self::empty();
        shell.write(
            "traefik.yml",
            "entryPoints: {web: {address: ':80'}}\nproviders: {file: {}}\n",
        );
        shell.write(
            "shop.yml",
            "http:\n  routers:\n    shop: {rule: Host(`shop.lan`), entryPoints: [web], service: app}\n  \
             services:\n    app: {loadBalancer: {servers: [{url: http://10.0.0.1}]}}\n",
        );
        shell.said(&["profile", "create", "Home"]);
        shell
    }

    fn said(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {told}");
        String::from_utf8(output.stdout).unwrap() + &told
    }

    fn fails(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr)
    }
}

#[test]
fn a_gateway_is_learned_corrected_and_forgotten() {
    let shell = Shell::new();
    assert!(
        shell
            .said(&["gateway", "show", "--profile", "Home"])
            .contains("No facts yet")
    );
    let learned = shell.said(&["gateway", "learn", "traefik.yml", "--profile", "Home"]);
    assert!(
        learned.starts_with("entry point web · from traefik.yml, "),
        "{learned}"
    );

    let words = [
        "gateway",
        "set",
        "--traefik-version",
        "v3.3.6",
        "--resolver",
        "le",
        "--profile",
        "Home",
    ];
    let set = shell.said(&words);
    assert!(
        set.starts_with("Traefik 3.3.6 · entry point web · resolver le · entered by hand, "),
        "{set}"
    );
    let words = [
        "gateway",
        "set",
        "--entry-point",
        "websecure=:443,default,tls=le",
        "--profile",
        "Home",
    ];
    let set = shell.said(&words);
    assert!(set.contains("\n  websecure\t:443, default, TLS by le\n"), "{set}");
    assert!(
        shell
            .said(&["gateway", "forget", "--profile", "Home"])
            .starts_with("Removed the facts: Traefik 3.3.6")
    );
    assert!(
        shell
            .said(&["gateway", "show", "--profile", "Home"])
            .contains("No facts yet")
    );

    for wrong in ["web", "web=80", "=:80", "web=:80,often", "web=:99999"] {
        let told = shell.fails(&["gateway", "set", "--entry-point", wrong, "--profile", "Home"]);
        assert!(told.contains("Use `web=:80`"), "{wrong}: {told}");
    }
    assert!(
        shell
            .fails(&["gateway", "learn", "shop.yml", "--profile", "Home"])
            .contains("dynamic configuration")
    );
    assert!(
        shell
            .fails(&["gateway", "learn", "traefik.yml", "--profile", "Nowhere"])
            .contains("Nowhere")
    );
}

#[test]
fn the_facts_of_a_profile_count_for_its_components_and_routes() {
    let shell = Shell::new();
    shell.said(&["import", "shop.yml", "--profile", "Home"]);
    let words = [
        "gateway",
        "set",
        "--entry-point",
        "other=:80",
        "--profile",
        "Home",
    ];
    shell.said(&words);
    let list = shell.said(&["component", "list", "--profile", "Home"]);
    assert!(list.contains("no entry point `web`"), "{list}");
    let route = shell.said(&["route", "http://shop.lan/", "--profile", "Home"]);
    assert!(route.contains("No router matches"), "{route}");
    // An install configuration can be given as it is.
    let words = [
        "route",
        "http://shop.lan/",
        "--profile",
        "Home",
        "--facts",
        "traefik.yml",
    ];
    assert!(shell.said(&words).contains("shop"));
    let words = ["check", "shop.yml", "--facts", "traefik.yml"];
    assert!(shell.said(&words).contains("Traefik accepts it"));
}

#[test]
fn an_expectation_is_checked_now_and_before_an_import() {
    let shell = Shell::new();
    shell.said(&["gateway", "learn", "traefik.yml", "--profile", "Home"]);
    shell.said(&["import", "shop.yml", "--profile", "Home"]);
    let added = shell.said(&[
        "expect",
        "add",
        "http://shop.lan/cart",
        "shop",
        "--profile",
        "Home",
    ]);
    assert_eq!(
        added,
        "1\tok\tGET http://shop.lan/cart: reaches `shop`, as expected\n"
    );
    shell.said(&["expect", "add", "http://other.lan/", "none", "--profile", "Home"]);
    shell.said(&["expect", "check", "--profile", "Home"]);

    shell.write(
        "cart.yml",
        "http: {routers: {cart: {rule: 'Host(`shop.lan`) && Path(`/cart`)', service: app}}}",
    );
    let told = shell.said(&["import", "cart.yml", "--dry-run", "--profile", "Home"]);
    assert!(
        told.contains("warning: expectation: GET http://shop.lan/cart: expected `shop`, but reaches `cart`"),
        "{told}"
    );
    shell.said(&["import", "cart.yml", "--profile", "Home"]);
    let told = shell.fails(&["expect", "check", "--profile", "Home"]);
    assert!(told.contains("1\tFAILS\t"), "{told}");
    shell.said(&["expect", "remove", "1", "--profile", "Home"]);
    shell.said(&["expect", "check", "--profile", "Home"]);
    assert!(
        shell
            .fails(&["expect", "remove", "5", "--profile", "Home"])
            .contains("no expectation number 5")
    );
}

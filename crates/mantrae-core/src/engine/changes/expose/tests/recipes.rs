//! What each protection is made of.

use expect_test::expect;

use super::{Access, Exposure, LoginProduct, built, check, login, shown, wanted, with};

#[test]
fn a_password() {
    let entry = "family:$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234".to_owned();
    check(
        &with(Access::Password { entry }),
        &expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              middlewares:
                - photos-auth
              service: photos
              tls:
                certResolver: le
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
          middlewares:
            photos-auth:
              basicAuth:
                users:
                  - family:$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234
    "]],
    );
}

#[test]
fn the_home_network() {
    let networks = Vec::new();
    check(
        &with(Access::Networks { networks }),
        &expect![[r#"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              middlewares:
                - home-only
              service: photos
              tls:
                certResolver: le
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
          middlewares:
            home-only:
              ipAllowList:
                sourceRange:
                  - 127.0.0.0/8
                  - 10.0.0.0/8
                  - 172.16.0.0/12
                  - 192.168.0.0/16
                  - "::1/128"
                  - fc00::/7
                  - fe80::/10
        note: Only the address that Traefik sees counts: behind another proxy, and where Docker hides it, everybody may have a private one
    "#]],
    );
    let networks = vec!["192.0.2.0/24".to_owned()];
    let own = built(&[], None, &with(Access::Networks { networks })).unwrap();
    assert!(shown(&own).contains("- 192.0.2.0/24\n"), "{}", shown(&own));
}

#[test]
fn authelia_that_protects_others_already() {
    check(
        &login(LoginProduct::Authelia, None),
        &expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              middlewares:
                - login
              service: photos
              tls:
                certResolver: le
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
        uses http-middleware/login
    "]],
    );
}

#[test]
fn authelia() {
    let built = built(&[], None, &login(LoginProduct::Authelia, None)).unwrap();
    expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              middlewares:
                - authelia
              service: photos
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
          middlewares:
            authelia:
              forwardAuth:
                address: http://authelia:9091/api/authz/forward-auth
                trustForwardHeader: true
                authResponseHeaders:
                  - Remote-User
                  - Remote-Groups
                  - Remote-Email
                  - Remote-Name
        note: In Authelia, `session.cookies` must name the domain and `authelia_url`
    "]]
    .assert_eq(&shown(&built));
}

#[test]
fn authentik() {
    check(
        &login(LoginProduct::Authentik, Some("http://outpost.lan:9000")),
        &expect![[r"
            http:
              routers:
                photos:
                  rule: Host(`photos.example.com`)
                  entryPoints:
                    - websecure
                  middlewares:
                    - authentik
                  service: photos
                  tls:
                    certResolver: le
                photos-login:
                  rule: Host(`photos.example.com`) && PathPrefix(`/outpost.goauthentik.io/`)
                  entryPoints:
                    - websecure
                  service: authentik
                  tls:
                    certResolver: le
              services:
                authentik:
                  loadBalancer:
                    servers:
                      - url: http://outpost.lan:9000
                photos:
                  loadBalancer:
                    servers:
                      - url: http://192.0.2.20:2283
              middlewares:
                authentik:
                  forwardAuth:
                    address: http://outpost.lan:9000/outpost.goauthentik.io/auth/traefik
                    trustForwardHeader: true
                    authResponseHeaders:
                      - X-authentik-username
                      - X-authentik-groups
                      - X-authentik-entitlements
                      - X-authentik-email
                      - X-authentik-name
                      - X-authentik-uid
                      - X-authentik-jwt
                      - X-authentik-meta-jwks
                      - X-authentik-meta-outpost
                      - X-authentik-meta-provider
                      - X-authentik-meta-app
                      - X-authentik-meta-version
            note: In authentik, a proxy provider with forward auth must know this address
        "]],
    );
}

#[test]
fn oauth2_proxy() {
    check(
        &login(LoginProduct::Oauth2Proxy, None),
        &expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              middlewares:
                - oauth2-proxy
              service: photos
              tls:
                certResolver: le
            photos-login:
              rule: Host(`photos.example.com`) && PathPrefix(`/oauth2/`)
              entryPoints:
                - websecure
              service: oauth2-proxy
              tls:
                certResolver: le
          services:
            oauth2-proxy:
              loadBalancer:
                servers:
                  - url: http://oauth2-proxy:4180
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
          middlewares:
            oauth2-proxy:
              forwardAuth:
                address: http://oauth2-proxy:4180/
                authResponseHeaders:
                  - X-Auth-Request-Access-Token
                  - Authorization
        note: OAuth2 Proxy must run with `--reverse-proxy=true` and `--upstream=static://202`
    "]],
    );
}

#[test]
fn a_middleware_that_is_there() {
    let name = "login@file".to_owned();
    check(
        &with(Access::Middleware { name }),
        &expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              middlewares:
                - login
              service: photos
              tls:
                certResolver: le
          services:
            photos:
              loadBalancer:
                servers:
                  - url: http://192.0.2.20:2283
        uses http-middleware/login
    "]],
    );
}

#[test]
fn a_self_signed_certificate_is_accepted_for_this_service() {
    let wanted = Exposure {
        server: "https://192.168.1.5:8006".to_owned(),
        self_signed: true,
        ..wanted()
    };
    let empty = built(&[], None, &wanted).unwrap();
    expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              service: photos
          services:
            photos:
              loadBalancer:
                servers:
                  - url: https://192.168.1.5:8006
                serversTransport: self-signed
          serversTransports:
            self-signed:
              insecureSkipVerify: true
    "]]
    .assert_eq(&shown(&empty));
    check(
        &wanted,
        &expect![[r"
        http:
          routers:
            photos:
              rule: Host(`photos.example.com`)
              entryPoints:
                - websecure
              service: photos
              tls:
                certResolver: le
          services:
            photos:
              loadBalancer:
                servers:
                  - url: https://192.168.1.5:8006
                serversTransport: any
        uses http-servers-transport/any
    "]],
    );
    let not_accepted = Exposure {
        self_signed: false,
        ..wanted
    };
    let noted = built(&[], None, &not_accepted).unwrap().notes;
    assert_eq!(noted.len(), 1, "{noted:?}");
}

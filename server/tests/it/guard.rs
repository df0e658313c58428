//! Tests of the guard for each route. The numbers refer to the project's list of security tests.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use server::http::routes::{Access, Endpoint, Route, route_table};

use crate::harness::{
    FORM_CONTENT_TYPE, HOST, Harness, ORIGIN, Visitor, api_request, form_request, get_request, get_request_as,
    request_to, test_site,
};

const FOREIGN_ORIGINS: &[&str] =
    &["null", "http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1:18777", "http://localhost:18777"];

/// A body that can be posted to a route.
fn post_to(route: &Route) -> axum::http::request::Builder {
    let kind = if route.endpoint == Endpoint::Api { "application/json" } else { FORM_CONTENT_TYPE };
    request_to("POST", &route.path).header(header::CONTENT_TYPE, kind)
}

fn valid_body(route: &Route, visitor: &Visitor) -> Body {
    match route.endpoint {
        Endpoint::Api => Body::from(r#"{"op":{}}"#),
        _ => Body::from(format!("csrf={}&code=x", visitor.csrf)),
    }
}

fn post_routes() -> Vec<Route> {
    route_table(&test_site()).into_iter().filter(|route| route.endpoint.allowed_methods().contains(&"POST")).collect()
}

fn get_routes() -> Vec<Route> {
    route_table(&test_site()).into_iter().filter(|route| route.endpoint.allowed_methods().contains(&"GET")).collect()
}

#[tokio::test]
async fn t05_foreign_host_is_rejected_on_every_route_and_method() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let mut paths: Vec<_> = route_table(&test_site()).into_iter().map(|route| route.path).collect();
    paths.extend(["/unknown", "/api/unknown", "/assets/unknown", "/metrics"].map(str::to_owned));
    for path in paths {
        for method in ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"] {
            let asked = Request::builder()
                .method(method)
                .uri(&path)
                .header(header::HOST, "evil.example")
                .header(header::COOKIE, &visitor.cookie);
            let answer = harness.send(asked.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert!(!answer.body.contains("openclaw"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn t09_no_response_is_readable_cross_origin() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for route in route_table(&test_site()) {
        for method in ["GET", "HEAD", "POST", "OPTIONS"] {
            let asked = request_to(method, &route.path)
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, "http://evil.example")
                .header("access-control-request-method", "POST");
            let answer = harness.send_raw(asked.body(Body::empty()).unwrap()).await;
            assert!(!answer.status().is_success(), "{method} {}", route.path);
            let opened = answer.headers().keys().any(|name| name.as_str().starts_with("access-control-"));
            assert!(!opened, "{method} {}", route.path);
        }
    }
}

#[tokio::test]
async fn t10_t11_posts_require_own_origin() {
    let harness = Harness::new();
    for route in post_routes() {
        let visitor = harness.sign_in().await;
        let ask = |origin: Option<&str>| {
            let asked =
                post_to(&route).header(header::COOKIE, &visitor.cookie).header(app::api::CSRF_HEADER, &visitor.csrf);
            let asked = origin.into_iter().fold(asked, |asked, origin| asked.header(header::ORIGIN, origin));
            asked.body(valid_body(&route, &visitor)).unwrap()
        };
        for origin in FOREIGN_ORIGINS {
            assert_eq!(harness.send(ask(Some(origin))).await.status, 403, "{} from {origin}", route.path);
        }
        assert_eq!(harness.send(ask(None)).await.status, 403, "{} from nowhere", route.path);
        // The session is still valid: no request above signed it out.
        assert_eq!(harness.send(get_request_as(&visitor, "/")).await.status, 200, "{}", route.path);
    }
}

#[tokio::test]
async fn t12_cross_site_reads_must_be_page_navigations() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for route in get_routes() {
        let ask = |site: &str, mode: &str, dest: &str| {
            request_to("GET", &route.path)
                .header(header::COOKIE, &visitor.cookie)
                .header("sec-fetch-site", site)
                .header("sec-fetch-mode", mode)
                .header("sec-fetch-dest", dest)
                .body(Body::empty())
                .unwrap()
        };
        for site in ["cross-site", "same-site"] {
            assert_eq!(harness.send_raw(ask(site, "no-cors", "script")).await.status(), 403, "{}", route.path);
            assert_eq!(harness.send_raw(ask(site, "navigate", "iframe")).await.status(), 403, "{}", route.path);
            let is_page = matches!(route.endpoint, Endpoint::Page | Endpoint::Login);
            let expected = if is_page { 200 } else { 403 };
            assert_eq!(harness.send_raw(ask(site, "navigate", "document")).await.status(), expected, "{}", route.path);
        }
    }
}

#[tokio::test]
async fn t13_post_endpoints_accept_only_post() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    for route in post_routes().into_iter().filter(|route| route.endpoint != Endpoint::Login) {
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            let path = format!("{}?op[role]=text&csrf={}", route.path, visitor.csrf);
            let asked = request_to(method, &path)
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, ORIGIN)
                .header(app::api::CSRF_HEADER, &visitor.csrf);
            let answer = harness.send(asked.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 405, "{method} {}", route.path);
            assert_eq!(answer.header("allow"), "POST");
        }
    }
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn t14_posts_require_csrf_token_of_session() {
    let harness = Harness::new();
    let stranger = harness.sign_in().await;
    let gone = harness.sign_in().await;
    assert_eq!(harness.send(form_request(&gone, "/logout", "")).await.status, 303);
    for route in post_routes().into_iter().filter(|route| route.access == Access::SessionAndToken) {
        let visitor = harness.sign_in().await;
        for token in [None, Some(""), Some(stranger.csrf.as_str()), Some(gone.csrf.as_str())] {
            let path = format!("{}?csrf={}", route.path, visitor.csrf);
            let asked = post_to(&Route { path, ..route.clone() })
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, ORIGIN);
            let asked = token.into_iter().fold(asked, |asked, token| asked.header(app::api::CSRF_HEADER, token));
            let answer = harness.send(asked.body(Body::from("csrf=wrong&theme=dark")).unwrap()).await;
            assert_eq!(answer.status, 403, "{} with {token:?}", route.path);
        }
        // Two fields of one name are ambiguous.
        let twice = format!("csrf={0}&csrf={0}", visitor.csrf);
        let asked = post_to(&route).header(header::COOKIE, &visitor.cookie).header(header::ORIGIN, ORIGIN);
        assert_eq!(harness.send(asked.body(Body::from(twice)).unwrap()).await.status, 403, "{}", route.path);
        assert_eq!(harness.send(get_request_as(&visitor, "/")).await.status, 200, "{}", route.path);
    }
}

#[tokio::test]
async fn t14_csrf_token_is_accepted_in_header_and_form() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    assert_eq!(harness.send(api_request(&visitor, "/api/status/show", r#"{"op":{}}"#)).await.status, 200);
    assert_eq!(harness.send(form_request(&visitor, "/theme", "theme=dark&back=/")).await.status, 303);
}

#[tokio::test]
async fn t15_each_endpoint_accepts_one_content_type() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for route in post_routes() {
        let right = if route.endpoint == Endpoint::Api { "application/json" } else { FORM_CONTENT_TYPE };
        for kind in [
            "",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/json",
            FORM_CONTENT_TYPE,
            "application/json;charset=utf-16",
            "application/x-www-form-urlencoded;charset=latin1",
        ] {
            if kind == right {
                continue;
            }
            let asked = request_to("POST", &route.path)
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, ORIGIN)
                .header(app::api::CSRF_HEADER, &visitor.csrf)
                .header(header::CONTENT_TYPE, kind);
            let answer = harness.send(asked.body(valid_body(&route, &visitor)).unwrap()).await;
            assert_eq!(answer.status, 415, "{} as {kind:?}", route.path);
        }
    }
    let utf8 = request_to("POST", "/api/status/show")
        .header(header::COOKIE, &visitor.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(app::api::CSRF_HEADER, &visitor.csrf)
        .header(header::CONTENT_TYPE, "application/json; charset=UTF-8");
    assert_eq!(harness.send(utf8.body(Body::from(r#"{"op":{}}"#)).unwrap()).await.status, 200);
}

#[tokio::test]
async fn t18_unlisted_paths_do_not_exist() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for path in ["/unknown", "/assets/unknown.css", "/form/status/show", "/metrics", "/login/", "//"] {
        assert_eq!(harness.send(get_request_as(&visitor, path)).await.status, 404, "{path}");
    }
    assert_eq!(harness.send(api_request(&visitor, "/api/unknown/op", "{}")).await.status, 404);
    for path in ["/", "/unknown", "/events"] {
        let asked = api_request(&visitor, path, "{}");
        assert_eq!(harness.send(asked).await.status, 405, "POST {path}");
    }
}

#[tokio::test]
async fn t19_public_routes_are_login_assets_and_health() {
    let mut public: Vec<_> = route_table(&test_site())
        .into_iter()
        .filter(|route| route.access == Access::Public)
        .map(|route| route.path)
        .collect();
    public.sort();
    assert_eq!(public, ["/assets/favicon-1.svg", "/assets/main-1.css", "/healthz", "/login"]);
    let page = Harness::new().send(get_request("/login")).await.body;
    assert!(!page.contains(".openclaw") && !page.contains(env!("CARGO_PKG_VERSION")), "{page}");
    let health = Harness::new().send(get_request("/healthz")).await;
    assert_eq!((health.status.as_u16(), health.body.as_str()), (200, "ok\n"));
}

#[tokio::test]
async fn t20_everything_else_requires_a_session() {
    let harness = Harness::new();
    for route in route_table(&test_site()).into_iter().filter(|route| route.access != Access::Public) {
        let asked = match route.endpoint.allowed_methods().first() {
            Some(&"POST") => post_to(&route).header(header::ORIGIN, ORIGIN).body(Body::from("{}")).unwrap(),
            _ => get_request(&route.path),
        };
        let answer = harness.send(asked).await;
        if route.endpoint.is_for_people() {
            let next = |path: &str| format!("/login?next={}", path.replace('/', "%2F"));
            let to = if route.endpoint == Endpoint::Page && route.path != "/" {
                next(&route.path)
            } else {
                "/login".to_owned()
            };
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to.as_str()), "{}", route.path);
        } else {
            assert_eq!(answer.status, 401, "{}", route.path);
        }
    }
}

#[tokio::test]
async fn t20_unknown_paths_look_like_protected_ones() {
    let harness = Harness::new();
    for (there, nowhere) in [("/routing?a=1", "/nowhere?a=1"), ("/assets/app-1.js", "/assets/nowhere.js")] {
        let (mut here, mut not) = (harness.send(get_request(there)).await, harness.send(get_request(nowhere)).await);
        // The requested address is kept for after sign-in.
        let words = [here.headers.remove("location"), not.headers.remove("location")];
        let words = words.map(|to| to.map(|to| to.to_str().unwrap().replace("routing", "nowhere")));
        assert_eq!(words[0], words[1]);
        assert_eq!(here.status, not.status);
        assert_eq!(here.body, not.body);
        assert_eq!(here.headers, not.headers);
    }
    let post = |path| {
        let asked = request_to("POST", path).header(header::ORIGIN, ORIGIN);
        asked.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap()
    };
    let (there, nowhere) = (harness.send(post("/api/status/show")).await, harness.send(post("/api/nowhere")).await);
    assert_eq!((there.status.as_u16(), nowhere.status.as_u16()), (401, 401));
    assert_eq!(there.body, nowhere.body);
}

#[tokio::test]
async fn t95_too_large_body_is_refused() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let long = "x".repeat(300 << 10);
    let answer = harness.send(form_request(&visitor, "/theme", &format!("theme={long}"))).await;
    assert_eq!(answer.status, 413);
    let answer =
        harness.send(api_request(&visitor, "/api/status/show", &format!(r#"{{"op":{{}},"x":"{long}"}}"#))).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn undecodable_bodies_are_bad_requests_without_quotes() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for json in ["", "{", "[]", r#"{"op":"Canary1"}"#, r#"{"op":{"role":"Canary1"}}"#] {
        let answer = harness.send(api_request(&visitor, "/api/fallback/list", json)).await;
        assert_eq!(answer.status, 400, "{json}");
        assert_eq!(answer.header("x-openclaw-code"), "bad-request", "{json}");
        assert!(!answer.body.contains("Canary1"), "{}", answer.body);
    }
}

#[tokio::test]
async fn an_option_at_the_wrong_place_is_refused() {
    let harness = Harness::over(testkit::TestHome::with_config("{}"));
    let visitor = harness.sign_in().await;
    let body = r#"{"op":{"op":{"model":"openai/gpt-5.2"}},"dryRun":true}"#;
    let answer = harness.send(api_request(&visitor, "/api/model/set", body)).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-openclaw-code")), (400, "bad-request"));
    assert_eq!(std::fs::read_to_string(harness.home.state_dir().join("openclaw.json")).unwrap(), "{}");
}

#[tokio::test]
async fn error_is_never_put_into_a_url() {
    let harness = Harness::over(testkit::TestHome::with_config("{"));
    let visitor = harness.sign_in().await;
    let mut asked = api_request(&visitor, "/api/status/show", r#"{"op":{}}"#);
    asked.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
    asked.headers_mut().insert(header::REFERER, format!("http://{HOST}/").parse().unwrap());
    assert_eq!(*asked.method(), Method::POST);
    let answer = harness.send(asked).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("x-openclaw-code"), "config-syntax");
    assert_eq!(answer.header("location"), "");
}

#[tokio::test]
async fn a_foreign_cookie_of_the_same_name_does_not_sign_out() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let name = visitor.cookie.split('=').next().unwrap();
    let asked = |cookies: &[String]| {
        let asked = cookies.iter().fold(request_to("GET", "/"), |asked, line| asked.header(header::COOKIE, line));
        asked.body(Body::empty()).unwrap()
    };
    let (bad, good) = (format!("{name}=bad"), visitor.cookie.clone());
    for (cookies, status) in [
        (vec![format!("{bad}; {good}")], 200),
        (vec![format!("{good}; {bad}")], 200),
        (vec![bad.clone(), good.clone()], 200),
        (vec![format!("{}{good}", format!("{bad}; ").repeat(7))], 200),
        // The number of compared cookies is limited.
        (vec![format!("{}{good}", format!("{bad}; ").repeat(8))], 303),
        (vec![format!("{bad}; {bad}")], 303),
    ] {
        assert_eq!(harness.send(asked(&cookies)).await.status, status, "{cookies:?}");
    }
}

#[tokio::test]
async fn t30_headers_and_addresses_never_sign_in() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let (name, session) = visitor.cookie.split_once('=').unwrap();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    for word in [session, code.expose(), visitor.csrf.as_str()] {
        for path in ["/", &format!("/?token={word}"), &format!("/?{name}={word}"), &format!("/?code={word}")] {
            for scheme in ["Bearer", "Basic"] {
                let asked = request_to("GET", path).header(header::AUTHORIZATION, format!("{scheme} {word}"));
                assert_eq!(harness.send(asked.body(Body::empty()).unwrap()).await.status, 303, "{scheme} {path}");
            }
        }
    }
}

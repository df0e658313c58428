//! The guard, route by route. The numbers are those of the project's list of security tests.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use server::http::routes::{Class, Part, Route, table};

use crate::harness::{FORM, HOST, Harness, ORIGIN, Visitor, api, form, get, get_as, request, site};

const FOREIGN_ORIGINS: &[&str] =
    &["null", "http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1:18777", "http://localhost:18777"];

/// Something to post to a route.
fn post(route: &Route) -> axum::http::request::Builder {
    let kind = if route.part == Part::Api { "application/json" } else { FORM };
    request("POST", &route.path).header(header::CONTENT_TYPE, kind)
}

fn body(route: &Route, visitor: &Visitor) -> Body {
    match route.part {
        Part::Api => Body::from(r#"{"op":{}}"#),
        _ => Body::from(format!("csrf={}&code=x", visitor.csrf)),
    }
}

fn posted() -> Vec<Route> {
    table(&site()).into_iter().filter(|route| route.part.methods().contains(&"POST")).collect()
}

fn read() -> Vec<Route> {
    table(&site()).into_iter().filter(|route| route.part.methods().contains(&"GET")).collect()
}

#[tokio::test]
async fn t05_a_foreign_host_gets_no_further_on_any_route_by_any_method() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let mut paths: Vec<_> = table(&site()).into_iter().map(|route| route.path).collect();
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
async fn t09_no_answer_lets_another_origin_read_it() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for route in table(&site()) {
        for method in ["GET", "HEAD", "POST", "OPTIONS"] {
            let asked = request(method, &route.path)
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, "http://evil.example")
                .header("access-control-request-method", "POST");
            let answer = harness.raw(asked.body(Body::empty()).unwrap()).await;
            assert!(!answer.status().is_success(), "{method} {}", route.path);
            let opened = answer.headers().keys().any(|name| name.as_str().starts_with("access-control-"));
            assert!(!opened, "{method} {}", route.path);
        }
    }
}

#[tokio::test]
async fn t10_t11_a_post_comes_from_our_own_page() {
    let harness = Harness::new();
    for route in posted() {
        let visitor = harness.visitor().await;
        let ask = |origin: Option<&str>| {
            let asked =
                post(&route).header(header::COOKIE, &visitor.cookie).header(app::api::CSRF_HEADER, &visitor.csrf);
            let asked = origin.into_iter().fold(asked, |asked, origin| asked.header(header::ORIGIN, origin));
            asked.body(body(&route, &visitor)).unwrap()
        };
        for origin in FOREIGN_ORIGINS {
            assert_eq!(harness.send(ask(Some(origin))).await.status, 403, "{} from {origin}", route.path);
        }
        assert_eq!(harness.send(ask(None)).await.status, 403, "{} from nowhere", route.path);
        // The session is still there: nothing of the above signed it out.
        assert_eq!(harness.send(get_as(&visitor, "/")).await.status, 200, "{}", route.path);
    }
}

#[tokio::test]
async fn t12_a_read_for_another_site_is_a_navigation_to_a_page_or_nothing() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for route in read() {
        let ask = |site: &str, mode: &str, dest: &str| {
            request("GET", &route.path)
                .header(header::COOKIE, &visitor.cookie)
                .header("sec-fetch-site", site)
                .header("sec-fetch-mode", mode)
                .header("sec-fetch-dest", dest)
                .body(Body::empty())
                .unwrap()
        };
        for site in ["cross-site", "same-site"] {
            assert_eq!(harness.raw(ask(site, "no-cors", "script")).await.status(), 403, "{}", route.path);
            assert_eq!(harness.raw(ask(site, "navigate", "iframe")).await.status(), 403, "{}", route.path);
            let is_page = matches!(route.part, Part::Page | Part::Login);
            let expected = if is_page { 200 } else { 403 };
            assert_eq!(harness.raw(ask(site, "navigate", "document")).await.status(), expected, "{}", route.path);
        }
    }
}

#[tokio::test]
async fn t13_nothing_that_is_posted_answers_to_another_method() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let before = harness.home.print();
    for route in posted().into_iter().filter(|route| route.part != Part::Login) {
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            let path = format!("{}?op[role]=text&csrf={}", route.path, visitor.csrf);
            let asked = request(method, &path)
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, ORIGIN)
                .header(app::api::CSRF_HEADER, &visitor.csrf);
            let answer = harness.send(asked.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 405, "{method} {}", route.path);
            assert_eq!(answer.header("allow"), "POST");
        }
    }
    assert_eq!(harness.home.print(), before);
}

#[tokio::test]
async fn t14_a_post_carries_the_token_of_its_own_session() {
    let harness = Harness::new();
    let stranger = harness.visitor().await;
    let gone = harness.visitor().await;
    assert_eq!(harness.send(form(&gone, "/logout", "")).await.status, 303);
    for route in posted().into_iter().filter(|route| route.class == Class::SessionAndToken) {
        let visitor = harness.visitor().await;
        for token in [None, Some(""), Some(stranger.csrf.as_str()), Some(gone.csrf.as_str())] {
            let path = format!("{}?csrf={}", route.path, visitor.csrf);
            let asked = post(&Route { path, ..route.clone() })
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, ORIGIN);
            let asked = token.into_iter().fold(asked, |asked, token| asked.header(app::api::CSRF_HEADER, token));
            let answer = harness.send(asked.body(Body::from("csrf=wrong&theme=dark")).unwrap()).await;
            assert_eq!(answer.status, 403, "{} with {token:?}", route.path);
        }
        // Two fields of one name: nobody can say which of them is read.
        let twice = format!("csrf={0}&csrf={0}", visitor.csrf);
        let asked = post(&route).header(header::COOKIE, &visitor.cookie).header(header::ORIGIN, ORIGIN);
        assert_eq!(harness.send(asked.body(Body::from(twice)).unwrap()).await.status, 403, "{}", route.path);
        assert_eq!(harness.send(get_as(&visitor, "/")).await.status, 200, "{}", route.path);
    }
}

#[tokio::test]
async fn t14_the_token_is_good_in_the_header_and_in_a_form() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    assert_eq!(harness.send(api(&visitor, "/api/status/show", r#"{"op":{}}"#)).await.status, 200);
    assert_eq!(harness.send(form(&visitor, "/theme", "theme=dark&back=/")).await.status, 303);
}

#[tokio::test]
async fn t15_each_part_reads_one_content_type() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for route in posted() {
        let right = if route.part == Part::Api { "application/json" } else { FORM };
        for kind in [
            "",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/json",
            FORM,
            "application/json;charset=utf-16",
            "application/x-www-form-urlencoded;charset=latin1",
        ] {
            if kind == right {
                continue;
            }
            let asked = request("POST", &route.path)
                .header(header::COOKIE, &visitor.cookie)
                .header(header::ORIGIN, ORIGIN)
                .header(app::api::CSRF_HEADER, &visitor.csrf)
                .header(header::CONTENT_TYPE, kind);
            let answer = harness.send(asked.body(body(&route, &visitor)).unwrap()).await;
            assert_eq!(answer.status, 415, "{} as {kind:?}", route.path);
        }
    }
    let utf8 = request("POST", "/api/status/show")
        .header(header::COOKIE, &visitor.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(app::api::CSRF_HEADER, &visitor.csrf)
        .header(header::CONTENT_TYPE, "application/json; charset=UTF-8");
    assert_eq!(harness.send(utf8.body(Body::from(r#"{"op":{}}"#)).unwrap()).await.status, 200);
}

#[tokio::test]
async fn t18_what_is_not_in_the_table_does_not_exist() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for path in ["/unknown", "/assets/unknown.css", "/form/status/show", "/metrics", "/login/", "//"] {
        assert_eq!(harness.send(get_as(&visitor, path)).await.status, 404, "{path}");
    }
    assert_eq!(harness.send(api(&visitor, "/api/unknown/op", "{}")).await.status, 404);
    for path in ["/", "/unknown", "/events"] {
        let asked = api(&visitor, path, "{}");
        assert_eq!(harness.send(asked).await.status, 405, "POST {path}");
    }
}

#[tokio::test]
async fn t19_the_public_set_is_the_sign_in_page_and_a_sign_of_life() {
    let mut public: Vec<_> =
        table(&site()).into_iter().filter(|route| route.class == Class::Public).map(|route| route.path).collect();
    public.sort();
    assert_eq!(public, ["/assets/favicon-1.svg", "/assets/main-1.css", "/healthz", "/login"]);
    let page = Harness::new().send(get("/login")).await.body;
    assert!(!page.contains(".openclaw") && !page.contains(env!("CARGO_PKG_VERSION")), "{page}");
    let health = Harness::new().send(get("/healthz")).await;
    assert_eq!((health.status.as_u16(), health.body.as_str()), (200, "ok\n"));
}

#[tokio::test]
async fn t20_without_a_session_nothing_else_answers() {
    let harness = Harness::new();
    for route in table(&site()).into_iter().filter(|route| route.class != Class::Public) {
        let asked = match route.part.methods().first() {
            Some(&"POST") => post(&route).header(header::ORIGIN, ORIGIN).body(Body::from("{}")).unwrap(),
            _ => get(&route.path),
        };
        let answer = harness.send(asked).await;
        if route.part.is_for_people() {
            let next = |path: &str| format!("/login?next={}", path.replace('/', "%2F"));
            let to =
                if route.part == Part::Page && route.path != "/" { next(&route.path) } else { "/login".to_owned() };
            assert_eq!((answer.status.as_u16(), answer.header("location")), (303, to.as_str()), "{}", route.path);
        } else {
            assert_eq!(answer.status, 401, "{}", route.path);
        }
    }
}

#[tokio::test]
async fn t20_what_exists_cannot_be_told_from_what_does_not() {
    let harness = Harness::new();
    for (there, nowhere) in [("/routing?a=1", "/nowhere?a=1"), ("/assets/app-1.js", "/assets/nowhere.js")] {
        let (mut here, mut not) = (harness.send(get(there)).await, harness.send(get(nowhere)).await);
        // What was asked for comes back to whoever asked.
        let words = [here.headers.remove("location"), not.headers.remove("location")];
        let words = words.map(|to| to.map(|to| to.to_str().unwrap().replace("routing", "nowhere")));
        assert_eq!(words[0], words[1]);
        assert_eq!(here.status, not.status);
        assert_eq!(here.body, not.body);
        assert_eq!(here.headers, not.headers);
    }
    let post = |path| {
        let asked = request("POST", path).header(header::ORIGIN, ORIGIN);
        asked.header(header::CONTENT_TYPE, "application/json").body(Body::from("{}")).unwrap()
    };
    let (there, nowhere) = (harness.send(post("/api/status/show")).await, harness.send(post("/api/nowhere")).await);
    assert_eq!((there.status.as_u16(), nowhere.status.as_u16()), (401, 401));
    assert_eq!(there.body, nowhere.body);
}

#[tokio::test]
async fn t95_a_body_that_is_too_large_is_refused_and_not_taken_for_an_empty_one() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let long = "x".repeat(300 << 10);
    let answer = harness.send(form(&visitor, "/theme", &format!("theme={long}"))).await;
    assert_eq!(answer.status, 413);
    let answer = harness.send(api(&visitor, "/api/status/show", &format!(r#"{{"op":{{}},"x":"{long}"}}"#))).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn what_cannot_be_decoded_is_a_bad_request_that_quotes_nothing() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for json in ["", "{", "[]", r#"{"op":"Canary1"}"#, r#"{"op":{"role":"Canary1"}}"#] {
        let answer = harness.send(api(&visitor, "/api/fallback/list", json)).await;
        assert_eq!(answer.status, 400, "{json}");
        assert_eq!(answer.header("x-openclaw-code"), "bad-request", "{json}");
        assert!(!answer.body.contains("Canary1"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_wish_at_the_wrong_place_is_not_passed_over() {
    let harness = Harness::over(testkit::Home::with_config("{}"));
    let visitor = harness.visitor().await;
    let body = r#"{"op":{"op":{"model":"openai/gpt-5.2"}},"dryRun":true}"#;
    let answer = harness.send(api(&visitor, "/api/model/set", body)).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-openclaw-code")), (400, "bad-request"));
    assert_eq!(std::fs::read_to_string(harness.home.state_dir().join("openclaw.json")).unwrap(), "{}");
}

#[tokio::test]
async fn an_error_never_becomes_an_address() {
    let harness = Harness::over(testkit::Home::with_config("{"));
    let visitor = harness.visitor().await;
    let mut asked = api(&visitor, "/api/status/show", r#"{"op":{}}"#);
    asked.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
    asked.headers_mut().insert(header::REFERER, format!("http://{HOST}/").parse().unwrap());
    assert_eq!(*asked.method(), Method::POST);
    let answer = harness.send(asked).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("x-openclaw-code"), "config-syntax");
    assert_eq!(answer.header("location"), "");
}

#[tokio::test]
async fn a_cookie_that_somebody_else_set_under_our_name_shuts_nobody_out() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let name = visitor.cookie.split('=').next().unwrap();
    let asked = |cookies: &[String]| {
        let asked = cookies.iter().fold(request("GET", "/"), |asked, line| asked.header(header::COOKIE, line));
        asked.body(Body::empty()).unwrap()
    };
    let (bad, good) = (format!("{name}=bad"), visitor.cookie.clone());
    for (cookies, status) in [
        (vec![format!("{bad}; {good}")], 200),
        (vec![format!("{good}; {bad}")], 200),
        (vec![bad.clone(), good.clone()], 200),
        (vec![format!("{}{good}", format!("{bad}; ").repeat(7))], 200),
        // Nobody is made to compare for ever.
        (vec![format!("{}{good}", format!("{bad}; ").repeat(8))], 303),
        (vec![format!("{bad}; {bad}")], 303),
    ] {
        assert_eq!(harness.send(asked(&cookies)).await.status, status, "{cookies:?}");
    }
}

#[tokio::test]
async fn t30_no_header_and_no_address_signs_anybody_in() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let (name, session) = visitor.cookie.split_once('=').unwrap();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    for word in [session, code.expose(), visitor.csrf.as_str()] {
        for path in ["/", &format!("/?token={word}"), &format!("/?{name}={word}"), &format!("/?code={word}")] {
            for scheme in ["Bearer", "Basic"] {
                let asked = request("GET", path).header(header::AUTHORIZATION, format!("{scheme} {word}"));
                assert_eq!(harness.send(asked.body(Body::empty()).unwrap()).await.status, 303, "{scheme} {path}");
            }
        }
    }
}

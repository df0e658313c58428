//! Tests of sign-in codes and sessions over HTTP.

use std::time::Duration;

use axum::{body::Body, http::header};
use server::http::{TerminalEvent, auth::session::RedeemError};

use crate::harness::{
    FORM_CONTENT_TYPE, Harness, ORIGIN, SESSION_COOKIE, Visitor, form_request, get_request, get_request_as,
    login_request, request_to,
};

#[tokio::test]
async fn t23_second_use_of_code_ends_session_with_message() {
    let mut harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let first = harness.send(login_request(code.expose())).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, "/"));
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let visitor = Visitor { cookie, csrf: String::new() };
    assert_eq!(harness.send(get_request_as(&visitor, "/")).await.status, 200);
    let second = harness.send(login_request(code.expose())).await;
    assert_eq!((second.status.as_u16(), second.header("set-cookie")), (403, ""));
    assert!(second.body.contains("was used before"), "{}", second.body);
    assert_eq!(harness.send(get_request_as(&visitor, "/")).await.status, 303);
    assert_eq!(harness.terminal_events.recv().await, Some(TerminalEvent::SignedIn));
    assert_eq!(harness.terminal_events.recv().await, Some(TerminalEvent::CodeUsedTwice));
}

#[tokio::test]
async fn t23_a_similar_code_is_refused() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let code = code.expose();
    for wrong in [&code.to_uppercase(), &code[1..], &format!("{code}a"), "", "%00", "*"] {
        let answer = harness.send(login_request(wrong)).await;
        assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (403, ""), "{wrong}");
        assert!(!answer.body.contains(code), "the page repeats the code");
    }
    assert_eq!(
        harness.send(login_request(&format!("+{code}+"))).await.status,
        303,
        "white space around a code is forgiven"
    );
}

#[tokio::test]
async fn t23_an_expired_code_is_refused() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    harness.clock.advance(Duration::from_mins(2));
    assert_eq!(harness.send(login_request(code.expose())).await.status, 403);
}

#[tokio::test]
async fn t24_eleventh_wrong_code_waits_despite_forwarded_headers() {
    let harness = Harness::new();
    for n in 0..12 {
        let mut asked = login_request("wrong");
        for name in ["x-forwarded-for", "forwarded", "x-real-ip"] {
            asked.headers_mut().insert(name, format!("10.0.0.{n}").parse().unwrap());
        }
        let answer = harness.send(asked).await;
        let expected = if n < 10 { 403 } else { 429 };
        assert_eq!(answer.status, expected, "code {n}");
        assert_eq!(answer.header("retry-after").is_empty(), n < 10, "code {n}");
        assert_eq!(answer.body.contains("A right one still works"), n >= 10, "code {n}");
    }
    let fresh = harness.dashboard.sessions.issue_code().unwrap();
    assert_eq!(harness.send(login_request(fresh.expose())).await.status, 303, "a fresh link from the terminal works");
}

#[tokio::test]
async fn t26_the_cookie_is_bound_to_this_home() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let answer = harness.send(login_request(code.expose())).await;
    let (value, flags) = answer.header("set-cookie").split_once("; ").unwrap();
    let (name, word) = value.split_once('=').unwrap();
    assert_eq!(name, SESSION_COOKIE);
    assert_eq!(flags, "HttpOnly; SameSite=Strict; Path=/");
    // 32 letters: five bits each.
    assert!(word.len() * 5 >= 128, "{word}");
}

#[tokio::test]
async fn t29_signing_out_ends_the_session_on_the_server() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let answer = harness.send(form_request(&visitor, "/logout", "")).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/login"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(harness.send(get_request_as(&visitor, "/")).await.status, 303);
}

#[tokio::test]
async fn t29_signing_out_everywhere_ends_every_session_and_every_unused_link() {
    let mut harness = Harness::new();
    let (here, there) = (harness.sign_in().await, harness.sign_in().await);
    let unused = harness.dashboard.sessions.issue_code().unwrap();
    let only_here = harness.sign_in().await;
    harness.send(form_request(&only_here, "/logout", "all=false")).await;
    assert_eq!(harness.send(get_request_as(&there, "/")).await.status, 200, "signing out ends only one session");
    let answer = harness.send(form_request(&here, "/logout", "all=true")).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/login"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    for visitor in [&here, &there] {
        assert_eq!(harness.send(get_request_as(visitor, "/")).await.status, 303);
    }
    assert_eq!(harness.send(login_request(unused.expose())).await.status, 403);
    harness.sign_in().await;
    let mut said = Vec::new();
    while let Ok(notice) = harness.terminal_events.try_recv() {
        said.push(notice);
    }
    assert_eq!(said.iter().filter(|notice| **notice == TerminalEvent::AllSignedOut).count(), 1, "{said:?}");
}

#[tokio::test]
async fn only_settings_has_access_info() {
    let harness = Harness::new();
    let (visitor, _other) = (harness.sign_in().await, harness.sign_in().await);
    let page = harness.send(get_request_as(&visitor, "/settings")).await.body;
    let expected = "&quot;security&quot;:{&quot;address&quot;:&quot;127.0.0.1:18777 and [::1]:18777&quot;,\
                 &quot;is_socket&quot;:false,&quot;sessions&quot;:2,&quot;read_only&quot;:false}";
    assert!(page.contains(expected), "{page}");
    for path in ["/", "/nowhere"] {
        assert!(!harness.send(get_request_as(&visitor, path)).await.body.contains("&quot;security&quot;"), "{path}");
    }
    let stranger = harness.send(get_request("/login")).await.body;
    assert!(!stranger.contains("security&quot;"), "{stranger}");
}

#[tokio::test]
async fn t31_no_open_redirects() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for back in [
        "//evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/%0d%0aset-cookie:x=1",
        "/nowhere",
        "/login",
        "",
        &"a".repeat(10_000),
    ] {
        let answer = harness.send(form_request(&visitor, "/theme", &format!("theme=dark&back={back}"))).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{back}");
    }
}

#[tokio::test]
async fn theme_is_in_the_served_html() {
    let harness = Harness::new();
    let mut visitor = harness.sign_in().await;
    let answer = harness.send(form_request(&visitor, "/theme", "theme=dark&back=/")).await;
    let theme = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    visitor.cookie = format!("{}; {theme}", visitor.cookie);
    assert!(harness.send(get_request_as(&visitor, "/")).await.body.contains(r#"data-theme="dark""#));
    let odd = form_request(&visitor, "/theme", "theme=%22%3E%3Cscript%3E&back=/");
    assert!(harness.send(odd).await.header("set-cookie").contains("=system;"));
}

/// Encodes an address for a form or a query.
fn url_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Submits the sign-in form of a page with a code.
async fn sign_in_from_page(harness: &Harness, page: &str) -> String {
    let page = harness.send(get_request(page)).await.body;
    let next = page.split(r#"name="next" value=""#).nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let answer = harness.send(login_request(&format!("{}&next={}", code.expose(), url_encoded(&next)))).await;
    assert_eq!(answer.status, 303);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn sign_in_returns_to_requested_page() {
    let harness = Harness::new();
    for page in ["/", "/routing", "/routing?agent=work&role=image", "/history?x=a%20b", "/settings"] {
        let asked = harness.send(get_request(page)).await;
        assert_eq!(sign_in_from_page(&harness, asked.header("location")).await, page);
    }
    assert_eq!(sign_in_from_page(&harness, "/login").await, "/");
    // Also if the first code was wrong.
    let refused = harness.send(login_request("wrong&next=%2Frouting")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains(r#"name="next" value="/routing""#), "{}", refused.body);
    // POST addresses and unknown addresses are not used after sign-in.
    let stranger = Visitor { cookie: String::new(), csrf: String::new() };
    for asked in [form_request(&stranger, "/logout", ""), get_request(&format!("/routing?a={}", "a".repeat(600)))] {
        assert_eq!(harness.send(asked).await.header("location"), "/login");
    }
}

#[tokio::test]
async fn t31_sign_in_redirects_only_to_own_pages() {
    let harness = Harness::new();
    for next in [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "/%2f/evil.example",
        "javascript:alert(1)",
        "/routing\r\nset-cookie: x=1",
        "/routing#code=1",
        "/routing@evil.example",
        "/nowhere",
        "/login",
        "/logout",
        "/events",
        "/assets/app-1.js",
        "",
        &"a".repeat(10_000),
    ] {
        let code = harness.dashboard.sessions.issue_code().unwrap();
        let answer = harness.send(login_request(&format!("{}&next={}", code.expose(), url_encoded(next)))).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{next:?}");
        let page = harness.send(get_request(&format!("/login?next={}", url_encoded(next)))).await;
        assert_eq!(page.status, 200, "{next:?}");
        assert!(page.body.contains(r#"name="next" value="""#), "{next:?}: {}", page.body);
    }
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let two = harness.send(login_request(&format!("{}&next=/routing&next=/history", code.expose()))).await;
    assert_eq!(two.header("location"), "/", "two of them are none");
}

#[tokio::test]
async fn whole_link_is_accepted_as_code() {
    let harness = Harness::new();
    for _ in 0..12 {
        let code = harness.dashboard.sessions.issue_code().unwrap();
        let link = format!("http://127.0.0.1:18777/login#code={}", code.expose());
        assert_eq!(harness.send(login_request(&url_encoded(&link))).await.status, 303);
        assert_eq!(harness.dashboard.sessions.redeem_code(code.expose()).err(), Some(RedeemError::CodeReused));
    }
}

#[tokio::test]
async fn t32_unclaimed_dashboard_is_locked_with_sign_in_help() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    harness.clock.advance(Duration::from_mins(10));
    let asked =
        request_to("POST", "/login").header(header::ORIGIN, ORIGIN).header(header::CONTENT_TYPE, FORM_CONTENT_TYPE);
    let late = harness.send(asked.body(Body::from(format!("code={}", code.expose()))).unwrap()).await;
    assert_eq!(late.status, 403);
    assert!(late.body.contains("older than two minutes"), "{}", late.body);
    assert!(late.body.contains("<code>openclaw models ui --code</code>"), "{}", late.body);
    assert!(!harness.dashboard.sessions.has_had_sign_in());
    assert_eq!(harness.send(get_request("/")).await.header("location"), "/login");
    assert_eq!(harness.send(get_request("/healthz")).await.status, 200);
    let fresh = harness.dashboard.sessions.issue_code().unwrap();
    assert_eq!(harness.send(login_request(fresh.expose())).await.status, 303);
}

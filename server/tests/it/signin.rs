//! Codes and sessions over HTTP.

use std::time::Duration;

use axum::{body::Body, http::header};
use server::http::{Notice, session::Refused};

use crate::harness::{COOKIE, FORM, Harness, ORIGIN, Visitor, form, get, get_as, login, request};

#[tokio::test]
async fn t23_the_second_use_of_a_code_ends_the_session_and_is_said() {
    let mut harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let first = harness.send(login(code.expose())).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, "/"));
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let visitor = Visitor { cookie, csrf: String::new() };
    assert_eq!(harness.send(get_as(&visitor, "/")).await.status, 200);
    let second = harness.send(login(code.expose())).await;
    assert_eq!((second.status.as_u16(), second.header("set-cookie")), (403, ""));
    assert!(second.body.contains("was used before"), "{}", second.body);
    assert_eq!(harness.send(get_as(&visitor, "/")).await.status, 303);
    assert_eq!(harness.notices.recv().await, Some(Notice::SignedIn));
    assert_eq!(harness.notices.recv().await, Some(Notice::CodeUsedTwice));
}

#[tokio::test]
async fn t23_almost_a_code_is_none() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let code = code.expose();
    for wrong in [&code.to_uppercase(), &code[1..], &format!("{code}a"), "", "%00", "*"] {
        let answer = harness.send(login(wrong)).await;
        assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (403, ""), "{wrong}");
        assert!(!answer.body.contains(code), "the page repeats the code");
    }
    assert_eq!(harness.send(login(&format!("+{code}+"))).await.status, 303, "white space around a code is forgiven");
}

#[tokio::test]
async fn t23_an_old_code_is_none() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    harness.clock.advance(Duration::from_mins(2));
    assert_eq!(harness.send(login(code.expose())).await.status, 403);
}

#[tokio::test]
async fn t24_the_eleventh_wrong_code_waits_whatever_it_says_of_itself() {
    let harness = Harness::new();
    for n in 0..12 {
        let mut asked = login("wrong");
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
    assert_eq!(harness.send(login(fresh.expose())).await.status, 303, "a fresh link from the terminal works");
}

#[tokio::test]
async fn t26_the_cookie_is_for_this_home_and_for_nobody_else() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let answer = harness.send(login(code.expose())).await;
    let (value, flags) = answer.header("set-cookie").split_once("; ").unwrap();
    let (name, word) = value.split_once('=').unwrap();
    assert_eq!(name, COOKIE);
    assert_eq!(flags, "HttpOnly; SameSite=Strict; Path=/");
    // 32 letters: five bits each.
    assert!(word.len() * 5 >= 128, "{word}");
}

#[tokio::test]
async fn t29_signing_out_ends_the_session_on_the_server() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let answer = harness.send(form(&visitor, "/logout", "")).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/login"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(harness.send(get_as(&visitor, "/")).await.status, 303);
}

#[tokio::test]
async fn t29_signing_out_everywhere_ends_every_session_and_every_unused_link() {
    let mut harness = Harness::new();
    let (here, there) = (harness.visitor().await, harness.visitor().await);
    let unused = harness.dashboard.sessions.issue_code().unwrap();
    let only_here = harness.visitor().await;
    harness.send(form(&only_here, "/logout", "all=false")).await;
    assert_eq!(harness.send(get_as(&there, "/")).await.status, 200, "one who leaves takes nobody along");
    let answer = harness.send(form(&here, "/logout", "all=true")).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/login"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    for visitor in [&here, &there] {
        assert_eq!(harness.send(get_as(visitor, "/")).await.status, 303);
    }
    assert_eq!(harness.send(login(unused.expose())).await.status, 403);
    harness.visitor().await;
    let mut said = Vec::new();
    while let Ok(notice) = harness.notices.try_recv() {
        said.push(notice);
    }
    assert_eq!(said.iter().filter(|notice| **notice == Notice::AllSignedOut).count(), 1, "{said:?}");
}

#[tokio::test]
async fn settings_alone_knows_who_can_reach_the_dashboard() {
    let harness = Harness::new();
    let (visitor, _other) = (harness.visitor().await, harness.visitor().await);
    let page = harness.send(get_as(&visitor, "/settings")).await.body;
    let facts = "&quot;security&quot;:{&quot;address&quot;:&quot;127.0.0.1:18777 and [::1]:18777&quot;,\
                 &quot;is_socket&quot;:false,&quot;sessions&quot;:2,&quot;read_only&quot;:false}";
    assert!(page.contains(facts), "{page}");
    for path in ["/", "/nowhere"] {
        assert!(!harness.send(get_as(&visitor, path)).await.body.contains("&quot;security&quot;"), "{path}");
    }
    let stranger = harness.send(get("/login")).await.body;
    assert!(!stranger.contains("security&quot;"), "{stranger}");
}

#[tokio::test]
async fn t31_nothing_that_comes_in_decides_where_the_browser_goes() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
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
        let answer = harness.send(form(&visitor, "/theme", &format!("theme=dark&back={back}"))).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{back}");
    }
}

#[tokio::test]
async fn the_theme_is_in_the_next_page_from_its_first_byte() {
    let harness = Harness::new();
    let mut visitor = harness.visitor().await;
    let answer = harness.send(form(&visitor, "/theme", "theme=dark&back=/")).await;
    let theme = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    visitor.cookie = format!("{}; {theme}", visitor.cookie);
    assert!(harness.send(get_as(&visitor, "/")).await.body.contains(r#"data-theme="dark""#));
    let odd = form(&visitor, "/theme", "theme=%22%3E%3Cscript%3E&back=/");
    assert!(harness.send(odd).await.header("set-cookie").contains("=system;"));
}

/// The address, as it stands in a form or in an address.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The sign-in form as its page was sent, with a code in it.
async fn sign_in_on(harness: &Harness, page: &str) -> String {
    let page = harness.send(get(page)).await.body;
    let next = page.split(r#"name="next" value=""#).nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let answer = harness.send(login(&format!("{}&next={}", code.expose(), encoded(&next)))).await;
    assert_eq!(answer.status, 303);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn sign_in_leads_to_the_page_that_was_asked_for() {
    let harness = Harness::new();
    for page in ["/", "/routing", "/routing?agent=work&role=image", "/history?x=a%20b", "/settings"] {
        let asked = harness.send(get(page)).await;
        assert_eq!(sign_in_on(&harness, asked.header("location")).await, page);
    }
    assert_eq!(sign_in_on(&harness, "/login").await, "/");
    // Also when the first code was none.
    let refused = harness.send(login("wrong&next=%2Frouting")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains(r#"name="next" value="/routing""#), "{}", refused.body);
    // What is posted, and what no address of ours is, is not asked for again.
    let stranger = Visitor { cookie: String::new(), csrf: String::new() };
    for asked in [form(&stranger, "/logout", ""), get(&format!("/routing?a={}", "a".repeat(600)))] {
        assert_eq!(harness.send(asked).await.header("location"), "/login");
    }
}

#[tokio::test]
async fn t31_sign_in_leads_to_no_other_place() {
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
        let answer = harness.send(login(&format!("{}&next={}", code.expose(), encoded(next)))).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/"), "{next:?}");
        let page = harness.send(get(&format!("/login?next={}", encoded(next)))).await;
        assert_eq!(page.status, 200, "{next:?}");
        assert!(page.body.contains(r#"name="next" value="""#), "{next:?}: {}", page.body);
    }
    let code = harness.dashboard.sessions.issue_code().unwrap();
    let two = harness.send(login(&format!("{}&next=/routing&next=/history", code.expose()))).await;
    assert_eq!(two.header("location"), "/", "two of them are none");
}

#[tokio::test]
async fn a_whole_link_is_as_good_as_the_code_in_it() {
    let harness = Harness::new();
    for _ in 0..12 {
        let code = harness.dashboard.sessions.issue_code().unwrap();
        let link = format!("http://127.0.0.1:18777/login#code={}", code.expose());
        assert_eq!(harness.send(login(&encoded(&link))).await.status, 303);
        assert_eq!(harness.dashboard.sessions.redeem(code.expose()).err(), Some(Refused::UsedTwice));
    }
}

#[tokio::test]
async fn t32_a_dashboard_that_nobody_claims_stays_locked_and_says_how_to_get_in() {
    let harness = Harness::new();
    let code = harness.dashboard.sessions.issue_code().unwrap();
    harness.clock.advance(Duration::from_mins(10));
    let asked = request("POST", "/login").header(header::ORIGIN, ORIGIN).header(header::CONTENT_TYPE, FORM);
    let late = harness.send(asked.body(Body::from(format!("code={}", code.expose()))).unwrap()).await;
    assert_eq!(late.status, 403);
    assert!(late.body.contains("older than two minutes"), "{}", late.body);
    assert!(late.body.contains("<code>openclaw models ui --code</code>"), "{}", late.body);
    assert!(!harness.dashboard.sessions.was_claimed());
    assert_eq!(harness.send(get("/")).await.header("location"), "/login");
    assert_eq!(harness.send(get("/healthz")).await.status, 200);
    let fresh = harness.dashboard.sessions.issue_code().unwrap();
    assert_eq!(harness.send(login(fresh.expose())).await.status, 303);
}

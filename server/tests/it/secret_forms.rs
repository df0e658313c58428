//! Tests of the plain form of a secret: one step, and no field comes back.

use axum::http::StatusCode;
use server::http::routes::form_path;
use testkit::TestHome;

use crate::{
    harness::{CONFIG, Harness, TestResponse, Visitor, form_request, get_request_as, request_to},
    homes::add_credentials,
};

const SECRET: &str = "typed-Canary1-0123456789";
const FIELDS: &str = "op[provider]=openai&op[kind]=api-key&op[profileId]=openai:new&op[secret]=typed-Canary1-0123456789&op[expiresIn]=&op[place]=&op[agent]=&back=/";

fn home() -> TestHome {
    let home = TestHome::with_config(CONFIG);
    add_credentials(&home);
    home
}

fn store_text(harness: &Harness) -> String {
    std::fs::read_to_string(harness.home.state_dir().join("agents/main/agent/auth-profiles.json")).unwrap()
}

async fn send(harness: &Harness, visitor: &Visitor, fields: &str) -> TestResponse {
    let answer = harness.send(form_request(visitor, &form_path("auth/add"), fields)).await;
    assert!(!format!("{:?}{}", answer.headers, answer.body).contains("Canary"), "{}", answer.body);
    answer
}

#[tokio::test]
async fn a_secret_is_stored_in_one_step() {
    let harness = Harness::over(home());
    let visitor = harness.sign_in().await;
    let answer = send(&harness, &visitor, FIELDS).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(store_text(&harness).contains(SECRET));
    let page = harness.send(get_request_as(&visitor, answer.header("location"))).await.body;
    assert!(page.contains("Stored <code>openai:new</code>: API key for openai, 24 characters."), "{page}");
    assert!(!page.contains("Canary") && !page.contains("toast__undo"), "{page}");
}

#[tokio::test]
async fn a_refused_secret_comes_back_without_any_field() {
    let harness = Harness::over(home());
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    for (fields, status, said) in [
        (FIELDS.replace("typed-Canary1-", "ghp_Canary2"), StatusCode::UNPROCESSABLE_ENTITY, "secret-mismatch"),
        (FIELDS.replace("openai:new", "openai:old"), StatusCode::UNPROCESSABLE_ENTITY, "credential-exists"),
        (FIELDS.replace("typed-Canary1-0123456789", "Canary3***"), StatusCode::UNPROCESSABLE_ENTITY, "secret-invalid"),
        (FIELDS.replace("openai:new", "sk-Canary4"), StatusCode::UNPROCESSABLE_ENTITY, "secret-typed"),
        (FIELDS.replace(SECRET, ""), StatusCode::UNPROCESSABLE_ENTITY, "secret-invalid"),
        (FIELDS.replace("back=/", "back=https://evil.example/"), StatusCode::BAD_REQUEST, "Unknown form."),
        (FIELDS.replace("back=/", "back=/typed-Canary5"), StatusCode::BAD_REQUEST, "Unknown form."),
        (FIELDS.replace("kind]=api-key", "kind]=Canary6"), StatusCode::BAD_REQUEST, "Unknown form."),
    ] {
        let answer = send(&harness, &visitor, &fields).await;
        assert_eq!(answer.status, status, "{fields}: {}", answer.body);
        assert!(answer.body.contains(said), "{fields}: {}", answer.body);
        assert!(!answer.body.contains("openai:new"), "a field came back: {}", answer.body);
    }
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn a_secret_needs_the_token_of_the_session() {
    let harness = Harness::over(home());
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    let without_token = request_to("POST", &form_path("auth/add"))
        .header("cookie", &visitor.cookie)
        .header("origin", crate::harness::ORIGIN)
        .header("content-type", crate::harness::FORM_CONTENT_TYPE)
        .body(FIELDS.to_owned().into())
        .unwrap();
    let answer = harness.send(without_token).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    assert!(!answer.body.contains("Canary"));
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn a_read_only_dashboard_stores_nothing() {
    let harness = Harness::read_only(home());
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    let answer = send(&harness, &visitor, FIELDS).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    assert!(answer.body.contains("read-only"), "{}", answer.body);
    assert_eq!(harness.home.fingerprint(), before);
}

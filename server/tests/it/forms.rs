//! Writing without a script: a plain form asks first, and does it when it is sent again.

use axum::http::StatusCode;
use testkit::Home;

use crate::harness::{Answer, CONFIG, Harness, Visitor, form, get_as};

const ADD: &str = "/form/fallback/add";
const REMOVE: &str = "/form/fallback/remove";

async fn send(harness: &Harness, visitor: &Visitor, path: &str, fields: &str) -> Answer {
    harness.send(form(visitor, path, fields)).await
}

fn config(harness: &Harness) -> String {
    std::fs::read_to_string(harness.home.state_dir().join("openclaw.json")).unwrap()
}

/// The value of a hidden field of the card.
fn hidden(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
    at.split('"').next().unwrap().to_owned()
}

const NEW: &str = "op%5Brole%5D=text&op%5Bmodel%5D=google%2Fgemini-2.5-pro&back=%2F";

#[tokio::test]
async fn a_form_asks_first_and_writes_nothing() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let before = harness.home.print();
    let answer = send(&harness, &visitor, ADD, NEW).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.body.contains("Add <code>google/gemini-2.5-pro</code> as step 3 of the text chain"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("diff__line--added"), "{}", answer.body);
    assert!(answer.body.contains("Text requests go to"), "the page itself is gone");
    assert!(
        !answer.body.contains("type=\"module\""),
        "the answer stands at no page's address and must not be hydrated"
    );
    assert_eq!(harness.home.print(), before);
}

#[tokio::test]
async fn sent_again_it_is_done_and_leads_back() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let card = send(&harness, &visitor, ADD, NEW).await.body;
    let again = format!("{NEW}&apply=true&expect={}", hidden(&card, "expect"));
    let answer = send(&harness, &visitor, ADD, &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let place = answer.header("location").to_owned();
    assert_eq!(
        config(&harness),
        CONFIG.replace("['openai/gpt-5.2']", "['openai/gpt-5.2', 'google/gemini-2.5-pro']").replace(
            "'anthropic/claude-opus-4-5': { alias: 'opus' }",
            "'anthropic/claude-opus-4-5': { alias: 'opus' }, 'google/gemini-2.5-pro': {}",
        ),
    );
    let page = harness.send(get_as(&visitor, &place)).await.body;
    assert!(page.contains("Added <code>google/gemini-2.5-pro</code> as step 3 of the text chain."), "{page}");
    let page = harness.send(get_as(&visitor, "/")).await.body;
    assert!(!page.contains("class=\"toast\""), "{page}");
}

#[tokio::test]
async fn what_was_shown_is_what_is_done_or_nothing_is() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let card = send(&harness, &visitor, REMOVE, "op[role]=text&op[model]=openai/gpt-5.2&back=/").await.body;
    let outside = CONFIG.replace("['openai/gpt-5.2']", "['openai/gpt-5.2', 'xai/grok-4']");
    harness.home.write("openclaw.json", &outside);
    let again = format!("op[role]=text&op[model]=openai/gpt-5.2&back=/&apply=true&expect={}", hidden(&card, "expect"));
    let answer = send(&harness, &visitor, REMOVE, &again).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("was changed since it was shown"), "{}", answer.body);
    assert_eq!(config(&harness), outside);
}

#[tokio::test]
async fn a_refusal_keeps_what_was_typed() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let hostile = "%22%3E%3Cimg%20src%3Dx%3E";
    let answer = send(&harness, &visitor, ADD, &format!("op[role]=image&op[model]={hostile}&back=/")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.body.contains("model-invalid"), "{}", answer.body);
    assert!(!answer.body.contains("<img"), "{}", answer.body);
    let field = answer.body.split("id=\"add-image\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(field.contains("value=\"&quot;"), "the draft is gone: {field}");
    let other = answer.body.split("id=\"add-text\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!other.contains("quot"), "the draft is in the wrong form: {other}");
}

#[tokio::test]
async fn what_is_there_already_is_said_and_cannot_be_applied() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for (model, said) in [
        ("opus", "is the primary of the text chain already"),
        ("openai/gpt-5.2", "is step 2 of the text chain already"),
    ] {
        let answer = send(&harness, &visitor, ADD, &format!("op[role]=text&op[model]={model}&back=/")).await;
        assert!(answer.body.contains(said), "{}", answer.body);
        assert!(!answer.body.contains("name=\"apply\""), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_form_that_is_not_ours_does_nothing() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    let before = harness.home.print();
    for fields in [
        "op[role]=text&op[model]=a/b&back=https://evil.example/&apply=true",
        "op[role]=text&op[model]=a/b&back=//evil.example&apply=true",
        "op[role]=text&op[model]=a/b&back=/events&apply=true",
        "op[role]=text&op[model]=a/b&apply=true",
        "op[role]=text&op[model]=a/b&back=/&apply=true",
        "op[role]=nobody&op[model]=a/b&back=/&apply=true",
        "op[role]=text&back=/&apply=true",
        "back=/&apply=true",
        "op[a][b][c][d][e][f]=1&back=/",
    ] {
        let answer = send(&harness, &visitor, ADD, fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields}");
    }
    assert_eq!(harness.home.print(), before);
}

#[tokio::test]
async fn a_home_without_a_configuration_gets_one() {
    let harness = Harness::over(Home::empty());
    let visitor = harness.visitor().await;
    let card = send(&harness, &visitor, ADD, NEW).await.body;
    let answer = send(&harness, &visitor, ADD, &format!("{NEW}&apply=true&expect={}", hidden(&card, "expect"))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let expected = "{\n  \"agents\": {\n    \"defaults\": {\n      \"model\": {\n        \"fallbacks\": [\n          \"google/gemini-2.5-pro\"\n        ]\n      }\n    }\n  }\n}\n";
    assert_eq!(config(&harness), expected);
}

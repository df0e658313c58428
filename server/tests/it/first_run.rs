//! Tests of the first run without script: provider, key and model, from an empty home.

use axum::http::StatusCode;
use testkit::TestHome;

use crate::harness::{Harness, Visitor, form_request, get_request_as};

const KEY: &str = "typed-Canary1-0123456789";

/// Loads a page; no page has the key.
async fn page(harness: &Harness, visitor: &Visitor, path: &str) -> String {
    let answer = harness.send(get_request_as(visitor, path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    assert!(!answer.body.contains("Canary"), "{path}");
    answer.body
}

#[tokio::test]
async fn three_plain_pages_lead_to_a_model_that_answers() {
    let harness = Harness::over(TestHome::empty());
    let visitor = harness.sign_in().await;
    let start = page(&harness, &visitor, "/start").await;
    assert!(start.contains("href=\"/start?provider=openai\"") && start.contains("Choose a provider first."), "{start}");
    let chosen = page(&harness, &visitor, "/start?provider=openai").await;
    assert!(chosen.contains("Key or token of openai") && chosen.contains("value=\"openai/"), "{chosen}");
    let fields = format!("op[provider]=openai&op[kind]=api-key&op[secret]={KEY}&back=/start?provider%3Dopenai");
    let stored = harness.send(form_request(&visitor, "/form/auth/add", &fields)).await;
    assert_eq!(stored.status, StatusCode::SEE_OTHER, "{}", stored.body);
    assert!(stored.header("location").starts_with("/start?provider=openai&"), "{}", stored.header("location"));
    let next = page(&harness, &visitor, stored.header("location")).await;
    assert!(
        next.contains("<code>openai:default</code> is set but not tested yet: ") && next.contains("One step is left")
    );
    let fields = "op[model]=openai/gpt-5.2&back=/start?provider%3Dopenai";
    let card = harness.send(form_request(&visitor, "/form/model/set", fields)).await;
    assert!(card.body.contains("card__apply"), "{}", card.body);
    let expected = card.body.split("name=\"expect\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let again = format!("{fields}&apply=true&expect={expected}");
    let written = harness.send(form_request(&visitor, "/form/model/set", &again)).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.body);
    let done = page(&harness, &visitor, written.header("location")).await;
    assert!(done.contains("Overview says whether it can answer"), "{done}");
    let overview = page(&harness, &visitor, "/").await;
    assert!(overview.contains("Text: has a credential, not checked"), "{overview}");
    assert!(overview.contains("○ openai:default, not checked"), "{overview}");
}

#[tokio::test]
async fn a_refused_model_comes_back_to_be_corrected() {
    let harness = Harness::over(TestHome::empty());
    let visitor = harness.sign_in().await;
    let fields = "op[model]=openai/gpt-nope&back=/start?provider%3Dopenai";
    let refused = harness.send(form_request(&visitor, "/form/model/set", fields)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"openai/gpt-nope\"") && refused.body.contains("3 Model"), "{}", refused.body);
}

#[tokio::test]
async fn only_a_home_without_a_configuration_is_led_to_the_first_run() {
    for (home, status) in [
        (TestHome::empty(), StatusCode::SEE_OTHER),
        (TestHome::with_config("{}"), StatusCode::OK),
        (TestHome::with_config("{ broken"), StatusCode::OK),
    ] {
        let harness = Harness::over(home);
        let visitor = harness.sign_in().await;
        assert_eq!(harness.send(get_request_as(&visitor, "/")).await.status, status);
    }
}

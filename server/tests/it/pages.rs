//! Tests of the pages before a script has run.

use testkit::TestHome;

use crate::{
    harness::{Harness, get_request_as},
    homes,
};

async fn overview_page(home: TestHome) -> String {
    fetch_page(home, "/").await
}

async fn fetch_page(home: TestHome, path: &str) -> String {
    let harness = Harness::over(home);
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    let answer = harness.send(get_request_as(&visitor, path)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(harness.home.fingerprint(), before, "a page wrote");
    answer.body
}

#[tokio::test]
async fn overview_is_complete_without_script() {
    let page = overview_page(TestHome::with_config(crate::harness::CONFIG)).await;
    for part in [
        "<title>Overview – openclaw, ~/.openclaw on testhost</title>",
        "<code>anthropic/claude-opus-4-5</code>",
        "one other model is tried",
        "openai/gpt-5.2",
        "alias <code>opus</code>",
        "Image requests go to the text model",
        "~/.openclaw/openclaw.json",
        r##"<a href="#content""##,
        "<h1>Overview</h1>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
}

#[tokio::test]
async fn every_navigation_page_renders_with_title() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for page in app::page::PAGES {
        let answer = harness.send(get_request_as(&visitor, page.path)).await;
        assert_eq!(answer.status, 200, "{}", page.path);
        assert!(!answer.body.contains("Page not found"), "{} has no route in `App`", page.path);
        assert_eq!(answer.body.matches("<title>").count(), 1, "{}", page.path);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{}", page.path);
    }
    let missing = harness.send(get_request_as(&visitor, "/nowhere")).await.body;
    assert!(missing.contains("<title>Page not found – openclaw, ~/.openclaw on testhost"), "{missing}");
}

#[tokio::test]
async fn missing_home_gets_a_welcome_page() {
    let harness = Harness::over(TestHome::empty());
    let visitor = harness.sign_in().await;
    let answer = harness.send(get_request_as(&visitor, "/")).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/start"));
    let page = fetch_page(TestHome::empty(), "/start").await;
    assert!(page.contains("Nothing is configured yet"), "{page}");
}

#[tokio::test]
async fn broken_file_is_shown_with_position_without_secrets() {
    let page = overview_page(TestHome::with_config(
        "{\n  env: { vars: { OPENAI_API_KEY: 'Canary1' } },\n  agents: { defaults: { model: 'a/b' 'Canary2' } },\n}",
    ))
    .await;
    assert!(page.contains("line 3 column 38"), "{page}");
    assert!(page.contains("config-syntax"), "{page}");
    assert!(!page.contains("Canary"), "{page}");
}

#[tokio::test]
async fn unset_variable_is_shown_at_its_chain() {
    let page =
        overview_page(TestHome::with_config("{ agents: { defaults: { model: { fallbacks: ['${NOT_SET}'] } } } }"))
            .await;
    assert!(page.contains("<code>NOT_SET</code> is not set"), "{page}");
}

#[tokio::test]
async fn t36_names_are_escaped() {
    for hostile in [
        "<img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "javascript:alert(1)",
        "{{7*7}}",
        "</script><script>alert(1)</script>",
        "a\u{2028}b",
        "<!--",
        "' onfocus='alert(1)",
    ] {
        let name = serde_json::to_string(hostile).unwrap();
        let key = serde_json::to_string(&format!("x/{hostile}")).unwrap();
        let config = format!(
            r#"{{ "agents": {{ "defaults": {{ "model": {{ "primary": {key}, "fallbacks": [{name}] }},
                "models": {{ {key}: {{ "alias": {name} }} }} }} }} }}"#
        );
        let page = overview_page(TestHome::with_config(&config)).await;
        assert!(!page.contains("<img src=x") && !page.contains("<svg/onload"), "{page}");
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(!page.contains("=' onfocus"), "{page}");
        // Only two scripts: one starts the app, one passes the data.
        let scripts = page.matches("<script").count();
        assert_eq!(page.matches("</script").count(), scripts, "{hostile}: {page}");
        assert_eq!(
            page.matches("<script nonce=").count() + page.matches("<script type=\"module\" nonce=").count(),
            scripts
        );
    }
}

#[tokio::test]
async fn agent_form_offers_to_keep_fallbacks() {
    let config =
        "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d', 'e/f'] } }, list: [{ id: 'main' }] } }";
    for (home, asks) in [(TestHome::with_config(config), false), (homes::shared_db_home(config), true)] {
        let page = fetch_page(home, "/agents").await;
        assert_eq!(page.contains("name=\"op[keepFallbacks]\""), asks, "{page}");
        assert_eq!(page.contains("the 2 fallbacks become its own list"), asks, "{page}");
    }
}

#[tokio::test]
async fn ineffective_alias_shows_reason() {
    let config =
        "{ agents: { defaults: { models: { 'a/b': { alias: 'x' }, 'c/d': { alias: 'X' }, ' ': { alias: 'y' } } } } }";
    let page = fetch_page(TestHome::with_config(config), "/aliases").await;
    for part in [
        "1 model has an alias. 2 aliases do not work.",
        "<code>x</code> is defined again further down in the file",
        "is not a model, so the alias does not work",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn model_states_reflect_the_configuration() {
    for (model, text, image) in [
        ("'openai/gpt-5.2'", "Text: no usable credential", "Image: no usable credential"),
        ("'openai/gpt-nope'", "Text: no usable credential", "Image: no usable credential"),
        ("'openai/'", "Text: no such model", "Image: no such model"),
        ("''", "Text: no usable credential", "Image: uses the text model"),
    ] {
        let config = format!("{{ agents: {{ defaults: {{ model: {model}, imageModel: {model} }} }} }}");
        let page = overview_page(TestHome::with_config(&config)).await.replace("&#x27;", "'");
        for word in [text, image] {
            assert!(page.contains(word), "{model}: {word}");
        }
    }
}

#[tokio::test]
async fn configured_model_is_not_claimed_to_answer() {
    let page = overview_page(TestHome::with_config(crate::harness::CONFIG)).await;
    assert!(page.contains("Text: no usable credential"), "{page}");
    assert!(!page.contains("badge--ok"), "green without a proof: {page}");
    assert_eq!(page.matches("no credential</span>").count(), 2, "{page}");
    assert!(page.contains("<code>ANTHROPIC_API_KEY</code> is not set"), "{page}");
}

#[tokio::test]
async fn fallback_equal_to_primary_is_not_counted() {
    let config = "{ agents: { defaults: { model: { primary: 'openai/gpt-5.2', fallbacks: ['openai/gpt-5.2', 'xai/grok-4'] } } } }";
    let page = overview_page(TestHome::with_config(config)).await;
    assert!(page.contains("If it fails, one other model is tried."), "{page}");
}

#[tokio::test]
async fn empty_home_is_not_reported_healthy() {
    let page = fetch_page(TestHome::empty(), "/settings").await;
    assert!(page.contains("There is no configuration yet"), "{page}");
    assert!(!page.contains("No problems found"), "{page}");
}

#[tokio::test]
async fn alias_of_chain_model_shows_step() {
    let config = "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] }, models: { 'c/d': { alias: 'x' } } } } }";
    let page = fetch_page(TestHome::with_config(config), "/aliases").await;
    assert!(page.contains("its model is step 2 of the text chain"), "{page}");
    assert!(!page.contains("in no chain"), "{page}");
}

#[tokio::test]
async fn empty_columns_are_omitted() {
    let page = fetch_page(TestHome::with_config(crate::harness::CONFIG), "/agents").await;
    assert!(!page.contains("not checked"), "{page}");
}

/// A home with a stored credential in each of several states.
fn home_with_credentials() -> TestHome {
    let home = TestHome::with_config(
        "{ agents: { defaults: { model: { primary: 'anthropic/claude-opus-4-5', fallbacks: ['openai/gpt-5.2'] } } },
           auth: { order: { anthropic: ['anthropic:off', 'anthropic:work'] } } }",
    );
    let far = 4_102_444_800_000_u64;
    let store = serde_json::json!({
        "version": 1,
        "profiles": {
            "anthropic:work": { "type": "token", "provider": "anthropic", "token": "sk-ant-Canary1", "expires": far },
            "anthropic:off": { "type": "api_key", "provider": "anthropic", "key": "sk-ant-Canary2" },
            "anthropic:spare": { "type": "api_key", "provider": "anthropic", "key": "sk-ant-Canary3" },
        },
        "usageStats": { "anthropic:off": { "disabledUntil": far, "disabledReason": "billing" } },
    });
    let dir = home.state_dir().join("agents/main/agent");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("auth-profiles.json"), store.to_string()).unwrap();
    home
}

#[tokio::test]
async fn credentials_are_shown_with_state_reason_and_order() {
    let page = fetch_page(home_with_credentials(), "/auth").await;
    for part in [
        "1 of 2 providers in use cannot answer",
        "<code>anthropic:work</code> is asked first",
        "disabled</span>",
        "<time datetime=\"2100-01-01T00:00:00Z\">",
        "billing",
        "the order of this provider does not name it",
        "<code>auth.order</code> in the configuration",
        "decides",
        "No API key found for provider",
        "Set <code>OPENAI_API_KEY</code>",
    ] {
        assert!(page.to_lowercase().contains(&part.to_lowercase()), "{part} in {page}");
    }
    assert!(!page.contains("Canary"), "{page}");
    assert!(!page.contains("badge--ok"), "green without a proof: {page}");
}

#[tokio::test]
async fn a_home_without_credentials_explains_what_they_are_for() {
    let page = fetch_page(TestHome::with_config("{}"), "/auth").await;
    assert!(page.contains("No credential was found"), "{page}");
    assert!(page.contains("which does not exist yet"), "{page}");
}

#[tokio::test]
async fn an_unreadable_store_is_named_and_nothing_of_it_is_shown() {
    let home = home_with_credentials();
    home.write_file("agents/main/agent/auth-profiles.json", "{ 'profiles': Canary }");
    let page = fetch_page(home, "/auth").await;
    assert!(
        page.contains("could not read the credentials") || page.contains("Could not read the credentials"),
        "{page}"
    );
    assert!(page.contains("not valid JSON (line 1, column 3)") && !page.contains("Canary"), "{page}");
}

#[tokio::test]
async fn several_agents_have_links_to_their_credentials() {
    let config = "{ agents: { list: [{ id: 'main', default: true }, { id: 'work' }] } }";
    let page = fetch_page(TestHome::with_config(config), "/auth?agent=work").await;
    assert!(page.contains("href=\"/auth?agent=main\""), "{page}");
    let current = page.split("href=\"/auth?agent=work\"").nth(1).unwrap();
    assert!(current.starts_with(" aria-current=\"page\""), "{page}");
}

#[tokio::test]
async fn the_navigation_marks_credentials_that_need_attention() {
    let variables =
        "{ agents: { defaults: { model: 'openai/gpt-5.2' } }, env: { OPENAI_API_KEY: 'sk-Canary-0123456789' } }";
    for (config, is_marked) in [(variables, false), (crate::harness::CONFIG, true)] {
        for path in ["/", "/history"] {
            let page = fetch_page(TestHome::with_config(config), path).await;
            assert_eq!(page.contains("needs attention"), is_marked, "{path} {config}");
        }
    }
}

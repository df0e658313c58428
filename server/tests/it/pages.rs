//! What stands on a page before a script has run.

use testkit::Home;

use crate::{
    harness::{Harness, get_as},
    homes,
};

async fn overview(home: Home) -> String {
    page(home, "/").await
}

async fn page(home: Home, path: &str) -> String {
    let harness = Harness::over(home);
    let visitor = harness.visitor().await;
    let before = harness.home.print();
    let answer = harness.send(get_as(&visitor, path)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(harness.home.print(), before, "a page wrote");
    answer.body
}

#[tokio::test]
async fn overview_is_complete_without_script() {
    let page = overview(Home::with_config(crate::harness::CONFIG)).await;
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
async fn every_page_of_the_navigation_is_there_and_has_a_name() {
    let harness = Harness::new();
    let visitor = harness.visitor().await;
    for page in app::page::PAGES {
        let answer = harness.send(get_as(&visitor, page.path)).await;
        assert_eq!(answer.status, 200, "{}", page.path);
        assert!(!answer.body.contains("There is no such page"), "{} has no route in `App`", page.path);
        assert_eq!(answer.body.matches("<title>").count(), 1, "{}", page.path);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{}", page.path);
    }
    let missing = harness.send(get_as(&visitor, "/nowhere")).await.body;
    assert!(missing.contains("<title>There is no such page – openclaw, ~/.openclaw on testhost"), "{missing}");
}

#[tokio::test]
async fn a_home_that_is_not_there_yet_gets_a_first_page() {
    let page = overview(Home::empty()).await;
    assert!(page.contains("Nothing is configured yet"), "{page}");
}

#[tokio::test]
async fn a_broken_file_is_shown_where_it_is_broken_and_without_its_secrets() {
    let page = overview(Home::with_config(
        "{\n  env: { vars: { OPENAI_API_KEY: 'Canary1' } },\n  agents: { defaults: { model: 'a/b' 'Canary2' } },\n}",
    ))
    .await;
    assert!(page.contains("line 3 column 38"), "{page}");
    assert!(page.contains("config-syntax"), "{page}");
    assert!(!page.contains("Canary"), "{page}");
}

#[tokio::test]
async fn a_variable_that_is_not_set_is_said_where_a_chain_needs_it() {
    let page = overview(Home::with_config("{ agents: { defaults: { model: { fallbacks: ['${NOT_SET}'] } } } }")).await;
    assert!(page.contains("<code>NOT_SET</code> is not set"), "{page}");
}

#[tokio::test]
async fn t36_names_from_a_file_are_text() {
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
        let page = overview(Home::with_config(&config)).await;
        assert!(!page.contains("<img src=x") && !page.contains("<svg/onload"), "{page}");
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(!page.contains("=' onfocus"), "{page}");
        // Only our own: what starts the app, and what hands it the data.
        let scripts = page.matches("<script").count();
        assert_eq!(page.matches("</script").count(), scripts, "{hostile}: {page}");
        assert_eq!(
            page.matches("<script nonce=").count() + page.matches("<script type=\"module\" nonce=").count(),
            scripts
        );
    }
}

#[tokio::test]
async fn an_agent_may_keep_its_fallbacks_where_a_model_of_its_own_would_cost_it_them() {
    let config =
        "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d', 'e/f'] } }, list: [{ id: 'main' }] } }";
    for (home, asks) in [(Home::with_config(config), false), (homes::shared_db(config), true)] {
        let page = page(home, "/agents").await;
        assert_eq!(page.contains("name=\"op[keepFallbacks]\""), asks, "{page}");
        assert_eq!(page.contains("the 2 fallbacks become its own list"), asks, "{page}");
    }
}

#[tokio::test]
async fn an_alias_that_does_not_work_says_why() {
    let config =
        "{ agents: { defaults: { models: { 'a/b': { alias: 'x' }, 'c/d': { alias: 'X' }, ' ': { alias: 'y' } } } } }";
    let page = page(Home::with_config(config), "/aliases").await;
    for part in [
        "1 model has an alias. 2 aliases do not work.",
        "<code>x</code> is defined again further down in the file",
        "is not a model, so the alias does not work",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn a_state_is_as_good_as_the_model_is_known() {
    for (model, text, image) in [
        ("'openai/gpt-5.2'", "Text: a model is set, not checked", "Image: a model is set, not checked"),
        (
            "'openai/gpt-nope'",
            "Text: the model is not in the catalog or your config",
            "Image: the model is not in the catalog or your config",
        ),
        ("'openai/'", "Text: no such model", "Image: no such model"),
        ("''", "Text: OpenClaw's own default", "Image: uses the text model"),
    ] {
        let config = format!("{{ agents: {{ defaults: {{ model: {model}, imageModel: {model} }} }} }}");
        let page = overview(Home::with_config(&config)).await.replace("&#x27;", "'");
        for word in [text, image] {
            assert!(page.contains(word), "{model}: {word}");
        }
    }
}

#[tokio::test]
async fn a_model_that_is_set_is_not_said_to_answer() {
    let page = overview(Home::with_config(crate::harness::CONFIG)).await;
    assert!(page.contains("a model is set, not checked"), "{page}");
    assert!(!page.contains("badge--ok"), "green without a proof: {page}");
    assert_eq!(page.matches("not checked yet").count(), 1, "{page}");
}

#[tokio::test]
async fn a_fallback_that_is_the_primary_again_is_no_other_model() {
    let config = "{ agents: { defaults: { model: { primary: 'openai/gpt-5.2', fallbacks: ['openai/gpt-5.2', 'xai/grok-4'] } } } }";
    let page = overview(Home::with_config(config)).await;
    assert!(page.contains("If it fails, one other model is tried."), "{page}");
}

#[tokio::test]
async fn an_empty_home_is_not_said_to_be_as_it_should_be() {
    let page = page(Home::empty(), "/settings").await;
    assert!(page.contains("There is no configuration yet"), "{page}");
    assert!(!page.contains("Nothing wrong was found"), "{page}");
}

#[tokio::test]
async fn an_alias_whose_model_is_in_a_chain_says_so() {
    let config = "{ agents: { defaults: { model: { primary: 'a/b', fallbacks: ['c/d'] }, models: { 'c/d': { alias: 'x' } } } } }";
    let page = page(Home::with_config(config), "/aliases").await;
    assert!(page.contains("its model is step 2 of the text chain"), "{page}");
    assert!(!page.contains("in no chain"), "{page}");
}

#[tokio::test]
async fn a_column_without_a_fact_is_not_there() {
    let page = page(Home::with_config(crate::harness::CONFIG), "/agents").await;
    assert!(!page.contains("not checked"), "{page}");
}

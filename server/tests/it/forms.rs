//! Tests of plain forms without script: the first submit shows a card, the second one writes.

use axum::http::StatusCode;
use contract::{OPERATIONS, OperationKind};
use server::http::routes::form_path;
use testkit::TestHome;

use crate::{
    harness::{CONFIG, Harness, TestResponse, Visitor, api_request, form_request, get_request_as},
    homes::add_credentials,
};

const ADD: &str = "/form/fallback/add";
const REMOVE: &str = "/form/fallback/remove";

async fn send_form(harness: &Harness, visitor: &Visitor, path: &str, fields: &str) -> TestResponse {
    harness.send(form_request(visitor, path, fields)).await
}

fn config_text(harness: &Harness) -> String {
    std::fs::read_to_string(harness.home.state_dir().join("openclaw.json")).unwrap()
}

/// Returns the value of a hidden field of the card.
fn hidden_field_value(page: &str, name: &str) -> String {
    let at = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
    at.split('"').next().unwrap().to_owned()
}

const ADD_FIELDS: &str = "op%5Brole%5D=text&op%5Bmodel%5D=google%2Fgemini-2.5-pro&back=%2F";

#[tokio::test]
async fn form_shows_preview_and_writes_nothing() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
    let answer = send_form(&harness, &visitor, ADD, ADD_FIELDS).await;
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
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn form_with_apply_writes_and_redirects_back() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let card = send_form(&harness, &visitor, ADD, ADD_FIELDS).await.body;
    let again = format!("{ADD_FIELDS}&apply=true&expect={}", hidden_field_value(&card, "expect"));
    let answer = send_form(&harness, &visitor, ADD, &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let place = answer.header("location").to_owned();
    assert_eq!(
        config_text(&harness),
        CONFIG.replace("['openai/gpt-5.2']", "['openai/gpt-5.2', 'google/gemini-2.5-pro']").replace(
            "'anthropic/claude-opus-4-5': { alias: 'opus' }",
            "'anthropic/claude-opus-4-5': { alias: 'opus' }, 'google/gemini-2.5-pro': {}",
        ),
    );
    let page = harness.send(get_request_as(&visitor, &place)).await.body;
    assert!(page.contains("Added <code>google/gemini-2.5-pro</code> as step 3 of the text chain."), "{page}");
    let page = harness.send(get_request_as(&visitor, "/")).await.body;
    assert!(!page.contains("class=\"toast\""), "{page}");
}

#[tokio::test]
async fn the_next_page_shows_a_warning_of_the_write() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let history = harness.home.state_dir().join("model-manager/history.jsonl");
    let card = send_form(&harness, &visitor, ADD, ADD_FIELDS).await.body;
    std::fs::create_dir_all(history).unwrap();
    let again = format!("{ADD_FIELDS}&apply=true&expect={}", hidden_field_value(&card, "expect"));
    let answer = send_form(&harness, &visitor, ADD, &again).await;
    let page = harness.send(get_request_as(&visitor, answer.header("location"))).await.body;
    let toast = "chain. Warning: the history could not be written, so this change is not in it.";
    assert!(page.contains(toast), "{page}");
}

#[tokio::test]
async fn outdated_card_is_rendered_again_without_writing() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let card = send_form(&harness, &visitor, REMOVE, "op[role]=text&op[model]=openai/gpt-5.2&back=/").await.body;
    let outside = CONFIG.replace("['openai/gpt-5.2']", "['openai/gpt-5.2', 'xai/grok-4']");
    harness.home.write_file("openclaw.json", &outside);
    let again = format!(
        "op[role]=text&op[model]=openai/gpt-5.2&back=/&apply=true&expect={}",
        hidden_field_value(&card, "expect")
    );
    let answer = send_form(&harness, &visitor, REMOVE, &again).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("The file changed after you opened this. Here is your move"), "{}", answer.body);
    assert!(answer.body.contains("xai/grok-4"), "{}", answer.body);
    assert_eq!(config_text(&harness), outside);
    let again = format!(
        "op[role]=text&op[model]=openai/gpt-5.2&back=/&apply=true&expect={}",
        hidden_field_value(&answer.body, "expect")
    );
    assert_eq!(send_form(&harness, &visitor, REMOVE, &again).await.status, StatusCode::SEE_OTHER);
    assert_eq!(config_text(&harness), outside.replace("'openai/gpt-5.2', ", ""));
}

#[tokio::test]
async fn outdated_card_reports_no_change() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let card = send_form(&harness, &visitor, REMOVE, "op[role]=text&op[model]=openai/gpt-5.2&back=/").await.body;
    let outside = CONFIG.replace("['openai/gpt-5.2']", "[]");
    harness.home.write_file("openclaw.json", &outside);
    let again = format!(
        "op[role]=text&op[model]=openai/gpt-5.2&back=/&apply=true&expect={}",
        hidden_field_value(&card, "expect")
    );
    let answer = send_form(&harness, &visitor, REMOVE, &again).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("Your move fails on the new version."), "{}", answer.body);
    assert!(answer.body.contains("is not a fallback"), "{}", answer.body);
    assert!(!answer.body.contains("name=\"apply\""), "{}", answer.body);
    assert_eq!(config_text(&harness), outside);
}

#[tokio::test]
async fn refused_form_keeps_typed_text() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let hostile = "%22%3E%3Cimg%20src%3Dx%3E";
    let answer = send_form(&harness, &visitor, ADD, &format!("op[role]=image&op[model]={hostile}&back=/routing")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.body.contains("model-invalid"), "{}", answer.body);
    assert!(!answer.body.contains("<img"), "{}", answer.body);
    let field = answer.body.split("id=\"add-image\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(field.contains("value=\"&quot;"), "the draft is gone: {field}");
    let other = answer.body.split("id=\"add-text\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!other.contains("quot"), "the draft is in the wrong form: {other}");
}

#[tokio::test]
async fn an_existing_fallback_is_reported_without_apply() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    for (model, said) in [
        ("opus", "is already the primary of the text chain"),
        ("openai/gpt-5.2", "is already step 2 of the text chain"),
    ] {
        let answer = send_form(&harness, &visitor, ADD, &format!("op[role]=text&op[model]={model}&back=/")).await;
        assert!(answer.body.contains(said), "{}", answer.body);
        assert!(!answer.body.contains("name=\"apply\""), "{}", answer.body);
    }
}

#[tokio::test]
async fn forms_without_a_token_are_rejected() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let before = harness.home.fingerprint();
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
        let answer = send_form(&harness, &visitor, ADD, fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields}");
    }
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn missing_configuration_is_created() {
    let harness = Harness::over(TestHome::empty());
    let visitor = harness.sign_in().await;
    let card = send_form(&harness, &visitor, ADD, ADD_FIELDS).await.body;
    let answer = send_form(
        &harness,
        &visitor,
        ADD,
        &format!("{ADD_FIELDS}&apply=true&expect={}", hidden_field_value(&card, "expect")),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let expected = "{\n  \"agents\": {\n    \"defaults\": {\n      \"model\": {\n        \"fallbacks\": [\n          \"google/gemini-2.5-pro\"\n        ]\n      }\n    }\n  }\n}\n";
    assert_eq!(config_text(&harness), expected);
}

/// Returns the fields that the form of each write sends. A list is sent with its indexes, an enum with a value below
/// its variant's name.
pub(crate) const FORMS: &[(&str, &str)] = &[
    ("agent/add", "op[name]=home&op[workspace]=~/.openclaw/home"),
    ("alias/add", "op[alias]=grok&op[model]=xai/grok-4&op[force]=true"),
    ("alias/remove", "op[alias]=opus&op[writeOut]=true"),
    ("alias/rename", "op[alias]=opus&op[to]=best"),
    ("auth/cooldown", "op[id]=anthropic:work"),
    ("auth/copy", "op[id]=openai:old&op[toAgent]=work"),
    ("auth/import", "op[agent]="),
    ("auth/move", "op[id]=anthropic:manual&op[to]=1"),
    ("auth/order", "op[provider]=anthropic&op[profiles][]=anthropic:work&op[agent]=&op[force]=true"),
    ("auth/remove", "op[id]=openai:old&op[agent]="),
    ("auth/rename", "op[id]=openai:old&op[to]=openai:backup"),
    ("change/undo", "op[id]=1"),
    ("config/set", "op[path]=agents.defaults.model.primary&op[value]=openai/gpt-5.2"),
    ("config/unset", "op[path]=agents.defaults.model.fallbacks"),
    ("fallback/add", "op[role]=image&op[model]=openai/gpt-5.2&op[at]=1&op[agent]=&op[force]=true"),
    ("fallback/chain", "op[primary]=openai/gpt-5.2&op[fallbacks][]=opus"),
    ("fallback/clear", "op[role]=text"),
    ("fallback/inherit", "op[agent]=work"),
    ("fallback/move", "op[model]=openai/gpt-5.2&op[place][to]=2"),
    ("fallback/remove", "op[role]=text&op[model]=openai/gpt-5.2"),
    ("fallback/set", "op[models][]=xai/grok-4&op[models][]=openai/gpt-5.2"),
    ("model/allow", "op[model]=openai/gpt-5.2"),
    ("model/disallow", "op[model]=opus"),
    ("model/set", "op[model]=openai/gpt-5.2&op[agent]=work&op[keepFallbacks]=true"),
];

/// A configuration with two fallbacks and an agent with its own models.
pub(crate) const RICH: &str = r"{ agents: {
  defaults: {
    model: { primary: 'opus', fallbacks: ['openai/gpt-5.2', 'xai/grok-4'] },
    models: { 'anthropic/claude-opus-4-5': { alias: 'opus' } },
  },
  list: [{ id: 'work', model: { fallbacks: [] } }],
} }";

#[tokio::test]
async fn every_write_form_previews_first() {
    let home = TestHome::with_config(RICH);
    add_credentials(&home);
    let harness = Harness::over(home);
    let visitor = harness.sign_in().await;
    let card = send_form(&harness, &visitor, ADD, ADD_FIELDS).await.body;
    send_form(
        &harness,
        &visitor,
        ADD,
        &format!("{ADD_FIELDS}&apply=true&expect={}", hidden_field_value(&card, "expect")),
    )
    .await;
    let before = harness.home.fingerprint();
    let writes = || OPERATIONS.iter().filter(|op| op.kind == OperationKind::Write);
    assert_eq!(FORMS.len(), writes().count(), "a row twice, or of an operation that is gone");
    for op in writes() {
        let fields = FORMS.iter().find(|(path, _)| *path == op.path).map(|(_, fields)| fields);
        let fields = format!("{}&back=/", fields.unwrap_or_else(|| panic!("{} has no form here", op.name)));
        let answer = send_form(&harness, &visitor, &form_path(op.path), &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}: {}", op.name, answer.body);
        assert!(answer.body.contains("name=\"apply\""), "{} would change nothing: {}", op.name, answer.body);
    }
    assert_eq!(harness.home.fingerprint(), before);
}

const REMOVE_ALIAS: &str = "/form/alias/remove";
const REMOVE_OPUS_FIELDS: &str = "op[alias]=opus&op[writeOut]=true&back=/aliases";
const REPAIR_LABEL: &str = "Also write <code>anthropic/claude-opus-4-5</code> in 1 chain";

/// The HTML of the card's checkbox.
fn is_ticked(page: &str) -> bool {
    let at = page.find("name=\"repair\"").unwrap_or_else(|| panic!("no box in {page}"));
    let (before, after) = page.split_at(at);
    before.rsplit('<').next().unwrap().contains("checked") || after.split('>').next().unwrap().contains("checked")
}

#[tokio::test]
async fn repair_checkbox_is_ticked_and_lists_broken_uses() {
    let harness = Harness::over(TestHome::with_config(RICH));
    let visitor = harness.sign_in().await;
    let card = send_form(&harness, &visitor, REMOVE_ALIAS, REMOVE_OPUS_FIELDS).await.body;
    assert!(card.contains(REPAIR_LABEL) && is_ticked(&card), "{card}");
    assert!(card.contains("Every chain keeps its models.") && card.contains(">Remove alias<"), "{card}");
    assert!(card.contains("Nothing else changes."), "{card}");
    let before = harness.home.fingerprint();
    // The box is cleared, then Apply is pressed: the card shows the new consequences first.
    let expect = hidden_field_value(&card, "expect");
    let unticked = format!("{REMOVE_OPUS_FIELDS}&repair_shown=true&expect={expect}&apply=true");
    let card = send_form(&harness, &visitor, REMOVE_ALIAS, &unticked).await.body;
    assert!(card.contains(REPAIR_LABEL) && !is_ticked(&card), "{card}");
    assert!(card.contains("class=\"broken\""), "{card}");
    assert!(!card.contains("Nothing else changes."), "{card}");
    let actions = card.split("card__actions").nth(1).unwrap();
    let cancel = actions.split("</a>").next().unwrap();
    assert!(cancel.contains("autofocus"), "{cancel}");
    assert_eq!(harness.home.fingerprint(), before);
    // The second submit matches the card and is applied.
    let apply =
        format!("{REMOVE_OPUS_FIELDS}&repair_shown=false&expect={}&apply=true", hidden_field_value(&card, "expect"));
    let answer = send_form(&harness, &visitor, REMOVE_ALIAS, &apply).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(config_text(&harness), RICH.replace("{ alias: 'opus' }", "{}"));
}

#[tokio::test]
async fn a_ticked_repair_is_written_in_the_same_change() {
    let harness = Harness::over(TestHome::with_config(RICH));
    let visitor = harness.sign_in().await;
    let unticked = format!("{REMOVE_OPUS_FIELDS}&repair_shown=true");
    let card = send_form(&harness, &visitor, REMOVE_ALIAS, &unticked).await.body;
    let ticked = format!(
        "{REMOVE_OPUS_FIELDS}&repair_shown=false&repair=true&expect={}&apply=true",
        hidden_field_value(&card, "expect")
    );
    let card = send_form(&harness, &visitor, REMOVE_ALIAS, &ticked).await.body;
    assert!(is_ticked(&card), "{card}");
    let apply = format!(
        "{REMOVE_OPUS_FIELDS}&repair_shown=true&repair=true&expect={}&apply=true",
        hidden_field_value(&card, "expect")
    );
    let answer = send_form(&harness, &visitor, REMOVE_ALIAS, &apply).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let written = RICH.replace("{ alias: 'opus' }", "{}").replace("'opus'", "'anthropic/claude-opus-4-5'");
    assert_eq!(config_text(&harness), written);
    assert_eq!(harness.home.store().all_records().unwrap().len(), 1);
}

#[tokio::test]
async fn a_repair_field_without_repair_is_rejected() {
    let harness = Harness::new();
    let visitor = harness.sign_in().await;
    let answer =
        send_form(&harness, &visitor, ADD, &format!("{ADD_FIELDS}&repair_shown=true&apply=true&expect=x")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn move_target_is_a_word_or_has_a_value() {
    let harness = Harness::over(TestHome::with_config(RICH));
    let visitor = harness.sign_in().await;
    for place in ["op[place]=up", "op[place][to]=1", "op[place][before]=openai/gpt-5.2"] {
        let fields = format!("op[model]=xai/grok-4&{place}&back=/");
        let answer = send_form(&harness, &visitor, "/form/fallback/move", &fields).await;
        let said = "Make <code>xai/grok-4</code> step 2 of the text chain";
        assert!(answer.body.contains(said), "{place}: {}", answer.body);
    }
}

/// An entry whose parameters are not in the history.
fn harness_with_secret() -> Harness {
    let entry = "'xai/grok-4': { params: { apiKey: 'Canary' } }, 'anthropic/claude-opus-4-5': { alias";
    let text = CONFIG.replace("'anthropic/claude-opus-4-5': { alias", entry);
    assert!(text.contains("Canary"));
    Harness::over(TestHome::with_config(&text))
}

#[tokio::test]
async fn card_announces_missing_undo() {
    let harness = harness_with_secret();
    let visitor = harness.sign_in().await;
    let (path, fields) = ("/form/model/disallow", "op[model]=xai/grok-4&back=/");
    let card = send_form(&harness, &visitor, path, fields).await.body;
    assert!(card.contains("No undo: the text of <code>agents.defaults.models"), "{card}");
    let answer = send_form(
        &harness,
        &visitor,
        path,
        &format!("{fields}&apply=true&expect={}", hidden_field_value(&card, "expect")),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = harness.send(get_request_as(&visitor, answer.header("location"))).await.body;
    assert!(page.contains("class=\"toast\"") && !page.contains("toast__undo"), "{page}");
    // It is the newest change: no other one is undone instead.
    let before = harness.home.fingerprint();
    let answer = send_form(&harness, &visitor, "/form/change/undo", "op[id]=1&back=/").await;
    assert!(answer.status.is_client_error() && answer.body.contains("Could not undo change 1"), "{}", answer.body);
    assert_eq!(harness.home.fingerprint(), before);
}

#[tokio::test]
async fn undo_key_undoes_only_the_newest_change() {
    let harness = harness_with_secret();
    let visitor = harness.sign_in().await;
    let at_once =
        |path: &str, op: &str| api_request(&visitor, path, &format!("{{\"op\":{{\"op\":{op},\"dryRun\":false}}}}"));
    harness.send(at_once("/api/fallback/add", r#"{"role":"text","model":"google/gemini-2.5-pro"}"#)).await;
    harness.send(at_once("/api/model/disallow", r#"{"model":"xai/grok-4"}"#)).await;
    let written = config_text(&harness);
    let answer = harness.send(at_once("/api/change/undo", "{}")).await;
    assert!(answer.status.is_client_error(), "{}", answer.body);
    assert!(answer.body.contains("an older change can be undone: change 1 (added a fallback)"), "{}", answer.body);
    assert_eq!(config_text(&harness), written);
    let answer = harness.send(at_once("/api/change/undo", "{\"id\":1}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(!config_text(&harness).contains("google/gemini-2.5-pro"));
}

use serde_json::json;

use super::*;

fn shared_db_view(document: Value) -> View {
    View::new(document).with_generation(Generation::SharedDb)
}

fn document_with_primary(model: &str) -> Value {
    json!({ "agents": { "defaults": { "model": model } } })
}

fn check_details(document: Value) -> Vec<String> {
    let plugins = PluginInventory { installable: embedded_plugins(), present_ids: BTreeSet::new() };
    plugin_checks(&shared_db_view(document), &plugins).into_iter().map(|check| check.detail).collect()
}

fn missing_plugin_ids(document: Value) -> Vec<String> {
    let plugins = PluginInventory { installable: embedded_plugins(), present_ids: BTreeSet::new() };
    let models: Vec<_> =
        steps::model_uses(&shared_db_view(document.clone())).into_iter().map(|(_, model)| model).collect();
    missing_plugins(&shared_db_view(document), &models, &plugins).into_iter().map(|missing| missing.plugin.id).collect()
}

/// The expected plugins were observed by running OpenClaw 2026.9.6.
#[test]
fn models_need_the_expected_plugin() {
    for (model, expected) in [
        ("anthropic/claude-opus-4-5", None),
        ("google/gemini-2.5-pro", None),
        ("opencode-go/glm-5", None),
        ("mistral/mistral-large-latest", Some("mistral")),
        ("groq/llama-3.3-70b-versatile", Some("groq")),
        ("z.ai/glm-4.7", Some("zai")),
        ("qwen/qwen3-coder-plus", Some("qwen")),
        ("openai/gpt-5.2", Some("codex")),
        ("mine/x", None),
    ] {
        assert_eq!(
            missing_plugin_ids(document_with_primary(model)),
            Vec::from_iter(expected.map(str::to_owned)),
            "{model}"
        );
    }
}

#[test]
fn runtime_and_base_url_decide_about_codex_plugin() {
    let with = |more: Value| {
        let mut document = document_with_primary("openai/gpt-5.2");
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        !missing_plugin_ids(document).is_empty()
    };
    let provider = |provider: Value| json!({ "models": { "providers": { "openai": provider } } });
    let of_model = |id: &str| {
        let entry = json!({ "openai/gpt-5.2": { "agentRuntime": { "id": id } } });
        json!({ "agents": { "defaults": { "model": "openai/gpt-5.2", "models": entry } } })
    };
    assert!(with(json!({})));
    assert!(with(provider(json!({ "apiKey": "x", "models": [] }))));
    assert!(with(provider(json!({ "baseUrl": "https://api.openai.com/v1/", "models": [] }))));
    assert!(!with(provider(json!({ "baseUrl": "https://example.com/v1", "models": [] }))));
    assert!(!with(provider(json!({ "headers": {}, "models": [] }))));
    assert!(!with(provider(json!({ "agentRuntime": { "id": "openclaw" }, "models": [] }))));
    assert!(!with(of_model("openclaw")));
    assert!(with(of_model("codex")) && with(of_model("auto")));
}

#[test]
fn installed_and_unneeded_plugins_are_not_missing() {
    let document = |plugins: Value| {
        let mut document = document_with_primary("mistral/mistral-large-latest");
        document["plugins"] = plugins;
        document
    };
    for (plugins, is_missing) in [
        (json!({}), true),
        (json!({ "entries": { "mistral": {} } }), true),
        (json!({ "entries": { "mistral": { "enabled": false } } }), false),
        (json!({ "enabled": false }), false),
        (json!({ "deny": ["mistral"] }), false),
        (json!({ "installs": { "mistral": { "source": "npm" } } }), false),
        (json!({ "load": { "paths": ["~/src/mistral-provider"] } }), false),
        (json!({ "load": { "paths": ["~/src/groq"] } }), true),
    ] {
        assert_eq!(!missing_plugin_ids(document(plugins.clone())).is_empty(), is_missing, "{plugins}");
    }
    let present = BTreeSet::from(["mistral".to_owned()]);
    let plugins = PluginInventory { installable: embedded_plugins(), present_ids: present };
    assert_eq!(plugin_checks(&shared_db_view(document(json!({}))), &plugins), []);
}

#[test]
fn each_plugin_is_reported_once_with_install_command() {
    let chain = json!({ "primary": "mistral/a", "fallbacks": ["mistral/b", "groq/c"] });
    let document = json!({ "agents": { "defaults": { "model": chain, "models": { "mistral/d": { "alias": "d" } } } } });
    assert_eq!(
        check_details(document.clone()),
        [
            "`mistral/a` needs OpenClaw's plugin `mistral`, which is not installed",
            "`groq/c` needs OpenClaw's plugin `groq`, which is not installed",
        ]
    );
    let plugins = PluginInventory { installable: embedded_plugins(), present_ids: BTreeSet::new() };
    let first = plugin_checks(&shared_db_view(document.clone()), &plugins).remove(0);
    assert_eq!(first.hint.as_deref(), Some("`openclaw plugins install @openclaw/mistral-provider` installs it"));
    assert!(!are_plugins_needed(&View::new(document)), "a home of the first generation needs none");
}

#[test]
fn only_added_models_need_plugins() {
    let chain = |primary: &str, fallbacks: &[&str]| {
        shared_db_view(json!({ "agents": { "defaults": { "model": { "primary": primary, "fallbacks": fallbacks } } } }))
    };
    let added = |before: &View, after: &View| added_models(before, after).iter().map(ModelRef::key).collect::<Vec<_>>();
    let before = chain("a/b", &["mistral/a", "groq/c"]);
    assert_eq!(added(&before, &chain("a/b", &["mistral/a", "groq/c", "zai/x"])), ["zai/x"]);
    assert_eq!(added(&before, &chain("mistral/a", &["groq/c"])), ["mistral/a"]);
    assert_eq!(added(&before, &chain("a/b", &["groq/c", "mistral/a"])), [""; 0]);
    assert_eq!(added(&before, &chain("a/b", &["groq/c"])), [""; 0]);
    let old = View::new(document_with_primary("mistral/a"));
    assert_eq!(added(&View::default(), &old), [""; 0]);
}

#[test]
fn valid_part_of_package_plugin_list_is_read() {
    let entry = |id: &str, package: &str| {
        let providers = json!([{ "id": "p", "aliases": ["q"] }]);
        json!({ "openclaw": { "plugin": { "id": id }, "providers": providers, "install": { "npmSpec": package } } })
    };
    let plugins = parse_plugin_list(
        &json!({ "entries": [entry("p", "@openclaw/p"), {}, entry("../x", "y"), entry("z", "a b")] }),
    );
    let p = Plugin { id: "p".to_owned(), package: "@openclaw/p".to_owned(), providers: vec!["p".into(), "q".into()] };
    assert_eq!(plugins, Some(vec![p, Plugin::codex_runtime()]));
    for none in [json!({}), json!([]), json!({ "entries": [] }), json!({ "entries": [{}] })] {
        assert_eq!(parse_plugin_list(&none), None);
    }
}

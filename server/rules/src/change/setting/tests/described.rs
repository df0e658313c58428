//! Values that the schema table describes, and those that it does not.

use super::*;

fn set_unforced(document: &Value, generation: Generation, path: &str, value: &str) -> Result<Value, SettingError> {
    let view = View::new(document.clone()).with_generation(generation);
    let op = SetValue { force: false, ..set_op(path, value) };
    let decision = set_in_test_home(&view, &op, AccessScope::All)?;
    Ok(json5_edit::apply(document, &decision.edits).unwrap())
}

#[test]
fn a_path_that_is_not_described_is_left_to_openclaw() {
    for (path, value) in [
        ("channels.telegram.enabled", "true"),
        ("channels", "{ x: {} }"),
        ("plugins.entries.x", "{}"),
        ("gateway.auth.mode", "token"),
        ("gateway.tls.enabled", "true"),
        ("agents.defaults.heartbeat.every", "5m"),
        ("agents.defaults.heartbeat", "{ every: '5m' }"),
        ("agents.list[0]", "{ id: 'main', tools: { allow: ['x'] } }"),
        ("bindings[0].agentId", "main"),
    ] {
        let refused = set_unforced(&test_document(), Generation::JsonStore, path, value);
        assert!(matches!(refused, Err(SettingError::Undescribed { .. })), "{path} {value} {refused:?}");
        assert!(set_in_test_home(&test_view(), &set_op(path, value), AccessScope::All).is_ok(), "{path} {value}");
    }
}

#[test]
fn a_described_path_is_set() {
    for (path, value) in [
        ("agents.defaults.heartbeat", "{}"),
        ("agents.defaults.params.any.thing", "1"),
        ("agents.defaults.models[a/b].params", "{ effort: { level: 'high' } }"),
        ("agents.list[1].skills", "['x']"),
        ("models.providers.p.models", "[{ id: 'm', name: 'M', cost: { input: 1 } }]"),
        ("gateway.port", "18789"),
        ("gateway.trustedProxies", "['127.0.0.1']"),
        ("session.idleMinutes", "5"),
        ("session.idleMinutes", "5.0"),
        ("cron.sessionRetention", "false"),
        ("ui.seamColor", "#00ff7f"),
        ("auth.order.anthropic", "['a:b']"),
        ("gateway.mode", "${MODE}"),
    ] {
        let document = json!({ "agents": { "list": [{ "id": "main" }, { "id": "work" }] },
            "models": { "providers": { "p": { "baseUrl": "x", "models": [] }, "q": { "baseUrl": "x", "models": [] } } },
            "meta": { "lastTouchedVersion": "2026.6.1" } });
        let set = set_unforced(&document, Generation::JsonStore, path, value);
        assert!(set.is_ok(), "{path} {value} {set:?}");
    }
}

#[test]
fn a_value_with_rules_that_are_not_known_is_left_to_openclaw() {
    for (generation, path, value) in [
        (Generation::AgentDb, "gateway.channelStaleEventThresholdMinutes", "1"),
        (Generation::SharedDb, "gateway.publicOrigin", "https://example.com"),
        (Generation::SharedDb, "gateway.roles", "{}"),
        (Generation::SharedDb, "agents.defaults.systemAgent.agentId", "main"),
        (Generation::SharedDb, "agents.defaults.systemAgent", "{ agentId: 'main' }"),
    ] {
        let refused = set_unforced(&json!({}), generation, path, value);
        let Err(SettingError::Undescribed { at, .. }) = &refused else { panic!("{path} {value} {refused:?}") };
        assert!(at.to_string().starts_with(path), "{path} {at}");
    }
    let error = set_unforced(&json!({}), Generation::SharedDb, "gateway.publicOrigin", "https://h").unwrap_err();
    assert!(error.to_string().contains("OpenClaw accepts there is not known"), "{error}");
}

#[test]
fn what_openclaw_may_require_is_removed_by_openclaw() {
    let document = json!({ "bindings": [{ "agentId": "main", "match": { "channel": "x" } }],
        "channels": { "x": { "token": "${T}" } }, "gateway": { "auth": { "mode": "token" }, "port": 1 },
        "agents": { "list": [{ "id": "main", "skills": [], "tools": { "allow": [] } }] },
        "models": { "providers": { "p": { "baseUrl": "http://h", "models": [], "api": "ollama" } } }, "unknown": { "x": 1 } });
    let view = View::new(document).with_generation(Generation::SharedDb);
    let unset =
        |path: &str, force| unset_in_test_home(&view, &UnsetValue { path: path.to_owned(), force }, AccessScope::All);
    for (path, at) in [
        ("bindings[0].match", "bindings"),
        ("bindings[0]", "bindings"),
        ("channels.x", "channels"),
        ("channels.x.token", "channels"),
        ("gateway.auth.mode", "gateway.auth"),
        ("agents.list[0].tools.allow", "agents.list[0].tools"),
        ("models.providers.p.baseUrl", "models.providers.p"),
    ] {
        let refused = unset(path, false);
        let parent = at.parse().unwrap();
        assert_eq!(refused, Err(SettingError::UndescribedParent { path: path.parse().unwrap(), at: parent }));
        assert!(unset(path, true).is_ok(), "{path}");
    }
    for path in
        ["bindings", "channels", "gateway.auth", "gateway.port", "agents.list[0].skills", "agents.list[0].tools"]
    {
        assert!(unset(path, false).is_ok(), "{path}");
    }
    for path in ["models.providers.p", "models.providers.p.api", "unknown", "unknown.x"] {
        assert!(unset(path, false).is_ok(), "{path}");
    }
}

#[test]
fn a_misspelt_key_names_the_one_that_was_meant() {
    for (path, meant) in [
        ("agent.defaults.model.primary", Some("agents.defaults.model.primary")),
        ("model", Some("agents.defaults.model")),
        ("providers.x.baseUrl", Some("models.providers.x.baseUrl")),
        ("agents.defaults.modle", Some("agents.defaults.model")),
        ("agents.list[1].model.primry", Some("agents.list[1].model.primary")),
        ("gateway.prot", Some("gateway.port")),
        ("foo", None),
        ("gateway.foo", None),
    ] {
        let Err(SettingError::Violation { instead, .. }) =
            set_unforced(&test_document(), Generation::JsonStore, path, "x/y")
        else {
            panic!("{path} was set")
        };
        assert_eq!(instead.map(|path| path.to_string()).as_deref(), meant, "{path}");
        assert!(set_in_test_home(&test_view(), &set_op(path, "x/y"), AccessScope::All).is_ok(), "{path}");
    }
}

#[test]
fn a_wrong_value_is_refused_and_not_repeated() {
    for (path, value, problem) in [
        ("gateway.port", "abc", "is text, but must be a number"),
        ("gateway.port", "0", "is less than 1"),
        ("gateway.port", "1.5", "is not a whole number"),
        ("gateway.mode", "Canary", "is not one of `local`, `remote`"),
        ("ui.seamColor", "#fff", "is not a colour of six hexadecimal digits"),
        ("auth.profiles.a:b", "{ provider: 'a', mode: 'Canary' }", "is not one of `api_key`, `oauth`, `token`"),
        ("auth.profiles.a:b", "{ mode: 'token' }", "has no `provider`"),
        ("agents.list[1].skills", "['a', 5]", "is a number, but must be text"),
        ("auth.cooldowns.billingMaxHours", "0", "is not above 0"),
        ("agents.defaults.timeoutSeconds", "1e300", "is more than 9007199254740991"),
        ("models.providers.x.baseUrl", "", "is empty"),
        ("models.providers.x.models", "[{ id: '', name: 'M' }]", "is empty"),
        ("models.providers.x.models[0].input", "['Canary']", "is not one of `text`, `image`"),
        ("cron.sessionRetention", "Canary", "is not a duration such as `24h`"),
        ("cron.sessionRetention", "true", "is `true`, but must be `false`"),
    ] {
        for force in [false, true] {
            let op = SetValue { force, ..set_op(path, value) };
            let text = refusal_text(&test_document(), &op);
            assert!(text.ends_with(problem), "{path} {value}: {text}");
        }
    }
    let ports = |generation| set_unforced(&json!({}), generation, "gateway.port", "70000").is_ok();
    assert!(ports(Generation::JsonStore) && !ports(Generation::SharedDb));
}

#[test]
fn a_credential_mode_is_written_as_openclaw_spells_it() {
    let profile = "{ provider: 'a', mode: 'api-key' }";
    for (path, value) in [("auth.profiles.a:b", profile), ("auth.profiles", &format!("{{ 'a:b': {profile} }}"))] {
        let written = set_unforced(&json!({}), Generation::SharedDb, path, value).unwrap();
        assert_eq!(written["auth"]["profiles"]["a:b"]["mode"], "api_key");
    }
}

#[test]
fn a_key_is_known_since_the_version_that_wrote_the_file_or_is_installed() {
    let set = |version: &str, path| {
        let document = json!({ "meta": { "lastTouchedVersion": version } });
        set_unforced(&document, Generation::JsonStore, path, "{}").is_ok()
    };
    let installed = View::default().with_installed_version(Some("2026.5.1".to_owned()));
    let op = SetValue { force: false, ..set_op("mcp", "{}") };
    assert!(set_in_test_home(&installed, &op, AccessScope::All).is_ok());
    let overlay = json!({ "meta": { "lastTouchedVersion": "2026.5.1" }, "models": { "providers": { "openai": {} } } });
    assert!(set_unforced(&overlay, Generation::JsonStore, "models.providers.openai.apiKey", "${KEY}").is_ok());
    assert!(set_unforced(&json!({}), Generation::JsonStore, "models.providers.openai.apiKey", "${KEY}").is_err());
    for (version, is_known) in [("2026.3.13", false), ("2026.4.15", true)] {
        for path in ["gateway.webchat", "agents.defaults.llm", "agents.list[0].systemPromptOverride"] {
            let document =
                json!({ "meta": { "lastTouchedVersion": version }, "agents": { "list": [{ "id": "main" }] } });
            let refused = set_unforced(&document, Generation::JsonStore, path, "{}");
            assert_eq!(
                matches!(refused, Err(SettingError::Undescribed { .. })),
                is_known,
                "{version} {path} {refused:?}"
            );
        }
    }
    for (version, path, is_known) in [
        ("2026.3.13", "mcp", false),
        ("2026.3.13", "canvasHost", true),
        ("2026.4.2", "mcp", true),
        ("2026.4.2", "canvasHost", true),
        ("2026.4.2", "telemetry", false),
    ] {
        assert_eq!(set(version, path), is_known, "{version} {path}");
    }
}

//! Tests of orders and cooldowns.

use super::*;

fn order(provider: &str, ids: &[&str]) -> SetOrder {
    let profiles = ids.iter().map(|id| (*id).to_owned()).collect();
    SetOrder { provider: provider.to_owned(), profiles, ..SetOrder::default() }
}

#[test]
fn an_order_without_an_agent_is_in_the_configuration_alone() {
    for layout in LAYOUTS {
        let stored = json!({ "anthropic": ["anthropic:b"], "openai": ["openai:k"] });
        let mut home = Home::new(layout).with_state("order", stored);
        let op = order("Anthropic", &[" anthropic:b ", "anthropic:a", "anthropic:b", ""]);
        let decision = home.change(|view, stores| Ok(set_order(view, &op, stores)?));
        assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:b", "anthropic:a"]), "{layout:?}");
        assert_eq!(home.state()["order"], json!({ "openai": ["openai:k"] }), "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("came first, is removed")), "{:?}", decision.notes);
        let again = home.change(|view, stores| Ok(set_order(view, &op, stores)?));
        assert!(again.edits.is_empty() && again.store_edits.is_empty(), "{layout:?}");
        let clear = order("anthropic", &[]);
        home.change(|view, stores| Ok(set_order(view, &clear, stores)?));
        assert_eq!(home.config["auth"]["order"], json!({}), "{layout:?}");
    }
}

#[test]
fn an_order_of_an_agent_is_in_its_store() {
    for layout in LAYOUTS {
        let mut home = Home::new(layout).named().with_own(&json!({}), &json!({ "version": 1 }));
        let op = order("anthropic", &["anthropic:b", "anthropic:a"]);
        let decision = home.change(|view, stores| Ok(set_order(view, &op, stores)?));
        let at = usize::from(home.has_state_document());
        let own = |home: &Home| home.own.as_ref().unwrap()[at].clone().unwrap();
        assert_eq!(own(&home)["order"]["anthropic"], json!(["anthropic:b", "anthropic:a"]), "{layout:?}");
        assert_eq!(home.config, json!({}));
        assert_eq!(decision.store_edits[0].changed[0].id, "order of anthropic");
        let clear = order("anthropic", &[]);
        home.config = json!({ "auth": { "order": { "anthropic": ["anthropic:a"] } } });
        let decision = home.change(|view, stores| Ok(set_order(view, &clear, stores)?));
        assert_eq!(own(&home).get("order"), None, "{layout:?}");
        assert!(decision.notes.iter().any(|note| note.contains("of the configuration still applies")));
    }
}

#[test]
fn unknown_ids_of_an_order_are_refused() {
    let set = |op: &SetOrder| {
        Home::new(StoreLayout::JsonFiles).decide(|view, stores| Ok(set_order(view, op, stores)?)).map_err(|e| e.code)
    };
    for (op, code) in [
        (order("anthropic", &["anthropic:none"]), Code::CredentialUnknown),
        (order("anthropic", &["openai:k"]), Code::CredentialRefused),
        (order("anthropic", &[" "]), Code::BadRequest),
        (order(" ", &["anthropic:a"]), Code::BadRequest),
        (order("anthropic", &["sk-Canary"]), Code::SecretTyped),
        (SetOrder { force: true, ..order("anthropic", &["openai:k"]) }, Code::CredentialRefused),
    ] {
        assert_eq!(set(&op).unwrap_err(), code, "{op:?}");
    }
    assert!(set(&SetOrder { force: true, ..order("anthropic", &["anthropic:later"]) }).is_ok());
}

#[test]
fn moving_writes_the_present_order_down() {
    let move_to = |home: &mut Home, id: &str, to| {
        let op = MoveInOrder { id: id.to_owned(), to, agent: None };
        home.change(|view, stores| Ok(move_in_order(view, &op, stores)?))
    };
    for layout in LAYOUTS {
        let mut home = Home::new(layout);
        // The other token has expired, so it is not tried.
        home.shared[0].as_mut().unwrap()["profiles"]["anthropic:a"].as_object_mut().unwrap().remove("expires");
        move_to(&mut home, "anthropic:b", 1);
        assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:b", "anthropic:a"]), "{layout:?}");
        move_to(&mut home, "anthropic:b", 2);
        assert_eq!(home.config["auth"]["order"]["anthropic"], json!(["anthropic:a", "anthropic:b"]), "{layout:?}");
        let again = move_to(&mut home, "anthropic:b", 7);
        assert!(again.edits.is_empty() && again.store_edits.is_empty(), "{layout:?}");
    }
    let op = MoveInOrder { id: "anthropic:a".to_owned(), to: 0, agent: None };
    let error =
        Home::new(StoreLayout::JsonFiles).decide(|view, stores| Ok(move_in_order(view, &op, stores)?)).unwrap_err();
    assert_eq!(error.message, "there is no position 0");
}

#[test]
fn cooldowns_are_ended_in_all_stores_of_the_agent() {
    for layout in LAYOUTS {
        let usage = json!({
            "anthropic:a": { "lastUsed": 3, "cooldownUntil": 9, "cooldownModel": "m", "failureCounts": { "auth": 1 } },
            "gone": { "disabledUntil": 9 },
        });
        let own = json!({ "version": 1, "usageStats": { "anthropic:a": { "cooldownUntil": 9 } } });
        let home = Home::new(layout).with_state("usageStats", usage).with_own(&json!({}), &own);
        let clear = |id: Option<&str>, model: Option<&str>| {
            let mut home = home.clone();
            let op = ClearCooldown { id: id.map(str::to_owned), model: model.map(str::to_owned), agent: None };
            let decision = home.change(|_, stores| Ok(clear_cooldown(&op, stores)?));
            (decision, home)
        };
        let (decision, after) = clear(Some("anthropic:a"), None);
        let expected = json!({ "anthropic:a": { "lastUsed": 3 }, "gone": { "disabledUntil": 9 } });
        assert_eq!(after.state()["usageStats"], expected, "{layout:?}");
        assert_eq!(decision.store_edits.len(), 2, "{layout:?}");
        let (_, after) = clear(None, None);
        assert_eq!(after.state()["usageStats"], json!({ "anthropic:a": { "lastUsed": 3 } }), "{layout:?}");
        let (decision, _) = clear(Some("anthropic:a"), Some("anthropic/m"));
        assert_eq!(decision.store_edits.len(), 1, "{layout:?}");
        let (decision, _) = clear(Some("openai:k"), None);
        assert!(decision.store_edits.is_empty(), "{layout:?}");
        let op = ClearCooldown { id: Some("openai:missing".to_owned()), ..ClearCooldown::default() };
        let error = home.decide(|_, stores| Ok(clear_cooldown(&op, stores)?)).unwrap_err();
        assert_eq!(error.code, Code::CredentialUnknown, "{layout:?}");
    }
}

//! Tests of the values that a page may set.

use super::*;

#[test]
fn a_page_reaches_the_models_slice_and_no_further() {
    for path in
        ["agents", "agents.defaults", "env.KEY", "models.providers.p.apiKey", "agents.defaults.model.apiKey", "x"]
    {
        let not_for_pages = |refusal| matches!(refusal, Err(SettingError::ForbiddenForPages { .. }));
        assert!(
            matches!(
                read_setting(&test_view(), path, AccessScope::Models),
                Err(SettingError::ForbiddenForPages { .. })
            ),
            "{path}"
        );
        assert!(not_for_pages(set_in_test_home(&test_view(), &piped_set_op(path, "x"), AccessScope::Models)), "{path}");
        assert!(
            not_for_pages(unset_in_test_home(
                &test_view(),
                &UnsetValue { path: path.to_owned(), force: false },
                AccessScope::Models
            )),
            "{path}"
        );
    }
    let models = read_setting(&test_view(), "agents.defaults.models", AccessScope::Models).unwrap().json.unwrap();
    assert_eq!(models, r#"{"a/b":{"alias":"x","params":{"n":"‹hidden›"}}}"#);
    assert!(
        set_in_test_home(&test_view(), &set_op("agents.defaults.models[a/b].alias", "y"), AccessScope::Models).is_ok()
    );
    let foreign =
        set_in_test_home(&test_view(), &set_op("agents.defaults.models[a/b].params", "{ n: 6 }"), AccessScope::Models);
    assert!(matches!(foreign, Err(SettingError::ForbiddenForPages { .. })));
}

#[test]
fn a_page_takes_nothing_out_that_it_does_not_see() {
    let view = View::new(json!({
        "agents": { "defaults": { "models": { "a/b": { "alias": "x", "params": { "n": 5 } }, "c/d": { "alias": "y" } } },
            "list": [{ "id": "work", "tools": {} }] },
        "auth": { "profiles": { "p": { "provider": "x", "key": "Canary" }, "q": { "provider": "x" } }, "cooldowns": {} },
    }));
    let taken = |path: &str| {
        unset_in_test_home(&view, &UnsetValue { path: path.to_owned(), force: false }, AccessScope::Models)
    };
    for path in ["agents.defaults.models", "agents.defaults.models[a/b]", "auth.profiles", "auth.profiles.p"] {
        assert!(matches!(taken(path), Err(SettingError::ForbiddenForPages { .. })), "{path}");
        assert!(
            matches!(
                set_in_test_home(&view, &set_op(path, "{}"), AccessScope::Models),
                Err(SettingError::ForbiddenForPages { .. })
            ),
            "{path}"
        );
    }
    for path in ["agents.defaults.models[a/b].alias", "agents.defaults.models[c/d]", "auth.profiles.q"] {
        assert!(taken(path).is_ok(), "{path}");
    }
    for path in ["agents.list[0].model", "auth.order"] {
        let Err(SettingError::NotFound { near, others, .. }) = taken(path) else { panic!("{path} is there") };
        assert_eq!((near, others), (Vec::new(), Vec::new()), "{path}");
    }
}

#[test]
fn a_page_puts_no_variable_into_a_value() {
    let view = View::new(json!({ "agents": { "defaults": { "model": { "fallbacks": ["${A}", "a/b"] } } } }));
    let list = |value| set_in_test_home(&view, &set_op("agents.defaults.model.fallbacks", value), AccessScope::Models);
    assert!(list("['a/b', '${A}']").is_ok());
    assert!(matches!(list("['a/b', '${B}']"), Err(SettingError::NewVariable { .. })));
}

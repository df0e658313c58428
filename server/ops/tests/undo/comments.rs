//! Tests of list changes whose comments are not in the history.

use std::fs;

use contract::{ClearFallbacks, Code, MoveFallback, MoveTarget, Role, SetFallbacks, SetModel, Write};
use testkit::TestHome;

use crate::{
    CONFIG, UndoCase, add_fallback, assert_no_write, config_text, manager_dir, remove_fallback, run_op, set_value,
    to_strings, undo_case, undo_change,
};

const COMMENTS: &[&str] = &["2x cheaper", "$5/M tokens", "cheap & long", "was gpt-4o before", "50%", "->"];

/// Typical changes of a chain.
fn chain_cases() -> Vec<(&'static str, UndoCase)> {
    let (role, force) = (Role::Text, true);
    let moved = |target| MoveFallback { role, agent: None, model: "openai/gpt-5.2".to_owned(), target };
    let primary =
        |keep_fallbacks| SetModel { keep_fallbacks, force, model: "new/one".to_owned(), ..SetModel::default() };
    vec![
        undo_case(moved(MoveTarget::Down)),
        undo_case(moved(MoveTarget::Primary)),
        undo_case(add_fallback("new/one").op),
        undo_case(remove_fallback("openai/gpt-5.2").op),
        undo_case(remove_fallback("xai/grok-4").op),
        undo_case(primary(true)),
        undo_case(primary(false)),
        undo_case(SetFallbacks { role, agent: None, models: to_strings(&["xai/grok-4", "new/one"]), force }),
        undo_case(ClearFallbacks { role, agent: None }),
    ]
}

/// Applies every change to a chain with such comments; `check` gets the text before.
fn for_each_with_comments(check: impl Fn(&TestHome, &str, &str)) {
    for comment in COMMENTS {
        let text = CONFIG.replace("best at code", comment).replace("cheap", comment);
        for (op, act) in chain_cases() {
            let home = TestHome::with_config(&text);
            assert!(act(&home), "{op} {comment}");
            check(&home, op, &text);
            let kept = fs::read_to_string(manager_dir(&home).join("history.jsonl")).unwrap();
            assert!(!kept.contains(comment), "{kept}");
        }
    }
}

#[test]
fn undo_restores_every_byte_with_any_comments() {
    for_each_with_comments(|home, op, text| {
        let done = config_text(home);
        undo_change(home, None).unwrap();
        assert_eq!(config_text(home), text, "{op}");
        undo_change(home, 2).unwrap();
        assert_eq!(config_text(home), done, "{op}");
        undo_change(home, None).unwrap();
        assert_eq!(config_text(home), text, "{op}");
    });
}

#[test]
fn values_are_restored_after_other_edits_or_without_backup() {
    let value = |text: &str| json5_edit::read(text.as_bytes()).unwrap();
    let both = |is_copied: bool| {
        for_each_with_comments(|home, op, text| {
            if !is_copied {
                fs::remove_dir_all(manager_dir(home).join("backups")).unwrap();
            }
            home.write_file("openclaw.json", config_text(home).replace("Canary2", "Canary3"));
            undo_change(home, None).unwrap();
            assert_eq!(value(&config_text(home)), value(&text.replace("Canary2", "Canary3")), "{op}");
        });
    };
    both(true);
    both(false);
}

#[test]
fn change_that_cannot_be_undone_is_announced_and_not_skipped() {
    let home = TestHome::with_config(CONFIG);
    run_op(&home, add_fallback("new/one")).unwrap();
    let bind = || set_value("gateway.bind", "lan");
    let shown = assert_no_write(&home, || run_op(&home, Write::preview(bind())).unwrap());
    let done = run_op(&home, Write::apply(bind())).unwrap();
    let reason = "`gateway.bind` is not a model setting, so it cannot be undone here";
    assert_eq!([shown.cannot_undo.as_deref(), done.cannot_undo.as_deref()], [Some(reason), Some(reason)]);
    let error = assert_no_write(&home, || undo_change(&home, None).unwrap_err());
    assert_eq!((error.code, error.message), (Code::ChangeFinal, format!("could not undo change 2: {reason}")));
    let hints: Vec<_> = error.hints.iter().map(|hint| hint.text.as_str()).collect();
    let older = "an older change can be undone: change 1 (added a fallback)";
    assert_eq!(hints, ["nothing was written", older, "`openclaw models undo 1` undoes it"]);
    undo_change(&home, 1).unwrap();
    let error = assert_no_write(&home, || undo_change(&home, None).unwrap_err());
    assert_eq!((error.code, error.hints.len()), (Code::ChangeFinal, 1));
}

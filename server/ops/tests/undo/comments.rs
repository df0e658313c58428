//! Changes of lists with comments that the history does not keep.

use std::fs;

use contract::{ClearFallbacks, Code, MoveFallback, Role, SetFallbacks, SetModel, Spot, Write};
use testkit::Home;

use crate::{Act, CONFIG, act, add, config, idle, manager, remove, run, set_value, texts, undo};

const COMMENTS: &[&str] = &["2x cheaper", "$5/M tokens", "cheap & long", "was gpt-4o before", "50%", "->"];

/// What people do to a chain.
fn chain_acts() -> Vec<(&'static str, Act)> {
    let (role, force) = (Role::Text, true);
    let moved = |place| MoveFallback { role, agent: None, model: "openai/gpt-5.2".to_owned(), place };
    let primary =
        |keep_fallbacks| SetModel { keep_fallbacks, force, model: "new/one".to_owned(), ..SetModel::default() };
    vec![
        act(moved(Spot::Down)),
        act(moved(Spot::Primary)),
        act(add("new/one").op),
        act(remove("openai/gpt-5.2").op),
        act(remove("xai/grok-4").op),
        act(primary(true)),
        act(primary(false)),
        act(SetFallbacks { role, agent: None, models: texts(&["xai/grok-4", "new/one"]), force }),
        act(ClearFallbacks { role, agent: None }),
    ]
}

/// A chain with such comments, changed in every way; `check` is told the text before.
fn each_with_comments(check: impl Fn(&Home, &str, &str)) {
    for comment in COMMENTS {
        let text = CONFIG.replace("best at code", comment).replace("cheap", comment);
        for (op, act) in chain_acts() {
            let home = Home::with_config(&text);
            assert!(act(&home), "{op} {comment}");
            check(&home, op, &text);
            let kept = fs::read_to_string(manager(&home).join("history.jsonl")).unwrap();
            assert!(!kept.contains(comment), "{kept}");
        }
    }
}

#[test]
fn every_byte_comes_back_whatever_the_comments_say() {
    each_with_comments(|home, op, text| {
        let done = config(home);
        undo(home, None).unwrap();
        assert_eq!(config(home), text, "{op}");
        undo(home, 2).unwrap();
        assert_eq!(config(home), done, "{op}");
        undo(home, None).unwrap();
        assert_eq!(config(home), text, "{op}");
    });
}

#[test]
fn the_values_come_back_where_the_file_was_changed_elsewhere_or_no_copy_is_left() {
    let value = |text: &str| json5_edit::read(text.as_bytes()).unwrap();
    let both = |is_copied: bool| {
        each_with_comments(|home, op, text| {
            if !is_copied {
                fs::remove_dir_all(manager(home).join("backups")).unwrap();
            }
            home.write("openclaw.json", config(home).replace("Canary2", "Canary3"));
            undo(home, None).unwrap();
            assert_eq!(value(&config(home)), value(&text.replace("Canary2", "Canary3")), "{op}");
        });
    };
    both(true);
    both(false);
}

#[test]
fn a_change_that_cannot_be_undone_says_so_before_and_is_not_passed_over() {
    let home = Home::with_config(CONFIG);
    run(&home, add("new/one")).unwrap();
    let bind = || set_value("gateway.bind", "lan");
    let shown = idle(&home, || run(&home, Write::preview(bind())).unwrap());
    let done = run(&home, Write::now(bind())).unwrap();
    let why = "`gateway.bind` is not about models, so it cannot be undone here";
    assert_eq!([shown.cannot_undo.as_deref(), done.cannot_undo.as_deref()], [Some(why), Some(why)]);
    let error = idle(&home, || undo(&home, None).unwrap_err());
    assert_eq!((error.code, error.message), (Code::ChangeFinal, format!("could not undo change 2: {why}")));
    let hints: Vec<_> = error.hints.iter().map(|hint| hint.text.as_str()).collect();
    let older = "an older change can be undone: change 1 (added a fallback)";
    assert_eq!(hints, ["nothing was written", older, "`openclaw models undo 1` takes it back"]);
    undo(&home, 1).unwrap();
    let error = idle(&home, || undo(&home, None).unwrap_err());
    assert_eq!((error.code, error.hints.len()), (Code::ChangeFinal, 1));
}

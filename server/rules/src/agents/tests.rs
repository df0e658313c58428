use serde_json::json;

use super::*;
use crate::home::{Chosen, Vars, locate};

fn read(agents: &Value) -> Agents {
    Agents::read(&json!({ "agents": agents }), &Env::default())
}

fn ids(agents: &Agents) -> Vec<String> {
    agents.all.iter().map(|agent| format!("{}{}", agent.id, if agent.is_default { "*" } else { "" })).collect()
}

fn home() -> Home {
    let vars = Vars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv"), ..Vars::default() };
    locate(&vars, |_| false)
}

#[test]
fn an_id_is_normalised() {
    for (typed, id) in [
        ("work", "work"),
        ("  Work_2-b ", "work_2-b"),
        ("Custom Dir", "custom-dir"),
        ("a. .b", "a-b"),
        ("_x", "_x"),
        ("", MAIN),
        ("   ", MAIN),
        ("../../etc", "etc"),
        ("..", MAIN),
        (".", MAIN),
        ("a/b", "a-b"),
        ("C:\\x", "c-x"),
        ("%2e%2e", "2e-2e"),
        ("a\0b", "a-b"),
        ("-rf", "rf"),
        ("аdmin", "dmin"),
        ("\u{212a}im", "kim"),
        ("work.", "work"),
        ("日本", MAIN),
    ] {
        assert_eq!(normalise(typed), id, "{typed:?}");
    }
    assert_eq!(normalise(&"a".repeat(300)), "a".repeat(64));
}

#[test]
fn both_shapes_are_read() {
    for (agents, shape, expected, at) in [
        (json!({}), Shape::None, vec!["main*"], None),
        (json!({ "list": [] }), Shape::List, vec!["main*"], None),
        (
            json!({ "list": [{ "id": "main" }, { "id": "Work" }] }),
            Shape::List,
            vec!["main*", "work"],
            Some("agents.list[0]"),
        ),
        (
            json!({ "list": [{ "id": "a" }, { "id": "b", "default": true }] }),
            Shape::List,
            vec!["a", "b*"],
            Some("agents.list[1]"),
        ),
        (
            json!({ "entries": { "b": {}, "a": { "default": true } } }),
            Shape::Entries,
            vec!["b", "a*"],
            Some("agents.entries.a"),
        ),
        (
            json!({ "entries": { "a": {}, "b": {} }, "defaults": { "systemAgent": { "agentId": "B" } } }),
            Shape::Entries,
            vec!["a", "b*"],
            Some("agents.entries.b"),
        ),
        (
            json!({ "list": [{ "id": "l" }], "entries": { "e": {} } }),
            Shape::Both,
            vec!["e*", "l"],
            Some("agents.entries.e"),
        ),
    ] {
        let agents = read(&agents);
        assert_eq!((agents.shape, ids(&agents)), (shape, expected.into_iter().map(str::to_owned).collect()));
        let default = agents.default().unwrap();
        assert_eq!(default.at.as_ref().map(ToString::to_string).as_deref(), at);
    }
}

#[test]
fn what_is_odd_is_named_and_never_stops_the_rest() {
    for (agents, expected, oddity) in [
        (
            json!({ "list": [{ "id": "a", "default": true }, { "id": "b", "default": true }] }),
            vec!["a*", "b"],
            Oddity::SeveralDefaults(vec!["a".to_owned(), "b".to_owned()]),
        ),
        (json!({ "list": [{ "id": "a" }, { "id": " A " }] }), vec!["a*"], Oddity::Twice("a".to_owned())),
        (
            json!({ "list": [{ "id": 5 }, { "id": "a" }] }),
            vec!["a*"],
            Oddity::NoId(KeyPath::of(["agents", "list"]).index(0)),
        ),
        (
            json!({ "list": [null, "x", { "id": "a" }] }),
            vec!["a*"],
            Oddity::NoId(KeyPath::of(["agents", "list"]).index(0)),
        ),
        (json!({ "list": [{ "id": "a" }], "entries": {} }), vec!["a*"], Oddity::BothShapes),
        (json!({ "entries": { "a": 5 } }), vec!["main*"], Oddity::NoId(KeyPath::of(["agents", "entries", "a"]))),
    ] {
        let agents = read(&agents);
        assert_eq!(ids(&agents), expected);
        assert_eq!(agents.oddities.first(), Some(&oddity));
    }
}

#[test]
fn an_agents_directory_is_named_or_below_the_state_directory() {
    let agents = read(&json!({ "list": [
        { "id": "../../etc" }, { "id": "b", "agentDir": "~/b" }, { "id": "c", "agentDir": "c" }, { "id": "d", "agentDir": "/d" },
    ] }));
    let dirs: Vec<_> = agents.all.iter().map(|agent| agent.dir(&home()).display().to_string()).collect();
    assert_eq!(dirs, ["/home/ada/.openclaw/agents/etc/agent", "/home/ada/b", "/srv/c", "/d"]);
}

#[test]
fn two_agents_in_one_directory_are_refused() {
    let agents = read(
        &json!({ "list": [{ "id": "a", "agentDir": "~/x" }, { "id": "b", "agentDir": "/home/ada/x" }, { "id": "c" }] }),
    );
    let shared = sharing(&agents, &home());
    let said: Vec<_> = shared.iter().map(|Misfit { at, why, .. }| format!("{at} {why}")).collect();
    assert_eq!(said, ["agents.list[1] has the directory `~/x` of `a`"]);
}

#[test]
fn what_a_variable_stands_for_is_looked_at_and_never_shown() {
    let agents = json!({ "agents": {
        "defaults": { "workspace": "${KEY}" },
        "list": [{ "id": "a", "agentDir": "${KEY}/x", "default": true }, { "id": "b", "agentDir": "${KEY}/x" }],
    } });
    let env: crate::env::Variables = [("KEY".to_owned(), "/Canary1".to_owned())].into_iter().collect();
    let view = View::new(agents).with_env(Env::new(vec![env]));
    let (agents, home) = (view.agents(), home());
    assert_eq!(agents.all[0].dir(&home), PathBuf::from("/Canary1/x"));
    let spot = agents.default_dir(&home);
    assert_eq!((spot.chosen.path, spot.real), (PathBuf::from("${KEY}/x"), PathBuf::from("/Canary1/x")));
    let said = format!("{:?} {:?} {agents:?}", listed(&view, &home), sharing(&agents, &home));
    assert!(said.contains("${KEY}/x") && !said.contains("Canary"), "{said}");
}

/// As OpenClaw 2026.9.6 lists them on the same homes.
#[test]
fn on_a_shared_db_home_one_agent_has_the_shared_workspace_and_others_one_below_it() {
    let state = "/home/ada/.openclaw";
    let listed = |agents: Value| {
        let view = View::new(json!({ "agents": agents })).with_generation(Generation::SharedDb);
        let said = |agent: &contract::ListedAgent| {
            format!("{}{} {}", agent.id, if agent.is_default { "*" } else { "" }, agent.workspace)
        };
        listed(&view, &home()).iter().map(said).collect::<Vec<_>>()
    };
    let explicit =
        |defaults: Value| json!({ "entries": { "a": {}, "b": {} }, "ownership": "explicit", "defaults": defaults });
    let marked =
        |defaults: Value| json!({ "list": [{ "id": "a" }, { "id": "b", "default": true }], "defaults": defaults });
    for (agents, expected) in [
        (json!({}), vec![format!("main* {state}/workspace")]),
        (json!({ "defaults": { "workspace": "/w" } }), vec!["main* /w".to_owned()]),
        (json!({ "entries": { "a": {} }, "defaults": { "workspace": "/w" } }), vec!["a* /w".to_owned()]),
        (explicit(json!({})), vec![format!("a {state}/workspace-a"), format!("b {state}/workspace-b")]),
        (explicit(json!({ "workspace": "/w" })), vec!["a /w/a".to_owned(), "b /w/b".to_owned()]),
        (
            explicit(json!({ "systemAgent": { "agentId": "b" } })),
            vec![format!("a {state}/workspace-a"), format!("b* {state}/workspace-b")],
        ),
        (
            explicit(json!({ "workspace": "/w", "systemAgent": { "agentId": "b" } })),
            vec!["a /w/a".to_owned(), "b* /w/b".to_owned()],
        ),
        (marked(json!({})), vec![format!("a {state}/workspace-a"), format!("b* {state}/workspace")]),
        (marked(json!({ "workspace": "/w" })), vec!["a /w/a".to_owned(), "b* /w".to_owned()]),
    ] {
        assert_eq!(listed(agents.clone()), expected, "{agents}");
    }
}

#[test]
fn a_name_of_which_no_id_can_be_made_is_nobodys() {
    let agents = read(&json!({}));
    assert_eq!(agents.named(" Main ").map(|agent| agent.id.as_str()), Some(MAIN));
    for typed in ["日本", "!!", "..", ""] {
        assert_eq!((agents.named(typed), id_of(typed)), (None, None), "{typed}");
    }
}

#[test]
fn where_no_agent_is_named_it_is_the_default_ones_directory() {
    let dir = |agents: &Value, variable: Option<&str>| {
        let agent_dir = variable.map(|value| ("OPENCLAW_AGENT_DIR", value.to_owned()));
        let vars = Vars { home: Some("/home/ada".to_owned()), agent_dir, ..Vars::default() };
        let Chosen { path, why } = read(agents).default_dir(&locate(&vars, |_| false)).chosen;
        format!("{} {why}", path.display())
    };
    let work = json!({ "list": [{ "id": "main" }, { "id": "work", "default": true }] });
    let moved = json!({ "list": [{ "id": "main", "agentDir": "~/m" }] });
    assert_eq!(dir(&json!({}), None), "/home/ada/.openclaw/agents/main/agent below the state directory");
    assert_eq!(dir(&work, None), "/home/ada/.openclaw/agents/work/agent of `work`, the default agent");
    assert_eq!(dir(&moved, None), "/home/ada/m its `agentDir` in the configuration");
    assert_eq!(dir(&work, Some("/x")), "/x `OPENCLAW_AGENT_DIR` is set");
}

#[test]
fn more_agents_than_anybody_has_are_not_read() {
    let list: Vec<_> = (0..=MOST).map(|n| json!({ "id": format!("a{n}") })).collect();
    let agents = read(&json!({ "list": list }));
    assert_eq!((agents.all.len(), agents.oddities), (MOST, vec![Oddity::TooMany]));
}

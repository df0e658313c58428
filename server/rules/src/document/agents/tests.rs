use crate::document::agent_list::list_agents;
use crate::document::view::View;
use serde_json::json;

use super::*;
use crate::base::home::{HomeVars, ResolvedPath, locate_home};

fn read_agents(agents: &Value) -> Agents {
    Agents::read(&json!({ "agents": agents }), &Env::default())
}

fn marked_ids(agents: &Agents) -> Vec<String> {
    agents.all.iter().map(|agent| format!("{}{}", agent.id, if agent.is_default { "*" } else { "" })).collect()
}

fn test_home() -> Home {
    let vars = HomeVars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv"), ..HomeVars::default() };
    locate_home(&vars, |_| false)
}

#[test]
fn an_id_is_normalised() {
    for (typed, id) in [
        ("work", "work"),
        ("  Work_2-b ", "work_2-b"),
        ("Custom Dir", "custom-dir"),
        ("a. .b", "a-b"),
        ("_x", "_x"),
        ("", MAIN_AGENT_ID),
        ("   ", MAIN_AGENT_ID),
        ("../../etc", "etc"),
        ("..", MAIN_AGENT_ID),
        (".", MAIN_AGENT_ID),
        ("a/b", "a-b"),
        ("C:\\x", "c-x"),
        ("%2e%2e", "2e-2e"),
        ("a\0b", "a-b"),
        ("-rf", "rf"),
        ("аdmin", "dmin"),
        ("\u{212a}im", "kim"),
        ("work.", "work"),
        ("日本", MAIN_AGENT_ID),
    ] {
        assert_eq!(normalize_id(typed), id, "{typed:?}");
    }
    assert_eq!(normalize_id(&"a".repeat(300)), "a".repeat(64));
}

#[test]
fn both_shapes_are_read() {
    for (agents, shape, expected, at) in [
        (json!({}), AgentsLayout::Absent, vec!["main*"], None),
        (json!({ "list": [] }), AgentsLayout::List, vec!["main*"], None),
        (
            json!({ "list": [{ "id": "main" }, { "id": "Work" }] }),
            AgentsLayout::List,
            vec!["main*", "work"],
            Some("agents.list[0]"),
        ),
        (
            json!({ "list": [{ "id": "a" }, { "id": "b", "default": true }] }),
            AgentsLayout::List,
            vec!["a", "b*"],
            Some("agents.list[1]"),
        ),
        (
            json!({ "entries": { "b": {}, "a": { "default": true } } }),
            AgentsLayout::Entries,
            vec!["b", "a*"],
            Some("agents.entries.a"),
        ),
        (
            json!({ "entries": { "a": {}, "b": {} }, "defaults": { "systemAgent": { "agentId": "B" } } }),
            AgentsLayout::Entries,
            vec!["a", "b*"],
            Some("agents.entries.b"),
        ),
        (
            json!({ "list": [{ "id": "l" }], "entries": { "e": {} } }),
            AgentsLayout::Both,
            vec!["e*", "l"],
            Some("agents.entries.e"),
        ),
    ] {
        let agents = read_agents(&agents);
        assert_eq!((agents.layout, marked_ids(&agents)), (shape, expected.into_iter().map(str::to_owned).collect()));
        let default = agents.default_agent().unwrap();
        assert_eq!(default.entry_path.as_ref().map(ToString::to_string).as_deref(), at);
    }
}

#[test]
fn issues_are_reported_and_the_other_agents_are_read() {
    for (agents, expected, oddity) in [
        (
            json!({ "list": [{ "id": "a", "default": true }, { "id": "b", "default": true }] }),
            vec!["a*", "b"],
            AgentIssue::MultipleDefaults(vec!["a".to_owned(), "b".to_owned()]),
        ),
        (json!({ "list": [{ "id": "a" }, { "id": " A " }] }), vec!["a*"], AgentIssue::DuplicateId("a".to_owned())),
        (
            json!({ "list": [{ "id": 5 }, { "id": "a" }] }),
            vec!["a*"],
            AgentIssue::MissingId(KeyPath::from_keys(["agents", "list"]).with_index(0)),
        ),
        (
            json!({ "list": [null, "x", { "id": "a" }] }),
            vec!["a*"],
            AgentIssue::MissingId(KeyPath::from_keys(["agents", "list"]).with_index(0)),
        ),
        (json!({ "list": [{ "id": "a" }], "entries": {} }), vec!["a*"], AgentIssue::BothLayouts),
        (
            json!({ "entries": { "a": 5 } }),
            vec!["main*"],
            AgentIssue::MissingId(KeyPath::from_keys(["agents", "entries", "a"])),
        ),
    ] {
        let agents = read_agents(&agents);
        assert_eq!(marked_ids(&agents), expected);
        assert_eq!(agents.issues.first(), Some(&oddity));
    }
}

#[test]
fn agent_dir_is_configured_or_below_the_state_directory() {
    let agents = read_agents(&json!({ "list": [
        { "id": "../../etc" }, { "id": "b", "agentDir": "~/b" }, { "id": "c", "agentDir": "c" }, { "id": "d", "agentDir": "/d" },
    ] }));
    let dirs: Vec<_> = agents.all.iter().map(|agent| agent.resolved_dir(&test_home()).display().to_string()).collect();
    assert_eq!(dirs, ["/home/ada/.openclaw/agents/etc/agent", "/home/ada/b", "/srv/c", "/d"]);
}

#[test]
fn two_agents_in_one_directory_are_refused() {
    let agents = read_agents(
        &json!({ "list": [{ "id": "a", "agentDir": "~/x" }, { "id": "b", "agentDir": "/home/ada/x" }, { "id": "c" }] }),
    );
    let shared = shared_dir_violations(&agents, &test_home());
    let said: Vec<_> = shared.iter().map(|Violation { at, problem: reason, .. }| format!("{at} {reason}")).collect();
    assert_eq!(said, ["agents.list[1] uses the directory `~/x`, which belongs to `a`"]);
}

#[test]
fn variables_are_resolved_and_never_shown() {
    let agents = json!({ "agents": {
        "defaults": { "workspace": "${KEY}" },
        "list": [{ "id": "a", "agentDir": "${KEY}/x", "default": true }, { "id": "b", "agentDir": "${KEY}/x" }],
    } });
    let env: crate::base::env::Variables = [("KEY".to_owned(), "/Canary1".to_owned())].into_iter().collect();
    let view = View::new(agents).with_env(Env::new(vec![env]));
    let (agents, home) = (view.agents(), test_home());
    assert_eq!(agents.all[0].resolved_dir(&home), PathBuf::from("/Canary1/x"));
    let spot = agents.default_agent_dir(&home);
    assert_eq!((spot.displayed.path, spot.real_path), (PathBuf::from("${KEY}/x"), PathBuf::from("/Canary1/x")));
    let said = format!("{:?} {:?} {agents:?}", list_agents(&view, &home), shared_dir_violations(&agents, &home));
    assert!(said.contains("${KEY}/x") && !said.contains("Canary"), "{said}");
}

/// The expected lists are what OpenClaw 2026.9.6 prints for the same homes.
#[test]
fn shared_db_workspaces_are_shared_or_below() {
    let state = "/home/ada/.openclaw";
    let listed = |agents: Value| {
        let view = View::new(json!({ "agents": agents })).with_generation(Generation::SharedDb);
        let said = |agent: &contract::ListedAgent| {
            format!("{}{} {}", agent.id, if agent.is_default { "*" } else { "" }, agent.workspace)
        };
        list_agents(&view, &test_home()).iter().map(said).collect::<Vec<_>>()
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
fn name_without_valid_id_finds_no_agent() {
    let agents = read_agents(&json!({}));
    assert_eq!(agents.find_by_id(" Main ").map(|agent| agent.id.as_str()), Some(MAIN_AGENT_ID));
    for typed in ["日本", "!!", "..", ""] {
        assert_eq!((agents.find_by_id(typed), id_from_name(typed)), (None, None), "{typed}");
    }
}

#[test]
fn unset_agent_directory_is_that_of_default_agent() {
    let dir = |agents: &Value, variable: Option<&str>| {
        let agent_dir = variable.map(|value| ("OPENCLAW_AGENT_DIR", value.to_owned()));
        let vars = HomeVars { home: Some("/home/ada".to_owned()), agent_dir, ..HomeVars::default() };
        let ResolvedPath { path, reason } =
            read_agents(agents).default_agent_dir(&locate_home(&vars, |_| false)).displayed;
        format!("{} {reason}", path.display())
    };
    let work = json!({ "list": [{ "id": "main" }, { "id": "work", "default": true }] });
    let moved = json!({ "list": [{ "id": "main", "agentDir": "~/m" }] });
    assert_eq!(dir(&json!({}), None), "/home/ada/.openclaw/agents/main/agent below the state directory");
    assert_eq!(dir(&work, None), "/home/ada/.openclaw/agents/work/agent of `work`, the default agent");
    assert_eq!(dir(&moved, None), "/home/ada/m its `agentDir` in the configuration");
    assert_eq!(dir(&work, Some("/x")), "/x `OPENCLAW_AGENT_DIR` is set");
}

#[test]
fn at_most_max_agents_are_read() {
    let list: Vec<_> = (0..=MAX_AGENTS).map(|n| json!({ "id": format!("a{n}") })).collect();
    let agents = read_agents(&json!({ "list": list }));
    assert_eq!((agents.all.len(), agents.issues), (MAX_AGENTS, vec![AgentIssue::TooManyAgents]));
}

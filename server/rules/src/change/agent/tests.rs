use std::path::{Path, PathBuf};

use contract::{Code, Generation};
use json5_edit::KeyPath;

use super::*;
use crate::{
    base::{
        access_scope::AccessScope,
        home::{Home, HomeVars, locate_home},
    },
    check::validate,
};

fn test_home() -> Home {
    let vars = HomeVars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv"), ..HomeVars::default() };
    locate_home(&vars, |_| false)
}

/// `/home/ada/link` leads to `/real`, and `/home/ada/file` is a file.
fn probe_path(path: &Path) -> PathProbe {
    let real = path.strip_prefix("/home/ada/link").map_or(path.to_path_buf(), |rest| Path::new("/real").join(rest));
    PathProbe {
        real_path: real,
        blocked_by: path.starts_with("/home/ada/file").then(|| PathBuf::from("/home/ada/file")),
    }
}

fn try_add(view: &View, scope: AccessScope, op: &AddAgent) -> Result<Decision, OpError> {
    super::add_agent(view, &AddContext { home: &test_home(), access: scope, probe: &probe_path }, op)
}

fn add_op(name: &str) -> AddAgent {
    AddAgent { name: name.to_owned(), workspace: "~/w".to_owned(), ..AddAgent::default() }
}

fn agents_after_add(document: &Value, generation: Generation, op: &AddAgent) -> Value {
    let view = View::new(document.clone()).with_generation(generation);
    let decision = try_add(&view, AccessScope::All, op).unwrap();
    let after = view.with_edits(&decision.edits).unwrap();
    assert_eq!(validate::violations(&after, &test_home()), [], "{document} {generation:?}");
    json5_edit::apply(document, &decision.edits).unwrap()["agents"].clone()
}

fn expected_entry() -> Value {
    json!({ "name": "work", "workspace": "/home/ada/w", "agentDir": "/home/ada/.openclaw/agents/work/agent" })
}

fn expected_element() -> Value {
    let mut element = json!({ "id": "work" });
    element.as_object_mut().unwrap().extend(expected_entry().as_object().unwrap().clone());
    element
}

#[test]
fn agent_is_added_in_existing_layout() {
    use Generation::{AgentDb, JsonStore};
    let agents = |agents: Value| json!({ "agents": agents });
    for (before, generation, after) in [
        (json!({}), JsonStore, json!({ "list": [{ "id": "main" }, expected_element()] })),
        (agents(json!({ "list": [] })), AgentDb, json!({ "list": [{ "id": "main" }, expected_element()] })),
        (agents(json!({ "list": [{ "id": "a" }] })), JsonStore, json!({ "list": [{ "id": "a" }, expected_element()] })),
    ] {
        assert_eq!(agents_after_add(&before, generation, &add_op("work")), after, "{before} {generation:?}");
    }
}

#[test]
fn agent_db_entries_mark_the_default_agent() {
    let agents = |agents: Value| json!({ "agents": agents });
    for (before, after) in [
        (json!({ "entries": {} }), json!({ "entries": { "main": { "default": true }, "work": expected_entry() } })),
        (
            json!({ "entries": { "a": {} } }),
            json!({ "entries": { "a": { "default": true }, "work": expected_entry() } }),
        ),
        (
            json!({ "entries": { "a": {}, "b": { "default": true } } }),
            json!({ "entries": { "a": {}, "b": { "default": true }, "work": expected_entry() } }),
        ),
        (
            json!({ "entries": {}, "list": [{ "id": "main", "name": "M" }] }),
            json!({ "entries": {}, "list": [{ "id": "main", "name": "M" }, expected_element()] }),
        ),
    ] {
        assert_eq!(agents_after_add(&agents(before.clone()), Generation::AgentDb, &add_op("work")), after, "{before}");
    }
}

/// `agents.defaults` with a system agent.
fn system_agent(id: &str) -> Value {
    json!({ "systemAgent": { "agentId": id } })
}

/// Several agents as OpenClaw 2026.9 writes them: `shape` is `list` or `entries`.
fn explicit_agents(defaults: Value, shape: &str, agents: Value) -> Value {
    let mut after = json!({ "ownership": "explicit" });
    after["defaults"] = defaults;
    after[shape] = agents;
    after
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn shared_db_default_agent_becomes_system_agent_with_its_workspace() {
    let not_main = |id: &str| json!({ "systemAgent": { "agentId": id }, "authInheritance": { "agentId": id } });
    let usual = "/home/ada/.openclaw/workspace";
    for (before, after) in [
        (
            json!({}),
            explicit_agents(
                system_agent(MAIN_AGENT_ID),
                "entries",
                json!({ "main": { "workspace": usual }, "work": expected_entry() }),
            ),
        ),
        // The workspace is copied as it is written, with variables and `~`.
        (
            json!({ "defaults": { "workspace": "~/${X}" }, "entries": { "main": {} } }),
            explicit_agents(
                json!({ "workspace": "~/${X}", "systemAgent": { "agentId": MAIN_AGENT_ID } }),
                "entries",
                json!({ "main": { "workspace": "~/${X}" }, "work": expected_entry() }),
            ),
        ),
        (
            json!({ "entries": { "a": { "workspace": "/a" } } }),
            explicit_agents(not_main("a"), "entries", json!({ "a": { "workspace": "/a" }, "work": expected_entry() })),
        ),
        (
            json!({ "list": [{ "id": "a" }] }),
            explicit_agents(not_main("a"), "list", json!([{ "id": "a", "workspace": usual }, expected_element()])),
        ),
        // `default: true` is retired, so it is removed.
        (
            json!({ "entries": { "a": {}, "b": { "default": true, "workspace": "/b" } } }),
            explicit_agents(
                not_main("b"),
                "entries",
                json!({ "a": {}, "b": { "workspace": "/b" }, "work": expected_entry() }),
            ),
        ),
        (
            json!({ "ownership": "explicit", "entries": { "main": {} } }),
            explicit_agents(
                system_agent(MAIN_AGENT_ID),
                "entries",
                json!({ "main": { "workspace": usual }, "work": expected_entry() }),
            ),
        ),
    ] {
        let document = json!({ "agents": before });
        assert_eq!(agents_after_add(&document, Generation::SharedDb, &add_op("work")), after, "{before}");
    }
}

#[test]
fn shared_db_agents_with_system_agent_or_no_default_are_unchanged() {
    for (before, after) in [
        (
            explicit_agents(system_agent("b"), "entries", json!({ "a": {}, "b": {} })),
            explicit_agents(system_agent("b"), "entries", json!({ "a": {}, "b": {}, "work": expected_entry() })),
        ),
        (
            json!({ "ownership": "explicit", "list": [{ "id": "a" }, { "id": "b" }] }),
            json!({ "ownership": "explicit", "list": [{ "id": "a" }, { "id": "b" }, expected_element()] }),
        ),
    ] {
        let document = json!({ "agents": before });
        assert_eq!(agents_after_add(&document, Generation::SharedDb, &add_op("work")), after, "{before}");
    }
}

#[test]
fn name_is_converted_to_id_with_note() {
    let decision = try_add(&View::default(), AccessScope::All, &add_op(" Big Team ")).unwrap();
    assert_eq!(decision.notes, ["the agent's id is `big-team`"]);
    assert_eq!(decision.effect, Effect::AgentAdded { agent: "big-team".to_owned() });
    let agents = agents_after_add(&json!({}), Generation::JsonStore, &add_op(" Big Team "));
    assert_eq!((&agents["list"][1]["id"], &agents["list"][1]["name"]), (&json!("big-team"), &json!("Big Team")));
}

#[test]
fn typed_text_is_shown_unless_it_looks_like_a_secret() {
    let work = |document: Value, op: &AddAgent| {
        let decision = try_add(&View::new(document), AccessScope::All, op).unwrap();
        decision.typed_paths.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let list = json!({ "agents": { "list": [{ "id": "one" }] } });
    let all = ["agents.list[1].name", "agents.list[1].workspace", "agents.list[1].agentDir"];
    assert_eq!(work(list.clone(), &add_op("work")), all);
    let entries = json!({ "agents": { "entries": { "one": {} } } });
    assert_eq!(work(entries, &add_op("work")), all.map(|place| place.replace("list[1]", "entries.work")));
    assert_eq!(work(list.clone(), &add_op("sk-live-x")), ["agents.list[1].workspace"]);
    let keyed = AddAgent { workspace: "~/ghp_x/w".to_owned(), ..add_op("work") };
    assert_eq!(work(list, &keyed), ["agents.list[1].name", "agents.list[1].agentDir"]);
}

#[test]
fn model_is_written_as_key_and_paths_are_absolute() {
    let document = json!({ "agents": { "defaults": { "models": { "a/b": { "alias": "fast" } } } } });
    let more = AddAgent { model: Some("FAST".to_owned()), agent_dir: Some("x/y".to_owned()), ..add_op("work") };
    let work = agents_after_add(&document, Generation::JsonStore, &more)["list"][1].clone();
    assert_eq!((&work["model"], &work["agentDir"]), (&json!("a/b"), &json!("/srv/x/y")));
}

#[test]
fn agents_that_cannot_be_added_are_refused() {
    let document = json!({ "agents": { "list": [{ "id": "one", "agentDir": "~/one" }] } });
    let refused = |op: &AddAgent| try_add(&View::new(document.clone()), AccessScope::All, op).unwrap_err().to_string();
    assert_eq!(refused(&add_op(" ONE ")), "agent `one` already exists");
    for name in ["", "日本", "!!"] {
        assert_eq!(refused(&add_op(name)), "could not add an agent: no id can be made from its name");
    }
    assert_eq!(refused(&add_op(&"a".repeat(129))), "could not add an agent: its name is longer than 128 characters");
    for name in ["main", "Main"] {
        assert_eq!(refused(&add_op(name)), "`main` is reserved: choose another name");
    }
    let nowhere = AddAgent { workspace: " ".to_owned(), ..add_op("two") };
    assert_eq!(refused(&nowhere), "could not add agent `two`: it needs a workspace");
    let taken = AddAgent { agent_dir: Some("/home/ada/one".to_owned()), ..add_op("two") };
    assert_eq!(refused(&taken), "could not add agent `two`: agent `one` already uses its directory");
    let model = AddAgent { model: Some("openai/".to_owned()), ..add_op("two") };
    assert_eq!(refused(&model), "invalid model reference: `openai/` is neither a model nor an alias");
    let unknown = AddAgent { model: Some("openai/no-such".to_owned()), ..add_op("two") };
    let said = try_add(&View::default(), AccessScope::All, &unknown).unwrap_err();
    assert_eq!(said.code, Code::ModelUnknown, "{said}");
    assert!(try_add(&View::default(), AccessScope::All, &AddAgent { force: true, ..unknown }).is_ok());
}

#[test]
fn agent_dir_must_be_creatable_and_unused() {
    let document = json!({ "agents": { "list": [{ "id": "one", "agentDir": "~/link/x" }] } });
    let refused = |scope, workspace: &str, dir: Option<&str>| {
        let op = AddAgent { workspace: workspace.to_owned(), agent_dir: dir.map(str::to_owned), ..add_op("two") };
        try_add(&View::new(document.clone()), scope, &op)
            .err()
            .map(|e| e.to_string().replace("could not add agent `two`: ", ""))
    };
    let (all, page) = (AccessScope::All, AccessScope::Models);
    let long = format!("/{}", "a".repeat(256));
    for (scope, workspace, dir, expected) in [
        (all, "~/w", Some("/real/./y/../x"), Some("agent `one` already uses its directory")),
        (all, "~/${KEY}", None, Some("its workspace contains a variable")),
        (all, "~/w", Some("${KEY}"), Some("its agent directory contains a variable")),
        (all, &long, None, Some("its workspace is not a path, or is too long")),
        (all, &"/a".repeat(2048), None, Some("its workspace is not a path, or is too long")),
        (all, "~/file/w", None, Some("`~/file` is not a directory")),
        (all, "~/w", Some("~/file"), Some("`~/file` is not a directory")),
        (all, "~/w", Some("~/fine"), None),
        (page, "~/w", None, Some("from a page its workspace must be below `~/.openclaw`")),
        (page, "/etc", None, Some("from a page its workspace must be below `~/.openclaw`")),
        (page, "~/.openclaw/../w", None, Some("from a page its workspace must be below `~/.openclaw`")),
        (page, "~/.openclaw/w", Some("~/fine"), Some("its agent directory cannot be set from a page")),
        (page, "~/.openclaw/w", None, None),
    ] {
        assert_eq!(refused(scope, workspace, dir).as_deref(), expected, "{workspace} {dir:?}");
    }
}

#[test]
fn implicit_main_is_written_in_existing_layout() {
    let written = |agents: Value, generation| {
        let document = json!({ "agents": agents });
        let view = View::new(document.clone()).with_generation(generation);
        let edits =
            [entry::first_entry_edit(&view, MAIN_AGENT_ID, Map::from_iter([("model".to_owned(), json!("a/b"))]))];
        View::new(json5_edit::apply(&document, &edits).unwrap()).get(&KeyPath::from_keys(["agents"])).unwrap().clone()
    };
    let list = json!({ "list": [{ "id": "main", "model": "a/b" }] });
    let entries = |marked: Value| json!({ "entries": { "main": marked } });
    let main = json!({ "model": "a/b" });
    assert_eq!(written(json!({ "list": [] }), Generation::SharedDb), list);
    assert_eq!(written(json!({}), Generation::JsonStore), list);
    assert_eq!(written(json!({ "entries": {} }), Generation::AgentDb), entries(main.clone()));
    assert_eq!(written(json!({}), Generation::SharedDb), entries(main));
}

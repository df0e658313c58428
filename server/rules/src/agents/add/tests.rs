use std::path::{Path, PathBuf};

use contract::Generation;
use json5_edit::KeyPath;

use super::*;
use crate::{
    fit,
    home::{Home, Vars, locate},
    setting::Reach,
};

fn home() -> Home {
    let vars = Vars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv"), ..Vars::default() };
    locate(&vars, |_| false)
}

/// `/home/ada/link` leads to `/real`, and `/home/ada/file` is a file.
fn look(path: &Path) -> Seen {
    let real = path.strip_prefix("/home/ada/link").map_or(path.to_path_buf(), |rest| Path::new("/real").join(rest));
    Seen { real, in_the_way: path.starts_with("/home/ada/file").then(|| PathBuf::from("/home/ada/file")) }
}

fn add(view: &View, reach: Reach, op: &AddAgent) -> Result<Decision, Refusal> {
    super::add(view, &Around { home: &home(), reach, look: &look }, op)
}

fn op(name: &str) -> AddAgent {
    AddAgent { name: name.to_owned(), workspace: "~/w".to_owned(), ..AddAgent::default() }
}

fn added(document: &Value, generation: Generation, op: &AddAgent) -> Value {
    let view = View::new(document.clone()).with_generation(generation);
    let decision = add(&view, Reach::All, op).unwrap();
    let after = view.edited(&decision.edits).unwrap();
    assert_eq!(fit::problems(&after, &home()), [], "{document} {generation:?}");
    json5_edit::apply(document, &decision.edits).unwrap()["agents"].clone()
}

fn entry() -> Value {
    json!({ "name": "work", "workspace": "/home/ada/w", "agentDir": "/home/ada/.openclaw/agents/work/agent" })
}

fn element() -> Value {
    let mut element = json!({ "id": "work" });
    element.as_object_mut().unwrap().extend(entry().as_object().unwrap().clone());
    element
}

#[test]
fn an_agent_is_added_in_the_shape_of_the_file() {
    use Generation::{AgentDb, Seeds};
    let agents = |agents: Value| json!({ "agents": agents });
    for (before, generation, after) in [
        (json!({}), Seeds, json!({ "list": [{ "id": "main" }, element()] })),
        (agents(json!({ "list": [] })), AgentDb, json!({ "list": [{ "id": "main" }, element()] })),
        (agents(json!({ "list": [{ "id": "a" }] })), Seeds, json!({ "list": [{ "id": "a" }, element()] })),
    ] {
        assert_eq!(added(&before, generation, &op("work")), after, "{before} {generation:?}");
    }
}

#[test]
fn in_entries_of_an_agent_db_home_the_default_agent_is_marked() {
    let agents = |agents: Value| json!({ "agents": agents });
    for (before, after) in [
        (json!({ "entries": {} }), json!({ "entries": { "main": { "default": true }, "work": entry() } })),
        (json!({ "entries": { "a": {} } }), json!({ "entries": { "a": { "default": true }, "work": entry() } })),
        (
            json!({ "entries": { "a": {}, "b": { "default": true } } }),
            json!({ "entries": { "a": {}, "b": { "default": true }, "work": entry() } }),
        ),
        (
            json!({ "entries": {}, "list": [{ "id": "main", "name": "M" }] }),
            json!({ "entries": {}, "list": [{ "id": "main", "name": "M" }, element()] }),
        ),
    ] {
        assert_eq!(added(&agents(before.clone()), Generation::AgentDb, &op("work")), after, "{before}");
    }
}

/// The defaults that name a system agent.
fn system(id: &str) -> Value {
    json!({ "systemAgent": { "agentId": id } })
}

/// Several agents as OpenClaw 2026.9 writes them: `shape` is `list` or `entries`.
fn explicit(defaults: Value, shape: &str, agents: Value) -> Value {
    let mut after = json!({ "ownership": "explicit" });
    after["defaults"] = defaults;
    after[shape] = agents;
    after
}

#[test]
fn on_a_shared_db_home_the_default_agent_becomes_the_system_agent_and_keeps_its_workspace() {
    let not_main = |id: &str| json!({ "systemAgent": { "agentId": id }, "authInheritance": { "agentId": id } });
    let usual = "/home/ada/.openclaw/workspace";
    for (before, after) in [
        (json!({}), explicit(system(MAIN), "entries", json!({ "main": { "workspace": usual }, "work": entry() }))),
        // As it is written: a variable or a `~` in it stays.
        (
            json!({ "defaults": { "workspace": "~/${X}" }, "entries": { "main": {} } }),
            explicit(
                json!({ "workspace": "~/${X}", "systemAgent": { "agentId": MAIN } }),
                "entries",
                json!({ "main": { "workspace": "~/${X}" }, "work": entry() }),
            ),
        ),
        (
            json!({ "entries": { "a": { "workspace": "/a" } } }),
            explicit(not_main("a"), "entries", json!({ "a": { "workspace": "/a" }, "work": entry() })),
        ),
        (
            json!({ "list": [{ "id": "a" }] }),
            explicit(not_main("a"), "list", json!([{ "id": "a", "workspace": usual }, element()])),
        ),
        // The mark is retired.
        (
            json!({ "entries": { "a": {}, "b": { "default": true, "workspace": "/b" } } }),
            explicit(not_main("b"), "entries", json!({ "a": {}, "b": { "workspace": "/b" }, "work": entry() })),
        ),
        (
            json!({ "ownership": "explicit", "entries": { "main": {} } }),
            explicit(system(MAIN), "entries", json!({ "main": { "workspace": usual }, "work": entry() })),
        ),
    ] {
        let document = json!({ "agents": before });
        assert_eq!(added(&document, Generation::SharedDb, &op("work")), after, "{before}");
    }
}

#[test]
fn on_a_shared_db_home_agents_that_have_a_system_agent_or_no_default_stay_as_they_are() {
    for (before, after) in [
        (
            explicit(system("b"), "entries", json!({ "a": {}, "b": {} })),
            explicit(system("b"), "entries", json!({ "a": {}, "b": {}, "work": entry() })),
        ),
        (
            json!({ "ownership": "explicit", "list": [{ "id": "a" }, { "id": "b" }] }),
            json!({ "ownership": "explicit", "list": [{ "id": "a" }, { "id": "b" }, element()] }),
        ),
    ] {
        let document = json!({ "agents": before });
        assert_eq!(added(&document, Generation::SharedDb, &op("work")), after, "{before}");
    }
}

#[test]
fn a_name_becomes_an_id_and_that_is_said() {
    let decision = add(&View::default(), Reach::All, &op(" Big Team ")).unwrap();
    assert_eq!(decision.notes, ["the agent's id is `big-team`"]);
    assert_eq!(decision.effect, Effect::AgentAdded { agent: "big-team".to_owned() });
    let agents = added(&json!({}), Generation::Seeds, &op(" Big Team "));
    assert_eq!((&agents["list"][1]["id"], &agents["list"][1]["name"]), (&json!("big-team"), &json!("Big Team")));
}

#[test]
fn what_was_typed_is_shown_unless_it_looks_like_a_secret() {
    let work = |document: Value, op: &AddAgent| {
        let decision = add(&View::new(document), Reach::All, op).unwrap();
        decision.typed.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let list = json!({ "agents": { "list": [{ "id": "one" }] } });
    let all = ["agents.list[1].name", "agents.list[1].workspace", "agents.list[1].agentDir"];
    assert_eq!(work(list.clone(), &op("work")), all);
    let entries = json!({ "agents": { "entries": { "one": {} } } });
    assert_eq!(work(entries, &op("work")), all.map(|place| place.replace("list[1]", "entries.work")));
    assert_eq!(work(list.clone(), &op("sk-live-x")), ["agents.list[1].workspace"]);
    let keyed = AddAgent { workspace: "~/ghp_x/w".to_owned(), ..op("work") };
    assert_eq!(work(list, &keyed), ["agents.list[1].name", "agents.list[1].agentDir"]);
}

#[test]
fn a_model_is_written_as_its_key_and_paths_in_full() {
    let document = json!({ "agents": { "defaults": { "models": { "a/b": { "alias": "fast" } } } } });
    let more = AddAgent { model: Some("FAST".to_owned()), agent_dir: Some("x/y".to_owned()), ..op("work") };
    let work = added(&document, Generation::Seeds, &more)["list"][1].clone();
    assert_eq!((&work["model"], &work["agentDir"]), (&json!("a/b"), &json!("/srv/x/y")));
}

#[test]
fn what_cannot_be_added_is_refused() {
    let document = json!({ "agents": { "list": [{ "id": "one", "agentDir": "~/one" }] } });
    let refused = |op: &AddAgent| add(&View::new(document.clone()), Reach::All, op).unwrap_err().to_string();
    assert_eq!(refused(&op(" ONE ")), "agent `one` already exists");
    for name in ["", "日本", "!!"] {
        assert_eq!(refused(&op(name)), "could not add an agent: no id can be made of its name");
    }
    assert_eq!(refused(&op(&"a".repeat(129))), "could not add an agent: its name is longer than 128 characters");
    for name in ["main", "Main"] {
        assert_eq!(refused(&op(name)), "`main` is reserved: choose another name");
    }
    let nowhere = AddAgent { workspace: " ".to_owned(), ..op("two") };
    assert_eq!(refused(&nowhere), "could not add agent `two`: its workspace is not named");
    let taken = AddAgent { agent_dir: Some("/home/ada/one".to_owned()), ..op("two") };
    assert_eq!(refused(&taken), "could not add agent `two`: its directory is the one of agent `one`");
    let model = AddAgent { model: Some("openai/".to_owned()), ..op("two") };
    assert_eq!(refused(&model), "`openai/` is neither a model nor an alias");
    let unknown = AddAgent { model: Some("openai/no-such".to_owned()), ..op("two") };
    let said = add(&View::default(), Reach::All, &unknown).unwrap_err();
    assert!(matches!(said, Refusal::UnknownModel { .. }), "{said}");
    assert!(add(&View::default(), Reach::All, &AddAgent { force: true, ..unknown }).is_ok());
}

#[test]
fn a_directory_is_one_that_can_be_made_and_is_nobody_elses() {
    let document = json!({ "agents": { "list": [{ "id": "one", "agentDir": "~/link/x" }] } });
    let refused = |reach, workspace: &str, dir: Option<&str>| {
        let op = AddAgent { workspace: workspace.to_owned(), agent_dir: dir.map(str::to_owned), ..op("two") };
        add(&View::new(document.clone()), reach, &op)
            .err()
            .map(|e| e.to_string().replace("could not add agent `two`: ", ""))
    };
    let (all, page) = (Reach::All, Reach::Models);
    let long = format!("/{}", "a".repeat(256));
    for (reach, workspace, dir, expected) in [
        (all, "~/w", Some("/real/./y/../x"), Some("its directory is the one of agent `one`")),
        (all, "~/${KEY}", None, Some("its workspace names a variable")),
        (all, "~/w", Some("${KEY}"), Some("its agent directory names a variable")),
        (all, &long, None, Some("its workspace is no path, or too long")),
        (all, &"/a".repeat(2048), None, Some("its workspace is no path, or too long")),
        (all, "~/file/w", None, Some("`~/file` is not a directory")),
        (all, "~/w", Some("~/file"), Some("`~/file` is not a directory")),
        (all, "~/w", Some("~/fine"), None),
        (page, "~/w", None, Some("from a page its workspace must lie below `~/.openclaw`")),
        (page, "/etc", None, Some("from a page its workspace must lie below `~/.openclaw`")),
        (page, "~/.openclaw/../w", None, Some("from a page its workspace must lie below `~/.openclaw`")),
        (page, "~/.openclaw/w", Some("~/fine"), Some("its agent directory cannot be chosen from a page")),
        (page, "~/.openclaw/w", None, None),
    ] {
        assert_eq!(refused(reach, workspace, dir).as_deref(), expected, "{workspace} {dir:?}");
    }
}

#[test]
fn main_alone_is_written_in_the_shape_that_is_there() {
    let written = |agents: Value, generation| {
        let document = json!({ "agents": agents });
        let view = View::new(document.clone()).with_generation(generation);
        let edits = [roster::first_entry(&view, MAIN, Map::from_iter([("model".to_owned(), json!("a/b"))]))];
        View::new(json5_edit::apply(&document, &edits).unwrap()).get(&KeyPath::of(["agents"])).unwrap().clone()
    };
    let list = json!({ "list": [{ "id": "main", "model": "a/b" }] });
    let entries = |marked: Value| json!({ "entries": { "main": marked } });
    let main = json!({ "model": "a/b" });
    assert_eq!(written(json!({ "list": [] }), Generation::SharedDb), list);
    assert_eq!(written(json!({}), Generation::Seeds), list);
    assert_eq!(written(json!({ "entries": {} }), Generation::AgentDb), entries(main.clone()));
    assert_eq!(written(json!({}), Generation::SharedDb), entries(main));
}

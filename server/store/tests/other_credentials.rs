//! Tests of finding files that have credentials and are no store.

#![expect(clippy::unwrap_used, reason = "a failed preparation fails the test, in helpers too")]

use std::{fs, path::Path};

use rules::{
    auth::{
        other_files::{OtherFile, OtherFileKind},
        store_files::StoreLayout,
    },
    base::{
        env::{Env, Variables},
        home::{HomeVars, ResolvedPath},
    },
    document::view::View,
};
use store::HomeStore;

fn write(home: &Path, name: &str, text: &str) {
    let path = home.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn home_store(home: &Path) -> HomeStore {
    let vars =
        HomeVars { home: Some(home.to_str().unwrap().to_owned()), cwd: home.to_path_buf(), ..HomeVars::default() };
    HomeStore::find_home(&vars, None)
}

fn find(home: &Path, view: &View, layout: StoreLayout) -> Vec<OtherFile> {
    let store = home_store(home);
    let dir = ResolvedPath { path: home.join(".openclaw/agents/main/agent"), reason: String::new() };
    store.other_credential_files(view, layout, &dir.into())
}

#[test]
fn files_are_found_with_the_providers_that_they_name() {
    use OtherFileKind::{LegacySignIns, LegacyStore, MinimaxCli, QwenCli, StrayStore};
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path();
    let view = View::default();
    assert_eq!(find(home, &view, StoreLayout::SharedDatabase), []);
    write(home, ".openclaw/agents/main/agent/auth-profiles.json", "{}");
    write(home, ".openclaw/agents/main/agent/auth.json", r#"{ "openai": { "key": "sk-Canary" }, "xai": 5 }"#);
    write(home, ".openclaw/credentials/oauth.json", "{ broken sk-Canary");
    write(home, ".qwen/oauth_creds.json", r#"{ "access_token": "sk-Canary" }"#);
    write(home, ".minimax/oauth_creds.json", "[]");
    let found = find(home, &view, StoreLayout::SharedDatabase);
    let kinds: Vec<_> = found.iter().map(|file| file.kind).collect();
    assert_eq!(kinds, [StrayStore, LegacyStore, LegacySignIns, QwenCli, MinimaxCli]);
    assert_eq!(found[1].providers, ["openai", "xai"]);
    assert_eq!(found[2].display_path, "~/.openclaw/credentials/oauth.json");
    assert!(!format!("{found:?}").contains("Canary"));
    let found = find(home, &view, StoreLayout::JsonFiles);
    assert!(found.iter().all(|file| file.kind != StrayStore), "there it is the store");
}

#[test]
fn a_variable_names_the_folder_of_sign_ins() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path();
    write(home, "elsewhere/oauth.json", r#"{ "anthropic": {} }"#);
    let set: Variables = [("OPENCLAW_OAUTH_DIR".to_owned(), "~/elsewhere".to_owned())].into_iter().collect();
    let view = View::default().with_env(Env::new(vec![set]));
    let found = find(home, &view, StoreLayout::JsonFiles);
    assert_eq!(
        (found[0].display_path.as_str(), found[0].providers.as_slice()),
        ("~/elsewhere/oauth.json", &["anthropic".to_owned()][..])
    );
}

#[test]
fn files_of_early_releases_are_read_for_an_import() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path();
    let store = home_store(home);
    let agent_dir = ResolvedPath { path: home.join(".openclaw/agents/main/agent"), reason: String::new() };
    let read = || store.read_legacy_credentials(&View::default(), &agent_dir.clone().into());
    let files = read().unwrap();
    assert!(files.iter().all(|file| file.entries.is_none()), "there is none");
    write(home, ".openclaw/agents/main/agent/auth.json", r#"{ "openai": { "key": "sk-Canary" } }"#);
    write(home, ".openclaw/credentials/oauth.json", r#"{ "chutes": { "access": "Canary" }, "xai": 5 }"#);
    let files = read().unwrap();
    let names: Vec<Vec<_>> =
        files.iter().map(|file| file.entries.iter().flatten().map(|entry| entry.name.as_str()).collect()).collect();
    assert_eq!(names, [vec!["openai"], vec!["chutes", "xai"]]);
    assert_eq!(files[1].display_path, "~/.openclaw/credentials/oauth.json");
    write(home, ".openclaw/agents/main/agent/auth.json", r#"{ "sk-Canary": "#);
    let error = read().unwrap_err().to_string();
    assert!(error.contains("auth.json`: it is not valid JSON") && !error.contains("Canary"), "{error}");
    fs::remove_file(home.join(".openclaw/credentials/oauth.json")).unwrap();
    fs::create_dir(home.join(".openclaw/credentials/oauth.json")).unwrap();
    write(home, ".openclaw/agents/main/agent/auth.json", "{}");
    assert!(read().unwrap_err().to_string().contains("oauth.json"), "a folder is no file");
}

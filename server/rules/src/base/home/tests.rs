use super::*;

fn test_vars() -> HomeVars {
    HomeVars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv/here"), ..HomeVars::default() }
}

#[test]
fn directory_spelling_is_normalized() {
    let home = locate_home(&test_vars(), |_| false);
    for text in ["~/a/b", "~//a/./b/", "/home/ada/x/../a/b", "../../home/ada/a/b", "/../home/ada/a/b"] {
        assert_eq!(home.resolve_path(text), Path::new("/home/ada/a/b"), "{text}");
        assert_eq!(home.resolve_path(text).as_os_str(), "/home/ada/a/b", "{text}");
    }
}

fn located_paths(vars: &HomeVars, existing: &[&str]) -> (String, String) {
    let home = locate_home(vars, |path| existing.iter().any(|e| Path::new(e) == path));
    (home.state_dir.path.display().to_string(), home.config.path.display().to_string())
}

#[test]
fn profile_has_own_workspace() {
    for (profile, expected) in [(None, "workspace"), (Some("work"), "workspace-work"), (Some("default"), "workspace")] {
        let vars = HomeVars { profile: profile.map(str::to_owned), ..test_vars() };
        let expected = Path::new("/home/ada/.openclaw").join(expected);
        assert_eq!(locate_home(&vars, |_| false).workspace, expected);
    }
}

#[test]
fn the_default_is_below_the_home() {
    let expected = ("/home/ada/.openclaw".to_owned(), "/home/ada/.openclaw/openclaw.json".to_owned());
    assert_eq!(located_paths(&test_vars(), &[]), expected);
    assert_eq!(located_paths(&test_vars(), &["/home/ada/.openclaw", "/home/ada/.clawdbot"]), expected);
}

#[test]
fn an_older_home_is_found() {
    let (state, config) = located_paths(&test_vars(), &["/home/ada/.clawdbot", "/home/ada/.clawdbot/clawdbot.json"]);
    assert_eq!((state.as_str(), config.as_str()), ("/home/ada/.clawdbot", "/home/ada/.clawdbot/clawdbot.json"));
}

#[test]
fn state_dir_variable_sets_the_whole_home() {
    let vars = HomeVars { state_dir: Some(("OPENCLAW_STATE_DIR", "~/other".to_owned())), ..test_vars() };
    let (state, config) = located_paths(&vars, &["/home/ada/.openclaw/openclaw.json"]);
    assert_eq!((state.as_str(), config.as_str()), ("/home/ada/other", "/home/ada/other/openclaw.json"));
}

#[test]
fn config_variable_moves_only_the_config() {
    let vars = HomeVars { config_path: Some(("OPENCLAW_CONFIG_PATH", "my.json".to_owned())), ..test_vars() };
    assert_eq!(located_paths(&vars, &[]), ("/home/ada/.openclaw".to_owned(), "/srv/here/my.json".to_owned()));
}

#[test]
fn openclaw_home_moves_all_paths_and_is_displayed() {
    let vars = HomeVars { openclaw_home: Some("~/claw".to_owned()), ..test_vars() };
    let home = locate_home(&vars, |_| false);
    assert_eq!(home.config.path, Path::new("/home/ada/claw/.openclaw/openclaw.json"));
    assert_eq!(home.display_path(&home.config.path), "$OPENCLAW_HOME/.openclaw/openclaw.json");
    assert_eq!(home.display_path(Path::new("/etc/x")), "/etc/x");
}

#[test]
fn every_resolved_path_has_a_reason() {
    let home = locate_home(&test_vars(), |path| path.ends_with(".moltbot"));
    assert_eq!(home.state_dir.reason, "`.moltbot` of an older OpenClaw exists, and `.openclaw` does not");
    assert_eq!(home.config.reason, "the default");
}

fn vars_with_profile(profile: &str) -> HomeVars {
    HomeVars { profile: Some(profile.to_owned()), ..test_vars() }
}

#[test]
fn profile_has_own_home() {
    let legacy = ["/home/ada/.openclaw-work/clawdbot.json", "/home/ada/.openclaw/openclaw.json"];
    let (state, config) = located_paths(&vars_with_profile("work"), &legacy);
    assert_eq!(
        (state.as_str(), config.as_str()),
        ("/home/ada/.openclaw-work", "/home/ada/.openclaw-work/openclaw.json")
    );
    let home = locate_home(&vars_with_profile("work"), |_| true);
    assert_eq!((home.state_dir.reason.as_str(), home.config.reason.as_str()), ("profile `work`", "profile `work`"));
    assert_eq!(located_paths(&vars_with_profile("Default"), &[]).0, "/home/ada/.openclaw");
    let moved = HomeVars { openclaw_home: Some("/claw".to_owned()), ..vars_with_profile("work") };
    assert_eq!(located_paths(&moved, &[]).0, "/claw/.openclaw-work");
}

#[test]
fn current_variable_names_override_profile() {
    for (state_dir, config_path, expected) in [
        (Some("OPENCLAW_STATE_DIR"), None, ("/a", "/a/openclaw.json")),
        (Some("CLAWDBOT_STATE_DIR"), None, ("/home/ada/.openclaw-work", "/home/ada/.openclaw-work/openclaw.json")),
        (None, Some("OPENCLAW_CONFIG_PATH"), ("/home/ada/.openclaw-work", "/b.json")),
        (Some("OPENCLAW_STATE_DIR"), Some("OPENCLAW_CONFIG_PATH"), ("/a", "/b.json")),
    ] {
        let vars = HomeVars {
            state_dir: state_dir.map(|name| (name, "/a".to_owned())),
            config_path: config_path.map(|name| (name, "/b.json".to_owned())),
            ..vars_with_profile("work")
        };
        let (state, config) = located_paths(&vars, &[]);
        assert_eq!((state.as_str(), config.as_str()), expected);
    }
}

#[test]
fn profile_names_are_validated() {
    for good in ["work", "Work-2", "0_a", &"a".repeat(64)] {
        assert!(is_profile_name(good), "{good}");
    }
    for bad in ["", "a b", "-a", "_a", "../x", "a/b", "é", "--dev", &"a".repeat(65)] {
        assert!(!is_profile_name(bad), "{bad}");
    }
}

#[test]
fn file_that_openclaw_would_write_is_reported_and_not_used() {
    let old = "/home/ada/.openclaw/openclaw.json";
    let elsewhere = HomeVars { state_dir: Some(("OPENCLAW_STATE_DIR", "/st".to_owned())), ..test_vars() };
    let passed_over = |vars: &HomeVars, existing: &[&str]| {
        locate_home(vars, |path| existing.iter().any(|e| Path::new(e) == path)).ignored_config
    };
    assert_eq!(passed_over(&elsewhere, &[old]), Some(PathBuf::from(old)));
    assert_eq!(passed_over(&elsewhere, &[old, "/st/openclaw.json"]), None);
    assert_eq!(passed_over(&elsewhere, &[]), None);
    assert_eq!(passed_over(&test_vars(), &[old]), None);
    assert_eq!(passed_over(&HomeVars { profile: Some("work".to_owned()), ..elsewhere }, &[old]), None);
}

#[test]
fn variables_make_the_home_read_only() {
    let reason =
        |name: &str, value: &str| read_only_reason(&[(name.to_owned(), value.to_owned())].into_iter().collect());
    assert_eq!(reason("OPENCLAW_CONFIG_READONLY", "1").unwrap(), "`OPENCLAW_CONFIG_READONLY` is set");
    assert_eq!(reason("OPENCLAW_NIX_MODE", " True ").unwrap(), "`OPENCLAW_NIX_MODE` is set");
    for (name, value) in [("OPENCLAW_NIX_MODE", "0"), ("OPENCLAW_NIX_MODE", ""), ("NIX_MODE", "1")] {
        assert_eq!(reason(name, value), None);
    }
}

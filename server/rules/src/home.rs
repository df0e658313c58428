//! Where OpenClaw's files are, and why there.

use std::path::{Component, Path, PathBuf};

use crate::env::Variables;

/// The variables that decide. Blank counts as not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vars {
    /// `OPENCLAW_HOME`
    pub openclaw_home: Option<String>,
    /// `HOME`, else `USERPROFILE`
    pub home: Option<String>,
    /// `OPENCLAW_STATE_DIR`, else `CLAWDBOT_STATE_DIR`: the name and the value
    pub state_dir: Option<(&'static str, String)>,
    /// `OPENCLAW_CONFIG_PATH`, else `CLAWDBOT_CONFIG_PATH`: the name and the value
    pub config_path: Option<(&'static str, String)>,
    /// `OPENCLAW_AGENT_DIR`, else `PI_CODING_AGENT_DIR`: the name and the value
    pub agent_dir: Option<(&'static str, String)>,
    /// `OPENCLAW_MANAGER_DIR`
    pub manager_dir: Option<String>,
    /// `--profile`, or `dev` for `--dev`: a name that [`is_profile`] accepts.
    pub profile: Option<String>,
    /// All of them, for `${VAR}` in the configuration.
    pub env: Variables,
    /// Where the process stands.
    pub cwd: PathBuf,
}

/// A path and the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Absolute.
    pub path: PathBuf,
    /// One phrase.
    pub why: String,
}

/// Every place that a command may need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Where `~` points.
    pub home: Chosen,
    /// Credentials, agents, sessions.
    pub state_dir: Chosen,
    /// `openclaw.json`.
    pub config: Chosen,
    /// The main agent's directory, as far as the configuration says nothing else.
    pub agent_dir: Chosen,
    /// Whether a variable names it, whatever the configuration says.
    pub is_agent_dir_set: bool,
    /// Ours.
    pub manager_dir: Chosen,
    /// Where the default agent works, as far as the configuration says nothing else.
    pub workspace: PathBuf,
    /// Set when `OPENCLAW_HOME` is: it is shown instead of `~`.
    pub named: bool,
    /// The file that OpenClaw 2026.3.13 would read and write instead of [`Home::config`].
    pub passed_over: Option<PathBuf>,
    /// Where the process stands, for paths that are written in the configuration.
    pub cwd: PathBuf,
}

/// The directory and file names that OpenClaw has had, newest first.
const DIRS: &[&str] = &[".openclaw", ".clawdbot", ".moldbot", ".moltbot"];
const FILES: &[&str] = &["openclaw.json", "clawdbot.json", "moldbot.json", "moltbot.json"];

/// Whether a profile may have this name.
pub fn is_profile(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (1..=64).contains(&name.len()) && name.chars().all(is_word) && !name.starts_with(['_', '-'])
}

/// Chooses. `exists` is asked about candidates in the order of preference.
///
/// One rule of OpenClaw 2026.3.13 is left out on purpose: with a state directory that holds no configuration it reads
/// *and writes* the one in `~/.openclaw`. Here a named state directory is the whole home, and what would have been
/// taken is said.
pub fn locate(vars: &Vars, exists: impl Fn(&Path) -> bool) -> Home {
    let home = home(vars);
    let absolute = |text: &str| expand(text, &home.path, &vars.cwd);
    let state_dir = match (&vars.profile, named(vars, vars.state_dir.as_ref())) {
        (_, Some((name, value))) => Chosen { path: absolute(value), why: is_set(name) },
        (Some(profile), None) => profile_dir(profile, &home.path),
        (None, None) => default_state_dir(&home.path, &exists),
    };
    let config = match (&vars.profile, named(vars, vars.config_path.as_ref())) {
        (_, Some((name, value))) => Chosen { path: absolute(value), why: is_set(name) },
        (Some(profile), None) => Chosen { path: state_dir.path.join("openclaw.json"), why: is_profiles(profile) },
        (None, None) => default_config(&state_dir.path, vars.state_dir.is_some(), &home.path, &exists),
    };
    let below = |name: &str| Chosen { path: state_dir.path.join(name), why: "below the state directory".to_owned() };
    let agent_dir = match &vars.agent_dir {
        Some((name, value)) => Chosen { path: absolute(value), why: is_set(name) },
        None => below("agents/main/agent"),
    };
    let manager_dir = match &vars.manager_dir {
        Some(value) => Chosen { path: absolute(value), why: is_set("OPENCLAW_MANAGER_DIR") },
        None => below("model-manager"),
    };
    let passed_over = passed_over(vars, &config.path, &home.path, &exists);
    let (cwd, is_agent_dir_set) = (vars.cwd.clone(), vars.agent_dir.is_some());
    let (named, workspace) = (vars.openclaw_home.is_some(), workspace(vars, &home.path));
    Home { home, state_dir, config, agent_dir, is_agent_dir_set, manager_dir, workspace, named, passed_over, cwd }
}

/// Why the configuration is not to be written, when whoever runs this home says so: one phrase.
pub fn read_only(env: &Variables) -> Option<String> {
    let is_on = |name: &&&str| {
        let value = env.get(name).unwrap_or_default().trim().to_ascii_lowercase();
        ["1", "true", "yes", "on"].contains(&value.as_str())
    };
    ["OPENCLAW_NIX_MODE", "OPENCLAW_CONFIG_READONLY"].iter().find(is_on).map(|name| is_set(name))
}

impl Home {
    /// A path as it is written in the configuration, with a leading `~` for the home.
    pub fn absolute(&self, text: &str) -> PathBuf {
        expand(text, &self.home.path, &self.cwd)
    }

    /// For people: the home is `~`, or `$OPENCLAW_HOME` where that is set.
    pub fn show(&self, path: &Path) -> String {
        let sign = if self.named { "$OPENCLAW_HOME" } else { "~" };
        match path.strip_prefix(&self.home.path) {
            Ok(rest) if rest.as_os_str().is_empty() => sign.to_owned(),
            Ok(rest) => format!("{sign}/{}", rest.display()),
            Err(_) => path.display().to_string(),
        }
    }
}

fn is_set(name: &str) -> String {
    format!("`{name}` is set")
}

fn is_profiles(profile: &str) -> String {
    format!("profile `{profile}`")
}

/// A profile sets the variables of today's name where they are not set, and those go before the older ones.
fn named<'a>(vars: &Vars, variable: Option<&'a (&'static str, String)>) -> Option<&'a (&'static str, String)> {
    variable.filter(|(name, _)| vars.profile.is_none() || name.starts_with("OPENCLAW_"))
}

fn profile_dir(profile: &str, home: &Path) -> Chosen {
    let is_default = profile.eq_ignore_ascii_case("default");
    let name = if is_default { ".openclaw".to_owned() } else { format!(".openclaw-{profile}") };
    Chosen { path: home.join(name), why: is_profiles(profile) }
}

/// A profile has its own, in the directory that all share.
fn workspace(vars: &Vars, home: &Path) -> PathBuf {
    let profile = vars.profile.as_deref().or_else(|| vars.env.get("OPENCLAW_PROFILE"));
    let name = match profile.map(str::trim) {
        Some(profile) if is_profile(profile) && !profile.eq_ignore_ascii_case("default") => {
            format!("workspace-{profile}")
        }
        _ => "workspace".to_owned(),
    };
    home.join(".openclaw").join(name)
}

/// Only a variable leads there: a profile names its configuration too.
fn passed_over(vars: &Vars, config: &Path, home: &Path, exists: &impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let is_asked = vars.state_dir.is_some() && vars.config_path.is_none() && vars.profile.is_none();
    (is_asked && !exists(config)).then(|| in_known_dirs(home).find(|path| exists(path))).flatten()
}

fn home(vars: &Vars) -> Chosen {
    let os_home = vars.home.as_ref().map_or_else(|| vars.cwd.clone(), PathBuf::from);
    match &vars.openclaw_home {
        Some(value) => Chosen { path: expand(value, &os_home, &vars.cwd), why: is_set("OPENCLAW_HOME") },
        None if vars.home.is_some() => Chosen { path: os_home, why: "your home directory".to_owned() },
        None => Chosen { path: os_home, why: "`HOME` is not set, so the current directory".to_owned() },
    }
}

fn default_state_dir(home: &Path, exists: &impl Fn(&Path) -> bool) -> Chosen {
    let found = DIRS.iter().find(|name| exists(&home.join(name)));
    let why = match found {
        Some(&".openclaw") | None => "the default".to_owned(),
        Some(name) => format!("an older OpenClaw's `{name}` is there and `.openclaw` is not"),
    };
    Chosen { path: home.join(found.unwrap_or(&".openclaw")), why }
}

fn default_config(state_dir: &Path, named: bool, home: &Path, exists: &impl Fn(&Path) -> bool) -> Chosen {
    let elsewhere = in_known_dirs(home).filter(|_| !named);
    let found = in_dir(state_dir.to_path_buf()).chain(elsewhere).find(|path| exists(path));
    let path = found.unwrap_or_else(|| state_dir.join("openclaw.json"));
    let why = if !path.starts_with(state_dir) {
        "the first that exists"
    } else if !path.ends_with("openclaw.json") {
        "an older OpenClaw's name; there is no `openclaw.json` beside it"
    } else if named {
        "in the state directory that is set"
    } else {
        "the default"
    };
    Chosen { path, why: why.to_owned() }
}

fn in_dir(dir: PathBuf) -> impl Iterator<Item = PathBuf> {
    FILES.iter().map(move |name| dir.join(name))
}

fn in_known_dirs(home: &Path) -> impl Iterator<Item = PathBuf> {
    DIRS.iter().flat_map(move |dir| in_dir(home.join(dir)))
}

/// Absolute, with a leading `~` for the home. `..` takes back the name before it, as it does for OpenClaw, so that a
/// directory has one spelling.
fn expand(text: &str, home: &Path, cwd: &Path) -> PathBuf {
    let text = text.trim();
    let path = match text.strip_prefix('~') {
        Some("") => home.to_path_buf(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => cwd.join(text),
    };
    plain(&path)
}

/// Without `.` and `..`. Nothing is looked up on disk.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars() -> Vars {
        Vars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv/here"), ..Vars::default() }
    }

    #[test]
    fn a_directory_has_one_spelling() {
        let home = locate(&vars(), |_| false);
        for text in ["~/a/b", "~//a/./b/", "/home/ada/x/../a/b", "../../home/ada/a/b", "/../home/ada/a/b"] {
            assert_eq!(home.absolute(text), Path::new("/home/ada/a/b"), "{text}");
            assert_eq!(home.absolute(text).as_os_str(), "/home/ada/a/b", "{text}");
        }
    }

    fn chosen(vars: &Vars, existing: &[&str]) -> (String, String) {
        let home = locate(vars, |path| existing.iter().any(|e| Path::new(e) == path));
        (home.state_dir.path.display().to_string(), home.config.path.display().to_string())
    }

    #[test]
    fn a_profile_has_its_own_workspace() {
        for (profile, expected) in
            [(None, "workspace"), (Some("work"), "workspace-work"), (Some("default"), "workspace")]
        {
            let vars = Vars { profile: profile.map(str::to_owned), ..vars() };
            let expected = Path::new("/home/ada/.openclaw").join(expected);
            assert_eq!(locate(&vars, |_| false).workspace, expected);
        }
    }

    #[test]
    fn the_default_is_below_the_home() {
        let expected = ("/home/ada/.openclaw".to_owned(), "/home/ada/.openclaw/openclaw.json".to_owned());
        assert_eq!(chosen(&vars(), &[]), expected);
        assert_eq!(chosen(&vars(), &["/home/ada/.openclaw", "/home/ada/.clawdbot"]), expected);
    }

    #[test]
    fn an_older_home_is_found() {
        let (state, config) = chosen(&vars(), &["/home/ada/.clawdbot", "/home/ada/.clawdbot/clawdbot.json"]);
        assert_eq!((state.as_str(), config.as_str()), ("/home/ada/.clawdbot", "/home/ada/.clawdbot/clawdbot.json"));
    }

    #[test]
    fn a_named_state_dir_is_the_whole_home() {
        let vars = Vars { state_dir: Some(("OPENCLAW_STATE_DIR", "~/other".to_owned())), ..vars() };
        let (state, config) = chosen(&vars, &["/home/ada/.openclaw/openclaw.json"]);
        assert_eq!((state.as_str(), config.as_str()), ("/home/ada/other", "/home/ada/other/openclaw.json"));
    }

    #[test]
    fn a_named_config_moves_only_the_config() {
        let vars = Vars { config_path: Some(("OPENCLAW_CONFIG_PATH", "my.json".to_owned())), ..vars() };
        assert_eq!(chosen(&vars, &[]), ("/home/ada/.openclaw".to_owned(), "/srv/here/my.json".to_owned()));
    }

    #[test]
    fn openclaw_home_moves_everything_and_is_shown_by_its_name() {
        let vars = Vars { openclaw_home: Some("~/claw".to_owned()), ..vars() };
        let home = locate(&vars, |_| false);
        assert_eq!(home.config.path, Path::new("/home/ada/claw/.openclaw/openclaw.json"));
        assert_eq!(home.show(&home.config.path), "$OPENCLAW_HOME/.openclaw/openclaw.json");
        assert_eq!(home.show(Path::new("/etc/x")), "/etc/x");
    }

    #[test]
    fn every_choice_says_why() {
        let home = locate(&vars(), |path| path.ends_with(".moltbot"));
        assert_eq!(home.state_dir.why, "an older OpenClaw's `.moltbot` is there and `.openclaw` is not");
        assert_eq!(home.config.why, "the default");
    }

    fn with_profile(profile: &str) -> Vars {
        Vars { profile: Some(profile.to_owned()), ..vars() }
    }

    #[test]
    fn a_profile_is_a_home_of_its_own() {
        let legacy = ["/home/ada/.openclaw-work/clawdbot.json", "/home/ada/.openclaw/openclaw.json"];
        let (state, config) = chosen(&with_profile("work"), &legacy);
        assert_eq!(
            (state.as_str(), config.as_str()),
            ("/home/ada/.openclaw-work", "/home/ada/.openclaw-work/openclaw.json")
        );
        let home = locate(&with_profile("work"), |_| true);
        assert_eq!((home.state_dir.why.as_str(), home.config.why.as_str()), ("profile `work`", "profile `work`"));
        assert_eq!(chosen(&with_profile("Default"), &[]).0, "/home/ada/.openclaw");
        let moved = Vars { openclaw_home: Some("/claw".to_owned()), ..with_profile("work") };
        assert_eq!(chosen(&moved, &[]).0, "/claw/.openclaw-work");
    }

    #[test]
    fn a_variable_of_todays_name_goes_before_a_profile() {
        for (state_dir, config_path, expected) in [
            (Some("OPENCLAW_STATE_DIR"), None, ("/a", "/a/openclaw.json")),
            (Some("CLAWDBOT_STATE_DIR"), None, ("/home/ada/.openclaw-work", "/home/ada/.openclaw-work/openclaw.json")),
            (None, Some("OPENCLAW_CONFIG_PATH"), ("/home/ada/.openclaw-work", "/b.json")),
            (Some("OPENCLAW_STATE_DIR"), Some("OPENCLAW_CONFIG_PATH"), ("/a", "/b.json")),
        ] {
            let vars = Vars {
                state_dir: state_dir.map(|name| (name, "/a".to_owned())),
                config_path: config_path.map(|name| (name, "/b.json".to_owned())),
                ..with_profile("work")
            };
            let (state, config) = chosen(&vars, &[]);
            assert_eq!((state.as_str(), config.as_str()), expected);
        }
    }

    #[test]
    fn a_profiles_name_is_a_short_word() {
        for good in ["work", "Work-2", "0_a", &"a".repeat(64)] {
            assert!(is_profile(good), "{good}");
        }
        for bad in ["", "a b", "-a", "_a", "../x", "a/b", "é", "--dev", &"a".repeat(65)] {
            assert!(!is_profile(bad), "{bad}");
        }
    }

    #[test]
    fn the_file_that_the_reference_would_write_is_named_and_not_taken() {
        let old = "/home/ada/.openclaw/openclaw.json";
        let elsewhere = Vars { state_dir: Some(("OPENCLAW_STATE_DIR", "/st".to_owned())), ..vars() };
        let passed_over = |vars: &Vars, existing: &[&str]| {
            locate(vars, |path| existing.iter().any(|e| Path::new(e) == path)).passed_over
        };
        assert_eq!(passed_over(&elsewhere, &[old]), Some(PathBuf::from(old)));
        assert_eq!(passed_over(&elsewhere, &[old, "/st/openclaw.json"]), None);
        assert_eq!(passed_over(&elsewhere, &[]), None);
        assert_eq!(passed_over(&vars(), &[old]), None);
        assert_eq!(passed_over(&Vars { profile: Some("work".to_owned()), ..elsewhere }, &[old]), None);
    }

    #[test]
    fn a_managed_home_is_not_written() {
        let why = |name: &str, value: &str| read_only(&[(name.to_owned(), value.to_owned())].into_iter().collect());
        assert_eq!(why("OPENCLAW_CONFIG_READONLY", "1").unwrap(), "`OPENCLAW_CONFIG_READONLY` is set");
        assert_eq!(why("OPENCLAW_NIX_MODE", " True ").unwrap(), "`OPENCLAW_NIX_MODE` is set");
        for (name, value) in [("OPENCLAW_NIX_MODE", "0"), ("OPENCLAW_NIX_MODE", ""), ("NIX_MODE", "1")] {
            assert_eq!(why(name, value), None);
        }
    }
}

//! Where OpenClaw's files are, and why there.

use std::path::{Path, PathBuf};

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
    /// The main agent's directory.
    pub agent_dir: Chosen,
    /// Ours.
    pub manager_dir: Chosen,
    /// Set when `OPENCLAW_HOME` is: it is shown instead of `~`.
    pub named: bool,
}

/// The directory and file names that OpenClaw has had, newest first.
const DIRS: &[&str] = &[".openclaw", ".clawdbot", ".moldbot", ".moltbot"];
const FILES: &[&str] = &["openclaw.json", "clawdbot.json", "moldbot.json", "moltbot.json"];

/// Chooses. `exists` is asked about candidates in the order of preference.
///
/// One rule of OpenClaw 2026.3.13 is left out on purpose: with a state directory that holds no configuration it reads
/// *and writes* the one in `~/.openclaw`. Here a named state directory is the whole home.
pub fn locate(vars: &Vars, exists: impl Fn(&Path) -> bool) -> Home {
    let home = home(vars);
    let absolute = |text: &str| expand(text, &home.path, &vars.cwd);
    let state_dir = match &vars.state_dir {
        Some((name, value)) => Chosen { path: absolute(value), why: is_set(name) },
        None => default_state_dir(&home.path, &exists),
    };
    let config = match &vars.config_path {
        Some((name, value)) => Chosen { path: absolute(value), why: is_set(name) },
        None => default_config(&state_dir.path, vars.state_dir.is_some(), &home.path, &exists),
    };
    let agent_dir = match &vars.agent_dir {
        Some((name, value)) => Chosen { path: absolute(value), why: is_set(name) },
        None => Chosen { path: state_dir.path.join("agents/main/agent"), why: "below the state directory".to_owned() },
    };
    let manager_dir = match &vars.manager_dir {
        Some(value) => Chosen { path: absolute(value), why: is_set("OPENCLAW_MANAGER_DIR") },
        None => Chosen { path: state_dir.path.join("model-manager"), why: "below the state directory".to_owned() },
    };
    Home { named: vars.openclaw_home.is_some(), home, state_dir, config, agent_dir, manager_dir }
}

impl Home {
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
    let elsewhere = DIRS.iter().map(|dir| home.join(dir)).filter(|_| !named);
    let dirs = std::iter::once(state_dir.to_path_buf()).chain(elsewhere);
    let found = dirs.flat_map(|dir| FILES.iter().map(move |name| dir.join(name))).find(|path| exists(path));
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

/// Absolute, with a leading `~` for the home. Nothing is looked up on disk.
fn expand(text: &str, home: &Path, cwd: &Path) -> PathBuf {
    let text = text.trim();
    match text.strip_prefix('~') {
        Some("") => home.to_path_buf(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => cwd.join(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars() -> Vars {
        Vars { home: Some("/home/ada".to_owned()), cwd: PathBuf::from("/srv/here"), ..Vars::default() }
    }

    fn chosen(vars: &Vars, existing: &[&str]) -> (String, String) {
        let home = locate(vars, |path| existing.iter().any(|e| Path::new(e) == path));
        (home.state_dir.path.display().to_string(), home.config.path.display().to_string())
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
}

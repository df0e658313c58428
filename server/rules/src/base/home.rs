//! Locates OpenClaw's files, with the reason for each path.

use std::path::{Component, Path, PathBuf};

use super::env::Variables;

/// The variables and options that determine the paths. A blank variable counts as not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HomeVars {
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
    /// `--profile`, or `dev` for `--dev`: a name that [`is_profile_name`] accepts.
    pub profile: Option<String>,
    /// All variables of the process, for `${VAR}` in the configuration.
    pub env: Variables,
    /// The current directory of the process.
    pub cwd: PathBuf,
}

/// A path and the reason for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedPath {
    /// The absolute path.
    pub path: PathBuf,
    /// The reason, as a phrase.
    pub reason: String,
}

/// All paths that a command may need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The directory that `~` stands for.
    pub home: ResolvedPath,
    /// The state directory, with credentials, agents and sessions.
    pub state_dir: ResolvedPath,
    /// The configuration file, `openclaw.json`.
    pub config: ResolvedPath,
    /// The directory of the agent `main`, unless the configuration sets another.
    pub agent_dir: ResolvedPath,
    /// Whether a variable sets [`Home::agent_dir`], which then takes precedence over the configuration.
    pub is_agent_dir_set: bool,
    /// The directory of this program's own files, such as the history.
    pub manager_dir: ResolvedPath,
    /// The workspace of the default agent, unless the configuration sets another.
    pub workspace: PathBuf,
    /// Whether `OPENCLAW_HOME` is set: then displayed paths start with `$OPENCLAW_HOME` instead of `~`.
    pub is_home_var_set: bool,
    /// The file that OpenClaw 2026.3.13 would read and write instead of [`Home::config`].
    pub ignored_config: Option<PathBuf>,
    /// The current directory of the process, for relative paths in the configuration.
    pub cwd: PathBuf,
}

/// The directory and file names that OpenClaw has used, newest first.
const STATE_DIR_NAMES: &[&str] = &[".openclaw", ".clawdbot", ".moldbot", ".moltbot"];
const CONFIG_FILE_NAMES: &[&str] = &["openclaw.json", "clawdbot.json", "moldbot.json", "moltbot.json"];

/// Whether a text is a valid profile name.
pub fn is_profile_name(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (1..=64).contains(&name.len()) && name.chars().all(is_word) && !name.starts_with(['_', '-'])
}

/// Locates a home. `exists` is called for the candidates in the order of preference.
///
/// One rule of OpenClaw 2026.3.13 is left out on purpose: if the state directory that is set holds no configuration, it
/// reads *and writes* the one in `~/.openclaw`. Here, a state directory that is set is the whole home, and
/// [`Home::ignored_config`] is the file that OpenClaw would use.
pub fn locate_home(vars: &HomeVars, exists: impl Fn(&Path) -> bool) -> Home {
    let home = resolve_home(vars);
    let absolute = |text: &str| expand_path(text, &home.path, &vars.cwd);
    let state_dir = match (&vars.profile, effective_variable(vars, vars.state_dir.as_ref())) {
        (_, Some((name, value))) => ResolvedPath { path: absolute(value), reason: variable_reason(name) },
        (Some(profile), None) => profile_state_dir(profile, &home.path),
        (None, None) => default_state_dir(&home.path, &exists),
    };
    let config = match (&vars.profile, effective_variable(vars, vars.config_path.as_ref())) {
        (_, Some((name, value))) => ResolvedPath { path: absolute(value), reason: variable_reason(name) },
        (Some(profile), None) => {
            ResolvedPath { path: state_dir.path.join("openclaw.json"), reason: profile_reason(profile) }
        }
        (None, None) => default_config(&state_dir.path, vars.state_dir.is_some(), &home.path, &exists),
    };
    let below =
        |name: &str| ResolvedPath { path: state_dir.path.join(name), reason: "below the state directory".to_owned() };
    let agent_dir = match &vars.agent_dir {
        Some((name, value)) => ResolvedPath { path: absolute(value), reason: variable_reason(name) },
        None => below("agents/main/agent"),
    };
    let manager_dir = match &vars.manager_dir {
        Some(value) => ResolvedPath { path: absolute(value), reason: variable_reason("OPENCLAW_MANAGER_DIR") },
        None => below("model-manager"),
    };
    let passed_over = find_ignored_config(vars, &config.path, &home.path, &exists);
    let (cwd, is_agent_dir_set) = (vars.cwd.clone(), vars.agent_dir.is_some());
    let (named, workspace) = (vars.openclaw_home.is_some(), default_workspace(vars, &home.path));
    Home {
        home,
        state_dir,
        config,
        agent_dir,
        is_agent_dir_set,
        manager_dir,
        workspace,
        is_home_var_set: named,
        ignored_config: passed_over,
        cwd,
    }
}

/// Why the configuration is read-only, as a phrase, if a variable of OpenClaw makes it read-only.
pub fn read_only_reason(env: &Variables) -> Option<String> {
    let is_on = |name: &&&str| {
        let value = env.get(name).unwrap_or_default().trim().to_ascii_lowercase();
        ["1", "true", "yes", "on"].contains(&value.as_str())
    };
    ["OPENCLAW_NIX_MODE", "OPENCLAW_CONFIG_READONLY"].iter().find(is_on).map(|name| variable_reason(name))
}

impl Home {
    /// Resolves a path from the configuration, with a leading `~` for the home.
    pub fn resolve_path(&self, text: &str) -> PathBuf {
        expand_path(text, &self.home.path, &self.cwd)
    }

    /// The path as it is displayed: the home is `~`, or `$OPENCLAW_HOME` if that is set.
    pub fn display_path(&self, path: &Path) -> String {
        let sign = if self.is_home_var_set { "$OPENCLAW_HOME" } else { "~" };
        match path.strip_prefix(&self.home.path) {
            Ok(rest) if rest.as_os_str().is_empty() => sign.to_owned(),
            Ok(rest) => format!("{sign}/{}", rest.display()),
            Err(_) => path.display().to_string(),
        }
    }
}

fn variable_reason(name: &str) -> String {
    format!("`{name}` is set")
}

fn profile_reason(profile: &str) -> String {
    format!("profile `{profile}`")
}

/// The variable, if it applies. A profile sets the unset `OPENCLAW_…` variables, and these take precedence over
/// variables with an older name, which therefore do not apply with a profile.
fn effective_variable<'a>(
    vars: &HomeVars,
    variable: Option<&'a (&'static str, String)>,
) -> Option<&'a (&'static str, String)> {
    variable.filter(|(name, _)| vars.profile.is_none() || name.starts_with("OPENCLAW_"))
}

fn profile_state_dir(profile: &str, home: &Path) -> ResolvedPath {
    let is_default = profile.eq_ignore_ascii_case("default");
    let name = if is_default { ".openclaw".to_owned() } else { format!(".openclaw-{profile}") };
    ResolvedPath { path: home.join(name), reason: profile_reason(profile) }
}

/// The default workspace. A profile has its own, below the `.openclaw` directory that all profiles share.
fn default_workspace(vars: &HomeVars, home: &Path) -> PathBuf {
    let profile = vars.profile.as_deref().or_else(|| vars.env.get("OPENCLAW_PROFILE"));
    let name = match profile.map(str::trim) {
        Some(profile) if is_profile_name(profile) && !profile.eq_ignore_ascii_case("default") => {
            format!("workspace-{profile}")
        }
        _ => "workspace".to_owned(),
    };
    home.join(".openclaw").join(name)
}

/// Finds the configuration that OpenClaw 2026.3.13 would use instead. It only does so if a variable sets the state
/// directory and nothing else: a profile sets the path of the configuration too.
fn find_ignored_config(
    vars: &HomeVars,
    config: &Path,
    home: &Path,
    exists: &impl Fn(&Path) -> bool,
) -> Option<PathBuf> {
    let is_asked = vars.state_dir.is_some() && vars.config_path.is_none() && vars.profile.is_none();
    (is_asked && !exists(config)).then(|| default_config_candidates(home).find(|path| exists(path))).flatten()
}

fn resolve_home(vars: &HomeVars) -> ResolvedPath {
    let os_home = vars.home.as_ref().map_or_else(|| vars.cwd.clone(), PathBuf::from);
    match &vars.openclaw_home {
        Some(value) => {
            ResolvedPath { path: expand_path(value, &os_home, &vars.cwd), reason: variable_reason("OPENCLAW_HOME") }
        }
        None if vars.home.is_some() => ResolvedPath { path: os_home, reason: "your home directory".to_owned() },
        None => ResolvedPath { path: os_home, reason: "`HOME` is not set, so the current directory".to_owned() },
    }
}

fn default_state_dir(home: &Path, exists: &impl Fn(&Path) -> bool) -> ResolvedPath {
    let found = STATE_DIR_NAMES.iter().find(|name| exists(&home.join(name)));
    let reason = match found {
        Some(&".openclaw") | None => "the default".to_owned(),
        Some(name) => format!("`{name}` of an older OpenClaw exists, and `.openclaw` does not"),
    };
    ResolvedPath { path: home.join(found.unwrap_or(&".openclaw")), reason }
}

fn default_config(state_dir: &Path, named: bool, home: &Path, exists: &impl Fn(&Path) -> bool) -> ResolvedPath {
    let elsewhere = default_config_candidates(home).filter(|_| !named);
    let found = config_candidates(state_dir.to_path_buf()).chain(elsewhere).find(|path| exists(path));
    let path = found.unwrap_or_else(|| state_dir.join("openclaw.json"));
    let reason = if !path.starts_with(state_dir) {
        "the first that exists"
    } else if !path.ends_with("openclaw.json") {
        "the name that an older OpenClaw used; there is no `openclaw.json`"
    } else if named {
        "in the selected state directory"
    } else {
        "the default"
    };
    ResolvedPath { path, reason: reason.to_owned() }
}

fn config_candidates(dir: PathBuf) -> impl Iterator<Item = PathBuf> {
    CONFIG_FILE_NAMES.iter().map(move |name| dir.join(name))
}

fn default_config_candidates(home: &Path) -> impl Iterator<Item = PathBuf> {
    STATE_DIR_NAMES.iter().flat_map(move |dir| config_candidates(home.join(dir)))
}

/// Makes a path absolute, with a leading `~` for the home. `..` removes the name before it, as in OpenClaw, so that
/// each directory has one spelling.
fn expand_path(text: &str, home: &Path, cwd: &Path) -> PathBuf {
    let text = text.trim();
    let path = match text.strip_prefix('~') {
        Some("") => home.to_path_buf(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => cwd.join(text),
    };
    normalize_path(&path)
}

/// Removes `.` and `..` from a path. Nothing is looked up on disk.
pub fn normalize_path(path: &Path) -> PathBuf {
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
mod tests;

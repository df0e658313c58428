//! Doctor findings about a home.

pub mod agents;
pub mod config_file;
pub mod endpoints;
pub mod names;
pub mod retirement;
pub mod violations;

use contract::{Check, CheckSummary, Generation, GenerationInfo, OpError, Verdict};

use crate::{
    base::{env::IgnoredEnvFile, finding::new_check},
    document::view::UnsetVariable,
};

/// The permissions of a private file or directory, as the `store` crate found them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMode {
    /// The path as it is displayed.
    pub display_path: String,
    /// The permission bits.
    pub bits: u32,
    /// Whether it is a directory.
    pub is_dir: bool,
}

/// The facts that the doctor findings are derived from. They are looked up beforehand.
#[derive(Debug, Default)]
pub struct DoctorFacts<'a> {
    /// The configuration: readable, broken, or `None` if there is none.
    pub config: Option<Result<(), &'a OpError>>,
    /// Why the configuration is read-only, if so.
    pub read_only_reason: Option<String>,
    /// The file that OpenClaw 2026.3.13 would use instead, and the state directory that is set, both as displayed.
    pub ignored_config: Option<(String, String)>,
    /// Variables that the configuration uses and that are not set.
    pub unset_variables: Vec<UnsetVariable>,
    /// `.env` files that cannot be used.
    pub ignored_env_files: Vec<IgnoredEnvFile>,
    /// Findings about what keeps requests from being answered.
    pub request_checks: Vec<Check>,
    /// Findings of other rules.
    pub other_checks: Vec<Check>,
    /// Facts about the surroundings of the configuration: link, lock, own files, installed OpenClaw.
    pub config_file: config_file::ConfigFileStatus,
    /// Private files and directories that exist.
    pub file_modes: Vec<FileMode>,
    /// The ids of the agents that have an `auth-profiles.json`.
    pub json_stores: Vec<String>,
}

/// All findings, from the configuration file to the file permissions.
pub fn doctor_checks(facts: &DoctorFacts<'_>, generation: &GenerationInfo) -> Vec<Check> {
    let mut checks = vec![config_check(facts.config.as_ref())];
    checks.extend(facts.request_checks.iter().cloned());
    checks.extend(facts.read_only_reason.as_deref().map(read_only_check));
    checks.extend(facts.ignored_config.as_ref().map(|(file, state_dir)| ignored_config_check(file, state_dir)));
    checks.extend(facts.other_checks.iter().cloned());
    checks.extend(facts.unset_variables.iter().map(unset_variable_check));
    checks.extend(facts.ignored_env_files.iter().map(ignored_env_file_check));
    checks.push(generation_check(generation, facts.config.is_some()));
    checks.extend(facts.config.is_none().then(no_credentials_check));
    checks.extend(stray_json_check(facts, generation.kind));
    checks.extend(facts.config_file.doctor_checks(generation.kind));
    checks.extend(facts.file_modes.iter().filter_map(permissions_check));
    checks
}

/// Summarizes the findings.
pub fn summarize(checks: &[Check], facts: &DoctorFacts<'_>) -> CheckSummary {
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    CheckSummary {
        has_config: facts.config.is_some(),
        has_openclaw: facts.config_file.installed_openclaw.is_some(),
        bad: count(Verdict::Bad),
        warn: count(Verdict::Warn),
    }
}

/// Whether any finding means that something does not work.
pub fn is_healthy(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.verdict != Verdict::Bad)
}

fn config_check(state: Option<&Result<(), &OpError>>) -> Check {
    let (verdict, detail, hint) = match state {
        None => (Verdict::Note, "does not exist yet; OpenClaw uses its own defaults".to_owned(), None),
        Some(Ok(())) => (Verdict::Ok, "readable".to_owned(), None),
        Some(Err(error)) => (Verdict::Bad, error.message.clone(), error.hints.first().map(|hint| hint.text.clone())),
    };
    new_check("configuration", verdict, detail, hint)
}

/// A warning and not an error, because the home may be read-only on purpose.
fn read_only_check(reason: &str) -> Check {
    let hint = "everything can be viewed; `--dry-run` shows what a change would do".to_owned();
    new_check("writing", Verdict::Warn, reason.to_owned(), Some(hint))
}

fn ignored_config_check(file: &str, state_dir: &str) -> Check {
    let detail = format!(
        "`{state_dir}` has no configuration; OpenClaw 2026.3.13 would use `{file}` instead, but this program does not"
    );
    let hint = "set `OPENCLAW_CONFIG_PATH` too, to choose the file".to_owned();
    new_check("state directory", Verdict::Warn, detail, Some(hint))
}

fn unset_variable_check(missing: &UnsetVariable) -> Check {
    let hint =
        "set it in OpenClaw's environment, in `.env` of the state directory, or under `env` in the configuration"
            .to_owned();
    new_check("variables", Verdict::Warn, missing.to_string(), Some(hint))
}

fn ignored_env_file_check(file: &IgnoredEnvFile) -> Check {
    new_check("variables", Verdict::Warn, format!("`{}` is not used: {}", file.display_path, file.reason), None)
}

/// Reports the generation. Without a configuration, it is the generation that a new home would have.
fn generation_check(generation: &GenerationInfo, has_config: bool) -> Check {
    let verdict = match generation.kind {
        Generation::Unknown => Verdict::Warn,
        _ if has_config => Verdict::Ok,
        _ => Verdict::Note,
    };
    let hint = (verdict == Verdict::Warn).then(|| "this home can be viewed but not changed".to_owned());
    new_check("generation", verdict, format!("{}: {}", generation.kind.as_str(), generation.why), hint)
}

/// Without a configuration no provider is known to be in use.
fn no_credentials_check() -> Check {
    new_check("credentials", Verdict::Note, "not checked, because there is no configuration".to_owned(), None)
}

/// Reports a JSON credential store beside a database: OpenClaw with agent databases ignores it, OpenClaw with the
/// shared database refuses to start.
fn stray_json_check(facts: &DoctorFacts<'_>, generation: Generation) -> Option<Check> {
    let agent = facts.json_stores.first()?;
    let (verdict, effect) = match generation {
        Generation::AgentDb => (Verdict::Warn, "OpenClaw ignores it"),
        Generation::SharedDb => (Verdict::Bad, "OpenClaw refuses to start"),
        Generation::JsonStore | Generation::Unknown => return None,
    };
    let detail = format!("agent `{agent}` has an `auth-profiles.json` from an older OpenClaw; {effect}");
    Some(new_check(
        "credentials",
        verdict,
        detail,
        Some("OpenClaw's own `openclaw doctor --fix` imports it".to_owned()),
    ))
}

fn permissions_check(mode: &FileMode) -> Option<Check> {
    let (allowed, command) = if mode.is_dir { (0o700, "chmod 700") } else { (0o600, "chmod 600") };
    (mode.bits & !allowed & 0o077 != 0).then(|| {
        let detail = format!(
            "`{}` is accessible to other users of this machine (mode {:03o})",
            mode.display_path,
            mode.bits & 0o777
        );
        new_check("permissions", Verdict::Warn, detail, Some(format!("`{command} {}`", mode.display_path)))
    })
}

#[cfg(test)]
mod tests {
    use contract::Code;

    use super::*;

    fn generation_info(kind: Generation) -> GenerationInfo {
        GenerationInfo { kind, why: "test".to_owned() }
    }

    #[test]
    fn empty_home_has_only_notes() {
        let facts = DoctorFacts::default();
        let checks = doctor_checks(&facts, &generation_info(Generation::JsonStore));
        assert!(is_healthy(&checks), "{checks:?}");
        assert!(checks.iter().all(|check| check.verdict == Verdict::Note), "{checks:?}");
        let nothing = CheckSummary { has_config: false, has_openclaw: false, bad: 0, warn: 0 };
        assert_eq!(summarize(&checks, &facts), nothing);
    }

    #[test]
    fn broken_parts_are_errors_with_hint() {
        let error = OpError::new(Code::ConfigSyntax, "could not read it").with_hint("fix it");
        let facts =
            DoctorFacts { config: Some(Err(&error)), json_stores: vec!["main".to_owned()], ..DoctorFacts::default() };
        let checks = doctor_checks(&facts, &generation_info(Generation::SharedDb));
        let bad: Vec<_> = checks.iter().filter(|check| check.verdict == Verdict::Bad).collect();
        assert_eq!(bad.len(), 2, "{checks:?}");
        assert!(bad.iter().all(|check| check.hint.is_some()));
    }

    #[test]
    fn modes_open_to_others_are_reported() {
        let mode = |bits, is_dir| FileMode { display_path: "~/x".to_owned(), bits, is_dir };
        for (mode, is_loose) in [
            (mode(0o600, false), false),
            (mode(0o644, false), true),
            (mode(0o700, true), false),
            (mode(0o755, true), true),
        ] {
            assert_eq!(permissions_check(&mode).is_some(), is_loose, "{mode:?}");
        }
    }
}

//! Findings about a home: checks as values.

pub mod around;
pub mod dialect;
pub mod names;

use contract::{Check, Generation, GenerationInfo, OpError, Summary, Verdict};

use crate::{env::Ignored, view::Missing};

/// What `store` saw of a file or directory that holds something private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mode {
    /// For people.
    pub shown: String,
    /// The permission bits.
    pub bits: u32,
    /// Whether it is a directory.
    pub is_dir: bool,
}

/// Everything that can be said about a home from facts that were looked up before.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    /// The configuration: there and readable, there and broken, or not there.
    pub config: Option<Result<(), &'a OpError>>,
    /// Why the configuration cannot be written, if so.
    pub unwritable: Option<String>,
    /// The file that OpenClaw 2026.3.13 would take instead, and the state directory that is set: for people.
    pub passed_over: Option<(String, String)>,
    /// Variables that are not set.
    pub missing: Vec<Missing>,
    /// Files with variables that cannot be used.
    pub ignored: Vec<Ignored>,
    /// What other rules found.
    pub findings: Vec<Check>,
    /// What lies around the configuration.
    pub around: around::Around,
    /// Private files and directories that exist.
    pub modes: Vec<Mode>,
    /// Agents with an `auth-profiles.json`.
    pub json_stores: Vec<String>,
}

/// The findings, in the order of the files.
pub fn checks(facts: &Facts<'_>, generation: &GenerationInfo) -> Vec<Check> {
    let mut checks = vec![config(facts.config.as_ref())];
    checks.extend(facts.unwritable.as_deref().map(unwritable));
    checks.extend(facts.passed_over.as_ref().map(|(file, state_dir)| passed_over(file, state_dir)));
    checks.extend(facts.findings.iter().cloned());
    checks.extend(facts.missing.iter().map(missing));
    checks.extend(facts.ignored.iter().map(ignored));
    checks.push(generation_check(generation, facts.config.is_some()));
    checks.push(credentials());
    checks.extend(stray_json(facts, generation.kind));
    checks.extend(facts.around.checks(generation.kind));
    checks.extend(facts.modes.iter().filter_map(loose_mode));
    checks
}

/// What the findings come to.
pub fn summary(checks: &[Check], facts: &Facts<'_>) -> Summary {
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    Summary {
        has_config: facts.config.is_some(),
        has_openclaw: facts.around.peer.is_some(),
        bad: count(Verdict::Bad),
        warn: count(Verdict::Warn),
    }
}

/// Whether any finding means that something does not work.
pub fn is_sound(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.verdict != Verdict::Bad)
}

fn config(state: Option<&Result<(), &OpError>>) -> Check {
    let (verdict, detail, hint) = match state {
        None => (Verdict::Note, "not there yet; OpenClaw's own defaults apply".to_owned(), None),
        Some(Ok(())) => (Verdict::Ok, "readable".to_owned(), None),
        Some(Err(error)) => (Verdict::Bad, error.message.clone(), error.hints.first().map(|hint| hint.text.clone())),
    };
    check("configuration", verdict, detail, hint)
}

/// Somebody may want it so.
fn unwritable(why: &str) -> Check {
    let hint = "everything can be viewed; `--dry-run` shows what a change would do".to_owned();
    check("writing", Verdict::Warn, why.to_owned(), Some(hint))
}

fn passed_over(file: &str, state_dir: &str) -> Check {
    let detail = format!(
        "`{state_dir}` holds no configuration; OpenClaw 2026.3.13 would then read and write `{file}`, which is not done here"
    );
    let hint = "set `OPENCLAW_CONFIG_PATH` as well to say which file is meant".to_owned();
    check("state directory", Verdict::Warn, detail, Some(hint))
}

fn missing(missing: &Missing) -> Check {
    let hint = "set it where OpenClaw runs, in `.env` of the state directory, or under `env`".to_owned();
    check("variables", Verdict::Warn, missing.to_string(), Some(hint))
}

fn ignored(file: &Ignored) -> Check {
    check("variables", Verdict::Warn, format!("`{}` is not used: {}", file.shown, file.why), None)
}

/// Without a configuration it is what a new home would be.
fn generation_check(generation: &GenerationInfo, has_config: bool) -> Check {
    let verdict = match generation.kind {
        Generation::Unknown => Verdict::Warn,
        _ if has_config => Verdict::Ok,
        _ => Verdict::Note,
    };
    let hint = (verdict == Verdict::Warn).then(|| "this home can be viewed but not changed".to_owned());
    check("generation", verdict, format!("{}: {}", generation.kind.word(), generation.why), hint)
}

fn credentials() -> Check {
    check("credentials", Verdict::Note, "not checked yet".to_owned(), None)
}

/// A JSON store beside a database: ignored by one generation, a full stop for the next.
fn stray_json(facts: &Facts<'_>, generation: Generation) -> Option<Check> {
    let agent = facts.json_stores.first()?;
    let (verdict, effect) = match generation {
        Generation::AgentDb => (Verdict::Warn, "OpenClaw ignores it"),
        Generation::SharedDb => (Verdict::Bad, "OpenClaw refuses to start"),
        Generation::Seeds | Generation::Unknown => return None,
    };
    let detail = format!("agent `{agent}` has an `auth-profiles.json` from an older OpenClaw; {effect}");
    Some(check("credentials", verdict, detail, Some("OpenClaw's own `openclaw doctor --fix` imports it".to_owned())))
}

fn loose_mode(mode: &Mode) -> Option<Check> {
    let (allowed, command) = if mode.is_dir { (0o700, "chmod 700") } else { (0o600, "chmod 600") };
    (mode.bits & !allowed & 0o077 != 0).then(|| {
        let detail =
            format!("`{}` is open to other users of this machine (mode {:03o})", mode.shown, mode.bits & 0o777);
        check("permissions", Verdict::Warn, detail, Some(format!("`{command} {}`", mode.shown)))
    })
}

/// One finding.
pub(crate) fn check(name: &str, verdict: Verdict, detail: String, hint: Option<String>) -> Check {
    Check { name: name.to_owned(), verdict, detail, hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Code;

    fn generation(kind: Generation) -> GenerationInfo {
        GenerationInfo { kind, why: "test".to_owned() }
    }

    #[test]
    fn an_empty_home_is_sound_and_nothing_in_it_was_proved() {
        let facts = Facts::default();
        let checks = checks(&facts, &generation(Generation::Seeds));
        assert!(is_sound(&checks), "{checks:?}");
        assert!(checks.iter().all(|check| check.verdict == Verdict::Note), "{checks:?}");
        let nothing = Summary { has_config: false, has_openclaw: false, bad: 0, warn: 0 };
        assert_eq!(summary(&checks, &facts), nothing);
    }

    #[test]
    fn credentials_are_not_checked_and_nothing_says_that_they_are() {
        let facts = Facts { config: Some(Ok(())), ..Facts::default() };
        let checks = checks(&facts, &generation(Generation::Seeds));
        let credentials: Vec<_> = checks.iter().filter(|check| check.name == "credentials").collect();
        assert_eq!(credentials.iter().map(|check| check.verdict).collect::<Vec<_>>(), [Verdict::Note], "{checks:?}");
    }

    #[test]
    fn what_is_broken_is_bad_and_names_its_repair() {
        let error = OpError::new(Code::ConfigSyntax, "could not read it").hint("mend it");
        let facts = Facts { config: Some(Err(&error)), json_stores: vec!["main".to_owned()], ..Facts::default() };
        let checks = checks(&facts, &generation(Generation::SharedDb));
        let bad: Vec<_> = checks.iter().filter(|check| check.verdict == Verdict::Bad).collect();
        assert_eq!(bad.len(), 2, "{checks:?}");
        assert!(bad.iter().all(|check| check.hint.is_some()));
    }

    #[test]
    fn modes_that_others_can_use_are_named() {
        let mode = |bits, is_dir| Mode { shown: "~/x".to_owned(), bits, is_dir };
        for (mode, is_loose) in [
            (mode(0o600, false), false),
            (mode(0o644, false), true),
            (mode(0o700, true), false),
            (mode(0o755, true), true),
        ] {
            assert_eq!(loose_mode(&mode).is_some(), is_loose, "{mode:?}");
        }
    }
}

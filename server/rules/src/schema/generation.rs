//! Detects the generation of a home: the format that its OpenClaw reads and writes. All rules that differ between
//! generations depend on the result.

use contract::{Code, Generation, GenerationInfo, Hint, Refusal};

/// The newest known schema version of the shared state database.
pub(crate) const MAX_STATE_SCHEMA: i64 = 18;
/// The newest known schema version of an agent's database.
pub(crate) const MAX_AGENT_SCHEMA: i64 = 23;
/// The first OpenClaw with the shared credential store.
const FIRST_SHARED_DB_VERSION: (u32, u32) = (2026, 8);
/// The first OpenClaw with a database for each agent.
const FIRST_AGENT_DB_VERSION: (u32, u32, u32) = (2026, 6, 5);

/// Facts about a home that the `store` crate collects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GenerationFacts {
    /// The shared state database, `state/openclaw.sqlite`.
    pub state_db: Option<DatabaseState>,
    /// The databases of the agents, each with the agent's id.
    pub agent_dbs: Vec<(String, DatabaseState)>,
    /// The ids of the agents that have an `auth-profiles.json`.
    pub json_stores: Vec<String>,
    /// `meta.lastTouchedVersion` of the configuration.
    pub last_touched_version: Option<String>,
    /// Whether the configuration has `meta.migrations`.
    pub has_migrations: bool,
    /// The version of the OpenClaw on `PATH`.
    pub installed_version: Option<String>,
}

/// The state of a database file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseState {
    /// The file could be read.
    Readable {
        /// Its `user_version`.
        user_version: i64,
        /// Whether it has the table that holds credentials.
        has_credential_table: bool,
    },
    /// The file could not be read, with the reason.
    Unreadable(String),
}

/// Detects the generation: first from the stores on disk and from `meta.migrations`, then from the version that last
/// wrote the configuration, then from the installed version.
pub fn detect_generation(facts: &GenerationFacts) -> GenerationInfo {
    if let Some(why) = unknown_reason(facts) {
        return generation_info(Generation::Unknown, why);
    }
    if has_credential_store(facts.state_db.as_ref()) {
        return generation_info(Generation::SharedDb, "`state/openclaw.sqlite` holds the shared store");
    }
    if facts.has_migrations {
        return generation_info(Generation::SharedDb, "the configuration has `meta.migrations`");
    }
    if let Some((agent, _)) = facts.agent_dbs.iter().find(|(_, db)| has_credential_store(Some(db))) {
        return generation_info(Generation::AgentDb, format!("agent `{agent}` has its own credential database"));
    }
    if let Some(agent) = facts.json_stores.first() {
        return generation_info(Generation::JsonStore, format!("agent `{agent}` has an `auth-profiles.json`"));
    }
    detect_by_version(facts)
}

/// The generation of the home is unknown, so the home is read-only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this home can be viewed but not changed: {why}")]
pub struct UnknownGeneration {
    /// Why the generation could not be determined.
    pub why: String,
}

impl Refusal for UnknownGeneration {
    fn code(&self) -> Code {
        Code::ReadOnly
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::for_terminal("`openclaw models doctor` shows what was found")]
    }
}

/// Refuses to write to a home whose generation is unknown.
pub fn ensure_writable(home: &GenerationInfo) -> Result<(), UnknownGeneration> {
    match home.kind {
        Generation::Unknown => Err(UnknownGeneration { why: home.why.clone() }),
        Generation::JsonStore | Generation::AgentDb | Generation::SharedDb => Ok(()),
    }
}

fn detect_by_version(facts: &GenerationFacts) -> GenerationInfo {
    if let Some(version) = facts.last_touched_version.as_deref()
        && is_shared_db_version(version)
    {
        return generation_info(
            Generation::SharedDb,
            format!("the configuration was last written by OpenClaw {version}"),
        );
    }
    match facts.installed_version.as_deref() {
        Some(version) if is_shared_db_version(version) => {
            generation_info(Generation::SharedDb, format!("no credentials yet; the installed OpenClaw is {version}"))
        }
        Some(version) => {
            generation_info(Generation::JsonStore, format!("no credentials yet; the installed OpenClaw is {version}"))
        }
        None => generation_info(Generation::JsonStore, "no credential store yet"),
    }
}

/// Why the generation cannot be determined, if so.
fn unknown_reason(facts: &GenerationFacts) -> Option<String> {
    let state = facts.state_db.iter().map(|db| ("`state/openclaw.sqlite`".to_owned(), db, MAX_STATE_SCHEMA));
    let agents =
        facts.agent_dbs.iter().map(|(agent, db)| (format!("agent `{agent}`'s database"), db, MAX_AGENT_SCHEMA));
    state.chain(agents).find_map(|(name, db, newest)| match db {
        DatabaseState::Unreadable(why) => Some(format!("{name} cannot be read: {why}")),
        DatabaseState::Readable { user_version: schema, .. } if *schema > newest => {
            Some(format!("{name} has schema {schema}; this openclaw supports up to {newest}"))
        }
        DatabaseState::Readable { .. } => None,
    })
}

fn has_credential_store(db: Option<&DatabaseState>) -> bool {
    matches!(db, Some(DatabaseState::Readable { has_credential_table: true, .. }))
}

fn generation_info(kind: Generation, why: impl Into<String>) -> GenerationInfo {
    GenerationInfo { kind, why: why.into() }
}

/// The generation that an OpenClaw of this version gives a new home; `None` if the version cannot be parsed.
pub fn generation_for_version(version: &str) -> Option<Generation> {
    let mut parts = version.split(['.', '-']).map(|part| part.parse::<u32>().ok());
    let mut next = || parts.next().flatten();
    let (year, month, patch) = (next()?, next()?, next().unwrap_or_default());
    Some(match () {
        () if (year, month) >= FIRST_SHARED_DB_VERSION => Generation::SharedDb,
        () if (year, month, patch) >= FIRST_AGENT_DB_VERSION => Generation::AgentDb,
        () => Generation::JsonStore,
    })
}

fn is_shared_db_version(version: &str) -> bool {
    generation_for_version(version) == Some(Generation::SharedDb)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readable_database(schema: i64, holds_store: bool) -> DatabaseState {
        DatabaseState::Readable { user_version: schema, has_credential_table: holds_store }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn generation_is_detected_from_facts() {
        let main = || "main".to_owned();
        let cases: Vec<(GenerationFacts, Generation)> = vec![
            (GenerationFacts::default(), Generation::JsonStore),
            (GenerationFacts { json_stores: vec![main()], ..GenerationFacts::default() }, Generation::JsonStore),
            // 2026.6.1 already has a state database, without the store.
            (
                GenerationFacts {
                    state_db: Some(readable_database(3, false)),
                    json_stores: vec![main()],
                    ..GenerationFacts::default()
                },
                Generation::JsonStore,
            ),
            (
                GenerationFacts { agent_dbs: vec![(main(), readable_database(1, true))], ..GenerationFacts::default() },
                Generation::AgentDb,
            ),
            (
                GenerationFacts {
                    agent_dbs: vec![(main(), readable_database(1, true))],
                    json_stores: vec![main()],
                    ..GenerationFacts::default()
                },
                Generation::AgentDb,
            ),
            (
                GenerationFacts { state_db: Some(readable_database(18, true)), ..GenerationFacts::default() },
                Generation::SharedDb,
            ),
            // Created by a third program, and accepted by OpenClaw.
            (
                GenerationFacts { state_db: Some(readable_database(0, true)), ..GenerationFacts::default() },
                Generation::SharedDb,
            ),
            (
                GenerationFacts {
                    state_db: Some(readable_database(18, true)),
                    agent_dbs: vec![(main(), readable_database(23, true))],
                    ..GenerationFacts::default()
                },
                Generation::SharedDb,
            ),
            (GenerationFacts { has_migrations: true, ..GenerationFacts::default() }, Generation::SharedDb),
            (
                GenerationFacts { last_touched_version: Some("2026.9.6".to_owned()), ..GenerationFacts::default() },
                Generation::SharedDb,
            ),
            (
                GenerationFacts { last_touched_version: Some("2026.3.13".to_owned()), ..GenerationFacts::default() },
                Generation::JsonStore,
            ),
            (
                GenerationFacts { installed_version: Some("2026.8.1".to_owned()), ..GenerationFacts::default() },
                Generation::SharedDb,
            ),
            (
                GenerationFacts { installed_version: Some("2026.7.35".to_owned()), ..GenerationFacts::default() },
                Generation::JsonStore,
            ),
            (
                GenerationFacts { installed_version: Some("next".to_owned()), ..GenerationFacts::default() },
                Generation::JsonStore,
            ),
            (
                GenerationFacts { state_db: Some(readable_database(19, true)), ..GenerationFacts::default() },
                Generation::Unknown,
            ),
            (
                GenerationFacts {
                    agent_dbs: vec![(main(), readable_database(24, true))],
                    ..GenerationFacts::default()
                },
                Generation::Unknown,
            ),
            (
                GenerationFacts {
                    state_db: Some(DatabaseState::Unreadable("locked".to_owned())),
                    ..GenerationFacts::default()
                },
                Generation::Unknown,
            ),
        ];
        for (facts, expected) in cases {
            assert_eq!(detect_generation(&facts).kind, expected, "{facts:?}");
        }
    }
}

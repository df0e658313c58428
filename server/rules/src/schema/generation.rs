//! Detects the generation of a home: the format that its OpenClaw reads and writes. All rules that differ between
//! generations depend on the result.

use contract::{Code, Generation, GenerationInfo, Hint, Refusal};

/// The schema versions of the shared state database that this program was tested with.
pub(crate) const STATE_SCHEMAS: TestedSchemas = TestedSchemas { oldest: 15, newest: 18 };
/// The schema versions of an agent's database that this program was tested with.
pub(crate) const AGENT_SCHEMAS: TestedSchemas = TestedSchemas { oldest: 1, newest: 23 };
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
        /// Its tables of credentials.
        tables: TableForm,
    },
    /// The file could not be read, with the reason.
    Unreadable(String),
}

/// The form of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableForm {
    /// There are none.
    Missing,
    /// They have the known columns.
    Known,
    /// They have other columns.
    Unknown,
}

/// The schema versions of a kind of database that this program was tested with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TestedSchemas {
    pub(crate) oldest: i64,
    pub(crate) newest: i64,
}

impl TestedSchemas {
    /// A sentence about a database with a newer schema; `None` if it is not newer.
    pub(crate) fn newer_schema_text(self, database: &str, user_version: i64) -> Option<String> {
        let Self { oldest, newest } = self;
        (user_version > newest).then(|| {
            format!(
                "the schema of {database} has version {user_version}; this program was tested with {oldest} to {newest}"
            )
        })
    }
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
        Some(version) => {
            let kind = generation_for_version(version).unwrap_or(Generation::JsonStore);
            generation_info(kind, format!("no credentials yet; the installed OpenClaw is {version}"))
        }
        None => generation_info(Generation::JsonStore, "no credential store yet"),
    }
}

/// Why the generation cannot be determined, if so. A newer schema whose tables of credentials are the known ones differs
/// elsewhere.
fn unknown_reason(facts: &GenerationFacts) -> Option<String> {
    databases(facts).find_map(|(name, database, tested)| match database {
        DatabaseState::Unreadable(why) => Some(format!("{name} cannot be read: {why}")),
        DatabaseState::Readable { tables: TableForm::Known, .. } => None,
        DatabaseState::Readable { user_version, .. } => tested
            .newer_schema_text(&name, *user_version)
            .map(|text| format!("{text}, and its tables of credentials are not the known ones")),
    })
}

/// Says which databases have a newer schema than those that this program was tested with.
pub fn newer_schema_warnings(facts: &GenerationFacts) -> Vec<String> {
    let warning = |(name, database, tested): (String, &DatabaseState, TestedSchemas)| match database {
        DatabaseState::Unreadable(_) => None,
        DatabaseState::Readable { user_version, .. } => tested.newer_schema_text(&name, *user_version),
    };
    databases(facts).filter_map(warning).collect()
}

/// The databases of a home with their names.
fn databases(facts: &GenerationFacts) -> impl Iterator<Item = (String, &DatabaseState, TestedSchemas)> {
    let state = facts.state_db.iter().map(|db| ("`state/openclaw.sqlite`".to_owned(), db, STATE_SCHEMAS));
    let agents = facts.agent_dbs.iter().map(|(agent, db)| (format!("agent `{agent}`'s database"), db, AGENT_SCHEMAS));
    state.chain(agents)
}

fn has_credential_store(db: Option<&DatabaseState>) -> bool {
    matches!(db, Some(DatabaseState::Readable { tables: TableForm::Known | TableForm::Unknown, .. }))
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
        let tables = if holds_store { TableForm::Known } else { TableForm::Missing };
        DatabaseState::Readable { user_version: schema, tables }
    }

    #[test]
    fn a_newer_schema_with_known_tables_is_written_with_a_warning() {
        let facts = |tables, version| {
            let database = |user_version| DatabaseState::Readable { user_version, tables };
            let state_db = Some(database(version + STATE_SCHEMAS.newest));
            let agent_dbs = vec![("main".to_owned(), database(version + AGENT_SCHEMAS.newest))];
            GenerationFacts { state_db, agent_dbs, ..GenerationFacts::default() }
        };
        let newer = facts(TableForm::Known, 1);
        assert!(ensure_writable(&detect_generation(&newer)).is_ok());
        let tested = "this program was tested with";
        let expected = [
            format!("the schema of `state/openclaw.sqlite` has version 19; {tested} 15 to 18"),
            format!("the schema of agent `main`'s database has version 24; {tested} 1 to 23"),
        ];
        assert_eq!(newer_schema_warnings(&newer), expected);
        assert!(newer_schema_warnings(&facts(TableForm::Known, 0)).is_empty());
        for tables in [TableForm::Unknown, TableForm::Missing] {
            let error = ensure_writable(&detect_generation(&facts(tables, 1))).unwrap_err().to_string();
            assert!(error.contains("19; this program was tested with 15 to 18, and its tables"), "{error}");
            assert!(ensure_writable(&detect_generation(&facts(tables, 0))).is_ok(), "the store says so");
        }
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
                Generation::AgentDb,
            ),
            (
                GenerationFacts { installed_version: Some("2026.6.1".to_owned()), ..GenerationFacts::default() },
                Generation::JsonStore,
            ),
            (
                GenerationFacts { installed_version: Some("next".to_owned()), ..GenerationFacts::default() },
                Generation::JsonStore,
            ),
            (
                GenerationFacts { state_db: Some(readable_database(19, true)), ..GenerationFacts::default() },
                Generation::SharedDb,
            ),
            (
                GenerationFacts {
                    agent_dbs: vec![(main(), readable_database(24, true))],
                    ..GenerationFacts::default()
                },
                Generation::AgentDb,
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

//! Which dialect a home's files speak. Everything that differs between generations hangs on this one answer.

use contract::{Generation, GenerationInfo};

use crate::decision::Refusal;

/// The newest schema of the shared state database that we know.
const NEWEST_STATE: i64 = 18;
/// The newest schema of an agent's database that we know.
const NEWEST_AGENT: i64 = 23;
/// The first OpenClaw with the shared store.
const FIRST_SHARED: (u32, u32) = (2026, 8);
/// The first with a database for each agent.
const FIRST_AGENT_DB: (u32, u32, u32) = (2026, 6, 5);

/// What `store` saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// `state/openclaw.sqlite`.
    pub state_db: Option<Database>,
    /// The agents' databases, by agent.
    pub agent_dbs: Vec<(String, Database)>,
    /// Agents with an `auth-profiles.json`.
    pub json_stores: Vec<String>,
    /// `meta.lastTouchedVersion` of the configuration.
    pub touched_by: Option<String>,
    /// Whether the configuration has `meta.migrations`.
    pub migrated: bool,
    /// The version of the OpenClaw on `PATH`.
    pub installed: Option<String>,
}

/// A database file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// Could be read.
    Read {
        /// Its `user_version`.
        schema: i64,
        /// Whether it has the table that holds credentials.
        holds_store: bool,
    },
    /// Could not be read, and why.
    Unreadable(String),
}

/// Decides: what lies on disk first, then what the configuration says, then what is installed.
pub fn decide(facts: &Facts) -> GenerationInfo {
    if let Some(why) = obstacle(facts) {
        return info(Generation::Unknown, why);
    }
    if holds_store(facts.state_db.as_ref()) {
        return info(Generation::SharedDb, "`state/openclaw.sqlite` holds the shared store");
    }
    if facts.migrated {
        return info(Generation::SharedDb, "the configuration has `meta.migrations`");
    }
    if let Some((agent, _)) = facts.agent_dbs.iter().find(|(_, db)| holds_store(Some(db))) {
        return info(Generation::AgentDb, format!("agent `{agent}` has its own credential database"));
    }
    if let Some(agent) = facts.json_stores.first() {
        return info(Generation::Seeds, format!("agent `{agent}` has an `auth-profiles.json`"));
    }
    by_version(facts)
}

/// Whether a home may be written: not while its dialect is a guess.
pub fn may_write(home: &GenerationInfo) -> Result<(), Refusal> {
    match home.kind {
        Generation::Unknown => Err(Refusal::UnknownGeneration { why: home.why.clone() }),
        Generation::Seeds | Generation::AgentDb | Generation::SharedDb => Ok(()),
    }
}

fn by_version(facts: &Facts) -> GenerationInfo {
    if let Some(version) = facts.touched_by.as_deref()
        && is_shared(version)
    {
        return info(Generation::SharedDb, format!("the configuration was last written by OpenClaw {version}"));
    }
    match facts.installed.as_deref() {
        Some(version) if is_shared(version) => {
            info(Generation::SharedDb, format!("no credentials yet; the installed OpenClaw is {version}"))
        }
        Some(version) => info(Generation::Seeds, format!("no credentials yet; the installed OpenClaw is {version}")),
        None => info(Generation::Seeds, "no credential store yet"),
    }
}

/// What keeps us from being sure.
fn obstacle(facts: &Facts) -> Option<String> {
    let state = facts.state_db.iter().map(|db| ("`state/openclaw.sqlite`".to_owned(), db, NEWEST_STATE));
    let agents = facts.agent_dbs.iter().map(|(agent, db)| (format!("agent `{agent}`'s database"), db, NEWEST_AGENT));
    state.chain(agents).find_map(|(name, db, newest)| match db {
        Database::Unreadable(why) => Some(format!("{name} cannot be read: {why}")),
        Database::Read { schema, .. } if *schema > newest => {
            Some(format!("{name} has schema {schema}; this openclaw knows up to {newest}"))
        }
        Database::Read { .. } => None,
    })
}

fn holds_store(db: Option<&Database>) -> bool {
    matches!(db, Some(Database::Read { holds_store: true, .. }))
}

fn info(kind: Generation, why: impl Into<String>) -> GenerationInfo {
    GenerationInfo { kind, why: why.into() }
}

/// What an OpenClaw of this version makes of a home that is new; `None` for a version that is not understood.
pub fn of_version(version: &str) -> Option<Generation> {
    let mut parts = version.split(['.', '-']).map(|part| part.parse::<u32>().ok());
    let mut next = || parts.next().flatten();
    let (year, month, patch) = (next()?, next()?, next().unwrap_or_default());
    Some(match () {
        () if (year, month) >= FIRST_SHARED => Generation::SharedDb,
        () if (year, month, patch) >= FIRST_AGENT_DB => Generation::AgentDb,
        () => Generation::Seeds,
    })
}

fn is_shared(version: &str) -> bool {
    of_version(version) == Some(Generation::SharedDb)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(schema: i64, holds_store: bool) -> Database {
        Database::Read { schema, holds_store }
    }

    #[test]
    fn what_decides() {
        let main = || "main".to_owned();
        let cases: Vec<(Facts, Generation)> = vec![
            (Facts::default(), Generation::Seeds),
            (Facts { json_stores: vec![main()], ..Facts::default() }, Generation::Seeds),
            // 2026.6.1 already has a state database, without the store.
            (
                Facts { state_db: Some(read(3, false)), json_stores: vec![main()], ..Facts::default() },
                Generation::Seeds,
            ),
            (Facts { agent_dbs: vec![(main(), read(1, true))], ..Facts::default() }, Generation::AgentDb),
            (
                Facts { agent_dbs: vec![(main(), read(1, true))], json_stores: vec![main()], ..Facts::default() },
                Generation::AgentDb,
            ),
            (Facts { state_db: Some(read(18, true)), ..Facts::default() }, Generation::SharedDb),
            // Made from nothing by a third program, and adopted by OpenClaw.
            (Facts { state_db: Some(read(0, true)), ..Facts::default() }, Generation::SharedDb),
            (
                Facts { state_db: Some(read(18, true)), agent_dbs: vec![(main(), read(23, true))], ..Facts::default() },
                Generation::SharedDb,
            ),
            (Facts { migrated: true, ..Facts::default() }, Generation::SharedDb),
            (Facts { touched_by: Some("2026.9.6".to_owned()), ..Facts::default() }, Generation::SharedDb),
            (Facts { touched_by: Some("2026.3.13".to_owned()), ..Facts::default() }, Generation::Seeds),
            (Facts { installed: Some("2026.8.1".to_owned()), ..Facts::default() }, Generation::SharedDb),
            (Facts { installed: Some("2026.7.35".to_owned()), ..Facts::default() }, Generation::Seeds),
            (Facts { installed: Some("next".to_owned()), ..Facts::default() }, Generation::Seeds),
            (Facts { state_db: Some(read(19, true)), ..Facts::default() }, Generation::Unknown),
            (Facts { agent_dbs: vec![(main(), read(24, true))], ..Facts::default() }, Generation::Unknown),
            (
                Facts { state_db: Some(Database::Unreadable("locked".to_owned())), ..Facts::default() },
                Generation::Unknown,
            ),
        ];
        for (facts, expected) in cases {
            assert_eq!(decide(&facts).kind, expected, "{facts:?}");
        }
    }
}

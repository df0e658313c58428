//! The cells of databases that hold credentials, and others beside them: their places, and the form of their tables.

use rules::schema::generation::TableForm;
use rusqlite::{Connection, OptionalExtension};

/// A cell with a JSON document: one column of one row, which has a time in another column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) table: &'static str,
    pub(crate) key_column: &'static str,
    pub(crate) text_column: &'static str,
    pub(crate) time_column: &'static str,
    /// The key of the row.
    pub(crate) key: &'static str,
}

/// The cells of one credential store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoreCells {
    /// The credentials.
    pub(crate) profiles: Cell,
    /// Their order and usage.
    pub(crate) state: Cell,
}

/// The cells of `openclaw-agent.sqlite`. Each table has one row.
pub(crate) const AGENT_CELLS: StoreCells = StoreCells {
    profiles: Cell {
        table: "auth_profile_store",
        key_column: "store_key",
        text_column: "store_json",
        time_column: "updated_at",
        key: "primary",
    },
    state: Cell {
        table: "auth_profile_state",
        key_column: "state_key",
        text_column: "state_json",
        time_column: "updated_at",
        key: "primary",
    },
};

/// The cells of `state/openclaw.sqlite`.
pub(crate) const SHARED_CELLS: StoreCells =
    StoreCells { profiles: machine_state("authProfiles.store"), state: machine_state("authProfiles.state") };

/// The cell of `state/openclaw.sqlite` that says which database has the shared credentials.
pub(crate) const OWNER_CELL: Cell = machine_state("auth.sharedStore");

/// The cell of `state/openclaw.sqlite` with the catalog that OpenClaw has downloaded.
pub(crate) const CATALOG_CELL: Cell = machine_state("modelCatalog.remote");

const fn machine_state(key: &'static str) -> Cell {
    Cell {
        table: "config_machine_state",
        key_column: "state_key",
        text_column: "value_json",
        time_column: "updated_at_ms",
        key,
    }
}

impl Cell {
    /// Reads the document; `None` when there is no such row.
    pub(crate) fn read(&self, connection: &Connection) -> rusqlite::Result<Option<String>> {
        let Self { table, key_column, text_column, key, .. } = self;
        let query = format!("SELECT {text_column} FROM {table} WHERE {key_column} = ?1");
        connection.query_row(&query, [key], |row| row.get(0)).optional()
    }

    /// Reads so many characters of the document; `None` when there is no such row.
    pub(crate) fn read_start(&self, connection: &Connection, length: usize) -> rusqlite::Result<Option<String>> {
        let Self { table, key_column, text_column, key, .. } = self;
        let query = format!("SELECT substr({text_column}, 1, {length}) FROM {table} WHERE {key_column} = ?1");
        connection.query_row(&query, [key], |row| row.get(0)).optional()
    }

    /// Compares the columns of the table with the known ones.
    pub(crate) fn table_form(&self, connection: &Connection) -> rusqlite::Result<TableForm> {
        let is_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
        if connection.query_row(is_table, [self.table], |_| Ok(())).optional()?.is_none() {
            return Ok(TableForm::Missing);
        }
        let mut query = connection.prepare("SELECT name, type, pk FROM pragma_table_xinfo(?1)")?;
        let columns = query.query_map([self.table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let columns: Vec<(String, String, i64)> = columns.collect::<rusqlite::Result<_>>()?;
        let known = [(self.key_column, "TEXT", 1), (self.text_column, "TEXT", 0), (self.time_column, "INTEGER", 0)];
        let is_known = columns.iter().map(|(name, kind, pk)| (name.as_str(), kind.as_str(), *pk)).eq(known);
        Ok(if is_known { TableForm::Known } else { TableForm::Unknown })
    }
}

impl StoreCells {
    /// The form of both tables. One without the other is unknown.
    pub(crate) fn table_form(&self, connection: &Connection) -> rusqlite::Result<TableForm> {
        let (profiles, state) = (self.profiles.table_form(connection)?, self.state.table_form(connection)?);
        Ok(if profiles == state { profiles } else { TableForm::Unknown })
    }
}

/// The schema version of a database.
pub(crate) fn user_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

//! The schema table: what every path of the configuration that openclaw knows is.
//!
//! A row says what OpenClaw accepts at a path, and what openclaw does with the value there. Validation, masks, the
//! history, `config set`, the doctor and diffs have no list of their own: they ask this table. A path without a row is
//! neither judged nor shown.
//!
//! What OpenClaw accepts was read from the schemas of the releases in [`super::release`]. `.object()` alone means that
//! the members are not described: openclaw judges none of them, and `config set` leaves them to OpenClaw.

mod agents;
mod credentials;
mod gateway;
mod providers;

use super::{
    release::Release::{V2026_3, V2026_4, V2026_6, V2026_7, V2026_8},
    row::{Row, each, row},
    scalar_form::TextForm::{AbsolutePath, Duration, HexColor, HttpUrl, ModelOrEmpty, NotBlank, SecretProvider},
};

/// Where a secret may be kept.
const SECRET_SOURCES: &[&str] = &["env", "file", "exec", "store"];
const SECRET_SOURCES_BEFORE_STORE: &[&str] = &["env", "file", "exec"];

/// All rows. The row of a parent may be in another file than those of its members.
pub(super) fn all_rows() -> impl Iterator<Item = &'static Row> {
    [ROOT, agents::ROWS, providers::ROWS, credentials::ROWS, gateway::ROWS].into_iter().flatten()
}

/// The document, its sections, and the keys that are often written in the wrong place.
const ROOT: &[Row] = &[
    row("").closed_object(),
    row("$schema").text(),
    row("agents").closed_object().read().comments_shown().landmark(),
    row("models").closed_object().read().landmark(),
    row("auth").closed_object().read().landmark(),
    row("env").object().until(V2026_7).private().landmark(),
    row("env").closed_object().since(V2026_8),
    row("meta").closed_object().private().owned_by_openclaw().landmark(),
    row("gateway").closed_object().landmark(),
    each("", &["session", "cron", "ui"]).closed_object(),
    each("", &["wizard", "secrets", "plugins", "hooks"]).object().private(),
    row("channels").object().private(),
    each("", &["acp", "approvals", "broadcast", "browser", "commands", "diagnostics", "discovery", "logging"]).object(),
    each("", &["memory", "messages", "nodeHost", "skills", "talk", "tools", "update"]).object(),
    row("bindings").list(),
    row("canvasHost").object().until(V2026_7),
    each("", &["audio", "cli", "media", "web"]).object().until(V2026_7),
    each("", &["commitments", "crestodian"]).object().since(V2026_6).until(V2026_7),
    each("", &["accessGroups", "mcp", "proxy", "security", "surfaces", "transcripts"]).object().since(V2026_6),
    each("", &["audit", "marketplaces", "tui"]).object().since(V2026_7).until(V2026_7),
    each("", &["attachments", "cloudWorkers", "desktop", "telemetry", "tts"]).object().since(V2026_8),
    row("worktreeRoot").text_of(AbsolutePath).since(V2026_8),
    row("worktreeAcceleration").flag().since(V2026_8),
    row("model").belongs_to("agents.defaults.model"),
    row("imageModel").belongs_to("agents.defaults.imageModel"),
    row("heartbeat").belongs_to("agents.defaults.heartbeat"),
    row("providers").belongs_to("models.providers"),
];

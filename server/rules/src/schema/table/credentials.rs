//! Rows about credentials, variables, and what OpenClaw notes about the file itself.

use super::{
    super::row::{Row, each, row},
    {V2026_3, V2026_6, V2026_7, V2026_8},
};

const DOCTOR_FIXES_IT: &str = "OpenClaw's own `openclaw doctor --fix` removes it";

pub(in crate::schema) const ROWS: &[Row] = &[
    row("auth.order").object().managed().landmark(),
    row("auth.order.*").list(),
    row("auth.order.*.*").text().shown(),
    row("auth.profiles").object().managed().landmark(),
    row("auth.profiles.*").closed_object().required(&["provider", "mode"]),
    row("auth.profiles.*.provider").text().shown(),
    row("auth.profiles.*.mode").one_of(&["api_key", "oauth", "token"]).until(V2026_3).respelled(API_KEY).shown(),
    row("auth.profiles.*.mode")
        .one_of(&["api_key", "aws-sdk", "oauth", "token"])
        .since(V2026_6)
        .respelled(API_KEY)
        .shown(),
    row("auth.profiles.*.email").text(),
    row("auth.profiles.*.displayName").text().since(V2026_6),
    row("auth.cooldowns").closed_object().until(V2026_7).repair(DOCTOR_FIXES_IT),
    each("auth.cooldowns", &["billingBackoffHours", "billingMaxHours", "failureWindowHours"]).positive_number(),
    row("auth.cooldowns.billingBackoffHoursByProvider").object(),
    row("auth.cooldowns.billingBackoffHoursByProvider.*").positive_number(),
    each("auth.cooldowns", &["authPermanentBackoffMinutes", "authPermanentMaxMinutes"])
        .positive_number()
        .since(V2026_6),
    each("auth.cooldowns", &["overloadedBackoffMs", "overloadedProfileRotations", "rateLimitedProfileRotations"])
        .whole_number(0)
        .since(V2026_6),
    row("env.vars").object().landmark(),
    row("env.vars.*").text(),
    row("env.shellEnv").closed_object(),
    row("env.shellEnv.enabled").flag(),
    row("env.shellEnv.timeoutMs").whole_number(0),
    row("env.*").text().until(V2026_7),
    row("meta.lastTouchedVersion").text(),
    row("meta.lastTouchedAt").text().number().until(V2026_7),
    row("meta.migrations").closed_object().since(V2026_8),
    row("meta.migrations.modelPolicyAllowlist").only_true().managed().shown(),
    row("meta.migrations.utilityModelSeparation").only_true(),
];

/// The spelling of a mode that other documents use, with OpenClaw's own.
const API_KEY: &[(&str, &str)] = &[("api-key", "api_key")];

//! The variables that OpenClaw takes from the login shell.

use crate::{base::env::Variables, document::view::View};

/// Their names. If any of them is set, the shell is not asked.
const NAMES: &[&str] = &[
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_OAUTH_TOKEN",
    "GEMINI_API_KEY",
    "ZAI_API_KEY",
    "OPENROUTER_API_KEY",
    "AI_GATEWAY_API_KEY",
    "MINIMAX_API_KEY",
    "MODELSTUDIO_API_KEY",
    "SYNTHETIC_API_KEY",
    "KILOCODE_API_KEY",
    "ELEVENLABS_API_KEY",
    "TELEGRAM_BOT_TOKEN",
    "DISCORD_BOT_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "OPENCLAW_GATEWAY_TOKEN",
    "OPENCLAW_GATEWAY_PASSWORD",
];

/// Whether OpenClaw is set up to ask the login shell.
pub fn is_shell_enabled(view: &View) -> bool {
    let variable = view.variable("OPENCLAW_LOAD_SHELL_ENV");
    let is_on =
        variable.is_some_and(|value| matches!(value.trim().to_lowercase().as_str(), "1" | "true" | "yes" | "on"));
    let configured =
        view.document().get("env").and_then(|env| env.get("shellEnv")).and_then(|shell| shell.get("enabled"));
    is_on || configured.and_then(serde_json::Value::as_bool).unwrap_or_default()
}

/// Why the login shell is not asked, as a sentence; `None` if it is.
pub fn reason_not_to_ask(view: &View) -> Option<String> {
    let set = NAMES.iter().find(|name| view.is_variable_set(name))?;
    Some(format!("the login shell was not asked for variables, because `{set}` is set"))
}

/// Reads the output of `env -0`: of its variables, only those that OpenClaw takes.
pub fn read_variables(output: &[u8]) -> Variables {
    let entries = output.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok());
    let known = entries.filter_map(|entry| entry.split_once('=')).filter(|(name, _)| NAMES.contains(name));
    known.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_variables_are_taken() {
        let output = b"PATH=/bin\0OPENAI_API_KEY=sk-x=1\nmore\0XAI_API_KEY=no\0broken\0ZAI_API_KEY=\xff\0";
        let found = read_variables(output);
        assert_eq!(found.get("OPENAI_API_KEY"), Some("sk-x=1\nmore"));
        assert!(["PATH", "XAI_API_KEY", "ZAI_API_KEY", "broken"].iter().all(|name| found.get(name).is_none()));
    }

    #[test]
    fn the_shell_is_not_asked_if_a_variable_is_set() {
        let view = |name: &str| {
            let set: Variables = [(name.to_owned(), "value".to_owned())].into_iter().collect();
            View::default().with_env(crate::base::env::Env::new(vec![set]))
        };
        assert_eq!(reason_not_to_ask(&view("XAI_API_KEY")), None);
        let expected = "the login shell was not asked for variables, because `SLACK_APP_TOKEN` is set";
        assert_eq!(reason_not_to_ask(&view("SLACK_APP_TOKEN")).as_deref(), Some(expected));
    }
}

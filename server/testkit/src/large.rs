//! Configurations of any size. This file uses only the standard library, because `cargo xtask bench` includes it too.

use std::fmt::Write;

/// Number of allowed models, each with an alias.
const MODELS: usize = 200;

/// Returns JSON5 with comments, of about this many bytes: agents with their own chains, and a text that fills the rest.
#[must_use]
pub fn large_config(bytes: usize, agents: usize) -> String {
    let mut text = String::with_capacity(bytes + bytes / 8);
    text.push_str("{\n  agents: {\n    defaults: {\n      // what most agents use\n");
    text.push_str(
        "      model: { primary: 'anthropic/claude-opus-4-5', fallbacks: ['openai/gpt-5.2', 'xai/grok-4'] },\n",
    );
    text.push_str(
        "      models: {\n        'anthropic/claude-opus-4-5': { alias: 'opus' },\n        'openai/gpt-5.2': {},\n",
    );
    for model in 0..MODELS {
        writeln!(text, "        'vendor-{}/model-{model}': {{ alias: 'm{model}' }},", model % 20).ok();
    }
    text.push_str("      },\n    },\n    list: [\n");
    let room = bytes.saturating_sub(text.len()) / agents.max(1);
    for agent in 0..agents {
        let start = text.len();
        writeln!(text, "      // agent {agent}\n      {{\n        id: 'agent-{agent}',").ok();
        writeln!(text, "        model: {{ primary: 'vendor-1/model-{}', fallbacks: ['m1', 'm2'] }},", agent % MODELS)
            .ok();
        text.push_str("        identity: { theme: '");
        while text.len() + 30 < start + room {
            text.push_str("calm and exact, ");
        }
        text.push_str("' },\n      },\n");
    }
    text.push_str("    ],\n  },\n}\n");
    text
}

/// Returns lines of a history in which commands set the primaries of agents.
#[must_use]
pub fn long_history(lines: usize, agents: usize) -> String {
    (1..=lines).fold(String::new(), |mut text, id| {
        let leaf = format!(
            r#"{{"path":"agents.list.agent-{}.model.primary","before_raw":"'a/b'","after_raw":"'vendor-1/model-{}'","whole":true}}"#,
            id % agents,
            id % agents % MODELS,
        );
        writeln!(
            text,
            r#"{{"v":1,"id":{id},"at":"2026-11-21T10:00:00.000Z","who":"cli","op":"fallback/chain","file":"~/.openclaw/openclaw.json","rev_before":"0123456789abcdef","rev_after":"fedcba9876543210","leaves":[{leaf}]}}"#
        )
        .ok();
        text
    })
}

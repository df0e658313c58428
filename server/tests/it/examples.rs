//! How each operation is called, for tests of all operations.

/// How to call an operation from the command line and from a page. The contract test names operations without an
/// example.
pub(crate) struct Example {
    pub(crate) path: &'static str,
    pub(crate) command: &'static [&'static str],
    pub(crate) json: &'static str,
}

pub(crate) const EXAMPLES: &[Example] = &[
    Example { path: "change/list", command: &["models", "history"], json: r#"{"op":{"limit":5}}"# },
    Example { path: "auth/list", command: &["models", "auth", "list"], json: r#"{"op":{}}"# },
    Example { path: "route/explain", command: &["models", "why"], json: r#"{"op":{"model":"openai/gpt-5.2"}}"# },
    Example { path: "agent/list", command: &["agents", "list"], json: r#"{"op":{}}"# },
    Example {
        path: "agent/add",
        command: &["agents", "add", "work", "--workspace", "~/work"],
        json: r#"{"op":{"op":{"name":"home","workspace":"~/home"},"dryRun":true}}"#,
    },
    Example {
        path: "config/get",
        command: &["config", "get", "agents.defaults.model"],
        json: r#"{"op":{"path":"agents.defaults.model.primary"}}"#,
    },
    Example {
        path: "config/set",
        command: &["config", "set", "agents.defaults.timeoutSeconds", "60"],
        json: r#"{"op":{"op":{"path":"agents.defaults.model.primary","value":"openai/gpt-5.2"}}}"#,
    },
    Example {
        path: "config/unset",
        command: &["config", "unset", "agents.defaults.model.fallbacks"],
        json: r#"{"op":{"op":{"path":"agents.defaults.model"},"dryRun":true}}"#,
    },
    Example { path: "config/validate", command: &["config", "validate"], json: r#"{"op":{}}"# },
    Example { path: "fallback/list", command: &["models", "fallbacks", "list"], json: r#"{"op":{"role":"text"}}"# },
    Example {
        path: "fallback/add",
        command: &["models", "fallbacks", "add", "google/gemini-2.5-pro"],
        json: r#"{"op":{"op":{"role":"image","model":"google/gemini-2.5-pro"}}}"#,
    },
    Example {
        path: "fallback/remove",
        command: &["models", "fallbacks", "remove", "openai/gpt-5.2"],
        json: r#"{"op":{"op":{"model":"openai/gpt-5.2"},"dryRun":true}}"#,
    },
    Example {
        path: "fallback/move",
        command: &["models", "fallbacks", "move", "openai/gpt-5.2", "--to", "1"],
        json: r#"{"op":{"op":{"model":"openai/gpt-5.2","place":"up"}}}"#,
    },
    Example {
        path: "fallback/set",
        command: &["models", "fallbacks", "set", "openai/gpt-5.2", "google/gemini-2.5-pro"],
        json: r#"{"op":{"op":{"models":["openai/gpt-5.2"]},"dryRun":true}}"#,
    },
    Example {
        path: "fallback/clear",
        command: &["models", "image-fallbacks", "clear"],
        json: r#"{"op":{"op":{"role":"image"}}}"#,
    },
    Example {
        path: "fallback/chain",
        command: &["models", "fallbacks", "set", "opus", "--primary", "openai/gpt-5.2"],
        json: r#"{"op":{"op":{"primary":"openai/gpt-5.2","fallbacks":["xai/grok-4"]},"dryRun":true}}"#,
    },
    Example {
        path: "fallback/inherit",
        command: &["models", "fallbacks", "inherit", "--agent", "main"],
        json: r#"{"op":{"op":{"agent":"main"}}}"#,
    },
    Example {
        path: "model/set",
        command: &["models", "set", "openai/gpt-5.2"],
        json: r#"{"op":{"op":{"model":"openai/gpt-5.2"},"dryRun":true}}"#,
    },
    Example {
        path: "model/allow",
        command: &["models", "allow", "xai/grok-4"],
        json: r#"{"op":{"op":{"model":"xai/grok-4"}}}"#,
    },
    Example {
        path: "model/disallow",
        command: &["models", "disallow", "xai/grok-4"],
        json: r#"{"op":{"op":{"model":"xai/grok-4"}}}"#,
    },
    Example {
        path: "model/list",
        command: &["models", "list", "--provider", "anthropic"],
        json: r#"{"op":{"provider":"anthropic","sort":"cost"}}"#,
    },
    Example {
        path: "model/suggest",
        command: &["models", "suggest", "opus"],
        json: r#"{"op":{"typed":"opus","role":"image"}}"#,
    },
    Example { path: "alias/list", command: &["models", "aliases", "list"], json: r#"{"op":{}}"# },
    Example {
        path: "alias/add",
        command: &["models", "aliases", "add", "fast", "google/gemini-2.5-flash"],
        json: r#"{"op":{"op":{"alias":"fast","model":"google/gemini-2.5-flash"}}}"#,
    },
    Example {
        path: "alias/rename",
        command: &["models", "aliases", "rename", "opus", "best"],
        json: r#"{"op":{"op":{"alias":"fast","to":"quick"},"dryRun":true}}"#,
    },
    Example {
        path: "alias/remove",
        command: &["models", "aliases", "remove", "opus"],
        json: r#"{"op":{"op":{"alias":"fast"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/add",
        command: &["models", "auth", "paste-api-key", "--provider", "openai"],
        json: r#"{"op":{"op":{"provider":"openai","secret":"typed-Canary98-0123456789","replace":true}}}"#,
    },
    Example {
        path: "auth/remove",
        command: &["models", "auth", "remove", "openai:old"],
        json: r#"{"op":{"op":{"id":"openai:old"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/rename",
        command: &["models", "auth", "rename", "openai:old", "openai:backup"],
        json: r#"{"op":{"op":{"id":"openai:old","to":"openai:backup"},"dryRun":true}}"#,
    },
    Example {
        path: "auth/copy",
        command: &["models", "auth", "copy", "openai:old", "--to-agent", "work"],
        json: r#"{"op":{"op":{"id":"openai:old","toAgent":"work"},"dryRun":true}}"#,
    },
    Example { path: "auth/import", command: &["models", "auth", "import"], json: r#"{"op":{"op":{},"dryRun":true}}"# },
    Example {
        path: "auth/order",
        command: &["models", "auth", "order", "set", "--provider", "anthropic", "anthropic:work", "anthropic:manual"],
        json: r#"{"op":{"op":{"provider":"anthropic","profiles":["anthropic:work"]},"dryRun":true}}"#,
    },
    Example {
        path: "auth/move",
        command: &["models", "auth", "order", "move", "anthropic:work", "--to", "1"],
        json: r#"{"op":{"op":{"id":"anthropic:work","to":1},"dryRun":true}}"#,
    },
    Example {
        path: "auth/cooldown",
        command: &["models", "auth", "cooldown", "clear", "anthropic:work"],
        json: r#"{"op":{"op":{"id":"anthropic:work"}}}"#,
    },
    Example { path: "status/show", command: &["models", "status"], json: r#"{"op":{}}"# },
    Example {
        path: "job/start",
        command: &["models", "probe", "--dry-run"],
        json: r#"{"op":{"what":{"probe":{}},"dryRun":true}}"#,
    },
    Example { path: "job/read", command: &["models", "probe", "--last"], json: r#"{"op":{}}"# },
    // A command cancels its job when it is interrupted.
    Example { path: "job/cancel", command: &[], json: r#"{"op":{"id":1}}"# },
    // `models doctor --acknowledge` needs the id of a lint that is listed.
    Example { path: "lint/acknowledge", command: &[], json: r#"{"op":{"ids":[]}}"# },
    Example { path: "system/paths", command: &["models", "doctor"], json: r#"{"op":{}}"# },
    // This is the last example: it needs a change to undo.
    Example { path: "change/undo", command: &["models", "undo", "1"], json: r#"{"op":{"op":{},"dryRun":true}}"# },
];

impl Example {
    /// The request to the endpoint that only shows a preview.
    pub(crate) fn preview_json(&self) -> serde_json::Value {
        let mut json: serde_json::Value = serde_json::from_str(self.json).unwrap();
        if let Some(write) = json.get_mut("op").filter(|write| write.get("op").is_some()) {
            write["dryRun"] = true.into();
        }
        json
    }
}

pub(crate) fn find_example(path: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.path == path)
}

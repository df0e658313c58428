//! Reads the `models.json` of the agents: providers and models that OpenClaw has found for them.

use std::{io, path::Path};

use rules::document::view::{AgentModels, View};
use serde_json::{Map, Value};

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
    generation_facts::FoundAgentDir,
    revision::revision_of_bytes,
    snapshot::AgentModelsFile,
};

const FILE_NAME: &str = "models.json";

/// The longest file that is read.
const MAX_BYTES: u64 = 8 << 20;

impl HomeStore {
    /// Reads the files of all agents that have one. Only addresses, formats and models of providers are kept.
    pub(crate) fn read_agent_models(&self, view: &View) -> (Vec<AgentModelsFile>, Vec<AgentModels>) {
        self.agent_models_bytes(view)
            .map(|(file, bytes)| {
                let providers = bytes.map_err(|error| error.to_string()).and_then(|bytes| parse_providers(&bytes));
                let models =
                    AgentModels { agent: file.agent.clone(), display_path: file.display_path.clone(), providers };
                (file, models)
            })
            .unzip()
    }

    /// Which files there are, and which bytes they have.
    pub(crate) fn agent_models_files(&self, view: &View) -> Vec<AgentModelsFile> {
        self.agent_models_bytes(view).map(|(file, _)| file).collect()
    }

    fn agent_models_bytes(&self, view: &View) -> impl Iterator<Item = (AgentModelsFile, io::Result<Vec<u8>>)> {
        self.existing_agent_dirs(Some(view)).into_iter().filter_map(|dir| {
            let (shown, real) = dir.file_paths(FILE_NAME);
            let bytes = read_file(&real)?;
            let revision = bytes.as_ref().ok().map(|bytes| revision_of_bytes(bytes));
            let FoundAgentDir { id: agent, .. } = dir;
            Some((AgentModelsFile { agent, display_path: self.home.display_path(&shown), revision }, bytes))
        })
    }
}

/// Reads a file; `None` if there is none.
fn read_file(path: &Path) -> Option<io::Result<Vec<u8>>> {
    let file = match open_nonblocking(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return Some(Err(error)),
    };
    Some(read_regular_file(file, MAX_BYTES))
}

/// The members of a provider that are kept. Its keys and headers are dropped at once.
const KEPT_MEMBERS: [&str; 3] = ["api", "baseUrl", "models"];

/// The providers of a file, each with what is kept of it. The error names no part of the text, which may hold keys.
fn parse_providers(bytes: &[u8]) -> Result<Value, String> {
    let mut document: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("it is not valid JSON (line {}, column {})", error.line(), error.column()))?;
    let Some(providers) = document.get_mut("providers") else { return Ok(Value::Object(Map::new())) };
    for provider in providers.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(entry) = provider.as_object_mut() {
            entry.retain(|key, _| KEPT_MEMBERS.contains(&key.as_str()));
        }
    }
    Ok(providers.take())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_and_headers_are_dropped() {
        let text = r#"{ "providers": { "house": { "apiKey": "sk-1", "headers": {}, "api": "a", "models": [{ "id": "a" }] }, "x": 5 } }"#;
        let expected = json!({ "house": { "api": "a", "models": [{ "id": "a" }] }, "x": 5 });
        assert_eq!(parse_providers(text.as_bytes()), Ok(expected));
        assert_eq!(parse_providers(b"{}"), Ok(json!({})));
    }

    #[test]
    fn an_error_has_no_part_of_the_text() {
        let error = parse_providers(b"{ \"apiKey\": \"sk-secret ").unwrap_err();
        assert!(error.contains("line 1") && !error.contains("secret"), "{error}");
    }
}

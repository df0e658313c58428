//! What a fake provider answers: a JSON file, or a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SeenRequest;

/// The answers of a fake provider. The first one that fits a request is given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Script {
    /// In the order in which they are tried.
    pub answers: Vec<Answer>,
    /// Resets each connection instead of answering.
    #[serde(default)]
    pub resets: bool,
}

/// Which requests an answer is for. What is not named fits every request.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct When {
    /// The start of the path.
    #[serde(default)]
    pub path: String,
    /// A part of the value of any header, such as a key.
    #[serde(default)]
    pub header: String,
    /// A part of the body.
    #[serde(default)]
    pub body: String,
}

/// A body as text or as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// Sent as it is.
    Plain(String),
    /// Sent as compact JSON.
    Json(Value),
}

impl Default for Text {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl Text {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Plain(text) => text.clone().into_bytes(),
            Self::Json(value) => value.to_string().into_bytes(),
        }
    }
}

/// An answer, and how it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Answer {
    /// The requests that it is for.
    pub when: When,
    /// The status code.
    pub status: u16,
    /// Headers beside `content-length`.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Text,
    /// How often the body is sent, for large bodies.
    pub repeat_body: usize,
    /// Milliseconds before the first byte.
    pub delay_ms: u64,
    /// Milliseconds after each byte of the body; 0: the body is sent at once.
    pub byte_delay_ms: u64,
    /// Closes the connection after so many bytes of the body.
    pub cut_after: Option<usize>,
    /// Sends the body in a chunk whose length is no number.
    pub breaks_chunks: bool,
    /// How many further headers are sent.
    pub extra_headers: usize,
    /// Sends this instead of an HTTP answer.
    pub raw: Option<String>,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            when: When::default(),
            status: 200,
            headers: BTreeMap::new(),
            body: Text::default(),
            repeat_body: 1,
            delay_ms: 0,
            byte_delay_ms: 0,
            cut_after: None,
            breaks_chunks: false,
            extra_headers: 0,
            raw: None,
        }
    }
}

impl Script {
    /// A script with one answer to all requests.
    pub fn always(answer: Answer) -> Self {
        Self { answers: vec![answer], resets: false }
    }

    /// Reads a script from JSON.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The answer to a request; 404 if the script has none.
    pub(super) fn answer_to(&self, request: &SeenRequest) -> Answer {
        let found = self.answers.iter().find(|answer| answer.when.fits(request));
        found.cloned().unwrap_or_else(|| Answer { status: 404, ..Answer::default() })
    }
}

impl Answer {
    /// An answer with a status and a JSON body.
    pub fn json(status: u16, body: Value) -> Self {
        let headers = [("content-type".to_owned(), "application/json".to_owned())].into();
        Self { status, headers, body: Text::Json(body), ..Self::default() }
    }

    /// This answer, for requests with a part of a header, such as a key.
    #[must_use]
    pub fn for_header(self, header: &str) -> Self {
        Self { when: When { header: header.to_owned(), ..self.when }, ..self }
    }
}

impl When {
    fn fits(&self, request: &SeenRequest) -> bool {
        request.path.starts_with(&self.path)
            && request.body.contains(&self.body)
            && (self.header.is_empty() || request.headers.values().any(|value| value.contains(&self.header)))
    }
}

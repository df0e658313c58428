//! The error in the body of an answer, in the forms of all providers.

use serde_json::Value;

/// The longest message that is kept.
const MAX_MESSAGE_BYTES: usize = 8 << 10;

/// The error in the body of an answer.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The sentence for people; empty if there is none. It may repeat the secret of the request.
    pub message: String,
    /// The error codes, such as `insufficient_quota` or `RESOURCE_EXHAUSTED`.
    pub codes: Vec<String>,
    /// The HTTP status that the body states.
    pub status: Option<u16>,
    /// What Google's `RetryInfo` has, such as `22s`.
    pub retry_delay: Option<String>,
}

impl ErrorBody {
    /// Reads the body of an answer that is an error: JSON in any known form, or a short text.
    pub fn read(body: &str) -> Self {
        if let Ok(value) = serde_json::from_str::<Value>(body.trim_start_matches('\u{feff}')) {
            return Self::find(&value).unwrap_or_else(|| Self::of(&value));
        }
        let text = body.trim();
        // Some servers refuse with an event, as if the answer were a stream.
        let data = text.lines().filter_map(|line| line.trim().strip_prefix("data:"));
        let mut events = data.filter_map(|data| serde_json::from_str::<Value>(data.trim()).ok());
        if let Some(error) = events.find_map(|event| Self::find(&event)) {
            return error;
        }
        let message = if is_web_page(text) { page_title(text).unwrap_or_default() } else { text.to_owned() };
        Self { message: capped(message), ..Self::default() }
    }

    /// Finds the error in an answer, also in one with a good status; `None` if it has no error.
    pub fn find(value: &Value) -> Option<Self> {
        match value {
            Value::Array(items) => items.iter().find_map(Self::find),
            Value::Object(object) => {
                let nested = object.get("response").filter(|_| value["type"] == "response.failed");
                if let Some(response) = nested {
                    return Self::find(response).or_else(|| Some(Self::of(value)));
                }
                has_error(value).then(|| Self::of(value))
            }
            _ => None,
        }
    }

    /// The texts by which the error is classified.
    pub fn text(&self) -> String {
        let words = self.codes.iter().map(String::as_str);
        words.chain([self.message.as_str()]).collect::<Vec<_>>().join(" ")
    }

    fn of(outer: &Value) -> Self {
        let inner = error_value(outer);
        let message = [inner, outer].into_iter().find_map(message_of).unwrap_or_default();
        let mut codes = Vec::new();
        for value in [inner, outer] {
            let words = ["type", "code", "status", "reason", "__type", "errorType"];
            codes.extend(words.iter().filter_map(|key| value.get(key)?.as_str()).map(str::to_owned));
        }
        let details = inner.get("details").and_then(Value::as_array).into_iter().flatten();
        codes.extend(details.clone().filter_map(|detail| detail.get("reason")?.as_str()).map(str::to_owned));
        codes.retain(|code| code != "error");
        codes.dedup();
        let mut delays = details.filter_map(|detail| detail.get("retryDelay")?.as_str());
        let retry_delay = delays.next();
        Self { message: capped(message), codes, status: status_of(inner), retry_delay: retry_delay.map(str::to_owned) }
    }
}

/// Whether an answer has an error: in `error`, as MiniMax's status, as an event of that type, or as the type of AWS. A bare
/// message is an error only if the status says so.
fn has_error(value: &Value) -> bool {
    let minimax = value.pointer("/base_resp/status_code").and_then(Value::as_i64);
    let has_list = value.get("errors").and_then(Value::as_array).is_some_and(|errors| !errors.is_empty());
    value.get("error").is_some_and(is_set)
        || minimax.is_some_and(|code| code != 0)
        || matches!(value["type"].as_str(), Some("error" | "response.failed"))
        || value.get("__type").is_some_and(Value::is_string)
        || has_list
}

fn is_set(error: &Value) -> bool {
    match error {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}

fn error_value(outer: &Value) -> &Value {
    let first = |list: &'_ str| outer.get(list).and_then(Value::as_array).and_then(|errors| errors.first());
    match outer.get("error") {
        Some(error @ Value::Object(_)) => error,
        _ => outer.get("base_resp").or_else(|| first("errors")).unwrap_or(outer),
    }
}

fn message_of(value: &Value) -> Option<String> {
    let keys = ["message", "Message", "status_msg", "error_msg", "error_description", "detail", "error"];
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Array(items) => items.iter().find_map(message_of),
        _ => None,
    };
    keys.iter().find_map(|key| text(value.get(key)?)).or_else(|| value.get("msg")?.as_str().map(str::to_owned))
}

/// The HTTP status that an error states as its code, such as OpenRouter's and Google's.
fn status_of(error: &Value) -> Option<u16> {
    let number = |key: &str| {
        let value = error.get(key)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    };
    let status = ["code", "status", "status_code"].iter().find_map(|key| number(key))?;
    u16::try_from(status).ok().filter(|status| (400..600).contains(status))
}

/// Whether a text is a web page.
pub fn is_web_page(text: &str) -> bool {
    const STARTS: &[&str] = &["<!doctype html", "<html", "<head", "<body", "<?xml"];
    let start: String = text.trim_start().chars().take(64).collect::<String>().to_ascii_lowercase();
    STARTS.iter().any(|one| start.starts_with(one))
}

fn page_title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find('<')?;
    Some(page.get(start..end)?.trim().to_owned()).filter(|title| !title.is_empty())
}

fn capped(mut text: String) -> String {
    let end = (0..=MAX_MESSAGE_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}

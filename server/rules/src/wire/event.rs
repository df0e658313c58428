//! The parts of an answer: events of a stream, lines, or one document.

use serde_json::Value;

/// What a part of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EventKind {
    /// It says nothing about the answer.
    Unrelated,
    /// It is the mark after the last part, such as `[DONE]`.
    StreamTerminator,
    /// It has a part of the answer, and others follow.
    Delta,
    /// It has the end of the answer, or all of it.
    Final,
}

/// Splits the body of an answer into its parts. What is not JSON is left out; a mark such as `[DONE]` is a text.
pub(super) fn read_events(body: &str) -> Vec<Value> {
    let body = body.trim_start_matches('\u{feff}');
    if let Ok(document) = serde_json::from_str(body) {
        return vec![document];
    }
    let is_stream = body.lines().any(|line| line.starts_with("data:") || line.starts_with("event:"));
    if is_stream {
        read_stream(body)
    } else {
        body.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

/// The data of server-sent events. An event ends with an empty line, and may have several lines of data.
fn read_stream(body: &str) -> Vec<Value> {
    let mut events = Vec::new();
    let mut data = String::new();
    for line in body.lines().chain([""]) {
        if let Some(text) = line.strip_prefix("data:") {
            // Some servers leave out the empty lines.
            if !data.is_empty() && serde_json::from_str::<Value>(&data).is_ok() {
                events.extend(read_data(&std::mem::take(&mut data)));
            }
            data.push_str(text.trim_start());
            data.push('\n');
        } else if line.trim().is_empty() {
            events.extend(read_data(&std::mem::take(&mut data)));
        }
    }
    events
}

fn read_data(data: &str) -> Option<Value> {
    let data = data.trim();
    serde_json::from_str(data).ok().or_else(|| (data == "[DONE]").then(|| Value::from(data)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_of_an_answer_is_split() {
        let (one, two) = (json!({ "a": 1 }), json!({ "b": 2 }));
        for (body, expected) in [
            ("data: {\"a\":1}\n\ndata: {\"b\":2}\n\n", vec![one.clone(), two.clone()]),
            ("event: x\r\ndata: {\"a\":1}\r\n\r\n: comment\r\ndata:{\"b\":2}", vec![one.clone(), two.clone()]),
            ("data: {\"a\":\ndata: 1}\n\n", vec![one.clone()]),
            ("data: {\"a\":1}\ndata: {\"b\":2}\ndata: [DONE]\n", vec![one.clone(), two.clone(), json!("[DONE]")]),
            ("{\"a\":1}\n{\"b\":2}\n", vec![one.clone(), two.clone()]),
            ("{\"a\":\n1}", vec![one.clone()]),
            ("data: {\"a\":1}\n\ndata: {\"b", vec![one]),
            ("<html>", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(read_events(body), expected, "{body:?}");
        }
    }
}

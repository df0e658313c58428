//! Sends write operations from a page, through the regular endpoints.
//!
//! The change card needs only the part of the reply that all operations have in common. So the browser does not contain
//! a request and a reply type for every operation: it sends the operation as JSON and reads the common part.

use std::borrow::Cow;

use contract::{Op, Revision};

/// Serialized operation of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationRequest {
    path: Cow<'static, str>,
    op: String,
}

impl OperationRequest {
    /// Serializes an operation once, so that the previewed operation is also the one applied, whatever is typed
    /// meanwhile.
    pub(crate) fn new<O: Op>(op: &O) -> Self {
        Self { path: O::PATH.into(), op: serde_json::to_string(op).unwrap_or_default() }
    }

    /// An operation that the server has suggested, as JSON.
    pub(crate) fn suggested(path: String, op: String) -> Self {
        Self { path: path.into(), op }
    }

    /// Request body that the endpoint expects.
    #[cfg_attr(not(any(target_arch = "wasm32", test)), expect(dead_code, reason = "only a browser sends"))]
    fn json_body(&self, how: &SendMode) -> String {
        let expect = match how {
            SendMode::ApplyShown(token) => format!(r#","expect":"{token}""#),
            SendMode::DryRun | SendMode::ApplyNow => String::new(),
        };
        format!(r#"{{"op":{{"op":{},"dryRun":{}{expect}}}}}"#, self.op, *how == SendMode::DryRun)
    }
}

/// How an operation is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(any(target_arch = "wasm32", test)), expect(dead_code, reason = "only a browser sends"))]
pub(crate) enum SendMode {
    /// Preview the operation.
    DryRun,
    /// Apply the change that was previewed under this token.
    ApplyShown(Revision),
    /// Apply the operation without a preview.
    ApplyNow,
}

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::send_operation;

#[cfg(target_arch = "wasm32")]
mod browser {
    use contract::{Change, OpError};
    use serde::de::IgnoredAny;

    use super::{OperationRequest, SendMode};
    use crate::api::client::{decode_reply, post_json};

    /// Sends an operation.
    pub(crate) async fn send_operation(
        request: &OperationRequest,
        how: &SendMode,
    ) -> Result<Change<IgnoredAny>, OpError> {
        decode_reply(post_json(&request.path, request.json_body(how)).await?)
    }
}

#[cfg(test)]
mod tests {
    use contract::{AddFallback, Write};

    use super::*;

    #[test]
    fn request_body_matches_the_endpoint() {
        #[derive(serde::Deserialize)]
        struct Body {
            op: Write<AddFallback>,
        }
        let op = AddFallback { model: "a\"/b".to_owned(), ..AddFallback::default() };
        let read = |how: SendMode| {
            serde_json::from_str::<Body>(&OperationRequest::new(&op).json_body(&how)).map(|body| body.op).unwrap()
        };
        assert_eq!(read(SendMode::DryRun), Write::preview(op.clone()));
        let token = Revision::no_file();
        let expect = Some(token.clone());
        assert_eq!(read(SendMode::ApplyShown(token)), Write { op: op.clone(), dry_run: false, expect });
        assert_eq!(read(SendMode::ApplyNow), Write::apply(op.clone()));
    }
}

//! How a page writes: through the same endpoints as everybody, and one way for all operations.
//!
//! A form needs of the answer what the change card shows, and not what the operation says besides. So the browser does
//! not carry a call and a reply type for every operation: it sends the operation as JSON and reads the common part.

use contract::{Op, Revision};

/// An operation that a page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    path: &'static str,
    op: String,
}

impl Request {
    /// Asked once: what is shown is what is done, whatever is typed meanwhile.
    pub(crate) fn of<O: Op>(op: &O) -> Self {
        Self { path: O::PATH, op: serde_json::to_string(op).unwrap_or_default() }
    }

    /// What the endpoint reads: the change that was looked at, or a question.
    #[cfg_attr(not(any(target_arch = "wasm32", test)), expect(dead_code, reason = "only a browser sends"))]
    fn body(&self, apply: Option<&Revision>) -> String {
        let expect = apply.map_or_else(String::new, |token| format!(r#","expect":"{token}""#));
        format!(r#"{{"op":{{"op":{},"dryRun":{}{expect}}}}}"#, self.op, apply.is_none())
    }
}

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::send;

#[cfg(target_arch = "wasm32")]
mod browser {
    use contract::{Change, OpError, Revision};
    use serde::de::IgnoredAny;

    use super::Request;
    use crate::api::client::{post, read};

    /// Asks what would happen; with a token, does what was shown under it.
    pub(crate) async fn send(request: &Request, apply: Option<&Revision>) -> Result<Change<IgnoredAny>, OpError> {
        read(post(request.path, request.body(apply)).await?)
    }
}

#[cfg(test)]
mod tests {
    use contract::{AddFallback, Write};

    use super::*;

    #[test]
    fn the_body_is_what_the_endpoint_reads() {
        #[derive(serde::Deserialize)]
        struct Body {
            op: Write<AddFallback>,
        }
        let op = AddFallback { model: "a\"/b".to_owned(), ..AddFallback::default() };
        let read = |apply: Option<&Revision>| {
            serde_json::from_str::<Body>(&Request::of(&op).body(apply)).map(|body| body.op).unwrap()
        };
        assert_eq!(read(None), Write::preview(op.clone()));
        let token = Revision::of_nothing();
        assert_eq!(read(Some(&token)), Write { op: op.clone(), dry_run: false, expect: Some(token.clone()) });
    }
}

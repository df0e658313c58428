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

    /// What the endpoint reads.
    #[cfg_attr(not(any(target_arch = "wasm32", test)), expect(dead_code, reason = "only a browser sends"))]
    fn body(&self, how: &How) -> String {
        let expect = match how {
            How::Shown(token) => format!(r#","expect":"{token}""#),
            How::Ask | How::AtOnce => String::new(),
        };
        format!(r#"{{"op":{{"op":{},"dryRun":{}{expect}}}}}"#, self.op, *how == How::Ask)
    }
}

/// How an operation is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(any(target_arch = "wasm32", test)), expect(dead_code, reason = "only a browser sends"))]
pub(crate) enum How {
    /// What would it do?
    Ask,
    /// Do what was shown under this token.
    Shown(Revision),
    /// Do it without showing it first.
    AtOnce,
}

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::send;

#[cfg(target_arch = "wasm32")]
mod browser {
    use contract::{Change, OpError};
    use serde::de::IgnoredAny;

    use super::{How, Request};
    use crate::api::client::{post, read};

    /// Sends an operation.
    pub(crate) async fn send(request: &Request, how: &How) -> Result<Change<IgnoredAny>, OpError> {
        read(post(request.path, request.body(how)).await?)
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
        let read = |how: How| serde_json::from_str::<Body>(&Request::of(&op).body(&how)).map(|body| body.op).unwrap();
        assert_eq!(read(How::Ask), Write::preview(op.clone()));
        let token = Revision::of_nothing();
        let expect = Some(token.clone());
        assert_eq!(read(How::Shown(token)), Write { op: op.clone(), dry_run: false, expect });
        assert_eq!(read(How::AtOnce), Write::now(op.clone()));
    }
}

//! A request to a provider, without its secret.

/// A request without its secret.
///
/// Configured headers (`models.providers.<provider>.headers`) may be secrets, so they are added with the secret when the
/// request is sent. Each replaces a header of the draft with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestDraft {
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// The headers, with names in lower case. `Host` and `Content-Length` are added when it is sent.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if there is one.
    pub body: Option<String>,
    /// Where the secret is added.
    pub secret: SecretPlacement,
}

impl RequestDraft {
    /// Sets a header, and replaces one with the same name.
    pub(super) fn set_header(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
    }
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// The word in the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Where the secret of a request is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlacement {
    /// Nowhere: the server needs none.
    None,
    /// In each of these headers; some providers get it twice.
    Headers(&'static [SecretHeader]),
    /// In a signature of AWS, version 4.
    SigV4 {
        /// The region, such as `us-east-1`.
        region: String,
        /// The service, such as `bedrock`.
        service: &'static str,
    },
}

/// A header whose value is a prefix and the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretHeader {
    /// The name, in lower case.
    pub name: &'static str,
    /// The text before the secret, such as `Bearer `.
    pub prefix: &'static str,
}

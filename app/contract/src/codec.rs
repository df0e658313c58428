//! JSON between browser and server.
//!
//! `server_fn`'s own codec reads bytes; what a page brings along, Leptos reads as text. Each is a deserializer of its
//! own, and every type that travels would be compiled for both: a tenth of the wasm. This one reads text, too.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// The body of a request and of its answer.
pub type Json = Post<JsonText>;

/// JSON, read as text.
#[derive(Debug)]
pub struct JsonText;

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
#[error("not the JSON that was expected")]
pub struct NotRead;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = NotRead;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(|_| NotRead)?;
        serde_json::from_str(text).map_err(|_| NotRead)
    }
}

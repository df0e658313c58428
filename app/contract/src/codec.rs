//! JSON codec between browser and server.
//!
//! `server_fn`'s own codec deserializes from bytes, while Leptos deserializes the data embedded in a page from text.
//! With both, every transferred type would be compiled for two deserializers, which is a tenth of the wasm. So this
//! codec reads text, too.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

/// Encoding of request and response bodies.
pub type Json = Post<JsonText>;

/// JSON that is read as text.
#[derive(Debug)]
pub struct JsonText;

/// A body that could not be decoded.
#[derive(Debug, thiserror::Error)]
#[error("not the JSON that was expected")]
pub struct DecodeError;

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
    type Error = DecodeError;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(|_| DecodeError)?;
        serde_json::from_str(text).map_err(|_| DecodeError)
    }
}

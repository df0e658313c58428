//! HTTP client of the browser, which sends the CSRF token.

use std::future::Future;

use futures::{Sink, Stream};
use leptos::server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};

use super::CSRF_HEADER;
use crate::page_context;

/// `BrowserClient` that adds the CSRF header.
pub struct ApiClient;

impl<E, I, O> Client<E, I, O> for ApiClient
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(req: Self::Request) -> impl Future<Output = Result<Self::Response, E>> + Send {
        req.headers().set(CSRF_HEADER, &page_context::current().csrf);
        <BrowserClient as Client<E, I, O>>::send(req)
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}

#[cfg(target_arch = "wasm32")]
pub(super) use browser::{decode_reply, post_json};

#[cfg(target_arch = "wasm32")]
mod browser {
    use contract::{OpError, codec::JsonText};
    use leptos::server_fn::{
        Bytes, ContentType, Decodes,
        client::Client,
        error::{FromServerFnError, ServerFnErrorErr},
        request::{ClientReq, browser::BrowserRequest},
        response::ClientRes,
    };
    use serde::de::DeserializeOwned;

    use super::ApiClient;

    /// Posts JSON to the endpoint of an operation. Returns the body of a successful response.
    pub(in crate::api) async fn post_json(path: &str, body: String) -> Result<Bytes, OpError> {
        let (address, body) = (["/api/", path].concat(), Bytes::from(body));
        let request: BrowserRequest =
            ClientReq::<OpError>::try_new_post_bytes(&address, JsonText::CONTENT_TYPE, JsonText::CONTENT_TYPE, body)?;
        let answer = <ApiClient as Client<OpError>>::send(request).await?;
        let is_refused = !(200..300).contains(&ClientRes::<OpError>::status(&answer));
        let bytes = ClientRes::<OpError>::try_into_bytes(answer).await?;
        if is_refused { Err(OpError::de(bytes)) } else { Ok(bytes) }
    }

    /// Decodes the part of a reply that the caller needs.
    pub(in crate::api) fn decode_reply<T: DeserializeOwned>(bytes: Bytes) -> Result<T, OpError> {
        let failed = |e: contract::codec::DecodeError| ServerFnErrorErr::Deserialization(e.to_string());
        JsonText::decode(bytes).map_err(|e| OpError::from_server_fn_error(failed(e)))
    }
}

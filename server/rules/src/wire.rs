//! Requests to providers and what their answers mean, for each API format, without sockets.
//!
//! A request is built without its secret; the `net` crate adds the secret where the request says, sends it, and returns
//! what came back. The order is [`endpoint`] → [`model_request`] → (sent) → [`outcome`].

pub mod answer;
mod anthropic_messages;
pub mod api_format;
mod bedrock_converse;
pub mod credential_form;
mod draft;
pub mod endpoint;
mod event;
mod google_generative_ai;
pub mod host_policy;
pub mod model_request;
mod ollama;
mod openai_completions;
mod openai_responses;
pub mod outcome;
pub mod request_draft;
pub mod url;

#[cfg(test)]
mod tests;

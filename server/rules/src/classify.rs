//! Why a provider refused a request: from the status, the headers and the body of its answer.
//!
//! The patterns are OpenClaw's, so that a probe and OpenClaw call a failure by the same name. Where OpenClaw recognises
//! nothing, or recognises too little, the tests name the difference.

pub mod cause;
pub mod error_body;
mod error_codes;
mod http_date;
mod phrases;
pub mod provider_text;
pub mod refusal;
pub mod retry_after;
mod spend_limit;
pub mod status;
pub mod text;

#[cfg(test)]
mod vectors;

//! Probes: short requests that prove whether a credential works, and whether the steps of a chain answer.
//!
//! [`options`] and [`filter`] understand what is asked, [`targets`] and [`chain`] find the requests, [`cost`] says what
//! they cost, [`result`] what came of one, [`verdict`] what that means for a chain, [`cooldown`] what
//! became of the cooldowns of the credentials, and [`proof`] what a result still proves later.

pub mod chain;
pub mod cooldown;
pub mod cost;
pub mod filter;
mod model_choice;
pub mod options;
pub mod proof;
pub mod result;
pub mod source;
pub mod targets;
pub mod verdict;

//! The numbers of a probe, and their ranges.

use std::time::Duration;

use contract::{Code, Hint, Refusal};

use crate::wire::{endpoint::Endpoint, url::Origin};

/// The usual time for an answer, and the one for a server on this machine, which may have to load the model first.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(8);
const LOCAL_TIMEOUT: Duration = Duration::from_secs(30);

/// A number that can be set for probes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeNumber {
    /// The time for each answer, in milliseconds.
    Timeout,
    /// The number of requests at the same time.
    Concurrency,
    /// The longest answer, in tokens.
    MaxTokens,
}

impl ProbeNumber {
    /// The least and the greatest number.
    pub const fn range(self) -> (u32, u32) {
        match self {
            Self::Timeout => (1, 600_000),
            Self::Concurrency => (1, 64),
            Self::MaxTokens => (1, 4096),
        }
    }

    /// Parses a typed number, in any form that OpenClaw accepts: `8000`, `8e3`, `0x1f40`, `1.5` (which is 1). `None` if
    /// nothing is typed: then the default counts. `option` is its name as it was typed, such as `--probe-timeout`.
    pub fn parse(self, option: &str, typed: &str) -> Result<Option<u32>, ProbeNumberError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let error = ProbeNumberError { option: option.to_owned(), number: self };
        let (least, greatest) = self.range();
        let number = parse_number(typed).ok_or_else(|| error.clone())?;
        if number < f64::from(least) || number.floor() > f64::from(greatest) {
            return Err(error);
        }
        format!("{:.0}", number.floor()).parse().map(Some).map_err(|_| error)
    }
}

/// Parses a number in any form that OpenClaw accepts.
pub(crate) fn parse_number(typed: &str) -> Option<f64> {
    match typed.strip_prefix("0x").or_else(|| typed.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(f64::from),
        None => typed.parse().ok().filter(|number: &f64| number.is_finite()),
    }
}

/// A number of a probe is none, or out of its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeNumberError {
    option: String,
    number: ProbeNumber,
}

impl std::fmt::Display for ProbeNumberError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rule = match self.number {
            ProbeNumber::Timeout => "must be a positive number (ms)",
            ProbeNumber::Concurrency | ProbeNumber::MaxTokens => "must be > 0",
        };
        let (least, greatest) = self.number.range();
        write!(f, "{} {rule}, from {least} to {greatest}", self.option)
    }
}

impl std::error::Error for ProbeNumberError {}

impl Refusal for ProbeNumberError {
    fn code(&self) -> Code {
        Code::BadRequest
    }

    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }
}

/// The numbers of a probe. What is not set has a default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProbeOptions {
    /// The time for each answer, in milliseconds.
    pub timeout_ms: Option<u32>,
    /// The number of requests at the same time.
    pub concurrency: Option<u32>,
    /// The longest answer, in tokens.
    pub max_tokens: Option<u32>,
}

impl ProbeOptions {
    const DEFAULT_CONCURRENCY: u32 = 2;
    const DEFAULT_MAX_TOKENS: u32 = 8;

    /// The time for an answer of an endpoint.
    pub fn timeout(&self, endpoint: &Endpoint) -> Duration {
        let is_local = Origin::parse(&endpoint.base_url).is_some_and(|origin| origin.is_loopback());
        let default = if is_local { LOCAL_TIMEOUT } else { DEFAULT_TIMEOUT };
        self.timeout_ms.map_or(default, |milliseconds| Duration::from_millis(milliseconds.into()))
    }

    /// The time that OpenClaw's report states: the set one, or the usual one.
    pub fn reported_timeout_ms(&self) -> u32 {
        self.timeout_ms.unwrap_or(8000)
    }

    /// The number of requests at the same time.
    pub fn concurrency(&self) -> u32 {
        self.concurrency.unwrap_or(Self::DEFAULT_CONCURRENCY)
    }

    /// The longest answer, in tokens.
    pub fn max_tokens(&self) -> u32 {
        self.max_tokens.unwrap_or(Self::DEFAULT_MAX_TOKENS)
    }
}

#[cfg(test)]
mod tests {
    use contract::ModelRef;
    use serde_json::json;

    use super::*;
    use crate::{
        document::view::View,
        wire::endpoint::{EndpointContext, find_endpoint},
    };

    #[test]
    fn numbers_have_a_range() {
        for (number, typed, expected) in [
            (ProbeNumber::Timeout, "8000", Ok(Some(8000))),
            (ProbeNumber::Timeout, " 1e3 ", Ok(Some(1000))),
            (ProbeNumber::Timeout, "0x10", Ok(Some(16))),
            (ProbeNumber::Timeout, "1.5", Ok(Some(1))),
            (ProbeNumber::Timeout, "", Ok(None)),
            (ProbeNumber::Timeout, "600000", Ok(Some(600_000))),
            (ProbeNumber::Timeout, "600001", Err(())),
            (ProbeNumber::Timeout, "0", Err(())),
            (ProbeNumber::Timeout, "0.9", Err(())),
            (ProbeNumber::Timeout, "-5", Err(())),
            (ProbeNumber::Timeout, "abc", Err(())),
            (ProbeNumber::Timeout, "8s", Err(())),
            (ProbeNumber::Timeout, "inf", Err(())),
            (ProbeNumber::Timeout, "NaN", Err(())),
            (ProbeNumber::Concurrency, "64", Ok(Some(64))),
            (ProbeNumber::Concurrency, "65", Err(())),
            (ProbeNumber::MaxTokens, "0", Err(())),
            (ProbeNumber::MaxTokens, "5000", Err(())),
        ] {
            assert_eq!(number.parse("--x", typed).map_err(drop), expected, "{number:?} {typed}");
        }
    }

    #[test]
    fn an_error_names_the_range() {
        for (number, option, expected) in [
            (
                ProbeNumber::Timeout,
                "--probe-timeout",
                "--probe-timeout must be a positive number (ms), from 1 to 600000",
            ),
            (ProbeNumber::Concurrency, "--probe-concurrency", "--probe-concurrency must be > 0, from 1 to 64"),
            (ProbeNumber::MaxTokens, "--probe-max-tokens", "--probe-max-tokens must be > 0, from 1 to 4096"),
        ] {
            assert_eq!(number.parse(option, "x").unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn a_server_on_this_machine_has_more_time() {
        let endpoint = |provider: &str| {
            find_endpoint(&EndpointContext::of_view(&View::new(json!({}))), &ModelRef::new(provider, "m").unwrap())
                .unwrap()
        };
        let options = ProbeOptions::default();
        assert_eq!(options.timeout(&endpoint("openai")), DEFAULT_TIMEOUT);
        assert_eq!(options.timeout(&endpoint("ollama")), LOCAL_TIMEOUT);
        let set = ProbeOptions { timeout_ms: Some(250), ..options };
        assert_eq!(set.timeout(&endpoint("ollama")), Duration::from_millis(250));
        assert_eq!((options.reported_timeout_ms(), options.concurrency(), options.max_tokens()), (8000, 2, 8));
    }
}

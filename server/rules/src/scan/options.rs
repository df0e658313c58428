//! The numbers of a scan, with their ranges and defaults.

use contract::{Code, Hint, Refusal, ScanRequest};

use crate::probe::options::{ProbeOptions, parse_number};

/// The time for each answer, in milliseconds.
const DEFAULT_TIMEOUT_MS: u32 = 12_000;

/// The number of requests at the same time.
const DEFAULT_CONCURRENCY: u32 = 3;

/// The number of candidates that are shown and asked.
const DEFAULT_CANDIDATES: u32 = 6;

/// A number that can be set for a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanNumber {
    /// The smallest number of parameters, in billions.
    MinParams,
    /// The greatest age, in days.
    MaxAgeDays,
    /// The number of candidates.
    MaxCandidates,
    /// The time for each answer, in milliseconds.
    Timeout,
    /// The number of requests at the same time.
    Concurrency,
}

impl ScanNumber {
    /// The flag with which it is set.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::MinParams => "--min-params",
            Self::MaxAgeDays => "--max-age-days",
            Self::MaxCandidates => "--max-candidates",
            Self::Timeout => "--timeout",
            Self::Concurrency => "--concurrency",
        }
    }

    /// The least and the greatest number.
    const fn range(self) -> (u32, u32) {
        match self {
            Self::MinParams => (0, 100_000),
            Self::MaxAgeDays => (0, 36_500),
            Self::MaxCandidates => (1, 50),
            Self::Timeout => (1, 600_000),
            Self::Concurrency => (1, 64),
        }
    }

    /// Whether 0 means that there is no limit.
    const fn may_be_zero(self) -> bool {
        matches!(self, Self::MinParams | Self::MaxAgeDays)
    }

    /// Parses a typed number; `None` if nothing is typed, or 0 where that means no limit.
    fn parse(self, typed: &str) -> Result<Option<f64>, ScanNumberError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let (least, greatest) = self.range();
        let is_valid = |number: &f64| (f64::from(least)..=f64::from(greatest)).contains(number);
        let number = parse_number(typed).filter(is_valid).ok_or(ScanNumberError(self))?;
        Ok(Some(number).filter(|number| *number > 0.0))
    }

    /// Parses a typed whole number; decimals are cut off, as OpenClaw does it.
    pub fn parse_whole(self, typed: &str) -> Result<Option<u32>, ScanNumberError> {
        self.parse(typed)?.map_or(Ok(None), |number| to_whole(number, self).map(Some))
    }

    /// Parses a typed number of billions, and returns it in millions.
    pub fn parse_millions(self, typed: &str) -> Result<Option<u32>, ScanNumberError> {
        self.parse(typed)?.map_or(Ok(None), |billions| to_whole((billions * 1000.0).ceil(), self).map(Some))
    }
}

fn to_whole(number: f64, of: ScanNumber) -> Result<u32, ScanNumberError> {
    format!("{:.0}", number.floor()).parse().map_err(|_| ScanNumberError(of))
}

/// A typed number that is not a number or is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanNumberError(ScanNumber);

impl std::fmt::Display for ScanNumberError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((least, greatest), rule) = (self.0.range(), if self.0.may_be_zero() { ">= 0" } else { "> 0" });
        write!(f, "{} must be {rule}, from {least} to {greatest}", self.0.flag())
    }
}

impl std::error::Error for ScanNumberError {}

impl Refusal for ScanNumberError {
    fn code(&self) -> Code {
        Code::BadRequest
    }

    fn hints(&self) -> Vec<Hint> {
        let text = match self.0 {
            ScanNumber::MinParams => "it is in billions: `--min-params 70` keeps models with 70B parameters and more",
            ScanNumber::MaxAgeDays => "`--max-age-days 180` keeps models of the last six months",
            ScanNumber::Timeout => "it is in milliseconds: `--timeout 12000` waits for 12 seconds",
            ScanNumber::MaxCandidates | ScanNumber::Concurrency => return Vec::new(),
        };
        vec![Hint::for_terminal(text)]
    }
}

/// How many candidates are shown and asked.
pub fn max_candidates(request: &ScanRequest) -> usize {
    request.max_candidates.unwrap_or(DEFAULT_CANDIDATES) as usize
}

/// The numbers of the requests.
pub fn probe_options(request: &ScanRequest) -> ProbeOptions {
    ProbeOptions {
        timeout_ms: Some(request.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS)),
        concurrency: Some(request.concurrency.unwrap_or(DEFAULT_CONCURRENCY)),
        max_tokens: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_range() {
        use ScanNumber::{Concurrency, MaxAgeDays, MaxCandidates, MinParams, Timeout};
        for (number, typed, expected) in [
            (MinParams, "70", Ok(Some(70_000))),
            (MinParams, "0.5", Ok(Some(500))),
            (MinParams, "0", Ok(None)),
            (MinParams, " ", Ok(None)),
            (MinParams, "-1", Err("--min-params must be >= 0, from 0 to 100000")),
            (MinParams, "70b", Err("--min-params must be >= 0, from 0 to 100000")),
            (MaxAgeDays, "90", Ok(Some(90))),
            (MaxAgeDays, "1e9", Err("--max-age-days must be >= 0, from 0 to 36500")),
            (MaxAgeDays, "NaN", Err("--max-age-days must be >= 0, from 0 to 36500")),
            (MaxCandidates, "3", Ok(Some(3))),
            (MaxCandidates, "0", Err("--max-candidates must be > 0, from 1 to 50")),
            (MaxCandidates, "51", Err("--max-candidates must be > 0, from 1 to 50")),
            (Timeout, "0x10", Ok(Some(16))),
            (Timeout, "0", Err("--timeout must be > 0, from 1 to 600000")),
            (Concurrency, "2.9", Ok(Some(2))),
            (Concurrency, "65", Err("--concurrency must be > 0, from 1 to 64")),
        ] {
            let parsed = if number == MinParams { number.parse_millions(typed) } else { number.parse_whole(typed) };
            let parsed = parsed.map_err(|error| error.to_string());
            assert_eq!(parsed, expected.map_err(str::to_owned), "{typed}");
        }
    }

    #[test]
    fn a_hint_names_the_unit() {
        let hints = |number| ScanNumberError(number).hints().len();
        assert_eq!((hints(ScanNumber::MinParams), hints(ScanNumber::MaxCandidates)), (1, 0));
    }

    #[test]
    fn missing_numbers_have_defaults() {
        let options = probe_options(&ScanRequest::default());
        assert_eq!((options.reported_timeout_ms(), options.concurrency(), options.max_tokens()), (12_000, 3, 8));
        assert_eq!(max_candidates(&ScanRequest::default()), 6);
    }
}

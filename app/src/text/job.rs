//! Texts about jobs: the buttons that start one, and its progress.

use std::borrow::Cow;

use super::Text;

/// Texts of the buttons that start a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobText {
    ProbeAll,
    ProbeChain,
    Probe,
    ProbeProvider(String),
    RetryNow,
    LastProbe,
}

impl Text for JobText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::ProbeAll => "Probe all".into(),
            Self::ProbeChain => "Probe chain".into(),
            Self::Probe => "Probe".into(),
            Self::ProbeProvider(provider) => format!("Probe {provider}").into(),
            Self::RetryNow => "Retry now".into(),
            Self::LastProbe => "Last probe".into(),
        }
    }
}

/// Texts of the progress of a job. They are loaded when a job runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobProgressText {
    Starting,
    Started(u32),
    Stop,
    Stopped,
    Failed,
    Progress,
    Done {
        done: u32,
        total: u32,
    },
    /// The number of requests, and what they cost at most.
    Question(String),
    AllowHost(String),
    Send,
    Cancel,
}

impl Text for JobProgressText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Starting => "Starting…".into(),
            Self::Started(1) => "Sending 1 request.".into(),
            Self::Started(count) => format!("Sending {count} requests.").into(),
            Self::Stop => "Stop".into(),
            Self::Stopped => "Stopped.".into(),
            Self::Failed => "It failed:".into(),
            Self::Progress => "Answered requests".into(),
            Self::Done { done, total } => format!("{done} of {total} answered").into(),
            Self::Question(estimate) => format!("Send {estimate}?").into(),
            Self::AllowHost(host) => {
                format!("Send the key to `{host}`, too. It is not a known host of its provider.").into()
            }
            Self::Send => "Send".into(),
            Self::Cancel => "Cancel".into(),
        }
    }
}

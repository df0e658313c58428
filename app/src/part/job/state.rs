//! State of the job that a page follows.

use std::collections::BTreeMap;

use contract::{JobKind, JobRequest, JobState, Mark, OpError};

use crate::{hook::LiveUpdates, prelude::*};

/// What a page shows of a job.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server does not follow jobs"))]
pub(crate) enum JobView {
    /// No job is known.
    Idle,
    /// A job was requested.
    Starting,
    /// It is asked whether to start it.
    Question {
        /// The number of requests, and what they cost at most.
        estimate: String,
        /// Hosts that are not known yet.
        hosts: Vec<String>,
    },
    /// It runs.
    Running {
        /// The number of the job.
        id: u64,
        /// How many requests are answered.
        done: u32,
        /// How many there are.
        total: u32,
    },
    /// It has ended.
    Ended {
        /// What the results mean.
        text: String,
        /// What went wrong beside the requests.
        warnings: Vec<String>,
        /// How it ended.
        state: JobState,
    },
    /// It could not be started or read.
    Failed(OpError),
}

/// The functions of the chunk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JobCode {
    /// Renders the state of the job, or what a job would cost.
    pub(crate) progress: fn(JobController, Signal<String>) -> AnyView,
}

/// How much of a job is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct KnownRows {
    /// The number of the job.
    pub(crate) id: Option<u64>,
    /// The number of the last row.
    pub(crate) last: u32,
    /// How many of the rows are of requests.
    pub(crate) done: u32,
    /// Whether the end is known.
    pub(crate) has_ended: bool,
}

/// The job that this tab follows, whichever tab or command started it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server does not follow jobs"))]
pub(crate) struct JobController {
    /// The kind that the page shows.
    pub(crate) kind: StoredValue<JobKind>,
    pub(crate) view: RwSignal<JobView>,
    /// What is known so far, by the names of credentials and the keys of models.
    pub(crate) marks: RwSignal<BTreeMap<String, Mark>>,
    /// What screen readers announce: the begin and the end.
    pub(crate) announcement: RwSignal<String>,
    /// The chunk, once it is loaded.
    pub(crate) code: RwSignal<Option<JobCode>>,
    /// The request that is asked about.
    pub(crate) asked: StoredValue<Option<JobRequest>>,
    pub(crate) known: StoredValue<KnownRows>,
    /// Whether the job is being read, and whether it has to be read again after that.
    pub(crate) reading: StoredValue<Option<bool>>,
    pub(crate) live: LiveUpdates,
}

/// Task of the chunk.
#[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "the server does not follow jobs"))]
pub(crate) enum JobTask {
    /// Start a job.
    Start(JobRequest),
    /// Read what is new.
    Read,
}

/// Provides [`JobController`] as context.
pub(crate) fn provide_jobs(live: LiveUpdates) {
    provide_context(JobController {
        kind: StoredValue::default(),
        view: RwSignal::new(JobView::Idle),
        marks: RwSignal::default(),
        announcement: RwSignal::default(),
        code: RwSignal::new(None),
        asked: StoredValue::new(None),
        known: StoredValue::default(),
        reading: StoredValue::new(None),
        live,
    });
}

impl JobController {
    /// Shows the jobs of a kind. What is known of another kind is dropped.
    pub(super) fn show_kind(self, kind: JobKind) {
        if self.kind.get_value() == kind {
            return;
        }
        self.kind.set_value(kind);
        self.known.set_value(KnownRows::default());
        self.marks.update(BTreeMap::clear);
        self.announcement.set(String::new());
        self.view.set(JobView::Idle);
    }

    /// Drops the marks of a job that has ended: the report of the page has its results now.
    pub(crate) fn forget_ended(self) {
        if self.view.with_untracked(|view| matches!(view, JobView::Ended { .. }))
            && !self.marks.with_untracked(BTreeMap::is_empty)
        {
            self.marks.update(BTreeMap::clear);
        }
    }
}

//! Starts the tasks of the chunk.

use contract::{JobKind, JobRequest};

use super::state::{JobController, JobTask, JobView};
use crate::{page_context, prelude::*};

impl JobController {
    /// Starts a job, or joins the running one if it is the same.
    pub(crate) fn start(self, request: JobRequest) {
        self.run_task(JobTask::Start(request));
    }

    /// Reads the job of a kind while the component is shown: when the server tells of a change, and at once if a job runs.
    pub(super) fn follow_while_shown(self, kind: JobKind) {
        self.show_kind(kind);
        let is_known = page_context::current().follows_job || self.view.with_untracked(|view| *view != JobView::Idle);
        Effect::new(move |was: Option<u32>| {
            let count = self.live.job_count.get();
            if was.map_or(is_known, |was| was != count) {
                self.run_task(JobTask::Read);
            }
            count
        });
    }

    #[cfg(target_arch = "wasm32")]
    fn run_task(self, task: JobTask) {
        super::chunk::spawn(self, task);
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn run_task(self, task: JobTask) {
        // The server does not follow jobs.
        drop((self, task));
    }
}

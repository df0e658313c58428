//! The chunk `job`: starts and follows jobs, and shows their progress.

#![expect(clippy::unnecessary_wraps, reason = "the macro adds the fallback for a missing chunk")]

use leptos::{
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{
    follow, progress,
    state::{JobCode, JobController, JobTask},
};
use crate::prelude::*;

/// Runs a task once the chunk is loaded.
#[wasm_split(job, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
fn run_task(jobs: JobController, task: JobTask) -> Result<(), SplitLoaderError> {
    if jobs.code.with_untracked(Option::is_none) {
        jobs.code.set(Some(JobCode { progress: progress::render }));
    }
    match task {
        JobTask::Start(request) => follow::start(jobs, request, false),
        JobTask::Read => follow::read(jobs),
    }
    Ok(())
}

/// Runs a task. If the code cannot be loaded, the session has ended or another build is being served: reloading the
/// document handles both.
pub(super) fn spawn(jobs: JobController, task: JobTask) {
    spawn_local(async move {
        if load().await.is_err() || run_task(jobs, task).await.is_err() {
            window().location().reload().ok();
        }
    });
}

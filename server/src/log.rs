//! What is being done, said where somebody may look: on stderr with `-v`, and in the dashboard's own file.

use std::{
    io::{self, Write},
    sync::Mutex,
};

use store::Log;
use tracing_subscriber::{
    EnvFilter, Layer, Registry, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt,
};

/// What a dashboard writes down when nobody asks for more.
const USUAL: &str = "info";

/// On stderr, if at all. A second command in one process (tests) keeps the first one's log.
pub(crate) fn to_stderr(level: Option<&str>) {
    if let Some(level) = level {
        Registry::default().with(stderr(level)).try_init().ok();
    }
}

/// The same, and in a file.
pub(crate) fn of_dashboard(level: Option<&str>, log: Option<Log>) {
    let more = level.filter(|level| matches!(*level, "debug" | "trace"));
    let file = log.map(|log| file(more.unwrap_or(USUAL), log));
    Registry::default().with(level.map(stderr)).with(file).try_init().ok();
}

fn stderr<S: tracing::Subscriber + for<'a> LookupSpan<'a>>(level: &str) -> impl Layer<S> + use<S> {
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false);
    layer.without_time().with_filter(of_ours(level))
}

/// Into the dashboard's log, one line for each event.
pub fn file<S: tracing::Subscriber + for<'a> LookupSpan<'a>>(level: &str, log: Log) -> impl Layer<S> + use<S> {
    let layer = tracing_subscriber::fmt::layer().with_writer(Mutex::new(Lines(log))).with_ansi(false);
    layer.with_filter(of_ours(level))
}

/// What others have to say may quote a request.
fn of_ours(level: &str) -> EnvFilter {
    EnvFilter::new(format!("off,server={level},ops={level},store={level}"))
}

/// Every event is written at once, so a write is a record.
struct Lines(Log);

impl Write for Lines {
    fn write(&mut self, record: &[u8]) -> io::Result<usize> {
        // Where the log cannot be written, nobody else can be told.
        self.0.record(String::from_utf8_lossy(record).trim_end()).ok();
        Ok(record.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Logging: on stderr with `-v`, and in the dashboard's log file.

use std::{
    io::{self, Write},
    sync::Mutex,
};

use store::DashboardLog;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer, Registry, filter::Targets, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt,
};

/// Level of the dashboard's log file unless the command line asks for more.
const DEFAULT_LEVEL: LevelFilter = LevelFilter::INFO;

/// Sets up logging on stderr if a level is given. A second command in one process (in tests) keeps the first one's log.
pub(crate) fn init_for_command(level: Option<LevelFilter>) {
    if let Some(level) = level {
        Registry::default().with(stderr_layer(level)).try_init().ok();
    }
}

/// Sets up logging on stderr if a level is given, and in the dashboard's log file.
pub(crate) fn init_for_dashboard(level: Option<LevelFilter>, log: Option<DashboardLog>) {
    let file = log.map(|log| file_layer(level.map_or(DEFAULT_LEVEL, |level| level.max(DEFAULT_LEVEL)), log));
    Registry::default().with(level.map(stderr_layer)).with(file).try_init().ok();
}

fn stderr_layer<S: tracing::Subscriber + for<'a> LookupSpan<'a>>(level: LevelFilter) -> impl Layer<S> + use<S> {
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false);
    layer.without_time().with_filter(own_crates_filter(level))
}

/// Layer that writes each event as one line to the dashboard's log.
pub fn file_layer<S: tracing::Subscriber + for<'a> LookupSpan<'a>>(
    level: LevelFilter,
    log: DashboardLog,
) -> impl Layer<S> + use<S> {
    let layer = tracing_subscriber::fmt::layer().with_writer(Mutex::new(LogWriter(log))).with_ansi(false);
    layer.with_filter(own_crates_filter(level))
}

/// Filter that keeps only events of this project's crates: those of other crates may quote a request. A target matches
/// by its prefix, so `server_fn` is named, too.
fn own_crates_filter(level: LevelFilter) -> Targets {
    let own = ["server", "ops", "store"].map(|target| (target, level));
    Targets::new().with_targets(own).with_target("server_fn", LevelFilter::OFF)
}

/// Writer that appends each `write` call to the log as one record. Every event is written with a single call.
struct LogWriter(DashboardLog);

impl Write for LogWriter {
    fn write(&mut self, record: &[u8]) -> io::Result<usize> {
        // If the log cannot be written, there is no other place to report that.
        self.0.append_record(String::from_utf8_lossy(record).trim_end()).ok();
        Ok(record.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

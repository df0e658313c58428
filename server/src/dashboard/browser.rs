//! Opens the browser without revealing the sign-in code to other users of this machine.
//!
//! Every user can read the arguments of every process, so the browser is given a file instead of the link. Only this
//! user can read the file, which leads to the link and is removed after use.

use std::{
    io::{self, Write},
    time::Duration,
};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::context::SessionEnvironment;

/// Time that a browser has to read the page.
pub(super) const PAGE_READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Warning that no browser was opened. This is not an error, because the link is printed in any case.
pub(super) const NOT_OPENED_MESSAGE: &str = "no browser could be opened; open the link by hand";

/// Page that leads to the link; its file is removed when this is dropped.
pub(super) struct LinkPage {
    _file: NamedTempFile,
    _dir: Option<TempDir>,
}

/// Opens a link in the browser of this desktop.
pub(super) fn open_link(link: &str, session_env: &SessionEnvironment) -> io::Result<LinkPage> {
    let temp_dir = match &session_env.runtime_dir {
        Some(_) => None,
        None => Some(Builder::new().prefix("openclaw-").tempdir()?),
    };
    let dir =
        session_env.runtime_dir.as_deref().or(temp_dir.as_ref().map(TempDir::path)).unwrap_or_else(|| "/tmp".as_ref());
    let mut file = Builder::new().prefix("openclaw-").suffix(".html").tempfile_in(dir)?;
    writeln!(
        file,
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0;url={link}\"><title>openclaw</title>\
         <a href=\"{link}\">Open the dashboard</a>"
    )?;
    file.flush()?;
    open::that_detached(file.path())?;
    Ok(LinkPage { _file: file, _dir: temp_dir })
}

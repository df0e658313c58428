//! Opening the browser without telling the whole machine the code.
//!
//! Every user of a machine can read the arguments of every process, so the browser is given a file. The file is for
//! this user alone, leads to the link, and is gone after use.

use std::{
    io::{self, Write},
    time::Duration,
};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::wire::Desk;

/// How long a browser may take to read the page.
pub(super) const READING: Duration = Duration::from_secs(10);

/// The link is printed whatever happens, so this is no failure.
pub(super) const NOT_OPENED: &str = "no browser could be opened; open the link by hand";

/// The page that leads to the link; removed when it is dropped.
pub(super) struct LinkPage {
    _file: NamedTempFile,
    _dir: Option<TempDir>,
}

/// Opens a link in the browser of this desktop.
pub(super) fn open(link: &str, desk: &Desk) -> io::Result<LinkPage> {
    let dir = match &desk.runtime_dir {
        Some(_) => None,
        None => Some(Builder::new().prefix("openclaw-").tempdir()?),
    };
    let place = desk.runtime_dir.as_deref().or(dir.as_ref().map(TempDir::path)).unwrap_or_else(|| "/tmp".as_ref());
    let mut file = Builder::new().prefix("openclaw-").suffix(".html").tempfile_in(place)?;
    writeln!(
        file,
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0;url={link}\"><title>openclaw</title>\
         <a href=\"{link}\">Open the dashboard</a>"
    )?;
    file.flush()?;
    open::that_detached(file.path())?;
    Ok(LinkPage { _file: file, _dir: dir })
}

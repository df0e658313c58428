//! Reads the file with other addresses for the hosts that are asked for lists of models.

use rules::{
    base::home::normalize_path,
    feed::endpoints::{ENDPOINTS_VARIABLE, Endpoints, MAX_ENDPOINTS_BYTES},
};

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
};

/// The file that the variable names, and what it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointsFile {
    /// Its path for people.
    pub display_path: String,
    /// Its content, or a sentence about why it cannot be used.
    pub endpoints: Result<Endpoints, String>,
}

impl HomeStore {
    /// Reads the file; `None` if the variable is not set.
    pub fn read_endpoints_file(&self) -> Option<EndpointsFile> {
        let written = self.env.get(ENDPOINTS_VARIABLE).filter(|value| !value.trim().is_empty())?;
        let path = normalize_path(&self.home.cwd.join(written.trim()));
        let display_path = self.home.display_path(&path);
        let read = open_nonblocking(&path).and_then(|file| read_regular_file(file, MAX_ENDPOINTS_BYTES));
        let parsed = read.map_err(|error| error.kind().to_string()).and_then(|bytes| Endpoints::parse(&bytes));
        let endpoints =
            parsed.map_err(|why| format!("`{display_path}`, which {ENDPOINTS_VARIABLE} names, cannot be used: {why}"));
        Some(EndpointsFile { display_path, endpoints })
    }

    /// The addresses of the hosts that are asked; those of the program if the variable is not set. The error is a
    /// sentence: the usual addresses are not asked in place of those of an unusable file.
    pub fn read_endpoints(&self) -> Result<Endpoints, String> {
        self.read_endpoints_file().map_or_else(|| Ok(Endpoints::default()), |file| file.endpoints)
    }
}

//! Environment variables, including those from `.env` files.

use std::{
    io::{self, Read},
    path::Path,
};

use rules::base::env::{Env, IgnoredEnvFile, Variables, parse_dotenv};

use crate::{HomeStore, disk::open_nonblocking};

/// The maximum size of a `.env` file; a larger file is ignored.
const MAX_ENV_FILE_BYTES: u64 = 1 << 20;

impl HomeStore {
    /// Collects all sources of variables except the configuration, and the `.env` files that exist but cannot be used.
    pub(crate) fn load_env(&self) -> (Env, Vec<IgnoredEnvFile>) {
        let (mut given, mut ignored) = (vec![self.env.clone()], Vec::new());
        for dir in [&self.home.cwd, &self.home.state_dir.path] {
            let file = dir.join(".env");
            match read_env_file(&file) {
                Ok(found) => given.extend(found),
                Err(reason) => ignored.push(IgnoredEnvFile { display_path: self.home.display_path(&file), reason }),
            }
        }
        ignored.dedup();
        (Env::new(given), ignored)
    }
}

fn read_env_file(path: &Path) -> Result<Option<Variables>, String> {
    let say = |e: io::Error| e.kind().to_string();
    let file = match open_nonblocking(path) {
        Ok(file) => file,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
        Err(e) => return Err(say(e)),
    };
    let metadata = file.metadata().map_err(say)?;
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(MAX_ENV_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(say)?;
    if bytes.len() as u64 > MAX_ENV_FILE_BYTES {
        return Err("it is larger than 1 MiB".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Ok(Some(parse_dotenv(&text)))
}

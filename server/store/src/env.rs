//! Variables from files.

use std::{
    io::{self, Read},
    path::Path,
};

use rules::env::{Env, Ignored, Variables, parse_dotenv};

use crate::{Place, config::open};

/// A larger `.env` is something else.
const MOST_BYTES: u64 = 1 << 20;

impl Place {
    /// Every place that a variable may come from, but the configuration; and what is there and cannot be used.
    pub(crate) fn env(&self) -> (Env, Vec<Ignored>) {
        let (mut given, mut ignored) = (vec![self.env.clone()], Vec::new());
        for dir in [&self.home.cwd, &self.home.state_dir.path] {
            let file = dir.join(".env");
            match read(&file) {
                Ok(found) => given.extend(found),
                Err(why) => ignored.push(Ignored { shown: self.home.show(&file), why }),
            }
        }
        ignored.dedup();
        (Env::new(given), ignored)
    }
}

fn read(path: &Path) -> Result<Option<Variables>, String> {
    let say = |e: io::Error| e.kind().to_string();
    let file = match open(path) {
        Ok(file) => file,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
        Err(e) => return Err(say(e)),
    };
    let metadata = file.metadata().map_err(say)?;
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(say)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("it is larger than 1 MiB".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Ok(Some(parse_dotenv(&text)))
}

//! Lists and answers as they are kept in openclaw's own folder.

use std::collections::BTreeSet;

use catalog::{Date, Table};
use catalog_data::{Overlay, OverlaySource};
use serde::{Deserialize, Serialize};

use super::{
    local::{LocalAnswer, local_table},
    reduce::parse_kept_table,
    request::Validators,
    source::FeedSource,
};
use crate::document::view::KeptOverlays;

/// The version of the files beside a table, and of the answers of local servers.
pub const VERSION: u32 = 1;

/// The file beside a table: where it is from, and what it is compared with at the next refresh.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedMeta {
    /// The version of this file.
    pub version: u32,
    /// Where the list was fetched.
    pub url: String,
    /// The header `etag` of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The header `last-modified` of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// When the server was last asked, in milliseconds since 1970.
    pub checked_at: i64,
    /// The hash of the table that belongs to this file.
    pub revision: String,
    /// The refs of all models of the list.
    pub models: BTreeSet<String>,
}

impl FeedMeta {
    /// What the server is asked with: nothing if the list was fetched elsewhere.
    pub fn validators(&self, url: &str) -> Validators {
        if self.url != url {
            return Validators::default();
        }
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

/// The answers of local servers, as a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LocalFile {
    /// The version of this file.
    pub version: u32,
    /// The answers.
    pub servers: Vec<LocalAnswer>,
}

/// Parses the file with the answers of local servers.
pub fn parse_local_file(bytes: &[u8]) -> Result<Vec<LocalAnswer>, &'static str> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    match serde_json::from_slice::<Versioned>(bytes) {
        Ok(Versioned { version: VERSION }) => {
            serde_json::from_slice::<LocalFile>(bytes).map(|file| file.servers).map_err(|_| "it is not complete")
        }
        Ok(_) => Err("a newer openclaw wrote it"),
        Err(_) => Err("it is not complete"),
    }
}

/// The tables that are put on top of the embedded catalog. A list that is older than the embedded catalog does not
/// count; nor does OpenClaw's, unless it is newer than that of models.dev.
pub fn kept_overlays(
    texts: Vec<(FeedSource, Result<String, &'static str>)>,
    local: Result<Vec<LocalAnswer>, &'static str>,
) -> KeptOverlays {
    let mut kept = KeptOverlays::default();
    let mut tables = Vec::new();
    for (source, text) in texts {
        match text.and_then(parse_kept_table) {
            Ok(table) => tables.extend(table.map(|table| (source, table))),
            Err(why) => kept.problems.push(ignored(&format!("catalog/{}.tsv", source.file_stem()), why)),
        }
    }
    let date = |table: &Table| Date::parse(table.as_of());
    let of_models_dev = tables.iter().find(|(source, _)| *source == FeedSource::ModelsDev).and_then(|(_, t)| date(t));
    tables.retain(|(source, table)| *source != FeedSource::OpenClaw || date(table) > of_models_dev);
    // The newest first; of two from one day, in the order of the sources.
    tables.sort_by(|(a_source, a), (b_source, b)| date(b).cmp(&date(a)).then(a_source.cmp(b_source)));
    kept.date = tables.first().map(|(_, table)| table.as_of().to_owned());
    kept.overlays = tables.into_iter().map(|(_, table)| Overlay::new(OverlaySource::RefreshedCache, table)).collect();
    match local {
        Ok(answers) if answers.is_empty() => {}
        Ok(answers) => kept.overlays.push(Overlay::new(OverlaySource::LocalServers, local_table(&answers))),
        Err(why) => kept.problems.push(ignored("catalog/local.json", why)),
    }
    kept
}

fn ignored(file: &str, why: &str) -> String {
    format!("`{file}` is ignored: {why}; `openclaw models refresh` writes it again")
}

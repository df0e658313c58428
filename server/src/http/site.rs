//! The built files, carried inside the binary. A request looks into a table in memory, never at the file system.

use std::{borrow::Cow, collections::BTreeMap};

use app::facts::SiteFiles;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// What `build.rs` made. A debug build reads the folder when it starts.
#[derive(RustEmbed)]
#[folder = "$OPENCLAW_SITE_DIR"]
struct Built;

/// Where the files are.
pub(super) const ASSETS: &str = "/assets/";

/// Hashed names never change their content.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// The files by their path, and which of them a document links to.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// For the document.
    pub files: SiteFiles,
    assets: BTreeMap<String, Asset>,
}

#[derive(Debug, Clone)]
struct Asset {
    raw: Bytes,
    brotli: Option<Bytes>,
    mime: &'static str,
}

#[derive(Debug, Clone)]
struct Bytes {
    bytes: Cow<'static, [u8]>,
    etag: String,
}

impl Site {
    /// The site inside this binary. `None`: it was built without one.
    #[must_use]
    pub fn built() -> Option<Self> {
        let load = |name: &str| Built::get(name).map(|file| file.data);
        let names: Vec<_> = Built::iter().collect();
        Self::from_files(names.iter().filter_map(|name| Some((name.as_ref(), load(name)?))))
    }

    /// From files as `build.rs` lays them down: `manifest.json`, and `<name>` beside `<name>.br`.
    #[must_use]
    pub fn from_files<'a>(files: impl Iterator<Item = (&'a str, Cow<'static, [u8]>)>) -> Option<Self> {
        let mut files: BTreeMap<_, _> = files.collect();
        let manifest: SiteFiles = serde_json::from_slice(&files.remove("manifest.json")?).ok()?;
        let names: Vec<_> = files.keys().copied().filter(|name| extension(name) != "br").collect();
        let assets = names.into_iter().filter_map(|name| {
            let brotli = files.get(format!("{name}.br").as_str()).cloned().map(Bytes::new);
            let raw = Bytes::new(files.get(name)?.clone());
            Some((format!("{ASSETS}{name}"), Asset { raw, brotli, mime: mime(name) }))
        });
        Some(Self { files: manifest, assets: assets.collect() })
    }

    /// The same files below a folder of this name. Nobody who had our port before us could know it, so nothing that the
    /// browser has kept, on disk or in memory, is taken for one of ours. Scripts name each other from where they lie.
    #[must_use]
    pub fn below(self, folder: &str) -> Self {
        let moved = |path: String| match path.strip_prefix(ASSETS) {
            Some(name) => format!("{ASSETS}{folder}/{name}"),
            None => path,
        };
        let SiteFiles { css, js, wasm, chunks, icon } = self.files;
        let chunks = chunks.into_iter().map(|(page, files)| (page, files.into_iter().map(moved).collect()));
        let files = SiteFiles {
            css: css.map(moved),
            js: js.map(moved),
            wasm: wasm.map(moved),
            chunks: chunks.collect(),
            icon: icon.map(moved),
        };
        Self { files, assets: self.assets.into_iter().map(|(path, asset)| (moved(path), asset)).collect() }
    }

    /// Every path, and whether the sign-in page needs it.
    pub fn paths(&self) -> impl Iterator<Item = (&str, bool)> {
        let public = [&self.files.css, &self.files.icon];
        self.assets.keys().map(move |path| (path.as_str(), public.iter().any(|name| name.as_ref() == Some(path))))
    }

    /// The answer for one path.
    #[must_use]
    pub fn serve(&self, path: &str, headers: &HeaderMap) -> Response {
        let Some(asset) = self.assets.get(path) else { return StatusCode::NOT_FOUND.into_response() };
        let brotli = asset.brotli.as_ref().filter(|_| accepts_brotli(headers));
        let Bytes { bytes, etag } = brotli.unwrap_or(&asset.raw);
        let mut answer = if is_known(headers, etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(bytes.clone().into_owned()).into_response()
        };
        let mut set =
            |name, value: &str| HeaderValue::from_str(value).map(|v| answer.headers_mut().insert(name, v)).ok();
        set(header::CONTENT_TYPE, asset.mime);
        set(header::ETAG, etag);
        set(header::CACHE_CONTROL, FOREVER);
        set(header::VARY, "accept-encoding");
        if brotli.is_some() {
            set(header::CONTENT_ENCODING, "br");
        }
        answer
    }
}

impl Bytes {
    /// The tag is strong: it names these bytes, so each encoding has its own.
    fn new(bytes: Cow<'static, [u8]>) -> Self {
        let hash = Sha256::digest(&bytes).iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        Self { bytes, etag: format!("\"{hash}\"") }
    }
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == etag)
}

/// `br`, and not with a weight of zero.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        is_brotli && !parts.any(|weight| weight.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)))
    })
}

fn mime(name: &str) -> &'static str {
    match extension(name) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_for_who_takes_it() {
        for (value, takes) in [
            ("br", true),
            ("gzip, deflate, br, zstd", true),
            ("BR;q=0.5", true),
            ("br;q=0", false),
            ("gzip", false),
            ("", false),
            ("brotli", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]);
            assert_eq!(accepts_brotli(&headers), takes, "{value}");
        }
    }
}

//! Built assets, embedded in the binary. A request is answered from a table in memory, never from the file system.

use std::{borrow::Cow, collections::BTreeMap};

use app::page_context::SiteFiles;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use brotli_decompressor::BrotliDecompress;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// Files made by `build.rs`. A debug build reads them from the folder when it starts.
#[derive(RustEmbed)]
#[folder = "$OPENCLAW_SITE_DIR"]
struct EmbeddedFiles;

/// Path prefix of all assets.
pub(super) const ASSETS_PREFIX: &str = "/assets/";

/// Name of the encoding in which assets are embedded.
const BROTLI: &str = "br";

/// `Cache-Control` of assets. The content behind a hashed name never changes.
const IMMUTABLE_CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// Assets by path, and the paths of those that a document links to.
#[derive(Debug, Clone, Default)]
pub struct SiteAssets {
    /// Paths of the assets that a document links to.
    pub files: SiteFiles,
    assets: BTreeMap<String, Asset>,
}

#[derive(Debug, Clone)]
struct Asset {
    brotli: Cow<'static, [u8]>,
    hash: String,
    mime: &'static str,
}

/// Form in which an asset is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    /// Decompressed for each response, which is then compressed as a page is. Safari gets it, and a browser on another
    /// machine without TLS.
    Identity,
}

impl SiteAssets {
    /// Loads the assets from this binary. Returns `None` if it was built without them.
    #[must_use]
    pub fn embedded() -> Option<Self> {
        let load = |name: &str| EmbeddedFiles::get(name).map(|file| file.data);
        let names: Vec<_> = EmbeddedFiles::iter().collect();
        Self::from_files(names.iter().filter_map(|name| Some((name.as_ref(), load(name)?))))
    }

    /// Builds the table from files as `build.rs` writes them: `manifest.json`, and each asset as `<name>.br`. Returns
    /// `None` without a readable manifest.
    #[must_use]
    pub fn from_files<'a>(files: impl Iterator<Item = (&'a str, Cow<'static, [u8]>)>) -> Option<Self> {
        let mut files: BTreeMap<_, _> = files.collect();
        let manifest: SiteFiles = serde_json::from_slice(&files.remove("manifest.json")?).ok()?;
        let assets = files.into_iter().filter_map(|(name, bytes)| {
            let name = name.strip_suffix(".br")?;
            Some((format!("{ASSETS_PREFIX}{name}"), Asset::new(name, bytes)))
        });
        Some(Self { files: manifest, assets: assets.collect() })
    }

    /// Moves all assets into a folder with this name.
    ///
    /// A program that used this port earlier could not know the name. So the browser takes nothing that it has cached,
    /// on disk or in memory, for an asset of this dashboard. Scripts refer to each other by relative paths.
    #[must_use]
    pub fn in_folder(self, folder: &str) -> Self {
        let in_folder = |path: String| match path.strip_prefix(ASSETS_PREFIX) {
            Some(name) => format!("{ASSETS_PREFIX}{folder}/{name}"),
            None => path,
        };
        let SiteFiles { css, js, wasm, chunks, icon } = self.files;
        let chunks = chunks.into_iter().map(|(page, files)| (page, files.into_iter().map(in_folder).collect()));
        let files = SiteFiles {
            css: css.map(in_folder),
            js: js.map(in_folder),
            wasm: wasm.map(in_folder),
            chunks: chunks.collect(),
            icon: icon.map(in_folder),
        };
        Self { files, assets: self.assets.into_iter().map(|(path, asset)| (in_folder(path), asset)).collect() }
    }

    /// Returns every path, and whether the sign-in page needs it.
    pub fn asset_paths(&self) -> impl Iterator<Item = (&str, bool)> {
        let public = [&self.files.css, &self.files.icon];
        self.assets.keys().map(move |path| (path.as_str(), public.iter().any(|name| name.as_ref() == Some(path))))
    }

    /// Builds the response for a path.
    #[must_use]
    pub fn asset_response(&self, path: &str, headers: &HeaderMap) -> Response {
        let Some(asset) = self.assets.get(path) else { return StatusCode::NOT_FOUND.into_response() };
        let encoding = Encoding::accepted_by(headers);
        let etag = asset.etag(encoding);
        let mut response = if matches_etag(headers, &etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(asset.encoded_bytes(encoding)).into_response()
        };
        let mut set =
            |name, value: &str| HeaderValue::from_str(value).map(|v| response.headers_mut().insert(name, v)).ok();
        set(header::CONTENT_TYPE, asset.mime);
        set(header::ETAG, &etag);
        set(header::CACHE_CONTROL, IMMUTABLE_CACHE_CONTROL);
        set(header::VARY, "accept-encoding");
        if encoding == Encoding::Brotli {
            set(header::CONTENT_ENCODING, BROTLI);
        }
        response
    }
}

impl Asset {
    fn new(name: &str, brotli: Cow<'static, [u8]>) -> Self {
        let digest = Sha256::digest(&brotli);
        let hash = digest.iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        Self { brotli, hash, mime: mime_type(name) }
    }

    /// Entity tag. The tag of the Brotli form identifies its exact bytes; the other form may be compressed on its way, so
    /// its tag is weak.
    fn etag(&self, encoding: Encoding) -> String {
        match encoding {
            Encoding::Brotli => format!("\"{}-{BROTLI}\"", self.hash),
            Encoding::Identity => format!("W/\"{}\"", self.hash),
        }
    }

    fn encoded_bytes(&self, encoding: Encoding) -> Vec<u8> {
        match encoding {
            Encoding::Brotli => self.brotli.to_vec(),
            Encoding::Identity => decompress(&self.brotli),
        }
    }
}

/// Decompresses an asset of this binary, which is never broken.
fn decompress(mut brotli: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    BrotliDecompress(&mut brotli, &mut content).ok();
    content
}

impl Encoding {
    /// The smallest form that the client accepts.
    fn accepted_by(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepted.split(',').any(accepts_brotli) { Self::Brotli } else { Self::Identity }
    }
}

/// Whether an item of `Accept-Encoding` is Brotli, and not with a weight of zero.
fn accepts_brotli(coding: &str) -> bool {
    let mut parts = coding.split(';').map(str::trim);
    parts.next().is_some_and(|name| name.eq_ignore_ascii_case(BROTLI))
        && !parts.any(|weight| weight.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)))
}

/// Compares as `If-None-Match` demands, weakly.
fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    let client_etag = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    client_etag.split(',').any(|one| one.trim() == "*" || opaque_tag(one) == opaque_tag(etag))
}

fn opaque_tag(etag: &str) -> &str {
    etag.trim().trim_start_matches("W/")
}

fn mime_type(name: &str) -> &'static str {
    match file_extension(name) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn file_extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_accepted_encoding_is_sent() {
        for (value, expected) in [
            ("br", Encoding::Brotli),
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("BR;q=0.5", Encoding::Brotli),
            ("br;q=0, gzip", Encoding::Identity),
            ("gzip", Encoding::Identity),
            ("", Encoding::Identity),
            ("brotli", Encoding::Identity),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]);
            assert_eq!(Encoding::accepted_by(&headers), expected, "{value}");
        }
    }
}

//! The files that are kept by hand: the lock of the sources, providers, nominal sizes and overrides.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::data_folder;
use crate::Result;

/// The names of the files, in the order of their hash.
const FILES: [&str; 4] = ["sources.toml", "providers.toml", "params.toml", "overrides.toml"];

/// The content of the hand-kept files.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) hash: String,
    pub(super) lock: Lock,
    pub(super) providers: Vec<Provider>,
    pub(super) families: Vec<Family>,
    pub(super) overrides: Vec<Override>,
}

/// The sources, locked by version and hash.
#[derive(Deserialize, Default)]
pub(super) struct Lock {
    pub(super) as_of: String,
    #[serde(flatten)]
    pub(super) sources: BTreeMap<String, LockedSource>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedSource {
    /// `npm`, `cargo` or `pip`.
    pub(super) client: String,
    pub(super) package: String,
    pub(super) version: String,
    pub(super) file: String,
    pub(super) sha256: String,
    #[expect(dead_code, reason = "for readers of the file")]
    pub(super) licence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderFile {
    provider: Vec<Provider>,
}

/// A provider, and its ids in the sources.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) open: bool,
    pub(super) api: String,
    pub(super) base_url: String,
    pub(super) env: Vec<String>,
    pub(super) shared_db_env: Vec<String>,
    pub(super) aliases: Vec<String>,
    pub(super) shared_db_aliases: Vec<String>,
    pub(super) pi_ai: Vec<String>,
    pub(super) models_dev: Vec<String>,
    pub(super) litellm: Vec<String>,
    pub(super) legacy: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    family: Vec<Family>,
}

/// A rule with a nominal size.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) base: Vec<String>,
    #[serde(default)]
    pub(super) except: Vec<String>,
    /// Whether the number in the ids is that of the active parameters.
    #[serde(default)]
    pub(super) id_states_active: bool,
    pub(super) billions: f64,
    pub(super) note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OverrideFile {
    model: Vec<Override>,
}

/// A change to one model.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Override {
    pub(super) provider: String,
    pub(super) id: String,
    pub(super) why: String,
    pub(super) hide: bool,
    pub(super) name: Option<String>,
    pub(super) context: Option<u64>,
    pub(super) max_output: Option<u64>,
    pub(super) input: Vec<String>,
    pub(super) reasoning: Option<bool>,
    pub(super) released: Option<String>,
    pub(super) retires: Option<String>,
    pub(super) replaced_by: Option<String>,
}

impl Inputs {
    pub(super) fn read() -> Result<Self> {
        let inputs = Self {
            hash: inputs_hash()?,
            lock: read_toml("sources.toml")?,
            providers: read_toml::<ProviderFile>("providers.toml")?.provider,
            families: read_toml::<FamilyFile>("params.toml")?.family,
            overrides: read_toml::<OverrideFile>("overrides.toml")?.model,
        };
        inputs.check()?;
        Ok(inputs)
    }

    /// Refuses inputs that the types do not exclude.
    fn check(&self) -> Result {
        if !self.providers.is_sorted_by(|a, b| a.id < b.id) {
            return Err("providers.toml is not sorted by id, or an id is there twice".into());
        }
        for provider in &self.providers {
            if catalog::ProviderKind::parse(&provider.kind).is_none() {
                return Err(format!("providers.toml: {}: no kind `{}`", provider.id, provider.kind).into());
            }
        }
        for change in &self.overrides {
            let is_known = self.providers.iter().any(|provider| provider.id == change.provider);
            let (provider, id) = (&change.provider, &change.id);
            if !is_known || id.is_empty() || change.why.is_empty() {
                return Err(
                    format!("overrides.toml: {provider}/{id} needs a known provider, an id and a reason").into()
                );
            }
            if [&change.released, &change.retires]
                .into_iter()
                .flatten()
                .any(|date| catalog::Date::parse(date).is_none())
            {
                return Err(format!("overrides.toml: {provider}/{id} has a date that is none").into());
            }
        }
        Ok(())
    }
}

/// The hash of the hand-kept files, which the built tables record.
pub(super) fn inputs_hash() -> Result<String> {
    let mut hash = Sha256::new();
    for file in FILES {
        let bytes = fs::read(data_folder().join(file))?;
        hash.update(format!("{file} {}\n", bytes.len()));
        hash.update(bytes);
    }
    Ok(to_hex(&hash.finalize()))
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn read_toml<T: DeserializeOwned>(file: &str) -> Result<T> {
    let text = fs::read_to_string(data_folder().join(file))?;
    toml::from_str(&text).map_err(|why| format!("{file}: {why}").into())
}

/// The locked sources alone.
pub(super) fn read_lock() -> Result<Lock> {
    read_toml("sources.toml")
}

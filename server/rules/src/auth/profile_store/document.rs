//! Reads a document of a credential store entry by entry: thousands of entries are never in memory as JSON at once, and
//! their secrets are dropped at once.

use std::{borrow::Cow, fmt};

use contract::Generation;
use rustc_hash::FxHashMap;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::{
    UsageById,
    shape_error::{StorePart, StoreShapeError, check_version},
};
use crate::auth::{
    profile::{Profile, RejectedEntry},
    usage::ProfileUsage,
};

/// The entries of `profiles`. Of one that OpenClaw ignores, the id and the reason.
pub(super) type Entries = Vec<Result<Profile, (String, RejectedEntry)>>;

/// A document of a credential store, without the secrets of its entries.
pub struct StoreDocument(Option<DocumentParts>);

/// What a document that is an object contains.
#[derive(Default)]
pub(super) struct DocumentParts {
    version: Option<Value>,
    /// `None` if there is no such member, and an error if it is not an object.
    profiles: Option<Result<Entries, StoreShapeError>>,
    pub(super) order: Option<Value>,
    pub(super) last_good: Option<Value>,
    pub(super) usage: UsageById,
}

impl StoreDocument {
    /// Reads a document from JSON.
    pub fn parse(json: &[u8], generation: Generation) -> serde_json::Result<Self> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let document = Self::read(&mut deserializer, generation)?;
        deserializer.end()?;
        Ok(document)
    }

    /// Reads a document that is parsed already.
    pub fn from_value(json: &Value, generation: Generation) -> serde_json::Result<Self> {
        Self::read(json, generation)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D, generation: Generation) -> Result<Self, D::Error> {
        AnyValue(DocumentReader { generation }).deserialize(deserializer).map(Self)
    }

    /// Its content, if it is an object of the known version.
    pub(super) fn into_parts(self, part: StorePart) -> Result<DocumentParts, StoreShapeError> {
        let parts = self.0.ok_or(StoreShapeError::NotAnObject(part))?;
        check_version(parts.version.as_ref(), part)?;
        Ok(parts)
    }
}

impl DocumentParts {
    pub(super) fn take_entries(&mut self) -> Result<Entries, StoreShapeError> {
        self.profiles.take().ok_or(StoreShapeError::NoProfiles)?
    }
}

/// Reads the members of an object. As in JavaScript, the last of several members with the same name counts.
trait ObjectReader<'de> {
    type Output;

    fn read<A: MapAccess<'de>>(self, members: A) -> Result<Self::Output, A::Error>;
}

/// Reads any value: an object as its reader does, and nothing of any other one.
struct AnyValue<R>(R);

impl<'de, R: ObjectReader<'de>> DeserializeSeed<'de> for AnyValue<R> {
    type Value = Option<R::Output>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: ObjectReader<'de>> Visitor<'de> for AnyValue<R> {
    type Value = Option<R::Output>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        self.0.read(members).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<Value>()?.is_some() {}
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// The name of a member, borrowed from the text where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'n>(#[serde(borrow)] Cow<'n, str>);

/// Reads a document.
struct DocumentReader {
    generation: Generation,
}

impl<'de> ObjectReader<'de> for DocumentReader {
    type Output = DocumentParts;

    fn read<A: MapAccess<'de>>(self, mut members: A) -> Result<DocumentParts, A::Error> {
        let Self { generation } = self;
        let mut parts = DocumentParts::default();
        while let Some(Name(name)) = members.next_key()? {
            match name.as_ref() {
                "version" => parts.version = Some(members.next_value()?),
                "profiles" => {
                    let entries = members.next_value_seed(AnyValue(ProfilesReader { generation }))?;
                    parts.profiles = Some(entries.ok_or(StoreShapeError::WrongProfiles));
                }
                "usageStats" => parts.usage = members.next_value_seed(AnyValue(UsageReader))?.unwrap_or_default(),
                "order" => parts.order = Some(members.next_value()?),
                "lastGood" => parts.last_good = Some(members.next_value()?),
                // Read as JSON, so that a broken text is refused here as it is by a write.
                _ => drop(members.next_value::<Value>()?),
            }
        }
        Ok(parts)
    }
}

/// Reads the credentials.
struct ProfilesReader {
    generation: Generation,
}

impl<'de> ObjectReader<'de> for ProfilesReader {
    type Output = Entries;

    fn read<A: MapAccess<'de>>(self, mut members: A) -> Result<Entries, A::Error> {
        let (mut entries, mut places) = (Entries::new(), FxHashMap::default());
        while let Some(Name(id)) = members.next_key()? {
            let entry = members.next_value_seed(AnyValue(EntryReader))?;
            let profile = entry.ok_or(RejectedEntry::NotAnObject);
            let profile = profile.and_then(|entry| Profile::from_members(&id, |name| entry.get(name), self.generation));
            let profile = profile.map_err(|reason| (id.clone().into_owned(), reason));
            let place = *places.entry(id).or_insert(entries.len());
            match entries.get_mut(place) {
                Some(earlier) => *earlier = profile,
                None => entries.push(profile),
            }
        }
        Ok(entries)
    }
}

/// Reads how the credentials were used, by their ids.
struct UsageReader;

impl<'de> ObjectReader<'de> for UsageReader {
    type Output = UsageById;

    fn read<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Output, A::Error> {
        let mut usage = UsageById::default();
        while let Some(Name(id)) = members.next_key()? {
            let entry = members.next_value_seed(AnyValue(EntryReader))?;
            let of_profile = entry.map(|entry| ProfileUsage::from_members(|name| entry.get(name)));
            usage.insert(id.into_owned(), Box::new(of_profile.unwrap_or_default()));
        }
        Ok(usage)
    }
}

/// Reads one entry.
struct EntryReader;

/// The members of an entry. They are few, so that a list is faster than a map.
struct Entry<'de>(Vec<(Cow<'de, str>, Value)>);

impl Entry<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl<'de> ObjectReader<'de> for EntryReader {
    type Output = Entry<'de>;

    fn read<A: MapAccess<'de>>(self, mut members: A) -> Result<Entry<'de>, A::Error> {
        let mut entry = Entry(Vec::new());
        while let Some(Name(name)) = members.next_key()? {
            entry.0.push((name, members.next_value()?));
        }
        Ok(entry)
    }
}

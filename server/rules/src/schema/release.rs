//! The releases of OpenClaw whose schemas the table compares.

use contract::Generation;

use super::Reader;

/// A release of OpenClaw whose schema was read, the oldest first. A release between two of these accepts at most what
/// its neighbours accept; [`Release::V2026_4`] is there for the keys for which that would not be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Release {
    /// 2026.3.13
    V2026_3,
    /// From 2026.3.22 to 2026.5.28. Of their schemas, only the keys were compared.
    V2026_4,
    /// 2026.6.1
    V2026_6,
    /// 2026.7.1 and 2026.7.35
    V2026_7,
    /// 2026.8.1 and 2026.9.6
    V2026_8,
}

/// A range of releases, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Releases {
    /// The oldest release.
    pub(super) first: Release,
    /// The newest release.
    pub(super) last: Release,
}

impl Releases {
    /// Every release.
    pub(super) const ALL: Self = Self { first: Release::V2026_3, last: Release::V2026_8 };

    /// The releases that this OpenClaw may be one of. One that is newer than 2026.3.13 may know the keys of 2026.6.1, too.
    pub(super) fn of_reader(reader: Reader<'_>) -> Self {
        let is_after_2026_3 = reader.versions.into_iter().flatten().any(is_after_2026_3);
        let (first, last) = match reader.generation {
            Generation::JsonStore if is_after_2026_3 => (Release::V2026_3, Release::V2026_6),
            Generation::JsonStore => (Release::V2026_3, Release::V2026_3),
            Generation::AgentDb => (Release::V2026_6, Release::V2026_7),
            Generation::SharedDb => (Release::V2026_8, Release::V2026_8),
            Generation::Unknown => return Self::ALL,
        };
        Self { first, last }
    }

    /// Whether a release is in both ranges.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// Whether a version is newer than 2026.3.13.
fn is_after_2026_3(version: &str) -> bool {
    let numbers: Vec<u32> = version.split(['.', '-']).map_while(|part| part.parse().ok()).collect();
    numbers.as_slice() > VERSION_2026_3
}

/// The version of [`Release::V2026_3`].
const VERSION_2026_3: &[u32] = &[2026, 3, 13];

//! Counts for reports.

/// A count as `u32`; one that does not fit is `u32::MAX`.
pub fn saturating_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

//! Strict reading of a whole document.

use crate::{ReadError, Value, check_limits, read_error::parse_checked};

/// Reads a whole document strictly. `Infinity` and `NaN` become `null`; for duplicate keys the last one counts.
pub fn read(bytes: &[u8]) -> Result<Value, ReadError> {
    parse_checked(check_limits(bytes)?)
}

//! How much of the configuration a caller may access.

/// How much of the configuration a caller may access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessScope {
    /// The whole configuration: for users at a terminal, who own the file.
    All,
    /// The managed paths only: for pages.
    Models,
}

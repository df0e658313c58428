//! What a change did: its changed values, the new texts of the files, and how to undo it.

pub mod leaves;
pub mod plan;
pub mod recovery;
pub mod undo;

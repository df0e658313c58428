//! Names and ids of the fields of the forms.

/// Names of the fields for alias and model.
pub(super) const ALIAS_FIELD: &str = "op[alias]";
pub(super) const MODEL_FIELD: &str = "op[model]";

/// Field that tells the forms apart which send the same operation. The server ignores it.
pub(super) const FORM_ID_FIELD: &str = "from";

/// Id of the first field, which gets the focus after an alias was added or removed.
pub(super) const FIRST_FIELD_ID: &str = "new-alias";

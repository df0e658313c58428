//! Components that call operations: forms, change card, palette and model picker.

mod change;
#[cfg(not(target_arch = "wasm32"))]
mod form_result;
mod job;
mod op_form;
mod page_layout;
mod palette;
mod picker;
mod reorder;
mod secret_form;
mod toast;

pub(crate) use change::{ChangeController, ChangeDialog, SharedCallback, provide_changes};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use form_result::FormResultCard;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use job::JobQuestionCard;
pub(crate) use job::{JobBar, JobController, JobForm, JobStatus, LiveMark, current_mark, provide_jobs};
pub(crate) use op_form::{HiddenFormFields, OpForm, SuggestedOpForm, return_path};
pub(crate) use page_layout::PageLayout;
pub(crate) use palette::{PaletteButton, PaletteDialog, PaletteView};
pub(crate) use picker::Picker;
pub(crate) use reorder::{
    Grip, GripHelp, Reorder, ReorderAnnouncements, ReorderItem, ReorderList, ReorderRows, RowId, RowPlace, Rows,
    focus_grip,
};
pub(crate) use secret_form::{
    AGENT_FIELD, EXPIRY_FIELD, ID_FIELD, KIND_FIELD, KindSelect, PROVIDER_FIELD, REPLACE_FIELD, SecretForm,
};
pub(crate) use toast::Toast;

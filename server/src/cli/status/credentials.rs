//! The credentials in `models status`.

use contract::{CredentialOrder, CredentialReport};
use rules::auth::report::add_hint;

use super::print_row;
use crate::{
    cli::auth,
    out::{BAD, Out, escape_hidden, with_style},
};

/// A sentence if the default model cannot answer, because its provider has no usable credential.
pub(super) fn cannot_answer_sentence(report: &CredentialReport, model: &str) -> Option<String> {
    let found = report.models.iter().find(|one| one.model.key() == model)?;
    Some(format!("The default model cannot answer now: {}.", found.obstacle.as_ref()?))
}

/// Prints the sections about credentials.
pub(super) fn print_sections(report: &CredentialReport, out: &mut Out) {
    print_row(out, "Auth store", &escape_hidden(&report.store.path));
    if let Some(own) = &report.store.own_path {
        print_row(out, "Own store", &escape_hidden(own));
    }
    let count = report.providers.iter().map(|of| of.credentials.len()).sum::<usize>();
    print_row(out, &format!("Auth profiles ({count})"), if count == 0 { "-" } else { "" });
    for of in report.providers.iter().filter(|of| !of.credentials.is_empty()) {
        out.data(format!("- {}", escape_hidden(&of.provider)));
        auth::print_credentials(of, "  ", out);
    }
    let ordered: Vec<_> = report.providers.iter().filter_map(|of| Some((of, of.order.as_ref()?))).collect();
    print_row(out, &format!("Auth order ({})", ordered.len()), if ordered.is_empty() { "-" } else { "" });
    for (of, CredentialOrder { profiles, layer }) in ordered {
        let profiles = if profiles.is_empty() { "(none)".to_owned() } else { profiles.join(", ") };
        let profiles = escape_hidden(&profiles);
        out.data(format!("- {}: {profiles} [{}]", escape_hidden(&of.provider), auth::layer_text(*layer)));
    }
    if !report.elsewhere.is_empty() {
        print_row(out, &format!("Elsewhere ({})", report.elsewhere.len()), "");
        auth::print_elsewhere(report, out);
    }
    let missing: Vec<_> = report.providers.iter().filter(|of| of.missing.is_some()).collect();
    if !missing.is_empty() {
        out.data(with_style(BAD, &format!("Missing auth ({})", missing.len())));
    }
    for of in missing {
        out.data(format!("- {}: {}", escape_hidden(&of.provider), add_hint(of)));
    }
}

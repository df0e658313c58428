//! Formats the providers for output, with the ways to get a credential of each.

use contract::{CredentialReport, ProviderCredentials, SignInMethod};
use serde_json::{Value, json};

use super::credential_name;
use crate::out::{Out, QUIET, STRONG, escape_hidden, with_style};

/// What stands behind a method that only OpenClaw has.
const BY_OPENCLAW: &str = "*";

/// Prints one line for each provider.
pub(super) fn print(report: &CredentialReport, out: &mut Out) {
    let header = ["Provider", "Credential", "Methods", "Variables"].map(str::to_owned);
    let rows: Vec<_> = report.providers.iter().map(row).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&header]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let [provider_width, credential_width, methods_width] = [0, 1, 2].map(width);
    let line = |[provider, credential, methods, variables]: &[String; 4]| {
        let line = format!(
            "{provider:<provider_width$}  {credential:<credential_width$}  {methods:<methods_width$}  {variables}"
        );
        line.trim_end().to_owned()
    };
    out.data(with_style(STRONG, &line(&header)));
    for row in &rows {
        out.data(line(row));
    }
    out.data(with_style(QUIET, "\n* signs in with the OpenClaw on PATH: `openclaw models auth login`"));
}

fn row(of: &ProviderCredentials) -> [String; 4] {
    let method =
        |method: &SignInMethod| format!("{}{}", method.name, if method.needs_openclaw { BY_OPENCLAW } else { "" });
    let dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    [
        escape_hidden(&of.provider).into_owned(),
        of.chosen().map_or_else(|| "-".to_owned(), credential_name),
        dash(of.methods.iter().map(method).collect::<Vec<_>>().join(", ")),
        dash(of.variables.join(", ")),
    ]
}

/// The providers as JSON.
pub(super) fn to_json(report: &CredentialReport) -> Value {
    let method = |method: &SignInMethod| json!({ "method": method.name, "needsOpenClaw": method.needs_openclaw });
    let provider = |of: &ProviderCredentials| {
        json!({
            "provider": of.provider,
            "inUse": of.is_in_use,
            "hasCredential": of.chosen().is_some(),
            "source": of.chosen().map(|chosen| &chosen.source),
            "methods": of.methods.iter().map(method).collect::<Vec<_>>(),
            "variables": of.variables,
        })
    };
    json!({ "agentId": report.agent, "providers": report.providers.iter().map(provider).collect::<Vec<_>>() })
}

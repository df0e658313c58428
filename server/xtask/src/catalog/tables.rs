//! Writes the two tables.

use std::fmt::{self, Write as _};

use super::{inputs::Inputs, merge::Merged};

/// The texts of `models.tsv` and `providers.tsv`.
pub(super) struct Tables {
    pub(super) models: String,
    pub(super) providers: String,
}

pub(super) fn render_tables(inputs: &Inputs, merged: &Merged) -> Result<Tables, fmt::Error> {
    Ok(Tables { models: render_models(inputs, merged)?, providers: render_providers(inputs) })
}

fn render_models(inputs: &Inputs, merged: &Merged) -> Result<String, fmt::Error> {
    let mut text = format!("#catalog\t{}\t{}\n", inputs.lock.as_of, inputs.hash);
    for (at, note) in merged.notes.iter().enumerate() {
        writeln!(text, "#note\t{}\t{note}", at + 1)?;
    }
    for provider in &inputs.providers {
        let entries = merged.providers.get(&provider.id).map_or(&[][..], Vec::as_slice);
        if !entries.is_empty() {
            writeln!(text, "#provider\t{}\t{}", provider.id, provider.kind)?;
        }
        for entry in entries {
            writeln!(text, "{}", entry.to_line())?;
        }
    }
    Ok(text)
}

fn render_providers(inputs: &Inputs) -> String {
    let mut text = format!("#providers\t{}\n", inputs.hash);
    for provider in &inputs.providers {
        let columns = [
            provider.id.clone(),
            provider.name.clone(),
            provider.kind.clone(),
            if provider.open { "open".to_owned() } else { String::new() },
            provider.api.clone(),
            provider.base_url.clone(),
            provider.env.join(","),
            provider.shared_db_env.join(","),
            provider.aliases.join(","),
            provider.shared_db_aliases.join(","),
            provider.models_dev.join(","),
        ];
        text += columns.join("\t").trim_end_matches('\t');
        text.push('\n');
    }
    text
}

//! The table of models.

use catalog::format_tokens;
use contract::ListedModel;

use crate::out::{QUIET, escape_hidden, with_style};

/// Text for an unknown fact.
const UNKNOWN: &str = "–";

/// Which columns are printed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Width {
    /// As many as fit into this many characters; `None` is no limit.
    Limited(Option<usize>),
    /// All, and the additional ones.
    Wide,
}

/// A column of the table.
struct Column {
    title: &'static str,
    /// Whether its texts are aligned to the right.
    is_number: bool,
    text: fn(&ListedModel) -> String,
}

/// The columns, the most important first: a narrow terminal drops them from the right.
const COLUMNS: &[Column] = &[
    text_column("Model", |model| model.key.to_string()),
    number_column("Context", |model| or_unknown(model.context_window.map(format_tokens))),
    number_column("$ in", |model| or_unknown(model.cost.map(|cost| cost.input.to_string()))),
    number_column("$ out", |model| or_unknown(model.cost.map(|cost| cost.output.to_string()))),
    text_column("Tags", |model| model.tags.join(",")),
    number_column("Output", |model| or_unknown(model.max_output.map(format_tokens))),
    text_column("Reasoning", |model| yes_or_no(model.reasoning)),
    text_column("Input", |model| or_unknown(Some(model.input.join("+")).filter(|input| !input.is_empty()))),
    text_column("Auth", |model| yes_or_no(model.available)),
    text_column("Name", |model| model.name.clone()),
];

/// The columns that only a wide table has.
const WIDE_COLUMNS: &[Column] = &[
    text_column("Local", |model| yes_or_no(model.local)),
    number_column("Params", params),
    text_column("Released", |model| or_unknown(model.released.clone())),
    text_column("Retires", |model| or_unknown(model.retires.clone())),
    text_column("Replaced by", |model| or_unknown(model.replaced_by.clone())),
    number_column("$ cache read", |model| {
        or_unknown(model.cost.and_then(|cost| cost.cache_read).map(|p| p.to_string()))
    }),
    number_column("$ cache write", |model| {
        or_unknown(model.cost.and_then(|cost| cost.cache_write).map(|p| p.to_string()))
    }),
];

const fn text_column(title: &'static str, text: fn(&ListedModel) -> String) -> Column {
    Column { title, is_number: false, text }
}

const fn number_column(title: &'static str, text: fn(&ListedModel) -> String) -> Column {
    Column { title, is_number: true, text }
}

/// Formats models as a table, without a line end after the last line. The first column is always there.
pub(super) fn format_table(models: &[ListedModel], width: Width) -> String {
    let (columns, limit): (Vec<_>, _) = match width {
        Width::Limited(limit) => (COLUMNS.iter().collect(), limit.unwrap_or(usize::MAX)),
        Width::Wide => (COLUMNS.iter().chain(WIDE_COLUMNS).collect(), usize::MAX),
    };
    let mut lines = vec![String::new(); models.len() + 1];
    let mut used = 0;
    for (at, column) in columns.into_iter().enumerate() {
        let texts = models.iter().map(|model| escape_hidden(&(column.text)(model)).into_owned());
        let texts: Vec<_> = [column.title.to_owned()].into_iter().chain(texts).collect();
        let size = texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
        let gap = if at == 0 { 0 } else { 2 };
        if at > 0 && used + gap + size > limit {
            break;
        }
        used += gap + size;
        for (line, text) in lines.iter_mut().zip(texts) {
            let text = if column.is_number { format!("{text:>size$}") } else { format!("{text:<size$}") };
            line.extend([&" ".repeat(gap), text.as_str()]);
        }
    }
    let mut lines = lines.iter().map(|line| line.trim_end());
    let header = with_style(QUIET, lines.next().unwrap_or_default());
    [header.as_str()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn or_unknown(text: Option<String>) -> String {
    text.unwrap_or_else(|| UNKNOWN.to_owned())
}

fn yes_or_no(fact: Option<bool>) -> String {
    fact.map_or(UNKNOWN, |fact| if fact { "yes" } else { "no" }).to_owned()
}

/// The number of parameters, such as `120B`, or `~1000B` for a nominal one.
fn params(model: &ListedModel) -> String {
    let mark = if model.has_nominal_params() { "~" } else { "" };
    or_unknown(model.params.map(|billions| format!("{mark}{billions}B")))
}

#[cfg(test)]
mod tests {
    use contract::ModelCost;

    use super::*;

    fn model() -> ListedModel {
        ListedModel {
            key: "openai/gpt-5.2".into(),
            name: "GPT-5.2".to_owned(),
            input: vec!["text".into(), "image".into()].into(),
            context_window: Some(400_000),
            cost: Some(ModelCost { input: 1.75, output: 14.0, cache_read: Some(0.175), cache_write: None }),
            reasoning: Some(true),
            tags: vec!["default".to_owned()],
            params: Some(1000.0),
            params_source: Some("nominal: by its maker".into()),
            ..ListedModel::default()
        }
    }

    #[test]
    fn a_narrow_table_drops_columns_from_the_right() {
        let header = |columns| {
            let table = anstream::adapter::strip_str(&format_table(&[model()], Width::Limited(columns))).to_string();
            table.lines().next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(header(None), "Model Context $ in $ out Tags Output Reasoning Input Auth Name");
        for (columns, expected) in [
            (1, "Model"),
            (22, "Model"),
            (23, "Model Context"),
            (40, "Model Context $ in $ out"),
            (47, "Model Context $ in $ out Tags"),
            (80, "Model Context $ in $ out Tags Output Reasoning Input"),
        ] {
            assert_eq!(header(Some(columns)), expected, "{columns}");
        }
    }

    #[test]
    fn unknown_facts_are_dashes_and_nominal_ones_have_a_mark() {
        let table = format_table(&[model()], Width::Wide);
        let row: Vec<_> = table.lines().nth(1).unwrap().split_whitespace().collect();
        let expected = "openai/gpt-5.2 400k 1.75 14 default – yes text+image – GPT-5.2 – ~1000B – – – 0.175 –";
        assert_eq!(row.join(" "), expected);
    }
}

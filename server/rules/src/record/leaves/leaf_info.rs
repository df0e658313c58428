//! The public representation of a recorded leaf change.

use contract::ChangedValue;

use super::LeafChange;
use crate::{base::value_path, schema::diff};

impl LeafChange {
    /// Converts the change for display and for JSON output. Texts that may not be recorded are not displayed either,
    /// even if the history contains them.
    pub fn to_leaf_info(&self) -> ChangedValue {
        let leaf = self.redacted();
        let mount: Vec<_> = leaf.path.steps().iter().map(value_path::step_name).collect();
        let texts = [&leaf.before, &leaf.after].map(|text| text.as_deref().unwrap_or_default());
        let depth =
            texts.iter().flat_map(|text| text.lines().skip(1)).filter_map(indent_width).min().unwrap_or_default();
        let [old, new] = texts.map(|text| dedent_lines(text, depth));
        let hunks =
            leaf.are_texts_known().then(|| diff::masked_diff(String::new(), &mount, Some(&old), &new, &[]).hunks);
        ChangedValue {
            path: leaf.path.to_string(),
            kept: leaf.are_texts_known(),
            before: leaf.before,
            after: leaf.after,
            hunks: hunks.unwrap_or_default(),
        }
    }
}

/// The indentation of a line; `None` for a blank line.
fn indent_width(line: &str) -> Option<usize> {
    line.chars().position(|c| !c.is_whitespace())
}

/// Removes `depth` characters of indentation from all lines but the first, which starts inside a line of the file.
fn dedent_lines(text: &str, depth: usize) -> String {
    let cut = |(at, line): (usize, &str)| -> String { line.chars().skip(if at == 0 { 0 } else { depth }).collect() };
    text.lines().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use contract::LineKind;

    use super::*;

    fn rendered_leaf(path: &str, before: Option<&str>, after: Option<&str>) -> (ChangedValue, String) {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        let leaf = LeafChange::new(path.parse().unwrap(), before, after, 0).to_leaf_info();
        let sign = |fate| match fate {
            LineKind::Unchanged => ' ',
            LineKind::Removed => '-',
            LineKind::Added => '+',
        };
        let lines = leaf.hunks.iter().flat_map(|hunk| &hunk.lines);
        let drawn = lines.fold(String::new(), |drawn, line| format!("{drawn}{}{}|", sign(line.kind), line.text));
        (leaf, drawn)
    }

    #[test]
    fn list_is_displayed_without_outer_indent() {
        let (leaf, drawn) = rendered_leaf(
            "agents.defaults.model.fallbacks",
            Some("[\r\n\t\t'a/b', // cheap\r\n\r\n\t]"),
            Some("[\r\n\t\t'a/b', // cheap\r\n\t\t'c/d',\r\n\r\n\t]"),
        );
        assert_eq!(drawn, " [| \t'a/b', // cheap|+\t'c/d',| | ]|");
        assert!(leaf.kept && leaf.before.unwrap().contains("\r\n\t\t"));
    }

    #[test]
    fn missing_values_have_no_lines() {
        assert_eq!(rendered_leaf("agents.defaults.model", None, Some("'a/b'")).1, "+'a/b'|");
        assert_eq!(rendered_leaf("agents.defaults.model", Some("'a/b'"), None).1, "-'a/b'|");
        assert_eq!(rendered_leaf("agents.list.7.model", Some("'a/b'"), Some("'c/d'")).1, "-'a/b'|+'c/d'|");
    }

    #[test]
    fn secret_in_old_history_is_not_displayed() {
        for (path, text) in [
            ("models.providers.x.apiKey", "'Canary1'"),
            ("agents.defaults.model", "{ primary: 'a/b', key: 'Canary2' }"),
            ("agents.defaults.model.fallbacks", "['a/b' /* sk-Canary3 */]"),
            ("env.K", "'Canary4'"),
        ] {
            let (leaf, drawn) = rendered_leaf(path, Some(text), Some("'a/b'"));
            assert!(!leaf.kept && drawn.is_empty() && !format!("{leaf:?}").contains("Canary"), "{leaf:?}");
        }
    }
}

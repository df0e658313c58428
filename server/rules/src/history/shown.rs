//! What of a leaf may be seen.

use contract::LeafInfo;

use super::Leaf;
use crate::{diff, slice};

impl Leaf {
    /// For people and programs. What may not be kept is not shown either, however it came into the history.
    pub fn shown(&self) -> LeafInfo {
        let leaf = self.kept();
        let mount: Vec<_> = leaf.path.steps().iter().map(slice::name).collect();
        let texts = [&leaf.before, &leaf.after].map(|text| text.as_deref().unwrap_or_default());
        let depth = texts.iter().flat_map(|text| text.lines().skip(1)).filter_map(depth).min().unwrap_or_default();
        let [old, new] = texts.map(|text| dedented(text, depth));
        let hunks = leaf.is_known().then(|| diff::diff(String::new(), &mount, Some(&old), &new, &[]).hunks);
        LeafInfo {
            path: leaf.path.to_string(),
            kept: leaf.is_known(),
            before: leaf.before,
            after: leaf.after,
            hunks: hunks.unwrap_or_default(),
        }
    }
}

/// How far a line is indented; a blank one is not.
fn depth(line: &str) -> Option<usize> {
    line.chars().position(|c| !c.is_whitespace())
}

/// A text as it stands deep in a file, without the indentation that its lines have in common.
fn dedented(text: &str, depth: usize) -> String {
    let cut = |(at, line): (usize, &str)| -> String { line.chars().skip(if at == 0 { 0 } else { depth }).collect() };
    text.lines().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use contract::Fate;

    use super::*;

    fn shown(path: &str, before: Option<&str>, after: Option<&str>) -> (LeafInfo, String) {
        let [before, after] = [before, after].map(|text| text.map(str::to_owned));
        let leaf = Leaf::new(path.parse().unwrap(), before, after, 0).shown();
        let sign = |fate| match fate {
            Fate::Same => ' ',
            Fate::Removed => '-',
            Fate::Added => '+',
        };
        let lines = leaf.hunks.iter().flat_map(|hunk| &hunk.lines);
        let drawn = lines.fold(String::new(), |drawn, line| format!("{drawn}{}{}|", sign(line.is), line.text));
        (leaf, drawn)
    }

    #[test]
    fn a_list_is_shown_as_if_it_stood_alone() {
        let (leaf, drawn) = shown(
            "agents.defaults.model.fallbacks",
            Some("[\r\n\t\t'a/b', // cheap\r\n\r\n\t]"),
            Some("[\r\n\t\t'a/b', // cheap\r\n\t\t'c/d',\r\n\r\n\t]"),
        );
        assert_eq!(drawn, " [| \t'a/b', // cheap|+\t'c/d',| | ]|");
        assert!(leaf.kept && leaf.before.unwrap().contains("\r\n\t\t"));
    }

    #[test]
    fn what_was_not_there_has_no_lines() {
        assert_eq!(shown("agents.defaults.model", None, Some("'a/b'")).1, "+'a/b'|");
        assert_eq!(shown("agents.defaults.model", Some("'a/b'"), None).1, "-'a/b'|");
        assert_eq!(shown("agents.list.7.model", Some("'a/b'"), Some("'c/d'")).1, "-'a/b'|+'c/d'|");
    }

    #[test]
    fn a_secret_that_came_into_the_history_does_not_come_out() {
        for (path, text) in [
            ("models.providers.x.apiKey", "'Canary1'"),
            ("agents.defaults.model", "{ primary: 'a/b', key: 'Canary2' }"),
            ("agents.defaults.model.fallbacks", "['a/b' /* sk-Canary3 */]"),
            ("env.K", "'Canary4'"),
        ] {
            let (leaf, drawn) = shown(path, Some(text), Some("'a/b'"));
            assert!(!leaf.kept && drawn.is_empty() && !format!("{leaf:?}").contains("Canary"), "{leaf:?}");
        }
    }
}

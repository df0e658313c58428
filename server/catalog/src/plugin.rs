//! Plugins of OpenClaw for providers.

/// The plugins that OpenClaw 2026.9.6 needs for providers outside its package, taken from its own list: provider,
/// plugin, npm package.
pub fn provider_plugins() -> impl Iterator<Item = [&'static str; 3]> {
    include_str!("../plugins.tsv").lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some([columns.next()?, columns.next()?, columns.next()?])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_has_one_plugin() {
        let rows: Vec<_> = provider_plugins().collect();
        assert_eq!(rows.len(), include_str!("../plugins.tsv").lines().count());
        assert!(rows.is_sorted_by(|[a, ..], [b, ..]| a < b));
        assert!(rows.contains(&["mistral", "mistral", "@openclaw/mistral-provider"]));
    }
}

//! Whether a gateway of OpenClaw that is running takes a change by itself.

use contract::{GatewayNote, Generation};
use json5_edit::{KeyPath, KeyPathStep};

/// The sections that a gateway reads again as soon as they change.
const RELOADED_SECTIONS: &[&str] = &["agents", "models", "auth"];

/// A section for which a gateway older than the shared database restarts itself.
const RESTARTING_SECTION: &str = "auth";

/// Says what a running gateway makes of a written change: of these paths of the configuration, and of credential stores.
pub fn gateway_note(generation: Generation, changed_paths: &[&KeyPath], has_credentials: bool) -> GatewayNote {
    let is_reloaded = changed_paths.iter().all(|path| is_in(path, RELOADED_SECTIONS));
    let restarts =
        generation != Generation::SharedDb && changed_paths.iter().any(|path| is_in(path, &[RESTARTING_SECTION]));
    let (reloads, text) = match (is_reloaded, has_credentials, generation) {
        (false, ..) => (None, "the running gateway may need `openclaw gateway restart` to take this change"),
        (true, ..) if restarts => (Some(true), "the running gateway restarts by itself to take this change"),
        (true, false, _) => (Some(true), "the running gateway takes this change by itself"),
        (true, true, Generation::SharedDb) => {
            (Some(true), "the running gateway takes this change by itself within about three minutes")
        }
        (true, true, _) => (
            None,
            "the running gateway may keep the credentials that it has read: `openclaw gateway restart` makes it read them again",
        ),
    };
    GatewayNote { reloads, text: text.to_owned() }
}

fn is_in(path: &KeyPath, sections: &[&str]) -> bool {
    matches!(path.steps().first(), Some(KeyPathStep::Key(section)) if sections.contains(&section.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_reloads_models_and_the_shared_database() {
        use Generation::{AgentDb, JsonStore, SharedDb};
        for (generation, sections, has_credentials, expected) in [
            (JsonStore, &["agents"][..], false, Some(true)),
            (SharedDb, &["agents", "auth"], false, Some(true)),
            (SharedDb, &["auth"], true, Some(true)),
            (SharedDb, &[], true, Some(true)),
            (JsonStore, &["auth"], true, Some(true)),
            (AgentDb, &["agents", "auth"], true, Some(true)),
            (JsonStore, &["auth", "gateway"], true, None),
            (AgentDb, &["agents"], true, None),
            (AgentDb, &[], true, None),
            (SharedDb, &["gateway"], false, None),
            (SharedDb, &["agents", "plugins"], true, None),
        ] {
            let paths: Vec<_> = sections.iter().map(|section| KeyPath::from_keys([*section, "x"])).collect();
            let note = gateway_note(generation, &paths.iter().collect::<Vec<_>>(), has_credentials);
            assert_eq!(note.reloads, expected, "{generation:?} {sections:?} {has_credentials}");
            assert_eq!(note.text.contains("`openclaw gateway restart`"), expected.is_none(), "{note:?}");
        }
    }
}

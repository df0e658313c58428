use rules::{agents::add::NotAdded, setting::Refused};

use super::*;

/// The hints of a refusal, and which of them a page leaves out.
fn hints(refusal: Refusal) -> Vec<(String, bool)> {
    refused(refusal).hints.into_iter().map(|hint| (hint.text.clone(), hint.is_for_pages())).collect()
}

fn model() -> String {
    "openai/gpt-52".to_owned()
}

fn path() -> json5_edit::KeyPath {
    "agents.list[1].model".parse().unwrap()
}

#[test]
fn a_page_has_no_flags() {
    let chain = |role, agent: Option<&str>| ChainId { role, agent: agent.map(str::to_owned) };
    let id = || "work".to_owned();
    for refusal in [
        Refusal::UnknownModel { model: model(), alike: vec![], unknown_provider: None, providers: vec![] },
        Refusal::TextOnly { model: model() },
        Refusal::NoAgent,
        Refusal::CannotInherit { agent: id() },
        Refusal::NoFallback { chain: chain(Role::Text, Some("work")), model: model() },
        Refusal::Agent(NotAdded::NoWorkspace { id: id() }),
        Refusal::Setting(Refused::SecretTyped { path: path() }),
        Refusal::Setting(Refused::NoSuchAgent { path: path(), length: 1 }),
    ] {
        let hints = hints(refusal.clone());
        assert!(hints.iter().any(|(_, is_for_pages)| !is_for_pages), "{refusal:?}");
        for (text, is_for_pages) in hints {
            let is_typed = text.contains("--") || text.contains(" | ");
            assert_eq!(is_for_pages, !is_typed, "{text}");
        }
    }
}

#[test]
fn what_anybody_can_do_is_said_everywhere() {
    for refusal in [
        Refusal::NotAModel { typed: model() },
        Refusal::NoSuchPlace { typed: 9, count: 2 },
        Refusal::NoFallback { chain: ChainId::default(), model: model() },
        Refusal::UnknownModel {
            model: model(),
            alike: vec!["openai/gpt-5.2".to_owned()],
            unknown_provider: Some("opnai".to_owned()),
            providers: vec!["openai".to_owned()],
        },
    ] {
        let hints = hints(refusal);
        assert!(hints.iter().any(|(_, is_for_pages)| *is_for_pages), "{hints:?}");
        assert!(hints.iter().all(|(text, is_for_pages)| *is_for_pages || text.contains("--force")), "{hints:?}");
    }
}

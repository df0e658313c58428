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

/// One of every kind that has hints, and of some kinds several.
fn all() -> Vec<Refusal> {
    let chain = |role, agent: Option<&str>| ChainId { role, agent: agent.map(str::to_owned) };
    let none = |chain| Refusal::NoFallback { chain, model: model() };
    let id = || "work".to_owned();
    let names = || vec!["openai/gpt-5.2".to_owned()];
    let elsewhere = |left: &str| WhyNot::Changed { path: path(), left: left.to_owned(), now: "gone".to_owned() };
    let mut all = vec![
        Refusal::NotAModel { typed: model() },
        Refusal::NoModel,
        unknown_model(names(), None, vec![]),
        unknown_model(vec![], Some("opnai".to_owned()), vec!["openai".to_owned()]),
        Refusal::TextOnly { model: model() },
        Refusal::NotAnAlias { typed: "a b".to_owned() },
        Refusal::Covered { model: model(), by: "openai/*".to_owned() },
        Refusal::NoWildcards { wildcard: "openai/*".to_owned() },
        Refusal::NotInChain { chain: ChainId::default(), model: model(), is_primary: false, others: names() },
        none(chain(Role::Text, None)),
        none(chain(Role::Text, Some("work"))),
        none(chain(Role::Image, None)),
        Refusal::NoSuchPlace { typed: 9, count: 2 },
        Refusal::NoAgent,
        Refusal::ImageIsForAll { agent: id() },
        Refusal::CannotInherit { agent: id() },
        Refusal::NotUndone { id: 1, why: elsewhere("`a/b`"), instead: None },
        Refusal::NotUndone { id: 3, why: elsewhere("`a/b`"), instead: Some((1, "fallback/move".to_owned())) },
        Refusal::NothingToUndo { passed: vec![] },
        Refusal::UnknownGeneration { why: "x".to_owned() },
        Refusal::Split { path: path(), files: names() },
        Refusal::ReachesFurther { files: names() },
    ];
    all.extend([0, 1, 2].map(|count| Refusal::UnknownAlias { alias: id(), alike: vec![], count }));
    all.extend([1, 2].map(|count| Refusal::UnknownAgent { typed: id(), closest: vec![], count }));
    all.extend([None, Some(7)].map(|newest| Refusal::NoSuchChange { id: 9, newest }));
    all.extend(settings().into_iter().map(Refusal::Setting));
    all.extend(agents().into_iter().map(Refusal::Agent));
    all
}

fn unknown_model(alike: Vec<String>, unknown_provider: Option<String>, providers: Vec<String>) -> Refusal {
    Refusal::UnknownModel { model: model(), word: Some("gpt-52".to_owned()), alike, unknown_provider, providers }
}

fn settings() -> Vec<Refused> {
    vec![
        Refused::NotForPages { path: path() },
        Refused::Variable { path: path() },
        Refused::Include { path: path() },
        Refused::NoSuchAgent { path: path(), length: 1 },
        Refused::SecretTyped { path: path() },
        Refused::Mask { path: path() },
        Refused::NoSecret { path: path(), why: "cannot be blank" },
        Refused::NothingPiped { path: path() },
        Refused::NotJson5 { path: path(), reason: "x".to_owned() },
        Refused::Null { path: path() },
    ]
}

fn agents() -> Vec<NotAdded> {
    let id = || "work".to_owned();
    vec![
        NotAdded::Exists { id: id() },
        NotAdded::Reserved,
        NotAdded::NoId,
        NotAdded::NoWorkspace { id: id() },
        NotAdded::WorkspaceElsewhere { id: id(), state_dir: "~/.openclaw".to_owned() },
        NotAdded::NotForPages { id: id(), what: "agent directory" },
        NotAdded::DirTaken { id: id(), other: id() },
    ]
}

/// Whether a hint is for somebody who types commands.
fn is_typed(text: &str) -> bool {
    ["--", " | ", "`openclaw", "`ls", "`printf"].iter().any(|part| text.contains(part))
}

#[test]
fn a_page_names_no_command() {
    let mut typed = 0;
    for refusal in all() {
        for (text, is_for_pages) in hints(refusal) {
            assert_eq!(is_for_pages, !is_typed(&text), "{text}");
            typed += usize::from(!is_for_pages);
        }
    }
    assert!(typed > 12, "{typed}");
}

#[test]
fn a_workspace_elsewhere_is_told_where_it_may_be() {
    let error = refused(Refusal::Agent(NotAdded::WorkspaceElsewhere {
        id: "work".to_owned(),
        state_dir: "~/.openclaw".to_owned(),
    }));
    assert_eq!(error.message, "could not add agent `work`: from a page its workspace must lie below `~/.openclaw`");
    assert_eq!(error.hints[0].text, "name one like `~/.openclaw/workspace-work`; in a terminal it can be any");
}

#[test]
fn a_word_that_is_no_alias_is_told_as_what_it_was_read() {
    let error = refused(unknown_model(vec![], None, vec![]));
    assert_eq!(error.causes, ["`gpt-52` is not an alias and was read as `openai/gpt-52`"]);
}

#[test]
fn what_anybody_can_do_is_said_everywhere() {
    for refusal in [
        Refusal::NotAModel { typed: model() },
        Refusal::NoSuchPlace { typed: 9, count: 2 },
        Refusal::NoFallback { chain: ChainId::default(), model: model() },
        unknown_model(vec!["openai/gpt-5.2".to_owned()], Some("opnai".to_owned()), vec!["openai".to_owned()]),
    ] {
        let hints = hints(refusal);
        assert!(hints.iter().any(|(_, is_for_pages)| *is_for_pages), "{hints:?}");
        assert!(hints.iter().all(|(text, is_for_pages)| *is_for_pages || is_typed(text)), "{hints:?}");
    }
}

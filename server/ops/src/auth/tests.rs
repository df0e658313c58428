use testkit::TestHome;

use super::*;

const CONFIG: &str = "{ agents: { list: [{ id: 'main' }, { id: 'work' }] } }";
const STORE: &str = r#"{"version":1,"profiles":{"openai:a":{"type":"api_key","provider":"openai","key":"made-up"}}}"#;

#[test]
fn documents_with_secrets_are_kept_only_on_request() {
    let home = TestHome::with_config(CONFIG);
    for agent in ["main", "work"] {
        home.write_file(&format!("agents/{agent}/agent/auth-profiles.json"), STORE);
    }
    let store = home.store();
    let snapshot = read_snapshot(&store).unwrap();
    let view = &snapshot.view;
    let (agent, dir) = agent_or_default(&store, view, Some("work")).unwrap();
    let kept = |home: Result<HomeCredentials<'_>, OpError>| {
        let home = home.unwrap();
        let of_agent = home.of_agent(&agent, &dir).unwrap();
        assert!(of_agent.has_own_store() && of_agent.profiles.find("openai:a").is_some());
        let StoreDocuments { own, shared } = of_agent.documents();
        [own.is_some(), shared.is_some()]
    };
    assert_eq!(kept(HomeCredentials::read(&store, view, UNIX_EPOCH)), [false, false]);
    assert_eq!(kept(HomeCredentials::read_with_documents(&store, view, UNIX_EPOCH)), [true, true]);
}

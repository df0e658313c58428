//! The dashboard is no provider: its own port is never asked.

use serde_json::json;

use super::*;
use crate::process::{UiProcess, cookie_header, http_get, send_request};

/// Starts a probe of all credentials as the page without script does.
fn start_probe(ui: &UiProcess, cookie: &str) {
    let (_, page) = http_get(ui.port(), "localhost", "/auth", cookie);
    let token = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let body = format!("csrf={token}&op[what][probe][scope]=credentials&op[confirmed]=true&back=/auth");
    let head = format!(
        "POST /form/job/start HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n{cookie}Connection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let (status, answer) = send_request(ui.port(), &head);
    assert_eq!(status, 303, "{answer}");
}

/// The results that are kept, when there are this many.
fn kept_results(home: &TestHome, count: usize) -> Vec<Value> {
    let path = home.state_dir().join("model-manager/probes.json");
    let begin = Instant::now();
    loop {
        let found = std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let rows = found.and_then(|found| found["rows"].as_array().cloned()).unwrap_or_default();
        if rows.len() == count {
            return rows;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "{rows:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_dashboard_does_not_ask_itself() {
    let provider = FakeProvider::start(script_by_key());
    let home = TestHome::with_config("{}");
    let ui = UiProcess::start(&home, &["--port", "0", "--no-open"]);
    let entry = |host: &str, port: u16| provider_config(&format!("http://{host}:{port}"), &json!("sk-ok-0123456789"));
    let port_of = |url: String| url.rsplit(':').next().unwrap().parse().unwrap();
    let providers = json!({
        "one": entry("127.0.0.1", ui.port()),
        "two": entry("localhost", ui.port()),
        "other": entry("127.0.0.1", port_of(provider.url())),
    });
    let config = json!({
        "models": { "providers": providers },
        "agents": { "defaults": { "model": { "primary": "one/m1", "fallbacks": ["two/m1", "other/m1"] } } },
    });
    home.write_file("openclaw.json", config.to_string());
    start_probe(&ui, &cookie_header(&ui));
    let rows = kept_results(&home, 3);
    let error =
        |row: &Value| row["error"].as_str().is_some_and(|error| error.contains("is this dashboard, not a provider"));
    assert_eq!(rows.iter().filter(|row| error(row)).count(), 2, "{rows:?}");
    let mut found: Vec<_> =
        rows.iter().map(|row| format!("{} {} {}", row["provider"], row["status"], row["reasonCode"])).collect();
    found.sort();
    let refused = "\"unknown\" \"host_not_allowed\"";
    assert_eq!(found, [format!("\"one\" {refused}"), "\"other\" \"ok\" null".to_owned(), format!("\"two\" {refused}")]);
    assert_eq!(provider.seen().len(), 1);
}

//! Tests of names with hidden characters: pages escape them.

use testkit::TestHome;

use crate::harness::{Harness, get_request_as};

/// Characters that reverse the text, are invisible, or would end a code span.
const CONFIG: &str = r#"{ "agents": {
  "defaults": {
    "model": { "primary": "openai/gpt\u202e2.5\u3164", "fallbacks": ["x/a`b\u2800", "fa\ufe0fst", "open\u034fai/"] },
    "models": { "x/a`b\u2800": { "alias": "fa\ufe0fst" } }
  },
  "list": [{ "id": "main", "name": "Ma\u115fin" }, { "id": "work", "workspace": "~/w\u200bork", "model": "x/y\u17b4" }]
} }"#;

const HOSTILE: [char; 8] =
    ['\u{202e}', '\u{3164}', '\u{2800}', '\u{fe0f}', '\u{34f}', '\u{115f}', '\u{200b}', '\u{17b4}'];

/// Returns the visible text of a page, without form values and script data.
fn visible_text(page: &str) -> String {
    let without_data = page.split("<script").map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
    let without_data: String = without_data.collect();
    let mut parts = without_data.split(" value=\"");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |drawn, part| drawn + part.split_once('"').unwrap().1)
}

#[tokio::test]
async fn pages_escape_invisible_characters() {
    let harness = Harness::over(TestHome::with_config(CONFIG));
    let visitor = harness.sign_in().await;
    let (mut count, mut named) = (0, 0);
    for page in app::page::PAGES {
        let answer = harness.send(get_request_as(&visitor, page.path)).await;
        let drawn = visible_text(&answer.body);
        for c in HOSTILE {
            let at = drawn.find(c).unwrap_or_default();
            let context: String = drawn.get(at.saturating_sub(120)..).unwrap_or_default().chars().take(180).collect();
            assert!(!drawn.contains(c), "{} draws {c:?}: {context}", page.path);
        }
        count += 1;
        named += usize::from(drawn.contains(r"gpt\u{202e}2.5\u{3164}"));
    }
    assert!(count > 4 && named > 1, "{named} of {count} pages name it");
}

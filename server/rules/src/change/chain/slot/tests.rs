//! Property tests: comments stay with their models in every change of a chain.

use std::{collections::BTreeMap, ops::Range};

use contract::{
    AddFallback, MoveFallback, MoveTarget, OpError, RemoveFallback, Role, SetChain, SetFallbacks, SetModel,
};
use json5_edit::{Edit, Value};
use proptest::prelude::*;

use crate::{
    base::{decision::Decision, value_path::value_at},
    change::chain::{fallbacks, primary},
    document::view::View,
};

/// How the generated chain is written.
#[derive(Debug, Clone)]
struct ChainLayout {
    /// Whether it is a string instead of an object.
    is_text: bool,
    options: Vec<LayoutOption>,
    /// The comment of each model.
    comments: Vec<Comment>,
    fallbacks: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LayoutOption {
    BrokenObject,
    BrokenList,
    EndComma,
    ListFirst,
    Crlf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comment {
    None,
    /// `// c` on the line above, or between colon and value.
    Above,
    /// `/* c */ 'a/b'`
    Before,
    /// `'a/b' /* c */,`
    Behind,
    /// `'a/b', // c`
    AtEnd,
    /// `'a/b', /* c */`, and the line ends.
    BlockAtEnd,
}

/// The parameters of a random command such as `models set` or `fallbacks move`.
#[derive(Debug, Clone)]
struct RandomCommand {
    kind: u8,
    model: usize,
    other: usize,
    others: Vec<usize>,
}

const BEFORE: &str = "// top\nagents: { defaults: {\n  // the house standard\n  workspace: '/x', // here\n  model: ";
const AFTER: &str = "\n  // the end\n  timeoutSeconds: 5, // s\n} }\n";
/// Comments above a key, which stay with the key.
const KEY_COMMENTS: [&str; 2] = ["// answers first", "// tried in order"];

fn model_name(model: usize) -> String {
    format!("m/{model}")
}

impl ChainLayout {
    fn has_option(&self, habit: LayoutOption) -> bool {
        self.options.contains(&habit)
    }

    fn to_text(&self) -> String {
        let model = if self.is_text { self.model_text(0, true, "\n    ") } else { self.object_text() };
        let text = format!("{{\n{BEFORE}{model}{AFTER}}}\n");
        if self.has_option(LayoutOption::Crlf) { text.replace('\n', "\r\n") } else { text }
    }

    fn object_text(&self) -> String {
        let (line, close) =
            if self.has_option(LayoutOption::BrokenObject) { ("\n    ", "\n  },") } else { (" ", " },") };
        let [first, second] = KEY_COMMENTS.map(|head| {
            if self.has_option(LayoutOption::BrokenObject) { format!("{head}{line}") } else { String::new() }
        });
        let primary = |comma| format!("{line}{first}primary: {}", self.model_text(0, comma, "\n      "));
        let list = |comma| format!("{line}{second}fallbacks: {}{}", self.list_text(), if comma { "," } else { "" });
        let end_comma = self.has_option(LayoutOption::EndComma);
        let [one, other] = if self.has_option(LayoutOption::ListFirst) {
            [list(true), primary(end_comma)]
        } else {
            [primary(true), list(end_comma)]
        };
        format!("{{{one}{other}{close}")
    }

    fn list_text(&self) -> String {
        let (line, close) =
            if self.has_option(LayoutOption::BrokenList) { ("\n      ", "\n    ]") } else { (" ", "]") };
        let model = |model| {
            format!(
                "{line}{}",
                self.model_text(model, model < self.fallbacks || self.has_option(LayoutOption::EndComma), "\n      ")
            )
        };
        format!("[{}{close}", (1..=self.fallbacks).map(model).collect::<String>())
    }

    /// A model with its comment, and its comma.
    fn model_text(&self, model: usize, has_comma: bool, line: &str) -> String {
        let comma = if has_comma { "," } else { "" };
        match self.comments.get(model).unwrap_or(&Comment::None) {
            Comment::None => format!("'m/{model}'{comma}"),
            Comment::Above => format!("// c{model} //{line}'m/{model}'{comma}"),
            Comment::Before => format!("/* c{model} */ 'm/{model}'{comma}"),
            Comment::Behind => format!("'m/{model}' /* c{model} */{comma}"),
            Comment::AtEnd if self.has_option(LayoutOption::BrokenList) => format!("'m/{model}'{comma} // c{model} //"),
            Comment::AtEnd => format!("'m/{model}'{comma} // c{model} //\n    "),
            Comment::BlockAtEnd => format!("'m/{model}'{comma} /* c{model} */"),
        }
    }
}

impl RandomCommand {
    fn decide(&self, view: &View) -> Result<Decision, OpError> {
        let (role, force, model) = (Role::Text, true, model_name(self.model));
        let others = || self.others.iter().map(|other| model_name(*other)).collect();
        let target =
            |target| fallbacks::move_fallback(view, &MoveFallback { role, agent: None, model: model.clone(), target });
        match self.kind % 12 {
            0 | 1 => target(MoveTarget::Primary),
            2 => target(MoveTarget::Up),
            3 => target(MoveTarget::Down),
            4 => target(MoveTarget::To(self.other + 1)),
            5 => target(MoveTarget::Before(model_name(self.other))),
            6 => target(MoveTarget::After(model_name(self.other))),
            7 => primary::set_primary(view, &SetModel { model: model.clone(), force, ..SetModel::default() }),
            8 => fallbacks::set_fallbacks(view, &SetFallbacks { models: others(), force, ..SetFallbacks::default() }),
            9 => {
                let op = SetChain { primary: model.clone(), fallbacks: others(), force, ..SetChain::default() };
                primary::set_chain(view, &op)
            }
            10 => {
                fallbacks::remove_fallback(view, &RemoveFallback { model: model.clone(), ..RemoveFallback::default() })
            }
            _ => {
                let at = Some(self.other % 3 + 1);
                fallbacks::add_fallback(
                    view,
                    &AddFallback { model: model.clone(), at, force, ..AddFallback::default() },
                )
            }
        }
    }
}

/// The models of the chain, in the order in which they are tried.
fn chain_models(view: &View) -> Vec<String> {
    let chain = view.default_chain(Role::Text);
    chain.primary.into_iter().chain(chain.fallbacks).map(|step| step.configured).collect()
}

/// Whether the comment is attached to the model.
fn is_comment_at_model(text: &str, comment: &str, model: &str) -> bool {
    let value = text.find(&format!("'{model}'")).map(|at| at..at + model.len() + 2);
    let comment = comment_ranges(text, comment).into_iter().next();
    comment.zip(value).is_some_and(|(comment, value)| is_attached(text, &comment, &value))
}

/// Whether a comment is directly before a value, or after it on the same line.
fn is_attached(text: &str, comment: &Range<usize>, value: &Range<usize>) -> bool {
    let line_start = text[..comment.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line_end = text[comment.end..].find(['\n', '\r']).map_or(text.len(), |at| comment.end + at);
    if value.end <= comment.start {
        let gap = without_comments(&text[value.end..comment.start]);
        let is_free = gap.trim().is_empty()
            || without_comments(&text[comment.end..line_end]).trim().trim_matches(['}', ']']).trim().is_empty();
        return is_free && matches!(gap.trim(), "" | ",") && !gap.contains(['\n', '\r']);
    }
    let Some(between) = text.get(comment.end..value.start) else { return false };
    let is_near = !between.replace("\r\n", "\n").replace([' ', '\t'], "").contains("\n\n");
    let head = without_comments(&text[line_start..comment.start]);
    let is_own = !between.contains(['\n', '\r']) || head.trim().is_empty() || head.trim().ends_with(':');
    without_comments(between).trim().is_empty() && is_near && is_own
}

fn without_comments(text: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("/*").into_iter().chain(rest.find("//")).min() {
        left.push_str(&rest[..at]);
        let is_block = rest[at..].starts_with("/*");
        let end = if is_block { rest[at..].find("*/").map(|end| end + 2) } else { rest[at..].find(['\n', '\r']) };
        rest = end.map_or("", |end| &rest[at + end..]);
    }
    left + rest
}

fn comment_ranges(text: &str, comment: &str) -> Vec<Range<usize>> {
    // `/* c */`, `// c //`
    text.match_indices(comment).map(|(at, _)| at - 3..at + comment.len() + 3).collect()
}

/// Checks all invariants for one command. `owners` maps each comment to its model.
fn assert_comment_invariants(
    text: &str,
    command: &RandomCommand,
    owners: &mut BTreeMap<String, String>,
) -> Option<String> {
    let told = |after: &str| format!("{command:?}\n{text}\n{after}");
    let document = json5_edit::read(text.as_bytes()).unwrap();
    let view = View::new(document.clone());
    let decision = command.decide(&view).ok()?;
    let after = json5_edit::edit(text, &decision.edits).unwrap_or_else(|error| panic!("{error}\n{}", told("")));
    let meant = json5_edit::apply(&document, &decision.edits).unwrap();
    assert_eq!(json5_edit::read(after.as_bytes()).unwrap(), meant);
    assert_only_chain_changes(&document, &meant);
    let (was, is) = (chain_models(&view), chain_models(&View::new(meant)));
    let mut unique = is.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), is.len(), "a model is there twice\n{}", told(&after));
    // A new model has no comments of its own; it takes over those of the primary that it replaces.
    let gone = was.first().filter(|first| !is.contains(first));
    if let Some((gone, new)) = gone.zip(is.first().filter(|first| !was.contains(first))) {
        owners.values_mut().filter(|owner| *owner == gone).for_each(|owner| owner.clone_from(new));
    }
    owners.retain(|comment, owner| {
        let found = comment_ranges(&after, comment);
        let is_there = is.contains(owner);
        assert_eq!(found.len(), usize::from(is_there), "{comment} of {owner}\n{}", told(&after));
        assert!(!is_there || is_comment_at_model(&after, comment, owner), "{comment} of {owner}\n{}", told(&after));
        is_there
    });
    let newline = if text.contains('\r') { "\r\n" } else { "\n" };
    let [before, behind] = [BEFORE, AFTER].map(|fixed| fixed.replace('\n', newline));
    assert!(
        after.starts_with(&format!("{{{newline}{before}")) && after.ends_with(&format!("{behind}}}{newline}")),
        "{}",
        told(&after)
    );
    for head in KEY_COMMENTS {
        let count = |text: &str| text.matches(head).count();
        assert_eq!(count(text), count(&after), "{}", told(&after));
    }
    let back = json5_edit::inverse_edits(text, &decision.edits).unwrap();
    assert_eq!(json5_edit::edit(&after, &back).as_deref(), Ok(text), "{back:?}");
    Some(after)
}

fn assert_only_chain_changes(before: &Value, after: &Value) {
    let model = "agents.defaults.model".parse().unwrap();
    let without = |document: &Value| {
        assert!(value_at(document, &model).is_some());
        json5_edit::apply(document, &[Edit::Remove { path: model.clone() }]).unwrap()
    };
    assert_eq!(without(before), without(after));
}

fn layout_strategy() -> impl Strategy<Value = ChainLayout> {
    use Comment::{Above, AtEnd, Before, Behind, BlockAtEnd, None};
    let comment = prop::sample::select(&[None, Above, Before, Behind, AtEnd, BlockAtEnd][..]);
    let all = vec![
        LayoutOption::BrokenObject,
        LayoutOption::BrokenList,
        LayoutOption::EndComma,
        LayoutOption::ListFirst,
        LayoutOption::Crlf,
    ];
    let habits = prop::sample::subsequence(all, 0..=5);
    let parts = (prop::bool::weighted(0.1), habits, prop::collection::vec(comment, 5), 0..5_usize);
    parts.prop_map(|(is_text, habits, comments, fallbacks)| ChainLayout {
        is_text,
        options: habits,
        comments,
        fallbacks,
    })
}

fn command_strategy() -> impl Strategy<Value = Vec<RandomCommand>> {
    let others = Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle();
    let command =
        (any::<u8>(), 0..6_usize, 0..5_usize, others, 0..6_usize).prop_map(|(what, model, other, others, count)| {
            RandomCommand { kind: what, model, other, others: others.into_iter().take(count).collect() }
        });
    prop::collection::vec(command, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comments_stay_with_their_model(layout in layout_strategy(), commands in command_strategy()) {
        let mut text = layout.to_text();
        prop_assume!(json5_edit::read(text.as_bytes()).is_ok());
        let owners = (0..5).map(|model| (format!("c{model}"), model_name(model)));
        let mut owners: BTreeMap<_, _> = owners.filter(|(comment, _)| text.contains(comment)).collect();
        prop_assume!(owners.iter().all(|(comment, owner)| is_comment_at_model(&text, comment, owner)));
        for command in &commands {
            text = assert_comment_invariants(&text, command, &mut owners).unwrap_or(text);
        }
    }
}

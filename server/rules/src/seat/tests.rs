//! Comments stay with their models in every change of a chain.

use std::{collections::BTreeMap, ops::Range};

use contract::{AddFallback, MoveFallback, RemoveFallback, Role, SetChain, SetFallbacks, SetModel, Spot};
use json5_edit::{Edit, Value};
use proptest::prelude::*;

use crate::{
    decision::{Decision, Refusal},
    fallback, primary,
    view::{View, value_at},
};

/// How a chain is written.
#[derive(Debug, Clone)]
struct Layout {
    /// A text and no object.
    is_text: bool,
    habits: Vec<Habit>,
    /// Of each model, its comment.
    comments: Vec<Comment>,
    fallbacks: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
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

/// Random words: `models set`, `fallbacks move` and the like.
#[derive(Debug, Clone)]
struct Command {
    what: u8,
    model: usize,
    other: usize,
    others: Vec<usize>,
}

const BEFORE: &str = "// top\nagents: { defaults: {\n  // the house standard\n  workspace: '/x', // here\n  model: ";
const AFTER: &str = "\n  // the end\n  timeoutSeconds: 5, // s\n} }\n";
/// What heads a key stays with it.
const HEADS: [&str; 2] = ["// answers first", "// tried in order"];

fn name(model: usize) -> String {
    format!("m/{model}")
}

impl Layout {
    fn has(&self, habit: Habit) -> bool {
        self.habits.contains(&habit)
    }

    fn text(&self) -> String {
        let model = if self.is_text { self.model(0, true, "\n    ") } else { self.object() };
        let text = format!("{{\n{BEFORE}{model}{AFTER}}}\n");
        if self.has(Habit::Crlf) { text.replace('\n', "\r\n") } else { text }
    }

    fn object(&self) -> String {
        let (line, close) = if self.has(Habit::BrokenObject) { ("\n    ", "\n  },") } else { (" ", " },") };
        let [first, second] =
            HEADS.map(|head| if self.has(Habit::BrokenObject) { format!("{head}{line}") } else { String::new() });
        let primary = |comma| format!("{line}{first}primary: {}", self.model(0, comma, "\n      "));
        let list = |comma| format!("{line}{second}fallbacks: {}{}", self.list(), if comma { "," } else { "" });
        let end_comma = self.has(Habit::EndComma);
        let [one, other] = if self.has(Habit::ListFirst) {
            [list(true), primary(end_comma)]
        } else {
            [primary(true), list(end_comma)]
        };
        format!("{{{one}{other}{close}")
    }

    fn list(&self) -> String {
        let (line, close) = if self.has(Habit::BrokenList) { ("\n      ", "\n    ]") } else { (" ", "]") };
        let model = |model| {
            format!("{line}{}", self.model(model, model < self.fallbacks || self.has(Habit::EndComma), "\n      "))
        };
        format!("[{}{close}", (1..=self.fallbacks).map(model).collect::<String>())
    }

    /// A model with its comment, and its comma.
    fn model(&self, model: usize, has_comma: bool, line: &str) -> String {
        let comma = if has_comma { "," } else { "" };
        match self.comments.get(model).unwrap_or(&Comment::None) {
            Comment::None => format!("'m/{model}'{comma}"),
            Comment::Above => format!("// c{model} //{line}'m/{model}'{comma}"),
            Comment::Before => format!("/* c{model} */ 'm/{model}'{comma}"),
            Comment::Behind => format!("'m/{model}' /* c{model} */{comma}"),
            Comment::AtEnd if self.has(Habit::BrokenList) => format!("'m/{model}'{comma} // c{model} //"),
            Comment::AtEnd => format!("'m/{model}'{comma} // c{model} //\n    "),
            Comment::BlockAtEnd => format!("'m/{model}'{comma} /* c{model} */"),
        }
    }
}

impl Command {
    fn decide(&self, view: &View) -> Result<Decision, Refusal> {
        let (role, force, model) = (Role::Text, true, name(self.model));
        let others = || self.others.iter().map(|other| name(*other)).collect();
        let place = |place| fallback::relocate(view, &MoveFallback { role, agent: None, model: model.clone(), place });
        match self.what % 12 {
            0 | 1 => place(Spot::Primary),
            2 => place(Spot::Up),
            3 => place(Spot::Down),
            4 => place(Spot::To(self.other + 1)),
            5 => place(Spot::Before(name(self.other))),
            6 => place(Spot::After(name(self.other))),
            7 => primary::set(view, &SetModel { model: model.clone(), force, ..SetModel::default() }),
            8 => fallback::set(view, &SetFallbacks { models: others(), force, ..SetFallbacks::default() }),
            9 => {
                let op = SetChain { primary: model.clone(), fallbacks: others(), force, ..SetChain::default() };
                primary::set_chain(view, &op)
            }
            10 => fallback::remove(view, &RemoveFallback { model: model.clone(), ..RemoveFallback::default() }),
            _ => {
                let at = Some(self.other % 3 + 1);
                fallback::add(view, &AddFallback { model: model.clone(), at, force, ..AddFallback::default() })
            }
        }
    }
}

/// The models of the chain, first tried first.
fn chain(view: &View) -> Vec<String> {
    let chain = view.chain(Role::Text);
    chain.primary.into_iter().chain(chain.fallbacks).map(|rung| rung.configured).collect()
}

/// Whether the comment stands where it is about the model.
fn is_beside(text: &str, comment: &str, model: &str) -> bool {
    let value = text.find(&format!("'{model}'")).map(|at| at..at + model.len() + 2);
    let comment = comment_of(text, comment).into_iter().next();
    comment.zip(value).is_some_and(|(comment, value)| is_attached(text, &comment, &value))
}

/// Whether a comment stands directly before a value, or behind it on its line.
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

fn comment_of(text: &str, comment: &str) -> Vec<Range<usize>> {
    // `/* c */`, `// c //`
    text.match_indices(comment).map(|(at, _)| at - 3..at + comment.len() + 3).collect()
}

/// Holds every law against one command. `owners` has of each comment the model that it is about.
fn hold(text: &str, command: &Command, owners: &mut BTreeMap<String, String>) -> Option<String> {
    let told = |after: &str| format!("{command:?}\n{text}\n{after}");
    let document = json5_edit::read(text.as_bytes()).unwrap();
    let view = View::new(document.clone());
    let decision = command.decide(&view).ok()?;
    let after = json5_edit::edit(text, &decision.edits).unwrap_or_else(|error| panic!("{error}\n{}", told("")));
    let meant = json5_edit::apply(&document, &decision.edits).unwrap();
    assert_eq!(json5_edit::read(after.as_bytes()).unwrap(), meant);
    only_the_chain_changes(&document, &meant);
    let (was, is) = (chain(&view), chain(&View::new(meant)));
    let mut unique = is.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), is.len(), "a model is there twice\n{}", told(&after));
    // What is not in the chain yet has no comments: those beside the model in whose place it comes may be about the place.
    let gone = was.first().filter(|first| !is.contains(first));
    if let Some((gone, new)) = gone.zip(is.first().filter(|first| !was.contains(first))) {
        owners.values_mut().filter(|owner| *owner == gone).for_each(|owner| owner.clone_from(new));
    }
    owners.retain(|comment, owner| {
        let found = comment_of(&after, comment);
        let is_there = is.contains(owner);
        assert_eq!(found.len(), usize::from(is_there), "{comment} of {owner}\n{}", told(&after));
        assert!(!is_there || is_beside(&after, comment, owner), "{comment} of {owner}\n{}", told(&after));
        is_there
    });
    let newline = if text.contains('\r') { "\r\n" } else { "\n" };
    let [before, behind] = [BEFORE, AFTER].map(|fixed| fixed.replace('\n', newline));
    assert!(
        after.starts_with(&format!("{{{newline}{before}")) && after.ends_with(&format!("{behind}}}{newline}")),
        "{}",
        told(&after)
    );
    for head in HEADS {
        let count = |text: &str| text.matches(head).count();
        assert_eq!(count(text), count(&after), "{}", told(&after));
    }
    let back = json5_edit::inverse(text, &decision.edits).unwrap();
    assert_eq!(json5_edit::edit(&after, &back).as_deref(), Ok(text), "{back:?}");
    Some(after)
}

fn only_the_chain_changes(before: &Value, after: &Value) {
    let model = "agents.defaults.model".parse().unwrap();
    let without = |document: &Value| {
        assert!(value_at(document, &model).is_some());
        json5_edit::apply(document, &[Edit::Remove { path: model.clone() }]).unwrap()
    };
    assert_eq!(without(before), without(after));
}

fn layouts() -> impl Strategy<Value = Layout> {
    use Comment::{Above, AtEnd, Before, Behind, BlockAtEnd, None};
    let comment = prop::sample::select(&[None, Above, Before, Behind, AtEnd, BlockAtEnd][..]);
    let all = vec![Habit::BrokenObject, Habit::BrokenList, Habit::EndComma, Habit::ListFirst, Habit::Crlf];
    let habits = prop::sample::subsequence(all, 0..=5);
    let parts = (prop::bool::weighted(0.1), habits, prop::collection::vec(comment, 5), 0..5_usize);
    parts.prop_map(|(is_text, habits, comments, fallbacks)| Layout { is_text, habits, comments, fallbacks })
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let others = Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle();
    let command =
        (any::<u8>(), 0..6_usize, 0..5_usize, others, 0..6_usize).prop_map(|(what, model, other, others, count)| {
            Command { what, model, other, others: others.into_iter().take(count).collect() }
        });
    prop::collection::vec(command, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_comment_stays_with_its_model(layout in layouts(), commands in commands()) {
        let mut text = layout.text();
        prop_assume!(json5_edit::read(text.as_bytes()).is_ok());
        let owners = (0..5).map(|model| (format!("c{model}"), name(model)));
        let mut owners: BTreeMap<_, _> = owners.filter(|(comment, _)| text.contains(comment)).collect();
        prop_assume!(owners.iter().all(|(comment, owner)| is_beside(&text, comment, owner)));
        for command in &commands {
            text = hold(&text, command, &mut owners).unwrap_or(text);
        }
    }
}

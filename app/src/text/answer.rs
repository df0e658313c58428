//! What a request gets, in one sentence.

use std::borrow::Cow;

use contract::{Answer, Because};

use super::Text;

/// What a text request gets: of an agent that is named, or of all that say nothing themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    pub agent: Option<String>,
    pub answer: Answer,
}

impl Text for AnswerText {
    fn en(&self) -> Cow<'static, str> {
        let Answer { model, why, others } = &self.answer;
        let who = self.agent.as_ref().map_or_else(String::new, |agent| format!(" of `{agent}`"));
        let first = match why {
            Because::Set | Because::Unheard | Because::Unfilled => format!("`{model}`"),
            Because::Meaningless | Because::Unset => format!("OpenClaw's own default, `{model}`"),
        };
        format!("Text requests{who} go to {first}. {}", behind(*others)).into()
    }
}

fn behind(others: usize) -> String {
    match others {
        0 => "Nothing is tried when it fails.".to_owned(),
        1 => "If it fails, one other model is tried.".to_owned(),
        n => format!("If it fails, {n} other models are tried in order."),
    }
}

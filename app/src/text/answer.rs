//! Sentence about the model that answers a request.

use std::borrow::Cow;

use contract::{Answer, AnswerReason};

use super::Text;

/// Model that answers text requests: those of the named agent, or of all agents without their own models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    pub agent: Option<String>,
    pub answer: Answer,
}

impl Text for AnswerText {
    fn en(&self) -> Cow<'static, str> {
        let Answer { model, reason, fallback_count } = &self.answer;
        let agent_suffix = self.agent.as_ref().map_or_else(String::new, |agent| format!(" of `{agent}`"));
        let first = match reason {
            AnswerReason::Configured | AnswerReason::NotInCatalog | AnswerReason::VariableUnset => format!("`{model}`"),
            AnswerReason::NoSuchModel | AnswerReason::NotConfigured => format!("OpenClaw's own default, `{model}`"),
        };
        format!("Text requests{agent_suffix} go to {first}. {}", fallback_sentence(*fallback_count)).into()
    }
}

fn fallback_sentence(count: usize) -> String {
    match count {
        0 => "It has no usable fallbacks.".to_owned(),
        1 => "If it fails, one other model is tried.".to_owned(),
        n => format!("If it fails, {n} other models are tried in order."),
    }
}

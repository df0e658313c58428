//! The error for an agent that does not exist.

use contract::{Code, Hint, Refusal};

use crate::base::{did_you_mean::suggestion_hint, secret::hide_if_secret};

/// No agent has this id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown agent id `{}`", hide_if_secret(.typed))]
pub struct UnknownAgent {
    /// As it was typed.
    pub typed: String,
    /// Agent ids with similar names.
    pub suggestions: Vec<String>,
    /// The number of agents.
    pub count: usize,
}

impl Refusal for UnknownAgent {
    fn code(&self) -> Code {
        Code::AgentUnknown
    }

    fn hints(&self) -> Vec<Hint> {
        let (there_are, them) = match self.count {
            1 => ("there is one agent".to_owned(), "it"),
            count => (format!("there are {count} agents"), "them"),
        };
        let list = Hint::for_terminal(format!("`openclaw agents list` shows {them}"));
        suggestion_hint(&self.suggestions).into_iter().chain([there_are.into(), list]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn a_typed_key_is_not_repeated() {
        let message =
            |typed: &str| UnknownAgent { typed: typed.to_owned(), suggestions: Vec::new(), count: 1 }.to_string();
        assert_eq!(message("sk-ant-0123456789"), "unknown agent id `‹hidden›`");
        assert_eq!(message("work sk-0123456789"), "unknown agent id `‹hidden›`");
        assert_eq!(message("wrok"), "unknown agent id `wrok`");
    }

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let unknown = |count| UnknownAgent { typed: "wrok".to_owned(), suggestions: vec!["work".to_owned()], count };
        assert_hints_suit_pages(&[unknown(1), unknown(2)], 2);
    }
}

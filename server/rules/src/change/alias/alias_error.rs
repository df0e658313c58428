//! Errors of changing aliases.

use contract::{Code, Hint, Refusal, Repair};

use crate::base::did_you_mean::suggestion_hint;

/// Why an alias cannot be added, renamed or removed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// The name cannot be an alias.
    #[error("{}", if typed.trim().is_empty() { "an alias cannot be empty".to_owned() } else { format!("`{typed}` cannot be an alias") })]
    Invalid {
        /// As it was typed.
        typed: String,
    },
    /// No model has this alias.
    #[error("alias not found: `{alias}`")]
    Unknown {
        /// As it was typed, without the blanks around it.
        alias: String,
        /// Aliases with similar names, the most similar first.
        suggestions: Vec<String>,
        /// The number of aliases.
        count: usize,
    },
    /// Another model has this alias.
    #[error("alias `{alias}` already points to `{model}`")]
    Taken {
        /// As it is written.
        alias: String,
        /// The key of the model that has the alias.
        model: String,
    },
    /// The alias is built into OpenClaw.
    #[error("alias `{alias}` of `{model}` is built into OpenClaw and cannot be renamed")]
    BuiltIn {
        /// As it was typed, without the blanks around it.
        alias: String,
        /// The key of the model.
        model: String,
    },
    /// A chain or an allowlist uses the alias.
    #[error("alias `{alias}` is in use")]
    InUse {
        /// As it is written.
        alias: String,
        /// What would happen to each reference to the alias.
        breaks: Vec<String>,
        /// The edits that would keep the references working.
        repair: Repair,
    },
}

impl Refusal for AliasError {
    fn code(&self) -> Code {
        match self {
            Self::Invalid { .. } => Code::AliasInvalid,
            Self::Unknown { .. } => Code::AliasUnknown,
            Self::Taken { .. } => Code::AliasTaken,
            Self::BuiltIn { .. } => Code::AliasBuiltIn,
            Self::InUse { .. } => Code::AliasUsed,
        }
    }

    fn causes(&self) -> Vec<String> {
        if let Self::InUse { breaks, .. } = self { breaks.clone() } else { Vec::new() }
    }

    fn hints(&self) -> Vec<Hint> {
        match self {
            Self::Invalid { .. } => {
                vec!["an alias is made of letters, digits and `.`, `_`, `:`, `-`, as in `opus`".into()]
            }
            Self::Unknown { count: 0, .. } => vec!["no aliases are configured".into()],
            Self::Unknown { suggestions, .. } => {
                let list = || Hint::for_terminal("`openclaw models aliases list` shows the aliases");
                vec![suggestion_hint(suggestions).unwrap_or_else(list)]
            }
            Self::Taken { .. } => vec!["choose another name, or remove that alias first".into()],
            Self::BuiltIn { model, .. } => vec![
                "give the model an alias of its own".into(),
                Hint::for_terminal(format!("`openclaw models aliases add <alias> {model}` does that")),
            ],
            // The hint that keeps the references working comes before `--force`.
            Self::InUse { repair: Repair { writes, .. }, .. } => vec![
                "nothing was written".into(),
                Hint::for_terminal(format!("`--write-out` writes `{writes}` in its place, in the same change")),
                Hint::for_terminal("`--force` removes it anyway"),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hint_check::assert_hints_suit_pages;

    #[test]
    fn hints_with_a_command_are_for_terminals() {
        let (alias, model) = ("opus".to_owned(), "openai/gpt-5.2".to_owned());
        let unknown = |count| AliasError::Unknown { alias: "opsu".to_owned(), suggestions: Vec::new(), count };
        let repair = Repair { writes: "openai/gpt-5.2".to_owned(), chains: 1, lists: 0, is_on: false };
        let all = [
            AliasError::Invalid { typed: "a b".to_owned() },
            unknown(0),
            unknown(2),
            AliasError::Taken { alias: alias.clone(), model: model.clone() },
            AliasError::BuiltIn { alias: alias.clone(), model },
            AliasError::InUse { alias, breaks: Vec::new(), repair },
        ];
        assert_hints_suit_pages(&all, 4);
    }
}

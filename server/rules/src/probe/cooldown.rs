//! What became of the cooldowns of credentials that were tried.

/// What became of the cooldown of a credential that was tried: it was ended if the credential answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CooldownEnd {
    /// It is over.
    Ended,
    /// There was none.
    NotNeeded,
    /// The credential does not answer; the result in words.
    NoAnswer(String),
    /// The credential answers, but another program has set its cooldown again.
    SetAgain,
    /// The credential answers, but the cooldown could not be ended; why.
    NotEnded(String),
}

impl CooldownEnd {
    /// Whether the credential is used again.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Ended | Self::NotNeeded)
    }

    /// The sentence about a credential.
    pub fn sentence(&self, id: &str) -> String {
        match self {
            Self::Ended => format!("the cooldown of `{id}` is over"),
            Self::NotNeeded => format!("`{id}` has no cooldown"),
            Self::NoAnswer(word) => format!("`{id}` stays in its cooldown: {word}"),
            Self::SetAgain => format!("`{id}` answers, but another program has set its cooldown again"),
            Self::NotEnded(reason) => format!("`{id}` answers, but its cooldown could not be ended: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cooldown_that_has_ended_is_over() {
        let all = [
            (CooldownEnd::Ended, true, "the cooldown of `p:a` is over"),
            (CooldownEnd::NotNeeded, true, "`p:a` has no cooldown"),
            (CooldownEnd::NoAnswer("rate limited".to_owned()), false, "`p:a` stays in its cooldown: rate limited"),
            (CooldownEnd::SetAgain, false, "`p:a` answers, but another program has set its cooldown again"),
            (
                CooldownEnd::NotEnded("the disk is full".to_owned()),
                false,
                "`p:a` answers, but its cooldown could not be ended: the disk is full",
            ),
        ];
        for (end, is_over, sentence) in all {
            assert_eq!((end.is_over(), end.sentence("p:a").as_str()), (is_over, sentence));
        }
    }
}

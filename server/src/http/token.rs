//! Random words that open doors. They have no `Debug`, no `Display` and no `==`.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// Without letters that are mistaken for each other.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

/// 130 bits.
const LENGTH: usize = 26;

/// A word that opens a door.
#[derive(Clone)]
pub struct Token(String);

/// What is kept of a word that somebody else keeps. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Token {
    /// A new one.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied().map_or('a', char::from);
        Ok(Self(bytes.into_iter().map(letter).collect()))
    }

    /// The word itself: for the link, the cookie, the form — and for nothing that is logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What to keep of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl Digest {
    /// Of a word that came from outside.
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self(Sha256::digest(word.as_bytes()).into())
    }

    /// Whether both are of the same word.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_130_bits_and_no_two_are_alike() {
        let tokens: Vec<_> = (0..1000).map(|_| Token::random().unwrap()).collect();
        assert_eq!(ALPHABET.iter().collect::<std::collections::HashSet<_>>().len(), 32);
        assert!(tokens.iter().all(|token| token.expose().len() == LENGTH));
        let words: std::collections::HashSet<_> = tokens.iter().map(Token::expose).collect();
        assert_eq!(words.len(), tokens.len());
    }

    #[test]
    fn a_digest_matches_its_own_word_only() {
        let token = Token::random().unwrap();
        assert!(token.digest().matches(&Digest::of(token.expose())));
        assert!(!token.digest().matches(&Digest::of(&token.expose().to_uppercase())));
    }
}

//! Sign-in codes, session cookies and CSRF tokens. The types have no `Debug`, no `Display` and no `==`.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// Characters of a token, without those that are mistaken for each other.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

/// Length of a token in characters: 130 bits.
const LENGTH: usize = 26;

/// Random secret: a sign-in code, a session cookie or a CSRF token.
#[derive(Clone)]
pub struct Token(String);

/// Hash of a token, stored in place of the token that the client has. Compared in constant time.
#[derive(Clone, Copy)]
pub struct TokenDigest([u8; 32]);

impl Token {
    /// Generates a new token.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes)?;
        let letter = |byte: u8| ALPHABET.get(usize::from(byte % 32)).copied().map_or('a', char::from);
        Ok(Self(bytes.into_iter().map(letter).collect()))
    }

    /// Returns the secret text, for the link, the cookie or the form. It must never be logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the hash to store.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::from_text(&self.0)
    }
}

impl TokenDigest {
    /// Hashes a text that came from a client.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether both are hashes of the same text.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_130_bits_and_differ() {
        let tokens: Vec<_> = (0..1000).map(|_| Token::random().unwrap()).collect();
        assert_eq!(ALPHABET.iter().collect::<std::collections::HashSet<_>>().len(), 32);
        assert!(tokens.iter().all(|token| token.expose().len() == LENGTH));
        let words: std::collections::HashSet<_> = tokens.iter().map(Token::expose).collect();
        assert_eq!(words.len(), tokens.len());
    }

    #[test]
    fn digest_matches_only_its_own_text() {
        let token = Token::random().unwrap();
        assert!(token.digest().matches(&TokenDigest::from_text(token.expose())));
        assert!(!token.digest().matches(&TokenDigest::from_text(&token.expose().to_uppercase())));
    }
}

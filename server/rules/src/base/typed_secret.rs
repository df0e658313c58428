//! A secret that a user typed, on its way into a credential store.

mod scrub;

use zeroize::Zeroizing;

/// What stands for a secret wherever it is left out.
pub const HIDDEN_TEXT: &str = "‹hidden›";

/// A secret. It is erased from memory on drop, and it cannot be printed, copied or serialized. `clippy.toml` forbids
/// [`Secret::expose`] outside the crates that store or send secrets.
pub struct Secret(Zeroizing<Box<str>>);

impl Secret {
    /// Takes a text as a secret.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Replaces the secret in a text that may repeat it, also where only its start or its end is repeated.
    pub fn scrub(&self, text: &str) -> String {
        scrub::scrub(self.0.trim(), text)
    }

    /// Whether it is a token of Anthropic's sign-in, such as `claude setup-token` prints. It is sent in another header
    /// than a key.
    pub fn is_anthropic_token(&self) -> bool {
        self.0.contains("sk-ant-oat")
    }

    /// The text, for the only two places that may have it: the credential store, and a request to its provider.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Two secrets are equal only if they are the same value in memory: comparing texts is never needed.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0.as_ptr(), other.0.as_ptr())
    }
}

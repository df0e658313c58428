//! Cleans and checks a secret that was typed or pasted. This is the only rule that looks at one.

use std::sync::Arc;

use contract::{Code, Hint, Refusal, TypedSecret};

use super::{
    secret_facts::{marker, variable_marker},
    secret_format::{SETUP_TOKEN_START, SecretFormat},
    secret_ref::SecretRef,
};
use crate::base::typed_secret::Secret;

/// No real secret is longer.
const MAX_BYTES: usize = 64 * 1024;

/// A first line that is shorter was not wrapped by a terminal.
const MIN_WRAPPED_LENGTH: usize = 20;

/// A setup-token is never shorter.
const MIN_SETUP_TOKEN_LENGTH: usize = 80;

/// Texts that stand for a secret where one is shown. `…`, `•` and `*` are handled apart.
const MASK_WORDS: &[&str] = &["‹hidden›", "__OPENCLAW_REDACTED__", "[redacted]", "<redacted>", "ref(", "marker("];

/// A checked secret, with what was understood of it.
#[derive(PartialEq)]
pub struct CheckedSecret {
    /// The secret as it is stored.
    pub secret: Arc<Secret>,
    /// What it is, if that can be recognised.
    pub form: Option<&'static SecretFormat>,
    /// The number of its characters.
    pub length: usize,
    /// The variable that it refers to, if it is no secret but `${NAME}`.
    pub variable: Option<String>,
    /// What was repaired, as a sentence.
    pub repaired: Option<&'static str>,
    /// Whether it has the start and the length of an Anthropic setup-token.
    setup_token: Result<(), TypedSecretError>,
}

/// Omits the secret.
impl std::fmt::Debug for CheckedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckedSecret").field("form", &self.form).field("length", &self.length).finish_non_exhaustive()
    }
}

/// Why a typed secret cannot be stored. No message has a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedSecretError {
    /// There is none.
    #[error("no secret was entered")]
    Empty,
    /// It has only blanks.
    #[error("the secret has only blanks")]
    Blank,
    /// It has a control character.
    #[error("the secret has a control character in it")]
    ControlCharacter,
    /// It has several lines that are not one wrapped line.
    #[error("there are several lines, which may be different secrets")]
    SeveralLines,
    /// It is too long.
    #[error("the secret is longer than 64 KiB")]
    TooLong,
    /// It is what a program shows in place of a secret.
    #[error("this is a mask that stands for a secret, not the secret itself")]
    Mask,
    /// It is the name of a variable.
    #[error("this is the name of a variable, not a secret")]
    VariableName,
    /// It has no character that can be sent.
    #[error("the secret has only characters that cannot be sent in a request")]
    NoUsableCharacter,
    /// It is no setup-token.
    #[error("Expected token starting with {SETUP_TOKEN_START}")]
    NoSetupToken,
    /// It is only a part of a setup-token.
    #[error("Token looks too short; paste the full setup-token")]
    ShortSetupToken,
}

impl Refusal for TypedSecretError {
    fn code(&self) -> Code {
        Code::SecretInvalid
    }

    fn hints(&self) -> Vec<Hint> {
        let what = match self {
            Self::Empty | Self::Blank | Self::TooLong | Self::NoUsableCharacter => "nothing was stored",
            Self::ControlCharacter => "nothing was stored; copy it again, without colors or cursor keys",
            Self::SeveralLines => "nothing was stored; paste one secret on one line",
            Self::Mask => "nothing was stored, and the stored secret is unchanged; copy it where the provider shows it",
            Self::VariableName => "nothing was stored; to refer to a variable, enter `${NAME}`",
            Self::NoSetupToken => "nothing was stored; `claude setup-token` prints one",
            Self::ShortSetupToken => "nothing was stored; it may be on two lines in the terminal",
        };
        vec![what.into()]
    }
}

/// Cleans and checks a secret.
pub fn check_typed_secret(typed: &TypedSecret) -> Result<CheckedSecret, TypedSecretError> {
    let text = typed.expose();
    if text.len() > MAX_BYTES {
        return Err(TypedSecretError::TooLong);
    }
    if text.trim_matches(is_line_break).is_empty() {
        return Err(TypedSecretError::Empty);
    }
    let lines: Vec<_> = text.split(is_line_break).map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Err(TypedSecretError::Blank);
    }
    if lines.iter().any(|line| line.contains(|c: char| c.is_control() && c != '\t')) {
        return Err(TypedSecretError::ControlCharacter);
    }
    if lines.len() > 1 && !is_wrapped(&lines) {
        return Err(TypedSecretError::SeveralLines);
    }
    let joined = zeroize::Zeroizing::new(lines.concat());
    if is_mask(&joined) {
        return Err(TypedSecretError::Mask);
    }
    let unwrapped = zeroize::Zeroizing::new(without_inner_blanks(&joined));
    check_cleaned(&unwrapped, (lines.len() > 1 || unwrapped.len() < joined.len()).then_some(WRAP_NOTE))
}

const WRAP_NOTE: &str = "the secret was broken over several lines, which were joined";

fn check_cleaned(joined: &str, repaired: Option<&'static str>) -> Result<CheckedSecret, TypedSecretError> {
    // No header can have other characters; OpenClaw drops them, too.
    let sendable: String = joined.chars().filter(|c| u32::from(*c) <= 0xff).collect();
    let sendable = zeroize::Zeroizing::new(sendable);
    let secret = sendable.trim();
    if secret.is_empty() {
        return Err(TypedSecretError::NoUsableCharacter);
    }
    if marker(secret).or_else(|| variable_marker(secret)).is_some() {
        return Err(TypedSecretError::VariableName);
    }
    let is_cut = secret.len() < joined.len();
    Ok(CheckedSecret {
        secret: Arc::new(Secret::new(secret)),
        form: SecretFormat::of(secret),
        length: secret.chars().count(),
        variable: SecretRef::parse_text(secret).map(|reference| reference.label()),
        repaired: repaired.or(is_cut.then_some("characters that cannot be sent in a request were left out")),
        setup_token: check_setup_token(secret),
    })
}

impl CheckedSecret {
    /// Checks that it has the form of an Anthropic setup-token.
    pub fn check_setup_token(&self) -> Result<(), TypedSecretError> {
        self.setup_token
    }
}

fn check_setup_token(secret: &str) -> Result<(), TypedSecretError> {
    if !secret.starts_with(SETUP_TOKEN_START) {
        return Err(TypedSecretError::NoSetupToken);
    }
    if secret.chars().count() < MIN_SETUP_TOKEN_LENGTH { Err(TypedSecretError::ShortSetupToken) } else { Ok(()) }
}

const fn is_line_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{2028}' | '\u{2029}')
}

/// Whether lines are one line that a terminal has wrapped: all but the last are equally long, and none of the others
/// begins like a secret of its own.
fn is_wrapped(lines: &[&str]) -> bool {
    let [first, .., last] = lines else { return false };
    let width = first.chars().count();
    let mut full = lines.iter().take(lines.len() - 1);
    let is_start = |line: &&str| SecretFormat::of(line).is_some() || line.starts_with("sk-");
    width >= MIN_WRAPPED_LENGTH
        && full.all(|line| line.chars().count() == width)
        && last.chars().count() < width
        && !lines.iter().skip(1).any(is_start)
}

/// A secret of a known form has no blanks: those in it are from a wrapped line.
fn without_inner_blanks(secret: &str) -> String {
    let is_known = SecretFormat::of(secret).is_some() || secret.starts_with("sk-");
    secret.chars().filter(|c| !(is_known && c.is_whitespace())).collect()
}

/// Whether a text is what programs show in place of a secret.
fn is_mask(text: &str) -> bool {
    let lower = text.to_lowercase();
    MASK_WORDS.iter().any(|word| lower.contains(&word.to_lowercase()))
        || text.contains(['…', '•', '●'])
        || text.contains("***")
        || text.contains("...")
        || text.chars().all(|c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{auth::vectors::small_table, base::hint_check::assert_hints_suit_pages};

    fn check(text: &str) -> Result<CheckedSecret, TypedSecretError> {
        check_typed_secret(&text.to_owned().into())
    }

    #[expect(clippy::disallowed_methods, reason = "the test compares the cleaned text")]
    fn text_of(checked: &CheckedSecret) -> &str {
        checked.secret.expose()
    }

    fn cleaned(text: &str) -> String {
        text_of(&check(text).unwrap()).to_owned()
    }

    #[test]
    fn each_useless_text_has_its_own_sentence() {
        let long = "x".repeat(MAX_BYTES + 1);
        for (text, expected) in [
            ("", TypedSecretError::Empty),
            ("\r\n", TypedSecretError::Empty),
            ("  \n", TypedSecretError::Blank),
            ("sk-a\u{1b}[200~b", TypedSecretError::ControlCharacter),
            ("sk-a\u{0}b", TypedSecretError::ControlCharacter),
            ("sk-one-0123456789\nsk-two-0123456789", TypedSecretError::SeveralLines),
            ("one\ntwo", TypedSecretError::SeveralLines),
            (&long, TypedSecretError::TooLong),
            ("sk-****et", TypedSecretError::Mask),
            ("‹hidden›", TypedSecretError::Mask),
            ("__OPENCLAW_REDACTED__", TypedSecretError::Mask),
            ("…wxyz", TypedSecretError::Mask),
            ("••••••••", TypedSecretError::Mask),
            ("sk-ant-a...wxyz", TypedSecretError::Mask),
            ("ref(env:OPENAI_API_KEY)", TypedSecretError::Mask),
            ("OPENAI_API_KEY", TypedSecretError::VariableName),
            ("日本", TypedSecretError::NoUsableCharacter),
        ] {
            assert_eq!(check(text).err(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn a_secret_is_cleaned_as_by_the_reference() {
        for row in small_table("normalizeSecretInput") {
            let (text, expected) = (row[0].as_str().unwrap(), row[1].as_str());
            if let Ok(checked) = check(text) {
                assert_eq!(Some(text_of(&checked)), expected, "{row}");
            }
        }
        assert_eq!(cleaned(" sk-x\u{200b}y \r\n"), "sk-xy");
        assert_eq!(check("sk-xy\n").unwrap().repaired, None);
        assert_eq!(cleaned("a b"), "a b");
    }

    #[test]
    fn a_wrapped_secret_is_joined() {
        let token = format!("{SETUP_TOKEN_START}{}", "a1".repeat(48));
        let (first, rest) = token.split_at(80);
        for text in [format!("{first}\n{rest}"), format!("  {first}\r\n  {rest}\n"), format!("{first} {rest}")] {
            let checked = check(&text).unwrap();
            assert_eq!((text_of(&checked), checked.repaired), (token.as_str(), Some(WRAP_NOTE)), "{text:?}");
            assert_eq!((checked.length, checked.check_setup_token()), (109, Ok(())));
        }
    }

    #[test]
    fn the_form_of_a_setup_token_is_checked() {
        let long = "x".repeat(90);
        for (text, expected) in [
            (format!("sk-ant-api03-{long}"), Err(TypedSecretError::NoSetupToken)),
            (long.clone(), Err(TypedSecretError::NoSetupToken)),
            (format!("{SETUP_TOKEN_START}short"), Err(TypedSecretError::ShortSetupToken)),
            (format!("{SETUP_TOKEN_START}{long}"), Ok(())),
        ] {
            assert_eq!(check(&text).unwrap().check_setup_token(), expected, "{text}");
        }
    }

    #[test]
    fn a_reference_is_no_secret() {
        assert_eq!(check("${MY_KEY}").unwrap().variable.as_deref(), Some("ref(env:MY_KEY)"));
        assert_eq!(check("my-key").unwrap().variable, None);
    }

    #[test]
    fn debug_output_and_hints_have_no_secret() {
        assert!(!format!("{:?}", check("sk-Canary-0123456789").unwrap()).contains("Canary"));
        let all = [TypedSecretError::Empty, TypedSecretError::Mask, TypedSecretError::NoSetupToken];
        assert_hints_suit_pages(&all, 0);
    }
}

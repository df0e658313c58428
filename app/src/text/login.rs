//! Sign-in.

use std::borrow::Cow;

use super::Text;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginText {
    Title,
    Window { host: String },
    Body,
    Code,
    Submit,
    Wrong,
    Used,
    Slow,
    NewCode,
}

impl Text for LoginText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Window { host } => format!("Sign in – openclaw on {host}").into(),
            Self::Body => {
                "Open the link that `openclaw models ui` printed, or paste it here. The code after `#code=` is enough."
                    .into()
            }
            Self::Code => "Code".into(),
            Self::Title | Self::Submit => "Sign in".into(),
            Self::Wrong => "That code is wrong or older than two minutes.".into(),
            Self::Used => "That code was used before. To be safe, the session that it opened was ended.".into(),
            Self::Slow => "Too many wrong codes within a minute. A right one still works: get a new one.".into(),
            Self::NewCode => "It works once, within two minutes. `openclaw models ui --code` prints a new one.".into(),
        }
    }
}

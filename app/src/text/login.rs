//! Texts of the sign-in page.

use std::borrow::Cow;

use super::Text;

/// Texts of the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginText {
    Title,
    WindowTitle { host: String },
    Body,
    CodeLabel,
    Submit,
    WrongCode,
    CodeAlreadyUsed,
    RateLimited,
    NewCodeHelp,
}

impl Text for LoginText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::WindowTitle { host } => format!("Sign in – openclaw on {host}").into(),
            Self::Body => {
                "Open the link that `openclaw models ui` printed, or paste it here. The code after `#code=` is enough."
                    .into()
            }
            Self::CodeLabel => "Code".into(),
            Self::Title | Self::Submit => "Sign in".into(),
            Self::WrongCode => "That code is wrong or older than two minutes.".into(),
            Self::CodeAlreadyUsed => {
                "That code was used before. To be safe, the session that it opened was ended.".into()
            }
            Self::RateLimited => "Too many wrong codes within a minute. A right one still works: get a new one.".into(),
            Self::NewCodeHelp => {
                "It works once, within two minutes. `openclaw models ui --code` prints a new one.".into()
            }
        }
    }
}

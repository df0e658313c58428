//! What the help texts say of the commands that are OpenClaw's.

use rules::handover::{MODELS_LATER, STATUS_LATER};

/// Behind the commands of `openclaw --help`.
pub(super) fn below_root() -> String {
    let words: Vec<_> = MODELS_LATER.iter().map(|word| format!("`models {word}`")).collect();
    format!(
        "Every other command is OpenClaw's own, and is handed to the OpenClaw that comes next on PATH. So are {}.\n\n\
         Examples:\n  \
         openclaw models                  what is configured\n  \
         openclaw models fallbacks list   what is tried when the primary fails\n  \
         openclaw models ui               the dashboard, in your browser",
        words.join(", ")
    )
}

/// Behind the commands of `openclaw models --help`.
pub(super) fn below_models() -> String {
    let words: Vec<_> = MODELS_LATER.iter().map(|word| format!("`{word}`")).collect();
    // `--probe` stands for `--probe-timeout` and its like.
    let names = || STATUS_LATER.iter().map(|flag| flag.trim_end_matches('='));
    let is_shortest = |flag: &&str| {
        let continues = |other: &str| flag.strip_prefix(other).is_some_and(|rest| rest.starts_with('-'));
        !names().any(continues)
    };
    let flags: Vec<_> = names().filter(is_shortest).map(|flag| format!("`{flag}`")).collect();
    format!(
        "Without a command it shows what `models status` shows.\n\n\
         Handed to the OpenClaw that comes next on PATH: {}, and `status` with {}.\n\n\
         Examples:\n  \
         openclaw models\n  \
         openclaw models fallbacks list\n  \
         openclaw models doctor",
        words.join(", "),
        flags.join(" or ")
    )
}

//! Help texts about the commands that are handed to OpenClaw.

use rules::handover::DELEGATED_MODELS_COMMANDS;

/// Text after the list of commands in `openclaw --help`.
pub(super) fn root_after_help() -> String {
    let words: Vec<_> = DELEGATED_MODELS_COMMANDS.iter().map(|word| format!("`models {word}`")).collect();
    format!(
        "All other commands are handed to the next OpenClaw on PATH. So are {}, and the commands of `models auth` that \
         sign in.\n\n\
         Examples:\n  \
         openclaw models                  what is configured\n  \
         openclaw models fallbacks list   what is tried when the primary fails\n  \
         openclaw models ui               the dashboard, in your browser",
        words.join(", ")
    )
}

/// Text after the list of commands in `openclaw models --help`.
pub(super) fn models_after_help() -> String {
    let words: Vec<_> = DELEGATED_MODELS_COMMANDS.iter().map(|word| format!("`{word}`")).collect();
    format!(
        "Without a command, it does the same as `models status`.\n\n\
         Handed to the next OpenClaw on PATH: {}, and the commands of `auth` that sign in.\n\n\
         Examples:\n  \
         openclaw models\n  \
         openclaw models fallbacks list\n  \
         openclaw models doctor",
        words.join(", ")
    )
}

//! Whether a scan asks, sets or only prints: decided by its flags, and by whether there is a terminal.

use contract::{Code, Hint, OpError};

use super::ScanArgs;
use crate::out::Format;

/// What a scan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScanMode {
    /// Count the requests.
    DryRun,
    /// Compare what is known, and perhaps ask which model to set.
    MetadataOnly {
        /// Whether the user is asked.
        asks: bool,
    },
    /// Ask the providers, and perhaps the user which model to set.
    Probe {
        /// Whether the user is asked.
        asks: bool,
    },
}

impl ScanMode {
    /// Finds the mode. A combination that can only fail is refused before anything is sent.
    pub(super) fn find(args: &ScanArgs, is_terminal: bool) -> Result<Self, OpError> {
        let (yes, is_json) = (args.network.yes, args.json.format() == Format::Json);
        if args.no_input && !yes {
            return Err(usage(
                "`--no-input` requires `--yes`",
                "`--yes --no-input` prints the recommendation; add `--set-default` or `--set-image` to set it",
            ));
        }
        if args.network.dry_run {
            return Ok(Self::DryRun);
        }
        if args.checks.no_probe && yes && args.sets_model() {
            return Err(usage(
                "`--no-probe` asks no model, so it cannot tell which one answers; nothing was changed",
                "leave out `--no-probe`, or set a model with `openclaw models set <model>`",
            ));
        }
        if is_json && args.sets_model() && !yes {
            return Err(usage(
                "`--json` cannot ask which model to set; nothing was sent",
                "add `--yes` to set the recommended model",
            ));
        }
        let asks = !yes && !is_json;
        if args.checks.no_probe {
            return Ok(Self::MetadataOnly { asks: asks && is_terminal });
        }
        if asks && !is_terminal {
            let error = usage(
                "nothing was sent: there is no terminal to ask which model to set",
                "`--yes` prints the recommendation, `--yes --set-default` sets it",
            );
            return Err(error.with_hint(Hint::for_terminal("`--json` prints all results, `--no-probe` sends nothing")));
        }
        Ok(Self::Probe { asks })
    }
}

fn usage(message: &str, hint: &str) -> OpError {
    OpError::new(Code::Usage, message).with_hint(Hint::for_terminal(hint))
}

//! What stands between `models` and a command of it. `models --agent work set …`: OpenClaw takes this flag there and
//! passes over it; here it means what it says. `models help set` is `models set --help`.

use std::ffi::OsString;

/// The same line with that behind the command.
pub(super) fn in_order(mut args: Vec<OsString>) -> Vec<OsString> {
    let Some(flag) = args.iter().position(|arg| arg == "models").map(|group| group + 1) else { return args };
    if args.get(flag).is_some_and(|arg| arg == "help") {
        args.remove(flag);
        args.push("--help".into());
        return args;
    }
    let text = |at: usize| args.get(at).and_then(|arg| arg.to_str()).unwrap_or_default();
    let width = match text(flag) {
        "--agent" => 2,
        joined if joined.starts_with("--agent=") => 1,
        _ => return args,
    };
    let command = text(flag + width);
    if command.is_empty() || command.starts_with('-') {
        return args;
    }
    let moved: Vec<_> = args.drain(flag..flag + width).collect();
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    args.splice(end..end, moved);
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_behind_the_command() {
        for (typed, meant) in [
            ("openclaw models --agent work set a/b", "openclaw models set a/b --agent work"),
            ("openclaw --dev models --agent=work set -- a/b", "openclaw --dev models set --agent=work -- a/b"),
            ("openclaw models --agent work", "openclaw models --agent work"),
            ("openclaw models --agent work --json", "openclaw models --agent work --json"),
            ("openclaw models --agent", "openclaw models --agent"),
            ("openclaw models set a/b --agent work", "openclaw models set a/b --agent work"),
            ("openclaw models help", "openclaw models --help"),
            ("openclaw models help fallbacks add", "openclaw models fallbacks add --help"),
            ("openclaw models fallbacks add help", "openclaw models fallbacks add help"),
            ("openclaw agents list", "openclaw agents list"),
        ] {
            let args = typed.split(' ').map(OsString::from).collect();
            let meant: Vec<_> = meant.split(' ').map(OsString::from).collect();
            assert_eq!(in_order(args), meant, "{typed}");
        }
    }
}

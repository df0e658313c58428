use std::ffi::OsString;

use super::*;

fn whose(line: &str) -> Whose {
    decide(line.split_whitespace().map(OsStr::new))
}

/// Ours, whatever else is on `PATH`.
const OURS: &[&str] = &[
    "",
    "-v",
    "--help",
    "-h",
    "--version",
    "-V",
    "--dev --help",
    "--profile",
    "--profile work",
    "models",
    "models status --json",
    "models sett",
    "models --bogus",
    "models help",
    "models help fallbacks add",
    "models aliases help",
    "help",
    "help models",
    "help models fallbacks",
    "help config get",
    "-v help agents add",
    "models --status-json",
    "models --no-color --status-plain",
    "models --log-level list status",
    "models --help list",
    "models -- list",
    "models set --check",
    "models suggest opus",
    "models suggest --image --json",
    "models status -v",
    "models status -- --check",
    "models status list",
    "models --agent auth status",
    "--profile=work --dev -vv --no-color --log-level debug models status",
    "completions",
    "completions bash --bogus",
    "agents",
    "agents --json",
    "agents list",
    "agents list -v --no-color --profile x",
    "agents list --help",
    "agents add work --workspace ~/w --model=opus --json",
    "agents add work --workspace --bind",
    "agents add work --workspace",
    "config get a.b --json",
    "config set a.b -5",
    "config set a.b -",
    "config set a.b -- --bogus",
    "config unset a.b",
    "config file",
    "config validate --json",
];

/// OpenClaw's, where there is one.
const OURS_ALONE: &[&str] = &[
    "--profile models status",
    "agents --help",
    "config --help",
    "config help",
    "help agents",
    "help gateway",
    "plugins list",
    "plugins list --json --enabled",
    "plugins --help",
    "status",
    "status --usage",
    "gateway restart --json",
    "--bogus models",
    "-x",
];

/// OpenClaw's in any case.
const THEIRS: &[&str] = &[
    "models list",
    "models --no-color list",
    "models --log-level debug --json list",
    "models --status-json --profile work list",
    "models status --check",
    "models --check",
    "models status --json --probe --probe-timeout=5",
    "models list --help",
    "models --agent work auth list",
    "models --agent=work auth list",
    "models -v scan",
    "models refresh",
    "models accounts list",
    "--profile models gateway status",
    "--profile work models list",
    "--log-level=debug gateway status",
    "completion",
    "agents --bogus",
    "agents list --bindings",
    "agents delete work",
    "agents add work --bind telegram",
    "agents add work --bind=telegram --workspace x",
    "config",
    "config --section model",
    "config set a.b --ref-provider x",
    "config set a.b x -s",
    "config patch",
    "plugins install x",
    "plugins",
    "status --deep",
    "status all",
    "gateway",
    "gateway status",
    "doctor --fix",
    "help doctor",
    "help models list",
    "models help list",
    "- models",
];

#[test]
fn whose_command_a_line_is() {
    for (lines, expected) in [(OURS, Whose::Ours), (OURS_ALONE, Whose::OursAlone), (THEIRS, Whose::Theirs)] {
        for line in lines {
            assert_eq!(whose(line), expected, "openclaw {line}");
        }
    }
}

#[test]
fn what_is_no_text_is_theirs_or_a_value() {
    use std::os::unix::ffi::OsStringExt;
    let strange = OsString::from_vec(b"m\xffdels".to_vec());
    assert_eq!(decide([strange.as_os_str()]), Whose::Theirs);
    assert_eq!(decide([OsStr::new("config"), OsStr::new("get"), strange.as_os_str()]), Whose::Ours);
}

#[test]
fn a_very_long_line_is_decided_too() {
    let flags = std::iter::repeat_n(OsStr::new("-v"), 200_000);
    assert_eq!(decide(flags.clone().chain([OsStr::new("models")])), Whose::Ours);
    assert_eq!(decide([OsStr::new("agents"), OsStr::new("list")].into_iter().chain(flags)), Whose::Ours);
}

#[test]
fn only_what_looks_like_a_command_is_named() {
    for (line, expected) in [
        ("gateway status --json", Some("gateway status")),
        ("--profile work gateway", Some("gateway")),
        ("doctor secret", Some("doctor")),
        ("models auth paste-token", Some("models auth")),
        ("models list", Some("models list")),
        ("config set a.b x", Some("config set")),
        ("config patch --x", Some("config patch")),
        ("sk-ant-0123456789 x", None),
        ("agent --message hi", Some("agent")),
        ("--bogus", None),
        ("help doctor", Some("doctor")),
        ("models help auth", Some("models auth")),
        ("", None),
    ] {
        let name = named(line.split_whitespace().map(OsStr::new));
        assert_eq!(name.as_deref(), expected, "openclaw {line}");
    }
}

#[test]
fn the_flag_that_is_missing_here_is_named() {
    for (line, expected) in [
        ("models status --check", Some("--check")),
        ("models --json --probe", Some("--probe")),
        ("models status --probe-timeout=5", Some("--probe-timeout")),
        ("--profile work agents list --bindings", Some("--bindings")),
        ("config get a.b --as yaml", Some("--as")),
        ("status --deep", Some("--deep")),
        ("agents list --sk-ant-0123", None),
        ("agents list -- --bindings", None),
        ("models list --local", None),
        ("models status --json", None),
        ("doctor --fix", None),
    ] {
        assert_eq!(foreign_flag(line.split_whitespace().map(OsStr::new)).as_deref(), expected, "openclaw {line}");
    }
}

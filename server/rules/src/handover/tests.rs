use std::ffi::OsString;

use super::*;

fn owner_of(line: &str) -> CommandOwner {
    command_owner(line.split_whitespace().map(OsStr::new))
}

/// Command lines that this program runs even if OpenClaw is on `PATH`.
const OUR_LINES: &[&str] = &[
    "models refresh",
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
    "models status --check",
    "models status --json --probe --probe-timeout=5",
    "models --probe",
    "models probe opus",
    "models --check",
    "models status -- --check",
    "models status list",
    "models --agent auth status",
    "models auth",
    "models auth --agent work",
    "models auth list --provider x --json",
    "models auth --agent work list",
    "models --agent=work auth list",
    "models auth order get --provider x",
    "models auth cooldown list",
    "models auth cooldown",
    "models auth --help",
    "models auth order",
    "models auth add",
    "models auth paste-token --provider x",
    "models auth order set --provider x a b",
    "models auth --agent work logout x",
    "models auth clear-cooldown x",
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

/// Command lines that OpenClaw runs if it is installed.
const OUR_LINES_IF_ALONE: &[&str] = &[
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

/// Command lines that OpenClaw runs in any case.
const THEIR_LINES: &[&str] = &[
    "models accounts",
    "models --no-color accounts",
    "models --log-level debug --json accounts",
    "models --status-json --profile work accounts",
    "models accounts --help",
    "models --agent work auth login",
    "models -v accounts",
    "models accounts list",
    "--profile models gateway status",
    "--profile work models accounts",
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
    "help models accounts",
    "models help accounts",
    "- models",
];

#[test]
fn command_lines_have_the_expected_owner() {
    for (lines, expected) in [
        (OUR_LINES, CommandOwner::ThisProgram),
        (OUR_LINES_IF_ALONE, CommandOwner::OpenClawIfInstalled),
        (THEIR_LINES, CommandOwner::OpenClaw),
    ] {
        for line in lines {
            assert_eq!(owner_of(line), expected, "openclaw {line}");
        }
    }
}

#[test]
fn non_utf8_commands_belong_to_openclaw() {
    use std::os::unix::ffi::OsStringExt;
    let strange = OsString::from_vec(b"m\xffdels".to_vec());
    assert_eq!(command_owner([strange.as_os_str()]), CommandOwner::OpenClaw);
    assert_eq!(
        command_owner([OsStr::new("config"), OsStr::new("get"), strange.as_os_str()]),
        CommandOwner::ThisProgram
    );
}

#[test]
fn very_long_command_line_is_decided() {
    let flags = std::iter::repeat_n(OsStr::new("-v"), 200_000);
    assert_eq!(command_owner(flags.clone().chain([OsStr::new("models")])), CommandOwner::ThisProgram);
    assert_eq!(
        command_owner([OsStr::new("agents"), OsStr::new("list")].into_iter().chain(flags)),
        CommandOwner::ThisProgram
    );
}

#[test]
fn only_plausible_commands_are_named() {
    for (line, expected) in [
        ("gateway status --json", Some("gateway status")),
        ("--profile work gateway", Some("gateway")),
        ("doctor secret", Some("doctor")),
        ("models auth login", Some("models auth")),
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
        let name = command_name(line.split_whitespace().map(OsStr::new));
        assert_eq!(name.as_deref(), expected, "openclaw {line}");
    }
}

#[test]
fn openclaw_only_flag_is_named() {
    for (line, expected) in [
        ("models status --check --probe", None),
        ("--profile work agents list --bindings", Some("--bindings")),
        ("config get a.b --as yaml", Some("--as")),
        ("status --deep", Some("--deep")),
        ("agents list --sk-ant-0123", None),
        ("agents list -- --bindings", None),
        ("models accounts --local", None),
        ("models status --json", None),
        ("doctor --fix", None),
    ] {
        assert_eq!(delegating_flag(line.split_whitespace().map(OsStr::new)).as_deref(), expected, "openclaw {line}");
    }
}

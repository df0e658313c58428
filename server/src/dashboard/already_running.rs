//! Checks on a second start whether the running dashboard matches the flags.

use std::path::Path;

use contract::{Code, OpError};

use super::{UiArgs, control::RunningDashboard, listen::PORT_ATTEMPTS};

/// Returns an error if the running dashboard does not match the flags. If a flag were ignored, more would be exposed
/// than was asked for: pages that can write, or a port that other users can reach.
pub(super) fn check_matches(args: &UiArgs, running: &RunningDashboard) -> Result<(), OpError> {
    let differs = match () {
        () if args.read_only && !running.read_only => "it is not read-only",
        () if args.socket.as_deref().is_some_and(|wanted| !listens_on_socket(running, wanted)) => {
            "it does not listen on the requested socket"
        }
        () if args.port.is_some_and(|wanted| !listens_near_port(running, wanted)) => {
            "it does not listen on the requested port"
        }
        () => return Ok(()),
    };
    let message =
        format!("could not start: a dashboard for this home is already running (pid {}), and {differs}", running.pid);
    Err(OpError::new(Code::RunsOtherwise, message)
        .with_hint("stop it first, with Ctrl-C where it was started")
        .with_hint("`openclaw models ui --code` prints a link to the running one"))
}

/// Whether it listens on this socket. The path is compared with its real directory, as when the socket was bound.
fn listens_on_socket(running: &RunningDashboard, wanted: &Path) -> bool {
    let whole = std::path::absolute(wanted).unwrap_or_default();
    let real = whole.parent().and_then(|dir| dir.canonicalize().ok()).zip(whole.file_name());
    real.is_some_and(|(dir, name)| running.socket == Some(dir.join(name)))
}

/// Whether it listens on a port that this start could have chosen: any port for 0, otherwise the wanted one or one of
/// the next.
fn listens_near_port(running: &RunningDashboard, wanted: u16) -> bool {
    let port = running.url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
    let is_in_range = |port: u16| wanted == 0 || (wanted..=wanted.saturating_add(PORT_ATTEMPTS)).contains(&port);
    running.socket.is_none() && port.is_some_and(is_in_range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_matches_requested_or_following_ones() {
        let dashboard_at = |url: &str| RunningDashboard {
            url: url.to_owned(),
            link: String::new(),
            socket: None,
            read_only: false,
            pid: 1,
        };
        let running = dashboard_at("http://127.0.0.1:18780/");
        for (wanted, is) in [(0, true), (18780, true), (18777, true), (18760, true), (18759, false), (18781, false)] {
            assert_eq!(listens_near_port(&running, wanted), is, "{wanted}");
        }
        let socket =
            RunningDashboard { socket: Some("/run/ui.sock".into()), ..dashboard_at("http://127.0.0.1:18777/") };
        assert!(!listens_near_port(&socket, 18777) && !listens_near_port(&socket, 0));
    }
}

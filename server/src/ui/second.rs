//! A second start: whether the dashboard that runs is the one that was asked for.

use std::path::Path;

use contract::{Code, OpError};

use super::{UiArgs, control::Running, listen::TRIES};

/// A flag that is passed over would open more than was asked for: pages that write, or a port that others reach.
pub(super) fn agrees(args: &UiArgs, running: &Running) -> Result<(), OpError> {
    let differs = match () {
        () if args.read_only && !running.read_only => "it can change things, and `--read-only` was asked for",
        () if args.socket.as_deref().is_some_and(|wanted| !is_at(running, wanted)) => {
            "it does not listen on the socket that was asked for"
        }
        () if args.port.is_some_and(|wanted| !is_near(running, wanted)) => {
            "it does not listen on the port that was asked for"
        }
        () => return Ok(()),
    };
    let why = format!("could not start: a dashboard for this home already runs (pid {}), and {differs}", running.pid);
    Err(OpError::new(Code::RunsOtherwise, why)
        .hint("stop it first, with Ctrl-C where it was started")
        .hint("`openclaw models ui --code` prints a link to the one that runs"))
}

/// By its real directory, as it was bound.
fn is_at(running: &Running, wanted: &Path) -> bool {
    let whole = std::path::absolute(wanted).unwrap_or_default();
    let real = whole.parent().and_then(|dir| dir.canonicalize().ok()).zip(whole.file_name());
    real.is_some_and(|(dir, name)| running.socket == Some(dir.join(name)))
}

/// Where this start would have ended itself: any port for 0, else this one or one of the next.
fn is_near(running: &Running, wanted: u16) -> bool {
    let port = running.url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
    let near = |port: u16| wanted == 0 || (wanted..=wanted.saturating_add(TRIES)).contains(&port);
    running.socket.is_none() && port.is_some_and(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_the_one_that_was_asked_for_or_one_of_the_next() {
        let at =
            |url: &str| Running { url: url.to_owned(), link: String::new(), socket: None, read_only: false, pid: 1 };
        let running = at("http://127.0.0.1:18780/");
        for (wanted, is) in [(0, true), (18780, true), (18777, true), (18760, true), (18759, false), (18781, false)] {
            assert_eq!(is_near(&running, wanted), is, "{wanted}");
        }
        let socket = Running { socket: Some("/run/ui.sock".into()), ..at("http://127.0.0.1:18777/") };
        assert!(!is_near(&socket, 18777) && !is_near(&socket, 0));
    }
}

//! What lies around the configuration: a link, a lock, our own folder, the OpenClaw that is installed.

use std::time::Duration;

use contract::{Check, Generation, Verdict};

use super::check;
use crate::generation;

/// A writer needs milliseconds, and OpenClaw gives up on one after 20 to 30 s.
const LONG: Duration = Duration::from_secs(30);
/// How long a lock may be on its way.
const BEING_WRITTEN: Duration = Duration::from_secs(2);

/// What `store` saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The configuration is a link, and this is where it leads: for people.
    pub link: Option<String>,
    /// OpenClaw's lock.
    pub lock: Option<Lock>,
    /// Our temporary files that belong to nobody alive.
    pub leftovers: usize,
    /// How many lines of our history cannot be read, or why none can be.
    pub history: Option<Result<usize, String>>,
    /// The OpenClaw that comes next on `PATH`.
    pub peer: Option<Peer>,
}

/// A lock beside the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// For people.
    pub shown: String,
    /// Who holds it.
    pub holder: Holder,
    /// For how long, when the clock allows to say.
    pub age: Option<Duration>,
}

/// Who holds a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// This process.
    Alive(u32),
    /// A process that has ended.
    Dead,
    /// The lock does not say.
    Unreadable,
}

/// An OpenClaw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// For people.
    pub shown: String,
    /// When it says it.
    pub version: Option<String>,
}

impl Around {
    /// As findings.
    pub fn checks(&self, home: Generation) -> Vec<Check> {
        let link = self.link.as_deref().map(link);
        let lock = self.lock.as_ref().map(Lock::check);
        let peer = peer(self.peer.as_ref(), home);
        link.into_iter().chain(lock).chain(leftovers(self.leftovers)).chain(self.history()).chain([peer]).collect()
    }

    fn history(&self) -> Option<Check> {
        let detail = match self.history.as_ref()? {
            Ok(0) => return None,
            Ok(1) => "one line of our history cannot be read; it stays as it is".to_owned(),
            Ok(count) => format!("{count} lines of our history cannot be read; they stay as they are"),
            Err(why) => format!("our history cannot be read: {why}"),
        };
        let hint = "a newer version of this program wrote it, or it was cut off".to_owned();
        Some(check("our files", Verdict::Warn, detail, Some(hint)))
    }
}

fn link(target: &str) -> Check {
    let detail =
        format!("it is a link to `{target}`; we keep the link, but OpenClaw puts a file in its place when it writes");
    let hint = "set `OPENCLAW_CONFIG_PATH` to the file itself".to_owned();
    check("configuration", Verdict::Warn, detail, Some(hint))
}

impl Lock {
    fn check(&self) -> Check {
        let Self { shown, holder, age } = self;
        let since = age.map_or_else(String::new, |age| format!(" for {} s", age.as_secs()));
        let is_long = |limit| age.is_none_or(|age| age > limit);
        let (verdict, detail, hint) = match holder {
            Holder::Alive(pid) if is_long(LONG) => {
                let hint = format!("no other program can write until it ends; `ps {pid}` shows what it does");
                (Verdict::Warn, format!("process {pid} has held `{shown}`{since}"), Some(hint))
            }
            Holder::Alive(pid) => (Verdict::Ok, format!("process {pid} is writing; it holds `{shown}`"), None),
            Holder::Dead => {
                (Verdict::Ok, format!("a process that has ended left `{shown}`; the next write takes it"), None)
            }
            Holder::Unreadable if is_long(BEING_WRITTEN) => {
                let hint = format!("if OpenClaw is not running: `rm {shown}`");
                (
                    Verdict::Bad,
                    format!("`{shown}` does not say which process holds it, so nothing can be written"),
                    Some(hint),
                )
            }
            Holder::Unreadable => (Verdict::Ok, format!("`{shown}` is being made"), None),
        };
        check("lock", verdict, detail, hint)
    }
}

fn leftovers(count: usize) -> Option<Check> {
    let detail = match count {
        0 => return None,
        1 => "a write that was cut off left a temporary file".to_owned(),
        count => format!("writes that were cut off left {count} temporary files"),
    };
    Some(check("our files", Verdict::Warn, detail, Some("the next write takes them away".to_owned())))
}

fn peer(peer: Option<&Peer>, home: Generation) -> Check {
    let ok = |detail| check("OpenClaw", Verdict::Ok, detail, None);
    let Some(Peer { shown, version }) = peer else {
        let detail = "none found on `PATH`, so its own commands do not work here".to_owned();
        return check("OpenClaw", Verdict::Note, detail, None);
    };
    let Some(version) = version else { return ok(format!("`{shown}`, of a version that it does not say")) };
    let detail = format!("{version}, `{shown}`");
    match (generation::of_version(version), home) {
        (Some(its), home) if its == home || home == Generation::Unknown => ok(detail),
        (None, _) => ok(detail),
        (Some(its), home) if is_older(its, home) => {
            let detail = format!("{detail}: it is older than this home ({}), and may refuse it", home.word());
            check(
                "OpenClaw",
                Verdict::Warn,
                detail,
                Some("update it, or choose another home with `--profile`".to_owned()),
            )
        }
        (Some(_), home) => {
            let detail =
                format!("{detail}: it is newer than this home ({}), and looks elsewhere for credentials", home.word());
            check(
                "OpenClaw",
                Verdict::Warn,
                detail,
                Some("OpenClaw's own `openclaw doctor --fix` moves them".to_owned()),
            )
        }
    }
}

const fn is_older(one: Generation, other: Generation) -> bool {
    matches!((one, other), (Generation::Seeds, _) | (Generation::AgentDb, Generation::SharedDb))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(around: &Around, home: Generation) -> Vec<String> {
        around
            .checks(home)
            .into_iter()
            .map(|check| format!("{:?} {}: {}", check.verdict, check.name, check.detail))
            .collect()
    }

    const NO_PEER: &str = "Note OpenClaw: none found on `PATH`, so its own commands do not work here";

    #[test]
    fn a_lock_says_who_is_in_the_way() {
        let tell = |holder, age| {
            let lock = Lock { shown: "x.lock".to_owned(), holder, age: Some(Duration::from_secs(age)) };
            said(&Around { lock: Some(lock), ..Around::default() }, Generation::Seeds)
        };
        for (holder, age, expected) in [
            (Holder::Alive(7), 3, "Ok lock: process 7 is writing; it holds `x.lock`"),
            (Holder::Alive(7), 99, "Warn lock: process 7 has held `x.lock` for 99 s"),
            (Holder::Dead, 99, "Ok lock: a process that has ended left `x.lock`; the next write takes it"),
            (Holder::Unreadable, 1, "Ok lock: `x.lock` is being made"),
            (
                Holder::Unreadable,
                99,
                "Bad lock: `x.lock` does not say which process holds it, so nothing can be written",
            ),
        ] {
            assert_eq!(tell(holder, age), [expected, NO_PEER]);
        }
    }

    #[test]
    fn what_is_ours_and_lies_about_is_named() {
        let around =
            Around { link: Some("/etc/x".to_owned()), leftovers: 2, history: Some(Ok(1)), ..Around::default() };
        let expected = [
            "Warn configuration: it is a link to `/etc/x`; we keep the link, but OpenClaw puts a file in its place when it writes",
            "Warn our files: writes that were cut off left 2 temporary files",
            "Warn our files: one line of our history cannot be read; it stays as it is",
            NO_PEER,
        ];
        assert_eq!(said(&around, Generation::Seeds), expected);
        assert_eq!(said(&Around { history: Some(Ok(0)), ..Around::default() }, Generation::Seeds), [NO_PEER]);
    }

    #[test]
    fn an_openclaw_fits_its_home_or_not() {
        use Generation::{AgentDb, Seeds, SharedDb, Unknown};
        for (version, home, fits) in [
            ("2026.9.6", SharedDb, true),
            ("2026.9.6", Unknown, true),
            ("2026.9.6", Seeds, false),
            ("2026.3.13", Seeds, true),
            ("2026.3.13", SharedDb, false),
            ("2026.6.1", Seeds, true),
            ("2026.6.5", AgentDb, true),
            ("2026.7.35", SharedDb, false),
            ("2026.7.35", Seeds, false),
            ("next", Seeds, true),
        ] {
            let peer = Peer { shown: "/b/openclaw".to_owned(), version: Some(version.to_owned()) };
            let checks = Around { peer: Some(peer), ..Around::default() }.checks(home);
            assert_eq!(checks[0].verdict == Verdict::Ok, fits, "{version} {home:?}: {}", checks[0].detail);
        }
    }
}

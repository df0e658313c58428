//! Who is signed in. In memory only: the server's end is everybody's sign-out.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    clock::Clock,
    token::{Digest, Token},
};

/// A link is good for this long.
pub const CODE_LIFE: Duration = Duration::from_mins(2);
/// A session without a request ends after this long; an open event stream is one long request.
const IDLE: Duration = Duration::from_mins(30);
/// Any session ends after this long.
const LONGEST: Duration = Duration::from_hours(12);
/// More than anybody has open; the oldest goes.
const MOST: usize = 64;

/// Codes and sessions of one dashboard.
pub struct Sessions {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    codes: Vec<Code>,
    used: Vec<Used>,
    sessions: Vec<Session>,
    next_id: u64,
}

struct Code {
    digest: Digest,
    born: Duration,
}

/// A code that opened a session. If it comes again, somebody else has it.
struct Used {
    digest: Digest,
    session: u64,
}

struct Session {
    id: u64,
    cookie: Digest,
    csrf: Token,
    born: Duration,
    seen: Duration,
    /// Dropped with the session, which ends its event streams.
    alive: watch::Sender<()>,
}

/// A session, as a request sees it.
#[derive(Clone)]
pub struct Visit {
    id: u64,
    /// What its forms carry.
    pub csrf: Token,
    alive: watch::Receiver<()>,
}

/// Why a code opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No such code, or an old one.
    Wrong,
    /// It was used before; the session that it opened has been ended.
    UsedTwice,
}

impl Sessions {
    /// Nobody is signed in.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// A new code for a link. Codes given out before stay good for the rest of their two minutes.
    pub fn issue_code(&self) -> Result<Token, getrandom::Error> {
        let code = Token::random()?;
        let born = self.clock.now();
        let mut state = self.lock();
        make_room(&mut state.codes);
        state.codes.push(Code { digest: code.digest(), born });
        Ok(code)
    }

    /// Opens a session for a code; returns the cookie's value.
    pub fn redeem(&self, word: &str) -> Result<Token, Refused> {
        let offered = Digest::of(word);
        let now = self.clock.now();
        let mut state = self.lock();
        if let Some(session) = state.used.iter().find(|used| used.digest.matches(&offered)).map(|used| used.session) {
            state.sessions.retain(|open| open.id != session);
            return Err(Refused::UsedTwice);
        }
        state.codes.retain(|code| now < code.born + CODE_LIFE);
        let at = state.codes.iter().position(|code| code.digest.matches(&offered)).ok_or(Refused::Wrong)?;
        // The dashboard stays locked on a machine without randomness.
        let (Ok(cookie), Ok(csrf)) = (Token::random(), Token::random()) else { return Err(Refused::Wrong) };
        let code = state.codes.swap_remove(at);
        state.next_id += 1;
        let id = state.next_id;
        make_room(&mut state.used);
        state.used.push(Used { digest: code.digest, session: id });
        make_room(&mut state.sessions);
        let alive = watch::Sender::new(());
        state.sessions.push(Session { id, cookie: cookie.digest(), csrf, born: now, seen: now, alive });
        Ok(cookie)
    }

    /// Whose cookie this is. Counts as a sign of life.
    pub fn visit(&self, cookie: &str) -> Option<Visit> {
        let offered = Digest::of(cookie);
        let now = self.clock.now();
        let mut state = self.lock();
        state.sessions.retain(|session| session.is_open(now));
        let session = state.sessions.iter_mut().find(|session| session.cookie.matches(&offered))?;
        session.seen = now;
        Some(Visit { id: session.id, csrf: session.csrf.clone(), alive: session.alive.subscribe() })
    }

    /// Keeps a session from falling idle while its event stream is open; `false` when it is over.
    pub fn keep_alive(&self, visit: &Visit) -> bool {
        let now = self.clock.now();
        let mut state = self.lock();
        state.sessions.retain(|session| now < session.born + LONGEST);
        let session = state.sessions.iter_mut().find(|session| session.id == visit.id);
        session.map(|session| session.seen = now).is_some()
    }

    /// Signs out.
    pub fn end(&self, visit: &Visit) {
        self.lock().sessions.retain(|session| session.id != visit.id);
    }

    /// Signs everybody out. A code that was given out before opens nothing any more.
    pub fn end_all(&self) {
        let mut state = self.lock();
        state.codes.clear();
        state.sessions.clear();
    }

    /// How many are signed in.
    pub fn open(&self) -> usize {
        let now = self.clock.now();
        let mut state = self.lock();
        state.sessions.retain(|session| session.is_open(now));
        state.sessions.len()
    }

    /// Whether anybody has signed in since the start.
    pub fn was_claimed(&self) -> bool {
        self.lock().next_id > 0
    }

    /// A panic elsewhere leaves the lists as they are: each change above is one step.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_open(&self, now: Duration) -> bool {
        now < self.seen + IDLE && now < self.born + LONGEST
    }
}

impl Visit {
    /// Whether this is the token of this session.
    #[must_use]
    pub fn owns(&self, csrf: &str) -> bool {
        self.csrf.digest().matches(&Digest::of(csrf))
    }

    /// Returns when the session has ended.
    pub async fn ended(&mut self) {
        while self.alive.changed().await.is_ok() {}
    }
}

fn make_room<T>(list: &mut Vec<T>) {
    if list.len() >= MOST {
        list.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::clock::ManualClock;

    fn sessions() -> (Sessions, ManualClock) {
        let clock = ManualClock::default();
        (Sessions::new(Arc::new(clock.clone())), clock)
    }

    #[test]
    fn t23_a_code_opens_one_session_and_coming_again_ends_it() {
        let (sessions, _) = sessions();
        let code = sessions.issue_code().unwrap();
        let cookie = sessions.redeem(code.expose()).ok().unwrap();
        assert!(sessions.visit(cookie.expose()).is_some());
        assert_eq!(sessions.redeem(code.expose()).err(), Some(Refused::UsedTwice));
        assert!(sessions.visit(cookie.expose()).is_none());
    }

    #[test]
    fn t23_a_code_is_exact_and_young() {
        let (sessions, clock) = sessions();
        let code = sessions.issue_code().unwrap();
        assert_eq!(sessions.redeem(&code.expose().to_uppercase()).err(), Some(Refused::Wrong));
        assert_eq!(sessions.redeem("").err(), Some(Refused::Wrong));
        clock.advance(CODE_LIFE);
        assert_eq!(sessions.redeem(code.expose()).err(), Some(Refused::Wrong));
    }

    #[test]
    fn t23_of_many_at_once_one_wins() {
        let (sessions, _) = sessions();
        let code = sessions.issue_code().unwrap();
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| sessions.redeem(code.expose()).is_ok())).collect();
            tries.into_iter().map(|t| t.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(won, 1);
    }

    #[test]
    fn t29_a_session_ends_idle_and_ends_at_last() {
        let (sessions, clock) = sessions();
        let open = || sessions.redeem(sessions.issue_code().unwrap().expose()).ok().unwrap();
        let idle = open();
        clock.advance(IDLE);
        assert!(sessions.visit(idle.expose()).is_none());
        let busy = open();
        for _ in 0..71 {
            clock.advance(Duration::from_mins(10));
            assert!(sessions.visit(busy.expose()).is_some());
        }
        clock.advance(Duration::from_mins(10));
        assert!(sessions.visit(busy.expose()).is_none());
    }

    #[test]
    fn t29_signing_everybody_out_takes_unused_codes_too() {
        let (sessions, clock) = sessions();
        let open = || sessions.redeem(sessions.issue_code().unwrap().expose()).ok().unwrap();
        let (one, two) = (open(), open());
        let unused = sessions.issue_code().unwrap();
        assert_eq!(sessions.open(), 2);
        sessions.end_all();
        assert_eq!(sessions.open(), 0);
        assert!(sessions.visit(one.expose()).is_none() && sessions.visit(two.expose()).is_none());
        assert_eq!(sessions.redeem(unused.expose()).err(), Some(Refused::Wrong));
        open();
        clock.advance(IDLE);
        assert_eq!(sessions.open(), 0, "an idle session is counted");
    }

    #[test]
    fn a_token_of_another_session_is_not_owned() {
        let (sessions, _) = sessions();
        let open = || {
            let cookie = sessions.redeem(sessions.issue_code().unwrap().expose()).ok().unwrap();
            sessions.visit(cookie.expose()).unwrap()
        };
        let (one, two) = (open(), open());
        assert!(one.owns(one.csrf.expose()));
        assert!(!one.owns(two.csrf.expose()));
        assert!(!one.owns(""));
    }
}

//! Sign-in codes and sessions. They are in memory only: when the server ends, all sessions end.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::token::{Token, TokenDigest};
use crate::http::clock::MonotonicClock;

/// Lifetime of a sign-in code.
pub const CODE_LIFETIME: Duration = Duration::from_mins(2);
/// A session without a request ends after this time; an open event stream counts as a request.
const IDLE_TIMEOUT: Duration = Duration::from_mins(30);
/// Maximum age of a session.
const MAX_SESSION_AGE: Duration = Duration::from_hours(12);
/// Maximum number of entries of each kind, more than a user needs. The oldest one is dropped.
const MAX_ENTRIES: usize = 64;

/// Sign-in codes and sessions of one dashboard.
pub struct Sessions {
    clock: Arc<dyn MonotonicClock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    codes: Vec<PendingCode>,
    used: Vec<UsedCode>,
    sessions: Vec<Session>,
    next_id: u64,
}

struct PendingCode {
    digest: TokenDigest,
    created_at: Duration,
}

/// A code that opened a session. If it is used again, another person has it.
struct UsedCode {
    digest: TokenDigest,
    session: u64,
}

struct Session {
    id: u64,
    cookie: TokenDigest,
    csrf: Token,
    created_at: Duration,
    last_seen: Duration,
    /// Dropped with the session, which ends its event streams.
    alive: watch::Sender<()>,
}

/// Session of a request.
#[derive(Clone)]
pub struct CurrentSession {
    id: u64,
    /// CSRF token that the forms of this session carry.
    pub csrf: Token,
    alive: watch::Receiver<()>,
}

/// Reason why a code could not be redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedeemError {
    /// The code is unknown or has expired.
    InvalidCode,
    /// The code was used before; the session that it opened has been ended.
    CodeReused,
}

impl Sessions {
    /// Creates an empty session store.
    #[must_use]
    pub fn new(clock: Arc<dyn MonotonicClock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Issues a new code for a link. Codes issued earlier remain valid until they expire.
    pub fn issue_code(&self) -> Result<Token, getrandom::Error> {
        let code = Token::random()?;
        let created_at = self.clock.now();
        let mut state = self.lock();
        drop_oldest_if_full(&mut state.codes);
        state.codes.push(PendingCode { digest: code.digest(), created_at });
        Ok(code)
    }

    /// Redeems a code: opens a session and returns the value of its cookie.
    pub fn redeem_code(&self, code: &str) -> Result<Token, RedeemError> {
        let offered = TokenDigest::from_text(code);
        let now = self.clock.now();
        let mut state = self.lock();
        if let Some(session) = state.used.iter().find(|used| used.digest.matches(&offered)).map(|used| used.session) {
            state.sessions.retain(|open| open.id != session);
            return Err(RedeemError::CodeReused);
        }
        state.codes.retain(|pending| now < pending.created_at + CODE_LIFETIME);
        let index =
            state.codes.iter().position(|pending| pending.digest.matches(&offered)).ok_or(RedeemError::InvalidCode)?;
        // On a machine without randomness, signing in is not possible.
        let (Ok(cookie), Ok(csrf)) = (Token::random(), Token::random()) else { return Err(RedeemError::InvalidCode) };
        let pending = state.codes.swap_remove(index);
        state.next_id += 1;
        let id = state.next_id;
        drop_oldest_if_full(&mut state.used);
        state.used.push(UsedCode { digest: pending.digest, session: id });
        drop_oldest_if_full(&mut state.sessions);
        let alive = watch::Sender::new(());
        state.sessions.push(Session { id, cookie: cookie.digest(), csrf, created_at: now, last_seen: now, alive });
        Ok(cookie)
    }

    /// Finds the session of a cookie and marks it as active.
    pub fn find_by_cookie(&self, cookie: &str) -> Option<CurrentSession> {
        let offered = TokenDigest::from_text(cookie);
        let now = self.clock.now();
        let mut state = self.lock();
        state.sessions.retain(|session| session.is_open(now));
        let session = state.sessions.iter_mut().find(|session| session.cookie.matches(&offered))?;
        session.last_seen = now;
        Some(CurrentSession { id: session.id, csrf: session.csrf.clone(), alive: session.alive.subscribe() })
    }

    /// Keeps a session active while its event stream is open; returns `false` if the session has ended.
    pub fn keep_alive(&self, current: &CurrentSession) -> bool {
        let now = self.clock.now();
        let mut state = self.lock();
        state.sessions.retain(|session| now < session.created_at + MAX_SESSION_AGE);
        let session = state.sessions.iter_mut().find(|session| session.id == current.id);
        session.map(|session| session.last_seen = now).is_some()
    }

    /// Ends a session.
    pub fn sign_out(&self, current: &CurrentSession) {
        self.lock().sessions.retain(|session| session.id != current.id);
    }

    /// Ends all sessions and invalidates all issued codes.
    pub fn sign_out_all(&self) {
        let mut state = self.lock();
        state.codes.clear();
        state.sessions.clear();
    }

    /// Returns the number of active sessions.
    pub fn count_active(&self) -> usize {
        let now = self.clock.now();
        let mut state = self.lock();
        state.sessions.retain(|session| session.is_open(now));
        state.sessions.len()
    }

    /// Whether a sign-in has succeeded since the start.
    pub fn has_had_sign_in(&self) -> bool {
        self.lock().next_id > 0
    }

    /// Locks the state, even after a panic in another thread: each change above is a single step, so the lists stay
    /// valid.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_open(&self, now: Duration) -> bool {
        now < self.last_seen + IDLE_TIMEOUT && now < self.created_at + MAX_SESSION_AGE
    }
}

impl CurrentSession {
    /// Whether this is the CSRF token of this session.
    #[must_use]
    pub fn owns_csrf_token(&self, csrf: &str) -> bool {
        self.csrf.digest().matches(&TokenDigest::from_text(csrf))
    }

    /// Returns when the session has ended.
    pub async fn wait_until_ended(&mut self) {
        while self.alive.changed().await.is_ok() {}
    }
}

fn drop_oldest_if_full<T>(list: &mut Vec<T>) {
    if list.len() >= MAX_ENTRIES {
        list.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::clock::ManualClock;

    fn sessions_with_clock() -> (Sessions, ManualClock) {
        let clock = ManualClock::default();
        (Sessions::new(Arc::new(clock.clone())), clock)
    }

    #[test]
    fn t23_reused_code_ends_its_session() {
        let (sessions, _) = sessions_with_clock();
        let code = sessions.issue_code().unwrap();
        let cookie = sessions.redeem_code(code.expose()).ok().unwrap();
        assert!(sessions.find_by_cookie(cookie.expose()).is_some());
        assert_eq!(sessions.redeem_code(code.expose()).err(), Some(RedeemError::CodeReused));
        assert!(sessions.find_by_cookie(cookie.expose()).is_none());
    }

    #[test]
    fn t23_a_code_must_match_exactly_and_not_be_expired() {
        let (sessions, clock) = sessions_with_clock();
        let code = sessions.issue_code().unwrap();
        assert_eq!(sessions.redeem_code(&code.expose().to_uppercase()).err(), Some(RedeemError::InvalidCode));
        assert_eq!(sessions.redeem_code("").err(), Some(RedeemError::InvalidCode));
        clock.advance(CODE_LIFETIME);
        assert_eq!(sessions.redeem_code(code.expose()).err(), Some(RedeemError::InvalidCode));
    }

    #[test]
    fn t23_of_concurrent_redeems_one_succeeds() {
        let (sessions, _) = sessions_with_clock();
        let code = sessions.issue_code().unwrap();
        let won = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| sessions.redeem_code(code.expose()).is_ok())).collect();
            tries.into_iter().map(|t| t.join().unwrap()).filter(|won| *won).count()
        });
        assert_eq!(won, 1);
    }

    #[test]
    fn t29_a_session_ends_when_idle_and_at_its_maximum_age() {
        let (sessions, clock) = sessions_with_clock();
        let open = || sessions.redeem_code(sessions.issue_code().unwrap().expose()).ok().unwrap();
        let idle = open();
        clock.advance(IDLE_TIMEOUT);
        assert!(sessions.find_by_cookie(idle.expose()).is_none());
        let busy = open();
        for _ in 0..71 {
            clock.advance(Duration::from_mins(10));
            assert!(sessions.find_by_cookie(busy.expose()).is_some());
        }
        clock.advance(Duration::from_mins(10));
        assert!(sessions.find_by_cookie(busy.expose()).is_none());
    }

    #[test]
    fn t29_sign_out_everywhere_revokes_unused_codes() {
        let (sessions, clock) = sessions_with_clock();
        let open = || sessions.redeem_code(sessions.issue_code().unwrap().expose()).ok().unwrap();
        let (one, two) = (open(), open());
        let unused = sessions.issue_code().unwrap();
        assert_eq!(sessions.count_active(), 2);
        sessions.sign_out_all();
        assert_eq!(sessions.count_active(), 0);
        assert!(sessions.find_by_cookie(one.expose()).is_none() && sessions.find_by_cookie(two.expose()).is_none());
        assert_eq!(sessions.redeem_code(unused.expose()).err(), Some(RedeemError::InvalidCode));
        open();
        clock.advance(IDLE_TIMEOUT);
        assert_eq!(sessions.count_active(), 0, "an idle session is counted");
    }

    #[test]
    fn a_token_of_another_session_is_not_owned() {
        let (sessions, _) = sessions_with_clock();
        let open = || {
            let cookie = sessions.redeem_code(sessions.issue_code().unwrap().expose()).ok().unwrap();
            sessions.find_by_cookie(cookie.expose()).unwrap()
        };
        let (one, two) = (open(), open());
        assert!(one.owns_csrf_token(one.csrf.expose()));
        assert!(!one.owns_csrf_token(two.csrf.expose()));
        assert!(!one.owns_csrf_token(""));
    }
}

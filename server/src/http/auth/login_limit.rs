//! Rate limit for wrong sign-in codes. Peers are identified by the socket; forwarding headers are ignored.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::http::conn::peer::Peer;

/// Maximum number of wrong codes per `WINDOW`.
const MAX_ATTEMPTS: usize = 10;
/// Period that the limit applies to.
const WINDOW: Duration = Duration::from_mins(1);
/// Maximum number of remembered peers. The least recently active one is dropped.
const MAX_PEERS: usize = 256;

/// Counts the wrong codes of each peer.
#[derive(Default)]
pub(in crate::http) struct LoginLimiter {
    /// Times of the wrong codes by peer, most recent peer last.
    peers: Mutex<Vec<(Peer, Vec<Duration>)>>,
}

impl LoginLimiter {
    /// Records a wrong code. `Err`: there were too many; contains the time to wait.
    pub(in crate::http) fn record_failure(&self, peer: Peer, now: Duration) -> Result<(), Duration> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let previous = peers.iter().position(|(other, _)| *other == peer).map(|index| peers.remove(index).1);
        let mut failures = previous.unwrap_or_default();
        failures.retain(|time| now < *time + WINDOW);
        let verdict = match failures.first() {
            Some(first) if failures.len() >= MAX_ATTEMPTS => Err((*first + WINDOW).saturating_sub(now)),
            _ => {
                failures.push(now);
                Ok(())
            }
        };
        if peers.len() >= MAX_PEERS {
            peers.remove(0);
        }
        peers.push((peer, failures));
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    const PEER: Peer = Peer::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn t24_the_eleventh_wrong_code_in_a_minute_waits() {
        let limiter = LoginLimiter::default();
        for second in 0..10 {
            assert_eq!(limiter.record_failure(PEER, Duration::from_secs(second)), Ok(()));
        }
        assert_eq!(limiter.record_failure(PEER, Duration::from_secs(10)), Err(Duration::from_secs(50)));
        assert_eq!(limiter.record_failure(PEER, Duration::from_mins(1)), Ok(()));
        assert!(limiter.record_failure(PEER, Duration::from_mins(1)).is_err());
    }

    #[test]
    fn t25_memory_is_bounded_for_a_hundred_thousand_peers() {
        let limiter = LoginLimiter::default();
        for n in 0..100_000_u32 {
            limiter.record_failure(Peer::Ip(Ipv4Addr::from_bits(n).into()), Duration::ZERO).ok();
        }
        let peers = limiter.peers.lock().unwrap();
        assert_eq!(peers.len(), MAX_PEERS);
        assert!(peers.capacity() <= 2 * MAX_PEERS);
    }
}

//! Wrong codes cost patience. Peers are what the socket says; headers about forwarding are not believed.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::accept::Peer;

/// This many wrong codes …
const MOST: usize = 10;
/// … in this time.
const WINDOW: Duration = Duration::from_mins(1);
/// Peers to remember; the one that was quiet longest is forgotten.
const PEERS: usize = 256;

/// Counts the wrong codes of each peer.
#[derive(Default)]
pub(super) struct Limiter {
    /// The peer that was seen last is last.
    peers: Mutex<Vec<(Peer, Vec<Duration>)>>,
}

impl Limiter {
    /// Notes a wrong code. `Err`: too many, wait this long.
    pub(super) fn note(&self, peer: Peer, now: Duration) -> Result<(), Duration> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = peers.iter().position(|(known, _)| *known == peer).map(|at| peers.remove(at).1);
        let mut wrong = known.unwrap_or_default();
        wrong.retain(|at| now < *at + WINDOW);
        let verdict = match wrong.first() {
            Some(first) if wrong.len() >= MOST => Err((*first + WINDOW).saturating_sub(now)),
            _ => {
                wrong.push(now);
                Ok(())
            }
        };
        if peers.len() >= PEERS {
            peers.remove(0);
        }
        peers.push((peer, wrong));
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
        let limiter = Limiter::default();
        for second in 0..10 {
            assert_eq!(limiter.note(PEER, Duration::from_secs(second)), Ok(()));
        }
        assert_eq!(limiter.note(PEER, Duration::from_secs(10)), Err(Duration::from_secs(50)));
        assert_eq!(limiter.note(PEER, Duration::from_mins(1)), Ok(()));
        assert!(limiter.note(PEER, Duration::from_mins(1)).is_err());
    }

    #[test]
    fn t25_a_hundred_thousand_peers_take_no_more_room() {
        let limiter = Limiter::default();
        for n in 0..100_000_u32 {
            limiter.note(Peer::Ip(Ipv4Addr::from_bits(n).into()), Duration::ZERO).ok();
        }
        let peers = limiter.peers.lock().unwrap();
        assert_eq!(peers.len(), PEERS);
        assert!(peers.capacity() <= 2 * PEERS);
    }
}

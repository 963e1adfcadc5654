//! Who asked for a profile, and what they got.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// How many askers of a profile are remembered.
const MOST: usize = 16;
/// How often a Traefik with its usual settings asks.
const USUAL: TimeDelta = TimeDelta::seconds(5);
/// So many times its own pause may a Traefik be silent.
const SILENCE: i32 = 3;
/// The longest pause that is taken for one: whoever asks once a day is no Traefik.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// When one Traefik last asked for a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Poll {
    /// The address it asked from.
    pub peer: String,
    /// What it calls itself.
    pub agent: String,
    /// When it asked. RFC 3339, UTC.
    pub at: Timestamp,
    /// The publication that it got; `None` if that was what was there before the first one, or nothing yet.
    #[cfg_attr(feature = "specta", specta(type = Option<u32>))]
    pub number: Option<i64>,
    /// Seconds between the last two times, rounded up; `None` if it asked once.
    pub pause: Option<u32>,
}

impl Poll {
    /// Whether it should have asked again by now.
    pub fn is_silent(&self, now: DateTime<Utc>) -> bool {
        let pause = self.pause.map(|seconds| TimeDelta::seconds(i64::from(seconds)));
        let pause = pause.map_or(USUAL, |pause| pause.clamp(USUAL, LONGEST));
        now - *self.at > pause * SILENCE
    }
}

/// How long after the server began a Traefik that was never seen counts as silent.
pub fn is_late(since: Timestamp, now: DateTime<Utc>) -> bool {
    now - *since > USUAL * SILENCE
}

/// The last time that each asked, by profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polls(BTreeMap<String, Vec<Poll>>);

impl Polls {
    /// Records that somebody asked; true if somebody else did, or it got something else, than the last time.
    pub(super) fn record(
        &mut self,
        profile: &str,
        (peer, agent): (IpAddr, &[u8]),
        number: Option<i64>,
        at: DateTime<Utc>,
    ) -> bool {
        let all = self.0.entry(profile.to_owned()).or_default();
        let peer = peer.to_canonical().to_string();
        let known = all.iter().position(|one| one.peer == peer);
        let before = known.map(|index| all.remove(index));
        let pause = before.as_ref().map(|before| {
            let passed = (at - *before.at).max(TimeDelta::zero());
            u32::try_from((passed.num_milliseconds() + 999) / 1000).unwrap_or(u32::MAX)
        });
        let is_news = before.as_ref().is_none_or(|before| before.number != number);
        let poll = Poll {
            peer,
            agent: plain(agent),
            at: Timestamp::from(at),
            number,
            pause,
        };
        all.insert(0, poll);
        all.truncate(MOST);
        is_news
    }

    /// Who asked for a profile, the last one first.
    pub fn of(&self, profile: &str) -> &[Poll] {
        self.0.get(profile).map_or(&[], Vec::as_slice)
    }

    /// Whether nobody asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What somebody calls themselves, as far as it can be shown.
fn plain(agent: &[u8]) -> String {
    let shown = agent.iter().take(80).map(|byte| {
        if byte.is_ascii_graphic() || *byte == b' ' {
            char::from(*byte)
        } else {
            '?'
        }
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_last_poll_of_each_peer_is_known() {
        let mut polls = Polls::default();
        let [one, other] = ["127.0.0.1", "10.0.0.2"].map(|peer| peer.parse().unwrap());
        let mut check = |peer: IpAddr, number: Option<i64>, seconds: i64, expect: bool| {
            assert_eq!(
                polls.record("p", (peer, b"Go\x1b[2J"), number, at(seconds)),
                expect
            );
        };
        check(one, Some(1), 0, true);
        check(one, Some(1), 5, false);
        check(other, Some(1), 6, true);
        check(one, Some(2), 10, true);
        check("::ffff:127.0.0.1".parse().unwrap(), Some(2), 15, false);
        let all = polls.of("p");
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].peer.as_str(), all[0].number), ("127.0.0.1", Some(2)));
        assert_eq!(all[0].agent, "Go?[2J");
        assert_eq!((all[0].pause, all[1].pause), (Some(5), None));
        assert!(polls.of("other").is_empty());
        for last in 1..=100 {
            polls.record("p", (IpAddr::from([10, 0, 1, last]), b""), None, at(20));
        }
        assert_eq!(polls.of("p").len(), MOST, "nobody can fill the memory");
    }

    #[test]
    fn silence_is_three_times_the_pause_of_who_asked() {
        let check = |pause: Option<u32>, seconds: i64, expect: bool| {
            let poll = Poll {
                peer: String::new(),
                agent: String::new(),
                at: Timestamp::from(at(0)),
                number: None,
                pause,
            };
            assert_eq!(poll.is_silent(at(seconds)), expect, "{pause:?} {seconds}");
        };
        check(None, 15, false);
        check(None, 16, true);
        check(Some(1), 15, false);
        check(Some(60), 180, false);
        check(Some(60), 181, true);
        check(Some(1_000_000), 3 * 3600 + 1, true);
        check(Some(5), -100, false);
    }
}

//! Whether Traefik asks for a profile that is served over HTTP, in sentences (pure).

use chrono::{DateTime, Utc};

use crate::error::Failure;
use crate::serving::{Poll, Served, is_late};
use crate::timestamp::Timestamp;
use crate::words;

/// What to check where nobody asks.
const CHECK: &str =
    "Check the address, the token, the firewall, and `providers.http` in Traefik’s install configuration";

/// Whether Traefik asks for a profile.
#[derive(Debug, Clone, PartialEq)]
pub enum Asking {
    /// No program of ours is there to be asked.
    NotServed,
    /// One is, but it cannot listen.
    NotListening(Failure),
    /// Nobody has asked yet, and that is no wonder.
    NotYet,
    /// Nobody has asked for long; the last time, if there was one, and since when we listen.
    Silent(Option<Poll>, Timestamp),
    /// These asked a moment ago, the last one first.
    Asked(Vec<Poll>),
}

impl Asking {
    /// What the program that serves says of a profile at an address; none if no program serves.
    pub fn of(served: Option<&Served>, (profile, listen): (&str, &str), now: DateTime<Utc>) -> Self {
        let Some(served) = served else {
            return Self::NotServed;
        };
        let Some(listening) = served.at(listen) else {
            // It finds out within seconds what another program has connected.
            return Self::NotYet;
        };
        if let Some(problem) = &listening.problem {
            return Self::NotListening(problem.clone());
        }
        let all = served.polls.of(profile);
        let recent: Vec<Poll> = all.iter().filter(|poll| !poll.is_silent(now)).cloned().collect();
        if !recent.is_empty() {
            return Self::Asked(recent);
        }
        if is_late(listening.since, now) {
            return Self::Silent(all.first().cloned(), listening.since);
        }
        Self::NotYet
    }

    /// Whether Traefik cannot get what is published, or does not want it.
    pub(super) fn is_wrong(&self) -> bool {
        matches!(self, Self::NotServed | Self::NotListening(_) | Self::Silent(..))
    }

    /// Whether one of them got a publication.
    pub(super) fn got(&self, number: i64) -> bool {
        match self {
            Self::Asked(polls) => polls.iter().any(|poll| poll.number == Some(number)),
            _ => false,
        }
    }

    /// In one sentence.
    pub fn sentence(&self, now: DateTime<Utc>) -> String {
        match self {
            Self::NotServed => "Mantrae does not serve this profile now".to_owned(),
            Self::NotListening(problem) => problem.message.clone(),
            Self::NotYet => "Traefik has not asked yet".to_owned(),
            Self::Silent(..) => "Traefik is not asking".to_owned(),
            Self::Asked(polls) => match polls.as_slice() {
                [one] => format!("Traefik asked {} and got {}", ago(one, now), got(one)),
                all => {
                    let each = all
                        .iter()
                        .take(4)
                        .map(|one| format!("from {} {}, which got {}", one.peer, ago(one, now), got(one)));
                    let each: Vec<String> = each.collect();
                    format!("{} Traefiks ask: {}", all.len(), each.join("; "))
                }
            },
        }
    }

    /// What else to know about it.
    pub(super) fn facts(&self, now: DateTime<Utc>) -> Vec<String> {
        match self {
            Self::NotServed => vec![
                "Traefik goes on with the last answer until it restarts; then the routes are missing"
                    .to_owned(),
                "Open Mantrae, or run `mantraectl publish serve`".to_owned(),
            ],
            Self::NotListening(problem) => problem.hint.iter().cloned().collect(),
            Self::Silent(Some(last), _) => vec![
                format!("It asked {} and got {}", ago(last, now), got(last)),
                CHECK.to_owned(),
            ],
            Self::Silent(None, since) => vec![
                format!("Mantrae has been listening since {}", words::at(**since, now)),
                CHECK.to_owned(),
            ],
            Self::NotYet | Self::Asked(_) => vec![self.sentence(now)],
        }
    }
}

/// "3 s ago".
fn ago(poll: &Poll, now: DateTime<Utc>) -> String {
    match (now - *poll.at).num_seconds() {
        seconds @ 0..60 => format!("{seconds} s ago"),
        ..0 => "just now".to_owned(),
        _ => words::ago(*poll.at, now),
    }
}

fn got(poll: &Poll) -> String {
    poll.number.map_or_else(
        || "no routes".to_owned(),
        |number| format!("publication {number}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Error};
    use crate::serving::{Listening, Polls};

    const LISTEN: &str = "127.0.0.1:8422";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn served(problem: Option<Failure>, polls: &serde_json::Value) -> Served {
        let polls: Polls = serde_json::from_value(serde_json::json!({ "uid": polls })).unwrap();
        Served {
            listening: vec![Listening {
                listen: LISTEN.to_owned(),
                since: Timestamp::from(at(0)),
                problem,
            }],
            polls,
        }
    }

    fn poll(peer: &str, seconds: i64, number: Option<i64>) -> serde_json::Value {
        let at = Timestamp::from(at(seconds));
        serde_json::json!({ "peer": peer, "agent": "Go", "at": at, "number": number, "pause": 5 })
    }

    #[test]
    fn who_asks_is_said_in_a_sentence() {
        let check = |served: Option<&Served>, seconds: i64, is_wrong: bool, expect: &str| {
            let asking = Asking::of(served, ("uid", LISTEN), at(seconds));
            assert_eq!(asking.sentence(at(seconds)), expect);
            assert_eq!(asking.is_wrong(), is_wrong, "{expect}");
        };
        check(None, 0, true, "Mantrae does not serve this profile now");
        let nobody = served(None, &serde_json::json!([]));
        check(Some(&nobody), 10, false, "Traefik has not asked yet");
        check(Some(&nobody), 16, true, "Traefik is not asking");
        check(Some(&Served::default()), 100, false, "Traefik has not asked yet");
        let one = served(None, &serde_json::json!([poll("::1", 100, Some(41))]));
        check(
            Some(&one),
            103,
            false,
            "Traefik asked 3 s ago and got publication 41",
        );
        check(
            Some(&one),
            115,
            false,
            "Traefik asked 15 s ago and got publication 41",
        );
        check(Some(&one), 116, true, "Traefik is not asking");
        let two = served(
            None,
            &serde_json::json!([poll("10.0.0.3", 102, Some(41)), poll("10.0.0.2", 100, None)]),
        );
        check(
            Some(&two),
            103,
            false,
            "2 Traefiks ask: from 10.0.0.3 1 s ago, which got publication 41; from 10.0.0.2 3 s ago, which got no routes",
        );
        let taken = Error::new(Code::Listen, "Another program already listens there").failure();
        let taken = served(Some(taken), &serde_json::json!([]));
        check(Some(&taken), 1, true, "Another program already listens there");
    }

    #[test]
    fn a_silent_traefik_leaves_something_to_check() {
        let one = served(None, &serde_json::json!([poll("::1", 100, Some(41))]));
        let asking = Asking::of(Some(&one), ("uid", LISTEN), at(220));
        let facts = asking.facts(at(220));
        assert_eq!(facts[0], "It asked 2 min ago and got publication 41");
        assert!(facts[1].contains("providers.http"), "{facts:?}");
        assert!(!asking.got(41), "that was too long ago");
        assert!(Asking::of(Some(&one), ("uid", LISTEN), at(101)).got(41));
    }
}

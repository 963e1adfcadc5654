//! How profiles stand to their Traefiks, whichever of the two leads.

use super::Engine;
use crate::error::Result;
use crate::publish::{Standing, StandingState};

/// The profile that needs a person most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForemostStanding {
    /// Its name.
    pub profile: String,
    /// How it stands.
    pub standing: Standing,
    /// How many profiles are published or follow files.
    pub of: usize,
}

impl Engine {
    /// How a profile that is published, or that follows files, stands; `None` if it does neither. Traefik is not asked.
    pub async fn standing(&self, profile: &str) -> Result<Option<Standing>> {
        if let Some(standing) = self.publications().standing(profile).await? {
            return Ok(Some(standing));
        }
        let status = self.follow().status(profile).await?;
        Ok(status.map(|status| status.standing))
    }

    /// Of all profiles that are published or follow files, the one that needs a person most; `None` if there is none.
    pub async fn foremost_standing(&self) -> Result<Option<ForemostStanding>> {
        let mut all = Vec::new();
        for profile in self.profiles().list().await? {
            if let Some(standing) = self.standing(&profile.name).await? {
                all.push((profile.name, standing));
            }
        }
        let of = all.len();
        let foremost = all
            .into_iter()
            .min_by_key(|(_, standing)| urgency(standing.state));
        Ok(foremost.map(|(profile, standing)| ForemostStanding {
            profile,
            standing,
            of,
        }))
    }
}

/// The lower, the more it needs a person.
fn urgency(state: StandingState) -> u8 {
    match state {
        StandingState::OnTrial => 0,
        StandingState::NotPickedUp | StandingState::FilesBroken => 1,
        StandingState::SomeFail => 2,
        StandingState::ChangedOutside | StandingState::ChangedOnBothSides => 3,
        StandingState::Differs => 4,
        StandingState::NotAnswering | StandingState::NotAsking => 5,
        StandingState::NotLive | StandingState::NotWritten => 6,
        StandingState::FilesAhead => 7,
        StandingState::NotPublished => 8,
        StandingState::NotConfirmed => 9,
        StandingState::Live | StandingState::Following => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_to_be_lost_comes_before_what_is_well() {
        let check = |one: StandingState, other: StandingState| {
            assert!(urgency(one) < urgency(other), "{one:?} before {other:?}");
        };
        check(StandingState::OnTrial, StandingState::NotPickedUp);
        check(StandingState::NotPickedUp, StandingState::NotLive);
        check(StandingState::FilesBroken, StandingState::NotWritten);
        check(StandingState::SomeFail, StandingState::Live);
        check(StandingState::NotWritten, StandingState::Following);
    }
}

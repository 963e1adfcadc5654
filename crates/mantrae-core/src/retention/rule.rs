//! How long backups are kept.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::calendar::Bucket;
use crate::error::{Code, Error};

/// The longest time that is kept by number, in days: about 100 years. Longer is [`Rule::KeepAll`].
pub const MAX_DAYS: u32 = 36_500;

/// How long backups are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Rule {
    /// Nothing is ever removed.
    KeepAll,
    /// Everything for some days.
    Days {
        /// How many.
        days: Days,
    },
    /// 7 days all, 30 daily, 12 weekly, 24 monthly.
    KeepMany,
    /// 2 days all, 14 daily, 8 weekly, 6 monthly.
    KeepSome,
    /// As the person chose.
    Custom(Custom),
}

/// Everything for some days, beyond that the newest of each day, week and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Custom {
    /// Everything is kept for that long.
    pub days: Days,
    /// For how many days one is kept; 0 for none. Days without a backup do not count.
    pub daily: u16,
    /// For how many ISO weeks one is kept; 0 for none.
    pub weekly: u16,
    /// For how many months one is kept; 0 for none.
    pub monthly: u16,
}

impl Custom {
    /// What is kept beyond [`Custom::days`].
    pub(super) fn slots(self) -> [(Bucket, u16); 3] {
        [
            (Bucket::Daily, self.daily),
            (Bucket::Weekly, self.weekly),
            (Bucket::Monthly, self.monthly),
        ]
    }
}

/// Whole days of the calendar, from 1 to [`MAX_DAYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct Days(u32);

impl Days {
    /// That many days.
    pub fn new(days: u32) -> Result<Self, RuleError> {
        match days {
            0 => Err(RuleError::ZeroDays),
            1..=MAX_DAYS => Ok(Self(days)),
            _ => Err(RuleError::TooLong),
        }
    }

    /// The number of days.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(deserializer)?)
            .map_err(|error| serde::de::Error::custom(format!("{error}: {}", error.cure())))
    }
}

impl Default for Rule {
    /// Everything for 30 days.
    fn default() -> Self {
        Self::Days { days: Days(30) }
    }
}

impl Rule {
    /// Everything for that many days.
    pub fn days(days: u32) -> Result<Self, RuleError> {
        Days::new(days).map(|days| Self::Days { days })
    }

    /// The numbers behind the rule; `None` when everything is kept.
    pub fn limits(self) -> Option<Custom> {
        let (daily, weekly, monthly) = (0, 0, 0);
        match self {
            Self::KeepAll => None,
            Self::Days { days } => Some(Custom {
                days,
                daily,
                weekly,
                monthly,
            }),
            Self::KeepMany => Some(RULE_NUMBERS.keep_many),
            Self::KeepSome => Some(RULE_NUMBERS.keep_some),
            Self::Custom(custom) => Some(custom),
        }
    }
}

/// The numbers behind the rules, for whoever shows or checks them before they are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RuleNumbers {
    /// [`MAX_DAYS`].
    pub most_days: u32,
    /// Those of [`Rule::KeepMany`].
    pub keep_many: Custom,
    /// Those of [`Rule::KeepSome`].
    pub keep_some: Custom,
}

/// The numbers of the rules that have fixed ones.
pub const RULE_NUMBERS: RuleNumbers = RuleNumbers {
    most_days: MAX_DAYS,
    keep_many: Custom {
        days: Days(7),
        daily: 30,
        weekly: 12,
        monthly: 24,
    },
    keep_some: Custom {
        days: Days(2),
        daily: 14,
        weekly: 8,
        monthly: 6,
    },
};

impl FromStr for Rule {
    type Err = RuleError;

    /// The text of `BACKUP_RETENTION`: a number of days, or `keep-all`, `keep-many`, `keep-some`.
    fn from_str(text: &str) -> Result<Self, RuleError> {
        let text = text.trim();
        match text {
            "keep-all" => Ok(Self::KeepAll),
            "keep-many" => Ok(Self::KeepMany),
            "keep-some" => Ok(Self::KeepSome),
            digits if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self::days(digits.parse().map_err(|_| RuleError::TooLong)?)
            }
            _ => Err(RuleError::NotARule {
                text: text.to_owned(),
            }),
        }
    }
}

/// Why a rule is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It would remove every backup.
    #[error("Backups cannot be kept for 0 days")]
    ZeroDays,
    /// Nobody means a number that large.
    #[error("Backups cannot be kept for more than {MAX_DAYS} days")]
    TooLong,
    /// The text is neither a number of days nor the name of a rule.
    #[error("`{text}` is not a retention rule")]
    NotARule {
        /// As it was given.
        text: String,
    },
}

impl RuleError {
    /// What the person may try.
    pub fn cure(&self) -> &'static str {
        match self {
            Self::ZeroDays => "Use 1 day or more, or choose keep-all to keep everything",
            Self::TooLong => "Use fewer days, or choose keep-all to keep everything",
            Self::NotARule { .. } => "Use a number of days such as 30, or keep-some, keep-many or keep-all",
        }
    }
}

impl From<RuleError> for Error {
    fn from(error: RuleError) -> Self {
        Self::new(Code::InvalidInput, error.to_string())
            .hint(error.cure())
            .because(error)
    }
}

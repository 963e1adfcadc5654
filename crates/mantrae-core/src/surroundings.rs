//! The state of the computer right now: on battery, on a metered network.

use starship_battery::units::ratio::percent;
use starship_battery::{Manager, State};

/// Below this battery level automatic backups wait, if the person wants that; percent.
const LOW: f32 = 20.0;

/// What automatic backups may wait for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The battery is not charging and is nearly empty.
    pub battery_low: bool,
    /// The network is metered.
    pub metered: bool,
}

impl Surroundings {
    /// The conditions of this computer. What it does not report counts as good.
    pub fn here() -> Self {
        Self {
            battery_low: battery_low().unwrap_or_default(),
            metered: metered().unwrap_or_default(),
        }
    }
}

fn battery_low() -> Result<bool, starship_battery::Error> {
    let mut all = Manager::new()?.batteries()?.flatten().peekable();
    let there = all.peek().is_some();
    // With two batteries, one that is full or charged is enough.
    Ok(there
        && all.all(|battery| {
            battery.state() == State::Discharging && battery.state_of_charge().get::<percent>() < LOW
        }))
}

/// As the network manager says, which may have guessed it.
#[cfg(target_os = "linux")]
fn metered() -> zbus::Result<bool> {
    const YES: u32 = 1;
    const GUESSED: u32 = 3;
    let bus = zbus::blocking::Connection::system()?;
    let manager = zbus::blocking::Proxy::new(
        &bus,
        "org.freedesktop.NetworkManager",
        "/org/freedesktop/NetworkManager",
        "org.freedesktop.NetworkManager",
    )?;
    let metered: u32 = manager.get_property("Metered")?;
    Ok(matches!(metered, YES | GUESSED))
}

/// The other systems hold back on their own what should not go over such a network, or do not say.
#[cfg(not(target_os = "linux"))]
fn metered() -> Result<bool, std::convert::Infallible> {
    Ok(false)
}

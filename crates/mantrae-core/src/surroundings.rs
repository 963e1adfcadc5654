//! Where the computer stands just now: on its battery, on a network that costs.

use starship_battery::units::ratio::percent;
use starship_battery::{Manager, State};

/// Below this much of the battery backups by themselves wait, where the person wants that; percent.
const LOW: f32 = 20.0;

/// What backups by themselves may wait for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Nothing charges the battery, and little of it is left.
    pub battery_low: bool,
    /// What is sent over the network costs.
    pub metered: bool,
}

impl Surroundings {
    /// Those of this computer. What it does not tell counts as good.
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
    // Where there are two, one that is full or charged is enough.
    Ok(there
        && all.all(|battery| {
            battery.state() == State::Discharging && battery.state_of_charge().get::<percent>() < LOW
        }))
}

/// As the manager of the network says, which may have guessed it.
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

/// The other systems hold back by themselves what should not go over such a network, or do not tell.
#[cfg(not(target_os = "linux"))]
fn metered() -> Result<bool, std::convert::Infallible> {
    Ok(false)
}

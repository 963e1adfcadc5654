//! Addresses and networks as Go reads them.

use std::net::{IpAddr, Ipv6Addr};

/// An address, or a network given by its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// One address.
    One(IpAddr),
    /// All addresses that share this many leading bits.
    Prefix(IpAddr, u8),
}

/// An address in the form that Go compares: IPv4 mapped into IPv6 is IPv4.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

impl Network {
    /// `10.0.0.1`, `10.0.0.0/8`, `::1/64`; host bits may be set.
    pub(crate) fn parse(text: &str) -> Option<Network> {
        if let Some(one) = address(text) {
            return Some(Network::One(one));
        }
        let (base, bits) = text.split_once('/')?;
        let base: IpAddr = base.parse().ok()?;
        let is_number = bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits: u8 = bits.parse().ok().filter(|_| is_number)?;
        match base {
            IpAddr::V4(_) if bits <= 32 => Some(Network::Prefix(base, bits)),
            IpAddr::V6(address) if bits <= 128 => Some(narrowed(address, bits)),
            _ => None,
        }
    }

    /// Whether the network contains the address.
    pub(crate) fn contains(self, client: IpAddr) -> bool {
        let client = client.to_canonical();
        match self {
            Network::One(one) => one == client,
            Network::Prefix(IpAddr::V4(base), bits) => match client {
                IpAddr::V4(client) => {
                    let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
                    u32::from(base) & mask == u32::from(client) & mask
                }
                IpAddr::V6(_) => false,
            },
            Network::Prefix(IpAddr::V6(base), bits) => match client {
                IpAddr::V6(client) => {
                    let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
                    u128::from(base) & mask == u128::from(client) & mask
                }
                IpAddr::V4(_) => false,
            },
        }
    }
}

/// An IPv4 network that is written as an IPv6 one.
fn narrowed(base: Ipv6Addr, bits: u8) -> Network {
    match base.to_ipv4_mapped() {
        Some(inner) if bits >= 96 => Network::Prefix(IpAddr::V4(inner), bits - 96),
        _ => Network::Prefix(IpAddr::V6(base), bits),
    }
}

/// Whether the text can be split into `host:port`.
pub(crate) fn has_port(address: &str) -> bool {
    let Some(colon) = address.rfind(':') else {
        return false;
    };
    let host = &address[..colon];
    if let Some(inside) = host.strip_prefix('[') {
        return inside
            .strip_suffix(']')
            .is_some_and(|inside| !inside.contains(['[', ']']));
    }
    !host.contains([':', '[', ']']) && !address[colon..].contains(['[', ']'])
}

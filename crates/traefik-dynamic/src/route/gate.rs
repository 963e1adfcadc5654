//! Lists of addresses: whose address they look at, and whether they let it through.

use std::net::IpAddr;

use crate::go::net::{Network, address, has_port};
use crate::http::{IpStrategy, Middleware};
use crate::rule::test::Subject;

/// The status for those who may not pass.
const FORBIDDEN: i64 = 403;

/// A list of addresses that may pass.
pub(super) struct Gate<'m> {
    ranges: &'m [String],
    strategy: Option<&'m IpStrategy>,
    /// The status for all others.
    pub(super) status: i64,
}

impl<'m> Gate<'m> {
    /// The list that a middleware consists of.
    pub(super) fn of(middleware: &'m Middleware) -> Option<Gate<'m>> {
        let (ranges, strategy, status) = match (&middleware.ip_allow_list, &middleware.ip_white_list) {
            (Some(list), _) => (&list.source_range, &list.ip_strategy, list.reject_status_code),
            (None, Some(list)) => (&list.source_range, &list.ip_strategy, None),
            (None, None) => return None,
        };
        Some(Gate {
            ranges: ranges.as_deref().unwrap_or_default(),
            strategy: strategy.as_deref(),
            status: status.filter(|status| *status != 0).unwrap_or(FORBIDDEN),
        })
    }

    /// The address that counts as the client's; `None` if there is none, which may not pass.
    pub(super) fn looks_at(&self, subject: &Subject) -> Option<IpAddr> {
        let Some(strategy) = self.strategy else {
            return subject.client;
        };
        let forwarded = subject.headers.iter().find(|(name, _)| name == "X-Forwarded-For");
        let forwarded = forwarded.map_or_else(String::new, |(_, value)| {
            String::from_utf8_lossy(value).into_owned()
        });
        let hops: Vec<&str> = forwarded.split(',').map(str::trim).collect();
        let excluded = strategy.excluded_ips.as_deref().unwrap_or_default();
        let found = match usize::try_from(strategy.depth.unwrap_or_default()) {
            Ok(depth) if depth > 0 => read(hops.get(hops.len().checked_sub(depth)?)?),
            _ if !excluded.is_empty() => {
                let is_excluded = |hop: &str| address(hop).is_some_and(|client| is_among(excluded, client));
                let mut hops = hops.iter().rev();
                return read(hops.find(|hop| !hop.is_empty() && !is_excluded(hop))?);
            }
            _ => subject.client,
        };
        Some(narrowed(found?, strategy.ipv6_subnet))
    }

    /// Whether this address may pass.
    pub(super) fn opens(&self, client: Option<IpAddr>) -> bool {
        client.is_some_and(|client| is_among(self.ranges, client))
    }
}

fn is_among(networks: &[String], client: IpAddr) -> bool {
    let mut networks = networks.iter().filter_map(|one| Network::parse(one));
    networks.any(|network| network.contains(client))
}

/// An address, with a port or without.
fn read(text: &str) -> Option<IpAddr> {
    let host = match text.rsplit_once(':') {
        Some((host, _)) if has_port(text) => host.trim_start_matches('[').trim_end_matches(']'),
        _ => text,
    };
    address(host)
}

/// The first address of its network with so many bits, for IPv6.
fn narrowed(client: IpAddr, bits: Option<i64>) -> IpAddr {
    match (client, bits.and_then(|bits| u32::try_from(bits).ok())) {
        (IpAddr::V6(one), Some(bits)) if bits <= 128 => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            IpAddr::V6((u128::from(one) & mask).into())
        }
        _ => client,
    }
}

//! Who is at the other end? The peer, or whom a trusted proxy says it speaks for.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use poem::http::HeaderMap;

use crate::admin::options::SiteOptions;

/// A network of addresses, as `10.0.0.0/8`, `::1` or `192.0.2.7`.
///
/// ```
/// use fab_runtime::admin::Network;
/// let network: Network = "10.0.0.0/8".parse().unwrap();
/// assert!(network.contains("10.1.2.3".parse().unwrap()));
/// assert!(!network.contains("11.1.2.3".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether `address` belongs to it. IPv4 addresses written as IPv6 count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (width, ours, theirs) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                (32, u128::from(u32::from(ours)), u128::from(u32::from(theirs)))
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => (128, u128::from(ours), u128::from(theirs)),
            _ => return false,
        };
        let shift = u32::from(width - self.prefix.min(width));
        ours.checked_shr(shift).unwrap_or(0) == theirs.checked_shr(shift).unwrap_or(0)
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork)?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().ok().filter(|p| *p <= width).ok_or(NotANetwork)?,
            None => width,
        };
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// A text that is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a network; write an address with or without a prefix length, such as 10.0.0.0/8")]
pub struct NotANetwork;

/// Whom the request comes from: the rightmost hop that is no trusted proxy.
///
/// `Forwarded` and `X-Forwarded-For` count only when the peer is trusted, and only as far to the left as
/// every hop is trusted; what stands further left is whatever a client liked to write.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    for hop in hops(headers).into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        match hop {
            Some(address) => client = address.to_canonical(),
            None => break,
        }
    }
    client
}

/// Whom a trusted proxy names in the header of the settings. The same header from anybody else is ignored, and so is one
/// that stands there twice.
pub(crate) fn named_by_proxy(
    peer: IpAddr,
    headers: &HeaderMap,
    options: &SiteOptions,
) -> Option<String> {
    let name = options.proxy_user_header.as_deref()?;
    let mut found = headers.get_all(name).iter();
    let value = found.next()?;
    let peer = peer.to_canonical();
    if !options.trusted_proxies.iter().any(|network| network.contains(peer)) {
        static WARNED: AtomicBool = AtomicBool::new(false);
        if !WARNED.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: "fab::security", %peer, header = name,
                "somebody who is no trusted proxy says who asks; that is ignored, and not said again"
            );
        }
        return None;
    }
    let text = value.to_str().ok()?.trim();
    let single = found.next().is_none() && !text.is_empty() && text.len() <= 250;
    single.then(|| text.to_owned())
}

/// The hops in the order of the headers; `None` for one that names no address. One of the two headers only,
/// because their orders cannot be told together.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = |name: &str| -> Vec<String> {
        let all = headers.get_all(name).iter();
        all.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
    };
    let listed = values("x-forwarded-for");
    if !listed.is_empty() {
        return listed.iter().flat_map(|value| value.split(',')).map(parse_hop).collect();
    }
    let standard = values("forwarded");
    standard.iter().flat_map(|value| value.split(',')).map(forwarded_for).collect()
}

fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("for")
            .then(|| parse_hop(value.trim().trim_matches('"')))?
    })
}

/// An address, perhaps with a port: `192.0.2.7`, `192.0.2.7:443`, `[2001:db8::1]:443`, `2001:db8::1`.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']')?.0.parse().ok();
    }
    text.rsplit_once(':')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn client(peer: &str, headers: &[(&'static str, &'static str)], trusted: &[&str]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        client_address(peer.parse().unwrap(), &map, &trusted).to_string()
    }

    #[test]
    fn headers_of_an_untrusted_peer_are_ignored() {
        let headers = [("x-forwarded-for", "1.1.1.1"), ("x-real-ip", "2.2.2.2")];
        assert_eq!(client("9.9.9.9", &headers, &[]), "9.9.9.9");
        assert_eq!(client("9.9.9.9", &headers, &["10.0.0.0/8"]), "9.9.9.9");
    }

    #[test]
    fn the_rightmost_untrusted_hop_is_the_client() {
        let headers = [("x-forwarded-for", "6.6.6.6, 7.7.7.7"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(client("10.0.0.1", &headers, &["10.0.0.0/8"]), "7.7.7.7");
        assert_eq!(client("::ffff:10.0.0.1", &headers, &["10.0.0.0/8"]), "7.7.7.7");
    }

    #[test]
    fn a_hop_that_names_no_address_ends_the_walk() {
        let headers = [("x-forwarded-for", "6.6.6.6, unknown")];
        assert_eq!(client("10.0.0.1", &headers, &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_read_as_well() {
        let headers = [("forwarded", "for=\"[2001:db8::1]:443\";proto=https, for=10.0.0.2:1")];
        assert_eq!(client("10.0.0.1", &headers, &["10.0.0.0/8"]), "2001:db8::1");
    }

    #[test]
    fn networks_are_read_strictly() {
        for text in ["10.0.0.0/33", "10.0.0/8", "::/129", "x", "10.0.0.0/"] {
            assert_eq!(text.parse::<Network>(), Err(NotANetwork), "{text}");
        }
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("8.8.8.8".parse().unwrap()));
        assert!(!all.contains("::1".parse().unwrap()));
    }
}

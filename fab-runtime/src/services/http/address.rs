//! Is an address out in the world, or in a network of our own?

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address may belong to a provider: neither this machine, nor a neighbour, nor anything reserved.
///
/// Addresses of the old kind inside the new kind are looked at as what they are.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => {
            embedded(address).map_or_else(|| is_public_v6(address), is_public_v4)
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113);
    !(reserved || address.is_private() || address.is_loopback() || address.is_link_local())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is given out; the rest is this machine, neighbours, multicast, or nothing yet.
    let given_out = first & 0xe000 == 0x2000;
    let documentation = (first == 0x2001 && second == 0xdb8) || first == 0x3fff;
    // 2001::/23 holds protocols, tunnels among them.
    let protocols = first == 0x2001 && second < 0x200;
    given_out && !documentation && !protocols
}

/// The address of the old kind that stands inside one of the new kind, in any of the ways to write that.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let (high, low) = match segments {
        // ::ffff:a.b.c.d and ::a.b.c.d
        [0, 0, 0, 0, 0, mapped, high, low] if mapped == 0xffff || (mapped == 0 && high != 0) => {
            (high, low)
        }
        // NAT64 and 6to4
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
}

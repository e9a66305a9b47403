//! How are indexes and constraints called? Always the same, and never longer than a database allows.

/// PostgreSQL cuts longer names off; MySQL allows one more.
const LONGEST: usize = 63;

/// `<table>_<column>_<suffix>`, cut with a checksum of the whole when it is too long.
pub(super) fn name(table: &str, column: &str, suffix: &str) -> String {
    let whole = format!("{table}_{column}_{suffix}");
    if whole.len() <= LONGEST {
        return whole;
    }
    let end = format!("_{:08x}_{suffix}", checksum(&whole));
    let mut start = String::new();
    for letter in whole.chars() {
        if start.len() + letter.len_utf8() + end.len() > LONGEST {
            break;
        }
        start.push(letter);
    }
    start + &end
}

/// FNV-1a: the same in every build and on every machine.
fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn long_names_stay_apart_and_short() {
        assert_eq!(name("orders", "customer", "idx"), "orders_customer_idx");
        let long = "ü".repeat(60);
        let (a, b) = (name(&long, "a", "idx"), name(&long, "b", "idx"));
        assert!(a.len() <= 63 && b.len() <= 63 && a != b, "{a} {b}");
    }
}

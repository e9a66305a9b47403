//! Which names and values stand in a query string or in a posted form?

/// More pairs than any page of ours sends are refused.
const MAX_PAIRS: usize = 2_000;

/// Decoded names and values, in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<(String, String)>);

/// Too many pairs, or bytes that are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Pairs {
    /// Reads `application/x-www-form-urlencoded`.
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, Malformed> {
        let mut pairs = Vec::new();
        for part in encoded.split(|byte| *byte == b'&').filter(|part| !part.is_empty()) {
            if pairs.len() == MAX_PAIRS {
                return Err(Malformed);
            }
            let mut sides = part.splitn(2, |byte| *byte == b'=');
            let name = decode(sides.next().unwrap_or_default(), true)?;
            let value = decode(sides.next().unwrap_or_default(), true)?;
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    /// These pairs.
    pub(crate) const fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The first value of that name; empty when there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Every value of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(found, _)| *found == name).map(|(_, value)| value)
    }

    /// All pairs.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A path segment without its percent escapes.
pub(crate) fn decode_segment(segment: &str) -> Result<String, Malformed> {
    decode(segment.as_bytes(), false)
}

fn decode(encoded: &[u8], plus_is_space: bool) -> Result<String, Malformed> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' if plus_is_space => b' ',
            b'%' => {
                let digits = [rest.next().ok_or(Malformed)?, rest.next().ok_or(Malformed)?];
                let digits = std::str::from_utf8(&digits).map_err(|_| Malformed)?;
                if digits.starts_with('+') {
                    return Err(Malformed);
                }
                u8::from_str_radix(digits, 16).map_err(|_| Malformed)?
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(encoded: &str) -> Vec<(String, String)> {
        Pairs::parse(encoded.as_bytes()).unwrap().0
    }

    #[test]
    fn names_and_values_are_decoded_in_order() {
        let wanted = [("a b", "1+2"), ("ü", ""), ("a b", "")];
        let wanted: Vec<_> = wanted.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        assert_eq!(pairs("a+b=1%2B2&%c3%bc&&a%20b="), wanted);
    }

    #[test]
    fn broken_escapes_and_broken_text_are_refused() {
        for encoded in ["a=%", "a=%4", "a=%zz", "a=%+1", "a=%ff"] {
            assert_eq!(Pairs::parse(encoded.as_bytes()), Err(Malformed), "{encoded}");
        }
    }

    #[test]
    fn more_pairs_than_any_page_sends_are_refused() {
        assert!(Pairs::parse("a=1&".repeat(MAX_PAIRS).as_bytes()).is_ok());
        assert_eq!(Pairs::parse("a=1&".repeat(MAX_PAIRS + 1).as_bytes()), Err(Malformed));
    }

    #[test]
    fn a_plus_in_a_path_is_a_plus() {
        assert_eq!(decode_segment("a+b%2f").unwrap(), "a+b/");
    }
}

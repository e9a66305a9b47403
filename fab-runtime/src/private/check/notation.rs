//! Is a text in the notation of its kind? As far as a constant can tell; the calendar is judged at run time.

/// Digits with at most one point, and perhaps a sign.
pub(super) const fn is_decimal(text: &[u8]) -> bool {
    let mut rest = if let [b'-' | b'+', rest @ ..] = text { rest } else { text };
    let (mut digits, mut points) = (0_u32, 0_u32);
    while let [first, others @ ..] = rest {
        match first {
            b'0'..=b'9' => digits += 1,
            b'.' => points += 1,
            _ => return false,
        }
        rest = others;
    }
    digits > 0 && points < 2
}

/// `2020-01-31`
pub(super) const fn is_date(text: &[u8]) -> bool {
    match text {
        [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] => {
            let year = digits(*y0, *y1).is_some() && digits(*y2, *y3).is_some();
            year && within(*m0, *m1, 1, 12) && within(*d0, *d1, 1, 31)
        }
        _ => false,
    }
}

/// `14:30`, `14:30:15`, `14:30:15.5`
pub(super) const fn is_time(text: &[u8]) -> bool {
    match text {
        [h0, h1, b':', m0, m1] => within(*h0, *h1, 0, 23) && within(*m0, *m1, 0, 59),
        [h0, h1, b':', m0, m1, b':', s0, s1]
        | [h0, h1, b':', m0, m1, b':', s0, s1, b'.', _, ..] => {
            within(*h0, *h1, 0, 23) && within(*m0, *m1, 0, 59) && within(*s0, *s1, 0, 59)
        }
        _ => false,
    }
}

/// A date, `T`, and a time that may end in `Z`.
pub(super) const fn is_date_time(text: &[u8]) -> bool {
    let text = match text {
        [start @ .., b'Z'] => start,
        text => text,
    };
    match text.split_at_checked(10) {
        Some((date, [])) => is_date(date),
        Some((date, [b'T' | b' ', time @ ..])) => is_date(date) && is_time(time),
        _ => false,
    }
}

/// 32 hexadecimal digits in five parts.
pub(super) const fn is_uuid(text: &[u8]) -> bool {
    let mut rest = text;
    let mut place = 0_usize;
    while let [first, others @ ..] = rest {
        let fits = match place {
            8 | 13 | 18 | 23 => *first == b'-',
            _ => first.is_ascii_hexdigit(),
        };
        if !fits {
            return false;
        }
        place += 1;
        rest = others;
    }
    place == 36
}

/// Begins as JSON begins.
pub(super) const fn is_json(text: &[u8]) -> bool {
    match text {
        [b'{', .., b'}'] | [b'[', .., b']'] | [b'"', .., b'"'] => true,
        _ => {
            equal(text, b"true")
                || equal(text, b"false")
                || equal(text, b"null")
                || is_decimal(text)
        }
    }
}

/// Whether both are the same.
pub(super) const fn equal(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([a, one @ ..], [b, other @ ..]) => *a == *b && equal(one, other),
        _ => false,
    }
}

const fn digits(tens: u8, ones: u8) -> Option<u8> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        return Some((tens - b'0') * 10 + (ones - b'0'));
    }
    None
}

const fn within(tens: u8, ones: u8, min: u8, max: u8) -> bool {
    match digits(tens, ones) {
        Some(number) => number >= min && number <= max,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Judge = fn(&[u8]) -> bool;

    #[test]
    fn each_notation_is_told_from_what_only_looks_like_it() {
        let cases: &[(Judge, &str, &str)] = &[
            (is_decimal, "-12.50", "1.2.3"),
            (is_decimal, ".5", "-"),
            (is_date, "2020-12-31", "2020-13-01"),
            (is_date, "0001-01-01", "31.12.2020"),
            (is_time, "23:59", "24:00"),
            (is_time, "14:30:15.5", "14:30:"),
            (is_date_time, "2020-01-31T14:30:00Z", "2020-01-31T25:00"),
            (is_date_time, "2020-01-31", "2020-01-31X"),
            (is_uuid, "67e55044-10b1-426f-9247-bb680e5fe0c8", "67e5504410b1426f9247bb680e5fe0c8"),
            (is_json, "{}", "{"),
            (is_json, "true", "yes"),
        ];
        for (judge, good, bad) in cases {
            assert!(judge(good.as_bytes()), "{good}");
            assert!(!judge(bad.as_bytes()), "{bad}");
        }
    }
}

//! How many guesses would a password take? Judged as an attacker would go about it, by the crate `zxcvbn`.

use zxcvbn::{Score, zxcvbn};

/// The work grows with the square of the length; what comes later makes nothing weaker.
const JUDGED: usize = 100;

/// Whether somebody who knows the words `known` finds the password within 10^8 guesses: less than a machine tries in
/// a second where hashes are cheap, and within a year where they are as dear as ours.
pub(crate) fn is_guessable(password: &str, known: &[String]) -> bool {
    let judged: String = password.chars().take(JUDGED).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    zxcvbn(&judged, &known).score() < Score::Three
}

#[cfg(test)]
mod tests {
    use super::is_guessable;

    #[test]
    fn names_dates_and_well_known_words_are_guessed_and_unrelated_words_are_not() {
        let known = ["Grand Hotel Budapest".to_owned(), "zerowing".to_owned()];
        for weak in ["superman", "12.04.1987", "michael1", "zerowing1", "qwer1234"] {
            assert!(is_guessable(weak, &known), "{weak}");
        }
        for strong in ["seven brown llamas knit", "7Q!f2zL0w$Rb9tXe", "gürteltiere schlafen lange"]
        {
            assert!(!is_guessable(strong, &known), "{strong}");
        }
    }

    #[test]
    fn a_long_password_costs_no_more_than_a_hundred_characters_of_it() {
        let long = "correct zebra ".repeat(10_000);
        assert_eq!(is_guessable(&long, &[]), is_guessable(&long[..100], &[]));
    }
}

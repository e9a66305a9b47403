//! How often may what be tried? The budgets that are set, and the usual ones.

use crate::cli::settings::known::Known;
use crate::cli::settings::reader::Reader;
use crate::cli::settings::units;
use crate::security::{Budget, RatePolicy};

/// Every budget by the name of its setting. All are named here, so that none is forgotten.
fn all(rates: &mut RatePolicy) -> [(&'static str, &mut Budget); 16] {
    let RatePolicy {
        sign_in_account,
        sign_in_address,
        link_address,
        passkey,
        denial,
        forgotten_address,
        forgotten_account,
        register_address,
        register_account,
        reveal,
        backup_code,
        code_user,
        code_destination,
        code_address,
        texts,
        test_message,
    } = rates;
    [
        ("rate_sign_in_account", sign_in_account),
        ("rate_sign_in_address", sign_in_address),
        ("rate_link_address", link_address),
        ("rate_passkey", passkey),
        ("rate_denial", denial),
        ("rate_forgotten_address", forgotten_address),
        ("rate_forgotten_account", forgotten_account),
        ("rate_register_address", register_address),
        ("rate_register_account", register_account),
        ("rate_reveal", reveal),
        ("rate_backup_code", backup_code),
        ("rate_code_user", code_user),
        ("rate_code_destination", code_destination),
        ("rate_code_address", code_address),
        ("rate_texts", texts),
        ("rate_test_message", test_message),
    ]
}

/// The budgets that are set, and the usual ones.
pub(super) fn read(reader: &mut Reader<'_>) -> RatePolicy {
    let mut rates = RatePolicy::default();
    for (name, budget) in all(&mut rates) {
        if let Some(set) = reader.value(name, units::budget) {
            *budget = set;
        }
    }
    rates
}

/// The budgets that are not the usual ones: the variable, what it is, and what it would be.
pub(crate) fn changed(rates: &RatePolicy) -> Vec<(String, String, String)> {
    let (mut rates, mut usual) = (*rates, RatePolicy::default());
    let pairs = all(&mut rates).into_iter().zip(all(&mut usual));
    let changed = pairs.filter(|((_, budget), (_, usual))| budget != usual);
    let shown = changed.map(|((name, budget), (_, usual))| {
        let variable = Known::by_name(name).map(Known::variable).unwrap_or_default();
        (variable, units::written_budget(*budget), units::written_budget(*usual))
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::{all, changed};
    use crate::cli::settings::units::written_budget;
    use crate::cli::settings::{Environment, KNOWN, Known, Layers, Settings};
    use crate::security::{Budget, RatePolicy};

    fn read(variables: &[(&str, &str)]) -> Result<RatePolicy, String> {
        let environment: Environment = variables.iter().copied().collect();
        Settings::read("Shop", &Layers::new().variables(&environment))
            .map(|settings| settings.rates)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn every_budget_is_a_setting_and_its_default_is_the_one_that_is_told() {
        for (name, budget) in all(&mut RatePolicy::default()) {
            let known = Known::by_name(name).unwrap_or_else(|| panic!("{name} is not known"));
            assert_eq!(known.default, written_budget(*budget), "{name}");
            let set = read(&[(&known.variable(), "7 in 2h")]).unwrap();
            let usual = known.default.to_owned();
            assert_eq!(changed(&set), [(known.variable(), "7 in 2h".to_owned(), usual)], "{name}");
        }
        let budgets = KNOWN.iter().filter(|known| known.name.starts_with("rate_")).count();
        assert_eq!(budgets, all(&mut RatePolicy::default()).len());
        assert_eq!(read(&[]).unwrap(), RatePolicy::default());
    }

    #[test]
    fn a_site_may_pay_for_many_messages() {
        assert_eq!(
            read(&[("FAB_RATE_TEXTS", "20000 in 1d")]).unwrap().texts,
            Budget::minutes(20_000, 24 * 60)
        );
    }

    #[test]
    fn a_budget_that_is_none_is_refused_with_one_that_is() {
        for wrong in ["5", "5 in", "0 in 1h", "five in 1h", "5 in 1", "in 1h", "9999999 in 1h"] {
            let said = read(&[("FAB_RATE_LINK_ADDRESS", wrong)]).unwrap_err();
            assert!(said.contains("FAB_RATE_LINK_ADDRESS") && said.contains("60 in 15m"), "{said}");
        }
    }
}

//! What is an amount of money? Minor units and a currency, never a float.

use std::fmt;

use rust_decimal::Decimal;

use crate::models::currency::{CURRENCY_CHOICES, Currency};
use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::{ColumnType, FieldMeta, GroupMeta, TypeMeta};
use crate::models::{Kind, Value};
use crate::secret::Wipe;

/// An exact amount in one currency; two columns, `<field>_amount` in minor units and `<field>_currency`.
///
/// ```
/// use fab_runtime::models::{Currency, Money};
/// let price = Money::parse("1234.5", "EUR".parse().unwrap()).unwrap();
/// assert_eq!(price.minor_units(), 123_450);
/// assert_eq!(price.to_string(), "1234.50 EUR");
/// assert!(Money::parse("0.5", "JPY".parse().unwrap()).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor_units: i64,
    currency: Currency,
}

impl Money {
    /// `minor_units` of `currency`: 1250 EUR cents are 12.50 EUR.
    pub const fn new(minor_units: i64, currency: Currency) -> Self {
        Self { minor_units, currency }
    }

    /// Reads an amount with a point. `None` if it is no number, too fine for the currency or too large.
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let mut amount = Decimal::from_str_exact(text.trim()).ok()?.normalize();
        let digits = u32::from(currency.minor_digits());
        if amount.scale() > digits {
            return None;
        }
        amount.rescale(digits);
        let minor_units = i64::try_from(amount.mantissa()).ok()?;
        (amount.scale() == digits).then_some(Self { minor_units, currency })
    }

    /// The amount in minor units.
    pub const fn minor_units(self) -> i64 {
        self.minor_units
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount with a point, at the currency's digits.
    pub fn amount(self) -> Decimal {
        Decimal::new(self.minor_units, u32::from(self.currency.minor_digits()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

const PARTS: &[FieldMeta] = &[
    FieldMeta::new("amount", "Amount", TypeMeta::column(Kind::Money)),
    FieldMeta::new(
        "currency",
        "Currency",
        TypeMeta::of(ColumnType::new(Kind::Text).choices(CURRENCY_CHOICES).max_length(3)),
    )
    .list(false)
    .show(false),
];

const GROUP: &GroupMeta = &GroupMeta { name: "Money", fields: PARTS, prefixed: true, hook: None };

impl Wipe for Money {
    fn wipe(&mut self) {
        self.minor_units.wipe();
        std::hint::black_box(self);
    }

    fn same(&self, other: &Self) -> bool {
        self.minor_units.same(&other.minor_units) && self.currency == other.currency
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for Money {
    const META: TypeMeta = TypeMeta::group(GROUP);

    fn store(&self, out: &mut Vec<Value>) {
        out.push(Value::Int(self.minor_units));
        out.push(Value::Text(self.currency.code().to_owned()));
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        let minor_units = i64::load(values)?;
        let currency = String::load(values)?;
        let currency =
            currency.parse().map_err(|_| LoadError::new("the currency is not an ISO 4217 code"))?;
        Ok(Self { minor_units, currency })
    }
}

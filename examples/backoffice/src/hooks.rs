//! Which rules are about more than one field?

use fab::models::{Change, Hook, Value, Violation, Violations};

/// An order can only be delivered after it came in.
#[derive(Debug)]
pub struct Deliverable;

impl Deliverable {
    fn check(change: &Change<'_>) -> Result<(), Violations> {
        let (ordered, slot) = (change.record.get("ordered_at"), change.record.get("delivery_slot"));
        if let (Value::Timestamp(ordered), Value::DateTime(slot)) = (ordered, slot)
            && slot.date() < ordered.date_naive()
        {
            let wrong = Violation::new("early", "Choose a day after the order came in");
            return Err(Violations::at("delivery_slot", wrong));
        }
        Ok(())
    }
}

impl Hook for Deliverable {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        Self::check(change)
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        Self::check(change)
    }
}

/// VAT numbers are written in capitals, however they were typed.
#[derive(Debug)]
pub struct CapitalVatNumber;

impl CapitalVatNumber {
    fn write(change: &mut Change<'_>) {
        if let Some(text) = change.record.get("vat").as_text().map(str::to_uppercase) {
            change.record.set("vat", text);
        }
    }
}

impl Hook for CapitalVatNumber {
    fn before_insert(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        Self::write(change);
        Ok(())
    }

    fn before_update(&self, change: &mut Change<'_>) -> Result<(), Violations> {
        Self::write(change);
        Ok(())
    }
}

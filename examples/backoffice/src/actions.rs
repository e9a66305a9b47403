//! What is done with many rows at once?

use fab::admin::Action;
use fab::db::Selection;
use fab::models::{Violation, Violations};

use crate::sales::{Invoice, Order, OrderStatus};

/// Orders left the house. Cancelled ones cannot, and then none of them does.
pub fn deliver() -> Action {
    Action::new("deliver", "Mark as delivered", async |orders: Selection| {
        Ok(orders.update(delivered).await?.into())
    })
    .question("Their lines stay as they are.")
    .icon("truck")
}

fn delivered(order: &mut Order) -> Result<(), Violations> {
    if order.status == OrderStatus::Cancelled {
        let wrong = Violation::new("cancelled", "A cancelled order is not delivered");
        return Err(Violations::at("status", wrong));
    }
    order.status = OrderStatus::Delivered;
    Ok(())
}

/// One more reminder for invoices whose money has not arrived.
pub fn remind() -> Action {
    Action::new("remind", "Count a reminder", async |invoices: Selection| {
        let remind = |invoice: &mut Invoice| {
            if !invoice.paid {
                invoice.reminders = invoice.reminders.saturating_add(1).min(3);
            }
            Ok(())
        };
        Ok(invoices.update(remind).await?.into())
    })
    .question("Those that are paid are left out.")
    .icon("envelope")
}

//! In which order is the list, and which order does a header lead to?

use crate::models::{ListState, ModelMeta, OrderBy};

/// The order that holds: the one that was asked for, else the model's.
pub(super) fn effective(model: &'static ModelMeta, state: &ListState) -> Vec<OrderBy> {
    if !state.order.is_empty() {
        return state.order.clone();
    }
    let columns = model.columns();
    model
        .order
        .iter()
        .flat_map(|by| {
            columns.of_field(by.field).take(1).map(|column| (column.name, by.descending))
        })
        .map(|(column, descending)| OrderBy { column, descending })
        .collect()
}

/// The list ordered by `column` alone; the other way round, if it leads the order already.
pub(super) fn by(state: &ListState, order: &[OrderBy], column: &'static str) -> ListState {
    let descending = order.first().is_some_and(|first| first.column == column && !first.descending);
    let mut next = state.first_page();
    next.order = vec![OrderBy { column, descending }];
    next
}

/// The list ordered by `column` too; the other way round, if it is part of the order already.
pub(super) fn by_also(state: &ListState, order: &[OrderBy], column: &'static str) -> ListState {
    let mut next = state.first_page();
    next.order = order.to_vec();
    match next.order.iter_mut().find(|by| by.column == column) {
        Some(by) => by.descending = !by.descending,
        None => next.order.push(OrderBy { column, descending: false }),
    }
    next
}

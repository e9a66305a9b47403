//! What do empty tables need? Plausible rows for any model, made from what its columns say of themselves.

mod catalogue;
mod command;
mod dice;
mod filling;
mod numbers;
mod order;
mod pattern;
mod progress;
mod rows;
mod subject;
#[cfg(test)]
mod tests;
mod texts;
mod times;
mod values;

pub(crate) use self::command::{command, demo, is_all_empty, run};

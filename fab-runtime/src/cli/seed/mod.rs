//! What do empty tables need? Plausible rows for any model, made from what its columns say of themselves.

mod catalogue;
mod dice;
mod numbers;
mod order;
mod pattern;
mod rows;
mod subject;
#[cfg(test)]
mod tests;
mod texts;
mod times;
mod values;

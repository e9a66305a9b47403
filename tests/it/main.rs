//! Does it work, seen from outside? One module for each topic.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod access;
mod accessibility;
mod actions;
mod adopted;
mod analysis;
mod architecture;
mod attacks;
mod browser;
mod canary;
mod changes;
mod cli;
mod clinic;
mod connections;
mod constraints;
mod crud;
mod databases;
mod derive;
mod examples;
mod exchange;
mod export;
mod factor_pages;
mod features;
mod guard;
mod http;
mod hygiene;
mod inspect;
mod lints;
mod lists;
mod migrate;
mod mixins;
mod operations;
mod orphans;
mod reveal;
mod sealed_forms;
mod sealing;
mod security;
mod sensitivity;
mod services;
mod shop;
mod statements;
mod values;
mod zz_reached;

//! How does a request become a page? The only module that names poem.

pub mod assets;
pub mod pages;

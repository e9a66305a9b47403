//! How does a request become a page? The only module that names poem.

//! Who is it, and what may they do? No HTML, no HTTP.

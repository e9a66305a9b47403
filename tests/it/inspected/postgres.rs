//! What does the database hold? Written by `inspect`, yours to change.

//! What is counted for those who watch over the site, and how is it written?

pub(crate) mod exposition;
mod requests;

pub(crate) use self::requests::Requests;

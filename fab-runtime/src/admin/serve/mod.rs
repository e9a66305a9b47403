//! How do connections reach the site? Bounded in number, and each step under a deadline.

mod acceptor;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use self::acceptor::GuardedAcceptor;
pub(crate) use self::stream::Deadlines;

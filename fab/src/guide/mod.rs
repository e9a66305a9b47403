//! The guide, for people who build an admin site. Its code runs as tests.
//!
//! 1. [`models`]: a struct becomes a table; fields, keys, choices, references, types of your own.
//! 2. [`pages`]: what lists and forms show, and how to change it.
//! 3. [`people`]: users, roles, permissions, and who sees which rows.
//!    [`sign_in_elsewhere`]: providers and proxies that say who somebody is.
//!    [`second_factors`]: what they show besides the password.
//!    [`audit`]: what is written down about them, and how it is proven.
//! 4. [`databases`]: the three databases, migrations, and tables that exist already.
//! 5. [`production`]: settings, the command line, and what to do before the first real user.
//!    [`sealing`]: fields that the database cannot read, and their keys. [`messages`]: e-mail, text messages, and links
//!    that are sent.
//! 6. [`testing`]: how an application tests itself.
//! 7. [`services`]: mail servers, text messages, exchange rates, and other services that may fail.

#[doc = include_str!("models.md")]
pub mod models {}

#[doc = include_str!("pages.md")]
pub mod pages {}

#[doc = include_str!("people.md")]
pub mod people {}

#[doc = include_str!("sign_in_elsewhere.md")]
pub mod sign_in_elsewhere {}

#[doc = include_str!("second_factors.md")]
pub mod second_factors {}

#[doc = include_str!("audit.md")]
pub mod audit {}

#[doc = include_str!("databases.md")]
pub mod databases {}

#[doc = include_str!("production.md")]
pub mod production {}

#[doc = include_str!("messages.md")]
pub mod messages {}

#[doc = include_str!("sealing.md")]
pub mod sealing {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("services.md")]
pub mod services {}

//! Expansions find everything by path.

#![no_implicit_prelude]

#[derive(::fab::AdminModel, ::fab::Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index, normalize = "phone")]
    phone: ::fab::secret::Secret<::std::string::String>,
    #[encrypted]
    state: ::std::option::Option<::fab::secret::Secret<State>>,
}

#[derive(::std::clone::Clone, ::std::marker::Copy, ::fab::Choice)]
enum State {
    Open,
    Closed,
}

fn main() {}

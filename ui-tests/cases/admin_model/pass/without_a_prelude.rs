//! Expansions find everything by path.

#![no_implicit_prelude]

#[derive(::fab::AdminModel)]
struct Customer {
    #[admin(key)]
    id: i64,
    #[admin(search, max_length = 5, default = "a")]
    name: ::std::string::String,
    #[admin(opaque)]
    raw: ::std::vec::Vec<u8>,
    state: ::std::option::Option<State>,
    place: Place,
    isbn: Isbn,
}

#[derive(::std::clone::Clone, ::std::marker::Copy, ::fab::Choice)]
enum State {
    Open,
    Closed,
}

#[derive(::fab::FieldType)]
#[field(check = is_isbn, max_length = 13)]
struct Isbn(::std::string::String);

fn is_isbn(_: &str) -> ::std::result::Result<(), ::std::string::String> {
    ::std::result::Result::Ok(())
}

#[derive(::fab::Mixin)]
struct Place {
    city: ::std::string::String,
}

fn main() {}

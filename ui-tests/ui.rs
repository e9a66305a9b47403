//! Does the compiler accept what is right, and say what to write where something is wrong?
//!
//! `TRYBUILD=overwrite cargo test -p fab-ui-tests` blesses new messages; read every one of them.

#[test]
fn the_derives_accept_what_is_right_and_explain_what_is_wrong() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/*/pass/*.rs");
    cases.compile_fail("cases/*/fail/*.rs");
}

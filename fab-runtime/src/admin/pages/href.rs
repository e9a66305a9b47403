//! Where does every page live? The only place that builds addresses.

use crate::models::{Key, ListState, ModelMeta, Value};

/// The first page.
pub const INDEX: &str = "/";
/// Where one signs in.
pub const LOGIN: &str = "/login";
/// What to do about a forgotten password.
pub const FORGOTTEN: &str = "/forgotten";
/// Where people ask for an account.
pub const REGISTER: &str = "/register";
/// Where one changes one's own address.
pub const EMAIL: &str = "/account/email";
/// Where one signs out (POST).
pub const LOGOUT: &str = "/logout";
/// Where one changes one's own password.
pub const PASSWORD: &str = "/account/password";
/// Where one sees one's sessions and tokens.
pub const ACCESS: &str = "/account/access";
/// Where a sign-in asks for a code.
pub const FACTOR: &str = "/mfa";
/// Where a sign-in has a code sent (POST).
pub const FACTOR_SEND: &str = "/mfa/send";
/// Where a factor is set up.
pub const FACTOR_SETUP: &str = "/mfa/setup";
/// Where a new factor is tried for the first time.
pub const FACTOR_CONFIRM: &str = "/mfa/setup/confirm";
/// Where a new factor has a code sent once more (POST).
pub const FACTOR_RESEND: &str = "/mfa/setup/send";
/// Where somebody says that the backup codes are kept (POST).
pub const FACTOR_PASSKEY: &str = "/mfa/setup/passkey";
/// What a device is asked that is to make a passkey.
pub const FACTOR_PASSKEY_OPTIONS: &str = "/mfa/setup/passkey/options";
/// What a device is asked by the owner of a session.
pub const PASSKEY_OPTIONS: &str = "/mfa/passkey/options";
/// Signs in by a passkey.
pub const LOGIN_PASSKEY: &str = "/login/passkey";
/// What the device of a visitor is asked.
pub const LOGIN_PASSKEY_OPTIONS: &str = "/login/passkey/options";
/// Keeps backup codes.
pub const FACTOR_KEPT: &str = "/mfa/setup/kept";
/// What somebody can do for the safety of their account.
pub const SAFETY: &str = "/account/security";
/// Where somebody shows once more who it is.
pub const CONFIRM: &str = "/account/confirm";
/// Where a code for that is sent (POST).
pub const CONFIRM_SEND: &str = "/account/confirm/send";
/// Who has a second factor, and who should.
pub const ENROLMENT: &str = "/security";
/// Where the colours are chosen (POST).
pub const THEME: &str = "/theme";
/// The services outside.
pub const SERVICES: &str = "/services";
/// What the addresses of assets begin with.
pub const ASSETS: &str = "/static/fab/";

/// What the addresses of links begin with that let somebody set up a factor anew.
pub const FACTOR_ENROL: &str = "/mfa/enrol/";

/// Where somebody sets up a factor anew.
pub fn enrol(token: &str) -> String {
    format!("{FACTOR_ENROL}{token}")
}

/// `page`, which leads on to `next`.
pub fn with_next(page: &str, next: &str) -> String {
    let mut out = page.to_owned();
    if next != INDEX {
        out.push_str("?next=");
        crate::models::percent_encode(next, &mut out);
    }
    out
}

/// Where the first administrator sets a password.
pub fn setup(token: &str) -> String {
    format!("/setup/{token}")
}

/// Where one leaves for a provider of sign-ins (POST).
pub fn with(provider: &str) -> String {
    format!("/login/with/{provider}")
}

/// Where one comes back to from a provider.
pub fn back_from(provider: &str) -> String {
    format!("/login/back/{provider}")
}

/// The list of a model.
pub fn list(model: &ModelMeta) -> String {
    format!("/{}", model.slug)
}

/// The list of a model in a certain state.
pub fn list_at(model: &ModelMeta, state: &ListState) -> String {
    format!("/{}{}", model.slug, state.query_string())
}

/// The list of a model with one filter: the rows whose `column` holds `text`.
pub fn list_where(model: &ModelMeta, column: &str, text: &str) -> String {
    let mut out = format!("/{}?f.{column}.eq=", model.slug);
    crate::models::percent_encode(text, &mut out);
    out
}

/// Where something is done with rows of a model (POST).
pub fn act(model: &ModelMeta, action: &str) -> String {
    format!("/{}/action/{action}", model.slug)
}

/// The choice of a file for the rows of a list in a certain state.
pub fn export(model: &ModelMeta, state: &ListState) -> String {
    format!("/{}/export{}", model.slug, state.first_page().query_string())
}

/// The rows of a list in a certain state as a file.
pub fn export_as(model: &ModelMeta, format: &str, state: &ListState) -> String {
    format!("/{}/export/{format}{}", model.slug, state.first_page().query_string())
}

/// The form for a new row.
pub fn add(model: &ModelMeta) -> String {
    format!("/{}/add", model.slug)
}

/// One row.
pub fn show(model: &ModelMeta, key: &Key) -> String {
    show_segment(model, &key.to_segment())
}

/// What is sealed in a column of one row (POST).
pub fn reveal(model: &ModelMeta, key: &Key, column: &str) -> String {
    format!("{}/reveal/{column}", show(model, key))
}

/// One row, by the segment that is its key.
pub(super) fn show_segment(model: &ModelMeta, segment: &str) -> String {
    ["/", model.slug, "/", segment].concat()
}

/// The row whose only key is `value`.
pub(super) fn show_value(model: &ModelMeta, value: &Value) -> String {
    show_segment(model, &Key::segment_of([value]))
}

/// What follows the address of a row: its form.
pub(super) const EDIT: &str = "/edit";
/// What follows the address of a row: the question whether to delete it.
pub(super) const DELETE: &str = "/delete";

/// The form of a row.
pub fn edit(model: &ModelMeta, key: &Key) -> String {
    show(model, key) + EDIT
}

/// The question whether to delete a row.
pub fn delete(model: &ModelMeta, key: &Key) -> String {
    show(model, key) + DELETE
}

/// Rows of a model by their titles, as JSON (`?q=`): `{"rows": [{"key": "42", "title": "Ann Lee"}]}`.
pub fn search(model: &ModelMeta) -> String {
    format!("/{}/search", model.slug)
}

/// The roles of a user.
pub fn user_roles(key: &Key) -> String {
    format!("/users/{}/roles", key.to_segment())
}

/// Where somebody else's password is set.
pub fn user_password(key: &Key) -> String {
    format!("/users/{}/password", key.to_segment())
}

/// The sessions and tokens of a user.
pub fn user_access(key: &Key) -> String {
    format!("/users/{}/access", key.to_segment())
}

/// The second factors of a user.
pub fn user_factors(key: &Key) -> String {
    format!("/users/{}/factors", key.to_segment())
}

/// Where people are invited.
pub const INVITATIONS: &str = "/users/invitations";

/// The invitation of a user.
pub fn user_invitation(key: &Key) -> String {
    format!("/users/{}/invitation", key.to_segment())
}

/// Where a link is made by which somebody else chooses a new password.
pub fn user_reset_link(key: &Key) -> String {
    format!("/users/{}/reset-link", key.to_segment())
}

/// What a role allows.
pub fn role_grants(key: &Key) -> String {
    format!("/roles/{}/grants", key.to_segment())
}

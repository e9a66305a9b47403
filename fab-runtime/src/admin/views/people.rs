//! Who holds which role, and how does somebody who forgot the password get in again?

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{FactView, LinkView, PasswordView, RoleBox, RolesView};
use crate::admin::views::account::typed_twice;
use crate::admin::views::outcome::{self, success};
use crate::admin::views::sign_in::sentence;
use crate::models::{ActorId, Key, Model, ModelMeta, Verb, Violations};
use crate::security::{By, MIN_LENGTH, Role, SecurityError, User};

/// The pages about a user beside those of every row.
pub(crate) fn links(
    context: &Context<'_>,
    model: &'static ModelMeta,
    key: &Key,
    awaits: bool,
) -> Vec<LinkView> {
    if model.name != User::NAME || !context.may(model, Verb::Show) {
        return Vec::new();
    }
    let link = |label: &str, href, icon| LinkView { label: label.to_owned(), href, icon };
    let factors = link("Second factors", href::user_factors(key), "phone");
    let invitation = link("Invitation", href::user_invitation(key), "envelope");
    if !context.may(model, Verb::Edit) {
        let invites = awaits && context.may(model, Verb::Add);
        return std::iter::once(factors).chain(invites.then_some(invitation)).collect();
    }
    let reset = link("Reset link", href::user_reset_link(key), "link-45deg");
    vec![
        factors,
        link("Roles", href::user_roles(key), "shield-lock"),
        link("Set password", href::user_password(key), "key"),
        link("Sessions and tokens", href::user_access(key), "laptop"),
        if awaits { invitation } else { reset },
    ]
}

/// The roles of a user, by name, for those who may see roles or give them.
pub(crate) async fn facts(
    context: &Context<'_>,
    model: &'static ModelMeta,
    key: &Key,
) -> Result<Vec<FactView>, Fail> {
    let user = key.single().as_int().filter(|_| model.name == User::NAME);
    let may = context.may(Role::meta(), Verb::Show) || context.may(model, Verb::Edit);
    let Some(user) = user.filter(|_| may) else { return Ok(Vec::new()) };
    let held = context.site.security.roles_of(ActorId(user)).await?;
    let names: Vec<String> = held.into_iter().map(|role| role.name).collect();
    Ok(vec![FactView { label: "Roles", text: names.join(", ") }])
}

/// The user that the address names, if they exist for who asks.
pub(crate) async fn user(context: &Context<'_>) -> Result<(ActorId, Key, User), Fail> {
    let key = context.key(User::meta())?;
    let user: User = context.site.store.load(&context.scope, &key).await?;
    Ok((ActorId(user.id), key, user))
}

/// The roles of a user, as boxes to tick.
pub(crate) async fn roles(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    let boxes = boxes(context, Some(id)).await?;
    roles_form(context, StatusCode::OK, (&key, &user), &boxes, None)
}

/// Gives a user the roles that are ticked and takes the others. What may not be given here stays as it is.
pub(crate) async fn set_roles(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    let mut boxes = boxes(context, Some(id)).await?;
    let ticked: Vec<&str> = context.form.all("role").collect();
    for role in boxes.iter_mut().filter(|role| !role.fixed) {
        role.checked = ticked.contains(&role.value.as_str());
    }
    let wanted: Vec<i64> = boxes
        .iter()
        .filter(|role| role.checked)
        .filter_map(|role| role.value.parse().ok())
        .collect();
    let by = By::Session(context.session()?);
    match context.site.security.set_roles(id, &wanted, by).await {
        Ok(()) => {
            let flash = success(format!("The roles of “{}” were saved.", user.username));
            Ok(answer::see_other_saying(context, &href::user_roles(&key), &flash))
        }
        Err(
            error @ (SecurityError::LastAdministrator
            | SecurityError::Escalation
            | SecurityError::Lowering),
        ) => {
            outcome::note_escalation(context, &error).await;
            let text = sentence(&error);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            roles_form(context, status, (&key, &user), &boxes, Some(&text))
        }
        Err(error) => Err(error.into()),
    }
}

/// All roles, as `user` holds them. One that allows more than the person who asks is fixed: it can be neither given nor taken.
pub(crate) async fn boxes(
    context: &Context<'_>,
    user: Option<ActorId>,
) -> Result<Vec<RoleBox>, Fail> {
    let security = &context.site.security;
    let session = context.session()?;
    let held = match user {
        Some(user) => security.roles_of(user).await?,
        None => Vec::new(),
    };
    let mine = session.grants();
    let mut boxes = Vec::new();
    for role in security.roles().await? {
        let fixed = !session.is_admin() && {
            let grants = security.grants_of(role.id).await?;
            !mine.allow_all(&grants.all())
        };
        boxes.push(RoleBox {
            value: role.id.to_string(),
            checked: held.iter().any(|held| held.id == role.id),
            label: role.name,
            help: role.description,
            fixed,
        });
    }
    Ok(boxes)
}

fn roles_form(
    context: &mut Context<'_>,
    status: StatusCode,
    (key, user): (&Key, &User),
    roles: &[RoleBox],
    error: Option<&str>,
) -> Result<Response, Fail> {
    answer::page(context, status, |_, pages, frame| {
        let view = RolesView {
            user: &user.username,
            back: &href::show(User::meta(), key),
            action: &href::user_roles(key),
            roles,
            error,
        };
        pages.roles(frame, &view)
    })
}

/// The form for somebody else's password.
pub(crate) async fn ask_password(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (_, key, user) = user(context).await?;
    password_form(context, StatusCode::OK, &user, &key, &Violations::new())
}

/// Gives somebody else a password; all of their sessions end.
pub(crate) async fn reset_password(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    let outcome = match typed_twice(context) {
        Ok(password) => {
            let by = By::Session(context.session()?);
            context.site.security.set_password(id, password, by).await
        }
        Err(violations) => Err(SecurityError::Invalid(violations)),
    };
    match outcome {
        Ok(()) => {
            let flash = success(format!("“{}” has a new password.", user.username));
            Ok(answer::see_other_saying(context, &href::show(User::meta(), &key), &flash))
        }
        Err(SecurityError::Invalid(violations)) => {
            password_form(context, StatusCode::UNPROCESSABLE_ENTITY, &user, &key, &violations)
        }
        Err(error) => Err(error.into()),
    }
}

fn password_form(
    context: &mut Context<'_>,
    status: StatusCode,
    user: &User,
    key: &Key,
    violations: &Violations,
) -> Result<Response, Fail> {
    answer::page(context, status, |_, pages, frame| {
        let view = PasswordView {
            of: Some(&user.username),
            action: &href::user_password(key),
            back: &href::show(User::meta(), key),
            min_length: MIN_LENGTH,
            violations,
        };
        pages.password(frame, &view)
    })
}

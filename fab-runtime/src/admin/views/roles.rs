//! What does a role allow? Every permission of every model as a box to tick.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{GrantLine, GrantsView, LinkView};
use crate::admin::views::outcome::{self, success};
use crate::admin::views::services::{CONTROL, METRICS, SEE, SERVICE};
use crate::admin::views::sign_in::sentence;
use crate::models::{Key, Model, ModelMeta, Permission, Verb};
use crate::security::{ADMIN, By, Grants, Role, SecurityError};

/// The pages about a role beside those of every row.
pub(crate) fn links(context: &Context<'_>, model: &'static ModelMeta, key: &Key) -> Vec<LinkView> {
    if model.name != Role::NAME || !context.may(model, Verb::Show) {
        return Vec::new();
    }
    let (label, href) = ("Permissions".to_owned(), href::role_grants(key));
    vec![LinkView { label, href, icon: "shield-lock" }]
}

/// The role that the address names, if it exists for who asks.
async fn role(context: &Context<'_>) -> Result<(Key, Role), Fail> {
    let key = context.key(Role::meta())?;
    let role = context.site.store.load(&context.scope, &key).await?;
    Ok((key, role))
}

/// What the role allows, by the program and by the database together.
pub(crate) async fn grants(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (key, role) = role(context).await?;
    let grants = context.site.security.grants_of(role.id).await?.all();
    form(context, StatusCode::OK, (&key, &role), &grants, None)
}

/// Lets the role allow what is ticked.
pub(crate) async fn set_grants(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (key, role) = role(context).await?;
    let security = &context.site.security;
    let offered = offered(context);
    let ticked = context.form.all("grant").filter_map(Permission::parse);
    let mut wanted: Vec<Permission> = ticked.filter(|one| offered.contains(one)).collect();
    // What no box stands for stays granted.
    let known = |model: &str| model == "*" || offered.iter().any(|one| one.model() == model);
    let held = security.grants_of(role.id).await?;
    wanted.extend(held.granted.iter().filter(|one| !known(one.model())).cloned());
    let outcome = security.set_grants(role.id, &wanted, By::Session(context.session()?)).await;
    match outcome {
        Ok(()) => {
            let flash = success(format!("The permissions of “{}” were saved.", role.name));
            Ok(answer::see_other_saying(context, &href::role_grants(&key), &flash))
        }
        Err(error @ (SecurityError::Escalation | SecurityError::FixedRole { .. })) => {
            outcome::note_escalation(context, &error).await;
            let grants = wanted.into_iter().chain(held.fixed.iter().cloned()).collect();
            let text = sentence(&error);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            form(context, status, (&key, &role), &grants, Some(&text))
        }
        Err(error) => Err(error.into()),
    }
}

/// Every permission that there is a page for.
fn offered(context: &Context<'_>) -> Vec<Permission> {
    let models = context.site.registry.all().iter();
    models
        .flat_map(|model| context.site.registry.permissions(model))
        .map(|(permission, _)| permission)
        .chain([SEE, CONTROL, METRICS].map(|action| Permission::action(SERVICE, action)))
        .collect()
}

fn form(
    context: &mut Context<'_>,
    status: StatusCode,
    (key, role): (&Key, &Role),
    grants: &Grants,
    error: Option<&str>,
) -> Result<Response, Fail> {
    let line = |model: &&'static ModelMeta| GrantLine {
        model: model.name.to_owned(),
        label: model.plural.to_owned(),
        verbs: model
            .offered()
            .map(|verb| (verb, grants.allows(&Permission::of(model.name, verb))))
            .collect(),
        actions: context
            .site
            .registry
            .permissions(model)
            .into_iter()
            .filter_map(|(permission, label)| {
                let granted = grants.allows(&permission);
                Some((permission.action_name().to_owned(), label?.to_owned(), granted))
            })
            .collect(),
    };
    let mut lines: Vec<GrantLine> = context.site.registry.all().iter().map(line).collect();
    let action = |(action, label): (&'static str, &str)| {
        let granted = grants.allows(&Permission::action(SERVICE, action));
        (action.to_owned(), label.to_owned(), granted)
    };
    lines.push(GrantLine {
        model: SERVICE.to_owned(),
        label: "Services".to_owned(),
        verbs: Vec::new(),
        actions: [
            (SEE, "See"),
            (CONTROL, "Switch, test and resend"),
            (METRICS, "Read the figures"),
        ]
        .map(action)
        .to_vec(),
    });
    let may_edit = context.allows(&Permission::of(Role::NAME, Verb::Edit));
    answer::page(context, status, |_, pages, frame| {
        let view = GrantsView {
            role: &role.name,
            back: &href::show(Role::meta(), key),
            action: &href::role_grants(key),
            lines: &lines,
            fixed: role.name == ADMIN || !may_edit,
            error,
        };
        pages.grants(frame, &view)
    })
}

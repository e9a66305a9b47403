//! How are people invited, again or no more? An account without a password, and a link to it that works once.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{
    InvitationLine, InvitationView, InvitationsView, LinkView, RoleBox,
};
use crate::admin::routes::Inviting;
use crate::admin::views::outcome::{self, success};
use crate::admin::views::people::{boxes, user};
use crate::admin::views::reset::{in_utc, in_words, site_url};
use crate::models::{
    ActorId, Condition, Key, Model as _, ModelMeta, Value, Verb, Violation, Violations,
};
use crate::security::{By, HandOver, Invitation, MadeLink, NewUser, SecurityError, User};

/// So many are shown who have not come yet.
const MOST: u32 = 200;

/// The way here from the list of users.
pub(crate) fn links(context: &Context<'_>, model: &'static ModelMeta) -> Vec<LinkView> {
    if model.name != User::NAME || !context.may(model, Verb::Add) {
        return Vec::new();
    }
    let href = href::INVITATIONS.to_owned();
    vec![LinkView { label: "Invite".to_owned(), href, icon: "person-plus" }]
}

/// The answer of one of these pages.
pub(crate) async fn answer(context: &mut Context<'_>, page: Inviting) -> Result<Response, Fail> {
    match page {
        Inviting::All => ask(context).await,
        Inviting::Invite => invite(context).await,
        Inviting::One => show(context).await,
        Inviting::Change => change(context).await,
    }
}

/// The form, and who has not come yet.
async fn ask(context: &mut Context<'_>) -> Result<Response, Fail> {
    let boxes = boxes(context, None).await?;
    page(context, StatusCode::OK, &boxes, &Violations::new()).await
}

/// Makes an account and invites its owner. The link is sent, or shown on this very page; it stands in no cookie, no
/// address and no log.
async fn invite(context: &mut Context<'_>) -> Result<Response, Fail> {
    let mut boxes = boxes(context, None).await?;
    let ticked: Vec<&str> = context.form.all("role").collect();
    for role in boxes.iter_mut().filter(|role| !role.fixed) {
        role.checked = ticked.contains(&role.value.as_str());
    }
    let roles: Vec<i64> = boxes
        .iter()
        .filter(|role| role.checked)
        .filter_map(|role| role.value.parse().ok())
        .collect();
    let (email, hand_over) = (context.form.text("email").trim(), hand_over(context));
    let username = match context.form.text("username").trim() {
        "" => email,
        name => name,
    };
    let new = NewUser {
        username: username.to_owned(),
        display_name: context.form.text("display_name").to_owned(),
        email: Some(email.to_owned()),
    };
    let outcome = if email.is_empty() && (hand_over == HandOver::Send || username.is_empty()) {
        let text = "Write the address that the invitation goes to";
        Err(SecurityError::Invalid(Violations::at("email", Violation::new("required", text))))
    } else {
        let by = By::Session(context.session()?);
        context.site.security.invite(new, &roles, hand_over, by).await
    };
    match outcome {
        Ok((user, made)) => handed_over(context, &user, made).await,
        Err(SecurityError::Invalid(violations)) => {
            page(context, StatusCode::UNPROCESSABLE_ENTITY, &boxes, &violations).await
        }
        Err(error @ SecurityError::Escalation) => {
            outcome::note_escalation(context, &error).await;
            Err(Fail::Forbidden)
        }
        Err(error) => Err(error.into()),
    }
}

/// The invitation of one user.
async fn show(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, _, user) = user(context).await?;
    if !context.site.security.awaits_password(id).await? {
        return Err(Fail::NotFound);
    }
    one(context, &user, None).await
}

/// Invites somebody again, or no more.
async fn change(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    let security = &context.site.security;
    let by = By::Session(context.session()?);
    if context.form.text("do") == "withdraw" {
        security.withdraw_invitation(id, by).await?;
        let text = format!(
            "The invitation of “{}” is withdrawn; the account is still there.",
            user.username
        );
        let may_list = context.may(User::meta(), Verb::Add);
        let to =
            if may_list { href::INVITATIONS.to_owned() } else { href::show(User::meta(), &key) };
        return Ok(answer::see_other_saying(context, &to, &success(text)));
    }
    let hand_over = hand_over(context);
    let made = if security.invitation(id).await?.is_some() {
        security.invite_again(id, hand_over, by).await?
    } else if context.may(User::meta(), Verb::Edit) && security.awaits_password(id).await? {
        security.make_link(id, hand_over, by).await?
    } else {
        return Err(Fail::NotFound);
    };
    handed_over(context, &user, made).await
}

fn hand_over(context: &Context<'_>) -> HandOver {
    match context.form.text("do") {
        "send" => HandOver::Send,
        _ => HandOver::Show,
    }
}

/// Where somebody reads what became of the link.
async fn handed_over(
    context: &mut Context<'_>,
    user: &User,
    made: MadeLink,
) -> Result<Response, Fail> {
    let until = in_utc(made.expires_at);
    if let Some(token) = made.token {
        let link = format!("{}{}", site_url(context), href::setup(token.expose()));
        return one(context, user, Some((&link, &until))).await;
    }
    let to = user.email.as_deref().unwrap_or_default();
    let text = format!("An invitation is on its way to {to}. Its link works until {until}.");
    let key = Key::new(vec![user.id.into()]);
    let may_list = context.may(User::meta(), Verb::Add);
    let back = if may_list { href::INVITATIONS.to_owned() } else { href::show(User::meta(), &key) };
    Ok(answer::see_other_saying(context, &back, &success(text)))
}

async fn one(
    context: &mut Context<'_>,
    user: &User,
    made: Option<(&str, &str)>,
) -> Result<Response, Fail> {
    let security = &context.site.security;
    let pending = security.invitation(ActorId(user.id)).await?;
    let pending = pending.map(|invitation| line(context, user, invitation));
    let (life, key) = (in_words(security.invitation_life()), Key::new(vec![user.id.into()]));
    let address = user.email.as_deref().filter(|_| security.can_send_links());
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        let view = InvitationView {
            user: &user.username,
            back: &href::show(User::meta(), &key),
            action: &href::user_invitation(&key),
            pending: pending.as_ref(),
            address,
            life: &life,
            made,
        };
        pages.invitation(frame, &view)
    })
}

async fn page(
    context: &mut Context<'_>,
    status: StatusCode,
    roles: &[RoleBox],
    violations: &Violations,
) -> Result<Response, Fail> {
    let waiting = waiting(context).await?;
    let life = in_words(context.site.security.invitation_life());
    let sends = context.site.security.can_send_links();
    answer::page(context, status, |context, pages, frame| {
        let view = InvitationsView {
            back: &href::list(User::meta()),
            action: href::INVITATIONS,
            username: context.form.text("username"),
            display_name: context.form.text("display_name"),
            email: context.form.text("email"),
            roles,
            sends,
            life: &life,
            waiting: &waiting,
            violations,
        };
        pages.invitations(frame, &view)
    })
}

/// Who has not come yet, of those who exist for who asks.
async fn waiting(context: &Context<'_>) -> Result<Vec<InvitationLine>, Fail> {
    let invitations = context.site.security.invitations(MOST).await?;
    let ids: Vec<Value> = invitations.iter().map(|invitation| invitation.user.0.into()).collect();
    let wanted = Condition::is_in("id", ids);
    let users: Vec<User> = context.site.store.all(&context.scope, &wanted).await?;
    let find = |invitation: Invitation| {
        let user = users.iter().find(|user| user.id == invitation.user.0)?;
        Some(line(context, user, invitation))
    };
    Ok(invitations.into_iter().filter_map(find).collect())
}

fn line(context: &Context<'_>, user: &User, invitation: Invitation) -> InvitationLine {
    let key = Key::new(vec![user.id.into()]);
    let security = &context.site.security;
    InvitationLine {
        username: user.username.clone(),
        href: context.may(User::meta(), Verb::Show).then(|| href::show(User::meta(), &key)),
        action: href::user_invitation(&key),
        invited_by: invitation.invited_by,
        invited_at: invitation.invited_at,
        expires_at: invitation.expires_at,
        expired: invitation.expires_at <= security.store().clock().now(),
        sent: invitation.sent,
        address: user.email.clone().filter(|_| security.can_send_links()),
    }
}

//! Where is somebody signed in, and which programs work in their name? Seen and ended by themselves, or by those who
//! may edit users.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::device::device;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{AccessView, SessionLine, TokenForm, TokenLine};
use crate::admin::views::outcome::success;
use crate::admin::views::people::user;
use crate::admin::views::sign_in::sentence;
use crate::models::{ActorId, Model, Permission, Violation, Violations};
use crate::security::{By, Ended, NewToken, Password, SecurityError, TokenInfo, User};

/// Whose access a page is about.
struct About {
    user: ActorId,
    /// The name, when it is somebody else.
    name: Option<String>,
    action: String,
    back: String,
}

impl About {
    fn own(context: &Context<'_>) -> Result<Self, Fail> {
        let user = context.session()?.user().ok_or(Fail::SignIn)?;
        let (action, back) = (href::ACCESS.to_owned(), href::INDEX.to_owned());
        Ok(Self { user, name: None, action, back })
    }

    async fn of_user(context: &Context<'_>) -> Result<Self, Fail> {
        let (id, key, found) = user(context).await?;
        let (action, back) = (href::user_access(&key), href::show(User::meta(), &key));
        Ok(Self { user: id, name: Some(found.username), action, back })
    }
}

/// One's own sessions and tokens.
pub(crate) async fn own(context: &mut Context<'_>) -> Result<Response, Fail> {
    let about = About::own(context)?;
    page(context, StatusCode::OK, &about, &Violations::new(), None).await
}

/// Somebody else's.
pub(crate) async fn of_user(context: &mut Context<'_>) -> Result<Response, Fail> {
    let about = About::of_user(context).await?;
    page(context, StatusCode::OK, &about, &Violations::new(), None).await
}

/// Ends sessions, makes a token, or withdraws one.
pub(crate) async fn change_own(context: &mut Context<'_>) -> Result<Response, Fail> {
    let about = About::own(context)?;
    if context.form.text("do") == "make" {
        return make(context, &about).await;
    }
    end(context, &about).await
}

/// Ends sessions of somebody else, or withdraws a token.
pub(crate) async fn change_of_user(context: &mut Context<'_>) -> Result<Response, Fail> {
    let about = About::of_user(context).await?;
    end(context, &about).await
}

async fn end(context: &mut Context<'_>, about: &About) -> Result<Response, Fail> {
    let security = &context.site.security;
    let session = context.session()?;
    let by = By::Session(session);
    let id = context.form.text("id");
    let done = match context.form.text("do") {
        "end" => security.end(about.user, Ended::One(id), by).await? > 0,
        // On one's own page the session at hand goes on.
        "end_all" if about.name.is_none() => {
            security.end(about.user, Ended::AllBut(session.id()), by).await? > 0
        }
        "end_all" => security.end(about.user, Ended::All, by).await? > 0,
        "revoke_all" => security.revoke_tokens(about.user, by).await? > 0,
        "revoke" => {
            let token = id.parse().map_err(|_| Fail::Malformed)?;
            security.revoke_token(about.user, token, by).await?
        }
        _ => return Err(Fail::Malformed),
    };
    let text = match (context.form.text("do"), done) {
        (_, false) => "There was nothing to end any more.",
        ("revoke", _) => "The token was withdrawn.",
        ("revoke_all", _) => "All tokens were withdrawn.",
        ("end_all", _) if about.name.is_some() => {
            "The sessions were ended, and the tokens withdrawn."
        }
        ("end", _) => "The session was ended.",
        _ => "The sessions were ended.",
    };
    let flash = success(text.to_owned());
    Ok(answer::see_other_saying(context, &about.action, &flash))
}

async fn make(context: &mut Context<'_>, about: &About) -> Result<Response, Fail> {
    let outcome = match asked(context) {
        Ok(new) => {
            let security = &context.site.security;
            let session = context.session()?;
            let password = Password::new(context.form.text("password").to_owned());
            match security.confirm_password(session, password).await {
                Ok(()) => security.make_token(session, new).await,
                Err(error) => Err(error),
            }
        }
        Err(violations) => Err(SecurityError::Invalid(violations)),
    };
    let violations = match outcome {
        Ok(token) => {
            let none = Violations::new();
            return page(context, StatusCode::OK, about, &none, Some(token.expose())).await;
        }
        Err(SecurityError::Invalid(violations)) => violations,
        Err(error @ (SecurityError::WrongCredentials | SecurityError::TooManyAttempts { .. })) => {
            let text = match error {
                SecurityError::WrongCredentials => "This is not your password".to_owned(),
                error => sentence(&error).trim_end_matches('.').to_owned(),
            };
            Violations::at("password", Violation::new("wrong", text))
        }
        Err(error) => return Err(error.into()),
    };
    page(context, StatusCode::UNPROCESSABLE_ENTITY, about, &violations, None).await
}

/// What the form for a token holds.
fn asked(context: &Context<'_>) -> Result<NewToken, Violations> {
    let words = context.form.text("scopes").split([' ', ',', '\n', '\r', '\t']);
    let scopes = words.filter(|word| !word.is_empty()).map(|word| {
        Permission::parse(word).ok_or_else(|| {
            let text = "Write permissions as model.action, with spaces between them";
            Violations::at("scopes", Violation::new("notation", text))
        })
    });
    Ok(NewToken {
        name: context.form.text("name").to_owned(),
        scopes: scopes.collect::<Result<_, _>>()?,
        // What is no number is no number of days that is allowed.
        days: context.form.text("days").trim().parse().unwrap_or_default(),
    })
}

async fn page(
    context: &mut Context<'_>,
    status: StatusCode,
    about: &About,
    violations: &Violations,
    made: Option<&str>,
) -> Result<Response, Fail> {
    let security = &context.site.security;
    let current = context.session()?.id().to_owned();
    let sessions = security.list(about.user).await?;
    let sessions: Vec<SessionLine> = sessions
        .into_iter()
        .map(|found| SessionLine {
            device: device(found.client.user_agent.as_deref().unwrap_or_default()),
            address: found.client.address.map(|address| address.to_string()),
            created_at: found.created_at,
            seen_at: found.seen_at,
            current: found.id == current,
            half: found.half,
            id: found.id,
        })
        .collect();
    let tokens = security.tokens(about.user).await?;
    let now = context.site.store.clock().now();
    let line = |token: TokenInfo| TokenLine {
        id: token.id,
        name: token.name,
        prefix: token.prefix,
        scopes: token.scopes,
        expires_at: token.expires_at,
        expired: token.expires_at <= now,
        last_used_at: token.last_used_at,
    };
    let tokens: Vec<TokenLine> = tokens.into_iter().map(line).collect();
    let (name, scopes) = match made {
        None => (context.form.text("name").to_owned(), context.form.text("scopes").to_owned()),
        Some(_) => Default::default(),
    };
    let days = match context.form.text("days") {
        "" => "90",
        days => days,
    };
    let days = days.to_owned();
    let form = TokenForm { name: &name, scopes: &scopes, days: &days, violations };
    answer::page(context, status, |_, pages, frame| {
        let view = AccessView {
            of: about.name.as_deref(),
            action: &about.action,
            back: &about.back,
            sessions: &sessions,
            tokens: &tokens,
            form: about.name.is_none().then_some(form),
            made,
        };
        pages.access(frame, &view)
    })
}

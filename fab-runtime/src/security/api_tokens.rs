//! How does a program prove whom it works for? By a token of that person: shown once, kept as a hash, limited.

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq;

use crate::crypto::mac::hex;
use crate::crypto::token::digest;
use crate::crypto::{Secret, Token, random};
use crate::db::Tx;
use crate::models::{
    Actor, ActorId, FieldType, Kind, Model, Permission, Value, Values, Violation, Violations,
};
use crate::security::administrators;
use crate::security::attempts::Subject;
use crate::security::audit::{AuditEvent, AuditNote, Outcome};
use crate::security::authority::By;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::grants::Grants;
use crate::security::mfa::{PROOF, PROOF_KINDS, Policies, Proof, ROLE_POLICY, ROLE_POLICY_KINDS};
use crate::security::people::User;
use crate::security::post::{Letter, Notice, To};
use crate::security::rates::Budget;
use crate::security::roles::{HeldRoles, READ_ROLES, READ_ROLES_KINDS};
use crate::security::rows::SessionState;
use crate::security::session::{Client, Session};
use crate::security::sign_in::nobody;

/// What every token begins with, so that it is found where it leaked.
const BEGIN: &str = "fab_";
/// Letters of the part that is kept in the clear, after [`BEGIN`].
const NAME: usize = 12;
/// A token is noted as used at most once in so many seconds.
const TOUCH_SECONDS: i64 = 60;
/// The longest life of a token.
const MAX_DAYS: u16 = 366;

/// What a new token is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewToken {
    /// What people call it.
    pub name: String,
    /// What it may do, as `model.action`; empty: whatever its owner may do.
    pub scopes: Vec<Permission>,
    /// After so many days it is over.
    pub days: u16,
}

/// A token in the list that its owner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenInfo {
    /// Its key.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// What it may do; nothing: whatever its owner may do.
    pub scopes: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it is over.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The two parts of a token.
fn parts(text: &str) -> Option<(&str, Token)> {
    let rest = text.strip_prefix(BEGIN)?;
    let (name, secret) = rest.split_at_checked(NAME)?;
    let hex = name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let secret = Token::parse(secret.strip_prefix('_')?)?;
    hex.then(|| (text.get(..BEGIN.len() + NAME), secret))
        .and_then(|(name, secret)| Some((name?, secret)))
}

/// Whether a token stands somewhere in `text`, such as an address, where it does not belong.
pub fn holds_token(text: &str) -> bool {
    text.match_indices(BEGIN).any(|(at, _)| {
        let rest = text.get(at + BEGIN.len()..).unwrap_or_default();
        let name: String = rest.chars().take(NAME).collect();
        name.len() == NAME
            && name.bytes().all(|byte| byte.is_ascii_hexdigit())
            && rest.chars().nth(NAME) == Some('_')
    })
}

impl Security {
    /// Makes a token for the owner of a session, who must have proven the password just now; see
    /// [`Security::confirm_password`]. The text is told this once, and the owner gets word that there is a new token.
    ///
    /// # Errors
    ///
    /// [`SecurityError::Invalid`] with what is wrong at which field,
    /// [`SecurityError::Escalation`] for a session that is no person's full one, [`SecurityError::SessionEnded`] for one
    /// that ended in the meantime,
    /// [`SecurityError::NotFresh`] for somebody with a second factor who did not answer it a moment ago.
    pub async fn make_token(
        &self,
        session: &Session,
        new: NewToken,
    ) -> Result<Secret<String>, SecurityError> {
        let by = By::Session(session);
        by.authority()?;
        let Some(ActorId(user)) = session.user() else { return Err(SecurityError::Escalation) };
        if session.proof.factors > 0 {
            self.require_fresh(session)?;
        }
        let scopes = check(session, &new)?;
        let name = new.name.trim();
        let prefix = format!("{BEGIN}{}", hex(&random::<6>()?));
        let secret = Token::generate()?;
        let now = self.now();
        let until = now + TimeDelta::days(new.days.into());
        let mut tx = self.db().begin().await?;
        // Whoever ends the sessions and tokens of an account takes the same lock: no token comes after it by what was
        // asked for before.
        administrators::lock(&mut tx).await?;
        require_alive(&mut tx, session).await?;
        let statement = tx
            .writer()
            .push(
                "INSERT INTO fab_api_tokens (user_id, name, prefix, hash, scopes, created_at, expires_at) \
                 VALUES (",
            )
            .int(user)
            .push(", ")
            .text(name)
            .push(", ")
            .text(&prefix)
            .push(", ")
            .text(&secret.digest())
            .push(", ")
            .text(&scopes)
            .push(", ")
            .time(now)
            .push(", ")
            .time(until)
            .push(")")
            .finish(&[]);
        tx.execute(statement).await?;
        let notice = Notice::TokenMade { name, scopes: &scopes, until };
        self.post_in(&mut tx, To::User(user), Letter::Notice(notice)).await?;
        let note = AuditNote::new(AuditEvent::TokenMade).by(by).subject(User::NAME, user);
        let note = note.fact("name", name).fact("prefix", prefix.as_str()).fact("scopes", scopes);
        self.auditor().record(&mut tx, &[note]).await?;
        tx.commit().await?;
        Ok(Secret::new(format!("{prefix}_{}", secret.expose())))
    }

    /// The tokens of a user, the newest first; those that are over too, until they are swept.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn tokens(&self, user: ActorId) -> Result<Vec<TokenInfo>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push(
                "SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at FROM fab_api_tokens \
                 WHERE user_id = ",
            )
            .int(user.0)
            .push(" ORDER BY id DESC")
            .finish(&[
                Kind::Int,
                Kind::Text,
                Kind::Text,
                Kind::Text,
                Kind::Timestamp,
                Kind::Timestamp,
                Kind::Timestamp,
            ]);
        let rows = self.db().fetch(statement).await?;
        let read = |mut row: Vec<Value>| {
            let mut values = Values::new(&mut row);
            Ok(TokenInfo {
                id: i64::load(&mut values)?,
                name: String::load(&mut values)?,
                prefix: String::load(&mut values)?,
                scopes: String::load(&mut values)?,
                created_at: FieldType::load(&mut values)?,
                expires_at: FieldType::load(&mut values)?,
                last_used_at: Option::load(&mut values)?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Whom a program with that token works for, with what both the token and the person may do now. `None` for
    /// a token that is wrong, over or withdrawn, and for a person who may not sign in.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn bearer(
        &self,
        text: &str,
        client: &Client,
    ) -> Result<Option<Session>, SecurityError> {
        if let Some((prefix, secret)) = parts(text)
            && let Some(session) = self.token_session(prefix, &secret, client).await?
        {
            return Ok(Some(session));
        }
        let note = AuditNote::new(AuditEvent::SignInFailed).outcome(Outcome::Refused);
        let note = note.actor(&nobody()).origin(&client.origin()).fact("by", "token");
        let subject = client.address.map_or_else(|| Subject::account(""), Subject::address);
        let once = Budget { attempts: 1, ..self.options().rates.sign_in_address };
        self.record_at_most(&subject.bearer(), once, note).await?;
        Ok(None)
    }

    async fn token_session(
        &self,
        prefix: &str,
        secret: &Token,
        client: &Client,
    ) -> Result<Option<Session>, SecurityError> {
        let now = self.now();
        let statement = self
            .db()
            .writer()
            .push(READ)
            .push(PROOF)
            .push(READ_ROLES)
            .push(ROLE_POLICY)
            .push(READ_FROM)
            .text(prefix)
            .push(" AND t.expires_at > ")
            .time(now)
            .push(" AND u.active = ")
            .bool(true)
            .finish(&read_kinds());
        let mut roles = HeldRoles::default();
        let mut policies = Policies::default();
        let mut found = None;
        for mut row in self.db().fetch(statement).await? {
            let mut values = Values::new(&mut row);
            let token = Found::read(&mut values)?;
            found.get_or_insert(token);
            roles.add(&mut values, self.code_roles())?;
            policies.add(&mut values)?;
        }
        let Some(token) = found else { return Ok(None) };
        let right: bool = token.hash.as_bytes().ct_eq(secret.digest().as_bytes()).into();
        if !right {
            return Ok(None);
        }
        let stale = now - TimeDelta::seconds(TOUCH_SECONDS);
        if token.last_used_at.is_none_or(|at| at <= stale) {
            self.touch_token(token.id, stale).await?;
        }
        Ok(Some(Session {
            id: digest(&format!("token {prefix}")),
            state: SessionState::Full,
            renew: false,
            actor: token.actor,
            username: token.username,
            roles: roles.finish(),
            created_at: token.created_at,
            seen_at: now,
            expires_at: token.expires_at,
            client: client.clone(),
            request: None,
            limit: Some(token.scopes),
            // A program does no more than its owner could.
            proof: token.proof.under(policies, now),
        }))
    }

    async fn touch_token(&self, id: i64, stale: DateTime<Utc>) -> Result<(), SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_api_tokens SET last_used_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .int(id)
            .push(" AND (last_used_at IS NULL OR last_used_at <= ")
            .time(stale)
            .push(")")
            .finish(&[]);
        self.db().execute(statement).await?;
        Ok(())
    }
}

/// Refuses a session that ended since it was read.
async fn require_alive(tx: &mut Tx, session: &Session) -> Result<(), SecurityError> {
    let statement = tx
        .writer()
        .push(
            "SELECT 1 FROM fab_sessions s JOIN fab_users u ON u.id = s.user_id AND u.epoch = s.epoch WHERE s.id = ",
        )
        .text(session.id())
        .finish(&[Kind::Int]);
    if tx.fetch(statement).await?.is_empty() { Err(SecurityError::SessionEnded) } else { Ok(()) }
}

/// A token as the database has it.
struct Found {
    id: i64,
    hash: String,
    scopes: Grants,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    actor: Actor,
    username: String,
    proof: Proof,
}

impl Found {
    fn read(values: &mut Values<'_>) -> Result<Self, SecurityError> {
        let id = i64::load(values)?;
        let hash = String::load(values)?;
        let scopes = String::load(values)?;
        let created_at = FieldType::load(values)?;
        let expires_at = FieldType::load(values)?;
        let last_used_at = Option::load(values)?;
        let user = i64::load(values)?;
        let username = String::load(values)?;
        let name = String::load(values)?;
        let proof = Proof::load(values)?;
        let actor = Actor::person(ActorId(user), name);
        let scopes = if scopes.is_empty() {
            Grants::all()
        } else {
            scopes.split(' ').filter_map(Permission::parse).collect()
        };
        Ok(Self { id, hash, scopes, created_at, expires_at, last_used_at, actor, username, proof })
    }
}

const READ: &str = "SELECT t.id, t.hash, t.scopes, t.created_at, t.expires_at, t.last_used_at, \
    u.id, u.username, u.display_name, ";
const READ_FROM: &str = " FROM fab_api_tokens t JOIN fab_users u ON u.id = t.user_id \
    LEFT JOIN fab_user_roles m ON m.user_id = u.id LEFT JOIN fab_roles r ON r.id = m.role_id \
    LEFT JOIN fab_grants g ON g.role_id = r.id WHERE t.prefix = ";

fn read_kinds() -> Vec<Kind> {
    let token = [
        Kind::Int,
        Kind::Text,
        Kind::Text,
        Kind::Timestamp,
        Kind::Timestamp,
        Kind::Timestamp,
        Kind::Int,
        Kind::Text,
        Kind::Text,
    ];
    token.into_iter().chain(PROOF_KINDS).chain(READ_ROLES_KINDS).chain(ROLE_POLICY_KINDS).collect()
}

/// The scopes as they are kept, unless something is wrong.
fn check(session: &Session, new: &NewToken) -> Result<String, Violations> {
    let mut violations = Violations::new();
    let mut wrong = |column: &'static str, code: &'static str, text: String| {
        violations.extend(Violations::at(column, Violation::new(code, text)));
    };
    if !(1..=80).contains(&new.name.trim().chars().count()) {
        wrong("name", "required", "Write what the token is for, in 1 to 80 characters".to_owned());
    }
    if !(1..=MAX_DAYS).contains(&new.days) {
        wrong("days", "range", format!("Write a number of days from 1 to {MAX_DAYS}"));
    }
    let scopes: Vec<String> = new.scopes.iter().map(ToString::to_string).collect();
    let scopes = scopes.join(" ");
    if let Some(more) = new.scopes.iter().find(|scope| !session.allows(scope)) {
        wrong("scopes", "escalation", format!("You may not do {more} yourself"));
    } else if scopes.len() > 2000 {
        wrong("scopes", "too_long", "Name fewer permissions, or use *".to_owned());
    }
    violations.into_result()?;
    Ok(scopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recognised_wherever_it_stands() {
        let secret = Token::generate().unwrap();
        let text = format!("fab_0123456789ab_{}", secret.expose());
        assert_eq!(parts(&text), Some(("fab_0123456789ab", secret)));
        assert!(holds_token(&text) && holds_token(&format!("/customers/search?key={text}")));
        for text in ["", "fab_", "fab_0123456789ab", "fab_0123456789ab_short", "fab_äöü456789ab_x"]
        {
            assert_eq!(parts(text), None, "{text}");
        }
        assert!(!holds_token("/customers?q=fab_ric&f.name.eq=fab_0123"));
    }
}

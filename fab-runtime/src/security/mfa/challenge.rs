//! How do codes travel by message? Bound to one session, one factor and one purpose, for minutes, and kept as a keyed hash.

use chrono::{DateTime, Utc};
use fab_derive::{AdminModel, Choice};
use subtle::ConstantTimeEq as _;

use crate::crypto::mac::hex;
use crate::crypto::{MacKey, RandomError, Token, random};
use crate::db::Tx;
use crate::models::{Choice as _, FieldType, ForeignKey, Kind, Values};
use crate::secret::Secret;
use crate::security::attempts::after;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::kinds::FactorKind;
use crate::security::people::User;
use crate::security::post::{CodePurpose, Letter, To};
use crate::security::session::Session;

/// What a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Choice)]
#[choice(crate = "crate")]
pub(crate) enum ChallengePurpose {
    SignIn,
    StepUp,
    Enrol,
}

impl From<ChallengePurpose> for CodePurpose {
    fn from(purpose: ChallengePurpose) -> Self {
        match purpose {
            ChallengePurpose::SignIn => Self::SignIn,
            ChallengePurpose::StepUp => Self::StepUp,
            ChallengePurpose::Enrol => Self::Enrol,
        }
    }
}

/// A code that was sent, under a keyed hash.
#[derive(AdminModel)]
#[admin(crate = "crate", table = "fab_challenges")]
pub(crate) struct Challenge {
    #[admin(key, max_length = 64)]
    pub(crate) id: String,
    /// The session that it was sent for; no other takes it.
    #[admin(max_length = 64)]
    pub(crate) session: String,
    #[admin(column = "user_id")]
    pub(crate) user: ForeignKey<User>,
    #[admin(index)]
    pub(crate) factor: i64,
    pub(crate) purpose: ChallengePurpose,
    #[admin(max_length = 64)]
    pub(crate) mac: String,
    #[admin(default = 0)]
    pub(crate) attempts: i64,
    #[admin(index)]
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) consumed_at: Option<DateTime<Utc>>,
}

/// A factor that codes are sent to, and whose it is.
pub(super) struct Sending<'a> {
    pub(super) user: i64,
    pub(super) factor: i64,
    pub(super) kind: FactorKind,
    /// Where codes go, in full.
    pub(super) place: &'a Secret<String>,
    pub(super) purpose: ChallengePurpose,
}

const PURPOSE: &str = "codes by message";

/// How many digits a code of that kind has.
pub(super) const fn digits_of(kind: FactorKind) -> usize {
    match kind {
        FactorKind::Email => 8,
        _ => 6,
    }
}

impl Security {
    /// Makes a code, voids those before, and leaves it with the messages to be sent; until when it works.
    pub(super) async fn send_in(
        &self,
        tx: &mut Tx,
        session: &Session,
        sending: &Sending<'_>,
    ) -> Result<DateTime<Utc>, SecurityError> {
        self.void_codes(tx, sending.user, sending.factor).await?;
        let id = Token::generate()?.digest();
        let code = generate(digits_of(sending.kind))?;
        let expires_at = after(self.now(), self.options().mfa.code_life(sending.kind));
        let statement = tx
            .writer()
            .push(
                "INSERT INTO fab_challenges (id, session, user_id, factor, purpose, mac, attempts, expires_at, \
                 consumed_at) VALUES (",
            )
            .text(&id)
            .push(", ")
            .text(session.id())
            .push(", ")
            .int(sending.user)
            .push(", ")
            .int(sending.factor)
            .push(", ")
            .text(sending.purpose.as_str())
            .push(", ")
            .text(&self.code_mac(&id, &code))
            .push(", 0, ")
            .time(expires_at)
            .push(", NULL)")
            .finish(&[]);
        tx.execute(statement).await?;
        let place = sending.place.expose();
        let to = match sending.kind {
            FactorKind::Sms => To::Phone { user: sending.user, number: place },
            _ => To::Address { user: Some(sending.user), name: "", address: place },
        };
        let purpose = sending.purpose.into();
        let letter = Letter::Code { code: &code, purpose, challenge: &id, expires_at };
        match self.post_in(tx, to, letter).await? {
            Some(_) => Ok(expires_at),
            None => Err(SecurityError::FactorOff),
        }
    }

    /// Voids every code of a factor that is still good, and sends those no more that wait to be sent.
    pub(super) async fn void_codes(
        &self,
        tx: &mut Tx,
        user: i64,
        factor: i64,
    ) -> Result<(), SecurityError> {
        let mut writer = tx.writer();
        writer
            .push("SELECT id FROM fab_challenges WHERE consumed_at IS NULL AND user_id = ")
            .int(user);
        writer.push(" AND factor = ").int(factor);
        for mut row in tx.fetch(writer.finish(&[Kind::Text])).await? {
            let id = String::load(&mut Values::new(&mut row))?;
            self.consume_code(tx, &id).await?;
        }
        Ok(())
    }

    /// Uses a code up; whether nobody did before. It is sent no more.
    pub(super) async fn consume_code(&self, tx: &mut Tx, id: &str) -> Result<bool, SecurityError> {
        let statement = tx
            .writer()
            .push("UPDATE fab_challenges SET consumed_at = ")
            .time(self.now())
            .push(" WHERE id = ")
            .text(id)
            .push(" AND consumed_at IS NULL")
            .finish(&[]);
        if tx.execute(statement).await? == 0 {
            return Ok(false);
        }
        self.withdraw_code_in(tx, id).await?;
        Ok(true)
    }

    /// The challenge that this session waits for at that factor; `None` also once all its attempts are used up.
    pub(super) async fn open_challenge(
        &self,
        session: &Session,
        factor: i64,
        purpose: ChallengePurpose,
    ) -> Result<Option<OpenChallenge>, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("SELECT id, mac, expires_at FROM fab_challenges WHERE consumed_at IS NULL AND factor = ")
            .int(factor)
            .push(" AND session = ")
            .text(session.id())
            .push(" AND purpose = ")
            .text(purpose.as_str())
            .push(" AND attempts < ")
            .int(self.options().mfa.code_attempts.into())
            .push(" AND expires_at > ")
            .time(self.now())
            .finish(&[Kind::Text, Kind::Text, Kind::Timestamp]);
        let Some(mut row) = self.db().fetch(statement).await?.into_iter().next() else {
            return Ok(None);
        };
        let mut values = Values::new(&mut row);
        let (id, mac) = (String::load(&mut values)?, String::load(&mut values)?);
        let expires_at = FieldType::load(&mut values)?;
        Ok(Some(OpenChallenge { id, mac, expires_at }))
    }

    /// Takes one of the attempts of a code, then compares: in constant time, and never more often than allowed.
    pub(super) async fn is_right_code(
        &self,
        challenge: &OpenChallenge,
        code: &Secret<String>,
    ) -> Result<bool, SecurityError> {
        let statement = self
            .db()
            .writer()
            .push("UPDATE fab_challenges SET attempts = attempts + 1 WHERE consumed_at IS NULL AND id = ")
            .text(&challenge.id)
            .push(" AND attempts < ")
            .int(self.options().mfa.code_attempts.into())
            .push(" AND expires_at > ")
            .time(self.now())
            .finish(&[]);
        if self.db().execute(statement).await? == 0 {
            return Ok(false);
        }
        let mac = self.code_mac(&challenge.id, code);
        Ok(mac.as_bytes().ct_eq(challenge.mac.as_bytes()).into())
    }

    fn code_mac(&self, challenge: &str, code: &Secret<String>) -> String {
        let message = Secret::new(format!("{challenge} {}", code.expose()));
        hex(&MacKey::derive(&self.options().secret, PURPOSE).mac(message.expose().as_bytes()))
    }
}

/// A code that somebody may type.
pub(super) struct OpenChallenge {
    pub(super) id: String,
    mac: String,
    pub(super) expires_at: DateTime<Utc>,
}

/// That many digits, each as likely as any other.
pub(super) fn generate(digits: usize) -> Result<Secret<String>, RandomError> {
    let all = 10_u32.saturating_pow(u32::try_from(digits).unwrap_or(9).min(9));
    let fair = u32::MAX - u32::MAX % all;
    loop {
        let number = u32::from_be_bytes(random::<4>()?);
        if number < fair {
            return Ok(Secret::new(format!("{:0digits$}", number % all)));
        }
    }
}

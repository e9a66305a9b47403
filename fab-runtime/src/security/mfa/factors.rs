//! What has somebody set up, and what is asked of them?

use chrono::{DateTime, Utc};

use crate::db::{SqlWriter, Statement, Tx};
use crate::models::{
    ActorId, Condition, FieldType, Kind, LoadError, Model, OrderBy, Record, Scope, Value, Values,
};
use crate::secret::Secret;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::kinds::{FactorKind, MfaLevel};
use crate::security::mfa::proof::{
    PROOF, PROOF_KINDS, Policies, Proof, ROLE_POLICY, ROLE_POLICY_KINDS,
};
use crate::security::mfa::rows::Factor;
use crate::security::session::Session;

/// A second factor, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FactorInfo {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub kind: FactorKind,
    /// What its owner calls it.
    pub name: String,
    /// Where codes are sent to; only as much of it as its owner needs to know it again.
    pub destination: Option<String>,
    /// Since when it counts.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Whether it was answered wrongly too often; see [`Security::unlock_factor`].
    pub locked: bool,
    /// Whether codes go to the address of the account, as links to a new password do: then no code is sent or taken, and
    /// it counts as little as none. Nobody can set such a factor up; it may be left from before.
    pub own_mailbox: bool,
}

impl FactorInfo {
    /// Whether it can be answered now.
    pub const fn is_open(&self) -> bool {
        !self.locked && !self.own_mailbox
    }
}

/// What is asked of somebody, and what they have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MfaStanding {
    /// The strictest that their roles ask for.
    pub level: MfaLevel,
    /// Until when they can do without what is asked for; `None` when they have it, or need it now.
    pub grace_until: Option<DateTime<Utc>>,
    /// Nothing else is open to them until they have it.
    pub must_enrol: bool,
    /// Somebody took their factors away: only a link lets them set up new ones.
    pub taken_away: bool,
    /// What they have set up, the oldest first.
    pub factors: Vec<FactorInfo>,
    /// How many backup codes are left.
    pub backup_codes_left: u32,
}

const INFO: &str = "SELECT id, kind, name, destination, confirmed_at, last_used_at, locked_at, failures \
    FROM fab_factors WHERE confirmed_at IS NOT NULL AND user_id = ";
const INFO_KINDS: &[Kind] = &[
    Kind::Int,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Timestamp,
    Kind::Timestamp,
    Kind::Timestamp,
    Kind::Int,
];

impl Security {
    /// The second factors that a user has set up, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn factors(&self, user: ActorId) -> Result<Vec<FactorInfo>, SecurityError> {
        let statement =
            self.db().writer().push(INFO).int(user.0).push(" ORDER BY id").finish(INFO_KINDS);
        let most = i64::from(self.options().mfa.lock_after());
        let read = |mut row: Vec<Value>| Ok(info(&mut Values::new(&mut row), most)?);
        let found = self.db().fetch(statement).await?.into_iter().map(read);
        let mut found = found.collect::<Result<Vec<FactorInfo>, SecurityError>>()?;
        if found.iter().any(|factor| factor.kind == FactorKind::Email) {
            let own = self.own_mail(user).await?;
            for factor in &mut found {
                factor.own_mailbox = own.contains(&factor.id);
            }
        }
        Ok(found)
    }

    /// What is asked of the owner of a session, be it half or full, and what they have.
    ///
    /// # Errors
    ///
    /// [`SecurityError::SessionEnded`] when nobody owns it.
    pub async fn mfa_standing(&self, session: &Session) -> Result<MfaStanding, SecurityError> {
        let user = session.claimed_user().ok_or(SecurityError::SessionEnded)?;
        self.mfa_standing_of(user).await
    }

    /// What is asked of a user, and what they have; for those who look after them.
    ///
    /// # Errors
    ///
    /// [`SecurityError::NotFound`].
    pub async fn mfa_standing_of(&self, user: ActorId) -> Result<MfaStanding, SecurityError> {
        let rows = self.db().fetch(proof_of(self.db().writer(), user.0)).await?;
        let proof = self.read_proof(rows)?;
        let factors = self.factors(user).await?;
        let statement = self
            .db()
            .writer()
            .push("SELECT COUNT(*) FROM fab_backup_codes WHERE used_at IS NULL AND user_id = ")
            .int(user.0)
            .finish(&[Kind::Int]);
        let mut row = self.db().fetch(statement).await?.into_iter().next().unwrap_or_default();
        let left = i64::load(&mut Values::new(&mut row))?;
        Ok(MfaStanding {
            level: proof.policies.level(),
            grace_until: proof.grace_until(self.now()),
            must_enrol: proof.must_enrol,
            taken_away: proof.reset,
            factors,
            backup_codes_left: u32::try_from(left).unwrap_or_default(),
        })
    }

    /// What is asked of a user and what they have, as it stands inside the transaction.
    pub(crate) async fn proof_in(&self, tx: &mut Tx, user: i64) -> Result<Proof, SecurityError> {
        let statement = proof_of(tx.writer(), user);
        self.read_proof(tx.fetch(statement).await?)
    }

    fn read_proof(&self, rows: Vec<Vec<Value>>) -> Result<Proof, SecurityError> {
        let mut found = None;
        let mut policies = Policies::default();
        for mut row in rows {
            let mut values = Values::new(&mut row);
            let proof = Proof::load(&mut values)?;
            found.get_or_insert(proof);
            policies.add(&mut values)?;
        }
        let found = found.ok_or(SecurityError::NotFound { what: "user" })?;
        Ok(found.under(policies, self.now()))
    }

    /// The factors of a user that meet `condition`, with what is sealed in them. One that does not open is left out:
    /// it is on record, and the others still work.
    pub(super) async fn opened_factors(
        &self,
        user: i64,
        condition: Condition,
    ) -> Result<Vec<OpenedFactor>, SecurityError> {
        let wanted = Condition::eq("user_id", user).and(condition);
        let order = [OrderBy { column: "id", descending: false }];
        let rows =
            self.store().find(Factor::meta(), &Scope::system(), &wanted, &order, 100).await?;
        Ok(rows.into_iter().filter_map(OpenedFactor::read).collect())
    }

    /// A factor that a session is setting up.
    pub(super) async fn pending_factors(
        &self,
        session: &Session,
        user: i64,
    ) -> Result<Vec<OpenedFactor>, SecurityError> {
        let pending = Condition::IsNull("confirmed_at")
            .and(Condition::eq("session", session.id()))
            .and(Condition::compare("expires_at", crate::models::Op::Greater, self.now()));
        self.opened_factors(user, pending).await
    }
}

/// A factor with what is sealed in it.
pub(super) struct OpenedFactor {
    pub(super) id: i64,
    pub(super) kind: FactorKind,
    pub(super) name: String,
    pub(super) expires_at: Option<DateTime<Utc>>,
    /// The secret of an authenticator, or where codes go.
    pub(super) secret: Secret<String>,
}

impl OpenedFactor {
    pub(super) fn read(record: Record) -> Option<Self> {
        let (key, user) = (record.key(), record.get("user_id").as_int()?);
        let factor = Factor::from_record(record).ok().and_then(|factor| {
            let secret = unsealed(user, factor.kind, factor.secret.as_ref()?)?;
            let Factor { id, kind, name, expires_at, .. } = factor;
            Some(Self { id, kind, name, expires_at, secret })
        });
        if factor.is_none() {
            tracing::error!(target: "fab::security", user, factor = key.to_segment(), "a second factor does not open");
        }
        factor
    }
}

/// What is sealed of a factor: with its owner and its kind, so that a row which is given to somebody else is worth
/// nothing, although the cell opens in it.
pub(super) fn sealed_text(user: i64, kind: FactorKind, secret: &Secret<String>) -> Secret<String> {
    use crate::models::Choice as _;
    Secret::new(format!("{user} {} {}", kind.as_str(), secret.expose()))
}

fn unsealed(user: i64, kind: FactorKind, text: &Secret<String>) -> Option<Secret<String>> {
    let nothing = Secret::new(String::new());
    let prefix = sealed_text(user, kind, &nothing);
    let secret = text.expose().strip_prefix(prefix.expose())?;
    Some(Secret::new(secret.to_owned()))
}

fn proof_of(mut writer: SqlWriter, user: i64) -> Statement {
    let kinds: Vec<Kind> = PROOF_KINDS.into_iter().chain(ROLE_POLICY_KINDS).collect();
    writer
        .push("SELECT ")
        .push(PROOF)
        .push(", ")
        .push(ROLE_POLICY)
        .push(
            " FROM fab_users u LEFT JOIN fab_user_roles m ON m.user_id = u.id \
             LEFT JOIN fab_roles r ON r.id = m.role_id WHERE u.id = ",
        )
        .int(user)
        .finish(&kinds)
}

fn info(values: &mut Values<'_>, most: i64) -> Result<FactorInfo, LoadError> {
    let id = i64::load(values)?;
    let kind = FactorKind::load(values)?;
    let name = String::load(values)?;
    let destination = Option::load(values)?;
    let created_at = FieldType::load(values)?;
    let last_used_at = Option::load(values)?;
    let locked_at = Option::<DateTime<Utc>>::load(values)?;
    let failures = i64::load(values)?;
    let locked = locked_at.is_some() || failures >= most;
    let own_mailbox = false;
    Ok(FactorInfo { id, kind, name, destination, created_at, last_used_at, locked, own_mailbox })
}

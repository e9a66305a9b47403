//! Do codes go where links to a new password go? Whoever reads that mailbox has both, so they prove nothing there.

use crate::db::Tx;
use crate::models::{ActorId, Condition, Model, Scope, Violation};
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::enrol::method;
use crate::security::mfa::factors::OpenedFactor;
use crate::security::mfa::kinds::FactorKind;
use crate::security::mfa::rows::Factor;
use crate::security::post::{Office, address_of};

impl Security {
    /// How many factors of a user count, as it stands inside the transaction, and how many do not, because their codes
    /// go to the address of the account.
    pub(crate) async fn counted_in(
        &self,
        tx: &mut Tx,
        user: i64,
    ) -> Result<(i64, i64), SecurityError> {
        let all = self.proof_in(tx, user).await?.factors;
        let (_, address) = address_of(tx, user).await?;
        let void = mail_to(self.office(), tx, user, address.as_deref()).await?;
        let void = i64::try_from(void.len()).unwrap_or(all);
        Ok((all.saturating_sub(void), void))
    }

    /// Whether codes of a factor that has just been set up in the transaction go to the address of the account.
    pub(super) async fn is_own_mail(
        &self,
        tx: &mut Tx,
        user: i64,
        factor: i64,
    ) -> Result<bool, SecurityError> {
        let (_, address) = address_of(tx, user).await?;
        Ok(mail_to(self.office(), tx, user, address.as_deref()).await?.contains(&factor))
    }

    /// Refuses a factor whose codes go to the address of the account.
    pub(super) async fn require_other_mailbox(
        &self,
        user: i64,
        factor: &OpenedFactor,
    ) -> Result<(), SecurityError> {
        if factor.kind == FactorKind::Email {
            let account = self.user(ActorId(user)).await?;
            if account.email.is_some_and(|address| goes_to(factor, &address)) {
                return Err(SecurityError::OneMailbox);
            }
        }
        Ok(())
    }

    /// The factors of a user whose codes go to the address of the account.
    pub(super) async fn own_mail(&self, user: ActorId) -> Result<Vec<i64>, SecurityError> {
        let Some(address) = self.user(user).await?.email else { return Ok(Vec::new()) };
        let found = self.opened_factors(user.0, set_up()).await?;
        let own = found.into_iter().filter(|factor| goes_to(factor, &address));
        Ok(own.map(|factor| factor.id).collect())
    }

    /// Which of these users have codes sent to an address that is not that of their account.
    pub(super) async fn counted_mail(
        &self,
        users: &[(ActorId, Option<String>)],
    ) -> Result<Vec<ActorId>, SecurityError> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let theirs = users.iter().map(|(user, _)| Condition::eq("user_id", user.0)).collect();
        let wanted = Condition::Any(theirs).and(set_up());
        let rows =
            self.store().find(Factor::meta(), &Scope::system(), &wanted, &[], u32::MAX).await?;
        let mut counted = Vec::new();
        for record in rows {
            let owner = record.get("user_id").as_int().map(ActorId);
            let Some((user, address)) = users.iter().find(|(user, _)| Some(*user) == owner) else {
                continue;
            };
            let elsewhere =
                |factor: OpenedFactor| !address.as_deref().is_some_and(|to| goes_to(&factor, to));
            if OpenedFactor::read(record).is_some_and(elsewhere) {
                counted.push(*user);
            }
        }
        Ok(counted)
    }
}

/// The factors of a user whose codes go to `address`.
pub(crate) async fn mail_to(
    office: &Office,
    tx: &mut Tx,
    user: i64,
    address: Option<&str>,
) -> Result<Vec<i64>, SecurityError> {
    let Some(address) = address else { return Ok(Vec::new()) };
    let wanted = Condition::eq("user_id", user).and(set_up());
    let factors = office.store.find_in(tx, Factor::meta(), &Scope::system(), &wanted).await?;
    let opened = factors.into_iter().filter_map(OpenedFactor::read);
    let there = opened.filter(|factor| goes_to(factor, address));
    Ok(there.map(|factor| factor.id).collect())
}

/// Why a factor is not set up whose codes would go to the address of the account.
pub(super) fn own_address() -> Violation {
    let text = "Links to a new password go there, so a code there proves nothing; write another address, or use an app";
    Violation::new("one_mailbox", text)
}

fn goes_to(factor: &OpenedFactor, address: &str) -> bool {
    factor.kind == FactorKind::Email && factor.secret.expose().eq_ignore_ascii_case(address)
}

fn set_up() -> Condition {
    Condition::eq("kind", method(FactorKind::Email))
        .and(Condition::Not(Box::new(Condition::IsNull("confirmed_at"))))
}

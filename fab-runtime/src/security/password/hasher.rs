//! How are passwords kept? As Argon2id hashes, made on the blocking pool, a few at a time.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::crypto::random;
use crate::security::error::SecurityError;
use crate::security::options::PasswordCost;
use crate::security::password::{MAX_LENGTH, Password, normal};

/// Makes and checks hashes; the dear work never runs on the threads that answer requests.
#[derive(Clone)]
pub(crate) struct Hasher {
    params: Params,
    /// Of no password: checked when there is no account, so that the answer takes as long.
    dummy: Arc<str>,
    slots: Arc<Semaphore>,
}

/// What became of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Not the password.
    Wrong,
    /// The password. The new hash is there when the old one was cheaper than it should be.
    Right(Option<String>),
}

impl Hasher {
    pub(crate) fn new(cost: PasswordCost, concurrent: usize) -> Result<Self, SecurityError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|_| SecurityError::Hashing)?;
        let dummy = dummy(&params)?;
        Ok(Self { params, dummy: dummy.into(), slots: Arc::new(Semaphore::new(concurrent.max(1))) })
    }

    #[cfg(test)]
    pub(crate) fn dummy(&self) -> &str {
        &self.dummy
    }

    /// The hash of a new password, as a PHC string.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, SecurityError> {
        let params = self.params.clone();
        self.run(move || hash(&params, &normal(&password))).await?
    }

    /// Whether `password` belongs to `stored`; as slow for an account that does not exist.
    pub(crate) async fn verify(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<Verdict, SecurityError> {
        let (params, dummy) = (self.params.clone(), Arc::clone(&self.dummy));
        self.run(move || verify(&params, &normal(&password), stored.as_deref(), &dummy)).await?
    }

    /// Waits for a slot, which the work itself gives back: it runs on when the caller goes away.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SecurityError> {
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        let slot = slot.map_err(|_| SecurityError::Hashing)?;
        let task = spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        });
        task.await.map_err(|_| SecurityError::Hashing)
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("params", &self.params).finish_non_exhaustive()
    }
}

fn hash(params: &Params, password: &Password) -> Result<String, SecurityError> {
    let salt = random::<16>()?;
    Argon2::from(params)
        .hash_password_with_salt(password.expose().as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| SecurityError::Hashing)
}

fn verify(
    params: &Params,
    password: &Password,
    stored: Option<&str>,
    dummy: &str,
) -> Result<Verdict, SecurityError> {
    let parsed = PasswordHash::new(stored.unwrap_or(dummy)).map_err(|_| SecurityError::Hashing)?;
    let right = Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok();
    if !right || stored.is_none() || password.expose().chars().count() > MAX_LENGTH {
        return Ok(Verdict::Wrong);
    }
    let cheap = Params::try_from(&parsed).is_ok_and(|old| {
        old.m_cost() < params.m_cost()
            || old.t_cost() < params.t_cost()
            || old.p_cost() < params.p_cost()
    });
    Ok(Verdict::Right(if cheap { Some(hash(params, password)?) } else { None }))
}

/// A hash of today's cost that no password has.
fn dummy(params: &Params) -> Result<String, SecurityError> {
    let mut hash = PasswordHash::new(DUMMY_FORM).map_err(|_| SecurityError::Hashing)?;
    hash.params = params.try_into().map_err(|_| SecurityError::Hashing)?;
    hash.salt = Salt::new(&random::<16>()?).ok();
    hash.hash = Output::new(&random::<32>()?).ok();
    Ok(hash.to_string())
}

const DUMMY_FORM: &str = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA";

//! What do tests have for a phone? An authenticator of its own making, from the secret alone.

use std::time::Duration;

use fab::crypto::Secret;
use fab::db::Update;
use fab::models::ActorId;
use fab::security::{
    Answer, Confirmed, MfaLevel, Opened, Role, SecurityError, SecurityOptions, Session,
    TotpEnrolment,
};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::super::house::{GOOD, House, client, options};

/// An authenticator that knows one secret.
pub(in crate::security) struct Phone(Vec<u8>);

impl Phone {
    /// One that was shown the code of an enrolment.
    pub(super) fn of(enrolment: &TotpEnrolment) -> Self {
        Self(base32(&enrolment.secret))
    }

    /// What it shows at that second.
    pub(in crate::security) fn code(&self, time: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&(time / 30).to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let start = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[start..start + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that is not right at any time near that second.
    pub(super) fn wrong(&self, time: i64) -> String {
        let near: Vec<String> = (-10..=10).map(|step| self.code(time + step * 30)).collect();
        (0..100).map(|code| format!("{code:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

fn base32(text: &Secret<String>) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.expose().bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == letter);
        bits = (bits << 5) | u32::try_from(value.unwrap()).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}

/// Somebody who has set up an authenticator.
pub(super) struct Person {
    pub(super) id: ActorId,
    pub(super) phone: Phone,
    pub(super) factor: i64,
    pub(super) opened: Opened,
    pub(super) backup_codes: Vec<String>,
}

impl House {
    /// The second by the clock of the house.
    pub(in crate::security) fn second(&self) -> i64 {
        use fab::clock::Clock as _;
        self.clock.now().timestamp()
    }

    /// Adds a factor to the account of a fresh session.
    pub(in crate::security) async fn enrol(
        &self,
        session: &fab::security::Session,
        name: &str,
    ) -> (Phone, i64, Confirmed) {
        let begun = self.security.begin_totp(session, name).await.unwrap();
        let phone = Phone::of(&begun);
        let code = phone.code(self.second());
        let confirmed = self.security.confirm_factor(session, begun.factor, &code).await.unwrap();
        (phone, begun.factor, confirmed)
    }

    /// Somebody with an authenticator, signed in.
    pub(super) async fn person(&self, username: &str, roles: &[&str]) -> Person {
        let id = self.user(username, roles).await;
        let opened = self.login(username, GOOD).await.unwrap();
        let (phone, factor, confirmed) = self.enrol(&opened.session, "Phone").await;
        let codes = confirmed.backup_codes.unwrap();
        let backup_codes = codes.iter().map(|code| code.expose().clone()).collect();
        // The code that set it up is used up.
        self.clock.advance(30);
        Person { id, phone, factor, opened: confirmed.opened, backup_codes }
    }
}

impl House {
    /// Half a session.
    pub(super) async fn half(&self, username: &str) -> Session {
        let half = self.login(username, GOOD).await.unwrap().session;
        assert!(half.awaits_factor() && !half.is_full());
        half
    }

    /// Answers with the code of an authenticator.
    pub(in crate::security) async fn totp(
        &self,
        session: &Session,
        code: &str,
    ) -> Result<Opened, SecurityError> {
        self.security.answer(session, Answer::Totp(code), &client("192.0.2.1")).await
    }

    /// Answers with a backup code.
    pub(super) async fn backup(
        &self,
        session: &Session,
        code: &str,
    ) -> Result<Opened, SecurityError> {
        self.security.answer(session, Answer::Backup(code), &client("192.0.2.1")).await
    }

    /// Somebody signs in with both factors.
    pub(super) async fn full(&self, username: &str, person: &Person) -> Opened {
        let half = self.half(username).await;
        self.clock.advance(30);
        self.totp(&half, &person.phone.code(self.second())).await.unwrap()
    }

    /// What a role asks for from now on, as an administrator would set it in its form.
    pub(in crate::security) async fn ask(&self, role: &str, level: MfaLevel, days: i64) {
        use fab::models::{Choice as _, Condition, Model as _, Scope};
        let store = self.security.store();
        let named = Condition::eq("name", role);
        let roles: Vec<Role> = store.all(&Scope::system(), &named).await.unwrap();
        let key = roles[0].clone().to_record().key();
        let place = |name| Role::meta().columns().by_name(name).unwrap().index;
        let values =
            vec![(place("mfa"), level.as_str().into()), (place("mfa_grace_days"), days.into())];
        let change = Update { model: Role::meta(), values, version: None };
        store.update(&Scope::system(), &key, change).await.unwrap();
    }
}

/// No pause after a wrong code, and many of them: what is left is that a code counts once.
pub(super) fn no_pauses() -> SecurityOptions {
    let mut options = options();
    options.mfa.first_pause = Duration::ZERO;
    options.mfa.longest_pause = Duration::ZERO;
    options.mfa.lock_after = 100;
    options
}

//! Is one mailbox ever enough, because a new password and the code of the second factor both go there?

use fab::db::{SqlWriter, Update};
use fab::models::{ActorId, Kind, Model as _, Scope};
use fab::security::{
    Answer, By, Channel, Client, Confirmed, MfaLevel, NewUser, SecurityError, SecurityOptions,
    Session, User,
};
use fab::testing::TestDb;
use fab_tests::databases::each_database;

use super::super::house::{BETTER, GOOD, House, client, password};
use super::messages::with_messages;

const OWN: &str = "anna@example.com";
const OTHER: &str = "other@example.com";

fn linking() -> SecurityOptions {
    let mut options = with_messages();
    options.post.base_url = Some("https://shop.example.com".to_owned());
    options.rates.sign_in_account.attempts = 50;
    options.rates.forgotten_account.attempts = 50;
    options
}

/// A house with Anna, whose address is hers, signed in.
async fn house(db: TestDb) -> (House, ActorId, Session) {
    let house = House::with(db, linking()).await;
    let new =
        NewUser { username: "anna".to_owned(), email: Some(OWN.to_owned()), ..NewUser::default() };
    let made = house.security.create_user(new, Some(password(GOOD)), &[], By::Program).await;
    let session = house.login("anna", GOOD).await.unwrap().session;
    (house, ActorId(made.unwrap().id), session)
}

impl House {
    /// Sets an address up for codes.
    async fn enrol_mail(&self, session: &Session, address: &str) -> (i64, Confirmed) {
        let begun = self.security.begin_email(session, "Mail", address).await.unwrap();
        let code = self.sent(Channel::Mail).await;
        let done = self.security.confirm_factor(session, begun.factor, &code).await.unwrap();
        self.messages(Channel::Mail).await;
        self.clock.advance(60);
        (begun.factor, done)
    }

    /// Gives a user the address that codes go to, as it could be before that was refused.
    async fn old_address(&self, user: ActorId, address: &'static str) {
        let mut writer = SqlWriter::new(self.db.dialect());
        let statement = writer
            .push("UPDATE fab_users SET email = ")
            .bind(Kind::Text, address.into())
            .push(" WHERE id = ")
            .bind(Kind::Int, user.0.into())
            .finish(&[]);
        self.db.execute(statement).await.unwrap();
    }

    /// The token of the link in the letter that waits.
    async fn letter_link(&self) -> String {
        for _ in 0..200 {
            let letters = self.messages(Channel::Mail).await;
            if let Some(rest) = letters.iter().find_map(|text| text.split("/setup/").nth(1)) {
                return rest.split_whitespace().next().unwrap().to_owned();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("no letter");
    }

    /// Gives a user another address, as the form of users does.
    async fn edit_address(&self, user: ActorId, address: &str) -> Result<(), String> {
        let store = self.security.store();
        let key = self.security.user(user).await.unwrap().to_record().key();
        let place = User::meta().columns().by_name("email").unwrap().index;
        let values = vec![(place, address.into())];
        let change = Update { model: User::meta(), values, version: None };
        let done = store.update(&Scope::system(), &key, change).await;
        done.map(drop).map_err(|error| format!("{error:?}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_whoever_reads_the_mail_gets_no_further_than_a_new_password_also_with_an_app_beside_it()
{
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let (phone, _, done) = house.enrol(&session, "Phone").await;
        let backup = done.backup_codes.unwrap();
        let (mail, _) = house.enrol_mail(&done.opened.session, OTHER).await;
        house.old_address(user, OTHER).await;

        let from = client("198.51.100.7");
        house.security.forgotten("anna", &from).await.unwrap();
        let link = house.letter_link().await;
        house.security.redeem_reset(&link, password(BETTER), &from).await.unwrap();
        let half = house.login("anna", BETTER).await.unwrap().session;
        assert!(half.awaits_factor() && !half.is_full());
        house.messages(Channel::Mail).await;
        let refused = house.security.send_code(&half, mail).await;
        assert!(matches!(refused, Err(SecurityError::OneMailbox)), "{refused:?}");
        assert!(house.messages(Channel::Mail).await.is_empty(), "no code leaves");
        let answer = Answer::Code { factor: mail, code: "12345678" };
        let refused = house.security.answer(&half, answer, &from).await;
        assert!(matches!(refused, Err(SecurityError::OneMailbox)), "{refused:?}");
        let standing = house.security.mfa_standing(&half).await.unwrap();
        let void: Vec<i64> =
            standing.factors.iter().filter(|one| one.own_mailbox).map(|one| one.id).collect();
        assert_eq!(void, [mail]);

        // Its owner has the app, or what was written down.
        let second = house.login("anna", BETTER).await.unwrap().session;
        let code = Answer::Backup(backup[0].expose());
        assert!(house.security.answer(&second, code, &from).await.unwrap().session.is_full());
        let code = phone.code(house.second());
        assert!(house.totp(&half, &code).await.unwrap().session.is_full());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_a_code_that_is_on_its_way_is_not_taken_once_links_go_to_the_same_mailbox() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let (mail, _) = house.enrol_mail(&session, OTHER).await;
        let half = house.login("anna", GOOD).await.unwrap().session;
        house.security.send_code(&half, mail).await.unwrap();
        let code = house.sent(Channel::Mail).await;
        house.old_address(user, OTHER).await;
        let answer = Answer::Code { factor: mail, code: &code };
        let refused = house.security.answer(&half, answer, &client("192.0.2.1")).await;
        assert!(matches!(refused, Err(SecurityError::OneMailbox)), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_the_address_of_the_account_is_never_set_up_for_codes() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let (_, _, done) = house.enrol(&session, "Phone").await;
        let refused =
            house.security.begin_email(&done.opened.session, "Mail", "Anna@Example.com").await;
        let Err(SecurityError::Invalid(violations)) = refused else { panic!("refused") };
        assert_eq!(violations.of("destination")[0].code(), "one_mailbox");
        assert!(house.messages(Channel::Mail).await.iter().all(|text| !text.contains("code is")));
        assert_eq!(house.security.factors(user).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_mail_to_the_address_of_the_account_is_no_factor_that_is_left() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let (_, app, done) = house.enrol(&session, "Phone").await;
        let (mail, done) = house.enrol_mail(&done.opened.session, OTHER).await;
        house.old_address(user, OTHER).await;
        let session = done.opened.session;
        let refused = house.security.remove_factor(&session, app).await;
        assert!(matches!(refused, Err(SecurityError::OneMailbox)), "{refused:?}");
        let told = "SELECT COUNT(*) FROM fab_audit WHERE event = 'factor.removed'";
        assert_eq!(house.number(told).await, 0, "what was refused is not told");
        // With another mailbox beside it, the app may go: no code goes to the first.
        let (_, done) = house.enrol_mail(&session, "third@example.com").await;
        let gone = house.security.remove_factor(&done.opened.session, app).await.unwrap();
        house.security.remove_factor(&gone.session, mail).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_who_has_nothing_but_mail_to_the_address_of_the_account_comes_in_by_other_ways() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let (_, done) = house.enrol_mail(&session, OTHER).await;
        let backup = done.backup_codes.unwrap();
        house.old_address(user, OTHER).await;
        let listed = house.security.standings(&[user]).await.unwrap();
        assert_eq!(listed[0].kinds, [], "nothing counts that they have");
        assert_eq!(listed[0].level, MfaLevel::Optional);
        // Not by the password alone.
        let half = house.login("anna", GOOD).await.unwrap().session;
        assert!(half.awaits_factor() && !half.is_full());
        let refused = house.security.begin_totp(&half, "Mine").await;
        assert!(
            matches!(refused, Err(SecurityError::NotFresh | SecurityError::SessionEnded)),
            "{refused:?}"
        );
        let code = Answer::Backup(backup[0].expose());
        let full = house.security.answer(&half, code, &client("192.0.2.1")).await.unwrap().session;
        house.enrol(&full, "Phone").await;
        // Nor is one lost who kept no codes.
        let link = house.security.reset_factors(user, "only mail", By::Program).await.unwrap();
        let half = house.login("anna", GOOD).await.unwrap().session;
        let half = house.security.redeem_enrolment(&half, link.expose()).await.unwrap().session;
        let (_, _, done) = house.enrol(&half, "New phone").await;
        assert!(done.opened.session.is_full());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_an_account_does_not_get_the_address_that_codes_go_to() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let (mail, done) = house.enrol_mail(&session, OTHER).await;
        let session = done.opened.session;
        let change = house.security.ask_email_change(&session, password(GOOD), "Other@Example.com");
        let Err(SecurityError::Invalid(violations)) = change.await else { panic!("refused") };
        assert_eq!(violations.of("email")[0].code(), "one_mailbox");
        assert!(house.messages(Channel::Mail).await.is_empty(), "no link leaves");
        let refused = house.edit_address(user, OTHER).await.unwrap_err();
        assert!(refused.contains("one_mailbox"), "{refused}");
        assert_eq!(house.security.user(user).await.unwrap().email.as_deref(), Some(OWN));
        // Nor with an app beside it.
        let (_, _, done) = house.enrol(&session, "Phone").await;
        house.edit_address(user, OTHER).await.unwrap_err();
        // Any other one does, and this one without that factor.
        house.edit_address(user, "third@example.com").await.unwrap();
        house.security.remove_factor(&done.opened.session, mail).await.unwrap();
        house.edit_address(user, OTHER).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_a_link_to_an_address_is_dead_once_codes_go_there() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        house.security.ask_email_change(&session, password(GOOD), OTHER).await.unwrap();
        let token = house.letter_link().await;
        assert!(house.security.address_of_link(&token).await.is_ok());
        house.enrol_mail(&session, OTHER).await;
        let from: Client = client("192.0.2.1");
        let dead = house.security.redeem_email(&token, &from).await;
        assert!(matches!(dead, Err(SecurityError::DeadLink)), "{dead:?}");
        assert_eq!(house.security.user(user).await.unwrap().email.as_deref(), Some(OWN));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_mail_that_was_begun_before_the_account_got_the_same_address_does_not_count() {
    each_database(|db: TestDb| async move {
        let (house, user, session) = house(db).await;
        let begun = house.security.begin_email(&session, "Mail", OTHER).await.unwrap();
        let code = house.sent(Channel::Mail).await;
        house.edit_address(user, OTHER).await.unwrap();
        let refused = house.security.confirm_factor(&session, begun.factor, &code).await;
        assert!(matches!(refused, Err(SecurityError::OneMailbox)), "{refused:?}");
        assert!(house.security.factors(user).await.unwrap().is_empty());
    })
    .await;
}

//! How does a letter become a message that waits? In the transaction of the change that it tells of.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::db::{DbError, SealingError, Store, StoreError, Tx};
use crate::models::{Choice as _, FieldType, Kind, Scope, Values};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::post::depot::{Subject, record};
use crate::security::post::row::{Channel, MessageState};
use crate::security::post::texts::{self, About};
use crate::security::post::{Bells, Letter, PostOptions, To};
use crate::services::notify::{Address, Content, ContentError, Mail, Message, PhoneNumber, Text};

/// Under which path of the site links in messages lead; their token follows.
pub const LINK_PATH: &str = "/setup/";

/// How long a notice is worth knowing.
const NOTICE: TimeDelta = TimeDelta::days(7);

/// To whom a letter goes, looked up.
struct Recipient {
    user: Option<i64>,
    name: String,
    channel: Channel,
    place: String,
}

/// Where letters become messages.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    pub(crate) store: Store,
    pub(crate) site: String,
    pub(crate) options: PostOptions,
    pub(crate) bells: Bells,
}

impl Office {
    pub(crate) fn can_send(&self, channel: Channel) -> bool {
        self.options.carrier(channel).is_some() && self.store.sealer().is_some()
    }

    pub(crate) async fn post_in(
        &self,
        tx: &mut Tx,
        to: To<'_>,
        letter: Letter<'_>,
    ) -> Result<Option<Uuid>, SecurityError> {
        let Some(to) = recipient(tx, to).await? else { return Ok(None) };
        if !self.can_send(to.channel) {
            return Ok(None);
        }
        let now = self.store.clock().now();
        let link = match (letter.link(), &self.options.base_url) {
            (None, _) => String::new(),
            (Some(token), Some(base)) => {
                format!("{}{LINK_PATH}{}", base.trim_end_matches('/'), token.expose())
            }
            (Some(_), None) => return Ok(None),
        };
        let about = About { site: &self.site, name: &to.name, link: &link, now };
        let content = match content(&to, &letter, &about) {
            Ok(content) => content,
            Err(error) => {
                tracing::warn!(target: "fab::security", user = to.user, %error, "a letter was not written");
                return Ok(None);
            }
        };
        let id = Uuid::now_v7();
        let key = match &letter {
            Letter::Code { challenge, .. } => code_key(challenge),
            _ => id.to_string(),
        };
        let expires_at = letter.expires_at().unwrap_or(now + NOTICE);
        let message = Message { id, key, expires_at, content };
        let row = record(&message, Subject { kind: letter.kind(), user: to.user }, now);
        match self.store.insert_in(tx, &Scope::system(), row.clone()).await {
            Ok(_) => {}
            // Another process made a new key: this one has to know it before it can seal.
            Err(error) if keys_changed(&error) => {
                if let Some(sealer) = self.store.sealer() {
                    sealer.refresh().await?;
                }
                self.store.insert_in(tx, &Scope::system(), row).await?;
            }
            Err(error) => return Err(error.into()),
        }
        let bell = self.bells.of(to.channel);
        tx.after_commit(move || bell.notify_one());
        Ok(Some(id))
    }
}

impl Security {
    /// Whether messages of that channel leave at all: somebody takes them, and the store has keys to seal them with.
    pub fn can_send(&self, channel: Channel) -> bool {
        self.office().can_send(channel)
    }

    /// Whether links can be sent by e-mail: as [`Security::can_send`], and it is known where the site is.
    pub fn can_send_links(&self) -> bool {
        self.can_send(Channel::Mail) && self.post().base_url.is_some()
    }

    /// Keeps a letter with the change that it tells of, and wakes the worker once the change is durable. Its id;
    /// `None` when it goes nowhere: nobody takes such messages, or the account has no address.
    ///
    /// An address that nobody can have is no error of the change: the letter is left out, and the log says so.
    ///
    /// # Errors
    ///
    /// When the database fails; then the change is undone as well.
    pub async fn post_in(
        &self,
        tx: &mut Tx,
        to: To<'_>,
        letter: Letter<'_>,
    ) -> Result<Option<Uuid>, SecurityError> {
        self.office().post_in(tx, to, letter).await
    }

    /// Sends the code of a challenge no more, because it was used or another one took its place. Whoever delivers it just
    /// now loses it, and gives up as soon as it notices; what a provider has taken over already is not called back.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn withdraw_code_in(&self, tx: &mut Tx, challenge: &str) -> Result<(), DbError> {
        let statement = tx
            .writer()
            .push("UPDATE fab_outbox SET content = NULL, claim = NULL, state = ")
            .text(MessageState::Withdrawn.as_str())
            .push(", settled_at = ")
            .time(self.now())
            .push(" WHERE once = ")
            .text(&code_key(challenge))
            .push(" AND state = ")
            .text(MessageState::Waiting.as_str())
            .finish(&[]);
        tx.execute(statement).await.map(drop)
    }
}

fn code_key(challenge: &str) -> String {
    format!("code {challenge}")
}

async fn recipient(tx: &mut Tx, to: To<'_>) -> Result<Option<Recipient>, SecurityError> {
    let (user, (name, address)) = match to {
        To::Phone { user, number } => {
            let (name, place) = (String::new(), number.to_owned());
            return Ok(Some(Recipient { user: Some(user), name, channel: Channel::Text, place }));
        }
        To::Address { user, name, address } => (user, (name.to_owned(), Some(address.to_owned()))),
        To::User(user) => (Some(user), address_of(tx, user).await?),
    };
    let channel = Channel::Mail;
    Ok(address.map(|place| Recipient { user, name, channel, place }))
}

/// The name and the address of an account.
pub(crate) async fn address_of(
    tx: &mut Tx,
    user: i64,
) -> Result<(String, Option<String>), SecurityError> {
    let statement = tx
        .writer()
        .push("SELECT display_name, email FROM fab_users WHERE id = ")
        .int(user)
        .finish(&[Kind::Text, Kind::Text]);
    let Some(mut row) = tx.fetch(statement).await?.into_iter().next() else {
        return Ok((String::new(), None));
    };
    let mut values = Values::new(&mut row);
    Ok((String::load(&mut values)?, Option::load(&mut values)?))
}

fn content(
    to: &Recipient,
    letter: &Letter<'_>,
    about: &About<'_>,
) -> Result<Content, ContentError> {
    match to.channel {
        Channel::Mail => {
            let address = Address::new(&to.place)?.named(&texts::line(&to.name));
            let (subject, text) = (texts::subject(letter, about), texts::mail(letter, about));
            Ok(Content::Mail(Mail::new(address, &subject, &text)?))
        }
        Channel::Text => {
            let number: PhoneNumber = to.place.parse().map_err(|_| ContentError::Address)?;
            let text = texts::text(letter, about).ok_or(ContentError::Empty)?;
            Ok(Content::Text(Text::new(number, &text)?))
        }
    }
}

fn keys_changed(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(DbError::Sealing(SealingError::KeysChanged)))
}

//! Who takes messages in tests? Somebody who keeps them, refuses them or is not there, as the test says.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fab::services::notify::{Carrier, Content, Message, NotSent, Refusal, Sent};
use tokio::sync::Notify;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// It is taken.
    #[default]
    Willing,
    /// Nobody is there.
    Away,
    /// It is refused for good.
    Refusing,
    /// Nothing happens for so long, then it is taken.
    Slow(Duration),
}

/// Takes messages and keeps them.
#[derive(Debug, Default)]
pub struct Pigeons {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<Message>>,
    asked: Mutex<usize>,
    news: Notify,
}

impl Pigeons {
    /// Willing ones.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// From now on, does this.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// The messages that were taken.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn taken(&self) -> Vec<Message> {
        self.taken.lock().unwrap().clone()
    }

    /// How often somebody asked.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }

    /// Waits until so many messages were taken.
    ///
    /// # Panics
    ///
    /// When that takes longer than 20 seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<Message> {
        let arrived = async {
            loop {
                let news = self.news.notified();
                if self.taken().len() >= count {
                    return self.taken();
                }
                news.await;
            }
        };
        let arrived = tokio::time::timeout(Duration::from_secs(20), arrived).await;
        arrived.unwrap_or_else(|_| panic!("{} of {count} messages", self.taken().len()))
    }

    async fn take(&self, message: &Message) -> Result<Sent, NotSent> {
        *self.asked.lock().unwrap() += 1;
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Willing => {}
            Mood::Slow(time) => tokio::time::sleep(time).await,
            Mood::Away => {
                let attempts = vec![("pigeons".into(), "no answer within 5 s".to_owned())];
                return Err(NotSent::Unavailable { attempts });
            }
            Mood::Refusing => {
                return Err(NotSent::Refused { provider: None, refusal: Refusal::Recipient });
            }
        }
        self.taken.lock().unwrap().push(message.clone());
        self.news.notify_waiters();
        self.news.notify_one();
        Ok(Sent::by("pigeons".into(), Some("4711".to_owned())))
    }
}

impl Carrier for Pigeons {
    fn carry<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<Sent, NotSent>> + Send + 'a>> {
        Box::pin(self.take(message))
    }
}

/// To whom a message goes, and what it says.
///
/// # Panics
///
/// When it is neither an e-mail nor a text message.
pub fn read(message: &Message) -> (String, String) {
    match &message.content {
        Content::Mail(mail) => {
            (mail.to().as_str().to_owned(), format!("{}\n{}", mail.subject(), mail.text()))
        }
        Content::Text(text) => (text.to().as_str().to_owned(), text.body().to_owned()),
        other => panic!("{other:?}"),
    }
}

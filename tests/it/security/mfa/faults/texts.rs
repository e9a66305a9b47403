//! Do people get in while providers of text messages hang, or are gone?

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use fab::clock::{Clock as _, ManualClock};
use fab::crypto::AppSecret;
use fab::db::Update;
use fab::models::{Key, Model as _, Scope, Value};
use fab::secret::Secret;
use fab::security::{
    Answer, Budget, CodePurpose, Letter, MessageState, SecurityOptions, Session, To, User,
};
use fab::services::http::{ClientSettings, PlainHttp, PrivateAddresses};
use fab::services::notify::sms::{Sender, Texts, Twilio, TwilioSettings};
use fab::services::resilience::{GuardSettings, State};
use fab::testing::TestDb;
use fab_tests::databases::each_database;
use fab_tests::pigeons::{Pigeons, read};
use fab_tests::provider::{Asked, Provider, Reply};
use fab_tests::proxy::{Proxy, Weather};

use super::super::super::house::{GOOD, House, at_once, client, options};
use super::{STARTED, until};

/// Telephones, and what arrived on them: number, code, when.
#[derive(Debug, Clone, Default)]
struct Telephones(Arc<Mutex<Vec<(String, String, Instant)>>>);

impl Telephones {
    fn ring(&self, asked: &Asked) -> Reply {
        let part = |name: &str| asked.body.split_once(name).unwrap().1;
        let number = part("To=%2B").split('&').next().unwrap().to_owned();
        let code = part("Body=").chars().take(6).collect();
        self.0.lock().unwrap().push((number, code, Instant::now()));
        Reply::Answer(201, "", r#"{"sid": "SM0123456789", "status": "queued"}"#.to_owned())
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// The first code for a number that is not among the first `known` messages, and when it arrived.
    async fn code(&self, number: &str, known: usize) -> (String, Instant) {
        until!("a code did not arrive", self.find(number, known).is_some());
        self.find(number, known).unwrap()
    }

    fn find(&self, number: &str, known: usize) -> Option<(String, Instant)> {
        let arrived = self.0.lock().unwrap();
        let found = arrived.iter().skip(known).find(|(to, ..)| to == number);
        found.map(|(_, code, at)| (code.clone(), *at))
    }
}

/// Asks providers on these ports, the first one first.
fn texting(
    ports: [(&str, u16); 2],
    clock: &ManualClock,
    layers: &GuardSettings,
) -> SecurityOptions {
    let mut texts = Texts::new(Arc::new(clock.clone()));
    for (name, port) in ports {
        let sender = Sender::Number("+15005550006".parse().unwrap());
        let settings = TwilioSettings {
            name: name.to_owned(),
            base: format!("http://127.0.0.1:{port}"),
            client: ClientSettings {
                hosts: vec![format!("127.0.0.1:{port}")],
                private: PrivateAddresses::Allowed,
                plain: PlainHttp::OnLoopback,
                ..ClientSettings::default()
            },
            ..TwilioSettings::new("AC0123", Secret::new("hunter2".to_owned()), sender)
        };
        texts = texts.guarded(Twilio::new(settings).unwrap(), layers).unwrap();
    }
    let mut options = options();
    options.rates.code_address = Budget::minutes(1_000, 60);
    texts.circuits().for_each(|circuit| options.post.circuits.add(circuit.clone()));
    options.post.texts = Some(Arc::new(texts));
    options.post.poll = Duration::from_millis(50);
    options
}

fn number(person: usize) -> String {
    format!("4915123450{person:03}")
}

impl House {
    /// Adds a telephone to the account of a fresh session.
    async fn telephone(&self, session: &Session, person: usize, telephones: &Telephones) -> i64 {
        let (known, number) = (telephones.count(), number(person));
        let begun =
            self.security.begin_sms(session, "Mobile", &format!("+{number}")).await.unwrap();
        let (code, _) = telephones.code(&number, known).await;
        self.security.confirm_factor(session, begun.factor, &code).await.unwrap();
        begun.factor
    }

    fn worker(&self) -> tokio::task::JoinHandle<()> {
        let security = self.security.clone();
        tokio::spawn(async move { security.deliver_messages(std::future::pending()).await })
    }
}

const PEOPLE: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_providers_the_first_hangs_and_codes_still_arrive() {
    each_database(|db| async move {
        let (dialect, measured) = (db.dialect(), of_two_providers_one_hangs(db).await);
        println!("{dialect:?}, {PEOPLE} sign-ins, the first provider hangs: {measured:?}");
    })
    .await;
}

/// How long codes took, and how often the provider was asked that hangs.
#[derive(Debug)]
#[expect(dead_code, reason = "it is printed")]
struct Measured {
    median: Duration,
    longest: Duration,
    in_vain: usize,
}

async fn of_two_providers_one_hangs(db: TestDb) -> Measured {
    let (telephones, hangs) = (Telephones::default(), Arc::new(AtomicBool::new(false)));
    let (ring, silent) = (telephones.clone(), Arc::clone(&hangs));
    let first = Provider::plain(move |asked| {
        if silent.load(Ordering::SeqCst) { Reply::Silence } else { ring.ring(asked) }
    })
    .await;
    let ring = telephones.clone();
    let second = Provider::plain(move |asked| ring.ring(asked)).await;
    let clock = ManualClock::at(STARTED);
    let ports = [("first", first.address().port()), ("second", second.address().port())];
    // The layers of every site: 5 seconds for an answer.
    let options = texting(ports, &clock, &Texts::layers());
    let house = House::by(db, clock, &AppSecret::generate().unwrap(), options).await;
    let worker = house.worker();
    let mut factors = Vec::new();
    for person in 0..PEOPLE {
        let name = format!("person{person}");
        house.user(&name, &[]).await;
        let session = house.login(&name, GOOD).await.unwrap().session;
        factors.push(house.telephone(&session, person, &telephones).await);
    }
    assert_eq!((first.asked().len(), second.asked().len()), (PEOPLE, 0));
    house.clock.advance(3_600);
    hangs.store(true, Ordering::SeqCst);

    let mut times = at_once(PEOPLE, |person| {
        let (security, telephones) = (house.security.clone(), telephones.clone());
        let factor = factors[person];
        async move {
            let from = client(&format!("192.0.2.{}", person + 1));
            let name = format!("person{person}");
            let half = security.login(&name, Secret::new(GOOD.to_owned()), &from).await.unwrap();
            let begun = Instant::now();
            security.send_code(&half.session, factor).await.unwrap();
            let (code, arrived) = telephones.code(&number(person), PEOPLE).await;
            let answer = Answer::Code { factor, code: &code };
            assert!(security.answer(&half.session, answer, &from).await.unwrap().session.is_full());
            arrived.duration_since(begun)
        }
    })
    .await;
    worker.abort();
    times.sort_unstable();
    let (median, longest) = (times[PEOPLE / 2], times[PEOPLE - 1]);
    let asked = first.asked().len() - PEOPLE;
    assert!(median < Duration::from_secs(6), "median {median:?}");
    // Whatever else is under way, and although it had answered all of those before.
    assert!(asked <= 10, "{asked} calls before its circuit opened");
    assert_eq!(second.asked().len(), PEOPLE, "each code once");
    let circuit = house.security.circuits().find("sms.first").unwrap();
    assert_eq!(circuit.state(), State::Open);
    Measured { median, longest, in_vain: asked }
}

/// A number of six digits or more, as codes are.
fn holds_a_code(text: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_digit()).any(|group| group.len() >= 6)
}

#[tokio::test(flavor = "multi_thread")]
async fn at57_without_any_provider_another_factor_opens_the_door_and_no_code_comes_by_mail_or_late()
{
    each_database(|db: TestDb| async move {
        let (telephones, mail) = (Telephones::default(), Pigeons::new());
        let ring = telephones.clone();
        let provider = Provider::plain(move |asked| ring.ring(asked)).await;
        let first = Proxy::before(provider.address()).await;
        let second = Proxy::before(provider.address()).await;
        let clock = ManualClock::at(STARTED);
        let ports = [("first", first.address().port()), ("second", second.address().port())];
        let hasty = GuardSettings { timeout: Duration::from_millis(250), ..Texts::layers() };
        let mut options = texting(ports, &clock, &hasty);
        options.post.mail = Some(mail.clone());
        let house = House::by(db, clock, &AppSecret::generate().unwrap(), options).await;
        let worker = house.worker();
        let anna = house.person("anna", &[]).await;
        let with_mail = Update::new(User::meta()).set("email", "anna@example.com");
        let key = Key::new(vec![Value::Int(anna.id.0)]);
        house.security.store().update(&Scope::system(), &key, with_mail).await.unwrap();
        let factor = house.telephone(&anna.opened.session, 7, &telephones).await;

        first.set(Weather::BlackHole);
        second.set(Weather::Reset);
        house.clock.advance(3_600);
        let half = house.half("anna").await;
        house.security.send_code(&half, factor).await.unwrap();
        until!("nobody tried to send it", {
            let waiting = house.security.messages(MessageState::Waiting, 10).await.unwrap();
            first.connections() > 1 && waiting.iter().any(|message| message.problem.is_some())
        });
        let code = anna.phone.code(house.second());
        assert!(house.totp(&half, &code).await.unwrap().session.is_full());
        house.clock.advance(60);
        let half = house.half("anna").await;
        house.security.send_code(&half, factor).await.unwrap();
        assert!(house.backup(&half, &anna.backup_codes[2]).await.unwrap().session.is_full());

        // What is under way when the clock jumps would not be late but on time.
        until!("a code is under way on and on", {
            let waiting = house.security.messages(MessageState::Waiting, 10).await.unwrap();
            let claimed = "SELECT COUNT(*) FROM fab_outbox WHERE claim IS NOT NULL";
            waiting.iter().all(|message| message.problem.is_some())
                && house.number(claimed).await == 0
        });
        // Both are back, too late for the codes.
        let arrived = telephones.count();
        house.clock.advance(5 * 60);
        first.set(Weather::Fair);
        second.set(Weather::Fair);
        until!("a code waits on and on", house.ids(MessageState::Waiting).await.is_empty());
        house.clock.advance(3_600);
        tokio::time::sleep(Duration::from_millis(200)).await;
        worker.abort();
        assert_eq!(telephones.count(), arrived, "none is sent late");
        let sent = "SELECT COUNT(*) FROM fab_outbox WHERE channel = 'text' AND state = 'sent'";
        assert_eq!(house.number(sent).await, 1, "the one that set the telephone up");
        let by_mail = "SELECT COUNT(*) FROM fab_outbox WHERE channel = 'mail' AND kind = 'code'";
        assert_eq!(house.number(by_mail).await, 0);
        let told: Vec<String> = mail.taken().iter().map(|message| read(message).1).collect();
        assert!(told.iter().any(|text| text.contains("backup code")), "{told:?}");
        assert!(!told.iter().any(|text| holds_a_code(text)), "{told:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_whose_time_ends_while_a_provider_hangs_is_given_to_no_other() {
    each_database(|db: TestDb| async move {
        let (telephones, first) =
            (Telephones::default(), Provider::plain(|_| Reply::Silence).await);
        let ring = telephones.clone();
        let second = Provider::plain(move |asked| ring.ring(asked)).await;
        let clock = ManualClock::at(STARTED);
        let ports = [("first", first.address().port()), ("second", second.address().port())];
        // For so long that the code is old by then.
        let patient = GuardSettings { timeout: Duration::from_secs(90), ..Texts::layers() };
        let options = texting(ports, &clock, &patient);
        let house = House::by(db, clock, &AppSecret::generate().unwrap(), options).await;
        let worker = house.worker();
        let mut tx = house.db.begin().await.unwrap();
        let code = Secret::new("271828".to_owned());
        let expires_at = house.clock.now() + TimeDelta::milliseconds(700);
        let purpose = CodePurpose::SignIn;
        let letter = Letter::Code { code: &code, purpose, challenge: "c1", expires_at };
        let to = To::Phone { user: 7, number: "+4915123456789" };
        house.security.post_in(&mut tx, to, letter).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        // The clock of the site stands still: it is the call that ends with the code.
        until!("it is tried on and on", house.ids(MessageState::Expired).await.len() == 1);
        worker.abort();
        assert_eq!((first.asked().len(), second.asked().len()), (1, 0));
        assert_eq!(
            house.number("SELECT COUNT(*) FROM fab_outbox WHERE content IS NOT NULL").await,
            0
        );
        let circuit = house.security.circuits().find("sms.first").unwrap().snapshot();
        assert_eq!((circuit.in_flight, circuit.totals.timed_out), (0, 0), "it had not its time");
    })
    .await;
}

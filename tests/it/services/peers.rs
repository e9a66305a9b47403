//! Do servers of others understand us? A mail server and a small Amazon, if they are installed.

use std::path::Path;
use std::sync::Arc;

use fab::clock::SystemClock;
use fab::secret::Secret;
use fab::services::notify::email::{Mailer, SmtpSecurity, SmtpSettings};
use fab::services::notify::sms::{Sns, SnsSettings, Texts};
use fab::services::notify::{Address, Mail, Text};
use fab_tests::peer::{AIOSMTPD, MOTO};
use fab_tests::tls::CERTIFICATES;
use uuid::Uuid;

use super::client;

/// A folder that is gone afterwards.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("fab-test-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn arrived(mailbox: &Path) -> Vec<String> {
    let files = std::fs::read_dir(mailbox.join("new")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn a_mail_server_of_others_takes_messages_over_tls_of_both_kinds() {
    let folder = Folder::new();
    let (certificate, key) = (
        folder.write("server.pem", &CERTIFICATES.server),
        folder.write("key.pem", &CERTIFICATES.key),
    );
    for (security, cert_flag, key_flag) in [
        (SmtpSecurity::StartTls, "--tlscert", "--tlskey"),
        (SmtpSecurity::ImplicitTls, "--smtpscert", "--smtpskey"),
    ] {
        let mailbox = folder.0.join(cert_flag);
        let start = AIOSMTPD.start(|port| {
            let listen = format!("127.0.0.1:{port}");
            let mailbox = mailbox.display().to_string();
            let handler = "aiosmtpd.handlers.Mailbox";
            ["-n", cert_flag, &certificate, key_flag, &key, "-l", &listen, "-c", handler, &mailbox]
                .map(str::to_owned)
                .to_vec()
        });
        let Some(peer) = start.await else { return };
        let settings = SmtpSettings {
            port: peer.address.port(),
            security,
            roots: CERTIFICATES.root.clone().into_bytes(),
            ..SmtpSettings::new("localhost")
        };
        let from = Address::new("shop@example.com").unwrap().named("Shop \"Ä\", \r\nBcc: x@y");
        let mailer = Mailer::new(from, Arc::new(SystemClock)).server(settings).unwrap();
        let to = Address::new("ann@example.com").unwrap();
        let mail = Mail::new(to, "Grüße aus Köln", ".\n..\nlong ".repeat(50).as_str()).unwrap();
        for number in [7, 8] {
            mailer.send(Uuid::from_u128(number), &mail).await.unwrap();
        }
        let messages = arrived(&mailbox);
        assert_eq!(messages.len(), 2);
        for message in messages {
            let head = message.split_once("\n\n").unwrap().0;
            assert!(!head.contains("\nBcc:"), "{head}");
            assert!(head.contains("X-RcptTo: ann@example.com"), "{head}");
            assert!(message.contains("\n.\n..\nlong .\n..\n"), "{message}");
        }
    }
}

#[tokio::test]
async fn a_small_amazon_accepts_a_signed_message() {
    let start =
        MOTO.start(|port| ["-H", "127.0.0.1", "-p", &port.to_string()].map(str::to_owned).to_vec());
    let Some(peer) = start.await else { return };
    let port = peer.address.port();
    let settings = SnsSettings {
        base: format!("http://127.0.0.1:{port}"),
        client: client(port),
        sender: Some("Shop".to_owned()),
        ..SnsSettings::new("eu-central-1", "AKIDEXAMPLE", Secret::new("secret".to_owned()))
    };
    let sns = Sns::new(settings, Arc::new(SystemClock)).unwrap();
    let texts = Texts::new(Arc::new(SystemClock)).provider(sns).unwrap();
    let text = Text::new("+4915123456789".parse().unwrap(), "Ihr Code: 123456 & ü").unwrap();
    let sent = texts.send(&text).await.unwrap();
    assert_eq!(sent.reference.unwrap().parse::<Uuid>().unwrap().get_version_num(), 4);
}

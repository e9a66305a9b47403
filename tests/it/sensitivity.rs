//! Does a value that nobody may see appear anywhere?

use fab::App;
use fab::models::{
    ColumnType, Condition, FieldType, Kind, LoadError, Scope, Sensitivity, TypeMeta, Value, Values,
};
use fab::prelude::*;
use fab_tests::databases::each_database;
use fab_tests::site::Served;

const CANARY: &str = "canary-1f6a90";

/// A text that belongs to the program alone.
#[derive(Debug, PartialEq)]
struct Hidden(String);

impl FieldType for Hidden {
    const META: TypeMeta = TypeMeta::of(ColumnType {
        sensitivity: Sensitivity::Secret,
        ..ColumnType::new(Kind::Text)
    });

    fn store(&self, out: &mut Vec<Value>) {
        out.push(Value::Text(self.0.clone()));
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        String::load(values).map(Self)
    }
}

#[derive(Debug, AdminModel)]
struct Device {
    #[admin(key)]
    id: i64,
    #[admin(search, unique)]
    name: String,
    seed: Option<Hidden>,
}

#[derive(Debug, AdminModel)]
struct Reading {
    #[admin(key)]
    id: i64,
    device: ForeignKey<Device>,
}

#[tokio::test]
async fn a_field_marked_secret_appears_on_no_surface() {
    each_database(|db| async move {
        let site =
            Served::start(&App::new("Devices").model::<Device>().model::<Reading>(), &db).await;
        let store = site.security.store();
        let scope = Scope::system();
        let device =
            Device { id: 0, name: "Lamp".to_owned(), seed: Some(Hidden(CANARY.to_owned())) };
        let device = store.add(&scope, &device).await.unwrap();
        let reading = Reading { id: 0, device: ForeignKey::new(device.id) };
        store.add(&scope, &reading).await.unwrap();
        let mut client = site.administrator().await;
        for path in [
            "/devices",
            "/devices?q=canary",
            "/devices?sort=seed",
            "/devices?f.seed.contains=canary",
            "/devices/1",
            "/devices/1/edit",
            "/devices/1/delete",
            "/devices/add",
            "/devices/search?q=canary",
            "/devices/search?q=",
            "/devices/export",
            "/devices/export/csv",
            "/devices/export/jsonl",
            "/readings",
            "/readings/export/csv",
            "/readings/1",
            "/readings/1/edit",
        ] {
            let answer = client.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(!answer.body.contains(CANARY), "{path} shows it:\n{}", answer.body);
            assert!(!answer.body.contains("name=\"seed\""), "{path} asks for it:\n{}", answer.body);
        }
        let found = client.get("/devices?q=canary").await;
        assert!(!found.body.contains("Lamp"), "a search looks into it:\n{}", found.body);

        // A form that names it changes nothing, and an ordinary change leaves it alone.
        let fields = [("name", "Lantern"), ("seed", "mine")];
        assert_eq!(client.post("/devices/1/edit", &fields).await.status, 303);
        let refused = client.post("/devices/add", &[("name", "Lantern"), ("seed", "mine")]).await;
        assert_eq!(refused.status, 422);
        assert!(!refused.body.contains(CANARY), "{}", refused.body);
        let kept: Vec<Device> = store.all(&scope, &Condition::Everything).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].name.as_str(), &kept[0].seed), ("Lantern", &device.seed));
    })
    .await;
}

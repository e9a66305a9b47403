//! How often is the database asked for one page? A fixed number of times, however many rows it shows.

use fab::admin::App;
use fab::prelude::*;
use fab_tests::client::Client;
use fab_tests::databases::each_database;
use fab_tests::site::Served;

/// A shelf.
#[derive(Debug, AdminModel)]
#[admin(title(name))]
struct Shelf {
    #[admin(key)]
    id: i64,
    #[admin(search)]
    name: String,
}

/// A book with two foreign keys, so that their titles have to come from somewhere.
#[derive(Debug, AdminModel)]
#[admin(order = "title")]
struct Book {
    #[admin(key)]
    id: i64,
    #[admin(search, filter)]
    title: String,
    #[admin(filter)]
    shelf: ForeignKey<Shelf>,
    second_shelf: Option<ForeignKey<Shelf>>,
    sequel_of: Option<ForeignKey<Self>>,
}

/// A site with so many books.
async fn library(db: &fab::db::Db, books: i64) -> Served {
    let app = App::new("Library").model::<Shelf>().model::<Book>();
    let served = Served::start(&app, db).await;
    let store = served.security.store();
    let scope = Scope::system();
    for number in 1..=9 {
        store.add(&scope, &Shelf { id: 0, name: format!("Shelf {number}") }).await.unwrap();
    }
    for number in 1..=books {
        let book = Book {
            id: 0,
            title: format!("Book {number:04}"),
            shelf: ForeignKey::new(number % 9 + 1),
            second_shelf: (number % 2 == 0).then(|| ForeignKey::new(1)),
            sequel_of: (number > 1).then(|| ForeignKey::new(1)),
        };
        store.add(&scope, &book).await.unwrap();
    }
    served
}

/// How many statements a page costs once the session is known.
async fn cost(served: &Served, client: &mut Client, path: &str) -> u64 {
    let db = served.security.store().db();
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    let before = db.statement_count();
    client.get(path).await;
    db.statement_count() - before
}

#[tokio::test]
async fn a_list_costs_two_statements_however_many_rows_it_shows() {
    each_database(|db| async move {
        let served = library(&db, 60).await;
        let mut client = served.administrator().await;
        for path in [
            "/books",
            "/books?size=1",
            "/books?sort=-shelf,title&page=2",
            "/books?q=book&f.shelf.eq=3",
            "/books?before=",
        ] {
            assert_eq!(cost(&served, &mut client, path).await, 2, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_costs_two_statements() {
    each_database(|db| async move {
        let served = library(&db, 3).await;
        let mut client = served.administrator().await;
        assert_eq!(cost(&served, &mut client, "/books/2/edit").await, 2);
        assert_eq!(cost(&served, &mut client, "/books/add").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_row_costs_one_statement_more_for_each_column_that_refers_to_it() {
    each_database(|db| async move {
        let served = library(&db, 20).await;
        let mut client = served.administrator().await;
        assert_eq!(cost(&served, &mut client, "/books/1").await, 3);
        assert_eq!(cost(&served, &mut client, "/shelves/1").await, 4);
    })
    .await;
}

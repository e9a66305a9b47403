//! What does the database hold? Written by `inspect`, yours to change.

use fab::prelude::*;

#[derive(Debug, Clone, AdminModel)]
#[admin(table = "User")]
pub struct UserRow {
    #[admin(key)]
    pub id: i64,
    #[admin(unique, search)]
    pub email: String,
    #[admin(column = "E-Mail")]
    pub e_mail: Option<String>,
    #[admin(filter, column = "boss_id")]
    pub boss: Option<ForeignKey<UserRow>>,
}

/// Someone who writes.
///
/// Also under other names.
#[derive(Debug, Clone, AdminModel)]
#[admin(table = "author")]
pub struct Author {
    #[admin(key, add)]
    pub author_id: i32,
    #[admin(search, max_length = 40)]
    pub first_name: String,
    #[admin(search, max_length = 20)]
    pub last_name: String,
    /// Where known.
    pub born: Option<NaiveDate>,
    #[admin(max_length = 12)]
    pub home: Option<String>,
}

#[derive(Debug, Clone, AdminModel)]
pub struct Book {
    #[admin(key)]
    pub id: Uuid,
    #[admin(unique, search)]
    pub isbn: String,
    #[admin(index, search, max_length = 200)]
    pub title: String,
    #[admin(filter, default = "novel")]
    pub r#type: BookType,
    #[admin(filter)]
    pub second_type: Option<BookType>,
    #[admin(filter)]
    pub state: BookState,
    #[admin(filter, column = "author_id")]
    pub author: ForeignKey<Author>,
    #[admin(filter)]
    pub sequel_of: Option<ForeignKey<Book>>,
    pub price: Decimal,
    pub weight: Option<f64>,
    #[admin(scale = 6)]
    pub mass: Option<Decimal>,
    pub pages: Option<i16>,
    #[admin(filter, default = true)]
    pub in_print: bool,
    pub bought_at: NaiveDateTime,
    pub seen_at: Option<DateTime<Utc>>,
    pub time: Option<NaiveTime>,
    pub extra: Option<Json>,
    pub cover: Option<Vec<u8>>,
    pub address: Option<String>,
    pub loan_time: Option<String>,
    // The column `tags` is left out: no Rust type stands for `text[]`.
    // The column `valid` is left out: no Rust type stands for `int4range`.
    // The column `label` is left out: the database computes it from others.
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum BookType {
    Novel,
    #[choice(value = "short story")]
    ShortStory,
    Essay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum BookState {
    New,
    Used,
}

#[derive(Debug, Clone, AdminModel)]
#[admin(permissions(list, show, edit, delete, export))]
pub struct LoanNote {
    #[admin(key)]
    pub id: i32,
    pub book: Uuid,
    pub reader: i64,
    #[admin(search)]
    pub note: String,
    // The column `shape` is left out: no Rust type stands for `point`.
}

#[derive(Debug, Clone, AdminModel)]
pub struct Loan {
    #[admin(key)]
    pub book: ForeignKey<Book>,
    #[admin(key, column = "reader_id")]
    pub reader: ForeignKey<UserRow>,
    pub from: NaiveDate,
    #[admin(column = "self")]
    pub self_value: Option<String>,
}

// `cheap_books` is left out: it is a view, and nothing says which of its columns tell rows apart.

// `log` is left out: it has no primary key, so its rows cannot be told apart.

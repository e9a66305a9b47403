//! What does the database hold? Written by `inspect`, yours to change.

use fab::prelude::*;

#[derive(Debug, Clone, AdminModel)]
#[admin(table = "User")]
pub struct UserRow {
    #[admin(key)]
    pub id: i64,
    #[admin(unique, search, max_length = 190)]
    pub email: String,
    #[admin(column = "E-Mail")]
    pub e_mail: Option<String>,
    #[admin(filter, column = "boss_id")]
    pub boss: Option<ForeignKey<UserRow>>,
}

/// Someone who writes.
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
}

#[derive(Debug, Clone, AdminModel)]
pub struct Book {
    #[admin(key)]
    pub id: u32,
    #[admin(unique, search, max_length = 13)]
    pub isbn: String,
    #[admin(index, search, max_length = 200)]
    pub title: String,
    #[admin(filter, default = "novel")]
    pub r#type: BookType,
    #[admin(filter)]
    pub state: BookState,
    #[admin(filter, column = "author_id")]
    pub author: ForeignKey<Author>,
    #[admin(filter)]
    pub sequel_of: Option<ForeignKey<Book>>,
    pub price: Decimal,
    pub weight: Option<f64>,
    pub stock: u32,
    pub year: Option<u16>,
    #[admin(filter, default = true)]
    pub in_print: bool,
    pub bought_at: NaiveDateTime,
    pub seen_at: Option<DateTime<Utc>>,
    pub time: Option<NaiveTime>,
    pub extra: Option<Json>,
    pub summary: Option<String>,
    pub cover: Option<Vec<u8>>,
    // The column `place` is left out: no Rust type stands for `point`.
    // The column `double_price` is left out: the database computes it from others.
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

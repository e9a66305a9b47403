//! What does the database hold? Written by `inspect`, yours to change.

use fab::prelude::*;

#[derive(Debug, Clone, AdminModel)]
#[admin(table = "Author", title(first_name, last_name))]
pub struct Author {
    #[admin(key, column = "AuthorId")]
    pub author_id: i64,
    #[admin(search, column = "FirstName", max_length = 40)]
    pub first_name: String,
    #[admin(search, column = "LastName", max_length = 20)]
    pub last_name: String,
    #[admin(column = "Born")]
    pub born: Option<NaiveDate>,
}

#[derive(Debug, Clone, AdminModel)]
#[admin(table = "Option")]
pub struct OptionRow {
    #[admin(key, search, max_length = 2)]
    pub code: String,
    pub country: i64,
}

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

#[derive(Debug, Clone, AdminModel)]
pub struct Book {
    #[admin(key, search)]
    pub isbn: String,
    #[admin(index, search, max_length = 200)]
    pub title: String,
    #[admin(filter, default = "novel")]
    pub r#type: BookType,
    #[admin(filter, column = "author_id")]
    pub author: ForeignKey<Author>,
    #[admin(filter)]
    pub sequel_of: Option<ForeignKey<Book>>,
    pub price: Decimal,
    pub weight: Option<f64>,
    #[admin(filter, default = true)]
    pub in_print: bool,
    pub bought_at: NaiveDateTime,
    pub extra: Option<Json>,
    pub cover: Option<Vec<u8>>,
    // The column `label` is left out: the database computes it from others.
    // The column `mystery` is left out: no Rust type stands for `GEOMETRY`.
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum BookType {
    Novel,
    #[choice(value = "short story")]
    ShortStory,
    Essay,
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

// `broken` is left out: it is a view, and nothing says which of its columns tell rows apart.

// `cheap_books` is left out: it is a view, and nothing says which of its columns tell rows apart.

// `log` is left out: it has no primary key, so its rows cannot be told apart.

//! An admin site in one file: `cargo run -p quickstart`, then open the link that it prints.

use fab::prelude::*;

/// Something to do.
#[derive(AdminModel)]
#[admin(icon = "check2-square", order = "done, due")]
struct Task {
    #[admin(key)]
    id: i64,
    /// What has to be done, in a few words.
    #[admin(search, max_length = 120)]
    title: String,
    #[admin(filter, default = Priority::Normal)]
    priority: Priority,
    /// The last day on which it helps.
    #[admin(filter)]
    due: Option<NaiveDate>,
    #[admin(filter, default = false)]
    done: bool,
    #[admin(format = "markdown")]
    notes: Option<String>,
}

#[derive(Clone, Copy, Choice)]
enum Priority {
    Low,
    Normal,
    #[choice(tone = "danger")]
    Urgent,
}

#[tokio::main]
async fn main() -> fab::Result<()> {
    fab::App::new("Quickstart").model::<Task>().demo_rows(200).run().await
}

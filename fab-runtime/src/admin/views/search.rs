//! Which rows could be meant? The titles that contain what was typed, for the type-ahead of foreign keys.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::models::plain_text;

/// Rows that are sent when nobody says how many.
const USUAL: u16 = 10;
/// Rows that are sent at most.
const MOST: u16 = 50;
/// Longer words are cut.
const LETTERS: usize = 200;

/// `{"rows": [{"key": "42", "title": "Ann Lee"}]}`.
pub(crate) async fn answer(context: &Context<'_>) -> Result<Response, Fail> {
    let model = context.model()?;
    let text: String = context.query.text("q").trim().chars().take(LETTERS).collect();
    let limit = context.query.text("limit").parse().unwrap_or(USUAL).clamp(1, MOST);
    let found = context.site.store.search_titles(model, &context.scope, &text, limit).await?;
    let rows: Vec<serde_json::Value> = found
        .iter()
        .map(|(key, title)| serde_json::json!({ "key": plain_text(key.single()), "title": title }))
        .collect();
    Ok(answer::json(StatusCode::OK, &serde_json::json!({ "rows": rows })))
}

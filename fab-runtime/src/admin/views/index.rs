//! What does one see first? The models that one may open.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::menu;
use crate::admin::pages::view::{IndexEntry, IndexView};
use crate::models::Verb;

/// The first page.
pub(crate) fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    answer::page(context, StatusCode::OK, |context, pages, frame| {
        let entry =
            |model| IndexEntry { model, count: None, can_add: context.may(model, Verb::Add) };
        let models: Vec<IndexEntry> = menu::listed(context).map(entry).collect();
        pages.index(frame, &IndexView { models: &models })
    })
}

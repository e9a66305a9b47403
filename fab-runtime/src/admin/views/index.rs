//! What does one see first? Everything that one may open.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::menu;
use crate::admin::pages::view::{IndexView, May};

/// The first page.
pub(crate) fn answer(context: &mut Context<'_>) -> Result<Response, Fail> {
    answer::page(context, StatusCode::OK, |context, pages, frame| {
        let may = May(&|model, verb| context.may(model, verb));
        pages.index(frame, &IndexView { menu: &menu::of(context), may })
    })
}

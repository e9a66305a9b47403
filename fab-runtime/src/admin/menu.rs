//! What may this person open? The menu and the first page show that and nothing else.

use crate::admin::context::Context;
use crate::admin::pages::href;
use crate::admin::pages::view::{MenuGroup, MenuItem};
use crate::admin::views::{SEE, SERVICE};
use crate::models::{ModelMeta, Permission, Verb};

/// The group of users and roles.
const ADMINISTRATION: &str = "Administration";

/// The lists that may be opened, in the groups of their models. Groups stand where their first model does.
pub(crate) fn of(context: &Context<'_>) -> Vec<MenuGroup> {
    let mut groups: Vec<MenuGroup> = Vec::new();
    for model in listed(context) {
        let item = MenuItem {
            label: model.plural.to_owned(),
            href: href::list(model),
            icon: model.icon.unwrap_or_default().to_owned(),
        };
        let label = model.menu.unwrap_or_default();
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.items.push(item),
            None => groups.push(MenuGroup { label: label.to_owned(), items: vec![item] }),
        }
    }
    if context.allows(&Permission::action(SERVICE, SEE)) {
        let (label, href, icon) =
            ("Services".to_owned(), href::SERVICES.to_owned(), "plug".to_owned());
        let item = MenuItem { label, href, icon };
        match groups.iter_mut().find(|group| group.label == ADMINISTRATION) {
            Some(group) => group.items.push(item),
            None => groups.push(MenuGroup { label: ADMINISTRATION.to_owned(), items: vec![item] }),
        }
    }
    groups
}

/// The models whose lists may be opened.
pub(crate) fn listed(context: &Context<'_>) -> impl Iterator<Item = &'static ModelMeta> {
    let all = context.site.registry.all().iter().copied();
    all.filter(|model| context.may(model, Verb::List))
}

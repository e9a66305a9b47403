//! What may this person open? The menu and the first page show that and nothing else.

use crate::admin::context::Context;
use crate::admin::pages::href;
use crate::admin::pages::view::{MenuGroup, MenuItem};
use crate::admin::views::{SEE, SERVICE};
use crate::models::{Model as _, ModelMeta, Permission, Verb};
use crate::security::User;

/// The group of users and roles.
const ADMINISTRATION: &str = "Administration";

/// What may be opened: lists in the groups of their models, which stand where their first model does, and the pages of
/// administrators.
pub(crate) fn of(context: &Context<'_>) -> Vec<MenuGroup> {
    let mut groups: Vec<MenuGroup> = Vec::new();
    for model in listed(context) {
        let item = MenuItem {
            label: model.plural,
            href: href::list(model),
            icon: model.icon.unwrap_or("table"),
            about: model.help,
            model: Some(model),
        };
        add(&mut groups, model.menu.unwrap_or_default(), item);
    }
    for (open, item) in places(context) {
        if open {
            add(&mut groups, ADMINISTRATION, item);
        }
    }
    groups
}

/// The pages of administrators that are no lists, and whether this person may open them.
fn places(context: &Context<'_>) -> [(bool, MenuItem); 2] {
    let place = |label, href: &str, icon, about| MenuItem {
        label,
        href: href.to_owned(),
        icon,
        about,
        model: None,
    };
    [
        (
            context.allows(&Permission::of(User::NAME, Verb::List)),
            place(
                "Second factors",
                href::ENROLMENT,
                "phone",
                "Who proves who they are by more than a password, and who should.",
            ),
        ),
        (
            context.allows(&Permission::action(SERVICE, SEE)),
            place(
                "Services",
                href::SERVICES,
                "plug",
                "How mail servers and other services outside fare, and what waits for them.",
            ),
        ),
    ]
}

fn add(groups: &mut Vec<MenuGroup>, label: &str, item: MenuItem) {
    match groups.iter_mut().find(|group| group.label == label) {
        Some(group) => group.items.push(item),
        None => groups.push(MenuGroup { label: label.to_owned(), items: vec![item] }),
    }
}

/// The models whose lists may be opened.
pub(crate) fn listed(context: &Context<'_>) -> impl Iterator<Item = &'static ModelMeta> {
    let all = context.site.registry.all().iter().copied();
    all.filter(|model| context.may(model, Verb::List))
}

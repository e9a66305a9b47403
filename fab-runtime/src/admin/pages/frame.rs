//! What surrounds a page? Everything that the templates are told.

use std::sync::OnceLock;

use minijinja::{Value, context};

use crate::admin::assets;
use crate::admin::pages::href;
use crate::admin::pages::templates;
use crate::admin::pages::view::{Frame, MenuItem, Theme};
use crate::models::{ModelMeta, Tone};
use crate::widgets::{Html, Writer, icon, theme};

/// The icons that stand in rows, drawn once for each page.
const IN_ROWS: &[&str] = &["check-lg", "dash-circle", "pencil", "trash3"];

/// A page before it is put into its frame.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The file that frames it.
    pub(super) template: &'static str,
    /// The model that it is about, if it is about one.
    pub(super) model: Option<&'static ModelMeta>,
    /// In the title of the window, and the heading unless there is another.
    pub(super) title: String,
    /// The heading, where it is more than text.
    pub(super) heading: Option<Html>,
    /// A sentence under the heading; empty for none.
    pub(super) lead: String,
    /// Where the page stands: texts and addresses; the last one is the page itself.
    pub(super) crumbs: Vec<(String, String)>,
    /// Links and buttons beside the heading.
    pub(super) tools: Html,
    /// The page.
    pub(super) content: Html,
    /// Whether it says that something went wrong with what was sent.
    pub(super) failed: bool,
}

/// Everything that a template is told.
pub(super) fn context(frame: &Frame<'_>, sheet: Sheet) -> Value {
    let heading = sheet.heading.map_or_else(|| Value::from(sheet.title.as_str()), safe);
    let fixed = fixed();
    context! {
        app => frame.app,
        user => frame.user,
        environment => frame.environment,
        csrf => frame.csrf,
        grace => frame.grace_until.map(|until| context! {
            until => until.format("%Y-%m-%d %H:%M UTC").to_string(),
            class => theme::notice(Tone::Warning),
            icon => icon_of(notice_icon(Tone::Warning)),
            href => address(href::FACTOR_SETUP),
        }),
        path => frame.path,
        request_id => frame.request_id,
        version => env!("CARGO_PKG_VERSION"),
        theme => frame.theme.slug(),
        themes => themes(frame.theme),
        menu => menu(frame),
        flashes => frame.flashes.iter().map(|flash| context! {
            text => flash.text.as_str(),
            class => theme::notice(flash.tone),
            icon => icon_of(notice_icon(flash.tone)),
        }).collect::<Vec<_>>(),
        assets => fixed.assets.clone(),
        icons => fixed.icons.clone(),
        sprite => fixed.sprite.clone(),
        crumbs => crumbs(&sheet.crumbs),
        model => sheet.model.map(|model| context! {
            name => model.name,
            slug => model.slug,
            label => model.label,
            plural => model.plural,
        }),
        title => sheet.title.as_str(),
        heading => heading,
        lead => sheet.lead,
        tools => safe(sheet.tools),
        content => templates::markup(sheet.content),
        failed => sheet.failed,
    }
}

/// What is the same on every page.
struct Fixed {
    assets: Value,
    icons: Value,
    sprite: Value,
}

fn fixed() -> &'static Fixed {
    static FIXED: OnceLock<Fixed> = OnceLock::new();
    FIXED.get_or_init(|| Fixed {
        assets: context! {
            bootstrap => address(assets::href("bootstrap.min.css")),
            css => address(assets::href("fab.css")),
            js => address(assets::href("fab.js")),
            icon => address(assets::href("icon.svg")),
        },
        icons: context! {
            list => icon_of("list"),
            person => icon_of("person-circle"),
            down => icon_of("chevron-down"),
            key => icon_of("key"),
            envelope => icon_of("envelope"),
            laptop => icon_of("laptop"),
            shield => icon_of("shield-lock"),
            out => icon_of("box-arrow-right"),
        },
        sprite: sprite(),
    })
}

/// An address of ours, escaped as attributes need it; templates would escape every slash.
fn address(href: &str) -> Value {
    safe(Html::text(href))
}

/// The icon before a message of that tone.
pub(super) const fn notice_icon(tone: Tone) -> &'static str {
    match tone {
        Tone::Success => "check-circle-fill",
        Tone::Warning | Tone::Danger => "exclamation-triangle-fill",
        Tone::Info | Tone::Neutral => "info-circle-fill",
    }
}

fn safe(html: Html) -> Value {
    Value::from_safe_string(html.into_string())
}

/// The icon of that name, drawn once for all pages.
fn icon_of(name: &str) -> Value {
    static DRAWN: OnceLock<Vec<OnceLock<Value>>> = OnceLock::new();
    let draw = || {
        let mut out = Writer::new();
        icon::icon(&mut out, name);
        safe(out.finish())
    };
    let drawn = DRAWN.get_or_init(|| vec![OnceLock::new(); icon::NAMES.len()]);
    let place = icon::NAMES.binary_search(&name).ok();
    match place.and_then(|place| drawn.get(place)) {
        Some(drawn) => drawn.get_or_init(draw).clone(),
        None => draw(),
    }
}

fn sprite() -> Value {
    let mut out = Writer::new();
    icon::sprite(&mut out, IN_ROWS);
    safe(out.finish())
}

fn themes(current: Theme) -> Value {
    static CHOICES: OnceLock<[Value; Theme::ALL.len()]> = OnceLock::new();
    let entry = |current: Theme, theme: Theme| {
        let (label, icon) = match theme {
            Theme::Auto => ("System", "circle-half"),
            Theme::Light => ("Light", "sun"),
            Theme::Dark => ("Dark", "moon-stars"),
        };
        context! { slug => theme.slug(), label, icon => icon_of(icon), current => theme == current }
    };
    let choices = CHOICES.get_or_init(|| {
        Theme::ALL.map(|current| Theme::ALL.iter().map(|theme| entry(current, *theme)).collect())
    });
    let chosen = Theme::ALL.iter().zip(choices).find(|(theme, _)| **theme == current);
    chosen.map(|(_, choice)| choice.clone()).unwrap_or_default()
}

fn menu(frame: &Frame<'_>) -> Vec<Value> {
    let path = frame.path.split('?').next().unwrap_or_default();
    let link = |item: &MenuItem| {
        let below = path.strip_prefix(item.href.as_str());
        let current = below
            .is_some_and(|rest| rest.is_empty() || (rest.starts_with('/') && item.href != "/"));
        context! {
            label => item.label,
            href => address(&item.href),
            icon => icon_of(item.icon),
            current,
        }
    };
    let group = |group: &crate::admin::pages::view::MenuGroup| {
        context! {
            label => group.label.as_str(),
            links => group.items.iter().map(link).collect::<Vec<_>>(),
        }
    };
    frame.menu.iter().map(group).collect()
}

fn crumbs(crumbs: &[(String, String)]) -> Vec<Value> {
    let last = crumbs.len().saturating_sub(1);
    crumbs
        .iter()
        .enumerate()
        .map(|(place, (label, href))| {
            let href = (place < last).then(|| address(href));
            context! { label => label.as_str(), href }
        })
        .collect()
}

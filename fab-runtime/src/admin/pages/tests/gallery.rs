//! Every page, from realistic facts.

use chrono::{Days, NaiveDate, TimeDelta};

use crate::admin::pages::Pages;
use crate::admin::pages::view::{
    ActView, ActionButton, ConflictView, Count, DeleteView, DependentView, ExportView, Flash,
    FormOf, FormView, Frame, GrantLine, GrantsView, IndexView, LinkView, ListView, LoginView, May,
    MenuGroup, MenuItem, MessageView, PasswordView, PickView, RelatedView, RoleBox, RolesView,
    RowView, SetupView, ShowView, Theme,
};
use crate::models::{Key, ListState, ModelMeta, Record, Tone, Value, Verb, Violation, Violations};
use crate::widgets::sample::{ann, customer, employee};
use crate::widgets::{Html, Texts};

pub(super) const EVERYTHING: May<'static> = May(&|_: &ModelMeta, _: Verb| true);
const SHIP: ActionButton =
    ActionButton { name: "ship", label: "Mark as shipped", icon: "truck", destroys: false };
const DELETE: ActionButton =
    ActionButton { name: "delete", label: "Delete", icon: "trash3", destroys: true };
const ACTIONS: &[ActionButton] = &[SHIP, DELETE];
const NAMES: &[&str] = &[
    "Ann Lee",
    "Bo Olsen",
    "Carla Méndez",
    "Dmitri Volkov",
    "Efua Mensah",
    "Farid Haddad",
    "Grace Hopper",
    "Hana Kim",
    "Ivan Horvat",
    "Jun Watanabe",
    "Kofi Annan & Sons",
    "Łukasz Nowak",
    "Māra Bērziņa",
    "Nina Berg",
    "Óscar Ruiz",
    "Priya Patel",
    "Quentin Blake",
    "Rosa Klebb",
    "Søren Holm",
    "Tomáš Novák",
];

/// The facts.
pub(super) struct Site {
    menu: Vec<MenuGroup>,
    flashes: Vec<Flash>,
    rows: Vec<(Record, Vec<Option<String>>)>,
}

fn item(label: &'static str, href: &str, icon: &'static str) -> MenuItem {
    MenuItem { label, href: href.to_owned(), icon, about: "", model: None }
}

impl Site {
    pub(super) fn new() -> Self {
        let menu = vec![
            MenuGroup { label: String::new(), items: vec![item("Overview", "/", "speedometer2")] },
            MenuGroup {
                label: "Sales".to_owned(),
                items: vec![
                    item("Customers", "/customers", "people"),
                    item("Orders", "/orders", "receipt"),
                    item("Products", "/products", "box-seam"),
                    item("Price lists", "/price-lists", "tags"),
                ],
            },
            MenuGroup {
                label: "Company".to_owned(),
                items: vec![
                    item("Employees", "/employees", "person-badge"),
                    item("Branches", "/branches", "building"),
                ],
            },
            MenuGroup {
                label: "Security".to_owned(),
                items: vec![
                    item("Users", "/users", "person"),
                    item("Roles", "/roles", "shield-lock"),
                ],
            },
        ];
        let flashes = vec![Flash { tone: Tone::Success, text: "Ann Lee was saved.".to_owned() }];
        let rows = (0..50).map(row).collect();
        Self { menu, flashes, rows }
    }

    pub(super) fn frame(&self, theme: Theme) -> Frame<'_> {
        Frame {
            app: "Shop back office",
            user: Some("grace.hopper"),
            menu: &self.menu,
            flashes: &[],
            csrf: "token",
            grace_until: None,
            theme,
            request_id: "01k9z3m5x8q2",
            environment: Some("development"),
            path: "/customers?page=2",
        }
    }

    fn rows(&self) -> Vec<RowView<'_>> {
        self.rows.iter().map(|(record, labels)| RowView { record, labels }).collect()
    }

    pub(super) fn list(&self, pages: &Pages, theme: Theme) -> Html {
        self.list_at(pages, theme, &[("page", "2"), ("sort", "-since,name")], Count::MoreThan(1000))
    }

    fn list_at(&self, pages: &Pages, theme: Theme, query: &[(&str, &str)], total: Count) -> Html {
        let state = ListState::parse(customer(), query.iter().copied());
        let problems: Vec<(usize, Violation)> = state
            .filters
            .iter()
            .enumerate()
            .filter_map(|(place, filter)| Some((place, filter.condition(customer()).err()?)))
            .collect();
        let rows = if total == Count::Exact(0) { Vec::new() } else { self.rows() };
        let view = ListView {
            links: &[],
            model: customer(),
            state: &state,
            rows: &rows,
            total,
            next: (total != Count::Exact(50)).then_some("abc"),
            previous: None,
            problems: &problems,
            filter_labels: &[None, Some("Grace Hopper".to_owned())],
            actions: ACTIONS,
            may: EVERYTHING,
        };
        let flashes = if problems.is_empty() { self.flashes.as_slice() } else { &[] };
        pages.list(&Frame { flashes, ..self.frame(theme) }, &view).unwrap()
    }

    pub(super) fn add(&self, pages: &Pages, theme: Theme) -> Html {
        let texts = Texts::from_record(&Record::with_defaults(customer()));
        let view = FormView {
            model: customer(),
            of: FormOf::Add,
            texts: &texts,
            labels: &[],
            violations: &Violations::new(),
            may: EVERYTHING,
        };
        pages.form(&self.frame(theme), &view).unwrap()
    }
}

fn labels() -> Vec<Option<String>> {
    let manager = customer().columns().by_name("manager_id").unwrap().index;
    (0..customer().columns().len())
        .map(|index| (index == manager).then(|| "Grace Hopper".to_owned()))
        .collect()
}

fn row(place: u32) -> (Record, Vec<Option<String>>) {
    let mut record = ann();
    let at = usize::try_from(place).unwrap();
    let name = NAMES[at % NAMES.len()];
    let mail: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let states = ["active", "active", "lead", "late", "active", "blocked", "closed"];
    let day = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap() - Days::new(u64::from(place) * 9);
    record.set("id", 1000 + i64::from(place));
    record.set("name", if at < NAMES.len() { name.to_owned() } else { format!("{name} {place}") });
    record.set("email", format!("{mail}{place}@example.com"));
    record.set("state", states[at % states.len()]);
    record.set("credit_amount", 1_250_000 - i64::from(place) * 31_717);
    record.set("credit_currency", ["EUR", "USD", "JPY"][at % 3]);
    record.set("visits", i64::from(place) * 137 % 2500);
    record.set("newsletter", !place.is_multiple_of(3));
    record.set("since", day);
    if place % 4 == 1 {
        record.set("discount", Value::Null);
        record.set("manager_id", Value::Null);
    }
    let seen =
        record.get("seen_at").as_timestamp().unwrap() - TimeDelta::minutes(i64::from(place) * 611);
    record.set("seen_at", seen);
    (record, labels())
}

fn keys(names: &[&str]) -> Vec<(Key, String)> {
    let key = |place: usize| Key::new(vec![Value::Int(i64::try_from(place).unwrap() + 1)]);
    names.iter().enumerate().map(|(place, name)| (key(place), (*name).to_owned())).collect()
}

/// Every page by name.
pub(super) fn all(pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let site = Site::new();
    let mut all = lists(&site, pages, theme);
    all.extend(forms(&site, pages, theme));
    all.extend(rows(&site, pages, theme));
    all.extend(people(&site, pages, theme));
    all.extend(roles(&site, pages, theme));
    all.extend(super::factors::all(pages, theme));
    all
}

impl Site {
    fn act(&self, pages: &Pages, theme: Theme, action: ActionButton, error: Option<&str>) -> Html {
        let sample: Vec<_> =
            self.rows.iter().take(3).map(|(record, _)| (record.key(), record.title())).collect();
        let view = ActView {
            model: customer(),
            action,
            question: "They are told by e-mail.",
            count: Count::Exact(12),
            missing: 1,
            fields: &[("confirmed", "yes"), ("count", "12"), ("all", "yes")],
            sample: &sample,
            back: "/customers",
            error,
            may: EVERYTHING,
        };
        pages.act(&self.frame(theme), &view).unwrap()
    }

    fn export(&self, pages: &Pages, theme: Theme, count: Count, sealed: &[&str]) -> Html {
        let state = ListState::parse(customer(), [("q", "lee")]);
        let view = ExportView {
            model: customer(),
            state: &state,
            count,
            limit: 100_000,
            fields: &["id", "name", "email"],
            sealed,
            formats: &[("csv", "CSV"), ("jsonl", "JSON Lines")],
            problems: &[],
            may: EVERYTHING,
        };
        pages.export(&self.frame(theme), &view).unwrap()
    }
}

fn lists(site: &Site, pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let of = |model: &'static ModelMeta| MenuItem {
        label: model.plural,
        href: "/".to_owned() + model.slug,
        icon: "people",
        about: model.help,
        model: Some(model),
    };
    let menu =
        [MenuGroup { label: "Sales".to_owned(), items: vec![of(customer()), of(employee())] }];
    let may = May(&|model: &ModelMeta, _: Verb| model.name == customer().name);
    let frame = Frame { path: "/", ..site.frame(theme) };
    let filters = [
        ("q", "lee"),
        ("f.state.eq", "active"),
        ("f.manager_id.eq", "7"),
        ("f.credit_amount.ge", "a lot"),
        ("f.name.ne", "Bo & Co"),
        ("f.seen_at.empty", "no"),
    ];
    vec![
        ("index", pages.index(&frame, &IndexView { menu: &menu, may }).unwrap()),
        ("index-empty", pages.index(&frame, &IndexView { menu: &[], may }).unwrap()),
        ("list", site.list(pages, theme)),
        ("list-filtered", site.list_at(pages, theme, &filters, Count::Exact(50))),
        ("list-none", site.list_at(pages, theme, &[("q", "nobody")], Count::Exact(0))),
        ("list-empty", site.list_at(pages, theme, &[], Count::Exact(0))),
        ("action", site.act(pages, theme, SHIP, None)),
        ("action-refused", site.act(pages, theme, DELETE, Some("Nothing was changed."))),
        ("export", site.export(pages, theme, Count::Exact(1234), &[])),
        ("export-sealed", site.export(pages, theme, Count::Exact(1234), &["iban", "tax_id"])),
        ("export-too-much", site.export(pages, theme, Count::MoreThan(100_000), &[])),
    ]
}

fn forms(site: &Site, pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let frame = site.frame(theme);
    let record = ann();
    let row_labels = labels();
    let row = RowView { record: &record, labels: &row_labels };
    let key = record.key();
    let title = "Ann <Lee> & \"Sons\"";
    let texts = Texts::from_record(&record);
    let of = FormOf::Edit { key: &key, title, row, version: Some("3") };
    let none = Violations::new();
    let edit = FormView {
        model: customer(),
        of,
        texts: &texts,
        labels: &row_labels,
        violations: &none,
        may: EVERYTHING,
    };
    let mut wrong = texts.clone();
    let mut violations =
        Violations::of_row(Violation::new("rule", "A blocked customer has no credit"));
    for (column, text, violation) in [
        ("name", "", Violation::required()),
        ("since", "31.1.2026", Violation::notation(crate::models::Kind::Date)),
        ("credit_amount", "1,5", Violation::notation(crate::models::Kind::Money)),
        ("state", "", Violation::required()),
        ("newsletter", "false", Violation::new("check", "Needs a telephone number")),
        ("priority", "", Violation::new("check", "Choose one")),
    ] {
        wrong.set(customer().columns().by_name(column).unwrap().index, text);
        violations.push(column, violation);
    }
    let failed = FormView { texts: &wrong, violations: &violations, ..edit.clone() };
    let column = customer().columns().by_name("manager_id").unwrap().index;
    let found = keys(&["Grace Hopper", "Hana Kim", "Ivan Horvat"]);
    let pick = PickView { form: edit.clone(), column, search: "a", found: &found, more: true };
    let pick_none = PickView { found: &[], more: false, search: "zzz", ..pick.clone() };
    let conflict = ConflictView {
        model: customer(),
        key: &key,
        title,
        theirs: row,
        yours: &wrong,
        labels: &row_labels,
        version: "4",
    };
    vec![
        ("add", site.add(pages, theme)),
        ("edit", pages.form(&frame, &edit).unwrap()),
        ("edit-failed", pages.form(&frame, &failed).unwrap()),
        ("pick", pages.pick(&frame, &pick).unwrap()),
        ("pick-none", pages.pick(&frame, &pick_none).unwrap()),
        ("conflict", pages.conflict(&frame, &conflict).unwrap()),
    ]
}

fn rows(site: &Site, pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let frame = site.frame(theme);
    let record = ann();
    let row_labels = labels();
    let row = RowView { record: &record, labels: &row_labels };
    let key = record.key();
    let title = "Ann <Lee> & \"Sons\"";
    let related = [
        RelatedView { model: employee(), column: "id", count: Some(Count::Exact(3)) },
        RelatedView { model: customer(), column: "manager_id", count: Some(Count::MoreThan(1000)) },
    ];
    let links = [LinkView {
        label: "Roles".to_owned(),
        href: "/users/42/roles".to_owned(),
        icon: "shield-lock",
    }];
    let show = ShowView {
        model: customer(),
        row,
        title,
        related: &related,
        facts: &[],
        links: &links,
        actions: ACTIONS,
        may: EVERYTHING,
    };
    let dependents = [
        DependentView {
            model: customer(),
            column: "manager_id",
            count: Count::MoreThan(1000),
            sample: keys(&["Ann Lee", "Bo Olsen", "Carla Méndez"]),
        },
        DependentView {
            model: employee(),
            column: "id",
            count: Count::Exact(1),
            sample: keys(&["Hana Kim"]),
        },
    ];
    let delete = DeleteView {
        model: customer(),
        key: &key,
        title,
        version: Some("3"),
        dependents: &[],
        may: EVERYTHING,
    };
    let blocked = DeleteView { dependents: &dependents, ..delete.clone() };
    vec![
        ("show", pages.show(&frame, &show).unwrap()),
        (
            "show-alone",
            pages.show(&frame, &ShowView { related: &[], links: &[], ..show.clone() }).unwrap(),
        ),
        ("delete", pages.delete(&frame, &delete).unwrap()),
        ("delete-blocked", pages.delete(&frame, &blocked).unwrap()),
    ]
}

fn people(site: &Site, pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let frame = site.frame(theme);
    let nobody = Frame { user: None, menu: &[], ..site.frame(theme) };
    let login = LoginView {
        username: "grace.hopper",
        error: None,
        next: "/customers",
        typed: "",
        providers: &[],
        passkey: true,
        registers: true,
    };
    let refused =
        LoginView { error: Some("The user name or the password is wrong."), ..login.clone() };
    let none = Violations::new();
    let short = Violations::at("password", Violation::new("short", "Use at least 12 characters"));
    let setup = SetupView {
        token: "abc",
        username: "",
        invited: None,
        first: false,
        existing: false,
        min_length: 12,
        violations: &none,
    };
    let again =
        SetupView { username: "grace.hopper", existing: true, violations: &short, ..setup.clone() };
    let own = PasswordView {
        of: None,
        action: "/account/password",
        back: "/",
        min_length: 12,
        violations: &short,
    };
    let theirs = PasswordView {
        of: Some("hana.kim"),
        back: "/users/2",
        action: "/users/2/password",
        min_length: 12,
        violations: &none,
    };
    vec![
        ("login", pages.login(&nobody, &login).unwrap()),
        ("login-failed", pages.login(&nobody, &refused).unwrap()),
        ("setup", pages.setup(&nobody, &setup).unwrap()),
        ("setup-failed", pages.setup(&nobody, &again).unwrap()),
        ("password", pages.password(&frame, &own).unwrap()),
        ("user-password", pages.password(&frame, &theirs).unwrap()),
        ("message-404", pages.message(&frame, &MessageView::of(404))),
        ("message-500", pages.message(&nobody, &MessageView::of(500))),
    ]
}

fn roles(site: &Site, pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let frame = site.frame(theme);
    let role = |label: &str, help: &str, checked, fixed| RoleBox {
        value: label.to_lowercase(),
        label: label.to_owned(),
        help: help.to_owned(),
        checked,
        fixed,
    };
    let boxes = [
        role("Admin", "Everything, including users and roles.", true, false),
        role("Clerk", "Orders and customers, without deleting.", false, false),
        role("Reader", "", true, true),
    ];
    let roles = RolesView {
        user: "hana.kim",
        back: "/users/2",
        action: "/users/2/roles",
        roles: &boxes,
        error: None,
    };
    let line = |model: &str, label: &str, count: usize, actions| GrantLine {
        model: model.to_owned(),
        label: label.to_owned(),
        verbs: Verb::ALL.iter().take(count).map(|verb| (*verb, count > 4)).collect(),
        actions,
    };
    let ship = vec![
        ("ship".to_owned(), "Ship".to_owned(), true),
        ("refund".to_owned(), "Refund".to_owned(), false),
    ];
    let lines = [
        line("customer", "Customers", 6, vec![]),
        line("order", "Orders", 5, ship),
        line("audit_entry", "Audit entries", 2, vec![]),
    ];
    let grants = GrantsView {
        role: "Clerk",
        back: "/roles/2",
        action: "/roles/2/grants",
        lines: &lines,
        fixed: false,
        error: None,
    };
    let refused_grants = GrantsView {
        fixed: true,
        error: Some("You cannot take this from yourself."),
        ..grants.clone()
    };
    vec![
        ("roles", pages.roles(&frame, &roles).unwrap()),
        ("grants", pages.grants(&frame, &grants).unwrap()),
        ("grants-fixed", pages.grants(&frame, &refused_grants).unwrap()),
    ]
}

//! Which text is plausible in a column? By its format, its name and the model it belongs to.

use fake::faker::company::raw::{CatchPhrase, Profession};
use fake::faker::internet::raw::{IPv4, MACAddress, UserAgent};
use fake::faker::lorem::raw::Word;
use fake::faker::name::raw::{FirstName, LastName};
use fake::locales::EN;

use crate::cli::seed::catalogue as lists;
use crate::cli::seed::dice::Dice;
use crate::cli::seed::subject::{Subject, initials};
use crate::cli::slug::slug;
use crate::models::{Column, Format, ModelMeta, Record};

/// Where a text is going to stand.
pub(crate) struct Place<'a> {
    pub(crate) model: &'static ModelMeta,
    pub(crate) column: &'a Column,
    /// The row so far.
    pub(crate) record: &'a Record,
    /// Counts the rows of the table, those that stood before included.
    pub(crate) ordinal: u64,
    /// Rows stood in the table before, so that what must differ should do so at once.
    pub(crate) crowded: bool,
}

/// Whether the text is made from other texts of the same row, so that those must be there first.
pub(crate) fn is_derived(column: &Column) -> bool {
    matches!(column.format, Format::Email | Format::Slug | Format::Url)
        || matches!(
            last_word(column.name),
            "email" | "mail" | "slug" | "username" | "login" | "url" | "website"
        )
}

/// A plausible text.
pub(crate) fn text(place: &Place<'_>, dice: &mut Dice) -> String {
    by_format(place, dice).unwrap_or_else(|| by_name(place, dice))
}

fn by_format(place: &Place<'_>, dice: &mut Dice) -> Option<String> {
    Some(match place.column.format {
        Format::Email => email(place, dice),
        Format::Url => url(place, dice),
        Format::Tel => phone(dice),
        Format::Slug => slug(&called(place, dice)),
        Format::Color => color(dice),
        Format::Markdown => markdown(dice),
        _ => return None,
    })
}

fn by_name(place: &Place<'_>, dice: &mut Dice) -> String {
    let name = place.column.name;
    match last_word(name) {
        "email" | "mail" => email(place, dice),
        "phone" | "mobile" | "fax" | "telephone" | "tel" => phone(dice),
        "url" | "website" | "homepage" | "link" => url(place, dice),
        "slug" => slug(&called(place, dice)),
        "username" | "login" | "nickname" | "handle" => {
            slug(&called(place, dice)).replace('-', ".")
        }
        "color" | "colour" => color(dice),
        "city" | "town" | "place" | "location" | "state" | "region" | "province" | "county" => {
            dice.word(lists::CITIES).to_owned()
        }
        "country" if place.column.max_length.is_some_and(|most| most < 4) => {
            country(dice).0.to_owned()
        }
        "country" | "nationality" => country(dice).1.to_owned(),
        "street" | "address" | "address1" | "line1" => address(dice),
        "zip" | "postcode" | "postal" => dice.int(10_000..=99_999).to_string(),
        "company" | "supplier" | "vendor" | "manufacturer" | "employer" => company(dice),
        "brand" => dice.fake(&LastName(EN)),
        "department" | "team" => dice.word(lists::DEPARTMENTS).to_owned(),
        "position" | "job" | "profession" | "occupation" => {
            capitalized(&dice.fake(&Profession(EN)))
        }
        "category" | "group" | "genre" => dice.word(lists::CATEGORIES).to_owned(),
        "currency" => dice.word(&["EUR", "EUR", "EUR", "USD", "GBP", "CHF"]).to_owned(),
        "language" | "locale" => dice.word(&["en", "de", "fr", "es", "it", "nl", "pl"]).to_owned(),
        "timezone" | "zone" => {
            dice.word(&["Europe/Berlin", "Europe/Paris", "UTC", "America/New_York"]).to_owned()
        }
        "ip" => dice.fake(&IPv4(EN)),
        "mac" => dice.fake(&MACAddress(EN)),
        "agent" => dice.fake(&UserAgent(EN)),
        "unit" => dice.word(&["piece", "box", "pair", "kg", "m", "l"]).to_owned(),
        "tag" | "keyword" => dice.word(lists::TAGS).to_owned(),
        "file" | "filename" => format!("{}-{}.pdf", slug(dice.word(lists::TASKS)), place.ordinal),
        "ean" | "gtin" | "upc" | "barcode" | "isbn" => {
            format!("40{:011}", dice.int(0..=99_999_999_999))
        }
        "iban" => format!("DE{:020}", dice.int(0..=i64::MAX)),
        "vat" => format!("DE{:09}", dice.int(0..=999_999_999)),
        "sku" | "code" | "number" | "reference" | "ref" | "no" | "nr" => code(place),
        "token" | "hash" | "secret" | "password" => hex(dice),
        "version" => format!("{}.{}.{}", dice.int(0..=3), dice.int(0..=12), dice.int(0..=9)),
        "description" | "body" | "content" | "bio" | "about" | "details" | "message" => {
            sentences(dice, 2, 4)
        }
        "note" | "notes" | "comment" | "comments" | "remark" | "remarks" | "summary" | "reason" => {
            sentences(dice, 1, 2)
        }
        "subject" | "headline" => dice.word(lists::SUBJECTS).to_owned(),
        "slogan" | "tagline" | "motto" => dice.fake(&CatchPhrase(EN)),
        "task" | "todo" => dice.word(lists::TASKS).to_owned(),
        "title" | "name" | "label" => named(place, dice),
        _ => other(place, dice),
    }
}

/// A name: of a person when the column or the model says so, else of the thing that the model is.
fn named(place: &Place<'_>, dice: &mut Dice) -> String {
    let name = place.column.name;
    if name.starts_with("first") || name.starts_with("given") {
        return dice.fake(&FirstName(EN));
    }
    if name.starts_with("last") || name.starts_with("family") || name == "surname" {
        return dice.fake(&LastName(EN));
    }
    if name.starts_with("full") || name.starts_with("contact") {
        return person(dice);
    }
    match Subject::of(place.model) {
        Subject::Person if name == "title" || name.ends_with("job_title") => {
            capitalized(&dice.fake(&Profession(EN)))
        }
        Subject::Person => person(dice),
        Subject::Company => company(dice),
        Subject::Product => product(dice),
        Subject::Category => dice.word(lists::CATEGORIES).to_owned(),
        Subject::Department => dice.word(lists::DEPARTMENTS).to_owned(),
        Subject::Site => {
            format!("{} {}", dice.word(lists::CITIES), place.model.label.to_lowercase())
        }
        Subject::City => dice.word(lists::CITIES).to_owned(),
        Subject::Country => country(dice).1.to_owned(),
        Subject::Tag => dice.word(lists::TAGS).to_owned(),
        Subject::Task => dice.word(lists::TASKS).to_owned(),
        Subject::Message => dice.word(lists::SUBJECTS).to_owned(),
        Subject::Thing => {
            format!("{} {}", dice.word(lists::QUALITIES), place.model.label.to_lowercase())
        }
    }
}

fn other(place: &Place<'_>, dice: &mut Dice) -> String {
    let person_words = [
        "author",
        "owner",
        "contact",
        "manager",
        "assignee",
        "recipient",
        "signatory",
        "customer",
        "client",
    ];
    if person_words.contains(&last_word(place.column.name)) {
        return person(dice);
    }
    if place.column.name == "surname" {
        return dice.fake(&LastName(EN));
    }
    if place.column.max_length.is_some_and(|most| most < 20) {
        return dice.fake(&Word(EN));
    }
    capitalized(&format!("{} {}", dice.fake::<_>(&Word(EN)), dice.fake::<_>(&Word(EN))))
}

/// What the row is called so far, for everything that is made from its name.
fn called(place: &Place<'_>, dice: &mut Dice) -> String {
    let record = place.record;
    let part = |name: &str| record.get(name).as_text().map(str::to_owned);
    if let (Some(first), Some(last)) = (part("first_name"), part("last_name")) {
        return format!("{first} {last}");
    }
    let own = place.model.columns().title().find_map(|column| {
        let text = record.at(column.index).as_text().filter(|_| column.index != place.column.index);
        text.filter(|text| !text.contains('@')).map(str::to_owned)
    });
    own.or_else(|| part("name")).or_else(|| part("title")).unwrap_or_else(|| {
        match Subject::of(place.model) {
            Subject::Thing | Subject::Person => person(dice),
            _ => named(place, dice),
        }
    })
}

/// Addresses that nobody has: the domains are reserved for examples.
fn email(place: &Place<'_>, dice: &mut Dice) -> String {
    let name = slug(&called(place, dice));
    if matches!(Subject::of(place.model), Subject::Company) {
        let box_name = dice.word(&["info", "hello", "office", "orders", "service"]);
        return format!("{box_name}@{name}.example");
    }
    let domain = dice.word(&["example.com", "example.org", "example.net"]);
    format!("{}@{domain}", name.replace('-', "."))
}

fn url(place: &Place<'_>, dice: &mut Dice) -> String {
    let name = slug(&called(place, dice));
    match Subject::of(place.model) {
        Subject::Company => format!("https://www.{name}.example"),
        _ => format!("https://example.com/{name}"),
    }
}

/// Numbers that the British regulator keeps free for fiction.
fn phone(dice: &mut Dice) -> String {
    let (area, most) = [("20 7946", 999), ("161 496", 999), ("113 496", 999)]
        .get(dice.place(3))
        .copied()
        .unwrap_or(("20 7946", 999));
    format!("+44 {area} 0{:03}", dice.int(0..=most))
}

fn person(dice: &mut Dice) -> String {
    format!("{} {}", dice.fake::<_>(&FirstName(EN)), dice.fake::<_>(&LastName(EN)))
}

fn company(dice: &mut Dice) -> String {
    let name: String = dice.fake(&LastName(EN));
    match dice.int(0..=2) {
        0 => format!("{name} {}", dice.word(lists::COMPANY_FORMS)),
        1 => format!("{name} {} {}", dice.word(lists::TRADES), dice.word(lists::COMPANY_FORMS)),
        _ => format!("{name} & {}", dice.fake::<_>(&LastName(EN))),
    }
}

fn product(dice: &mut Dice) -> String {
    let adjective = if dice.percent(50) { lists::QUALITIES } else { lists::MATERIALS };
    format!("{} {}", dice.word(adjective), dice.word(lists::THINGS))
}

fn address(dice: &mut Dice) -> String {
    format!("{} {}", dice.int(1..=180), dice.word(lists::STREETS))
}

fn country(dice: &mut Dice) -> (&'static str, &'static str) {
    let place = dice.place(lists::COUNTRIES.len());
    lists::COUNTRIES.get(place).copied().unwrap_or(("DE", "Germany"))
}

fn color(dice: &mut Dice) -> String {
    format!("#{:06x}", dice.int(0..=0x00ff_ffff))
}

fn hex(dice: &mut Dice) -> String {
    format!("{:032x}", u128::from_ne_bytes(dice.bytes()))
}

fn code(place: &Place<'_>) -> String {
    format!("{}-{:05}", initials(place.model), place.ordinal + 1)
}

fn sentences(dice: &mut Dice, least: i64, most: i64) -> String {
    let count = dice.int(least..=most);
    let all: Vec<&str> = (0..count).map(|_| dice.word(lists::SENTENCES)).collect();
    all.join(" ")
}

fn markdown(dice: &mut Dice) -> String {
    let items: Vec<String> = (0..3).map(|_| format!("- {}", dice.word(lists::SENTENCES))).collect();
    format!(
        "## {}\n\n{}\n\n{}\n",
        dice.word(lists::SUBJECTS),
        sentences(dice, 2, 3),
        items.join("\n")
    )
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn last_word(name: &str) -> &str {
    name.rsplit('_').next().unwrap_or(name)
}

//! All keys.

use fab::prelude::*;

#[derive(AdminModel, Encrypted)]
#[encrypted(table = "patients", crate = "fab")]
#[admin(table = "people")]
pub struct Patient {
    #[admin(key)]
    pub id: Uuid,
    #[admin(search, max_length = 120)]
    pub name: String,
    #[admin(filter, search, pattern = "[0-9 ]+", max_length = 20)]
    #[encrypted(blind_index, normalize = "digits")]
    pub insurance_no: Secret<String>,
    #[encrypted(blind_index(unique, normalize = without_spaces))]
    pub passport: Option<Secret<String>>,
    #[admin(unique)]
    #[encrypted(blind_index(bits = 128))]
    pub tax_no: Secret<i64>,
    #[encrypted(blind_index(bits = 24, normalize = "email"))]
    pub email: Secret<String>,
    #[admin(widget = "textarea")]
    #[encrypted(pad = 32)]
    pub diagnosis: Secret<String>,
    #[admin(min = "1900-01-01")]
    #[encrypted(name = "dob")]
    pub date_of_birth: Secret<NaiveDate>,
    #[encrypted(mask = "last4")]
    pub iban: Secret<String>,
    #[encrypted]
    pub plan: Secret<Json>,
}

fn without_spaces(text: &str) -> String {
    text.replace(' ', "")
}

fn main() {
    let plan = Patient::meta().sealing.unwrap();
    assert_eq!(plan.table, "patients");
    assert_eq!(Patient::meta().table, "people");
    let names: Vec<&str> = plan.fields.iter().map(|field| field.name).collect();
    assert_eq!(names, ["insurance_no", "passport", "tax_no", "email", "diagnosis", "dob", "iban", "plan"]);
    let index = |field: &str| plan.field(field).unwrap().index.unwrap();
    assert_eq!((index("insurance_no").normalize)("1 2-3"), "123");
    assert_eq!((index("passport").normalize)("a b"), "ab");
    assert!(index("passport").unique && !index("tax_no").unique);
    assert_eq!((index("email").bits, index("tax_no").bits), (24, 128));
    let columns = Patient::meta().columns();
    assert_eq!(columns.sealed().count(), 8);
    let hidden: Vec<&str> =
        columns.all().iter().filter(|c| c.blind_index_of.is_some()).map(|c| c.name).collect();
    assert_eq!(hidden, ["insurance_no_bidx", "passport_bidx", "tax_no_bidx", "email_bidx"]);
}

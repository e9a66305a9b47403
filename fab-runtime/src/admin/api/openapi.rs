//! How do programs learn what there is? An `OpenAPI` document, made of the table of routes.

use serde_json::{Map, Value, json};

use crate::admin::api::body::CREDENTIAL;
use crate::admin::api::{Api, Member};
use crate::admin::cookie;
use crate::admin::routes::{Needs, Page, Route, TABLE};
use crate::admin::site::Parts;

/// The document. It holds nothing of any row.
pub(super) fn document(site: &Parts) -> Value {
    let mut paths = Map::new();
    for route in TABLE {
        let Page::Api(api) = route.page else { continue };
        let method = route.method_name().to_ascii_lowercase();
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(method, operation(route, api));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": site.name, "version": env!("CARGO_PKG_VERSION") },
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie::SESSION.get(site.options.is_https()),
                },
                "csrf": { "type": "apiKey", "in": "header", "name": "x-csrf-token" },
            },
        },
    })
}

fn operation(route: &Route, api: Api) -> Value {
    let changes = route.method_name() == "POST";
    let mut schemes = Map::new();
    if route.needs != Needs::Anyone {
        schemes.insert("session".to_owned(), json!([]));
    }
    if changes {
        schemes.insert("csrf".to_owned(), json!([]));
    }
    let done = if api == Api::BeginFactor { "201" } else { "200" };
    let mut responses = Map::new();
    responses.insert(done.to_owned(), content("Done", api.schema()));
    for (status, what) in [
        ("400", "The body cannot be read"),
        ("401", "sign_in_required or mfa_required"),
        ("403", "mfa_enrollment_required, step_up_required, forged or forbidden"),
        ("404", "There is none like that"),
        ("422", "Something in the body is wrong; `field` names it"),
        ("429", "Too many attempts; `Retry-After` says how long to wait"),
    ] {
        responses.insert(status.to_owned(), content(what, "Error"));
    }
    if api == Api::SendCode {
        let what = "cannot_send: nobody takes such messages at the moment";
        responses.insert("503".to_owned(), content(what, "Error"));
    }
    let mut operation = json!({
        "operationId": operation_id(api),
        "summary": api.summary(),
        "security": [schemes],
        "responses": responses,
    });
    if let Some(members) = operation.as_object_mut() {
        if changes {
            members.insert("requestBody".to_owned(), body(api.members()));
        }
        if route.path.contains("{id}") {
            let schema = match api {
                Api::Distrust => json!({ "type": "string" }),
                _ => json!({ "type": "integer", "format": "int64" }),
            };
            let id = json!({ "name": "id", "in": "path", "required": true, "schema": schema });
            members.insert("parameters".to_owned(), json!([id]));
        }
    }
    operation
}

const fn operation_id(api: Api) -> &'static str {
    match api {
        Api::Session => "session",
        Api::SignIn => "signIn",
        Api::Answer => "answer",
        Api::SendCode => "sendCode",
        Api::Factors => "factors",
        Api::BeginFactor => "beginFactor",
        Api::ConfirmFactor => "confirmFactor",
        Api::RenameFactor => "renameFactor",
        Api::RemoveFactor => "removeFactor",
        Api::BackupCodes => "backupCodes",
        Api::Confirm => "confirm",
        Api::SignOut => "signOut",
        Api::InvitePasskey => "invitePasskey",
        Api::SignInByPasskey => "signInByPasskey",
        Api::AskPasskey => "askPasskey",
        Api::AddPasskey => "addPasskey",
        Api::Devices => "devices",
        Api::Distrust => "distrust",
        Api::DistrustAll => "distrustAll",
        Api::Document => "openapi",
    }
}

fn content(description: &str, schema: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn body(members: &[Member]) -> Value {
    let property = |one: &Member| {
        let kind = if one.name == CREDENTIAL { "object" } else { "string" };
        (one.name.to_owned(), json!({ "type": kind, "description": one.help }))
    };
    let properties: Map<String, Value> = members.iter().map(property).collect();
    let required: Vec<&str> =
        members.iter().filter(|one| one.required).map(|one| one.name).collect();
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn schemas() -> Value {
    let text = || json!({ "type": "string" });
    let time = || json!({ "type": ["string", "null"], "format": "date-time" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let truth = || json!({ "type": "boolean" });
    let session = json!({
        "state": { "type": "string", "enum": ["anonymous", "half", "full"] },
        "user": { "type": ["string", "null"] },
        "must_enroll": truth(),
        "fresh": truth(),
        "ways": texts(),
        "messages": { "type": "array", "items": { "$ref": "#/components/schemas/Message" } },
        "grace_until": time(),
        "trust_seconds": { "type": ["integer", "null"] },
        "csrf": text(),
    });
    let mut with_codes = session.clone();
    if let Some(members) = with_codes.as_object_mut() {
        let codes = json!({ "type": ["array", "null"], "items": { "type": "string" } });
        members.insert("backup_codes".to_owned(), codes);
    }
    let factor = json!({
        "id": { "type": "integer", "format": "int64" },
        "kind": text(),
        "name": text(),
        "destination": { "type": ["string", "null"] },
        "created_at": time(),
        "last_used_at": time(),
        "locked": truth(),
        "own_mailbox": truth(),
    });
    let mut all = json!({
        "Session": object(&session),
        "BackupCodes": object(&with_codes),
        "Factor": object(&factor),
        "Factors": object(&json!({
            "factors": { "type": "array", "items": { "$ref": "#/components/schemas/Factor" } },
            "backup_codes_left": { "type": "integer" },
            "level": text(),
            "grace_until": time(),
            "offered": texts(),
        })),
        "Enrolment": object(&json!({
            "factor": { "type": "integer", "format": "int64" },
            "kind": text(),
            "name": text(),
            "secret": text(),
            "uri": text(),
            "destination": text(),
            "options": { "type": "object" },
            "expires_at": time(),
            "resend_at": time(),
        })),
        "Message": object(&json!({
            "factor": { "type": "integer", "format": "int64" },
            "kind": text(),
            "name": text(),
            "destination": { "type": ["string", "null"] },
            "sendable": truth(),
        })),
        "SentCode": object(&json!({
            "factor": { "type": "integer", "format": "int64" },
            "destination": text(),
            "expires_at": time(),
            "resend_at": time(),
        })),
        "Error": object(&json!({
            "code": text(), "message": text(), "field": text(), "request_id": text(),
        })),
        "Document": { "type": "object" },
    });
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), of_devices()) {
        all.extend(more);
    }
    all
}

/// The schemas of passkeys and of trusted devices.
fn of_devices() -> Value {
    let text = || json!({ "type": "string" });
    let time = || json!({ "type": "string", "format": "date-time" });
    json!({
        "PasskeyOptions": object(&json!({ "options": { "type": "object" } })),
        "Device": object(&json!({
            "id": text(),
            "name": text(),
            "address": { "type": ["string", "null"] },
            "current": { "type": "boolean" },
            "created_at": time(),
            "used_at": time(),
            "expires_at": time(),
        })),
        "Devices": object(&json!({
            "devices": { "type": "array", "items": { "$ref": "#/components/schemas/Device" } },
            "trust_seconds": { "type": ["integer", "null"] },
        })),
    })
}

fn object(properties: &Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

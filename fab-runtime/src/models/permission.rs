//! What may be allowed, and how is it named?

use std::borrow::Cow;
use std::fmt;

use crate::models::meta::Verb;

/// A thing that a role can grant: an action on a model. `customer.edit`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permission {
    model: Cow<'static, str>,
    action: Cow<'static, str>,
}

impl Permission {
    /// One of the verbs on a model.
    pub const fn of(model: &'static str, verb: Verb) -> Self {
        Self { model: Cow::Borrowed(model), action: Cow::Borrowed(verb.name()) }
    }

    /// An action of its own on a model.
    pub const fn action(model: &'static str, action: &'static str) -> Self {
        Self { model: Cow::Borrowed(model), action: Cow::Borrowed(action) }
    }

    /// Reads `model.action`; `*` on either side stands for all. `None` for anything else.
    ///
    /// ```
    /// # use fab_runtime::models::Permission;
    /// assert_eq!(Permission::parse("customer.edit").unwrap().to_string(), "customer.edit");
    /// assert!(Permission::parse("customer").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (model, action) = text.split_once('.')?;
        let valid = |part: &str| {
            part == "*"
                || (!part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
        };
        (valid(model) && valid(action))
            .then(|| Self { model: model.to_owned().into(), action: action.to_owned().into() })
    }

    /// The model's name, or `*`.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The action's name, or `*`.
    pub fn action_name(&self) -> &str {
        &self.action
    }

    /// Whether holding `self` allows `wanted`.
    pub fn covers(&self, wanted: &Self) -> bool {
        (self.model == "*" || self.model == wanted.model)
            && (self.action == "*" || self.action == wanted.action)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.model, self.action)
    }
}

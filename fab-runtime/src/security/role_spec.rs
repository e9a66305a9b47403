//! Which roles does the program itself define?

use std::collections::BTreeMap;

use crate::models::Permission;
use crate::security::error::SecurityError;
use crate::security::grants::Grants;

/// The name of the built-in role that may do everything.
pub const ADMIN: &str = "Admin";

/// A role that the program defines: there from the start, its grants fixed in code.
///
/// The database may grant the role more, never less.
///
/// ```
/// # use fab_runtime::security::RoleSpec;
/// let sales = RoleSpec::new("Sales").about("Looks after customers").grant("customer.*").grant("order.list");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RoleSpec {
    name: &'static str,
    description: &'static str,
    grants: Grants,
    wrong: Vec<String>,
}

impl RoleSpec {
    /// A role that may do nothing so far.
    pub const fn new(name: &'static str) -> Self {
        Self { name, description: "", grants: Grants::none(), wrong: Vec::new() }
    }

    /// What the role is called.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What the role is for.
    pub const fn about(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Grants a permission: a constant such as `Customer::LIST`, or a text such as `"customer.*"`.
    ///
    /// A text that is no permission is reported by [`Security::new`](crate::security::Security::new).
    pub fn grant(mut self, permission: impl Into<Granted>) -> Self {
        match permission.into().0 {
            Ok(permission) => self.grants.insert(permission),
            Err(text) => self.wrong.push(text),
        }
        self
    }
}

/// What [`RoleSpec::grant`] takes: a permission, or a text that should be one.
#[derive(Debug)]
pub struct Granted(Result<Permission, String>);

impl From<Permission> for Granted {
    fn from(permission: Permission) -> Self {
        Self(Ok(permission))
    }
}

impl From<&str> for Granted {
    fn from(text: &str) -> Self {
        Self(Permission::parse(text).ok_or_else(|| text.to_owned()))
    }
}

/// One role of the program: what it is for, and what it may do.
#[derive(Debug, Clone)]
pub(crate) struct CodeRole {
    pub(crate) description: &'static str,
    pub(crate) grants: Grants,
}

/// The roles of the program by name, `Admin` among them.
#[derive(Debug, Clone)]
pub(crate) struct CodeRoles(BTreeMap<&'static str, CodeRole>);

impl CodeRoles {
    pub(crate) fn new(specs: Vec<RoleSpec>) -> Result<Self, SecurityError> {
        let admin = CodeRole { description: "May do everything", grants: Grants::all() };
        let mut roles = BTreeMap::from([(ADMIN, admin)]);
        for RoleSpec { name, description, grants, wrong } in specs {
            if let Some(text) = wrong.into_iter().next() {
                return Err(SecurityError::RoleSpec {
                    role: name,
                    problem: format!("grants `{text}`, which is not of the form `model.action`"),
                });
            }
            if roles.insert(name, CodeRole { description, grants }).is_some() {
                let problem = "is defined twice".to_owned();
                return Err(SecurityError::RoleSpec { role: name, problem });
            }
        }
        Ok(Self(roles))
    }

    /// What the program grants to the role of that name.
    pub(crate) fn grants(&self, name: &str) -> Grants {
        self.0.get(name).map(|role| role.grants.clone()).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &CodeRole)> {
        self.0.iter().map(|(name, role)| (*name, role))
    }
}

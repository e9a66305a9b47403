//! What may somebody do? A set of permissions, wildcards included.

use std::collections::BTreeSet;

use crate::models::Permission;

/// The permissions that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants(BTreeSet<Permission>);

impl Grants {
    /// None at all.
    pub const fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// Every permission there is.
    pub fn all() -> Self {
        Permission::parse("*.*").into_iter().collect()
    }

    /// Whether `wanted` is allowed; a wildcard is allowed only by a wildcard.
    ///
    /// ```
    /// # use fab_runtime::models::Permission;
    /// # use fab_runtime::security::Grants;
    /// let grants: Grants = Permission::parse("customer.*").into_iter().collect();
    /// assert!(grants.allows(&Permission::action("customer", "approve")));
    /// assert!(!grants.allows(&Permission::action("order", "approve")));
    /// ```
    pub fn allows(&self, wanted: &Permission) -> bool {
        self.0.iter().any(|held| held.covers(wanted))
    }

    /// Whether everything in `wanted` is allowed.
    pub fn allow_all(&self, wanted: &Self) -> bool {
        wanted.iter().all(|permission| self.allows(permission))
    }

    /// Whether anything is allowed on the model of that name.
    pub fn touch(&self, model: &str) -> bool {
        self.0.iter().any(|held| held.model() == "*" || held.model() == model)
    }

    /// Adds a permission.
    pub fn insert(&mut self, permission: Permission) {
        self.0.insert(permission);
    }

    /// The permissions, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Permission> {
        self.0.iter()
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What one of the two holds and the other does not.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self(self.0.symmetric_difference(&other.0).cloned().collect())
    }
}

impl FromIterator<Permission> for Grants {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}

impl Extend<Permission> for Grants {
    fn extend<I: IntoIterator<Item = Permission>>(&mut self, permissions: I) {
        self.0.extend(permissions);
    }
}

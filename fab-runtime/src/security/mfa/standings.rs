//! Who has a second factor, and who should? Of many people at once, for those who look after them.

use crate::db::SqlWriter;
use crate::models::{ActorId, FieldType, Kind, Values};
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::mfa::kinds::{FactorKind, MfaLevel};

/// How somebody proves who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PersonStanding {
    /// Who.
    pub user: ActorId,
    /// The name that they sign in with.
    pub username: String,
    /// The names of their roles.
    pub roles: Vec<String>,
    /// The strictest that their roles ask for.
    pub level: MfaLevel,
    /// The kinds of their factors that count, each once.
    pub kinds: Vec<FactorKind>,
}

impl PersonStanding {
    /// Whether their roles ask for what they do not have, be it now or when the days of grace are over.
    pub fn is_missing(&self) -> bool {
        match self.level {
            MfaLevel::Off | MfaLevel::Optional => false,
            MfaLevel::Required => self.kinds.is_empty(),
            MfaLevel::PhishingResistant => !self.kinds.contains(&FactorKind::Passkey),
        }
    }
}

impl Security {
    /// How these users prove who they are, by their names: two statements, however many they are, and one
    /// more where codes go to addresses.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn standings(&self, users: &[ActorId]) -> Result<Vec<PersonStanding>, SecurityError> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.db().writer();
        writer.push(
            "SELECT u.id, u.username, u.email, r.name, r.mfa FROM fab_users u \
             LEFT JOIN fab_user_roles m ON m.user_id = u.id \
             LEFT JOIN fab_roles r ON r.id = m.role_id WHERE u.id IN (",
        );
        among(&mut writer, users).push(") ORDER BY u.username, u.id, r.name");
        let statement = writer.finish(&[Kind::Int, Kind::Text, Kind::Text, Kind::Text, Kind::Text]);
        let mut addresses = Vec::new();
        let mut found: Vec<PersonStanding> = Vec::new();
        for mut row in self.db().fetch(statement).await? {
            let mut values = Values::new(&mut row);
            let user = ActorId(i64::load(&mut values)?);
            let username = String::load(&mut values)?;
            let address = Option::<String>::load(&mut values)?;
            let role = Option::<String>::load(&mut values)?;
            let level = Option::<MfaLevel>::load(&mut values)?.unwrap_or_default();
            if let Some(last) = found.last_mut().filter(|last| last.user == user) {
                last.roles.extend(role);
                last.level = last.level.max(level);
            } else {
                let (roles, kinds) = (role.into_iter().collect(), Vec::new());
                found.push(PersonStanding { user, username, roles, level, kinds });
                addresses.push((user, address));
            }
        }
        let kinds = self.kinds_of(users).await?;
        let mailed = |user: &ActorId| kinds.contains(&(*user, FactorKind::Email));
        addresses.retain(|(user, _)| mailed(user));
        let counted = self.counted_mail(&addresses).await?;
        for (user, kind) in kinds {
            if kind == FactorKind::Email && !counted.contains(&user) {
                continue;
            }
            if let Some(person) = found.iter_mut().find(|person| person.user == user) {
                person.kinds.push(kind);
            }
        }
        Ok(found)
    }

    async fn kinds_of(
        &self,
        users: &[ActorId],
    ) -> Result<Vec<(ActorId, FactorKind)>, SecurityError> {
        let mut writer = self.db().writer();
        writer.push(
            "SELECT DISTINCT user_id, kind FROM fab_factors WHERE confirmed_at IS NOT NULL \
             AND user_id IN (",
        );
        among(&mut writer, users).push(") ORDER BY user_id, kind");
        let rows = self.db().fetch(writer.finish(&[Kind::Int, Kind::Text])).await?;
        rows.into_iter()
            .map(|mut row| {
                let mut values = Values::new(&mut row);
                Ok((ActorId(i64::load(&mut values)?), FactorKind::load(&mut values)?))
            })
            .collect()
    }
}

fn among<'w>(writer: &'w mut SqlWriter, users: &[ActorId]) -> &'w mut SqlWriter {
    for (place, user) in users.iter().enumerate() {
        if place > 0 {
            writer.push(", ");
        }
        writer.int(user.0);
    }
    writer
}

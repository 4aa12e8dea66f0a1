//! A struct that is a row: its fields are the columns of its table.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Catalog, Read, Result, RowId, Rule, TableSpec, Value};

pub trait Record: Serialize + DeserializeOwned {
    const TABLE: &'static str;
    /// How concurrent edits of this table meet.
    const RULE: Rule;
    /// Fields whose concurrent values are all kept until a person has chosen.
    const CAUTIOUS: &'static [&'static str] = &[];

    /// Text fields that are sealed again, each cell for itself.
    const SEALED: &'static [&'static str] = &[];

    /// They are sealed under the key for what not everybody who sees the chart may read.
    const IS_SENSITIVE: bool = false;

    fn id(&self) -> RowId;

    /// Which of several concurrent values of a cautious field is shown meanwhile. The
    /// values come oldest first; the newest is shown unless a slice knows better.
    fn shown(_field: &str, values: &[Value]) -> usize {
        values.len().saturating_sub(1)
    }

    /// Keeps what is derived from a row (a search index) in step, for local and remote
    /// changes alike, inside the same transaction.
    fn project(_read: &Read<'_>, _row: RowId) -> Result<()> {
        Ok(())
    }
}

impl TableSpec {
    pub const fn of<R: Record>() -> Self {
        Self {
            name: R::TABLE,
            rule: R::RULE,
            cautious: R::CAUTIOUS,
            sealed: R::SEALED,
            is_sensitive: R::IS_SENSITIVE,
            shown: R::shown,
            project: R::project,
        }
    }
}

impl Catalog {
    pub fn spec_of<R: Record>(&self) -> Result<&crate::catalog::Table> {
        self.table(R::TABLE)
            .ok_or_else(|| crate::Error::internal(format_args!("no table {}", R::TABLE)))
    }
}

use kernel::{Command, Error, Nothing, Permission, Query, Read, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Favourite, Line};
use crate::forms;
use crate::permissions::PRESCRIPTIONS_WRITE;

/// The sets of lines that this doctor keeps.
#[derive(Deserialize, TS)]
pub struct ListFavourites {}

impl Query for ListFavourites {
    type Output = Vec<Favourite>;
    const ROUTE: &'static str = "prescriptions.favourites";
    const PERMISSION: Permission = PRESCRIPTIONS_WRITE;

    fn run(self, read: &Read<'_>) -> Result<Vec<Favourite>> {
        read.all(
            "SELECT * FROM favourite WHERE staff_id = ?1 AND ended IS NULL
             ORDER BY name, id LIMIT 500",
            [read.session().user],
        )
    }
}

/// Keeps a set under a name; the same name again replaces it.
#[derive(Deserialize, TS)]
pub struct KeepFavourite {
    pub name: String,
    pub lines: Vec<Line>,
}

impl Command for KeepFavourite {
    type Output = Favourite;
    const ROUTE: &'static str = "prescriptions.keep_favourite";
    const PERMISSION: Permission = PRESCRIPTIONS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Favourite> {
        let name = forms::required("name", &self.name)?;
        if self.lines.is_empty() {
            return Err(Error::invalid("lines", "errors-required"));
        }
        let checked = self.lines.into_iter().map(Line::checked);
        let lines = checked.collect::<Result<Vec<_>>>()?;
        let staff_id = tx.session().user;
        let known: Option<Favourite> = tx.one(
            "SELECT * FROM favourite WHERE staff_id = ?1 AND name = ?2 AND ended IS NULL
             ORDER BY id LIMIT 1",
            rusqlite::params![staff_id, name],
        )?;
        let favourite = match known {
            Some(known) => {
                let after = Favourite { lines, ..known };
                tx.change(&after)?;
                after
            }
            None => {
                let new = Favourite { id: tx.new_id(), staff_id, name, lines };
                tx.insert(&new)?;
                new
            }
        };
        Ok(favourite)
    }
}

#[derive(Deserialize, TS)]
pub struct DropFavourite {
    pub id: RowId,
}

impl Command for DropFavourite {
    type Output = Nothing;
    const ROUTE: &'static str = "prescriptions.drop_favourite";
    const PERMISSION: Permission = PRESCRIPTIONS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let favourite: Favourite = tx.get(self.id)?;
        if favourite.staff_id != tx.session().user {
            return Err(Error::no_such("favourite"));
        }
        tx.end::<Favourite>(self.id)?;
        Ok(Nothing {})
    }
}

//! Counts and sums that a copy must still answer in the same way when it is restored: a proof
//! that needs to know nothing of how copies are made.

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::manifest::{Answer, Manifest};

/// Its name, for all time, and one number by SQL.
pub type Question = (&'static str, &'static str);

pub fn answers(db: &Connection, questions: &[Question]) -> Result<Vec<Answer>> {
    let answers = questions.iter().map(|(question, sql)| {
        let answer = db.query_row(sql, [], |row| row.get(0))?;
        Ok(Answer { question: (*question).to_owned(), answer })
    });
    answers.collect()
}

/// A question that this program does not know any more is passed over.
pub fn same_answers(db: &Connection, manifest: &Manifest, questions: &[Question]) -> Result<()> {
    for Answer { question, answer } in &manifest.answers {
        let Some(known) = questions.iter().find(|(name, _)| name == question) else { continue };
        if answers(db, &[*known])?.first().map(|now| now.answer) != Some(*answer) {
            return Err(Error::Damaged("the records do not answer as when they were copied"));
        }
    }
    Ok(())
}

//! Which computer wrote a log, as people call it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use kernel::{Read, Result};

pub struct Computers<'a> {
    read: &'a Read<'a>,
    known: RefCell<BTreeMap<u64, String>>,
}

impl<'a> Computers<'a> {
    pub fn new(read: &'a Read<'a>) -> Self {
        Self { read, known: RefCell::default() }
    }

    pub fn of_log(&self, log: u64) -> Result<String> {
        if let Some(name) = self.known.borrow().get(&log) {
            return Ok(name.clone());
        }
        let name = self.find(log)?;
        self.known.borrow_mut().insert(log, name.clone());
        Ok(name)
    }

    pub fn of_desk(&self, no: u16) -> Result<String> {
        let sql = "SELECT name FROM device WHERE no = ?1 AND ended IS NULL ORDER BY id LIMIT 1";
        let name = self.read.value(sql, [no])?;
        Ok(name.unwrap_or_else(|| no.to_string()))
    }

    fn find(&self, log: u64) -> Result<String> {
        if let Some(no) = replica::desk_of_log(self.read, log)? {
            return self.of_desk(no);
        }
        // Written here and not sealed yet.
        let sql = "SELECT desk FROM log WHERE log_id = ?1 AND reason <> 'remote' LIMIT 1";
        let code: Option<String> = self.read.value(sql, [log.cast_signed()])?;
        let Some(code) = code else { return Ok(String::new()) };
        match replica::own_desk(self.read)? {
            Some(no) => self.of_desk(no),
            None => Ok(code),
        }
    }
}

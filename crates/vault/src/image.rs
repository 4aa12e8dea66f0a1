//! The records as the plain pages of an SQLite file, out of a live database and into a new
//! encrypted one. Pages pass through memory one at a time; nothing decrypted is ever
//! written to the disk by this module.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::database::{apply_profile, give_key};
use crate::envelope::Key;
use crate::error::{Error, Result};
use crate::generations::sync_dir;
use crate::settling::Settling;
use crate::vault::Vault;

pub const PAGE_BYTES: usize = 4096;
/// What SQLCipher keeps at the end of each page: 16 bytes of nonce, 64 of HMAC.
const RESERVED_BYTES: u8 = 80;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// SQLite locks this byte of a file and never uses the page around it.
const LOCK_PAGE: u64 = 0x4000_0000 / PAGE_BYTES as u64 + 1;
/// 16 MiB: what goes down to the disk while the next is written.
const STEP_PAGES: u64 = 4096;
/// The whole run must fit beside a working desk.
const CACHE: &str = "PRAGMA cache_size = -2000";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImageSize {
    pub page_bytes: u32,
    pub pages: u64,
}

impl ImageSize {
    pub fn bytes(self) -> u64 {
        u64::from(self.page_bytes) * self.pages
    }
}

/// One moment of the live database: people go on writing, this does not change.
pub struct Snapshot {
    db: Connection,
    size: ImageSize,
}

impl Vault {
    /// On a connection of its own, so that neither readers nor the writer wait for it.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let failed = || Error::database("taking a picture of the records");
        let db = self.open_reader()?;
        db.execute_batch(CACHE).map_err(failed())?;
        // The first read inside the transaction fixes the moment.
        db.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema").map_err(failed())?;
        let pages = db.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0));
        let pages = pages.map_err(failed())?.unsigned_abs();
        Ok(Snapshot { db, size: ImageSize { page_bytes: PAGE_BYTES as u32, pages } })
    }

    /// The plain pages of one moment, in order.
    pub fn read_image<E: From<Error>>(
        &self,
        take: impl FnMut(&[u8]) -> std::result::Result<(), E>,
    ) -> std::result::Result<ImageSize, E> {
        self.snapshot()?.read(take)
    }

    /// A new file at `path`, under the key of this vault's records.
    pub fn stage_image(&self, path: &Path) -> Result<ImageWriter> {
        ImageWriter::create(path, self.database_key())
    }

    /// Opens a file that `stage_image` has finished, to change it before it is put in place
    /// or to try it. Without a write-ahead journal: closed, it is one file.
    pub fn open_staged(&self, path: &Path) -> Result<Connection> {
        let failed = || Error::database("opening a file of records");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(failed())?;
        give_key(&db, self.database_key())?;
        apply_profile(&db)?;
        Ok(db)
    }
}

impl Snapshot {
    pub fn size(&self) -> ImageSize {
        self.size
    }

    /// For what is written about the same moment: heads of logs, counts.
    pub fn connection(&self) -> &Connection {
        &self.db
    }

    /// Every page once, in order, as a stock SQLite would have written it.
    pub fn read<E: From<Error>>(
        &self,
        mut take: impl FnMut(&[u8]) -> std::result::Result<(), E>,
    ) -> std::result::Result<ImageSize, E> {
        let failed = || Error::database("reading the records page by page");
        let sql = "SELECT pgno, data FROM sqlite_dbpage('main') ORDER BY pgno";
        let mut statement = self.db.prepare(sql).map_err(failed())?;
        let mut rows = statement.query([]).map_err(failed())?;
        let mut page = Vec::with_capacity(PAGE_BYTES);
        let mut reserved = usize::from(RESERVED_BYTES);
        let mut expected = 0;
        while let Some(row) = rows.next().map_err(failed())? {
            expected += 1;
            let number = row.get::<_, i64>(0).map_err(failed())?.unsigned_abs();
            let data = row.get_ref(1).map_err(failed())?;
            page.clear();
            page.extend_from_slice(data.as_blob().map_err(|_| Error::ImageDamaged)?);
            if number != expected || page.len() != PAGE_BYTES {
                return Err(Error::ImageDamaged.into());
            }
            if number == 1 {
                reserved = head(&mut page)?;
            }
            // What the cipher left there is random: it would neither shrink nor compare.
            page.iter_mut().rev().take(reserved).for_each(|byte| *byte = 0);
            take(&page)?;
        }
        if expected != self.size.pages {
            return Err(Error::ImageDamaged.into());
        }
        Ok(self.size)
    }
}

/// Checks the first page and marks the file as not written ahead: a stock SQLite opens an
/// image alone, without a journal beside it. Answers the reserved bytes of each page.
fn head(page: &mut [u8]) -> Result<usize> {
    let (reserved, size) = (page.get(20).copied(), page.get(16..18));
    let ours = page.starts_with(MAGIC)
        && size == Some(&(PAGE_BYTES as u16).to_be_bytes())
        && reserved == Some(RESERVED_BYTES);
    match page.get_mut(18..20) {
        Some(versions) if ours => versions.fill(1),
        _ => return Err(Error::ImageDamaged),
    }
    Ok(usize::from(RESERVED_BYTES))
}

/// Turns the bytes of an image into an encrypted file. Until `finish` has answered, the
/// file is worth nothing; dropped before, it is removed.
pub struct ImageWriter {
    path: PathBuf,
    key: Key,
    db: Option<Connection>,
    page: Vec<u8>,
    pages: u64,
    settling: Option<Settling>,
    is_done: bool,
}

impl ImageWriter {
    /// Refuses to write over anything.
    pub fn create(path: &Path, key: &Key) -> Result<ImageWriter> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).map_err(Error::io("beginning a file of records"))?;
        let mut writer = ImageWriter {
            path,
            key: key.clone(),
            db: None,
            page: Vec::with_capacity(PAGE_BYTES),
            pages: 0,
            settling: None,
            is_done: false,
        };
        writer.db = Some(writer.open()?);
        let beginning = || Error::io("beginning a file of records");
        let same = File::options().write(true).open(&writer.path).map_err(beginning())?;
        writer.settling = Some(Settling::begin(same).map_err(beginning())?);
        Ok(writer)
    }

    /// No journal and no waiting for the disk: a file that is not finished is thrown away,
    /// and `finish` forces the whole of it down at once.
    fn open(&self) -> Result<Connection> {
        let failed = || Error::database("beginning a file of records");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.path, flags).map_err(failed())?;
        give_key(&db, &self.key)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).map_err(failed())?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed())?;
        db.execute_batch("PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")
            .map_err(failed())?;
        db.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(())).map_err(failed())?;
        db.execute_batch(CACHE).map_err(failed())?;
        db.execute_batch("BEGIN IMMEDIATE").map_err(failed())?;
        Ok(db)
    }

    /// The next bytes of the image, however they were cut.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let room = PAGE_BYTES - self.page.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.page.extend_from_slice(now);
            bytes = later;
            if self.page.len() == PAGE_BYTES {
                self.write_page()?;
            }
        }
        Ok(())
    }

    fn write_page(&mut self) -> Result<()> {
        self.pages += 1;
        if self.pages == 1 {
            head(&mut self.page)?;
        }
        if self.pages != LOCK_PAGE {
            let sql = "INSERT INTO sqlite_dbpage (pgno, data, schema) VALUES (?1, ?2, 'main')";
            let failed = || Error::database("writing the records page by page");
            let db = self.db.as_ref().ok_or(Error::ImageDamaged)?;
            db.prepare_cached(sql)
                .and_then(|mut insert| {
                    insert.execute(rusqlite::params![self.pages.cast_signed(), self.page])
                })
                .map_err(failed())?;
        }
        self.page.clear();
        if let Some(settling) =
            self.settling.as_ref().filter(|_| self.pages.is_multiple_of(STEP_PAGES))
        {
            settling.step();
        }
        Ok(())
    }

    /// Forces the file to the disk, and meanwhile opens it again under its key and proves
    /// every page. It is worth nothing before both are done.
    pub fn finish(mut self) -> Result<ImageSize> {
        self.close()?;
        let file = self.again()?;
        let (proven, down) = std::thread::scope(|scope| {
            let down = scope.spawn(|| file.sync_all());
            let proven = prove(&self.path, &self.key);
            (proven, down.join())
        });
        // Closed before, it would have taken the locks of the proofs along.
        drop(file);
        let down = down.unwrap_or_else(|_| Err(io::Error::other("the settling stopped")));
        self.is_down(down)?;
        let size = proven?;
        if size.pages != self.pages {
            return Err(Error::ImageDamaged);
        }
        self.is_done = true;
        Ok(size)
    }

    /// Forces the file to the disk, unproven: for who goes on to change it, and proves what
    /// has become of it by `prove_staged`.
    pub fn settle(mut self) -> Result<()> {
        self.close()?;
        let down = self.again()?.sync_all();
        self.is_down(down)?;
        self.is_done = true;
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        if self.pages == 0 || !self.page.is_empty() {
            return Err(Error::ImageDamaged);
        }
        let failed = || Error::database("closing a file of records");
        if let Some(db) = self.db.take() {
            db.execute_batch("COMMIT").map_err(failed())?;
            db.flush_prepared_statement_cache();
            db.close().map_err(|(_, error)| failed()(error))?;
        }
        Ok(())
    }

    fn again(&self) -> Result<File> {
        let opened = OpenOptions::new().read(true).write(true).open(&self.path);
        opened.map_err(Error::io("forcing the records to the disk"))
    }

    /// What became of the last step, of those before it, and of the file's name.
    fn is_down(&mut self, last: io::Result<()>) -> Result<()> {
        let settle = || Error::io("forcing the records to the disk");
        last.map_err(settle())?;
        // Its handle goes after the database's own: closed before, it would take the locks of
        // that one along.
        if let Some(settling) = self.settling.take() {
            settling.finish().map_err(settle())?;
        }
        self.path.parent().map_or(Ok(()), sync_dir).map_err(settle())
    }
}

impl Drop for ImageWriter {
    fn drop(&mut self) {
        if !self.is_done {
            self.db = None;
            self.settling = None;
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn prove(path: &Path, key: &Key) -> Result<ImageSize> {
    let failed = || Error::database("proving a file of records");
    prove_staged(&|| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(failed())?;
        give_key(&db, key)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed())?;
        db.execute_batch(CACHE).map_err(failed())?;
        Ok(db)
    })
}

/// Both checks over every page of a file that nobody else has open, side by side: the
/// structure, and the seal of each page. A progress handler of the connections stops both.
pub fn prove_staged<E: From<Error> + Send>(
    open: &(impl Fn() -> std::result::Result<Connection, E> + Sync + ?Sized),
) -> std::result::Result<ImageSize, E> {
    let failed = || Error::database("proving a file of records");
    let (sealed, sound) = std::thread::scope(|scope| {
        let sealed = scope.spawn(|| open().and_then(|db| Ok(read_every_page(&db)?)));
        let sound = open().and_then(|db| {
            prove_structure(&db)?;
            let pages = db.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0));
            Ok(pages.map_err(failed())?)
        });
        (sealed.join().unwrap_or(Err(Error::ImageDamaged.into())), sound)
    });
    sealed?;
    Ok(ImageSize { page_bytes: PAGE_BYTES as u32, pages: sound?.unsigned_abs() })
}

/// As `prove`, on a connection that is open already.
pub fn prove_open(db: &Connection) -> Result<()> {
    prove_seals(db)?;
    prove_structure(db)
}

/// As `prove_seals`, which nothing can interrupt: nothing of a connection that is new lies in
/// its cache, so that each page comes from the disk and past its seal.
fn read_every_page(db: &Connection) -> Result<()> {
    let sql = "SELECT sum(length(data)) / ?1 - (SELECT page_count FROM pragma_page_count)
               FROM sqlite_dbpage('main')";
    match db.query_row(sql, [PAGE_BYTES as i64], |row| row.get::<_, i64>(0)) {
        Ok(0) => Ok(()),
        Ok(_) => Err(Error::ImageDamaged),
        Err(error) => Err(match error.sqlite_error_code() {
            Some(
                ErrorCode::OperationInterrupted
                | ErrorCode::SystemIoFailure
                | ErrorCode::DatabaseBusy
                | ErrorCode::CannotOpen,
            ) => Error::database("proving the records")(error),
            _ => Error::ImageDamaged,
        }),
    }
}

fn prove_seals(db: &Connection) -> Result<()> {
    let failed = || Error::database("proving the records");
    let mut seals = db.prepare("PRAGMA cipher_integrity_check").map_err(failed())?;
    match seals.exists([]).map_err(failed())? {
        true => Err(Error::ImageDamaged),
        false => Ok(()),
    }
}

fn prove_structure(db: &Connection) -> Result<()> {
    let failed = || Error::database("proving the records");
    let words: String =
        db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failed())?;
    if words == "ok" { Ok(()) } else { Err(Error::ImageDamaged) }
}

//! Where copies lie: a folder on a disk, a stick or a share, marked so that it is known
//! again under another path, and in it one folder for each desk. A file is written under a
//! passing name, forced to the disk and proven before it gets its own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::hex::Hex;
use crate::manifest::{BYTES_MAX, Manifest};

pub const MARKER: &str = "vaidya-backups.json";
const PARTIAL: &str = "partial";
/// A folder with more entries is not ours alone; reading it must end.
const ENTRIES_MAX: usize = 20_000;
const DESKS_MAX: usize = 200;

/// What makes a stick known again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    pub vaidya_backups: Hex<16>,
}

/// The copies of one desk.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

#[derive(Clone, Debug)]
pub struct Found {
    pub manifest: Manifest,
    pub folder: Folder,
}

impl Marker {
    pub fn read(root: &Path) -> Option<Marker> {
        let bytes = read_bounded(&root.join(MARKER), 1000).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Left alone if there is one already: two clinics may share a stick.
    pub fn write(root: &Path, id: Hex<16>) -> Result<Marker> {
        if !root.is_dir() {
            return Err(Error::Gone);
        }
        if let Some(marker) = Marker::read(root) {
            return Ok(marker);
        }
        let marker = Marker { vaidya_backups: id };
        let text = serde_json::to_vec(&marker).unwrap_or_default();
        let partial = root.join(format!("{MARKER}.{PARTIAL}"));
        let mut file = File::create(&partial)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&partial, root.join(MARKER))?;
        sync_dir(root)?;
        Ok(marker)
    }
}

impl Folder {
    /// Named after clinic and desk, so that no two desks ever write one name.
    pub fn of(root: &Path, clinic: Hex<16>, desk_key: Hex<32>) -> Folder {
        let short = |hex: &str| hex.get(..12).unwrap_or_default().to_owned();
        let name = format!("vaidya-{}-{}", short(&clinic.text()), short(&desk_key.text()));
        Folder { path: root.join(name) }
    }

    pub fn at(path: &Path) -> Folder {
        Folder { path: path.to_owned() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folder and throws away what a cut-off attempt left.
    pub fn prepare(&self) -> Result<()> {
        match self.path.parent() {
            Some(root) if root.is_dir() => {}
            _ => return Err(Error::Gone),
        }
        if !self.path.is_dir() {
            fs::create_dir(&self.path)?;
            if let Some(root) = self.path.parent() {
                sync_dir(root)?;
            }
        }
        for name in names(&self.path)? {
            if name.ends_with(PARTIAL) && number_of(&name).is_some() {
                fs::remove_file(self.path.join(name))?;
            }
        }
        Ok(())
    }

    /// The largest number that any file here bears, ours or not.
    pub fn highest(&self) -> Result<u64> {
        if !self.path.is_dir() {
            return Ok(0);
        }
        Ok(names(&self.path)?.iter().filter_map(|name| number_of(name)).max().unwrap_or(0))
    }

    /// One more than any file of this base bears: a part that was written and then not
    /// remembered is never written over.
    pub(crate) fn next_part(&self, base: u64) -> Result<u32> {
        let base = crate::manifest::stem(base);
        let part = |name: &String| {
            let mut parts = name.split('.');
            let is_ours = parts.next() == Some(base.as_str());
            parts.next().filter(|_| is_ours).and_then(|part| part.parse::<u32>().ok())
        };
        Ok(names(&self.path)?.iter().filter_map(part).max().unwrap_or(0) + 1)
    }

    /// Whole copies whose manifest is signed, by number. Everything else is passed over:
    /// junk is neither counted nor removed.
    pub fn list(&self) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for name in names(&self.path)? {
            if !name.ends_with(".manifest") {
                continue;
            }
            let Ok(bytes) = read_bounded(&self.path.join(&name), BYTES_MAX) else { continue };
            let Ok(manifest) = Manifest::parse(&bytes) else { continue };
            let is_named = name == format!("{}.manifest", manifest.stem());
            let sealed = fs::symlink_metadata(self.path.join(manifest.file_name()));
            let is_whole = sealed
                .is_ok_and(|meta| meta.file_type().is_file() && meta.len() == manifest.seal.bytes);
            if is_named && is_whole {
                found.push(Found { manifest, folder: self.clone() });
            }
        }
        found.sort_by_key(|found| found.manifest.number);
        Ok(found)
    }

    /// The folders of all desks below a root, and the root itself if it is one.
    pub fn below(root: &Path) -> Result<Vec<Folder>> {
        if !root.is_dir() {
            return Err(Error::Gone);
        }
        let mut folders = vec![Folder::at(root)];
        for entry in fs::read_dir(root)?.take(ENTRIES_MAX) {
            let entry = entry?;
            let is_ours = entry.file_name().to_string_lossy().starts_with("vaidya-");
            if is_ours && entry.file_type()?.is_dir() && folders.len() < DESKS_MAX {
                folders.push(Folder::at(&entry.path()));
            }
        }
        folders.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(folders)
    }

    pub(crate) fn begin(&self, file_name: &str) -> Result<Partial> {
        // Another case of the same letters is the same file on many disks.
        let taken = names(&self.path)?.iter().any(|name| name.eq_ignore_ascii_case(file_name));
        if taken {
            return Err(Error::Damaged("a file of this name is there already"));
        }
        let partial = self.path.join(format!("{file_name}.{PARTIAL}"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&partial)?;
        Ok(Partial { partial, path: self.path.join(file_name), file: Some(file) })
    }

    pub(crate) fn open(&self, file_name: &str) -> Result<File> {
        Ok(File::open(self.path.join(file_name))?)
    }

    /// The manifest goes first: without it the rest is nobody's copy.
    pub fn remove(&self, manifest: &Manifest) -> Result<()> {
        fs::remove_file(self.path.join(format!("{}.manifest", manifest.stem())))?;
        sync_dir(&self.path)?;
        fs::remove_file(self.path.join(manifest.file_name()))?;
        Ok(())
    }

    pub(crate) fn keep_manifest(&self, manifest: &Manifest) -> Result<()> {
        let mut partial = self.begin(&format!("{}.manifest", manifest.stem()))?;
        partial.file()?.write_all(manifest.encode().as_bytes())?;
        partial.settle()?;
        partial.keep()
    }
}

impl Found {
    pub fn sealed(&self) -> Result<File> {
        self.folder.open(&self.manifest.file_name())
    }
}

/// Removed unless it is kept.
pub(crate) struct Partial {
    partial: PathBuf,
    path: PathBuf,
    file: Option<File>,
}

impl Partial {
    pub fn file(&mut self) -> Result<&mut File> {
        self.file.as_mut().ok_or(Error::Gone)
    }

    /// What is written through it goes down to the disk in small steps.
    pub fn steady(&mut self) -> Result<Steady<'_>> {
        Steady::begin(self.file()?)
    }

    pub fn settle(&mut self) -> Result<()> {
        let file = self.file()?;
        file.sync_all()?;
        // What is read back now comes from the disk, where the system allows it.
        #[cfg(target_os = "linux")]
        let _ = rustix::fs::fadvise(&*file, 0, None, rustix::fs::Advice::DontNeed);
        Ok(())
    }

    /// The file as it lies on the disk, under its passing name.
    pub fn again(&self) -> Result<File> {
        Ok(File::open(&self.partial)?)
    }

    pub fn keep(mut self) -> Result<()> {
        self.file = None;
        if self.path.exists() {
            return Err(Error::Damaged("a file of this name is there already"));
        }
        fs::rename(&self.partial, &self.path)?;
        if let Some(folder) = self.path.parent() {
            sync_dir(folder)?;
        }
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        self.file = None;
        let _ = fs::remove_file(&self.partial);
    }
}

/// Forced down at one go, a copy would make everybody wait whose save is forced down in the
/// same moment; so it goes a few MiB at a time, by a thread of its own.
pub(crate) struct Steady<'a> {
    file: &'a mut File,
    written: usize,
    due: Option<SyncSender<()>>,
    settling: Option<JoinHandle<io::Result<()>>>,
}

const STEP_BYTES: usize = 2 << 20;

impl<'a> Steady<'a> {
    fn begin(file: &'a mut File) -> Result<Self> {
        let same = file.try_clone()?;
        let (due, steps) = sync_channel::<()>(1);
        let settling = std::thread::Builder::new()
            .name("settling".into())
            .spawn(move || steps.into_iter().try_for_each(|()| same.sync_data()))?;
        Ok(Steady { file, written: 0, due: Some(due), settling: Some(settling) })
    }

    /// A disk that failed says so once, to whoever asked first: that must not be lost.
    pub fn finish(mut self) -> Result<()> {
        self.due = None;
        match self.settling.take().map(JoinHandle::join) {
            Some(Ok(settled)) => Ok(settled?),
            _ => Err(Error::Damaged("the file could not be forced to the disk")),
        }
    }
}

impl Write for Steady<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written;
        if self.written >= STEP_BYTES {
            self.written = 0;
            // One step waits at most: where the disk is slower, steps grow.
            if let Some(due) = &self.due {
                let _ = due.try_send(());
            }
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// `000012.age`, `000012.0003.ops.age.partial` and the like.
fn number_of(name: &str) -> Option<u64> {
    let name = name.to_ascii_lowercase();
    let digits = name.split('.').next()?;
    let is_ours = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let has_kind = [".age", ".manifest", PARTIAL].iter().any(|end| name.ends_with(end));
    if is_ours && has_kind { digits.parse().ok() } else { None }
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)?.take(ENTRIES_MAX) {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>> {
    let meta = fs::symlink_metadata(path)?;
    if !meta.file_type().is_file() || meta.len() > most {
        return Err(Error::Damaged("a manifest cannot be read"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn sync_dir(folder: &Path) -> Result<()> {
    // Some shares and sticks cannot sync a folder; the file itself is down already.
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => Ok(()),
        done => Ok(done?),
    }
}

#[cfg(not(unix))]
fn sync_dir(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_other_letters_is_taken_and_its_number_too() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::at(root.path());
        fs::write(root.path().join("000007.AGE"), "shouting").unwrap();
        assert_eq!(folder.highest().unwrap(), 7);
        assert!(folder.begin("000007.age").is_err());
        folder.begin("000008.age").unwrap().keep().unwrap();
        assert!(folder.begin("000008.age").is_err());
        let names = names(root.path()).unwrap();
        assert_eq!(names, ["000007.AGE", "000008.age"]);
    }
}

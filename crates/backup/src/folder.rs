//! Where copies lie: a folder on a disk, a stick or a share, marked so that it is known
//! again under another path, and in it one folder for each desk. A file is written under a
//! passing name, forced to the disk and proven before it gets its own.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vault::Settling;

use crate::error::{Error, Result};
use crate::hex::Hex;
use crate::keep::Going;
use crate::manifest::{BYTES_MAX, Manifest};

pub const MARKER: &str = "vaidya-backups.json";
const PARTIAL: &str = "partial";
const MANIFEST: &str = ".manifest";
/// Five weeks of a hospital that writes every minute are a hundred thousand files. A folder
/// with more entries is not ours alone; reading it must end, and be told.
const ENTRIES_MAX: usize = 250_000;
const LISTED_BYTES_MAX: u64 = 512 << 20;
const DESKS_MAX: usize = 200;
const NAME_BYTES_MAX: usize = 64;
/// Of a copy: a thousand years of them. A name with more digits is nobody's.
const NUMBER_MAX: u64 = 999_999_999;
const PART_MAX: u64 = 99_999;

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
            if name.ends_with(PARTIAL) {
                fs::remove_file(self.path.join(name))?;
            }
        }
        Ok(())
    }

    /// `wanted` or more: above what any file here bears, ours or not.
    pub(crate) fn next_number(&self, wanted: u64) -> Result<u64> {
        if !self.path.is_dir() {
            return Ok(wanted);
        }
        let taken = names(&self.path)?.iter().filter_map(|name| number_of(name)).collect();
        let wanted = if wanted > NUMBER_MAX { 1 } else { wanted };
        free_above(taken, wanted, NUMBER_MAX)
    }

    /// One more than any file of this base bears: a part that was written and then not
    /// remembered is never written over.
    pub(crate) fn next_part(&self, base: u64) -> Result<u32> {
        let names = names(&self.path)?;
        let taken = names.iter().filter_map(|name| part_of(name, base)).map(u64::from).collect();
        let part = free_above(taken, 1, PART_MAX)?;
        u32::try_from(part).map_err(|_| Error::TooMany)
    }

    /// Whole copies whose manifest is signed, by number. Everything else is passed over:
    /// junk is neither counted nor removed.
    pub fn list(&self) -> Result<Vec<Found>> {
        let (mut found, mut bytes) = (Vec::new(), 0);
        for name in names(&self.path)?.iter().filter(|name| name.ends_with(MANIFEST)) {
            let Some((one, size)) = self.read(name) else { continue };
            bytes += size;
            if bytes > LISTED_BYTES_MAX {
                return Err(Error::TooMany);
            }
            found.push(one);
        }
        found.sort_by_key(|found| found.manifest.number);
        Ok(found)
    }

    /// The copies of whole records alone, by number: those of newer ops are not opened.
    pub fn images(&self) -> Result<Vec<Found>> {
        let names = names(&self.path)?;
        Ok(images_in(&names).into_iter().filter_map(|number| self.image(number)).collect())
    }

    /// One copy of whole records, by its name.
    pub fn image(&self, number: u64) -> Option<Found> {
        let (found, _) = self.read(&format!("{}{MANIFEST}", crate::manifest::stem(number)))?;
        found.manifest.is_image().then_some(found)
    }

    /// What says how far the records had come: so many of the newest whole copies that
    /// `is_ours`, each with the newest of the ops on top of it.
    pub fn ends(&self, most: usize, is_ours: impl Fn(&Manifest) -> bool) -> Result<Vec<Found>> {
        let names = names(&self.path)?;
        let images = images_in(&names).into_iter().rev();
        let images = images.filter_map(|number| self.image(number));
        let mut ends = Vec::new();
        for image in images.filter(|found| is_ours(&found.manifest)).take(most) {
            let parts = segments_in(&names, image.manifest.number).into_iter().rev();
            let mut parts = parts.filter_map(|name| Some(self.read(name)?.0));
            ends.extend(parts.find(|found| is_ours(&found.manifest)));
            ends.push(image);
        }
        Ok(ends)
    }

    /// Takes away what the rule lets go, the newest of the ops first: whenever the power
    /// fails, what is left has no gap.
    pub fn let_go(&self, going: &Going, is_ours: impl Fn(&Manifest) -> bool) -> Result<()> {
        let names = names(&self.path)?;
        for base in going.segments_of.iter().chain(&going.copies) {
            for name in segments_in(&names, *base).into_iter().rev() {
                let Some((segment, _)) = self.read(name) else { continue };
                if is_ours(&segment.manifest) {
                    self.remove(&segment.manifest)?;
                }
            }
        }
        for number in &going.copies {
            if let Some(copy) = self.image(*number).filter(|found| is_ours(&found.manifest)) {
                self.remove(&copy.manifest)?;
            }
        }
        Ok(())
    }

    /// A whole copy of this name, and how many bytes say what it is.
    fn read(&self, name: &str) -> Option<(Found, u64)> {
        let bytes = read_bounded(&self.path.join(name), BYTES_MAX).ok()?;
        let manifest = Manifest::parse(&bytes).ok()?;
        let is_named = name == format!("{}{MANIFEST}", manifest.stem());
        let sealed = fs::symlink_metadata(self.path.join(manifest.file_name()));
        let is_whole = sealed
            .is_ok_and(|meta| meta.file_type().is_file() && meta.len() == manifest.seal.bytes);
        let found = Found { manifest, folder: self.clone() };
        (is_named && is_whole).then_some((found, bytes.len() as u64))
    }

    /// The folders of all desks below a root, and the root itself if it is one.
    pub fn below(root: &Path) -> Result<Vec<Folder>> {
        if !root.is_dir() {
            return Err(Error::Gone);
        }
        let mut folders = vec![Folder::at(root)];
        for (count, entry) in fs::read_dir(root)?.enumerate() {
            let entry = entry?;
            let is_ours = entry.file_name().to_string_lossy().starts_with("vaidya-");
            if is_ours && entry.file_type()?.is_dir() {
                folders.push(Folder::at(&entry.path()));
            }
            if count >= ENTRIES_MAX || folders.len() > DESKS_MAX {
                return Err(Error::TooMany);
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

pub(crate) struct Steady<'a> {
    file: &'a mut File,
    written: usize,
    settling: Settling,
}

/// What a save on the same disk may have to wait for.
const STEP_BYTES: usize = 2 << 20;

impl<'a> Steady<'a> {
    fn begin(file: &'a mut File) -> Result<Self> {
        let settling = Settling::begin(file.try_clone()?)?;
        Ok(Steady { file, written: 0, settling })
    }

    pub fn finish(self) -> Result<()> {
        Ok(self.settling.finish()?)
    }
}

impl Write for Steady<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written;
        if self.written >= STEP_BYTES {
            self.written = 0;
            self.settling.step();
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
    let has_kind = [".age", MANIFEST, PARTIAL].iter().any(|end| name.ends_with(end));
    if has_kind && name.len() <= NAME_BYTES_MAX { digits_in(digits, 6..=9) } else { None }
}

fn part_of(name: &str, base: u64) -> Option<u32> {
    let mut parts = name.split('.');
    let is_of_base = parts.next() == Some(crate::manifest::stem(base).as_str());
    let part = parts.next().filter(|_| is_of_base)?;
    digits_in(part, 4..=5).and_then(|part| u32::try_from(part).ok())
}

fn digits_in(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u64> {
    let is_number = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Above all that are taken, but for the last tenth below `most`: a name that somebody made
/// up there must not use the numbers up, and is stepped over.
fn free_above(taken: BTreeSet<u64>, wanted: u64, most: u64) -> Result<u64> {
    let highest = taken.range(..most - most / 10).next_back().copied().unwrap_or(0);
    let first = wanted.max(highest + 1);
    (first..=most).find(|number| !taken.contains(number)).ok_or(Error::TooMany)
}

/// The numbers of whole records that a name promises, in order.
fn images_in(names: &[String]) -> Vec<u64> {
    let digits = names.iter().filter_map(|name| name.strip_suffix(MANIFEST));
    let mut numbers: Vec<u64> = digits.filter_map(|digits| digits_in(digits, 6..=9)).collect();
    numbers.sort_unstable();
    numbers
}

/// The names of the ops on top of an image, in order.
fn segments_in(names: &[String], base: u64) -> Vec<&String> {
    let ours = names.iter().filter(|name| name.ends_with(".ops.manifest"));
    let mut parts: Vec<(u32, &String)> =
        ours.filter_map(|name| Some((part_of(name, base)?, name))).collect();
    parts.sort_unstable();
    parts.into_iter().map(|(_, name)| name).collect()
}

fn names(folder: &Path) -> Result<Vec<String>> {
    names_up_to(folder, ENTRIES_MAX)
}

/// The names that could be ours. All of them or an error: with a part of them copies would
/// seem to be gone, and numbers to be free.
fn names_up_to(folder: &Path, most: usize) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for (count, entry) in fs::read_dir(folder)?.enumerate() {
        if count >= most {
            return Err(Error::TooMany);
        }
        let name = entry?.file_name().into_string().ok();
        names.extend(name.filter(|name| number_of(name).is_some()));
    }
    names.sort();
    Ok(names)
}

fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>> {
    #[cfg(test)]
    tests::READS.with(|reads| reads.set(reads.get() + 1));
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
        Err(error) if cannot_sync(&error) => Ok(()),
        done => Ok(done?),
    }
}

/// EINVAL, ENOSYS and EOPNOTSUPP, as the system's own library names them.
#[cfg(unix)]
fn cannot_sync(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported)
}

#[cfg(not(unix))]
fn sync_dir(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;

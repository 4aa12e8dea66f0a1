//! Where a stick, a disk or a share is likely to be found, so that nobody has to know a
//! path by heart. Only looks; nothing is written.

use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::{Folder, Marker};

const PLACES_MAX: usize = 40;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlaceKind {
    /// A stick, a second disk, a mounted share.
    Mounted,
    /// A folder on the computer's own disk: it dies with it.
    Own,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LikelyPlace {
    pub path: PathBuf,
    /// The stick's own name, where it has one.
    pub name: String,
    pub kind: PlaceKind,
    pub marker: Option<Marker>,
    pub has_backups: bool,
}

/// Mounted places first.
pub fn likely_places() -> Vec<LikelyPlace> {
    let mut found: Vec<LikelyPlace> = mounted().into_iter().map(mounted_place).collect();
    if let Some(home) = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")) {
        let documents = PathBuf::from(home).join("Documents");
        found.extend(documents.is_dir().then(|| place(documents, PlaceKind::Own)));
    }
    found.truncate(PLACES_MAX);
    found
}

fn mounted_place(path: PathBuf) -> LikelyPlace {
    place(path, PlaceKind::Mounted)
}

fn place(path: PathBuf, kind: PlaceKind) -> LikelyPlace {
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let has_backups = Folder::below(&path).is_ok_and(|folders| folders.len() > 1);
    LikelyPlace { marker: Marker::read(&path), has_backups, name, kind, path }
}

#[cfg(unix)]
fn mounted() -> Vec<PathBuf> {
    // /media/PERSON/STICK and /run/media/PERSON/STICK; /mnt/SHARE; macOS: /Volumes/STICK.
    let mut found = Vec::new();
    for (root, depth) in [("/media", 2), ("/run/media", 2), ("/mnt", 1), ("/Volumes", 1)] {
        below(Path::new(root), depth, &mut found);
    }
    let device_of = |path: &Path| {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|meta| meta.dev())
    };
    let own = device_of(Path::new("/"));
    // A folder left where nothing is mounted would fill the computer's own disk.
    found.retain(|path| device_of(path) != own);
    found
}

#[cfg(unix)]
fn below(root: &Path, depth: u32, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).take(PLACES_MAX).collect();
    folders.sort();
    for folder in folders {
        if depth > 1 {
            below(&folder, depth - 1, found);
        }
        found.push(folder);
    }
}

#[cfg(not(unix))]
fn mounted() -> Vec<PathBuf> {
    let system = std::env::var_os("SystemDrive").unwrap_or_else(|| "C:".into());
    ('A'..='Z')
        .map(|letter| PathBuf::from(format!("{letter}:\\")))
        .filter(|path| !path.starts_with(&system) && path.is_dir())
        .collect()
}

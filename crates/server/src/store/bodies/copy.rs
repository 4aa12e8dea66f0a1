//! A copy of a folder of bodies: each file whole or not there, and all of it on the disk.

use std::fs;
use std::io;
use std::path::Path;

use super::{Bodies, storage};
use crate::store::Result;

impl Bodies {
    /// Copies blobs and bundles from one folder into another that is new or empty, while a
    /// server uses the first. Made after the copy of the store it has all that the store speaks
    /// of. How many files there are.
    pub fn copy_folder(from: &Path, to: &Path) -> Result<u64> {
        let is_new = match fs::read_dir(to) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if !is_new {
            return Err(storage(format!("{} is not empty: name another", to.display())));
        }
        let mut count = 0;
        for (from, to) in Self::places(from).into_iter().zip(Self::places(to)) {
            count += copy(&from, &to).map_err(storage)?;
        }
        Ok(count)
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<u64> {
    let mut making = fs::DirBuilder::new();
    making.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
    making.create(to)?;
    let mut count = 0;
    for entry in gone(fs::read_dir(from))?.into_iter().flatten() {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        // What is still being written has a sign in its name that no name of ours has.
        if name.to_string_lossy().contains('#') {
            continue;
        }
        let target = to.join(&name);
        if entry.file_type()?.is_dir() {
            count += copy(&path, &target)?;
        } else if gone(fs::copy(&path, &target))?.is_some() {
            fs::File::open(&target)?.sync_all()?;
            count += 1;
        }
    }
    fs::File::open(to)?.sync_all()?;
    Ok(count)
}

/// What was swept meanwhile is not missed.
fn gone<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

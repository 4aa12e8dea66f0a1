//! The computer's secret as a file beside the records, readable by this user
//! only. Weaker than a keyring, because it travels with a stolen disk; the clinic
//! must have chosen it, and the security page says so.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{Secret, SecretStore, StoreError};
use crate::fixed::{from_hex, to_hex};
use crate::generations::sync_dir;
use crate::place::Place;

pub struct FileSecret(PathBuf);

impl FileSecret {
    pub fn new(place: &Place) -> FileSecret {
        FileSecret(place.folder().to_owned())
    }

    fn path(&self, id: &str) -> Result<PathBuf, StoreError> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() || !id.bytes().all(plain) {
            return Err(StoreError::Failed("not a secret's id".to_owned()));
        }
        Ok(self.0.join(format!("{id}.secret")))
    }
}

fn failed(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied => StoreError::Locked,
        _ => StoreError::Failed(error.to_string()),
    }
}

impl SecretStore for FileSecret {
    fn get(&self, id: &str) -> Result<Option<Secret>, StoreError> {
        let mut text = Zeroizing::new(String::with_capacity(128));
        match File::open(self.path(id)?) {
            Ok(file) => file.take(100).read_to_string(&mut text).map_err(failed)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let bytes = from_hex::<32>(text.trim_end()).map(Zeroizing::new);
        bytes
            .and_then(|bytes| Secret::from_bytes(&*bytes))
            .map(Some)
            .ok_or_else(|| StoreError::Failed("the secret file is damaged".to_owned()))
    }

    fn set(&self, id: &str, secret: &Secret) -> Result<(), StoreError> {
        let path = self.path(id)?;
        let new = path.with_extension("secret-new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new).map_err(failed)?;
        let text = Zeroizing::new(to_hex(secret.bytes()));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&new, &path).map_err(failed)?;
        sync_dir(&self.0).map_err(failed)
    }

    fn remove(&self, id: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.path(id)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            _ => sync_dir(&self.0).map_err(failed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_file_is_for_this_user_only_and_never_leaves_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileSecret::new(&Place::new(folder.path().to_owned()));
        assert!(store.get("a-1").unwrap().is_none());
        let secret = Secret::new_random();
        store.set("a-1", &secret).unwrap();
        assert_eq!(store.get("a-1").unwrap().unwrap().bytes(), secret.bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("a-1.secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        for id in ["../a", "", "A", "a/b"] {
            assert!(store.set(id, &secret).is_err(), "{id}");
        }
        fs::write(folder.path().join("a-1.secret"), "zz").unwrap();
        assert!(matches!(store.get("a-1"), Err(StoreError::Failed(_))));
        store.remove("a-1").unwrap();
        store.remove("a-1").unwrap();
        assert!(store.get("a-1").unwrap().is_none());
    }
}

//! For tests alone: looks for secrets in the memory of another process, as somebody would who
//! can read it. It names every key of a vault, so that no product is built with it.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::fixed::to_hex;
use crate::place::{device_secret, open_key};
use crate::secrets::SecretStore;
use crate::vault::Vault;

/// What is looked for.
pub struct Needle {
    pub name: String,
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Needle {
    pub fn new(name: &str, bytes: &[u8]) -> Needle {
        Needle { name: name.to_owned(), bytes: Zeroizing::new(bytes.to_owned()) }
    }
}

/// Every key of the vault that lies in its file or comes from its master key by one of these
/// labels: the bytes, and how they would be written out.
pub fn keys_of(vault: &Vault, secrets: &dyn SecretStore, labels: &[&str]) -> Result<Vec<Needle>> {
    let file = vault.read()?;
    let secret = device_secret(&file, secrets)?;
    let mut all = Vec::new();
    let mut add = |name: &str, key: &[u8; 32]| {
        let hex = to_hex(key);
        all.push(Needle::new(name, key));
        all.push(Needle::new(&format!("{name} in hex"), hex.as_bytes()));
        all.push(Needle::new(&format!("{name} in hex"), hex.to_uppercase().as_bytes()));
    };
    add("master key", vault.master());
    add("device secret", secret.bytes());
    for wrapped in &file.keys {
        let key = open_key(&file, vault.master(), &wrapped.purpose);
        add(&format!("{} key", wrapped.purpose), &*key.ok_or(Error::KeyFileDamaged)?);
    }
    for label in labels {
        add(label, &vault.derive(label));
    }
    all.push(Needle::new("backup identity", vault.backup_identity()?.as_bytes()));
    Ok(all)
}

/// How often each needle lies in what the process can write to. Constants of the program file
/// are not memory of what was typed. A part that cannot be read is skipped.
pub fn scan(pid: u32, needles: &[Needle]) -> std::io::Result<Vec<usize>> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut memory = File::open(format!("/proc/{pid}/mem"))?;
    let mut by_first: Vec<Vec<(usize, &[u8])>> = vec![Vec::new(); 256];
    for (index, needle) in needles.iter().enumerate() {
        let first = needle.bytes.first().map(|first| usize::from(*first));
        if let Some(list) = first.and_then(|first| by_first.get_mut(first)) {
            list.push((index, &needle.bytes));
        }
    }
    let mut found = vec![0; needles.len()];
    for (from, to) in maps.lines().filter_map(writable) {
        let mut region = vec![0; usize::try_from(to - from).unwrap_or(0)];
        let read = memory.seek(SeekFrom::Start(from)).and_then(|_| memory.read_exact(&mut region));
        if read.is_err() {
            continue;
        }
        for (at, first) in region.iter().enumerate() {
            for (index, bytes) in by_first.get(usize::from(*first)).into_iter().flatten() {
                let is_here = region.get(at..).is_some_and(|rest| rest.starts_with(bytes));
                if let (true, Some(count)) = (is_here, found.get_mut(*index)) {
                    *count += 1;
                }
            }
        }
    }
    Ok(found)
}

fn writable(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split(' ');
    let (from, to) = words.next()?.split_once('-')?;
    let is_writable = words.next()?.starts_with("rw");
    let number = |text| u64::from_str_radix(text, 16).ok();
    Some((number(from)?, number(to)?)).filter(|_| is_writable)
}

//! Whatever leaves the heap is overwritten first: typed passwords, answers on their way to the
//! window, rows of patients. Keys wipe themselves; this is for every copy that nobody thinks
//! of. It costs one pass over what is freed, and holds for each program that links this crate.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static WIPED: ZeroAlloc<System> = ZeroAlloc(System);

/// The vault alone; the whole program is looked into by `tests/faults/memory.rs`.
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Child, Command, Stdio};

    use crate::scanner::{Needle, keys_of, scan};
    use crate::secrets::FileSecret;
    use crate::{KdfChoice, Keeping, Place, Vault};

    const OWNER: [u8; 16] = [1; 16];
    const PASSWORD: &str = "neem bridge kettle";
    const CANARY: &str = "Zebrunissa of Quokkapur, number";
    const CANARIES: usize = 20;
    const PIN: &str = "27056190817";
    const FOLDER: &str = "VAULT_TEST_MEMORY";

    fn say(word: &str) {
        println!("{word}");
        std::io::stdout().flush().unwrap();
    }

    fn hear() {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
    }

    /// The other process: opens, works, waits; locks, waits.
    fn child(folder: &str) {
        let place = Place::new(folder.into());
        // Typed by somebody: copies on the heap, as a window's call would make them.
        let (typed, pin) = (PASSWORD.to_owned(), PIN.to_owned());
        let secrets = FileSecret::new(&place);
        let vault = place.open(&secrets, OWNER, &typed).unwrap();
        let mut pins = vault.pins();
        pins.set(OWNER, &pin).unwrap();
        let db = vault.open_database().unwrap();
        db.execute_batch("CREATE TABLE person (name TEXT) STRICT").unwrap();
        for number in 0..CANARIES {
            let name = format!("{CANARY} {number}");
            db.execute("INSERT INTO person VALUES (?1)", [&name]).unwrap();
        }
        let reader = vault.open_reader().unwrap();
        let rows: Vec<String> = reader
            .prepare("SELECT name FROM person ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        say("open");
        hear();
        drop((rows, reader, db, pins, vault, typed, pin));
        say("locked");
        hear();
    }

    fn needles(vault: &Vault, place: &Place) -> Vec<Needle> {
        let mut all = keys_of(vault, &FileSecret::new(place), &[]).unwrap();
        all.push(Needle::new("password", PASSWORD.as_bytes()));
        all.push(Needle::new("pin", PIN.as_bytes()));
        all.push(Needle::new("canary", CANARY.as_bytes()));
        all
    }

    fn wait_for(child: &mut BufReader<impl Read>, word: &str) {
        let mut line = String::new();
        while !line.trim_end().ends_with(word) {
            line.clear();
            assert!(child.read_line(&mut line).unwrap() > 0, "the child never said {word}");
        }
    }

    fn begin(folder: &std::path::Path) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "memory::tests::a_locked_program_holds_no_key_no_password_and_no_row",
            ])
            .arg("--nocapture")
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    #[test]
    fn a_locked_program_holds_no_key_no_password_and_no_row() {
        if let Ok(folder) = std::env::var(FOLDER) {
            return child(&folder);
        }
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("clinic"));
        std::fs::create_dir_all(place.folder()).unwrap();
        let secrets = FileSecret::new(&place);
        let (vault, _) =
            place.create(&secrets, Keeping::File, OWNER, PASSWORD, KdfChoice::Floor).unwrap();
        let needles = needles(&vault, &place);
        let mut child = begin(place.folder());
        let mut out = BufReader::new(child.stdout.take().unwrap());
        wait_for(&mut out, "open");
        let open = scan(child.id(), &needles).unwrap();
        child.stdin.as_mut().unwrap().write_all(b"lock\n").unwrap();
        wait_for(&mut out, "locked");
        let locked = scan(child.id(), &needles).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        for (name, least) in
            [("master key", 1), ("database key", 1), ("password", 1), ("pin", 1), ("canary", 20)]
        {
            let at = needles.iter().position(|needle| needle.name == name).unwrap();
            assert!(open[at] >= least, "the scanner sees no {name} while open: {open:?}");
        }
        for (needle, count) in needles.iter().zip(&locked) {
            assert_eq!(*count, 0, "{} in the memory of a locked program", needle.name);
        }
    }
}

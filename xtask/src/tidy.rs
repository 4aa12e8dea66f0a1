//! The rules of the house that a compiler does not know. Each has a test that sees it fail.

use std::path::{Path, PathBuf};

use crate::shell::{Outcome, root};

const LINES_MAX: usize = 600;
const COLUMNS_MAX: usize = 100;

/// Lists of like things, which may be as long as they are.
const LISTS: [&str; 1] = ["ui/src/api/generated.ts"];

/// Words that say too little, and what to say instead.
const BANNED: [(&str, &str); 7] = [
    ("Manager", "name what it holds or does"),
    ("Helper", "name what it does"),
    ("Utils", "put it beside its use"),
    ("TO\u{44}O", "do it, or say what is missing in the notes"),
    ("FIX\u{4d}E", "fix it"),
    ("@html", "show text as text"),
    ("innerHTML", "show text as text"),
];

const DECLARES: [&str; 5] = ["struct ", "enum ", "trait ", "class ", "mod "];

/// Which crates a crate may use: everything flows one way.
const DIRECTIONS: [(&str, &[&str]); 13] = [
    ("cbor", &[]),
    ("dense", &[]),
    ("vault", &[]),
    ("backup", &["dense", "vault"]),
    ("kernel", &["cbor", "dense", "vault"]),
    ("sync", &["cbor", "dense"]),
    ("server", &["sync", "cbor"]),
    ("replica", &["kernel", "sync", "cbor"]),
    ("documents", &[]),
    ("clinic", &["cbor", "kernel", "replica", "sync", "server", "backup", "vault", "documents"]),
    ("wire", &["clinic", "sync"]),
    ("lan", &["clinic", "server", "sync"]),
    ("cli", &["clinic", "lan", "wire", "kernel", "vault"]),
];

pub fn check() -> Outcome {
    let mut faults = Vec::new();
    for path in sources(&root()) {
        let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if let Ok(text) = std::fs::read_to_string(&path) {
            faults.extend(faults_of(&name, &text));
        }
    }
    for (name, allowed) in DIRECTIONS {
        let manifest = root().join("crates").join(name).join("Cargo.toml");
        let text = std::fs::read_to_string(manifest).map_err(|error| error.to_string())?;
        faults.extend(wrong_way(name, allowed, &text));
    }
    faults.extend(slices_out_of_order(&root()));
    faults.extend(unlisted_migrations(&root()));
    match faults.is_empty() {
        true => Ok(()),
        false => Err(format!("tidy:\n{}", faults.join("\n"))),
    }
}

/// Own sources: Rust, Svelte, TypeScript, SQL, Fluent.
fn sources(folder: &Path) -> Vec<PathBuf> {
    const SKIPPED: [&str; 7] = ["target", "node_modules", "dist", ".git", "gen", "output", "fonts"];
    const KINDS: [&str; 6] = ["rs", "svelte", "ts", "mjs", "sql", "css"];
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
            found.push(path);
        }
    }
    found
}

fn faults_of(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if LISTS.contains(&name) || name.starts_with("xtask/src/tidy") {
        return faults;
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        faults.push(format!("{name}: {lines} lines, at most {LINES_MAX}: split it"));
    }
    for (at, line) in text.lines().enumerate() {
        let columns = line.chars().count();
        let is_rust = name.ends_with(".rs");
        if is_rust && columns > COLUMNS_MAX && !line.contains('"') {
            faults.push(format!("{name}:{}: {columns} columns", at + 1));
        }
        for (word, instead) in BANNED {
            let is_name = word.chars().all(char::is_alphabetic) && word != word.to_uppercase();
            let declares = DECLARES.iter().any(|start| line.contains(start));
            if line.contains(word) && (declares || !is_name || word == "innerHTML") {
                faults.push(format!("{name}:{}: {word}: {instead}", at + 1));
            }
        }
    }
    faults
}

fn wrong_way(name: &str, allowed: &[&str], manifest: &str) -> Vec<String> {
    let ours = DIRECTIONS.map(|(name, _)| name);
    let used = ours.iter().filter(|other| {
        manifest.lines().any(|line| line.starts_with(&format!("{other}.workspace")))
    });
    used.filter(|other| !allowed.contains(other))
        .map(|other| format!("crates/{name} must not use {other}"))
        .collect()
}

/// A slice uses only slices declared above it in `clinic/src/lib.rs`.
fn slices_out_of_order(root: &Path) -> Vec<String> {
    let clinic = root.join("crates/clinic/src");
    let Ok(list) = std::fs::read_to_string(clinic.join("lib.rs")) else {
        return vec!["crates/clinic/src/lib.rs is missing".into()];
    };
    let declared = list.lines().filter_map(|line| {
        line.trim().strip_prefix("pub mod ").and_then(|name| name.strip_suffix(';'))
    });
    let slices: Vec<&str> =
        declared.filter(|name| clinic.join(name).join("mod.rs").exists()).collect();
    let mut faults = Vec::new();
    for (at, slice) in slices.iter().enumerate() {
        for later in slices.iter().skip(at + 1) {
            for path in sources(&clinic.join(slice)) {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                if text.contains(&format!("crate::{later}::")) {
                    faults.push(format!("{}: {slice} must not use {later}", path.display()));
                }
            }
        }
    }
    faults
}

fn unlisted_migrations(root: &Path) -> Vec<String> {
    let api = std::fs::read_to_string(root.join("crates/clinic/src/api.rs")).unwrap_or_default();
    let Ok(entries) = std::fs::read_dir(root.join("migrations")) else { return Vec::new() };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names
        .filter_map(|name| name.strip_suffix(".sql").map(str::to_owned))
        .filter(|name| !api.contains(&format!("\"{name}\"")))
        .map(|name| format!("migrations/{name}.sql is in no list"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_a_wide_line_and_a_banned_word_are_found() {
        assert_eq!(faults_of("a.rs", &"x\n".repeat(601)).len(), 1);
        assert_eq!(faults_of("a.rs", &"x".repeat(101)).len(), 1);
        assert_eq!(faults_of("a.svelte", "{@html name}").len(), 1);
        assert_eq!(faults_of("a.rs", "struct SyncManager;").len(), 1);
        assert!(faults_of("a.rs", "fn tidy() {}").is_empty());
    }

    #[test]
    fn a_crate_that_looks_up_is_found() {
        assert_eq!(wrong_way("kernel", &["vault"], "clinic.workspace = true\n").len(), 1);
        assert!(wrong_way("kernel", &["vault"], "vault.workspace = true\n").is_empty());
    }

    #[test]
    fn slices_and_migrations_of_this_house_are_in_order() {
        assert_eq!(slices_out_of_order(&root()), Vec::<String>::new());
        assert_eq!(unlisted_migrations(&root()), Vec::<String>::new());
    }
}

//! Every field of every record has a word in the history, and every record a name.

use std::collections::BTreeSet;
use std::path::Path;

use tests::SmallClinic;

/// Ids of the messages of one language.
fn words(language: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales").join(language);
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.map(|path| std::fs::read_to_string(path).unwrap());
    let ids = |text: String| {
        let lines = text.lines().filter_map(|line| line.split_once(" ="));
        let ids =
            lines.filter(|(id, _)| !id.is_empty() && !id.contains(' ') && !id.starts_with('#'));
        ids.map(|(id, _)| id.to_owned()).collect::<Vec<_>>()
    };
    texts.flat_map(ids).collect()
}

/// As `ui/src/audit/words.ts` looks for them.
#[test]
fn every_field_and_every_record_has_a_word_in_both_languages() {
    let clinic = SmallClinic::new();
    let place = vault::Place::new(clinic.folder.path().join("clinic"));
    let vault = place.open_with_recovery(&clinic.recovery_code).unwrap();
    let db = vault.open_reader().unwrap();
    let known = [words("en"), words("hi")];
    let mut missing = BTreeSet::new();
    for table in clinic::api::TABLES {
        let record = format!("record-{}", table.name.replace('_', "-"));
        if !known.iter().all(|words| words.contains(&record)) {
            missing.insert(record);
        }
        let sql =
            "SELECT name FROM pragma_table_info(?1) WHERE name NOT IN ('id', 'ended', 'stamp')";
        let mut statement = db.prepare(sql).unwrap();
        let columns = statement.query_map([table.name], |row| row.get::<_, String>(0)).unwrap();
        for column in columns.map(Result::unwrap) {
            let name = column.replace('_', "-");
            let ids = [format!("field-{name}"), format!("patients-{name}")];
            let has = |words: &BTreeSet<String>| ids.iter().any(|id| words.contains(id));
            if !known.iter().all(has) {
                missing.insert(format!("field-{name} ({})", table.name));
            }
        }
    }
    let missing: Vec<String> = missing.into_iter().collect();
    assert!(missing.is_empty(), "no word for:\n{}", missing.join("\n"));
}

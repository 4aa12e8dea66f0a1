//! The same people and the same questions through what others search with: PostgreSQL's
//! trigrams by word similarity, FTS5's trigrams under SQLCipher, PouchDB's find.

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use kernel::RowId;
use rusqlite::Connection;
use serde_json::Value;

use crate::Any;
use crate::desks::until;
use crate::people::Person;
use crate::row::{Row, percentile};
use crate::server::cluster::{Cluster, program};

/// A slow peer is asked fewer questions.
pub const QUESTIONS: usize = 40;
/// PouchDB takes minutes to index more.
const DOCUMENTS: usize = 20_000;

/// What is asked, of whom; the last is the person in the list.
pub struct Question {
    pub class: &'static str,
    pub text: String,
    pub wanted: RowId,
}

/// How one peer did in one class.
struct Did {
    class: &'static str,
    times: Vec<f64>,
    shown: usize,
}

fn did(classes: &[&'static str]) -> Vec<Did> {
    classes.iter().map(|class| Did { class, times: Vec::new(), shown: 0 }).collect()
}

fn told(peer: &str, scale: &str, mut did: Vec<Did>, worst_of_ours: f64) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut worst = 0.0f64;
    for of in did.iter_mut().filter(|of| !of.times.is_empty()) {
        let count = of.times.len();
        let (p50, p99) = (percentile(&mut of.times, 50), percentile(&mut of.times, 99));
        worst = worst.max(p50);
        let share = of.shown as f64 * 100.0 / count as f64;
        rows.push(
            Row::most("B-SEARCH", format!("{peer}, {}, {scale}", of.class), p99, "ms p99")
                .beside(format!("p50 {p50:.1} ms; wanted person shown {share:.0} % of {count}")),
        );
    }
    let what = format!("ours, worst kind's p99, against {peer}, worst kind's median");
    rows.push(Row::most("B-SEARCH", what, worst_of_ours / worst, "× of its time"));
    rows
}

fn timed(of: &mut Did, wanted: RowId, ask: impl FnOnce() -> Any<Vec<String>>) -> Any<()> {
    let began = Instant::now();
    let found = ask()?;
    of.times.push(began.elapsed().as_secs_f64() * 1e3);
    of.shown += usize::from(found.contains(&wanted.to_string()));
    Ok(())
}

fn is_phone(class: &str) -> bool {
    class.starts_with("phone")
}

/// Its best: a GIN index of trigrams for similar words and for parts of phones, in memory.
fn postgres(people: &[Person], questions: &[Question], classes: &[&'static str]) -> Any<Vec<Did>> {
    let cluster = Cluster::with("shared_buffers=1GB");
    // Its socket is there before it answers.
    until(Duration::from_secs(30), "PostgreSQL's start", || {
        let ready = Command::new(program("pg_isready")).arg("-h").arg(cluster.folder()).output()?;
        Ok(ready.status.success())
    })?;
    let list = cluster.folder().join("people.tsv");
    let mut text = String::new();
    for person in people {
        let name = format!("{} {} {}", person.given, person.family, person.village);
        writeln!(text, "{}\t{}\t{}", person.id, name.to_lowercase(), person.phone)?;
    }
    std::fs::write(&list, text)?;
    let make = format!(
        "CREATE EXTENSION pg_trgm; CREATE TABLE person (id text, name text, phone text);
         \\copy person FROM '{}'
         SET maintenance_work_mem = '512MB';
         CREATE INDEX ON person USING gin (name gin_trgm_ops);
         CREATE INDEX ON person USING gin (phone gin_trgm_ops); VACUUM ANALYZE person;",
        list.display()
    );
    let script = cluster.folder().join("make.sql");
    std::fs::write(&script, make.replace("; ", ";\n"))?;
    let made = Command::new(program("psql"))
        .args(["-q", "-v", "ON_ERROR_STOP=1", "-U", "vaidya", "-h"])
        .arg(cluster.folder())
        .arg("-f")
        .arg(&script)
        .arg("postgres")
        .output()?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (client, connection) =
        runtime.block_on(tokio_postgres::connect(&cluster.address(), tokio_postgres::NoTls))?;
    runtime.spawn(connection);
    let (similar, part) = runtime.block_on(async {
        Ok::<_, tokio_postgres::Error>((
            client
                .prepare(
                    "SELECT id, name, phone FROM person WHERE $1 <% name
                     ORDER BY $1 <<-> name LIMIT 20",
                )
                .await?,
            client
                .prepare("SELECT id, name, phone FROM person WHERE phone LIKE $1 LIMIT 20")
                .await?,
        ))
    })?;
    let mut all = did(classes);
    for question in questions {
        let Some(of) = all.iter_mut().find(|of| of.class == question.class) else { continue };
        let text = match is_phone(question.class) {
            true => format!("%{}%", question.text),
            false => question.text.to_lowercase(),
        };
        let statement = if is_phone(question.class) { &part } else { &similar };
        timed(of, question.wanted, || {
            let rows = runtime.block_on(client.query(statement, &[&text]))?;
            Ok(rows.iter().map(|row| row.get(0)).collect())
        })?;
    }
    Ok(all)
}

/// Every trigram of the words: one that is mistyped still shares some.
fn any_trigram(text: &str) -> String {
    let mut parts = Vec::new();
    for word in text.to_lowercase().split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        parts.extend(letters.windows(3).map(|part| format!("\"{}\"", String::from_iter(part))));
    }
    parts.join(" OR ")
}

fn all_words(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| word.chars().count() > 2);
    words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ")
}

fn fts5(people: &[Person], questions: &[Question], classes: &[&'static str]) -> Any<Vec<Did>> {
    let folder = tempfile::tempdir()?;
    let database = Connection::open(folder.path().join("fts.db"))?;
    database.execute_batch(
        "PRAGMA key = \"x'0000000000000000000000000000000000000000000000000000000000000001'\";
         PRAGMA journal_mode = WAL; PRAGMA cache_size = -200000;
         CREATE VIRTUAL TABLE person
             USING fts5(id UNINDEXED, name, phone, tokenize = 'trigram', detail = full);
         BEGIN",
    )?;
    {
        let mut insert = database.prepare("INSERT INTO person VALUES (?1, ?2, ?3)")?;
        for person in people {
            let name = format!("{} {} {}", person.given, person.family, person.village);
            insert.execute((person.id.to_string(), name, &person.phone))?;
        }
    }
    database.execute_batch("COMMIT; INSERT INTO person(person) VALUES ('optimize')")?;
    let mut find = database.prepare(
        "SELECT id, name, phone FROM person WHERE person MATCH ?1 ORDER BY rank LIMIT 20",
    )?;
    let mut all = did(classes);
    for question in questions {
        let Some(of) = all.iter_mut().find(|of| of.class == question.class) else { continue };
        let is_blurred = matches!(question.class, "variant" | "one typo");
        let text = match is_blurred {
            true => any_trigram(&question.text),
            false => all_words(&question.text),
        };
        // Two letters are no trigram: it has no answer.
        if text.is_empty() {
            continue;
        }
        timed(of, question.wanted, || {
            let rows = find.query_map([&text], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })?;
    }
    Ok(all)
}

/// Beginnings of names by an index: the most that its find does without reading all.
fn pouchdb(people: &[Person], questions: &[Question]) -> Any<Vec<Did>> {
    let folder = tempfile::tempdir()?;
    let mut text = String::new();
    for person in people.iter().take(DOCUMENTS) {
        let name = format!("{} {}", person.given, person.family).to_lowercase();
        writeln!(text, "{}", serde_json::json!([person.id.to_string(), name, person.phone]))?;
    }
    let asked = || questions.iter().filter(|question| question.class == "5 letters");
    let asked: Vec<String> = asked().map(|question| question.text.to_lowercase()).collect();
    let (list, ask) = (folder.path().join("people.jsonl"), folder.path().join("ask.json"));
    std::fs::write(&list, text)?;
    std::fs::write(&ask, serde_json::to_string(&asked)?)?;
    let output = Command::new("node")
        .arg("benches/peers/find.mjs")
        .args([&list, &ask])
        .arg(folder.path().join("pouch"))
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let found: Value = serde_json::from_slice(&output.stdout)?;
    let times = found.get("times").and_then(Value::as_array).ok_or("no times")?;
    let times: Vec<f64> = times.iter().filter_map(Value::as_f64).collect();
    let shown = found.get("shown").and_then(Value::as_u64).unwrap_or(0) as usize;
    Ok(vec![Did { class: "5 letters", times, shown }])
}

pub fn rows(people: &[Person], questions: &[Question], ours_p99: f64) -> Vec<Row> {
    let classes = ["5 letters", "exact", "variant", "one typo", "phone last 5"];
    let scale = format!("{} people", people.len());
    let few = format!("{} people", DOCUMENTS.min(people.len()));
    let mut rows = Vec::new();
    for (peer, scale, found) in [
        ("PostgreSQL pg_trgm", &scale, postgres(people, questions, &classes)),
        ("FTS5 trigram under SQLCipher", &scale, fts5(people, questions, &classes)),
        ("PouchDB find, beginnings alone", &few, pouchdb(people, questions)),
    ] {
        match found {
            Ok(did) => rows.extend(told(peer, scale, did, ours_p99)),
            Err(why) => rows.push(Row::not_run("B-SEARCH", peer, why.to_string())),
        }
    }
    rows
}

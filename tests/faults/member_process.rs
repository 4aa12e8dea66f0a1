//! The process of one desk among others, and what it has acknowledged.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use serde_json::{Value, json};
use tests::{PASSWORD, text};

use crate::oracle::lines;

const PATIENCE: Duration = Duration::from_secs(90);

/// Rows by their id: the table, and of a bill its number.
pub type Acknowledged = BTreeMap<String, (String, String)>;

struct Running {
    child: Child,
    input: Option<ChildStdin>,
    heard: Receiver<String>,
    /// Commands whose answers were not read yet.
    open: usize,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = (self.child.kill(), self.child.wait());
    }
}

fn note(rows: &mut Acknowledged, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (table, id, number) = match words[..] {
        ["bill", id, number] => ("invoice", id, number),
        [table @ ("patient" | "token" | "visit"), id] => (table, id, ""),
        _ => return,
    };
    rows.insert(id.to_owned(), (table.to_owned(), number.to_owned()));
}

pub struct Member {
    pub name: &'static str,
    folder: tempfile::TempDir,
    running: Option<Running>,
    pub rows: Acknowledged,
}

impl Member {
    pub fn new(name: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut member = Self { name, folder, running: None, rows: BTreeMap::new() };
        member.start();
        member
    }

    pub fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_member"));
        command.arg(self.folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, heard) = (child.stdin.take(), lines(&mut child));
        self.running = Some(Running { child, input, heard, open: 0 });
    }

    /// A new process of a desk that was there before.
    pub fn start_again(&mut self) {
        self.start();
        self.call("desk.sign_in", &json!({ "user": "meera", "password": PASSWORD }));
    }

    pub fn tell(&mut self, line: &str) {
        let running = self.running.as_mut().unwrap();
        let input = running.input.as_mut().unwrap();
        writeln!(input, "{line}").and_then(|()| input.flush()).unwrap();
        running.open += 1;
    }

    /// What the last command came to; the rows of all before it are noted on the way.
    pub fn answer(&mut self) -> Result<Value, String> {
        loop {
            let running = self.running.as_mut().unwrap();
            let line = running.heard.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|error| panic!("{} says nothing: {error}", self.name));
            let done = match line.split_once(' ') {
                Some(("ok", json)) => Ok(serde_json::from_str(json).unwrap()),
                Some(("no", words)) => Err(words.to_owned()),
                _ => {
                    note(&mut self.rows, &line);
                    continue;
                }
            };
            running.open -= 1;
            if running.open == 0 {
                return done;
            }
            done.unwrap_or_else(|words| panic!("{}: {words}", self.name));
        }
    }

    pub fn ask(&mut self, route: &str, args: &Value) -> Result<Value, String> {
        self.tell(&format!("call {route} {args}"));
        self.answer()
    }

    pub fn call(&mut self, route: &str, args: &Value) -> Value {
        self.ask(route, args).unwrap_or_else(|words| panic!("{} {route}: {words}", self.name))
    }

    pub fn confirm(&mut self) {
        self.call("desk.confirm", &json!({ "password": PASSWORD }));
    }

    /// kill -9. What was said before it is heard.
    pub fn kill(&mut self) {
        let Some(mut running) = self.running.take() else { return };
        running.child.kill().unwrap();
        let _ = running.child.wait();
        running.heard.iter().for_each(|line| note(&mut self.rows, &line));
    }

    /// As people close it.
    pub fn close(&mut self) {
        let mut running = self.running.take().unwrap();
        drop(running.input.take());
        running.heard.iter().for_each(|line| note(&mut self.rows, &line));
        assert!(running.child.wait().unwrap().success(), "{} did not close", self.name);
    }

    /// Everything of this closed desk, as it is now.
    pub fn copy(&self) -> tempfile::TempDir {
        assert!(self.running.is_none(), "a copy of a closed desk");
        let to = tempfile::tempdir().unwrap();
        copy_all(self.folder.path(), to.path());
        to
    }

    /// Its disk is what it was when `copy` was made.
    pub fn put_back(&mut self, copy: tempfile::TempDir) {
        assert!(self.running.is_none(), "the disk of a closed desk");
        self.folder = copy;
    }

    pub fn sync(&mut self) -> Value {
        self.call("desk.sync", &json!({}))
    }

    /// The server acknowledged all that is here, in an exchange after `since`.
    pub fn is_level(&mut self, since: i64) -> bool {
        let view = self.sync();
        let level_at = view.pointer("/remote/level_at").and_then(Value::as_i64);
        text(&view, "/state") == "level" && level_at.is_some_and(|at| at > since)
    }

    pub fn into_folder(self) -> tempfile::TempDir {
        self.folder
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, kind) = entry.map(|entry| (entry.path(), entry.file_type().unwrap())).unwrap();
        let to = to.join(path.file_name().unwrap());
        if kind.is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy_all(&path, &to);
        } else if kind.is_file() {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}

//! A PostgreSQL of our own, in a folder of its own, on a socket that only this test knows.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, geteuid, kill_process};

pub struct Cluster {
    folder: tempfile::TempDir,
    server: Child,
}

pub fn program(name: &str) -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = installed.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places = folders.chain(std::env::split_paths(&path)).map(|folder| folder.join(name));
    places.find(|place| place.is_file()).expect("PostgreSQL is needed: apt install postgresql-15")
}

/// PostgreSQL refuses to run as root.
fn command(name: &str) -> Command {
    let program = program(name);
    if !geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
    command
}

impl Cluster {
    pub fn start() -> Self {
        Self::with("fsync=off")
    }

    pub fn with(setting: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("vaidya-pg").tempdir_in("/tmp").unwrap();
        if geteuid().is_root() {
            let chown = Command::new("chown").arg("nobody:nogroup").arg(folder.path()).status();
            assert!(chown.unwrap().success());
        }
        let data = folder.path().join("data");
        let made = command("initdb")
            .args(["--auth=trust", "--username=vaidya", "--no-sync", "--encoding=UTF8", "-D"])
            .arg(&data)
            .current_dir("/tmp")
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let server = command("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-h", "", "-c", setting, "-c", "log_statement=none"])
            .current_dir("/tmp")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let cluster = Self { folder, server };
        let began = Instant::now();
        while !cluster.folder.path().join(".s.PGSQL.5432").exists() {
            assert!(began.elapsed() < Duration::from_secs(60), "PostgreSQL does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        cluster
    }

    pub fn address(&self) -> String {
        format!("host={} user=vaidya dbname=postgres", self.folder.path().display())
    }

    pub fn log(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("log")).unwrap()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.server), Signal::INT);
        let _ = self.server.wait();
    }
}

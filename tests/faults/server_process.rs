//! The real server's program, over TLS on this computer.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Built as it is now, beside the programs of these tests.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_member")).parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "server", "--bin", "vaidya-server"]);
        if folder.ends_with("release") {
            build.arg("--release");
        }
        let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap();
        assert!(built.success(), "the server is not built");
        folder.join(format!("vaidya-server{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Below those that systems hand out by themselves: nobody takes it while the server is away.
fn free_port() -> u16 {
    let from = 20_000 + u16::try_from(std::process::id() % 8_000).unwrap();
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (from..from + 500).find(is_free).expect("a free port")
}

pub struct Server {
    folder: tempfile::TempDir,
    pub at: SocketAddr,
    child: Option<Child>,
}

impl Server {
    pub fn start() -> Self {
        let at = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let mut server = Self { folder: tempfile::tempdir().unwrap(), at, child: None };
        server.rise();
        server
    }

    pub fn rise(&mut self) {
        let mut command = Command::new(program());
        command.arg("--folder").arg(self.folder.path()).args(["serve", "--founding", "open"]);
        command.args(["--listen", &self.at.to_string()]).env("VAIDYA_SERVER_LOG", "warn");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let is_up = out.lines().map_while(Result::ok).any(|line| line.starts_with("Listening"));
        self.child = Some(child);
        assert!(is_up, "the server did not begin");
    }

    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            let _ = child.wait();
        }
    }

    /// All that it stored is gone; its keys are not.
    pub fn wipe(&mut self) {
        self.kill();
        let mut gone = 0;
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with("store.sqlite") {
                std::fs::remove_file(path).unwrap();
                gone += 1;
            }
        }
        assert!(gone > 0, "there was a store");
        self.rise();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

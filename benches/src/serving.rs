//! The real server's program, over TLS on this computer.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

use crate::Any;

pub fn free_port() -> Any<u16> {
    let from = 21_000 + u16::try_from(std::process::id() % 8_000)?;
    let is_free = |port: &u16| TcpListener::bind(("0.0.0.0", *port)).is_ok();
    Ok((from..from + 500).find(is_free).ok_or("no port is free")?)
}

/// The server's program, as it was built beside this one.
pub struct Server {
    pub at: SocketAddr,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Server {
    pub fn start() -> Any<Self> {
        Self::listening("127.0.0.1")
    }

    /// By every address of this computer.
    pub fn start_for_all() -> Any<Self> {
        Self::listening("0.0.0.0")
    }

    fn listening(host: &str) -> Any<Self> {
        let own = std::env::current_exe()?;
        let program = own.with_file_name("vaidya-server");
        if !program.exists() {
            return Err("vaidya-server is not built: cargo build --release -p server".into());
        }
        let (folder, port) = (tempfile::tempdir()?, free_port()?);
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        let mut child = Command::new(program)
            .arg("--folder")
            .arg(folder.path())
            .args(["serve", "--founding", "open", "--listen", &format!("{host}:{port}")])
            .env("VAIDYA_SERVER_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = BufReader::new(child.stdout.take().ok_or("no output")?);
        let server = Self { at, child, _folder: folder };
        let is_up = out.lines().map_while(std::io::Result::ok);
        match is_up.into_iter().any(|line| line.starts_with("Listening")) {
            true => Ok(server),
            false => Err("the server did not begin".into()),
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = (self.child.kill(), self.child.wait());
    }
}

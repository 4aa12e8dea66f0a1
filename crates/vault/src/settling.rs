//! A large file goes down to the disk while it is written, in steps and by a thread of its
//! own. Forced down at one go it would make everybody wait whose save is forced down in the
//! same moment.

use std::fs::File;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

pub struct Settling {
    due: Option<SyncSender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Settling {
    /// `file` is another handle to what is written.
    pub fn begin(file: File) -> io::Result<Settling> {
        let (due, steps) = sync_channel::<()>(1);
        let named = std::thread::Builder::new().name("settling".into());
        let thread = named.spawn(move || steps.into_iter().try_for_each(|()| file.sync_data()))?;
        Ok(Settling { due: Some(due), thread: Some(thread) })
    }

    /// What was written so far may go down. One step waits at most: where the disk is slower,
    /// steps grow.
    pub fn step(&self) {
        if let Some(due) = &self.due {
            let _ = due.try_send(());
        }
    }

    /// A disk that failed says so once, to whoever asked first: that must not be lost.
    pub fn finish(mut self) -> io::Result<()> {
        self.end()
    }

    fn end(&mut self) -> io::Result<()> {
        self.due = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(settled)) => settled,
            Some(Err(_)) => Err(io::Error::other("the settling stopped")),
            None => Ok(()),
        }
    }
}

/// Some systems remove no file that is still open.
impl Drop for Settling {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

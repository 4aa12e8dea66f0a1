//! The one long work beside the desk: a copy, a drill, a restore. It runs in a thread of its
//! own, can be watched and stopped, and holds the clinic open for no longer than an instant
//! at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use backup::{Progress, Step};
use kernel::{Error, Result};
use serde::Serialize;
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    Full,
    Ops,
    Drill,
    Restore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobStep {
    Writing,
    Reading,
    Restoring,
    Proving,
}

/// The work that runs, or the last one that ran.
#[derive(Clone, Debug, Serialize, TS)]
pub struct JobView {
    pub kind: JobKind,
    pub is_running: bool,
    pub step: JobStep,
    /// Bytes of this step; each step begins anew.
    #[ts(type = "number")]
    pub done: u64,
    #[ts(type = "number")]
    pub total: u64,
    /// The short name of what went wrong; empty while all is well.
    pub fault: String,
}

#[derive(Serialize, TS)]
pub struct JobAnswer {
    pub job: Option<JobView>,
}

#[derive(Default)]
pub(super) struct Jobs(Mutex<Option<Job>>);

struct Job {
    view: Arc<Mutex<JobView>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What a work sees of its own job.
pub(super) struct Handle {
    view: Arc<Mutex<JobView>>,
    stop: Arc<AtomicBool>,
}

impl Handle {
    /// Set when the job is told to stop, for who cannot be asked by `went` all the while.
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.stop.clone()
    }

    /// For `backup::Watch`.
    pub fn went(&self, progress: Progress) -> bool {
        let mut view = lock(&self.view);
        view.step = match progress.step {
            Step::Writing => JobStep::Writing,
            Step::Reading => JobStep::Reading,
            Step::Restoring => JobStep::Restoring,
            Step::Proving => JobStep::Proving,
        };
        (view.done, view.total) = (progress.done, progress.total);
        !self.stop.load(Ordering::SeqCst)
    }
}

impl Jobs {
    /// One at a time: two would read the same disk at half the speed each.
    pub fn begin(
        &self,
        kind: JobKind,
        work: impl FnOnce(&Handle) -> backup::Result<()> + Send + 'static,
    ) -> Result<()> {
        let mut slot = self.slot();
        if slot.as_ref().is_some_and(|job| lock(&job.view).is_running) {
            return Err(Error::conflict("errors-backup-busy"));
        }
        let view = JobView {
            kind,
            is_running: true,
            step: JobStep::Writing,
            done: 0,
            total: 0,
            fault: String::new(),
        };
        let (view, stop) = (Arc::new(Mutex::new(view)), Arc::new(AtomicBool::new(false)));
        let handle = Handle { view: view.clone(), stop: stop.clone() };
        let named = std::thread::Builder::new().name("backup".into());
        let thread = named.spawn(move || {
            // Only for a restore does anybody sit and wait.
            if kind != JobKind::Restore {
                backup::give_way();
            }
            // Dropped whatever happens: a work that panics must not look as if it ran on.
            let over = Over(handle);
            if let Err(error) = work(&over.0) {
                eprintln!("backup: {error}");
                lock(&over.0.view).fault = error.code().to_owned();
            }
        });
        let thread = Some(thread.map_err(Error::internal)?);
        *slot = Some(Job { view, stop, thread });
        Ok(())
    }

    pub fn view(&self) -> Option<JobView> {
        self.slot().as_ref().map(|job| lock(&job.view).clone())
    }

    pub fn is_running(&self) -> bool {
        self.view().is_some_and(|view| view.is_running)
    }

    /// Asks it to stop; it ends in its own time and leaves nothing half.
    pub fn stop(&self) {
        if let Some(job) = self.slot().as_ref() {
            job.stop.store(true, Ordering::SeqCst);
        }
    }

    pub fn wait(&self) {
        let thread = self.slot().as_mut().and_then(|job| job.thread.take());
        if let Some(thread) = thread {
            // Its fault is in the view.
            let _ = thread.join();
        }
    }

    fn slot(&self) -> MutexGuard<'_, Option<Job>> {
        lock(&self.0)
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.stop();
        self.wait();
    }
}

struct Over(Handle);

impl Drop for Over {
    fn drop(&mut self) {
        let mut view = lock(&self.0.view);
        view.is_running = false;
        if std::thread::panicking() {
            view.fault = "io".to_owned();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Copies made while people work. The clinic's vault and door are borrowed for an instant
//! before and after; when the clinic closes meanwhile, the copy is given up.

use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError, Weak};

use backup::{Error as Fault, Found, Link, Watch, Writer};
use kernel::{Error, Nothing, Result, RowId, Session, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::Vault;

use super::jobs::{Handle, JobAnswer, JobKind};
use super::opened::Opened;
use super::room::Room;
use super::{Desk, drill, rolled};
use crate::backup::timetable::{Due, due};
use crate::backup::{self as slice, Cause, Ended, RunKind, Target};
use crate::permissions::BACKUP_MANAGE;

const PROGRAM: &str = env!("CARGO_PKG_VERSION");

#[derive(Deserialize, TS)]
pub struct RunBackup {
    pub target_id: RowId,
    pub kind: RunKind,
}

#[derive(Serialize, TS)]
pub struct PlaceView {
    pub path: String,
    pub name: String,
    /// On the computer's own disk, which dies with it.
    pub is_own_disk: bool,
    pub has_backups: bool,
}

/// One work for one target.
#[derive(Clone)]
pub(super) struct Work {
    pub opened: Weak<Opened>,
    pub target: RowId,
    pub kind: RunKind,
    pub cause: Cause,
    pub session: Session,
}

impl Desk {
    pub(super) fn run_backup(&self, token: Option<&str>, given: RunBackup) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.permitted(token, BACKUP_MANAGE, "desk.backup_run")?;
        self.begin_work(&opened, given.target_id, given.kind, Cause::Person, session)?;
        Ok(Nothing {})
    }

    fn begin_work(
        &self,
        opened: &Arc<Opened>,
        target: RowId,
        kind: RunKind,
        cause: Cause,
        session: Session,
    ) -> Result<()> {
        // Refused now and in words, not later in a thread.
        opened.door.read(&session, |read| slice::target(read, target))?;
        let work = Work { opened: Arc::downgrade(opened), target, kind, cause, session };
        let kind = match kind {
            RunKind::Full => JobKind::Full,
            RunKind::Ops => JobKind::Ops,
            RunKind::Drill => JobKind::Drill,
        };
        self.jobs.begin(kind, move |handle| work.run(handle))
    }

    /// Called every few seconds by whoever runs the desk: begins what is due.
    pub fn tick(&self) -> Result<()> {
        self.close_after_twelve_hours();
        let opened = self.slot().clone().filter(|opened| !opened.is_demo);
        let Some(opened) = opened.filter(|_| !self.jobs.is_running()) else { return Ok(()) };
        self.lay_reserve(&opened);
        let session = Session::program();
        let here = find_again(&opened, &session)?;
        opened.look_back_once(&here);
        let here: Vec<RowId> = here.iter().map(|target| target.id).collect();
        let facts = opened.door.read(&session, |read| slice::facts(read, &here))?;
        let (target, kind) = match due(&facts) {
            Some(Due::Full(target)) => (target, RunKind::Full),
            Some(Due::Ops(target)) => (target, RunKind::Ops),
            Some(Due::Drill(target)) => (target, RunKind::Drill),
            None => return Ok(()),
        };
        self.begin_work(&opened, target, kind, Cause::Timetable, session)
    }

    /// Waits for the work that runs: at the end of a command line, and in tests.
    pub fn finish_job(&self) {
        self.jobs.wait();
    }

    pub(super) fn job(&self) -> Result<JobAnswer> {
        Ok(JobAnswer { job: self.jobs.view() })
    }

    pub(super) fn stop_job(&self, token: Option<&str>) -> Result<Nothing> {
        self.stop_by(token, What::Backup, "desk.job_stop")?;
        Ok(Nothing {})
    }

    /// Where a clinic is open it takes its permission and leaves a line; a restore into an
    /// empty place has nobody to ask.
    pub(super) fn stop_by(&self, token: Option<&str>, what: What, route: &str) -> Result<()> {
        if self.slot().is_some() {
            let opened = self.active(token, "desk.touch")?;
            let session = opened.permitted(token, BACKUP_MANAGE, route)?;
            opened.door.note(&session, what, route, "")?;
        }
        self.jobs.stop();
        Ok(())
    }

    pub(super) fn places(&self) -> Result<Vec<PlaceView>> {
        let places = backup::likely_places().into_iter();
        Ok(places
            .map(|place| PlaceView {
                path: place.path.display().to_string(),
                name: place.name,
                is_own_disk: place.kind == backup::PlaceKind::Own,
                has_backups: place.has_backups,
            })
            .collect())
    }
}

impl Opened {
    /// The session of an active caller who may do this; a refusal is in the access log.
    pub(super) fn permitted(
        &self,
        token: Option<&str>,
        permission: kernel::Permission,
        route: &str,
    ) -> Result<Session> {
        let (session, _) = self.held(token)?;
        if let Err(refused) = session.check(permission) {
            self.door.note(&session, What::Refused, route, permission.0)?;
            return Err(refused);
        }
        Ok(session)
    }

    pub(super) fn vault(&self) -> MutexGuard<'_, Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The targets that can be reached. A stick keeps its mark under another letter. Nothing of
/// the records is held meanwhile: a share that hangs answers nobody for minutes.
fn find_again(opened: &Opened, session: &Session) -> Result<Vec<Target>> {
    let targets = opened.door.read(session, slice::targets)?;
    let (mut here, away): (Vec<_>, Vec<_>) = targets.into_iter().partition(slice::is_here);
    if away.is_empty() {
        return Ok(here);
    }
    let places = backup::likely_places();
    for mut target in away {
        let is_it = |place: &&backup::LikelyPlace| {
            place.marker.is_some_and(|marker| marker.vaidya_backups.0 == target.marker.0)
        };
        if let Some(place) = places.iter().find(is_it) {
            opened.door.write(session, |tx| slice::move_target(tx, target.id, &place.path))?;
            target.path = place.path.display().to_string();
            here.push(target);
        }
    }
    here.sort_by_key(|target| (target.added_at, target.id));
    Ok(here)
}

/// An error of the desk inside a work: the words are in the log of the program.
pub(super) fn inside(error: Error) -> Fault {
    if error.message == "errors-disk-full" {
        return Fault::Full;
    }
    Fault::Io(std::io::Error::other(error))
}

impl Work {
    fn run(&self, handle: &Handle) -> backup::Result<()> {
        let began_at =
            self.door(|opened| opened.door.read(&self.session, |read| Ok(read.now())))?;
        let mut go = |progress| handle.went(progress);
        let done = match self.kind {
            RunKind::Full => self.full(&mut Watch(&mut go)),
            RunKind::Ops => self.ops(&mut Watch(&mut go)),
            RunKind::Drill => drill::run(self, handle.stop(), &mut Watch(&mut go)),
        };
        self.keep(began_at, &done)?;
        let is_rolled_back = self.is_rolled_back();
        let found = done?;
        if is_rolled_back? {
            // What the copies hold is worth more than ever: none of them goes.
            return Err(Fault::RolledBack);
        }
        if self.kind == RunKind::Full {
            // The copy is good whatever becomes of the tidying up.
            if let Err(error) = self.retain(&found) {
                eprintln!("backup: old copies could not be removed: {error}");
            }
        }
        Ok(())
    }

    fn is_rolled_back(&self) -> backup::Result<bool> {
        let root = self.root()?;
        let opened = self.opened()?;
        let target = opened.door.read(&self.session, |read| slice::target(read, self.target));
        let most = match self.kind {
            RunKind::Ops => rolled::NEWEST,
            RunKind::Full | RunKind::Drill => rolled::ALL,
        };
        opened.is_rolled_back(&target.map_err(inside)?, &root, most)
    }

    pub(super) fn opened(&self) -> backup::Result<Arc<Opened>> {
        self.opened.upgrade().ok_or(Fault::Cancelled)
    }

    fn door<T>(&self, act: impl FnOnce(&Opened) -> Result<T>) -> backup::Result<T> {
        act(&*self.opened()?).map_err(inside)
    }

    fn full(&self, watch: &mut Watch<'_>) -> backup::Result<Found> {
        let root = self.root()?;
        let room = self.room(&root)?;
        let (mut writer, number, previous) = self.begin()?;
        writer.ask(slice::QUESTIONS)?;
        let prove = |manifest: &mut _| Link::of(&self.opened()?.vault()).prove(manifest);
        let mut go = |progress| room.is_left() && (watch.0)(progress);
        let watch = &mut Watch(&mut go);
        room.told(backup::write_full(writer, &root, number, previous, prove, watch))
    }

    /// On the disk of the records a copy ends before that one is full.
    fn room(&self, root: &Path) -> backup::Result<Room> {
        let room = Room::of_folder(self.opened()?.vault().place(), root);
        room.need(0)?;
        Ok(room)
    }

    fn ops(&self, watch: &mut Watch<'_>) -> backup::Result<Found> {
        let root = self.root()?;
        let room = self.room(&root)?;
        let onward = self.door(|opened| {
            opened.door.read(&self.session, |read| slice::onward(read, self.target))
        })?;
        let onward = onward.ok_or(Fault::Gone)?;
        let (writer, number, previous) = self.begin()?;
        let prove = |manifest: &mut _| Link::of(&self.opened()?.vault()).prove(manifest);
        let (base, after) = (onward.base, &onward.after);
        // On another stick than the image they would be worth nothing.
        let folder = writer.folder(&root);
        folder.image(base).ok_or(Fault::Gone)?;
        let written =
            backup::write_ops(writer, &root, number, previous, (base, after), prove, watch);
        room.told(written)
    }

    /// The moment of the copy: all that it needs of the open clinic, at once.
    fn begin(&self) -> backup::Result<(Writer, u64, Option<backup::Hex<32>>)> {
        let opened = self.opened()?;
        let (plan, previous, desk, now) = opened
            .door
            .read(&self.session, |read| {
                let desk = read.desk().to_owned();
                Ok((slice::plan(read)?, slice::previous(read)?, desk, read.now()))
            })
            .map_err(inside)?;
        let number = plan.highest_number.unsigned_abs() + 1;
        let writer = Writer::begin(&opened.vault(), &desk, PROGRAM, now.0)?;
        Ok((writer, number, previous))
    }

    /// The folder of the target, by its mark: a stick keeps its mark under another letter.
    pub(super) fn root(&self) -> backup::Result<PathBuf> {
        let target: Target = self.door(|opened| {
            opened.door.read(&self.session, |read| slice::target(read, self.target))
        })?;
        let is_it = |path: &Path| {
            let marker = backup::Marker::read(path);
            marker.is_some_and(|marker| marker.vaidya_backups.0 == target.marker.0)
        };
        let kept = PathBuf::from(&target.path);
        if is_it(&kept) {
            return Ok(kept);
        }
        let places = backup::likely_places();
        let moved = places.into_iter().map(|place| place.path).find(|path| is_it(path));
        let moved = moved.ok_or(Fault::Gone)?;
        self.door(|opened| {
            opened.door.write(&self.session, |tx| slice::move_target(tx, target.id, &moved))
        })?;
        Ok(moved)
    }

    fn keep(&self, began_at: Timestamp, done: &backup::Result<Found>) -> backup::Result<()> {
        // Closed meanwhile: the next opening finds the copy by its manifest, or makes another.
        let Some(opened) = self.opened.upgrade() else { return Ok(()) };
        let fault = done.as_ref().err().map_or("", Fault::code);
        let manifest = done.as_ref().ok().map(|found| &found.manifest);
        let (target, kind, cause) = (self.target, self.kind, self.cause);
        let ended = Ended { target, kind, cause, began_at, fault, manifest };
        let kept = opened.door.write(&Session::program(), |tx| slice::keep_run(tx, &ended));
        kept.map_err(inside)?;
        if kind == RunKind::Ops && fault.is_empty() {
            return Ok(());
        }
        let number = manifest.map(|manifest| manifest.number.to_string()).unwrap_or_default();
        let words = if fault.is_empty() { format!("{number} good") } else { fault.to_owned() };
        let route = match kind {
            RunKind::Full | RunKind::Ops => "desk.backup",
            RunKind::Drill => "desk.backup_drill",
        };
        opened.door.note(&self.session, What::Backup, route, &words).map_err(inside)
    }

    /// What the rule lets go, with the segments on top of it.
    fn retain(&self, newest: &Found) -> backup::Result<()> {
        let all = newest.folder.images()?;
        let opened = self.opened()?;
        let (zone, now, plan, trusted, damaged) = opened
            .door
            .read(&self.session, |read| {
                let (plan, trusted) = (slice::plan(read)?, slice::trusted_number(read)?);
                Ok((read.zone(), read.now(), plan, trusted, slice::damaged_numbers(read)?))
            })
            .map_err(inside)?;
        let kept = {
            let vault = opened.vault();
            slice::keep_list(&all, &Link::of(&vault), zone, &damaged)
        };
        let going = backup::to_delete(&kept, now.0, plan.highest_at.0, trusted);
        newest.folder.let_go(&going, |manifest| Link::of(&opened.vault()).check(manifest).is_ok())
    }
}

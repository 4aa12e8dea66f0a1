//! Who is signed in. Idle time is measured here, on a clock that cannot be set.

use std::sync::{MutexGuard, PoisonError};

use chrono::TimeZone;
use kernel::{Code, Error, Result, RowId, Session, What};

use super::Desk;
use super::confirm::CONFIRMED_MS;
use super::opened::Opened;
use super::sign_in::SessionView;
use crate::security::desk_settings;
use crate::settings::{CLINIC_ID, Clinic, Doctor};
use crate::staff::{Staff, allowed, second_factor_of};

pub struct Live {
    pub session: Session,
    pub user: String,
    pub is_locked: bool,
    pub seen_ms: i64,
    /// A temporary person's last day ends then, whatever the wall clock is set to.
    pub ends_ms: Option<i64>,
    /// An enrolment of a second factor that is not proven yet.
    pub factor: Option<RowId>,
}

const MINUTE_MS: i64 = 60_000;

impl Opened {
    fn live(&self) -> MutexGuard<'_, std::collections::BTreeMap<String, Live>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn idle_minutes(&self) -> i64 {
        let found = self.door.read(&Session::program(), |read| {
            let clinic = read.find::<Clinic>(CLINIC_ID)?.map(|clinic| clinic.idle_minutes);
            Ok(desk_settings(read)?.idle_minutes.or(clinic))
        });
        found.ok().flatten().map_or(30, i64::from)
    }

    /// The session of a token, if it is active. Questions that a screen repeats by itself
    /// do not count as somebody being there.
    pub fn session(&self, token: Option<&str>, now: i64, route: &str) -> Result<Session> {
        let idle_ms = self.idle_minutes() * MINUTE_MS;
        let mut sessions = self.live();
        let Some(live) = token.and_then(|token| sessions.get_mut(token)) else {
            drop(sessions);
            self.note_outside(&Session::program(), route, token.is_some())?;
            return Err(Desk::signed_out());
        };
        if live.ends_ms.is_some_and(|ends| now >= ends) {
            let (user, token) = (live.session.user, token.unwrap_or_default().to_owned());
            sessions.remove(&token);
            drop(sessions);
            self.people().forget(user);
            return Err(Error::new(Code::SignedOut, "errors-staff-expired"));
        }
        if live.lock_if_idle(now, idle_ms) {
            self.door.note(&live.session, What::Lock, "desk.lock", "idle")?;
        }
        if live.is_locked {
            let session = live.session.clone();
            drop(sessions);
            self.note_outside(&session, route, true)?;
            return Err(Error::new(Code::Locked, "errors-locked"));
        }
        if is_gesture(route, &self.door) {
            live.seen_ms = now;
        }
        Ok(live.session.clone())
    }

    /// A call that no active session stands behind. A screen behind the lock, or one left
    /// open after signing out, goes on asking by itself, and is not worth a line each time.
    fn note_outside(&self, session: &Session, route: &str, had_token: bool) -> Result<()> {
        let is_worth = route != "desk.touch" && (is_gesture(route, &self.door) || !had_token);
        if !is_worth {
            return Ok(());
        }
        let detail = if session.is_program() { "no session" } else { "locked" };
        self.door.note(session, What::Refused, route, detail)
    }

    /// Locks every screen that nobody has touched for long enough.
    pub(super) fn lock_idle(&self, now: i64) -> Result<()> {
        let idle_ms = self.idle_minutes() * MINUTE_MS;
        let due: Vec<Session> = {
            let mut sessions = self.live();
            let due = sessions
                .values_mut()
                .filter_map(|live| live.lock_if_idle(now, idle_ms).then(|| live.session.clone()));
            due.collect()
        };
        due.iter().try_for_each(|session| self.door.note(session, What::Lock, "desk.lock", "idle"))
    }

    /// As `session`, but also for a locked screen.
    pub(super) fn held(&self, token: Option<&str>) -> Result<(Session, String)> {
        let sessions = self.live();
        let live = token.and_then(|token| sessions.get(token));
        let live = live.ok_or_else(|| Error::new(Code::SignedOut, "errors-signed-out"))?;
        Ok((live.session.clone(), live.user.clone()))
    }

    /// A password or one-time code was right, or only a PIN.
    pub(super) fn begin_session(
        &self,
        staff: &Staff,
        now: i64,
        by_password: bool,
    ) -> Result<SessionView> {
        let mut mint = self.mint.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, token) = (mint.random_u64() >> 1, mint.token());
        drop(mint);
        let mut session = self.session_of(staff, id)?;
        if by_password {
            self.people().typed_password(staff, now);
            session.confirmed_until = now + CONFIRMED_MS;
        }
        let detail = if by_password { "" } else { "pin" };
        self.door.note(&session, What::SignIn, "desk.sign_in", detail)?;
        let view = self.view(&token, &session, &staff.user)?;
        let user = staff.user.clone();
        let ends_ms = self.ends_ms(staff, now)?;
        let live = Live { session, user, is_locked: false, seen_ms: now, ends_ms, factor: None };
        self.live().insert(token, live);
        Ok(view)
    }

    /// The person's own locked session goes on under the same token.
    pub(super) fn resume(
        &self,
        token: &str,
        staff: &Staff,
        now: i64,
    ) -> Result<Option<SessionView>> {
        let session = {
            let mut sessions = self.live();
            let Some(live) = sessions.get_mut(token) else { return Ok(None) };
            if live.session.user != staff.id {
                return Ok(None);
            }
            live.is_locked = false;
            live.seen_ms = now;
            live.session.clone()
        };
        self.door.note(&session, What::SignIn, "desk.unlock", "pin")?;
        self.view(token, &session, &staff.user).map(Some)
    }

    /// Left behind at an earlier switch; nobody holds its token any more.
    pub(super) fn end_locked_of(&self, staff: RowId) {
        self.live().retain(|_, live| live.session.user != staff || !live.is_locked);
    }

    /// When the last day of a temporary person is over, on the clock that cannot be set.
    fn ends_ms(&self, staff: &Staff, now: i64) -> Result<Option<i64>> {
        let Some(until) = staff.until else { return Ok(None) };
        let latest = self.door.latest();
        self.door.read(&Session::program(), |read| {
            let after = until.succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0));
            let end = after.and_then(|end| read.zone().from_local_datetime(&end).earliest());
            Ok(end.map(|end| now + (end.timestamp_millis() - latest.0)))
        })
    }

    pub(super) fn new_id(&self) -> RowId {
        self.mint.lock().unwrap_or_else(PoisonError::into_inner).row_id()
    }

    pub(super) fn set_confirmed(&self, token: Option<&str>, until: i64) {
        let mut sessions = self.live();
        if let Some(live) = token.and_then(|token| sessions.get_mut(token)) {
            live.session.confirmed_until = until;
        }
    }

    pub(super) fn set_pending_factor(&self, token: Option<&str>, factor: Option<RowId>) {
        let mut sessions = self.live();
        if let Some(live) = token.and_then(|token| sessions.get_mut(token)) {
            live.factor = factor;
        }
    }

    pub(super) fn pending_factor(&self, token: Option<&str>) -> Option<RowId> {
        token.and_then(|token| self.live().get(token).and_then(|live| live.factor))
    }

    fn session_of(&self, staff: &Staff, id: u64) -> Result<Session> {
        self.door.read(&Session::program(), |read| {
            let doctor: Option<Doctor> = read.one(
                "SELECT * FROM doctor WHERE staff_id = ?1 AND is_active = 1 AND ended IS NULL
                 ORDER BY id LIMIT 1",
                [staff.id],
            )?;
            Ok(Session {
                id,
                user: staff.id,
                name: staff.name.clone(),
                roles: staff.roles.clone(),
                permissions: allowed(read, &staff.roles)?,
                doctor: doctor.map(|doctor| doctor.id),
                confirmed_until: 0,
            })
        })
    }

    pub(super) fn view(&self, token: &str, session: &Session, user: &str) -> Result<SessionView> {
        let (clinic, factor) = self.door.read(&Session::program(), |read| {
            Ok((read.find::<Clinic>(CLINIC_ID)?, second_factor_of(read, session.user)?))
        })?;
        Ok(SessionView {
            has_pin: self.people().has_pin(session.user),
            wants_pin: self.wants_pin(session.user)?,
            has_second_factor: factor.is_some(),
            token: token.to_owned(),
            user_id: session.user,
            user: user.to_owned(),
            name: session.name.clone(),
            roles: session.roles.clone(),
            permissions: session.permissions.iter().cloned().collect(),
            doctor_id: session.doctor,
            language: clinic.map(|clinic| clinic.language).unwrap_or_else(|| "en".into()),
            is_demo: self.is_demo,
        })
    }

    /// Roles and permissions that changed hold at once; who has left is out at once.
    pub fn refresh_sessions(&self) -> Result<()> {
        let tokens: Vec<(String, Session)> = {
            let sessions = self.live();
            sessions.iter().map(|(token, live)| (token.clone(), live.session.clone())).collect()
        };
        for (token, session) in tokens {
            let staff: Option<Staff> =
                self.door.read(&Session::program(), |read| read.find(session.user))?;
            let day = self.latest_day()?;
            match staff.filter(|staff| staff.may_come(day)) {
                Some(staff) => {
                    let ends_ms = self.ends_ms(&staff, self.now())?;
                    let mut fresh = self.session_of(&staff, session.id)?;
                    if let Some(live) = self.live().get_mut(&token) {
                        fresh.confirmed_until = live.session.confirmed_until;
                        live.session = fresh;
                        live.ends_ms = ends_ms;
                    }
                }
                None => {
                    self.live().remove(&token);
                    self.people().forget(session.user);
                }
            }
        }
        self.forget_who_left()
    }

    /// Also those who have no session now but a PIN.
    fn forget_who_left(&self) -> Result<()> {
        let day = self.latest_day()?;
        for id in self.people().ids() {
            let staff: Option<Staff> = self.door.read(&Session::program(), |read| read.find(id))?;
            if !staff.is_some_and(|staff| staff.may_come(day)) {
                self.people().forget(id);
            }
        }
        let _ = self.drop_slots_of_who_left();
        Ok(())
    }

    pub(super) fn lock_session(&self, token: &str, now: i64) {
        if let Some(live) = self.live().get_mut(token) {
            (live.is_locked, live.seen_ms) = (true, now);
            live.session.confirmed_until = 0;
        }
    }

    /// `is_proven`: all that the person signs in with was asked for.
    pub(super) fn unlock_session(&self, token: &str, now: i64, is_proven: bool) {
        if let Some(live) = self.live().get_mut(token) {
            (live.is_locked, live.seen_ms) = (false, now);
            live.session.confirmed_until = if is_proven { now + CONFIRMED_MS } else { 0 };
        }
    }

    pub(super) fn locks_in_seconds(&self, token: &str, now: i64) -> Option<i64> {
        let idle_ms = self.idle_minutes() * MINUTE_MS;
        let sessions = self.live();
        let live = sessions.get(token).filter(|live| !live.is_locked)?;
        Some((idle_ms - (now - live.seen_ms)).max(0) / 1000)
    }

    pub(super) fn is_locked(&self, token: &str, now: i64) -> Option<bool> {
        let idle_ms = self.idle_minutes() * MINUTE_MS;
        self.live().get(token).map(|live| live.is_locked || now - live.seen_ms > idle_ms)
    }

    /// Ends a session; answers whether nobody is left.
    pub(super) fn end_session(&self, token: &str) -> bool {
        let mut sessions = self.live();
        sessions.remove(token);
        sessions.is_empty()
    }
}

impl Live {
    /// True when it was due just now.
    fn lock_if_idle(&mut self, now: i64, idle_ms: i64) -> bool {
        let is_due = !self.is_locked && now - self.seen_ms > idle_ms;
        if is_due {
            self.is_locked = true;
            self.session.confirmed_until = 0;
        }
        is_due
    }
}

fn is_gesture(route: &str, door: &kernel::Door) -> bool {
    route == "desk.touch"
        || door
            .routes()
            .any(|known| known.name == route && known.kind == kernel::RouteKind::Command)
}

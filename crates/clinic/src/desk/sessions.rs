//! Who is signed in. Idle time is measured here, on a clock that cannot be set.

use std::sync::{MutexGuard, PoisonError};

use kernel::{Code, Error, Result, Session, What};

use super::opened::Opened;
use super::sign_in::SessionView;
use crate::settings::{CLINIC_ID, Clinic, Doctor};
use crate::staff::{Staff, allowed};

pub struct Live {
    pub session: Session,
    pub user: String,
    pub is_locked: bool,
    pub seen_ms: i64,
    pub password_ms: i64,
}

const MINUTE_MS: i64 = 60_000;

impl Opened {
    fn live(&self) -> MutexGuard<'_, std::collections::BTreeMap<String, Live>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn idle_minutes(&self) -> i64 {
        let found = self.door.read(&Session::program(), |read| read.find::<Clinic>(CLINIC_ID));
        found.ok().flatten().map_or(30, |clinic| i64::from(clinic.idle_minutes))
    }

    /// The session of a token, if it is active. Questions that a screen repeats by itself
    /// do not count as somebody being there.
    pub fn session(&self, token: Option<&str>, now: i64, route: &str) -> Result<Session> {
        let idle_ms = self.idle_minutes() * MINUTE_MS;
        let mut sessions = self.live();
        let live = token
            .and_then(|token| sessions.get_mut(token))
            .ok_or_else(|| Error::new(Code::SignedOut, "errors-signed-out"))?;
        if !live.is_locked && now - live.seen_ms > idle_ms {
            live.is_locked = true;
            self.door.note(&live.session, What::Lock, "desk.lock", "idle")?;
        }
        if live.is_locked {
            return Err(Error::new(Code::Locked, "errors-locked"));
        }
        if is_gesture(route, &self.door) {
            live.seen_ms = now;
        }
        Ok(live.session.clone())
    }

    /// As `session`, but also for a locked screen.
    pub(super) fn held(&self, token: Option<&str>) -> Result<(Session, String)> {
        let sessions = self.live();
        let live = token.and_then(|token| sessions.get(token));
        let live = live.ok_or_else(|| Error::new(Code::SignedOut, "errors-signed-out"))?;
        Ok((live.session.clone(), live.user.clone()))
    }

    pub(super) fn begin_session(&self, staff: &Staff, now: i64) -> Result<SessionView> {
        let mut mint = self.mint.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, token) = (mint.random_u64() >> 1, mint.token());
        drop(mint);
        let session = self.session_of(staff, id)?;
        self.door.note(&session, What::SignIn, "desk.sign_in", "")?;
        let view = self.view(&token, &session, &staff.user)?;
        let user = staff.user.clone();
        let live = Live { session, user, is_locked: false, seen_ms: now, password_ms: now };
        self.live().insert(token, live);
        Ok(view)
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
            })
        })
    }

    pub(super) fn view(&self, token: &str, session: &Session, user: &str) -> Result<SessionView> {
        let clinic: Option<Clinic> =
            self.door.read(&Session::program(), |read| read.find(CLINIC_ID))?;
        Ok(SessionView {
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
            match staff.filter(|staff| staff.is_active) {
                Some(staff) => {
                    let fresh = self.session_of(&staff, session.id)?;
                    if let Some(live) = self.live().get_mut(&token) {
                        live.session = fresh;
                    }
                }
                None => {
                    self.live().remove(&token);
                }
            }
        }
        Ok(())
    }

    pub(super) fn set_locked(&self, token: &str, is_locked: bool, now: i64) {
        if let Some(live) = self.live().get_mut(token) {
            live.is_locked = is_locked;
            live.seen_ms = now;
            if !is_locked {
                live.password_ms = now;
            }
        }
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

    /// When somebody last typed a password.
    pub(super) fn last_password_ms(&self) -> Option<i64> {
        self.live().values().map(|live| live.password_ms).max()
    }
}

fn is_gesture(route: &str, door: &kernel::Door) -> bool {
    route == "desk.touch"
        || door
            .routes()
            .any(|known| known.name == route && known.kind == kernel::RouteKind::Command)
}

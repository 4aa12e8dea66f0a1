use kernel::{Permission, Protection, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::desk_settings::desk_settings;
use super::points::{Act, Level, Point};
use super::{DATABASE_CHECKED, SHEET_PROVEN};
use crate::backup::{BackupHealth, backup_state};
use crate::permissions::SECURITY_VIEW;
use crate::settings::clinic;
use crate::staff::{ListStaff, StaffView};

const DAY_MS: i64 = 24 * 3_600_000;
const FAILED_DAYS: i64 = 30;
/// A handful are slips of the finger.
const FAILED_FEW: i64 = 10;
const CHECK_DAYS: i64 = 30;
/// Ways in that count as failed sign-ins.
const DOORS: &str = "'desk.sign_in', 'desk.unlock', 'desk.switch', 'desk.confirm',
                     'desk.use_reset_code'";

/// Those at a closed clinic are told together when it opens, with how many they were.
const TIMES: &str = "CASE WHEN instr(detail, ' times=') > 0
    THEN CAST(substr(detail, instr(detail, ' times=') + 7) AS INTEGER) ELSE 1 END";

#[derive(Deserialize, TS)]
pub struct SecurityOverview {}

/// One person who can come in at this computer.
#[derive(Serialize, TS)]
pub struct WayInRow {
    pub id: RowId,
    pub name: String,
    pub is_owner: bool,
    pub has_password: bool,
    pub has_pin: bool,
    pub has_second_factor: bool,
    pub reset_until: Option<Timestamp>,
    pub until: Option<kernel::Day>,
}

#[derive(Serialize, TS)]
pub struct Overview {
    pub points: Vec<Point>,
    pub people: Vec<WayInRow>,
    pub failed_30_days: i64,
    pub last_failed: Option<Timestamp>,
    pub fingerprint: String,
    pub key_epoch: u32,
}

#[derive(Deserialize)]
struct Check {
    is_whole: bool,
    at: Timestamp,
}

#[derive(Deserialize)]
struct Failed {
    count: i64,
    last: Option<Timestamp>,
}

impl Query for SecurityOverview {
    type Output = Overview;
    const ROUTE: &'static str = "security.overview";
    const PERMISSION: Permission = SECURITY_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Overview> {
        let protection = read.host().protection()?;
        let staff = ListStaff {}.run(read)?;
        let failed = failed(read)?;
        let points = vec![
            Point::new("encryption", Level::Good)
                .with("epoch", protection.key_epoch)
                .act(Act::RotateKeys),
            secret(&protection),
            sheet(read, &protection)?,
            password_work(&protection),
            second_factor(&staff),
            owners(&staff),
            pins(&staff),
            idle(read)?,
            clock(read),
            database(read)?,
            disk(&protection),
            copies(read)?,
            left(read, &staff),
            signs(&failed),
        ];
        let people = staff.into_iter().filter(can_come_in).map(way_in).collect();
        Ok(Overview {
            points,
            people,
            failed_30_days: failed.count,
            last_failed: failed.last,
            fingerprint: protection.fingerprint,
            key_epoch: protection.key_epoch,
        })
    }
}

fn can_come_in(one: &StaffView) -> bool {
    one.has_password || one.reset_until.is_some()
}

fn way_in(one: StaffView) -> WayInRow {
    WayInRow {
        id: one.id,
        is_owner: is_owner(&one),
        name: one.name,
        has_password: one.has_password,
        has_pin: one.has_pin,
        has_second_factor: one.has_second_factor,
        reset_until: one.reset_until,
        until: one.until,
    }
}

fn is_owner(one: &StaffView) -> bool {
    one.is_active && one.roles.iter().any(|role| role == "owner")
}

fn failed(read: &Read<'_>) -> Result<Failed> {
    let since = read.now().0 - FAILED_DAYS * DAY_MS;
    let sql = format!(
        "SELECT coalesce(sum({TIMES}), 0) AS count, max(at) AS last FROM access
         WHERE at >= ?1 AND outcome = 'refused' AND route IN ({DOORS}) LIMIT 1"
    );
    Ok(read.one(&sql, [since])?.unwrap_or(Failed { count: 0, last: None }))
}

fn secret(protection: &Protection) -> Point {
    match protection.keeping.as_str() {
        "keyring" => Point::new("secret", Level::Good),
        _ => Point::new("secret", Level::Weak),
    }
}

fn sheet(read: &Read<'_>, protection: &Protection) -> Result<Point> {
    let at = read.kept_here(SHEET_PROVEN)?.and_then(|at| at.parse().ok()).map(Timestamp);
    Ok(match protection.is_recovery_proven {
        true => Point::new("sheet", Level::Good).at(at).act(Act::NewSheet),
        false => Point::new("sheet", Level::Bad).act(Act::ProveSheet),
    })
}

fn password_work(protection: &Protection) -> Point {
    let level = if protection.is_key_file_whole { Level::Good } else { Level::Bad };
    Point::new("key_file", level)
        .with("mib", protection.memory_mib)
        .with("passes", protection.passes)
}

fn second_factor(staff: &[StaffView]) -> Point {
    let without = staff.iter().filter(|one| is_owner(one) && !one.has_second_factor).count();
    match without {
        0 => Point::new("second_factor", Level::Good).act(Act::EnrolSecondFactor),
        count => Point::new("second_factor", Level::Weak)
            .with("count", count)
            .act(Act::EnrolSecondFactor),
    }
}

/// With one owner alone, a forgotten password is a matter for the sheet in the safe.
fn owners(staff: &[StaffView]) -> Point {
    let count = staff.iter().filter(|one| is_owner(one) && one.has_password).count();
    let level = if count > 1 { Level::Good } else { Level::Weak };
    Point::new("owners", level).with("count", count).act(Act::OpenStaff)
}

fn pins(staff: &[StaffView]) -> Point {
    let count = staff.iter().filter(|one| one.has_pin).count();
    Point::new("pins", Level::Good).with("count", count)
}

fn idle(read: &Read<'_>) -> Result<Point> {
    let minutes = match desk_settings(read)?.idle_minutes {
        Some(minutes) => minutes,
        None => clinic(read)?.idle_minutes,
    };
    let level = if minutes <= 30 { Level::Good } else { Level::Weak };
    Ok(Point::new("idle", level).with("minutes", minutes).act(Act::ChangeIdle))
}

fn clock(read: &Read<'_>) -> Point {
    match read.clock_guard().off_ms() {
        None => Point::new("clock", Level::Good),
        Some(off) => Point::new("clock", Level::Bad).with("minutes", off / 60_000),
    }
}

fn copies(read: &Read<'_>) -> Result<Point> {
    let state = backup_state(read)?;
    let level = match state.health {
        BackupHealth::Good => Level::Good,
        BackupHealth::Failing => Level::Weak,
        BackupHealth::NotSet | BackupHealth::RolledBack | BackupHealth::Late => Level::Bad,
    };
    Ok(match state.rolled_back {
        Some(found) => Point::new("log", Level::Bad)
            .with("entry", found.entry)
            .with("number", found.number)
            .act(Act::OpenBackups),
        None => Point::new("backup", level).at(state.last_good_at).act(Act::OpenBackups),
    })
}

fn database(read: &Read<'_>) -> Result<Point> {
    let kept = read.kept_here(DATABASE_CHECKED)?;
    let check: Option<Check> = kept.and_then(|kept| serde_json::from_str(&kept).ok());
    let point = match check {
        Some(check) if !check.is_whole => Point::new("database", Level::Bad).at(Some(check.at)),
        Some(check) if read.now().0 - check.at.0 <= CHECK_DAYS * DAY_MS => {
            Point::new("database", Level::Good).at(Some(check.at))
        }
        _ => Point::new("database", Level::Weak),
    };
    Ok(point.act(Act::CheckDatabase))
}

fn disk(protection: &Protection) -> Point {
    let level = if protection.has_reserve { Level::Good } else { Level::Bad };
    Point::new("disk", level)
}

/// People whose time here is over and who still have a key.
fn left(read: &Read<'_>, staff: &[StaffView]) -> Point {
    let today = read.today();
    let is_over = |one: &&StaffView| !one.is_active || one.until.is_some_and(|until| until < today);
    let count = staff.iter().filter(|one| can_come_in(one)).filter(is_over).count();
    let level = if count == 0 { Level::Good } else { Level::Weak };
    Point::new("left", level).with("count", count).act(Act::OpenStaff)
}

fn signs(failed: &Failed) -> Point {
    let level = if failed.count < FAILED_FEW { Level::Good } else { Level::Weak };
    Point::new("failed", level).with("count", failed.count).at(failed.last).act(Act::OpenLog)
}

//! Who is in the house and where: what the rounds, the nurses and the discharge desk ask.

use kernel::{Day, Error, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clashes::in_order;
use super::model::{Admission, AdmissionKind, PatientLeave};
use crate::age;
use crate::patients::Sex;
use crate::permissions::WARDS_VIEW;

const INPATIENTS_MAX: i64 = 2000;

/// Where an admission lies now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Place {
    pub stay_id: RowId,
    pub ward_id: RowId,
    pub ward: String,
    pub room_id: RowId,
    pub room: String,
    pub bed_id: RowId,
    pub bed: String,
    pub class_id: RowId,
    pub since: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Inpatient {
    #[serde(flatten)]
    pub admission: Admission,
    pub patient_name: String,
    pub reg_no: String,
    pub age: String,
    /// For the scores that hold for adults only.
    pub age_years: u32,
    pub sex: Sex,
    pub doctor_name: String,
    /// None while no bed is given.
    pub place: Option<Place>,
    pub day_of_stay: i64,
    pub on_leave: Option<PatientLeave>,
}

/// The admission with all that its screen shows at the head.
pub type AdmissionView = Inpatient;

#[derive(Deserialize)]
struct Person {
    name: String,
    reg_no: String,
    sex: Sex,
    birth_date: Day,
}

const PLACE: &str = "
SELECT bed_stay.id AS stay_id, bed_stay.class_id, bed_stay.from_at AS since,
    bed.id AS bed_id, bed.label AS bed, room.id AS room_id, room.name AS room,
    ward.id AS ward_id, ward.name AS ward
FROM bed_stay JOIN bed ON bed.id = bed_stay.bed_id JOIN room ON room.id = bed.room_id
    JOIN ward ON ward.id = room.ward_id
WHERE bed_stay.admission_id = ?1 AND bed_stay.ended IS NULL
    AND (?2 = 0 OR bed_stay.until_at IS NULL)
ORDER BY bed_stay.from_at DESC, bed_stay.id DESC LIMIT 1";

/// Ward, room and bed now; none for who has left or has no bed yet.
pub fn place_of(read: &Read<'_>, admission_id: RowId) -> Result<Option<Place>> {
    read.one(PLACE, rusqlite::params![admission_id, true])
}

/// Where an admission lies, or lay last.
pub fn last_place_of(read: &Read<'_>, admission_id: RowId) -> Result<Option<Place>> {
    read.one(PLACE, rusqlite::params![admission_id, false])
}

/// An admission that is still open.
pub fn open_admission(read: &Read<'_>, admission_id: RowId) -> Result<Admission> {
    let admission: Admission = read.get(admission_id)?;
    match admission.is_open() {
        true => Ok(admission),
        false => Err(Error::conflict("errors-admission-closed")),
    }
}

/// The open admission of a patient, the one that holds if two desks admitted.
pub fn admission_of(read: &Read<'_>, patient_id: RowId) -> Result<Option<Admission>> {
    let open = read.all(
        "SELECT * FROM admission WHERE patient_id = ?1 AND discharged_at IS NULL
             AND ended IS NULL ORDER BY claimed_at, id LIMIT 20",
        [patient_id],
    )?;
    Ok(in_order(read, open)?.into_iter().next().map(|(holder, _)| holder))
}

pub fn leave_of(read: &Read<'_>, admission_id: RowId) -> Result<Option<PatientLeave>> {
    read.one(
        "SELECT * FROM patient_leave WHERE admission_id = ?1 AND until_at IS NULL
             AND ended IS NULL ORDER BY from_at DESC, id LIMIT 1",
        [admission_id],
    )
}

/// One admission as its screen shows it. A patient who has not arrived by sync yet is
/// shown without a name.
pub fn inpatient(read: &Read<'_>, admission: Admission) -> Result<Inpatient> {
    let person: Option<Person> = read.one(
        "SELECT name, reg_no, sex, birth_date FROM patient WHERE id = ?1 LIMIT 1",
        [admission.patient_id],
    )?;
    let doctor: Option<String> =
        read.value("SELECT name FROM doctor WHERE id = ?1 LIMIT 1", [admission.doctor_id])?;
    let today = read.today();
    let until = admission.discharged_at.map_or(today, |at| at.day(read.zone()));
    let place = match admission.is_open() {
        true => place_of(read, admission.id)?,
        false => last_place_of(read, admission.id)?,
    };
    Ok(Inpatient {
        age: person.as_ref().map(|p| age::text(p.birth_date, today)).unwrap_or_default(),
        age_years: person.as_ref().map_or(0, |p| age::years(p.birth_date, today)),
        sex: person.as_ref().map_or(Sex::Other, |p| p.sex),
        reg_no: person.as_ref().map(|p| p.reg_no.clone()).unwrap_or_default(),
        patient_name: person.map(|p| p.name).unwrap_or_default(),
        doctor_name: doctor.unwrap_or_default(),
        place,
        day_of_stay: admission.day_of_stay(until),
        on_leave: leave_of(read, admission.id)?,
        admission,
    })
}

/// Everybody who is admitted, by ward, room and bed; who has no bed yet comes last.
pub fn inpatients(read: &Read<'_>, ward_id: Option<RowId>) -> Result<Vec<Inpatient>> {
    let admissions: Vec<Admission> = read.all(
        "SELECT admission.* FROM admission
         LEFT JOIN bed_stay ON bed_stay.id = (
             SELECT id FROM bed_stay WHERE admission_id = admission.id AND until_at IS NULL
                 AND ended IS NULL ORDER BY from_at DESC, id DESC LIMIT 1)
         LEFT JOIN bed ON bed.id = bed_stay.bed_id
         LEFT JOIN room ON room.id = bed.room_id
         LEFT JOIN ward ON ward.id = room.ward_id
         WHERE admission.discharged_at IS NULL AND admission.ended IS NULL
             AND (?1 IS NULL OR ward.id = ?1)
         ORDER BY ward.id IS NULL, ward.rank, ward.name, room.rank, bed.rank, bed.label,
             admission.admitted_at, admission.id
         LIMIT ?2",
        rusqlite::params![ward_id, INPATIENTS_MAX],
    )?;
    admissions.into_iter().map(|admission| inpatient(read, admission)).collect()
}

/// Everybody who is admitted, of one ward or of all.
#[derive(Deserialize, TS)]
pub struct ListInpatients {
    pub ward_id: Option<RowId>,
}

impl Query for ListInpatients {
    type Output = Vec<Inpatient>;
    const ROUTE: &'static str = "wards.inpatients";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<Inpatient>> {
        inpatients(read, self.ward_id)
    }
}

#[derive(Deserialize, TS)]
pub struct OpenAdmission {
    pub admission_id: RowId,
}

impl Query for OpenAdmission {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.admission";
    const PERMISSION: Permission = WARDS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<AdmissionView> {
        inpatient(read, read.get(self.admission_id)?)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

/// The admissions of one patient, newest first.
#[derive(Deserialize, TS)]
pub struct ListAdmissions {
    pub patient_id: RowId,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AdmissionRow {
    pub id: RowId,
    pub printed_number: String,
    pub admitted_at: Timestamp,
    pub discharged_at: Option<Timestamp>,
    pub kind: AdmissionKind,
    pub diagnosis: String,
    pub doctor_name: String,
    pub place: Option<Place>,
}

impl Query for ListAdmissions {
    type Output = Vec<AdmissionRow>;
    const ROUTE: &'static str = "wards.of_patient";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<AdmissionRow>> {
        let admissions: Vec<Admission> = read.all(
            "SELECT * FROM admission WHERE patient_id = ?1 AND ended IS NULL
             ORDER BY admitted_at DESC, id LIMIT 100",
            [self.patient_id],
        )?;
        let row = |admission: Admission| {
            let whole = inpatient(read, admission)?;
            Ok(AdmissionRow {
                id: whole.admission.id,
                printed_number: whole.admission.printed_number,
                admitted_at: whole.admission.admitted_at,
                discharged_at: whole.admission.discharged_at,
                kind: whole.admission.kind,
                diagnosis: whole.admission.diagnosis,
                doctor_name: whole.doctor_name,
                place: whole.place,
            })
        };
        admissions.into_iter().map(row).collect()
    }
}

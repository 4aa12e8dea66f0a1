use kernel::{Command, Day, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::inpatients::{AdmissionView, admission_of, inpatient, open_admission, place_of};
use super::model::{Admission, AdmissionKind, BedStay, Relative};
use super::money::receive_deposit;
use super::take_bed::{Choice, take_bed};
use super::times;
use crate::age::Age;
use crate::billing::PaymentForm;
use crate::patients::{Patient, PatientForm, RegisterPatient, Sex, linked};
use crate::permissions::{PATIENTS_EDIT, WARDS_ADMIT};
use crate::settings::Doctor;
use crate::visits::Visit;
use crate::{forms, numbers};

/// Admits a patient, with or without a bed yet, and takes the first deposit in the same step.
#[derive(Deserialize, TS)]
pub struct AdmitPatient {
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub kind: AdmissionKind,
    pub doctor_id: RowId,
    pub diagnosis: String,
    /// Now when absent.
    pub admitted_at: Option<Timestamp>,
    pub bed_id: Option<RowId>,
    /// The class to charge, where it is not the bed's own.
    pub class_id: Option<RowId>,
    /// Why the ward's rule or a reservation is set aside.
    pub reason: String,
    pub mother_id: Option<RowId>,
    pub is_mlc: bool,
    pub mlc_number: String,
    pub relatives: Vec<Relative>,
    pub note: String,
    pub expected_until: Option<Day>,
    pub deposits: Vec<PaymentForm>,
}

impl Command for AdmitPatient {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.admit";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let admission = admit(tx, self)?;
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}

fn admit(tx: &mut Tx<'_>, form: AdmitPatient) -> Result<Admission> {
    let patient: Patient = tx.get(form.patient_id)?;
    let doctor: Doctor = tx.get(form.doctor_id)?;
    if !doctor.is_active {
        return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
    }
    let visit = form.visit_id.map(|id| tx.get::<Visit>(id)).transpose()?;
    if visit.is_some_and(|visit| visit.patient_id != patient.id) {
        return Err(Error::invalid("visit_id", "errors-other-patients-visit"));
    }
    let at = form.admitted_at.unwrap_or_else(|| tx.now());
    times::not_in_future(tx, "admitted_at", at)?;
    is_not_admitted(tx, &patient, at)?;
    if let Some(mother_id) = form.mother_id {
        let mother = open_admission(tx, mother_id)?;
        if mother.patient_id == patient.id || form.kind != AdmissionKind::Newborn {
            return Err(Error::invalid("mother_id", "errors-mother-of-newborn"));
        }
    }
    let day = at.day(tx.zone());
    if form.expected_until.is_some_and(|until| until < day) {
        return Err(Error::invalid("expected_until", "errors-ends-before-start"));
    }
    let series = format!("{}I/{}", tx.desk(), numbers::financial_year(day));
    let number = numbers::next::<Admission>(tx, &series)?;
    let admission = Admission {
        id: tx.new_id(),
        patient_id: patient.id,
        printed_number: format!("{series}/{number:05}"),
        series,
        number,
        day,
        admitted_at: at,
        claimed_at: tx.now(),
        admitted_by: tx.session().name.clone(),
        doctor_id: doctor.id,
        visit_id: form.visit_id,
        mother_id: form.mother_id,
        diagnosis: forms::required("diagnosis", &form.diagnosis)?,
        kind: form.kind,
        is_mlc: form.is_mlc,
        mlc_number: forms::optional("mlc_number", &form.mlc_number)?,
        relatives: Relative::checked(form.relatives)?,
        note: forms::long_text("note", &form.note)?,
        expected_until: form.expected_until,
        discharged_at: None,
        outcome: None,
    };
    tx.insert(&admission)?;
    if let Some(bed_id) = form.bed_id {
        let choice = Choice { bed_id, class_id: form.class_id, at, reason: &form.reason };
        take_bed(tx, &admission, &choice)?;
    }
    receive_deposit(tx, &admission, form.deposits)?;
    Ok(admission)
}

/// Neither now nor at that time, under none of the records that are known to be theirs.
fn is_not_admitted(tx: &Tx<'_>, patient: &Patient, at: Timestamp) -> Result<()> {
    for id in linked(tx, patient.id)?.into_iter().chain([patient.id]) {
        if let Some(open) = admission_of(tx, id)? {
            let bed = place_of(tx, open.id)?.map(|place| place.bed).unwrap_or_default();
            return Err(Error::conflict("errors-already-admitted")
                .with("number", open.printed_number)
                .with("bed", bed));
        }
        let later: Option<String> = tx.value(
            "SELECT printed_number FROM admission WHERE patient_id = ?1 AND ended IS NULL
                 AND discharged_at > ?2 ORDER BY admitted_at, id LIMIT 1",
            rusqlite::params![id, at],
        )?;
        if let Some(number) = later {
            return Err(Error::invalid("admitted_at", "errors-overlapping-admission")
                .with("number", number));
        }
    }
    Ok(())
}

/// A baby born here: registered, and admitted under the mother's admission, in one step.
#[derive(Deserialize, TS)]
pub struct AdmitNewborn {
    pub mother_id: RowId,
    pub sex: Sex,
    pub born_at: Timestamp,
    /// "1" of twins, or empty.
    pub which: String,
    /// A cot; none while the baby lies with the mother.
    pub bed_id: Option<RowId>,
    pub doctor_id: RowId,
    pub note: String,
}

impl Command for AdmitNewborn {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.admit_newborn";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        tx.session().check(PATIENTS_EDIT)?;
        let mother = open_admission(tx, self.mother_id)?;
        times::not_in_future(tx, "born_at", self.born_at)?;
        let patient: Patient = tx.get(mother.patient_id)?;
        if mother.kind != AdmissionKind::Maternity || patient.sex == Sex::Male {
            return Err(Error::conflict("errors-baby-of-maternity"));
        }
        let form = self.registration(tx, &patient)?;
        let baby = RegisterPatient { form, is_not_duplicate: true }.run(tx)?;
        let admission = admit(
            tx,
            AdmitPatient {
                patient_id: baby.id,
                visit_id: None,
                kind: AdmissionKind::Newborn,
                doctor_id: self.doctor_id,
                diagnosis: "Newborn".into(),
                admitted_at: Some(self.born_at),
                bed_id: self.bed_id,
                class_id: None,
                reason: String::new(),
                mother_id: Some(mother.id),
                is_mlc: false,
                mlc_number: String::new(),
                relatives: mother.relatives.clone(),
                note: self.note,
                expected_until: None,
                deposits: Vec::new(),
            },
        )?;
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}

impl AdmitNewborn {
    fn registration(&self, tx: &Tx<'_>, mother: &Patient) -> Result<PatientForm> {
        let which = forms::optional("which", &self.which)?;
        let name = match which.is_empty() {
            true => format!("Baby of {}", mother.name),
            false => format!("Baby {which} of {}", mother.name),
        };
        let empty = String::new;
        Ok(PatientForm {
            name,
            name_local: empty(),
            sex: Some(self.sex),
            birth_date: Some(self.born_at.day(tx.zone())),
            age: None::<Age>,
            phone: mother.phone.clone(),
            phone_other: empty(),
            guardian_name: mother.name.clone(),
            guardian_relation: "mother".into(),
            address: mother.address.clone(),
            village: mother.village.clone(),
            district: mother.district.clone(),
            state_code: mother.state_code.clone(),
            pin: mother.pin.clone(),
            language: mother.language.clone(),
            email: empty(),
            blood_group: empty(),
            marital_status: empty(),
            occupation: empty(),
            kin_name: empty(),
            kin_relation: empty(),
            kin_phone: empty(),
            abha_number: empty(),
            abha_address: empty(),
            aadhaar_last4: empty(),
            scheme_name: empty(),
            scheme_id: empty(),
            referred_by: empty(),
            note: empty(),
        })
    }
}

/// What was said at admission, put right.
#[derive(Deserialize, TS)]
pub struct ChangeAdmission {
    pub admission_id: RowId,
    pub doctor_id: RowId,
    pub kind: AdmissionKind,
    pub diagnosis: String,
    pub is_mlc: bool,
    pub mlc_number: String,
    pub relatives: Vec<Relative>,
    pub note: String,
    pub expected_until: Option<Day>,
}

impl Command for ChangeAdmission {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.change_admission";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let before = open_admission(tx, self.admission_id)?;
        tx.get::<Doctor>(self.doctor_id)?;
        if self.expected_until.is_some_and(|until| until < before.day) {
            return Err(Error::invalid("expected_until", "errors-ends-before-start"));
        }
        let after = Admission {
            doctor_id: self.doctor_id,
            kind: self.kind,
            diagnosis: forms::required("diagnosis", &self.diagnosis)?,
            is_mlc: self.is_mlc,
            mlc_number: forms::optional("mlc_number", &self.mlc_number)?,
            relatives: Relative::checked(self.relatives)?,
            note: forms::long_text("note", &self.note)?,
            expected_until: self.expected_until,
            ..before
        };
        tx.change(&after)?;
        inpatient(tx, after)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}

/// Takes back an admission that should not be: made twice by two desks, or by mistake. Its
/// money has to be returned first.
#[derive(Deserialize, TS)]
pub struct UndoAdmission {
    pub admission_id: RowId,
    pub reason: String,
}

impl Command for UndoAdmission {
    type Output = Admission;
    const ROUTE: &'static str = "wards.undo_admission";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Admission> {
        let before = open_admission(tx, self.admission_id)?;
        let reason = forms::required("reason", &self.reason)?;
        let deposited: kernel::Money = tx
            .value(
                "SELECT coalesce(sum(amount_paise), 0) FROM deposit WHERE admission_id = ?1",
                [before.id],
            )?
            .unwrap_or_default();
        if deposited != kernel::Money::ZERO {
            return Err(Error::conflict("errors-admission-has-deposit").with("amount", deposited));
        }
        let stays: Vec<BedStay> = times::stays(tx, before.id)?;
        for stay in stays {
            tx.end::<BedStay>(stay.id)?;
        }
        let note = format!("{}\n{reason}", before.note).trim().to_owned();
        let after = Admission { note, ..before };
        tx.change(&after)?;
        tx.end::<Admission>(after.id)?;
        Ok(after)
    }

    fn subject(admission: &Admission) -> Option<RowId> {
        Some(admission.id)
    }
}

use kernel::{
    Command, Day, Error, Permission, Query, Read, Record, Result, RowId, Rule, Timestamp, Tx, What,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::begin::of_token;
use super::vitals_rules::{Flag, bmi_tenths, check_possible, flags};
use crate::patients::{Patient, linked};
use crate::permissions::{PATIENTS_VIEW, VISITS_VIEW, VITALS_RECORD};
use crate::queue::{Stage, Token, set_stage};
use crate::{age, forms};

/// One set of measurements: a fact. A correction is a new fact that names the old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Vitals {
    pub id: RowId,
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub taken_at: Timestamp,
    pub taken_by: String,
    pub systolic: Option<i64>,
    pub diastolic: Option<i64>,
    pub pulse: Option<i64>,
    pub respiration: Option<i64>,
    pub spo2: Option<i64>,
    pub temp_decicelsius: Option<i64>,
    pub weight_g: Option<i64>,
    pub height_mm: Option<i64>,
    pub waist_mm: Option<i64>,
    pub muac_mm: Option<i64>,
    pub head_mm: Option<i64>,
    pub glucose_mg_dl: Option<i64>,
    pub pain: Option<i64>,
    pub note: String,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
}

impl Record for Vitals {
    const TABLE: &'static str = "vitals";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct VitalsForm {
    pub systolic: Option<i64>,
    pub diastolic: Option<i64>,
    pub pulse: Option<i64>,
    pub respiration: Option<i64>,
    pub spo2: Option<i64>,
    pub temp_decicelsius: Option<i64>,
    pub weight_g: Option<i64>,
    pub height_mm: Option<i64>,
    pub waist_mm: Option<i64>,
    pub muac_mm: Option<i64>,
    pub head_mm: Option<i64>,
    pub glucose_mg_dl: Option<i64>,
    pub pain: Option<i64>,
    pub note: String,
}

impl VitalsForm {
    pub fn numbers(&self) -> [(&'static str, Option<i64>); 13] {
        [
            ("systolic", self.systolic),
            ("diastolic", self.diastolic),
            ("pulse", self.pulse),
            ("respiration", self.respiration),
            ("spo2", self.spo2),
            ("temp_decicelsius", self.temp_decicelsius),
            ("weight_g", self.weight_g),
            ("height_mm", self.height_mm),
            ("waist_mm", self.waist_mm),
            ("muac_mm", self.muac_mm),
            ("head_mm", self.head_mm),
            ("glucose_mg_dl", self.glucose_mg_dl),
            ("pain", self.pain),
        ]
    }

    fn of(vitals: &Vitals) -> Self {
        Self {
            systolic: vitals.systolic,
            diastolic: vitals.diastolic,
            pulse: vitals.pulse,
            respiration: vitals.respiration,
            spo2: vitals.spo2,
            temp_decicelsius: vitals.temp_decicelsius,
            weight_g: vitals.weight_g,
            height_mm: vitals.height_mm,
            waist_mm: vitals.waist_mm,
            muac_mm: vitals.muac_mm,
            head_mm: vitals.head_mm,
            glucose_mg_dl: vitals.glucose_mg_dl,
            pain: vitals.pain,
            note: vitals.note.clone(),
        }
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct VitalsView {
    #[serde(flatten)]
    pub vitals: Vitals,
    #[ts(type = "number | null")]
    pub bmi_tenths: Option<i64>,
    pub flags: Vec<Flag>,
}

fn view(read: &Read<'_>, vitals: Vitals) -> Result<VitalsView> {
    let birth_date = born(read, vitals.patient_id)?;
    let taken = vitals.taken_at.day(read.zone());
    let form = VitalsForm::of(&vitals);
    Ok(VitalsView {
        bmi_tenths: bmi_tenths(&form),
        flags: flags(&form, age::months(birth_date, taken)),
        vitals,
    })
}

fn born(read: &Read<'_>, patient: RowId) -> Result<Day> {
    let birth_date = read.value("SELECT birth_date FROM patient WHERE id = ?1", [patient])?;
    birth_date.ok_or_else(|| Error::no_such(Patient::TABLE))
}

/// The current measurements of a visit, newest first; corrected ones are left out.
pub fn of_visit(read: &Read<'_>, visit: RowId) -> Result<Vec<VitalsView>> {
    let found: Vec<Vitals> = read.all(
        "SELECT * FROM vitals v WHERE visit_id = ?1 AND ended IS NULL
             AND NOT EXISTS (SELECT 1 FROM vitals c WHERE c.corrects = v.id
                             AND c.patient_id = v.patient_id)
         ORDER BY taken_at DESC, id DESC LIMIT 50",
        [visit],
    )?;
    found.into_iter().map(|vitals| view(read, vitals)).collect()
}

/// The current measurements of a person over all linked records, oldest first.
pub fn trend(read: &Read<'_>, patient: RowId) -> Result<Vec<VitalsView>> {
    let mut found: Vec<Vitals> = Vec::new();
    for id in linked(read, patient)? {
        found.extend(read.all::<Vitals>(
            "SELECT * FROM vitals v WHERE patient_id = ?1 AND ended IS NULL
                 AND NOT EXISTS (SELECT 1 FROM vitals c WHERE c.corrects = v.id
                                 AND c.patient_id = v.patient_id)
             ORDER BY taken_at DESC, id DESC LIMIT 200",
            [id],
        )?);
    }
    found.sort_by_key(|vitals| (vitals.taken_at, vitals.id));
    found.into_iter().map(|vitals| view(read, vitals)).collect()
}

#[derive(Deserialize, TS)]
pub struct RecordVitals {
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    /// With a token the visit is begun if it was not.
    pub token_id: Option<RowId>,
    pub form: VitalsForm,
}

impl Command for RecordVitals {
    type Output = VitalsView;
    const ROUTE: &'static str = "visits.record_vitals";
    const PERMISSION: Permission = VITALS_RECORD;

    fn run(self, tx: &mut Tx<'_>) -> Result<VitalsView> {
        check_possible(&self.form)?;
        born(tx, self.patient_id)?;
        let visit_id = match (self.visit_id, self.token_id) {
            (Some(visit), _) => Some(visit),
            (None, Some(token)) => {
                let token: Token = tx.get(token)?;
                if token.stage == Stage::Waiting {
                    set_stage(tx, token.clone(), Stage::WithNurse)?;
                }
                Some(of_token(tx, token.id)?.id)
            }
            (None, None) => None,
        };
        let vitals = taken(tx, self.patient_id, visit_id, self.form)?;
        tx.insert(&vitals)?;
        view(tx, vitals)
    }

    fn subject(view: &VitalsView) -> Option<RowId> {
        Some(view.vitals.patient_id)
    }
}

fn taken(
    tx: &mut Tx<'_>,
    patient_id: RowId,
    visit_id: Option<RowId>,
    form: VitalsForm,
) -> Result<Vitals> {
    Ok(Vitals {
        id: tx.new_id(),
        patient_id,
        visit_id,
        taken_at: tx.now(),
        taken_by: tx.session().name.clone(),
        systolic: form.systolic,
        diastolic: form.diastolic,
        pulse: form.pulse,
        respiration: form.respiration,
        spo2: form.spo2,
        temp_decicelsius: form.temp_decicelsius,
        weight_g: form.weight_g,
        height_mm: form.height_mm,
        waist_mm: form.waist_mm,
        muac_mm: form.muac_mm,
        head_mm: form.head_mm,
        glucose_mg_dl: form.glucose_mg_dl,
        pain: form.pain,
        note: forms::long_text("note", &form.note)?,
        corrects: None,
        correction_reason: String::new(),
    })
}

#[derive(Deserialize, TS)]
pub struct CorrectVitals {
    pub id: RowId,
    pub reason: String,
    pub form: VitalsForm,
}

impl Command for CorrectVitals {
    type Output = VitalsView;
    const ROUTE: &'static str = "visits.correct_vitals";
    const PERMISSION: Permission = VITALS_RECORD;

    fn run(self, tx: &mut Tx<'_>) -> Result<VitalsView> {
        check_possible(&self.form)?;
        let wrong: Vitals = tx.get(self.id)?;
        let corrected: Option<RowId> = tx.value(
            "SELECT id FROM vitals WHERE corrects = ?1 AND patient_id = ?2 LIMIT 1",
            [wrong.id, wrong.patient_id],
        )?;
        if corrected.is_some() {
            return Err(Error::conflict("errors-already-corrected"));
        }
        let correction_reason = forms::required("reason", &self.reason)?;
        let right = Vitals {
            // The patient was measured then; only the writing down was wrong.
            taken_at: wrong.taken_at,
            corrects: Some(wrong.id),
            correction_reason,
            ..taken(tx, wrong.patient_id, wrong.visit_id, self.form)?
        };
        tx.insert(&right)?;
        view(tx, right)
    }

    fn subject(view: &VitalsView) -> Option<RowId> {
        Some(view.vitals.patient_id)
    }
}

/// What would be flagged, asked while somebody types.
#[derive(Deserialize, TS)]
pub struct CheckVitals {
    pub patient_id: RowId,
    pub form: VitalsForm,
}

#[derive(Serialize, TS)]
pub struct CheckedVitals {
    #[ts(type = "number | null")]
    pub bmi_tenths: Option<i64>,
    pub flags: Vec<Flag>,
}

impl Query for CheckVitals {
    type Output = CheckedVitals;
    const ROUTE: &'static str = "visits.check_vitals";
    const PERMISSION: Permission = PATIENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<CheckedVitals> {
        let patient: Patient = read.get(self.patient_id)?;
        let months = age::months(patient.birth_date, read.today());
        Ok(CheckedVitals { bmi_tenths: bmi_tenths(&self.form), flags: flags(&self.form, months) })
    }
}

#[derive(Deserialize, TS)]
pub struct ShowTrend {
    pub patient_id: RowId,
}

impl Query for ShowTrend {
    type Output = Vec<VitalsView>;
    const ROUTE: &'static str = "visits.trend";
    const PERMISSION: Permission = VISITS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<VitalsView>> {
        trend(read, self.patient_id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}

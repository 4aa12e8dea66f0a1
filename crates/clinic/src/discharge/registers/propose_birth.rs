use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::births::{BirthForm, Delivery, entry_of, home};
use crate::patients::Patient;
use crate::permissions::REGISTERS_WRITE;
use crate::settings::Doctor;
use crate::wards::{Admission, AdmissionKind};

/// What the register asks for of a baby who was admitted here, filled in from its admission
/// and its mother's: to be looked over, completed and saved.
#[derive(Deserialize, TS)]
pub struct ProposeBirth {
    /// The baby's.
    pub admission_id: RowId,
}

#[derive(Debug, Serialize, TS)]
pub struct ProposedBirth {
    pub form: BirthForm,
    /// The number under which this baby stands in the register already.
    pub entered: Option<String>,
}

impl Query for ProposeBirth {
    type Output = ProposedBirth;
    const ROUTE: &'static str = "registers.propose_birth";
    const PERMISSION: Permission = REGISTERS_WRITE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<ProposedBirth> {
        let admission: Admission = read.get(self.admission_id)?;
        if admission.kind != AdmissionKind::Newborn {
            return Err(Error::conflict("errors-not-a-newborn"));
        }
        let baby: Patient = read.get(admission.patient_id)?;
        let with: Option<Admission> = admission.mother_id.map(|id| read.get(id)).transpose()?;
        let mother: Option<Patient> =
            with.as_ref().map(|with| read.get(with.patient_id)).transpose()?;
        let doctor: Doctor = read.get(admission.doctor_id)?;
        let earlier = match &mother {
            Some(mother) => children_of(read, mother.id)?,
            None => 0,
        };
        let form = BirthForm {
            admission_id: admission.mother_id,
            mother_id: mother.as_ref().map(|mother| mother.id),
            child_id: Some(baby.id),
            born_at: admission.admitted_at,
            sex: baby.sex,
            is_live: true,
            weight_g: None,
            gestation_weeks: None,
            birth_order: earlier.saturating_add(1),
            delivery: Delivery::Normal,
            child_name: String::new(),
            mother_name: mother.as_ref().map(|mother| mother.name.clone()).unwrap_or_default(),
            father_name: father(with.as_ref(), mother.as_ref()),
            address: mother.as_ref().map(home).unwrap_or_default(),
            attended_by: doctor.name,
            note: String::new(),
        };
        let entered = entry_of(read, baby.id)?.map(|entry| entry.printed());
        Ok(ProposedBirth { form, entered })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

/// Of hers that stand in the register, so that a twin is the next.
fn children_of(read: &Read<'_>, mother_id: RowId) -> Result<u8> {
    let order: Option<Option<u8>> = read.value(
        "SELECT max(birth_order) FROM birth_entry AS entry WHERE mother_id = ?1
             AND ended IS NULL
             AND NOT EXISTS (SELECT 1 FROM birth_entry WHERE corrects = entry.id)",
        [mother_id],
    )?;
    Ok(order.flatten().unwrap_or(0))
}

/// The mother's husband, as he is named at the admission or in her record.
fn father(with: Option<&Admission>, mother: Option<&Patient>) -> String {
    let is_husband = |relation: &str| {
        let relation = relation.trim();
        relation.eq_ignore_ascii_case("husband") || relation == "पति"
    };
    let relatives = with.map(|with| with.relatives.as_slice()).unwrap_or_default();
    let beside = relatives.iter().find(|one| is_husband(&one.relation)).map(|one| &one.name);
    let of_record = mother.filter(|one| is_husband(&one.guardian_relation));
    beside.or(of_record.map(|one| &one.guardian_name)).cloned().unwrap_or_default()
}

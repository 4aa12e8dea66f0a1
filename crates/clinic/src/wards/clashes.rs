//! What two desks that could not see each other both gave away. Every desk finds one
//! holder (see `claims`), shows the clash until a person solves it, and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Read, Record, Result, RowId};
use serde::Serialize;
use ts_rs::TS;

use super::inpatients::{Inpatient, inpatient};
use super::model::{Admission, BedStay};
use super::places::Bed;
use crate::claims::{self, Untold};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClashKind {
    /// Two patients in one bed: move the one that lost.
    Bed,
    /// One patient in two beds: keep the right one.
    Patient,
    /// One person admitted twice: take one admission back.
    Admission,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Clash {
    pub kind: ClashKind,
    pub bed_id: Option<RowId>,
    pub bed: String,
    /// The stay that lost; none where an admission did.
    pub stay_id: Option<RowId>,
    /// The stay that holds, and its bed.
    pub holder_stay_id: Option<RowId>,
    pub holder_bed: String,
    pub lost: Inpatient,
    pub holder: Inpatient,
    /// Nothing that the clinic's server numbers from now on changes who holds.
    pub is_confirmed: bool,
}

/// Open stays that overlap with something: few, while all stays are many.
const SUSPECTS: &str = "
SELECT DISTINCT mine.* FROM bed_stay AS mine JOIN bed_stay AS other
    ON (other.bed_id = mine.bed_id OR other.admission_id = mine.admission_id)
    AND other.id <> mine.id AND other.ended IS NULL
    AND (other.until_at IS NULL OR other.until_at > mine.from_at)
WHERE mine.until_at IS NULL AND mine.ended IS NULL
ORDER BY mine.claimed_at, mine.id LIMIT 500";

/// The open stays that do not hold, by bed and by patient.
#[derive(Debug, Default)]
pub struct Lost {
    pub beds: BTreeSet<RowId>,
    pub patients: BTreeSet<RowId>,
}

impl Lost {
    pub fn has(&self, stay: RowId) -> bool {
        self.beds.contains(&stay) || self.patients.contains(&stay)
    }
}

/// Which open stays lost.
pub fn lost(read: &Read<'_>) -> Result<Lost> {
    let suspects: Vec<BedStay> = read.all(SUSPECTS, [])?;
    let mut lost = Lost::default();
    let beds: BTreeSet<RowId> = suspects.iter().map(|stay| stay.bed_id).collect();
    for bed_id in beds {
        lost.beds.extend(ids(&losers(read, &of_bed(read, bed_id)?)?));
    }
    let admissions: BTreeSet<RowId> = suspects.iter().map(|stay| stay.admission_id).collect();
    for admission_id in admissions {
        let stays = super::times::stays(read, admission_id)?;
        lost.patients.extend(ids(&losers(read, &stays)?));
    }
    Ok(lost)
}

fn of_bed(read: &Read<'_>, bed_id: RowId) -> Result<Vec<BedStay>> {
    read.all(
        "SELECT * FROM bed_stay WHERE bed_id = ?1 AND ended IS NULL
         ORDER BY from_at DESC, id LIMIT 200",
        [bed_id],
    )
}

/// Those of the stays that do not hold. Several stays of one bed, or of one patient.
pub fn losers(read: &Read<'_>, stays: &[BedStay]) -> Result<Vec<claims::Lost>> {
    claims::lost(read, BedStay::TABLE, stays.iter().map(BedStay::claim).collect(), 1)
}

pub fn ids(lost: &[claims::Lost]) -> Vec<RowId> {
    lost.iter().map(|one| one.id).collect()
}

/// Every clash that is still open.
pub fn clashes(read: &Read<'_>) -> Result<Vec<Clash>> {
    let lost = lost(read)?;
    let mut found = Vec::new();
    for (kind, stay_id) in lost
        .beds
        .iter()
        .map(|id| (ClashKind::Bed, *id))
        .chain(lost.patients.iter().map(|id| (ClashKind::Patient, *id)))
    {
        let stay: BedStay = read.get(stay_id)?;
        if stay.until_at.is_none() {
            found.extend(clash(read, kind, stay)?);
        }
    }
    found.extend(admitted_twice(read)?);
    Ok(found)
}

fn clash(read: &Read<'_>, kind: ClashKind, stay: BedStay) -> Result<Option<Clash>> {
    let others = match kind {
        ClashKind::Bed => of_bed(read, stay.bed_id)?,
        ClashKind::Patient | ClashKind::Admission => super::times::stays(read, stay.admission_id)?,
    };
    let lost = losers(read, &others)?;
    let own = lost.iter().find(|lost| lost.id == stay.id);
    let is_confirmed = own.is_some_and(|own| own.is_confirmed);
    let lost = ids(&lost);
    let holds = |other: &&BedStay| {
        !lost.contains(&other.id) && other.claim().overlaps(&stay.claim()) && other.id != stay.id
    };
    let by_open = others.iter().filter(holds).min_by_key(|other| other.until_at.is_some());
    let Some(holder) = by_open else { return Ok(None) };
    let bed: Option<Bed> = read.find(stay.bed_id)?;
    let holder_bed: Option<Bed> = read.find(holder.bed_id)?;
    let mine: Option<Admission> = read.find(stay.admission_id)?;
    let theirs: Option<Admission> = read.find(holder.admission_id)?;
    let (Some(mine), Some(theirs)) = (mine, theirs) else { return Ok(None) };
    Ok(Some(Clash {
        kind,
        bed_id: Some(stay.bed_id),
        bed: bed.map(|bed| bed.label).unwrap_or_default(),
        stay_id: Some(stay.id),
        holder_stay_id: Some(holder.id),
        holder_bed: holder_bed.map(|bed| bed.label).unwrap_or_default(),
        lost: inpatient(read, mine)?,
        holder: inpatient(read, theirs)?,
        is_confirmed,
    }))
}

/// Open admissions of those who have more than one.
fn twice_admitted(read: &Read<'_>) -> Result<BTreeMap<RowId, Vec<Admission>>> {
    let admissions: Vec<Admission> = read.all(
        // `+`: grouped by the open ones alone, not along an index of all.
        "SELECT * FROM admission WHERE discharged_at IS NULL AND ended IS NULL
             AND +patient_id IN (SELECT patient_id FROM admission
                 WHERE discharged_at IS NULL AND ended IS NULL
                 GROUP BY +patient_id HAVING count(*) > 1)
         ORDER BY claimed_at, id LIMIT 500",
        [],
    )?;
    let mut of_patients: BTreeMap<RowId, Vec<Admission>> = BTreeMap::new();
    for admission in admissions {
        of_patients.entry(admission.patient_id).or_default().push(admission);
    }
    Ok(of_patients)
}

fn admitted_twice(read: &Read<'_>) -> Result<Vec<Clash>> {
    let mut found = Vec::new();
    for admissions in twice_admitted(read)?.into_values() {
        let mut in_order = in_order(read, admissions)?.into_iter();
        let Some((holder, is_confirmed)) = in_order.next() else { continue };
        for (admission, _) in in_order {
            found.push(Clash {
                kind: ClashKind::Admission,
                bed_id: None,
                bed: String::new(),
                stay_id: None,
                holder_stay_id: None,
                holder_bed: String::new(),
                holder: inpatient(read, holder.clone())?,
                lost: inpatient(read, admission)?,
                is_confirmed,
            });
        }
    }
    Ok(found)
}

/// Open admissions of one patient, the one that holds first, and whether each is confirmed.
pub fn in_order(read: &Read<'_>, admissions: Vec<Admission>) -> Result<Vec<(Admission, bool)>> {
    if admissions.len() < 2 {
        return Ok(admissions.into_iter().map(|one| (one, true)).collect());
    }
    let is_alone = !claims::has_server(read)?;
    let claims = admissions.iter().map(Admission::claim).collect();
    let mut by_id: BTreeMap<RowId, Admission> =
        admissions.into_iter().map(|one| (one.id, one)).collect();
    let ordered = claims::in_order(read, Admission::TABLE, claims)?.into_iter();
    let found =
        ordered.filter_map(|one| Some((by_id.remove(&one.claim.id)?, is_alone || one.is_numbered)));
    Ok(found.collect())
}

/// What this desk knows of the order of what was given away twice, and nobody has told yet.
pub fn untold(read: &Read<'_>) -> Result<Vec<Untold>> {
    let suspects: Vec<BedStay> = read.all(SUSPECTS, [])?;
    let mut found = Vec::new();
    let mut look = |stays: Vec<BedStay>| -> Result<()> {
        let claims = stays.iter().map(BedStay::claim).collect();
        found.extend(claims::untold(read, BedStay::TABLE, claims, 1)?);
        Ok(())
    };
    for bed_id in suspects.iter().map(|stay| stay.bed_id).collect::<BTreeSet<_>>() {
        look(of_bed(read, bed_id)?)?;
    }
    for admission_id in suspects.iter().map(|stay| stay.admission_id).collect::<BTreeSet<_>>() {
        look(super::times::stays(read, admission_id)?)?;
    }
    for admissions in twice_admitted(read)?.into_values() {
        let claims = admissions.iter().map(Admission::claim).collect();
        found.extend(claims::untold(read, Admission::TABLE, claims, 1)?);
    }
    Ok(found)
}

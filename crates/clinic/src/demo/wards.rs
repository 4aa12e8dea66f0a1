//! The wards of the demo clinic: beds that fill and empty, with charges, deposits and bills.

use std::collections::BTreeSet;

use kernel::{Day, Door, ManualClock, Money, Result, RowId, Timestamp, Tx};

use super::day::moment;
use super::dice::Dice;
use super::staff::Team;
use super::treat::{Known, act, payment};
use crate::billing::PayInvoice;
use crate::patients::Sex;
use crate::wards::{
    AddBeds, AddCharges, Admission, AdmissionKind, AdmitNewborn, AdmitPatient, Admits,
    ApplyPackage, Bed, BedKind, ChargeForm, ChargeKind, Condition, GiveBackDeposit, Inpatient,
    IssueWardBill, Outcome, PackageTerms, Relative, SaveTariff, SaveWard, SaveWardClass,
    SetBedCondition, TakeDeposit, TransferPatient, end_stay, inpatients, running_view,
};

const MINUTE: i64 = 60_000;
/// Of a hundred beds so many are taken.
const OCCUPANCY: usize = 70;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Men,
    Women,
    Maternity,
    Private,
    Critical,
}

/// Class, critical care, rent in rupees.
const CLASSES: [(&str, bool, i64); 6] = [
    ("General", false, 1_200),
    ("Maternity", false, 1_800),
    ("Semi-private", false, 2_800),
    ("Private", false, 5_500),
    ("ICU", true, 8_500),
    ("Cot", false, 500),
];

/// Ward, floor, who may lie there, and its beds: labels, class, kind, room.
type Beds = (&'static str, &'static str, BedKind, &'static str);
type WardPlan = (&'static str, &'static str, Admits, Place, &'static [Beds]);
const WARDS: [WardPlan; 5] = [
    ("Male general", "1", Admits::Men, Place::Men, &[("M1-11", "General", BedKind::Bed, "Hall")]),
    (
        "Female general",
        "1",
        Admits::Women,
        Place::Women,
        &[("F1-11", "General", BedKind::Bed, "Hall")],
    ),
    (
        "Maternity",
        "2",
        Admits::Women,
        Place::Maternity,
        &[("L1-4", "Maternity", BedKind::Bed, "Hall"), ("C1-3", "Cot", BedKind::Cot, "Nursery")],
    ),
    (
        "Private rooms",
        "2",
        Admits::Anyone,
        Place::Private,
        &[("201-204", "Semi-private", BedKind::Bed, ""), ("205-206", "Private", BedKind::Bed, "")],
    ),
    ("ICU", "Ground", Admits::Anyone, Place::Critical, &[("ICU1-5", "ICU", BedKind::Bed, "ICU")]),
];

/// Diagnosis, days in the house, and whether it begins in the ICU.
const ILLNESSES: [(&str, i64, bool); 10] = [
    ("Dengue fever with thrombocytopenia", 5, false),
    ("Enteric fever", 5, false),
    ("Community-acquired pneumonia", 6, false),
    ("Acute gastroenteritis with dehydration", 3, false),
    ("Acute exacerbation of COPD", 6, true),
    ("Diabetic ketoacidosis", 5, true),
    ("Acute coronary syndrome", 6, true),
    ("Urinary tract infection with fever", 4, false),
    ("Closed fracture of radius", 3, false),
    ("Cellulitis of leg", 5, false),
];

struct Guest {
    who: usize,
    admission: RowId,
    leaves_on: Day,
    place: Place,
    is_mother: bool,
}

pub struct Wards {
    dice: Dice,
    beds: Vec<(Place, BedKind, RowId)>,
    package: RowId,
    guests: Vec<Guest>,
    /// Nothing is written down after this moment: today it is now.
    end: Timestamp,
}

impl Wards {
    pub fn build(door: &Door, seed: u64, first: Day) -> Result<Self> {
        let program = kernel::Session::program();
        let (beds, package) = door.write(&program, |tx| {
            let mut classes = Vec::new();
            for (rank, (name, is_critical_care, rupees)) in (1..).zip(CLASSES) {
                let (id, name, is_active) = (None, name.to_owned(), true);
                let class = act(tx, SaveWardClass { id, name, is_critical_care, rank, is_active })?;
                let rent_paise = Money(rupees * 100);
                let note = String::new();
                let class_id = class.id;
                act(tx, SaveTariff { id: None, class_id, since: first, rent_paise, note })?;
                classes.push((class.name, class.id));
            }
            let class = |name: &str| {
                let found = classes.iter().find(|(known, _)| known == name);
                found.map_or(RowId::NONE, |(_, id)| *id)
            };
            let mut beds = Vec::new();
            for (rank, (name, floor, admits, place, parts)) in (1..).zip(WARDS) {
                let (name, floor) = (name.to_owned(), floor.to_owned());
                let ward = SaveWard { id: None, name, floor, admits, rank, is_active: true };
                let ward_id = act(tx, ward)?.id;
                for (labels, class_name, kind, room) in parts {
                    let add = AddBeds {
                        ward_id,
                        class_id: class(class_name),
                        labels: (*labels).into(),
                        kind: *kind,
                        room: (*room).into(),
                    };
                    beds.extend(act(tx, add)?.into_iter().map(|bed| (place, bed.kind, bed.id)));
                }
            }
            let kinds = vec![
                ChargeKind::Bed,
                ChargeKind::Visit,
                ChargeKind::Procedure,
                ChargeKind::Medicine,
                ChargeKind::Consumable,
            ];
            let terms = PackageTerms { days: 3, kinds, class_id: None, room_paise: Money::ZERO };
            let package = crate::wards::SavePackage {
                id: None,
                name: "Normal delivery, 3 days".into(),
                price_paise: Money::rupees(18_000),
                terms,
                is_active: true,
            };
            Ok((beds, act(tx, package)?.id))
        })?;
        Ok(Self {
            dice: Dice(seed ^ 0x7761_7264),
            beds,
            package,
            guests: Vec::new(),
            end: Timestamp(0),
        })
    }

    /// One day: who is well goes home, the beds are cleaned, others come, and everybody who
    /// stays is charged. Today ends now.
    pub fn day(
        &mut self,
        door: &Door,
        clock: &ManualClock,
        team: &Team,
        known: &[Known],
        day: Day,
        now: Option<Timestamp>,
    ) -> Result<()> {
        let program = kernel::Session::program();
        let at = |minute: i64| door.read(&program, |read| Ok(moment(read, day, minute)));
        self.end = Timestamp(now.map_or(i64::MAX, |now| now.0 - 5 * MINUTE));
        self.go_home(door, clock, team, day, at(10 * 60 + 20)?)?;
        self.set(clock, at(12 * 60)?);
        door.write(&team.nurse, |tx| self.clean(tx))?;
        self.come(door, clock, team, known, day, at(12 * 60 + 30)?)?;
        self.move_out_of_icu(door, clock, team, day, at(18 * 60)?)?;
        self.charge(door, clock, team, at(19 * 60)?)
    }

    fn set(&self, clock: &ManualClock, at: Timestamp) {
        clock.travel(at.min(self.end));
    }

    fn go_home(
        &mut self,
        door: &Door,
        clock: &ManualClock,
        team: &Team,
        day: Day,
        at: Timestamp,
    ) -> Result<()> {
        let (well, staying) = self.guests.drain(..).partition(|guest| guest.leaves_on <= day);
        self.guests = staying;
        let well: Vec<Guest> = well;
        for guest in well {
            self.set(clock, at);
            let Some(doctor) = team.doctors.first() else { continue };
            let outcome = match self.dice.roll(100) {
                0..80 => Outcome::Recovered,
                80..95 => Outcome::Improved,
                95..98 => Outcome::AgainstAdvice,
                _ => Outcome::TransferredOut,
            };
            let babies = door.write(doctor, |tx| {
                let sql = "SELECT * FROM admission WHERE mother_id = ?1
                               AND discharged_at IS NULL ORDER BY id LIMIT 5";
                let mut all: Vec<Admission> = tx.all(sql, [guest.admission])?;
                all.push(tx.get(guest.admission)?);
                for admission in &all {
                    let now = tx.now();
                    end_stay(tx, admission, now, outcome)?;
                }
                Ok(all)
            })?;
            self.set(clock, Timestamp(at.0 + 40 * MINUTE));
            door.write(&team.cashier, |tx| {
                babies.iter().try_for_each(|admission| self.settle(tx, admission))
            })?;
        }
        Ok(())
    }

    /// The final bill: paid from the deposit, the rest in money, what is over given back.
    fn settle(&mut self, tx: &mut Tx<'_>, admission: &Admission) -> Result<()> {
        let view = running_view(tx, tx.get(admission.id)?, Money::ZERO)?;
        if view.lines.iter().any(|line| !line.is_covered) {
            let discount = match self.dice.is(8) {
                true => view.subtotal_paise.share(5, 100),
                false => Money::ZERO,
            };
            let reason = if discount > Money::ZERO { "Cannot pay the full bill" } else { "" };
            let bill = act(
                tx,
                IssueWardBill {
                    approval: None,
                    admission_id: admission.id,
                    discount_paise: discount,
                    discount_reason: reason.into(),
                    buyer: None,
                    payments: Vec::new(),
                },
            )?;
            if bill.due_paise > Money::ZERO && !self.dice.is(6) {
                let payments = vec![payment(&mut self.dice, bill.due_paise)];
                act(tx, PayInvoice { invoice_id: bill.invoice.id, payments })?;
            }
        }
        let left = running_view(tx, tx.get(admission.id)?, Money::ZERO)?.deposit_left_paise;
        if left > Money::ZERO {
            let payment = payment(&mut self.dice, left);
            let note = "Bill settled".into();
            act(tx, GiveBackDeposit { admission_id: admission.id, payment, note })?;
        }
        Ok(())
    }

    fn clean(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let sql = "SELECT * FROM bed WHERE condition = 'cleaning' ORDER BY id LIMIT 500";
        for bed in tx.all::<Bed>(sql, [])? {
            // One bed is always still waiting for the broom.
            if self.dice.is(88) {
                let (condition, note) = (Condition::Ready, String::new());
                act(tx, SetBedCondition { bed_id: bed.id, condition, note })?;
            }
        }
        Ok(())
    }

    fn come(
        &mut self,
        door: &Door,
        clock: &ManualClock,
        team: &Team,
        known: &[Known],
        day: Day,
        at: Timestamp,
    ) -> Result<()> {
        let wanted = self.beds.len() * OCCUPANCY / 100;
        for nth in 0..wanted.saturating_sub(self.guests.len()).min(9) {
            let minute = i64::try_from(nth).unwrap_or(0) * 25;
            self.set(clock, Timestamp(at.0 + minute * MINUTE));
            let inside: BTreeSet<usize> = self.guests.iter().map(|guest| guest.who).collect();
            let free: Vec<usize> = (0..known.len()).filter(|who| !inside.contains(who)).collect();
            let Some(who) = self.dice.any(&free).copied() else { return Ok(()) };
            let Some(person) = known.get(who) else { continue };
            if person.years >= 1 {
                door.write(&team.reception, |tx| self.admit(tx, team, who, person, day))?;
            }
        }
        Ok(())
    }

    fn admit(
        &mut self,
        tx: &mut Tx<'_>,
        team: &Team,
        who: usize,
        person: &Known,
        day: Day,
    ) -> Result<()> {
        let is_mother = person.sex == Sex::Female && (19..38).contains(&person.years);
        let is_mother = is_mother && self.dice.is(70);
        let illness = self.dice.any(&ILLNESSES).copied().unwrap_or(("Fever", 3, false));
        let (diagnosis, days, is_critical) = match is_mother {
            true => ("Full-term pregnancy in labour", 3, false),
            false => illness,
        };
        let place = match () {
            () if is_mother => Place::Maternity,
            () if is_critical => Place::Critical,
            () if self.dice.is(20) => Place::Private,
            () if person.sex == Sex::Male => Place::Men,
            () => Place::Women,
        };
        let Some(bed_id) = self.free_bed(tx, place, BedKind::Bed)? else { return Ok(()) };
        let doctor = team.doctors.get(person.doctor).and_then(|session| session.doctor);
        let kind = match (is_mother, self.dice.is(55)) {
            (true, _) => AdmissionKind::Maternity,
            (false, true) => AdmissionKind::Emergency,
            (false, false) => AdmissionKind::Planned,
        };
        let relation = match person.sex {
            _ if person.years < 18 => "Father",
            Sex::Female => "Husband",
            _ => "Brother",
        };
        let is_mlc = diagnosis.contains("fracture") && self.dice.is(60);
        let admitted = act(
            tx,
            AdmitPatient {
                patient_id: person.id,
                visit_id: None,
                kind,
                doctor_id: doctor.unwrap_or(RowId::NONE),
                diagnosis: diagnosis.into(),
                admitted_at: None,
                bed_id: Some(bed_id),
                class_id: None,
                reason: String::new(),
                mother_id: None,
                is_mlc,
                mlc_number: if is_mlc {
                    format!("{}", 100 + self.dice.roll(90))
                } else {
                    "".into()
                },
                relatives: vec![Relative {
                    name: "Santosh Pawar".into(),
                    relation: relation.into(),
                    phone: format!("9{:09}", self.dice.roll(1_000_000_000)),
                }],
                note: String::new(),
                expected_until: day.checked_add_signed(chrono::Duration::days(days)),
                deposits: vec![payment(&mut self.dice, deposit(place))],
            },
        )?;
        let admission = admitted.admission.id;
        if is_mother && self.dice.is(60) {
            act(tx, ApplyPackage { admission_id: admission, package_id: self.package, day: None })?;
        }
        let stay = (days + self.dice.between(-1, 2)).max(1);
        let leaves_on = day.checked_add_signed(chrono::Duration::days(stay)).unwrap_or(day);
        self.guests.push(Guest { who, admission, leaves_on, place, is_mother });
        Ok(())
    }

    fn free_bed(&self, tx: &Tx<'_>, place: Place, kind: BedKind) -> Result<Option<RowId>> {
        let beds = self.beds.iter().filter(|(of, known, _)| *of == place && *known == kind);
        for (_, _, bed) in beds {
            let is_free: Option<i64> = tx.value(
                "SELECT 1 FROM bed WHERE id = ?1 AND condition = 'ready' AND NOT EXISTS
                     (SELECT 1 FROM bed_stay WHERE bed_id = ?1 AND until_at IS NULL
                      AND ended IS NULL) LIMIT 1",
                [*bed],
            )?;
            if is_free.is_some() {
                return Ok(Some(*bed));
            }
        }
        Ok(None)
    }

    /// After two days in the ICU the general ward is enough; and babies are born.
    fn move_out_of_icu(
        &mut self,
        door: &Door,
        clock: &ManualClock,
        team: &Team,
        day: Day,
        at: Timestamp,
    ) -> Result<()> {
        self.set(clock, at);
        let at = at.min(self.end);
        let mut guests = std::mem::take(&mut self.guests);
        let done = door.write(&team.nurse, |tx| {
            for guest in &mut guests {
                let admission: Admission = tx.get(guest.admission)?;
                let days = (day - admission.day).num_days();
                if guest.place == Place::Critical && days >= 2 {
                    let patient: crate::patients::Patient = tx.get(admission.patient_id)?;
                    let place = match patient.sex {
                        Sex::Male => Place::Men,
                        Sex::Female | Sex::Other => Place::Women,
                    };
                    let Some(bed_id) = self.free_bed(tx, place, BedKind::Bed)? else { continue };
                    let reason = "Stable, out of the ICU".to_owned();
                    let (admission_id, class_id, at) = (guest.admission, None, None);
                    act(tx, TransferPatient { admission_id, bed_id, at, class_id, reason })?;
                    guest.place = place;
                }
                if guest.is_mother && days == 0 && at > admission.admitted_at {
                    let born = Timestamp(at.0 - 20 * MINUTE).max(admission.admitted_at);
                    act(
                        tx,
                        AdmitNewborn {
                            mother_id: guest.admission,
                            sex: if self.dice.is(50) { Sex::Female } else { Sex::Male },
                            born_at: born,
                            which: String::new(),
                            bed_id: self.free_bed(tx, Place::Maternity, BedKind::Cot)?,
                            doctor_id: admission.doctor_id,
                            note: String::new(),
                        },
                    )?;
                }
            }
            Ok(())
        });
        self.guests = guests;
        done
    }

    fn charge(
        &mut self,
        door: &Door,
        clock: &ManualClock,
        team: &Team,
        at: Timestamp,
    ) -> Result<()> {
        self.set(clock, at);
        let inside: Vec<Inpatient> = door.read(&team.nurse, |read| inpatients(read, None))?;
        door.write(&team.nurse, |tx| {
            for one in &inside {
                let charges = self.charges_of(one);
                act(tx, AddCharges { admission_id: one.admission.id, charges })?;
            }
            Ok(())
        })?;
        door.write(&team.cashier, |tx| {
            for one in &inside {
                let view = running_view(tx, one.admission.clone(), Money::ZERO)?;
                if view.due_paise > Money::rupees(4_000) && self.dice.is(60) {
                    let amount = Money(view.due_paise.0 / 100_000 * 100_000 + 200_000);
                    let deposits = vec![payment(&mut self.dice, amount)];
                    act(tx, TakeDeposit { admission_id: one.admission.id, deposits })?;
                }
            }
            Ok(())
        })
    }

    fn charges_of(&mut self, one: &Inpatient) -> Vec<ChargeForm> {
        let form = |kind, name: &str, quantity, rupees: Option<i64>| ChargeForm {
            kind,
            service_id: None,
            doctor_id: None,
            description: name.into(),
            quantity,
            price_paise: rupees.map(Money::rupees),
            tax_class: None,
            day: None,
        };
        let visit = form(ChargeKind::Visit, "", 1, Some(500));
        let mut charges = vec![ChargeForm { doctor_id: Some(one.admission.doctor_id), ..visit }];
        let daily = [
            (ChargeKind::Medicine, "Inj. Ceftriaxone 1 g", 2, 68),
            (ChargeKind::Medicine, "Inj. Pantoprazole 40 mg", 1, 52),
            (ChargeKind::Medicine, "IV fluid RL 500 ml", 3, 74),
            (ChargeKind::Consumable, "IV set", 1, 120),
            (ChargeKind::Service, "Complete blood count", 1, 300),
            (ChargeKind::Procedure, "Nebulisation", 2, 150),
        ];
        for (kind, name, quantity, rupees) in daily {
            if self.dice.is(45) {
                charges.push(form(kind, name, quantity, Some(rupees)));
            }
        }
        charges
    }
}

fn deposit(place: Place) -> Money {
    Money::rupees(match place {
        Place::Men | Place::Women => 5_000,
        Place::Maternity => 10_000,
        Place::Private => 12_000,
        Place::Critical => 25_000,
    })
}

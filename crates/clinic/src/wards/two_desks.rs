//! Two desks that cannot see each other, and what both see afterwards.

use std::sync::Arc;

use kernel::{Door, ManualClock, Mint, NoHost, Opening, RowId, Session, Timestamp, receive, state};
use proptest::prelude::*;

use super::board::{BedBoard, board};
use super::clashes::{ClashKind, ids, losers};
use super::model::{Admission, AdmissionKind, BedStay, Outcome};
use super::*;
use crate::patients::{Patient, Sex};
use crate::settings::{CLINIC_ID, Clinic, ClinicForm, Doctor};

pub(super) const NOW: i64 = 1_795_327_200_000;
pub(super) const MINUTE: i64 = 60_000;

pub(super) struct TestDesk {
    pub door: Door,
    pub clock: Arc<ManualClock>,
}

pub(super) fn open(seed: u64) -> TestDesk {
    let clock = Arc::new(ManualClock::at(Timestamp(NOW)));
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: crate::api::MIGRATIONS,
        tables: crate::api::TABLES,
        routes: Vec::new(),
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(seed),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    TestDesk { door, clock }
}

pub(super) type Op = (i64, i64, Vec<u8>);

impl TestDesk {
    pub fn ops(&self) -> Vec<Op> {
        let read = |read: &kernel::Read<'_>| {
            let mut statement = read.conn().prepare(
                "SELECT log.log_id, op.n, op.body FROM op JOIN log ON log.id = op.log
                 ORDER BY op.log, op.n",
            )?;
            let rows = statement.query_map([], |r| {
                let body: kernel::Body<'static> = r.get(2)?;
                Ok((r.get(0)?, r.get(1)?, body.into()))
            })?;
            Ok(rows.collect::<std::result::Result<Vec<Op>, _>>()?)
        };
        self.door.read(&Session::program(), read).unwrap()
    }

    pub fn take(&self, ops: &[Op]) {
        self.door
            .write(&Session::program(), |tx| {
                for (log, n, body) in ops {
                    let (log, n) = (log.cast_unsigned(), n.cast_unsigned());
                    receive(tx, self.door.catalog(), body, log, n)?;
                }
                Ok(())
            })
            .unwrap();
    }

    pub fn run<C: kernel::Command>(&self, command: C) -> kernel::Result<C::Output> {
        self.clock.advance_ms(MINUTE);
        self.door.write(&Session::program(), |tx| command.run(tx))
    }

    pub fn board(&self) -> BedBoard {
        self.door.read(&Session::program(), board).unwrap()
    }

    fn state(&self) -> String {
        let read = |read: &kernel::Read<'_>| state(read, self.door.catalog());
        self.door.read(&Session::program(), read).unwrap()
    }

    fn stays(&self) -> Vec<BedStay> {
        let sql = "SELECT * FROM bed_stay WHERE ended IS NULL ORDER BY id LIMIT 1000";
        self.door.read(&Session::program(), |read| read.all(sql, [])).unwrap()
    }
}

pub(super) fn meet(one: &TestDesk, other: &TestDesk) {
    let (of_one, of_other) = (one.ops(), other.ops());
    one.take(&of_other);
    other.take(&of_one);
}

fn patient(id: RowId) -> Patient {
    let form = serde_json::json!({
        "id": id.to_string(), "reg_no": "", "name": "Some patient", "name_local": "",
        "sex": Sex::Female, "birth_date": "1990-01-01", "is_birth_estimated": false, "phone": "",
        "phone_other": "", "guardian_name": "", "guardian_relation": "", "address": "",
        "village": "", "district": "", "state_code": "", "pin": "", "language": "", "email": "",
        "blood_group": "", "marital_status": "", "occupation": "", "kin_name": "",
        "kin_relation": "", "kin_phone": "", "abha_number": "", "abha_address": "",
        "aadhaar_last4": "", "scheme_name": "", "scheme_id": "", "referred_by": "", "note": "",
        "registered_at": 0, "series": "A", "number": 1,
    });
    serde_json::from_value(form).unwrap()
}

pub(super) struct House {
    pub patients: Vec<RowId>,
    pub beds: Vec<RowId>,
    pub doctor: RowId,
}

/// A ward of some beds and some patients, made at one desk.
pub(super) fn build(desk: &TestDesk, beds: usize, patients: u8) -> House {
    let doctor: Doctor = serde_json::from_value(serde_json::json!({
        "id": RowId([50; 16]).to_string(), "staff_id": null, "name": "Dr Rao",
        "qualification": "", "registration_no": "1", "council": "", "specialty": "", "phone": "",
        "fee_paise": 0, "follow_up_fee_paise": 0, "room": "", "is_active": true,
    }))
    .unwrap();
    let form = ClinicForm { name: "Demo".into(), ..ClinicForm::default() };
    let mut row = serde_json::to_value(form).unwrap();
    row["id"] = CLINIC_ID.to_string().into();
    let clinic: Clinic = serde_json::from_value(row).unwrap();
    let ids: Vec<RowId> = (1..=patients).map(|n| RowId([100 + n; 16])).collect();
    let rows = ids.clone();
    desk.door
        .write(&Session::program(), |tx| {
            tx.insert(&clinic)?;
            tx.insert(&doctor)?;
            rows.into_iter().try_for_each(|id| tx.insert(&patient(id)))
        })
        .unwrap();
    let class = SaveWardClass {
        id: None,
        name: "General".into(),
        is_critical_care: false,
        rank: 1,
        is_active: true,
    };
    let class_id = desk.run(class).unwrap().id;
    let ward = SaveWard {
        id: None,
        name: "Women".into(),
        floor: String::new(),
        admits: Admits::Women,
        rank: 1,
        is_active: true,
    };
    let ward_id = desk.run(ward).unwrap().id;
    let labels = format!("1-{beds}");
    let add = AddBeds { ward_id, class_id, labels, kind: BedKind::Bed, room: "Hall".into() };
    let beds = desk.run(add).unwrap().iter().map(|bed| bed.id).collect();
    House { patients: ids, beds, doctor: doctor.id }
}

pub(super) fn admit(house: &House, who: usize, bed: usize) -> AdmitPatient {
    AdmitPatient {
        patient_id: house.patients[who],
        visit_id: None,
        kind: AdmissionKind::Emergency,
        doctor_id: house.doctor,
        diagnosis: "Fever".into(),
        admitted_at: None,
        bed_id: Some(house.beds[bed]),
        class_id: None,
        reason: String::new(),
        mother_id: None,
        is_mlc: false,
        mlc_number: String::new(),
        relatives: Vec::new(),
        note: String::new(),
        expected_until: None,
        deposits: Vec::new(),
    }
}

fn two(beds: usize, patients: u8) -> (TestDesk, TestDesk, House) {
    let (one, other) = (open(1), open(2));
    let house = build(&one, beds, patients);
    other.take(&one.ops());
    other.clock.advance_ms(5 * MINUTE);
    (one, other, house)
}

#[test]
fn a_bed_given_twice_is_a_clash_on_both_desks_and_one_command_solves_it() {
    let (one, other, house) = two(2, 2);
    let first = one.run(admit(&house, 0, 0)).unwrap();
    let second = other.run(admit(&house, 1, 0)).unwrap();
    meet(&one, &other);
    for desk in [&one, &other] {
        let board = desk.board();
        assert_eq!(board.clashes.len(), 1);
        let clash = &board.clashes[0];
        assert_eq!((clash.kind, clash.bed.as_str()), (ClashKind::Bed, "1"));
        assert_eq!(clash.holder.admission.id, first.admission.id, "who came first holds");
        assert_eq!(clash.lost.admission.id, second.admission.id);
        let bed = &board.wards[0].beds[0];
        assert_eq!(bed.occupants.len(), 2, "both stay in sight");
        assert!(!bed.occupants[0].is_clash && bed.occupants[1].is_clash);
    }
    let stay_id = one.board().clashes[0].stay_id.unwrap();
    let solve = |bed: usize| SolveBedClash {
        stay_id,
        bed_id: house.beds[bed],
        at: None,
        reason: String::new(),
    };
    assert_eq!(other.run(solve(0)).unwrap_err().message, "errors-same-bed");
    other.run(solve(1)).unwrap();
    meet(&one, &other);
    for desk in [&one, &other] {
        let board = desk.board();
        assert!(board.clashes.is_empty());
        let who = |bed: usize| board.wards[0].beds[bed].occupants[0].admission_id;
        assert_eq!((who(0), who(1)), (first.admission.id, second.admission.id));
    }
    assert!(one.state() == other.state());
}

#[test]
fn a_person_admitted_at_two_desks_is_a_clash_and_one_admission_is_taken_back() {
    let (one, other, house) = two(2, 1);
    let first = one.run(admit(&house, 0, 0)).unwrap();
    let again = one.run(admit(&house, 0, 1)).unwrap_err();
    assert_eq!(again.message, "errors-already-admitted");
    let second = other.run(admit(&house, 0, 1)).unwrap();
    meet(&one, &other);
    let clashes = one.board().clashes;
    assert_eq!(clashes.len(), 1);
    assert_eq!(clashes[0].kind, ClashKind::Admission);
    assert_eq!(clashes[0].lost.admission.id, second.admission.id);
    assert_eq!(other.board().clashes[0].holder.admission.id, first.admission.id);
    let admission_id = second.admission.id;
    let undo = UndoAdmission { admission_id, reason: "Admitted twice".into() };
    one.run(undo).unwrap();
    meet(&one, &other);
    assert!(one.board().clashes.is_empty() && other.board().clashes.is_empty());
    assert_eq!(other.board().counts.taken, 1);
}

#[test]
fn a_patient_moved_at_two_desks_lies_in_one_bed_until_somebody_says_which() {
    let (one, other, house) = two(3, 1);
    let admission_id = one.run(admit(&house, 0, 0)).unwrap().admission.id;
    other.take(&one.ops());
    let to = |bed: usize| TransferPatient {
        admission_id,
        bed_id: house.beds[bed],
        at: None,
        class_id: None,
        reason: String::new(),
    };
    one.run(to(1)).unwrap();
    other.run(to(2)).unwrap();
    meet(&one, &other);
    let clashes = one.board().clashes;
    assert_eq!(clashes.len(), 1);
    assert_eq!(clashes[0].kind, ClashKind::Patient);
    let (kept, bed) = (clashes[0].stay_id.unwrap(), clashes[0].bed.clone());
    assert_ne!(clashes[0].holder_bed, bed);
    one.run(KeepStay { stay_id: kept }).unwrap();
    meet(&one, &other);
    for desk in [&one, &other] {
        assert!(desk.board().clashes.is_empty());
        assert_eq!(desk.board().counts.taken, 1);
        let beds = &desk.board().wards[0].beds;
        assert!(beds.iter().all(|one| (one.label == bed) == (one.occupants.len() == 1)));
        assert_eq!(desk.stays().len(), 2, "where the patient was before is still known");
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Admit { desk: bool, who: usize, bed: usize },
    Move { desk: bool, who: usize, bed: usize },
    Leave { desk: bool, who: usize },
    Meet,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (any::<bool>(), 0usize..5, 0usize..3).prop_map(|(desk, who, bed)| Step::Admit {
            desk,
            who,
            bed
        }),
        (any::<bool>(), 0usize..5, 0usize..3).prop_map(|(desk, who, bed)| Step::Move {
            desk,
            who,
            bed
        }),
        (any::<bool>(), 0usize..5).prop_map(|(desk, who)| Step::Leave { desk, who }),
        Just(Step::Meet),
    ]
}

fn admission_of_patient(desk: &TestDesk, patient: RowId) -> Option<Admission> {
    desk.door.read(&Session::program(), |read| admission_of(read, patient)).unwrap()
}

/// What is refused is refused; what is done is done by commands alone.
fn take_step(desks: [&TestDesk; 2], house: &House, step: Step) {
    let of = |desk: bool| desks[usize::from(desk)];
    match step {
        Step::Meet => meet(desks[0], desks[1]),
        Step::Admit { desk, who, bed } => {
            let _ = of(desk).run(admit(house, who, bed));
        }
        Step::Move { desk, who, bed } => {
            if let Some(admission) = admission_of_patient(of(desk), house.patients[who]) {
                let _ = of(desk).run(TransferPatient {
                    admission_id: admission.id,
                    bed_id: house.beds[bed],
                    at: None,
                    class_id: None,
                    reason: String::new(),
                });
            }
        }
        Step::Leave { desk, who } => {
            let desk = of(desk);
            if let Some(admission) = admission_of_patient(desk, house.patients[who]) {
                desk.clock.advance_ms(MINUTE);
                let _ = desk.door.write(&Session::program(), |tx| {
                    let at = tx.now();
                    end_stay(tx, &admission, at, Outcome::Improved)
                });
            }
            for bed_id in &house.beds {
                let (condition, note) = (Condition::Ready, String::new());
                let _ = desk.run(SetBedCondition { bed_id: *bed_id, condition, note });
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn no_two_confirmed_holders_of_one_bed_whatever_order_ops_arrive(
        steps in proptest::collection::vec(any_step(), 1..24), turn in 0usize..40,
    ) {
        let (one, other, house) = two(3, 5);
        for step in steps {
            take_step([&one, &other], &house, step);
        }
        meet(&one, &other);
        // A third desk hears of everything in another order.
        let third = open(3);
        let mut ops = one.ops();
        let at = turn.min(ops.len());
        ops.rotate_left(at);
        third.take(&ops);
        prop_assert!(one.state() == other.state());
        prop_assert!(one.state() == third.state());
        for desk in [&one, &other, &third] {
            let stays = desk.stays();
            for bed in &house.beds {
                let of_bed: Vec<BedStay> =
                    stays.iter().filter(|stay| stay.bed_id == *bed).cloned().collect();
                let lost = |read: &kernel::Read<'_>| losers(read, &of_bed);
                let lost = ids(&desk.door.read(&Session::program(), lost).unwrap());
                let held: Vec<&BedStay> =
                    of_bed.iter().filter(|stay| !lost.contains(&stay.id)).collect();
                for (at, stay) in held.iter().enumerate() {
                    let after = &held[at + 1..];
                    prop_assert!(!after.iter().any(|o| o.claim().overlaps(&stay.claim())));
                }
            }
            // Whoever lost an open stay is shown, and nobody else.
            let board = desk.board();
            for bed in board.wards.iter().flat_map(|ward| &ward.beds) {
                let holders = bed.occupants.iter().filter(|occupant| !occupant.is_clash);
                prop_assert!(holders.count() <= 1, "bed {}", bed.label);
                let is_shown = board.clashes.iter().any(|clash| clash.bed == bed.label);
                let is_clash = bed.occupants.iter().any(|occupant| occupant.is_clash);
                prop_assert_eq!(is_shown, is_clash);
            }
        }
    }
}

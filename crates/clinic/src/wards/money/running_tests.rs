use proptest::prelude::*;

use super::super::package::PackageTerms;
use super::super::room_tax::RoomTax;
use super::*;
use crate::wards::rules::{ChangeRule, DayRule};

const GENERAL: RowId = RowId([1; 16]);
const DELUXE: RowId = RowId([2; 16]);
const ICU: RowId = RowId([3; 16]);
const ADMISSION: RowId = RowId([7; 16]);
/// Monday, 2 November 2026, midnight in India.
const MONDAY: i64 = 1_793_557_800_000;
const HOUR: i64 = 3_600_000;

fn at(day: i64, hour: i64) -> Timestamp {
    Timestamp(MONDAY + (day * 24 + hour) * HOUR)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn class(id: RowId, name: &str, is_critical_care: bool) -> WardClass {
    WardClass { id, name: name.into(), is_critical_care, rank: 0, is_active: true }
}

fn tariff(id: u8, class_id: RowId, rent: Money) -> Tariff {
    let (id, note) = (RowId([id; 16]), String::new());
    Tariff { id, class_id, since: day("2026-01-01"), rent_paise: rent, note }
}

fn stay(id: u8, class_id: RowId, from: Timestamp, until: Option<Timestamp>) -> BedStay {
    BedStay {
        id: RowId([id; 16]),
        admission_id: ADMISSION,
        bed_id: RowId([id; 16]),
        class_id,
        from_at: from,
        until_at: until,
        claimed_at: from,
        reason: String::new(),
        by: String::new(),
    }
}

fn charge(id: u8, kind: ChargeKind, quantity: u32, rupees: i64, on: &str) -> WardCharge {
    WardCharge {
        id: RowId([id; 16]),
        admission_id: ADMISSION,
        patient_id: RowId::NONE,
        kind,
        description: format!("{kind:?} {rupees}"),
        service_id: None,
        doctor_id: None,
        quantity,
        price_paise: Money::rupees(rupees),
        sac: SAC_INPATIENT.into(),
        tax_class: "exempt".into(),
        package: None,
        day: day(on),
        at: Timestamp(i64::from(id)),
        by: String::new(),
        reverses_id: None,
        reason: String::new(),
    }
}

fn facts() -> Facts {
    let rules = WardRules {
        day_rule: DayRule::CheckOutHour,
        change_rule: ChangeRule::Higher,
        grace_minutes: 0,
        ..WardRules::default()
    };
    Facts {
        rules,
        zone: "Asia/Kolkata".parse().unwrap(),
        classes: vec![
            class(GENERAL, "General", false),
            class(DELUXE, "Deluxe", false),
            class(ICU, "ICU", true),
        ],
        tariffs: vec![
            tariff(1, GENERAL, Money::rupees(1_200)),
            tariff(2, DELUXE, Money::rupees(6_000)),
            tariff(3, ICU, Money::rupees(9_000)),
        ],
        taxes: vec![RoomTax {
            id: RowId([1; 16]),
            since: day("2022-07-18"),
            until: None,
            threshold_paise: Money::rupees(5_000),
            tax_class: "reduced".into(),
            note: String::new(),
        }],
        stays: vec![
            stay(1, ICU, at(0, 13), Some(at(2, 12))),
            stay(2, DELUXE, at(2, 12), Some(at(4, 12))),
            stay(3, GENERAL, at(4, 12), None),
        ],
        lost: Vec::new(),
        leaves: Vec::new(),
        charges: Vec::new(),
        bills: Vec::new(),
        until: at(6, 11),
    }
}

fn shown(facts: &Facts) -> Vec<String> {
    let line = |line: &BillLine| {
        let (text, tax) = (&line.description, &line.tax_class);
        format!("{text}: {} × {} {tax}", line.quantity, line.amount_paise.0 / 100)
    };
    running_bill(facts).lines.iter().map(line).collect()
}

#[test]
fn bed_days_are_lines_by_class_and_range_with_the_tax_of_each_room() {
    assert_eq!(
        shown(&facts()),
        [
            "ICU, 02-Nov to 04-Nov: 2 × 18000 exempt",
            "Deluxe, 04-Nov to 06-Nov: 2 × 12000 reduced",
            "General, 06-Nov to 08-Nov: 2 × 2400 exempt",
        ]
    );
}

#[test]
fn the_day_decides_not_the_total() {
    let mut long = facts();
    long.stays = vec![stay(1, GENERAL, at(0, 13), None)];
    long.until = at(20, 11);
    let lines = running_bill(&long).lines;
    assert!(lines.iter().all(|line| line.tax_class == "exempt"));
    assert!(running_bill(&long).total_paise > Money::rupees(5_000));
    // Half a day of a dear room is taxed: the rate of the day is what counts.
    let mut half = facts();
    half.rules.day_rule = DayRule::Hours24;
    half.rules.half_day_minutes = 360;
    half.stays = vec![stay(1, DELUXE, at(0, 13), None)];
    half.until = at(0, 16);
    assert_eq!(shown(&half), ["Deluxe, half day, 02-Nov: 1 × 3000 reduced"]);
}

#[test]
fn a_reversed_charge_is_gone_once_however_often_it_is_reversed() {
    let mut facts = facts();
    facts.stays.clear();
    let wrong = charge(1, ChargeKind::Procedure, 1, 900, "2026-11-03");
    let reversal = WardCharge {
        id: RowId([2; 16]),
        reverses_id: Some(wrong.id),
        reason: "Other patient".into(),
        ..wrong.clone()
    };
    let again = WardCharge { id: RowId([3; 16]), ..reversal.clone() };
    facts.charges =
        vec![reversal, charge(4, ChargeKind::Visit, 2, 500, "2026-11-03"), wrong, again];
    assert_eq!(running_bill(&facts).total_paise, Money::rupees(1_000));
}

fn package(room: Money, class_id: Option<RowId>) -> WardCharge {
    let kinds = vec![ChargeKind::Bed, ChargeKind::Medicine];
    let terms = PackageTerms { days: 3, kinds, class_id, room_paise: room };
    WardCharge { package: Some(terms), ..charge(9, ChargeKind::Package, 1, 40_000, "2026-11-02") }
}

#[test]
fn a_package_covers_its_days_and_kinds_and_the_rest_is_charged() {
    let mut facts = facts();
    facts.stays = vec![stay(1, GENERAL, at(0, 13), None)];
    facts.until = at(5, 11);
    facts.charges = vec![
        package(Money::ZERO, Some(GENERAL)),
        charge(1, ChargeKind::Medicine, 1, 300, "2026-11-03"),
        charge(2, ChargeKind::Medicine, 1, 300, "2026-11-05"),
        charge(3, ChargeKind::Procedure, 1, 2_000, "2026-11-03"),
    ];
    assert_eq!(
        shown(&facts),
        [
            "General, 02-Nov to 05-Nov: 3 × 0 exempt",
            "General, 05-Nov to 07-Nov: 2 × 2400 exempt",
            "Procedure 2000: 1 × 2000 exempt",
            "Medicine 300: 1 × 0 exempt",
            "Medicine 300: 1 × 300 exempt",
            "Package 40000: 1 × 40000 exempt",
        ]
    );
    // In a dearer class nothing of the room is covered.
    facts.stays = vec![stay(1, DELUXE, at(0, 13), None)];
    assert!(shown(&facts)[0].starts_with("Deluxe, 02-Nov to 07-Nov: 5 × 30000"));
}

#[test]
fn the_room_of_a_package_is_taxed_above_the_threshold_alone() {
    let mut facts = facts();
    facts.stays.clear();
    for (room, class_id, lines) in [
        (Money(499_999), None, 1),
        (Money::rupees(5_000), None, 1),
        (Money(500_001), None, 2),
        (Money::rupees(9_000), Some(ICU), 1),
    ] {
        facts.charges = vec![package(room, class_id)];
        let running = running_bill(&facts);
        assert_eq!(running.lines.len(), lines, "{room}");
        assert_eq!(running.total_paise, Money::rupees(40_000));
    }
    facts.charges = vec![package(Money::rupees(6_000), None)];
    assert_eq!(
        shown(&facts),
        ["Package 40000: 1 × 22000 exempt", "Package 40000, room rent: 3 × 18000 reduced",]
    );
}

#[test]
fn what_is_billed_is_billed_and_later_days_come_after() {
    let mut facts = facts();
    facts.charges = vec![
        charge(1, ChargeKind::Visit, 1, 500, "2026-11-03"),
        charge(2, ChargeKind::Visit, 1, 700, "2026-11-05"),
    ];
    facts.bills = vec![WardBill {
        id: RowId([1; 16]),
        admission_id: ADMISSION,
        invoice_id: RowId([1; 16]),
        charges: vec![RowId([1; 16])],
        beds_until: at(4, 12),
    }];
    assert_eq!(
        shown(&facts),
        ["General, 06-Nov to 08-Nov: 2 × 2400 exempt", "Visit 700: 1 × 700 exempt"]
    );
    // Another rule chosen later opens nothing of what was billed again.
    facts.rules.day_rule = DayRule::Calendar;
    assert_eq!(shown(&facts)[0], "General, 07-Nov: 1 × 1200 exempt");
}

#[test]
fn a_patient_whom_two_desks_put_into_two_beds_is_charged_for_one() {
    let mut facts = facts();
    facts.stays = vec![stay(1, GENERAL, at(0, 13), None)];
    let alone = running_bill(&facts).total_paise;
    facts.stays.push(BedStay { claimed_at: at(1, 14), ..stay(2, ICU, at(0, 14), None) });
    facts.lost = vec![facts.stays[1].id];
    assert_eq!(running_bill(&facts).total_paise, alone);
}

#[test]
fn a_long_bill_fits_and_comes_to_the_same() {
    let mut facts = facts();
    let many = |n: u8| WardCharge {
        description: format!("Medicine {n}"),
        ..charge(n, ChargeKind::Medicine, 2, i64::from(n), "2026-11-03")
    };
    facts.charges = (1..=200).map(many).collect();
    let running = running_bill(&facts);
    let lines = bill_lines(&running);
    assert!(lines.len() < 20);
    let total: Money = lines.iter().map(|l| Money(l.price_paise.0 * i64::from(l.quantity))).sum();
    assert_eq!(total, running.total_paise);
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let kinds = [
        ChargeKind::Visit,
        ChargeKind::Procedure,
        ChargeKind::Medicine,
        ChargeKind::Consumable,
        ChargeKind::Service,
    ];
    let one = (0usize..5, 1u32..5, 1i64..2_000, 2i64..9, proptest::option::of(0u8..40));
    let charges = proptest::collection::vec(one, 0..40);
    (charges, 0usize..3, 0usize..3, 0u8..3).prop_map(move |(charges, day, change, billed)| {
        let mut facts = facts();
        facts.rules.day_rule = [DayRule::CheckOutHour, DayRule::Hours24, DayRule::Calendar][day];
        facts.rules.change_rule =
            [ChangeRule::Higher, ChangeRule::Longest, ChangeRule::AtCheckOut][change];
        for (id, (kind, quantity, price, on, reverses)) in (1u8..).zip(charges) {
            let on = format!("2026-11-{on:02}");
            let mut charge = charge(id, kinds[kind], quantity, price, &on);
            charge.reverses_id = reverses.map(|id| RowId([id; 16]));
            facts.charges.push(charge);
        }
        facts.charges.push(WardCharge { id: RowId([99; 16]), ..package(Money::ZERO, None) });
        facts.bills = (0..billed)
            .map(|n| WardBill {
                id: RowId([n; 16]),
                admission_id: ADMISSION,
                invoice_id: RowId([n; 16]),
                charges: vec![RowId([n + 1; 16])],
                beds_until: at(i64::from(n), 14),
            })
            .collect();
        facts
    })
}

proptest! {
    #[test]
    fn the_running_bill_is_the_sum_of_its_facts_in_any_order(
        facts in any_facts(), turn in 0usize..50,
    ) {
        let running = running_bill(&facts);
        let mut turned = facts.clone();
        let by = turn.min(turned.charges.len());
        turned.charges.rotate_left(by);
        turned.stays.reverse();
        turned.tariffs.reverse();
        turned.bills.reverse();
        turned.classes.rotate_left(turn % 3);
        prop_assert_eq!(&running_bill(&turned), &running);
        let sum: Money = running.lines.iter().map(|line| line.amount_paise).sum();
        prop_assert_eq!(sum, running.total_paise);
        let billed: Money = bill_lines(&running)
            .iter()
            .map(|line| Money(line.price_paise.0 * i64::from(line.quantity)))
            .sum();
        prop_assert_eq!(billed, running.total_paise);
    }
}

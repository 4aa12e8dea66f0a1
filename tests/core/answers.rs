//! A copy whose every byte is right, and whose records answer otherwise than its manifest says:
//! neither the weekly drill nor a restore lets it pass.

use ::backup::{Link, Watch, Writer, write_full};
use serde_json::Value;
use tests::SmallClinic;
use vault::Place;

use super::backup::{Stick, add, begin, choices, computer, fault, run};

/// Signed by the clinic's own desk, as by a program that copies wrongly.
fn write_strange(clinic: &SmallClinic, stick: &Stick) {
    let place = Place::new(clinic.folder.path().join("clinic"));
    let vault = place.open_with_recovery(&clinic.recovery_code).unwrap();
    let mut writer = Writer::begin(&vault, "A", "0.1.0", tests::MORNING.0).unwrap();
    writer.ask(&[("patients", "SELECT 99")]).unwrap();
    let link = Link::of(&vault);
    let prove = |manifest: &mut _| link.prove(manifest);
    let root = stick.0.path();
    write_full(writer, root, 1, None, prove, &mut Watch(&mut |_| true)).unwrap();
}

#[test]
fn a_copy_that_answers_otherwise_fails_its_drill_and_is_not_restored() {
    let clinic = SmallClinic::new();
    clinic.register(&clinic.owner, "Lakshmi Iyer", "");
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    assert_eq!(run(&clinic, &target, "drill"), "");
    for end in ["age", "manifest"] {
        std::fs::remove_file(stick.desk_folder().join(format!("000001.{end}"))).unwrap();
    }
    write_strange(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "drill"), "damaged");
    let (_folder, desk) = computer();
    begin(&desk, &choices(&desk, &stick, None)[0], Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "damaged");
}

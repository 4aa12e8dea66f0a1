//! Who works in the demo clinic, and what it charges.

use kernel::{Command, Money, Result, RowId, Session, Tx};

use crate::billing::SaveService;
use crate::permissions::TABLE;
use crate::settings::{DoctorForm, SaveDoctor};
use crate::staff::{Staff, new_staff, staff_by_user};

pub struct Team {
    pub reception: Session,
    pub nurse: Session,
    pub cashier: Session,
    pub doctors: Vec<Session>,
}

struct Member {
    user: &'static str,
    name: &'static str,
    role: &'static str,
}

const RECEPTION: Member = Member { user: "reception", name: "Kavita More", role: "receptionist" };
const NURSE: Member = Member { user: "nurse", name: "Sister Jincy Thomas", role: "nurse" };
const CASHIER: Member = Member { user: "cashier", name: "Imran Shaikh", role: "cashier" };
const OWNER: Member = Member { user: "owner", name: "Meera Deshpande", role: "owner" };

/// User, name, qualification, registration, specialty, fee and follow-up fee in rupees, room.
type Doctor = (&'static str, &'static str, &'static str, &'static str, &'static str, i64, i64, u32);
const DOCTORS: [Doctor; 2] = [
    (
        "doctor",
        "Dr Anil Kulkarni",
        "MBBS, MD (Medicine)",
        "2004051234",
        "General medicine",
        400,
        200,
        1,
    ),
    ("doctor2", "Dr Farida Qureshi", "MBBS, DCH", "2011087765", "Children and family", 300, 150, 2),
];

/// Name, group, services accounting code, price in rupees.
const SERVICES: [(&str, &str, &str, i64); 14] = [
    ("Complete blood count", "Laboratory", "999316", 300),
    ("Blood sugar, random", "Laboratory", "999316", 60),
    ("HbA1c", "Laboratory", "999316", 450),
    ("Lipid profile", "Laboratory", "999316", 500),
    ("TSH", "Laboratory", "999316", 350),
    ("Urine routine", "Laboratory", "999316", 120),
    ("Widal test", "Laboratory", "999316", 200),
    ("Dengue NS1 and antibodies", "Laboratory", "999316", 700),
    ("X-ray chest", "Imaging", "999316", 400),
    ("X-ray knee, both", "Imaging", "999316", 600),
    ("ECG", "Procedures", "999312", 250),
    ("Nebulisation", "Procedures", "999312", 150),
    ("Injection, giving", "Procedures", "999312", 50),
    ("Dressing, small", "Procedures", "999312", 120),
];

pub fn team(tx: &mut Tx<'_>) -> Result<Team> {
    for (name, group, sac, rupees) in SERVICES {
        let service = SaveService {
            id: None,
            code: String::new(),
            name: name.into(),
            grp: group.into(),
            sac: sac.into(),
            price_paise: Money(rupees * 100),
            tax_class: "exempt".into(),
            is_active: true,
        };
        service.run(tx)?;
    }
    member(tx, &OWNER)?;
    let mut doctors = Vec::new();
    for doctor in DOCTORS {
        doctors.push(practise(tx, doctor)?);
    }
    Ok(Team {
        reception: session(&RECEPTION, member(tx, &RECEPTION)?, None),
        nurse: session(&NURSE, member(tx, &NURSE)?, None),
        cashier: session(&CASHIER, member(tx, &CASHIER)?, None),
        doctors,
    })
}

fn practise(tx: &mut Tx<'_>, doctor: Doctor) -> Result<Session> {
    let (user, name, qualification, registration_no, specialty, fee, follow_up_fee, room) = doctor;
    let member_of = Member { user, name, role: "doctor" };
    let staff = member(tx, &member_of)?;
    let form = DoctorForm {
        staff_id: Some(staff),
        name: name.into(),
        qualification: qualification.into(),
        registration_no: registration_no.into(),
        council: "Maharashtra Medical Council".into(),
        specialty: specialty.into(),
        phone: String::new(),
        fee_paise: Money(fee * 100),
        follow_up_fee_paise: Money(follow_up_fee * 100),
        room: room.to_string(),
        is_active: true,
    };
    let doctor = SaveDoctor { id: None, form }.run(tx)?;
    Ok(session(&member_of, staff, Some(doctor.id)))
}

/// The row of somebody who works here, made if it is not there.
fn member(tx: &mut Tx<'_>, member: &Member) -> Result<RowId> {
    if let Some(known) = staff_by_user(tx, member.user)? {
        return Ok(known.id);
    }
    let staff = Staff {
        id: tx.new_id(),
        user: member.user.into(),
        name: member.name.into(),
        phone: String::new(),
        roles: vec![member.role.into()],
        is_active: true,
        until: None,
    };
    Ok(new_staff(tx, staff)?.id)
}

fn session(member: &Member, user: RowId, doctor: Option<RowId>) -> Session {
    let held = TABLE.iter().filter(|(_, roles)| roles.contains(&member.role));
    Session {
        id: 0,
        user,
        name: member.name.into(),
        roles: vec![member.role.into()],
        permissions: held.map(|(permission, _)| permission.0.to_owned()).collect(),
        doctor,
        confirmed_until: 0,
    }
}

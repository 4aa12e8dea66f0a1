//! Documents in a queue of their own: over lines that break, with servers that forget, lie or
//! know nothing of them, and never before a change.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::sync::{
    ClinicId, Hash, KeptBlob, Refusal, Reply, Request, Why, blob_id, blob_part_bytes, blob_parts,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clinic::desk::{Desk, WireFault};
use serde_json::{Value, json};
use tests::pair::{Hall, Pair, connect, joined, pair};
use tests::{PASSWORD, SmallClinic, ask, text};

/// A server's place for blobs, in memory, that can be made to fail.
#[derive(Default)]
pub struct Shelf {
    clinic: [u8; 16],
    pub blobs: BTreeMap<Hash, (u32, Vec<Vec<u8>>)>,
    /// What was asked, in order.
    pub asked: Vec<Asked>,
    /// After so many more parts the cable is cut.
    pub cut_after: Option<usize>,
    pub is_lying: bool,
    /// What it finds to be junk once all of it is there.
    junk: Option<Hash>,
    refuses: Option<Why>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Change,
    State,
    Put(u32),
    Get(u32),
}

impl Shelf {
    fn answer(&mut self, request: &Request) -> Option<Result<Reply, WireFault>> {
        let asked = match request {
            Request::Put { .. } => {
                self.asked.push(Asked::Change);
                return None;
            }
            Request::BlobState { .. } => Asked::State,
            Request::BlobPut { part, .. } => Asked::Put(*part),
            Request::BlobGet { part, .. } => Asked::Get(*part),
            _ => return None,
        };
        self.asked.push(asked);
        if let Some(why) = self.refuses {
            return Some(Ok(refused(why)));
        }
        if asked != Asked::State
            && let Some(left) = self.cut_after.as_mut()
        {
            if *left == 0 {
                return Some(Err(WireFault::Away));
            }
            *left -= 1;
        }
        Some(Ok(self.reply(request)))
    }

    fn reply(&mut self, request: &Request) -> Reply {
        match request {
            Request::BlobState { ids } => {
                Reply::BlobState { kept: ids.iter().map(|id| self.kept(*id)).collect() }
            }
            Request::BlobPut { id, length, part, bytes } => {
                let (_, parts) = self.blobs.entry(*id).or_insert((*length, Vec::new()));
                assert_eq!(Some(bytes.len()), blob_part_bytes(*length, *part));
                match (*part as usize).cmp(&parts.len()) {
                    std::cmp::Ordering::Greater => return refused(Why::Gap),
                    std::cmp::Ordering::Equal => parts.push(bytes.clone()),
                    std::cmp::Ordering::Less => {}
                }
                let is_all = parts.len() == blob_parts(*length).unwrap() as usize;
                if is_all && self.junk == Some(*id) {
                    self.blobs.remove(id);
                    return refused(Why::Junk);
                }
                if is_all {
                    assert_eq!(blob_id(ClinicId(self.clinic), &parts.concat()), *id);
                }
                Reply::Kept
            }
            Request::BlobGet { id, part } => {
                let Some((length, parts)) = self.blobs.get(id).filter(|_| self.kept(*id).is_whole)
                else {
                    return refused(Why::NoSuch);
                };
                let mut bytes = parts[*part as usize].clone();
                if self.is_lying {
                    bytes[9] ^= 1;
                }
                Reply::BlobPart { length: *length, bytes }
            }
            other => panic!("{other:?}"),
        }
    }

    pub fn kept(&self, id: Hash) -> KeptBlob {
        let found = self.blobs.get(&id);
        let parts = found.map_or(0, |(_, parts)| parts.len() as u32);
        let all = found.and_then(|(length, _)| blob_parts(*length));
        KeptBlob { id, parts, is_whole: all == Some(parts) }
    }
}

fn refused(why: Why) -> Reply {
    Reply::Refused(Refusal { why, retry_after_ms: 0 })
}

pub struct Two {
    pub pair: Pair,
    shelf: Arc<Mutex<Shelf>>,
    pub patient: Value,
}

/// Two desks whose documents go to a shelf that can be made to fail.
pub fn two() -> Two {
    let two = with_server(pair());
    let pair = &two.pair;
    let place = vault::Place::new(pair.one.folder.path().join("clinic"));
    let clinic = place.open_with_recovery(&pair.one.recovery_code).unwrap().clinic_id();
    two.shelf().clinic = clinic;
    let of = two.shelf.clone();
    pair.hall.instead(Box::new(move |request| of.lock().unwrap().answer(request)));
    two.meet(2);
    two
}

/// With the server itself.
fn with_server(pair: Pair) -> Two {
    let patient = pair.register("Lakshmi Iyer");
    Two { pair, shelf: Arc::default(), patient }
}

pub fn look(desk: &Desk) {
    // As the thread does it between two looks.
    desk.bell().rest(Duration::ZERO);
    desk.sync().unwrap();
}

pub fn pdf(length: usize) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend((file.len()..length).map(|at| (at % 251) as u8));
    file
}

impl Two {
    /// Everybody is signed out meanwhile, and comes again.
    fn a_day_later(&mut self) {
        self.pair.one.clock.advance_ms(25 * 3_600_000);
        self.pair.one.owner = self.pair.one.sign_in("meera");
        let sign_in = json!({ "user": "meera", "password": PASSWORD });
        let there = ask(&self.pair.two, "desk.sign_in", sign_in, None).unwrap();
        self.pair.owner_there = text(&there, "/token");
    }

    pub fn meet(&self, times: usize) {
        for _ in 0..times {
            self.pair.one.clock.advance_ms(61_000);
            // Nobody's screen locks; a desk that was locked on purpose stays so.
            let _ = self.pair.one.ask(&self.pair.one.owner, "desk.touch", json!({}));
            let owner = Some(self.pair.owner_there.as_str());
            let _ = ask(&self.pair.two, "desk.touch", json!({}), owner);
            for _ in 0..3 {
                look(&self.pair.one.desk);
                look(&self.pair.two);
            }
        }
    }

    pub fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap()
    }

    pub fn add(&self, length: usize) -> Value {
        let form = json!({ "patient_id": self.patient, "visit_id": null, "title": "Report",
            "kind": "report", "base64": STANDARD.encode(pdf(length)) });
        self.pair.here("attachments.add", form)["id"].clone()
    }

    pub fn place(&self, is_here: bool) -> String {
        let args = json!({ "patient_id": self.patient, "with_ended": false });
        let list = match is_here {
            true => self.pair.here("attachments.of_patient", args),
            false => self.pair.there("attachments.of_patient", args),
        };
        text(&list, "/0/place")
    }

    pub fn seen_there(&self, id: &Value) -> kernel::Result<Vec<u8>> {
        let owner = Some(self.pair.owner_there.as_str());
        let shown = ask(&self.pair.two, "attachments.content", json!({ "id": id }), owner)?;
        Ok(STANDARD.decode(text(&shown, "/base64")).unwrap())
    }

    pub fn puts(&self) -> Vec<u32> {
        let shelf = self.shelf();
        let puts = shelf.asked.iter().filter_map(|asked| match asked {
            Asked::Put(part) => Some(*part),
            _ => None,
        });
        puts.collect()
    }

    pub fn gets(&self) -> Vec<u32> {
        let shelf = self.shelf();
        let gets = shelf.asked.iter().filter_map(|asked| match asked {
            Asked::Get(part) => Some(*part),
            _ => None,
        });
        gets.collect()
    }
}

#[test]
fn a_document_that_is_added_here_is_seen_there() {
    let two = two();
    let id = two.add(900_000);
    assert_eq!(two.place(true), "here");
    assert!(two.seen_there(&id).is_err(), "nothing of it has come");
    two.meet(3);
    assert_eq!(two.seen_there(&id).unwrap(), pdf(900_000));
    assert_eq!((two.place(true), two.place(false)), ("sent".into(), "sent".into()));
    assert_eq!((two.puts(), two.gets()), (vec![0, 1, 2, 3], vec![0, 1, 2, 3]));
    let (here, there) = two.pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
    two.shelf().asked.clear();
    two.meet(3);
    assert!(two.puts().is_empty() && two.gets().is_empty(), "once is enough");
    let wire = two.shelf().blobs.values().flat_map(|(_, parts)| parts.concat()).collect::<Vec<_>>();
    assert!(wire.len() > 900_000 && !wire.windows(8).any(|window| window == &pdf(100)[60..68]));
}

#[test]
fn a_cut_line_goes_on_at_the_next_part() {
    let two = two();
    let id = two.add(1_500_000);
    two.shelf().cut_after = Some(2);
    two.meet(1);
    let sent = two.puts();
    assert_eq!(&sent[..2], [0, 1]);
    assert!(two.place(true) == "here" && two.place(false) == "absent");
    two.shelf().asked.clear();
    two.shelf().cut_after = None;
    // The queue of this desk forgets where it stood; the server knows.
    two.pair.one.get(&two.pair.one.owner, "desk.lock_vault", json!({}));
    let owner = two.pair.one.sign_in("meera");
    two.shelf().cut_after = Some(6);
    two.meet(2);
    assert_eq!(&two.puts()[..4], [2, 3, 4, 5], "no part went twice");
    assert_eq!(&two.gets()[..2], [0, 1]);
    let args = json!({ "patient_id": two.patient, "with_ended": false });
    let there = two.pair.there("attachments.of_patient", args.clone());
    assert_eq!((text(&there, "/0/place"), &there[0]["percent"]), ("coming".into(), &json!(33)));
    let refused = two.seen_there(&id).unwrap_err();
    assert_eq!(refused.message, "errors-attachment-not-here");
    // The other one is locked and opened again as well.
    two.pair.there("desk.lock_vault", json!({}));
    let sign_in = json!({ "user": "meera", "password": PASSWORD });
    let there = text(&ask(&two.pair.two, "desk.sign_in", sign_in, None).unwrap(), "/token");
    two.shelf().asked.clear();
    two.shelf().cut_after = None;
    two.meet(2);
    assert_eq!(two.gets(), [2, 3, 4, 5], "no part came twice");
    let shown = ask(&two.pair.two, "attachments.content", json!({ "id": id }), Some(&there));
    assert_eq!(STANDARD.decode(text(&shown.unwrap(), "/base64")).unwrap(), pdf(1_500_000));
    let list = two.pair.one.get(&owner, "attachments.of_patient", args);
    assert_eq!(text(&list, "/0/place"), "sent");
}

#[test]
fn wrong_bytes_are_thrown_away_and_asked_for_a_few_times_only() {
    let mut two = two();
    two.shelf().is_lying = true;
    let id = two.add(600_000);
    two.meet(9);
    assert_eq!(two.place(false), "wrong");
    assert_eq!(two.gets().len(), 3 * 3, "three times three parts");
    assert!(two.seen_there(&id).is_err());
    let (_, there) = two.pair.state();
    assert_eq!(text(&there, "/state"), "level", "changes know nothing of it");
    two.shelf().is_lying = false;
    two.a_day_later();
    two.meet(3);
    assert_eq!(two.seen_there(&id).unwrap(), pdf(600_000));
}

#[test]
fn a_server_that_forgot_a_document_gets_it_again() {
    let mut two = two();
    two.add(600_000);
    two.meet(3);
    assert_eq!(two.place(true), "sent");
    two.shelf().blobs.clear();
    two.shelf().asked.clear();
    two.meet(2);
    assert!(two.puts().is_empty(), "it is not asked all the while");
    two.a_day_later();
    two.meet(3);
    assert_eq!(two.shelf().blobs.len(), 1);
    let whole = two.shelf().blobs.keys().next().copied().unwrap();
    assert!(two.shelf().kept(whole).is_whole);
}

#[test]
fn a_change_goes_before_every_part_that_still_waits() {
    let two = two();
    two.add(8 << 20);
    look(&two.pair.one.desk);
    let before = two.puts().len();
    assert!((1..33).contains(&before), "a part of it went: {before}");
    two.shelf().asked.clear();
    two.pair.register("Bilal Khan");
    look(&two.pair.one.desk);
    let asked = two.shelf().asked.clone();
    let change = asked.iter().position(|asked| *asked == Asked::Change).expect("it went");
    let part = asked.iter().position(|asked| matches!(asked, Asked::Put(_)));
    assert!(part.is_none_or(|part| change < part), "{asked:?}");
    // Somebody waits for a look: after one part changes have their turn.
    two.shelf().asked.clear();
    two.pair.register("Chitra Rao");
    two.pair.one.desk.sync().unwrap();
    assert!(two.puts().len() <= 1, "{:?}", two.shelf().asked);
    two.meet(4);
    assert_eq!(two.place(true), "sent");
}

#[test]
fn a_server_that_knows_no_documents_troubles_nobody_and_is_asked_each_hour() {
    for why in [Why::Newer, Why::Quota] {
        let mut two = two();
        two.shelf().refuses = Some(why);
        two.shelf().asked.clear();
        two.add(600_000);
        for at in 0..8 {
            // Work goes on, and wakes the queue each time.
            two.pair.register(&format!("Patient {at}"));
            two.meet(1);
        }
        let asked = two.shelf().asked.iter().filter(|asked| **asked != Asked::Change).count();
        assert!(asked <= 2, "each desk asked once: {asked}");
        let (here, there) = two.pair.state();
        for state in [here, there] {
            assert_eq!(
                (text(&state, "/state"), &state["remote"]["fault"]),
                ("level".into(), &json!(""))
            );
        }
        assert_eq!((two.place(true), two.place(false)), ("here".into(), "absent".into()));
        two.shelf().refuses = None;
        two.pair.one.clock.advance_ms(3_600_000);
        two.pair.one.owner = two.pair.one.sign_in("meera");
        let sign_in = json!({ "user": "meera", "password": PASSWORD });
        let there = ask(&two.pair.two, "desk.sign_in", sign_in, None).unwrap();
        two.pair.owner_there = text(&there, "/token");
        two.meet(3);
        assert_eq!((two.place(true), two.place(false)), ("sent".into(), "sent".into()));
    }
}

#[test]
fn one_document_that_is_refused_keeps_no_other_back() {
    let mut two = two();
    two.shelf().cut_after = Some(1);
    two.add(600_000);
    two.meet(1);
    let first = two.shelf().blobs.keys().next().copied().unwrap();
    (two.shelf().junk, two.shelf().cut_after) = (Some(first), None);
    let other = two.add(300_000);
    two.meet(6);
    assert_eq!(two.seen_there(&other).unwrap(), pdf(300_000));
    assert_eq!(two.puts().iter().filter(|part| **part == 2).count(), 2, "twice, then not again");
    two.shelf().junk = None;
    two.a_day_later();
    two.meet(3);
    assert!(two.shelf().kept(first).is_whole);
}

#[test]
fn nothing_is_fetched_onto_a_disk_that_is_full() {
    let two = two();
    let place = vault::Place::new(two.pair.folder_there.path().join("clinic"));
    assert!(place.give_up_ballast());
    let id = two.add(300_000);
    two.meet(3);
    assert_eq!((two.place(true), two.place(false)), ("sent".into(), "absent".into()));
    two.pair.one.clock.advance_ms(11 * 60_000);
    two.pair.two.tick().unwrap();
    assert!(place.has_ballast(), "the disk was tidied up");
    two.meet(3);
    let sign_in = json!({ "user": "meera", "password": PASSWORD });
    let there = text(&ask(&two.pair.two, "desk.sign_in", sign_in, None).unwrap(), "/token");
    let shown = ask(&two.pair.two, "attachments.content", json!({ "id": id }), Some(&there));
    assert_eq!(STANDARD.decode(text(&shown.unwrap(), "/base64")).unwrap(), pdf(300_000));
}

pub fn files_below(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let (mut left, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path().is_dir() {
                true => left.push(entry.path()),
                false => files.push(std::fs::read(entry.path()).unwrap()),
            }
        }
    }
    files
}

#[test]
fn the_server_itself_takes_documents_and_gives_them_and_can_read_none() {
    let two = with_server(pair());
    two.meet(1);
    let lengths = [9, 262_128, 262_129, 900_000, 10 << 20];
    let ids: Vec<Value> = lengths.iter().map(|length| two.add(*length)).collect();
    two.meet(12);
    for (id, length) in ids.iter().zip(lengths) {
        assert_eq!(two.seen_there(id).unwrap(), pdf(length), "{length}");
    }
    assert_eq!((two.place(true), two.place(false)), ("sent".into(), "sent".into()));
    let files = files_below(two.pair.hall.bodies.path());
    let bytes: usize = files.iter().map(Vec::len).sum();
    assert!(bytes > 10 << 20, "{bytes}");
    let plain = &pdf(5_000)[4_000..4_032];
    for file in &files {
        assert!(!file.windows(plain.len()).any(|window| window == plain));
        assert!(!file.windows(5).any(|window| window == b"%PDF-"));
    }
}

#[test]
fn a_computer_that_comes_later_gets_what_was_added_before() {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    let patient = one.register(&one.owner, "Lakshmi Iyer", "")["id"].clone();
    let form = json!({ "patient_id": patient, "visit_id": null, "title": "Report",
        "kind": "report", "base64": STANDARD.encode(pdf(900_000)) });
    let id = one.get(&one.owner, "attachments.add", form)["id"].clone();
    for _ in 0..4 {
        one.clock.advance_ms(61_000);
        look(&one.desk);
    }
    let two = Two { pair: joined(one, hall), shelf: Arc::default(), patient };
    two.meet(3);
    assert_eq!(two.seen_there(&id).unwrap(), pdf(900_000));
}

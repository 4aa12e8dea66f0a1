//! A day of three desks and a server, each a process, over a cable that cannot be trusted.
//! Desks and the server are killed, one desk's disk goes back to what it was, the server's
//! store is lost. In the end all three hold one clinic, with all that any acknowledged.

use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tests::{PASSWORD, set_up, text};

use crate::cable::{Cable, Chance, Weather};
use crate::member_process::Member;
use crate::oracle::{Clinic, Said};
use crate::server_process::Server;
use crate::times;

const MEMBERS: usize = 3;
/// Longer than a desk waits after any number of failures.
const LEVEL_WITHIN: Duration = Duration::from_secs(90);

fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

#[derive(Default, Debug)]
struct Counts {
    desks_killed: usize,
    servers_killed: usize,
    slowest_level_ms: u128,
}

struct Day {
    members: Vec<Member>,
    server: Server,
    cable: Cable,
    chance: Chance,
    counts: Counts,
    began: Instant,
}

impl Day {
    /// One desk founds the clinic; it lets the two others in, by word and digits.
    fn begin(seed: u64) -> Self {
        let began = Instant::now();
        let server = Server::start();
        let cable = Cable::lay(server.at, seed);
        let names = ["front", "pharmacy", "ward"];
        let mut members: Vec<Member> = names.into_iter().map(Member::new).collect();
        let mut form = set_up();
        (form["is_doctor"], form["keep_secret_in_file"]) = (json!(true), json!(true));
        form["registration_no"] = json!("MMC-2011-0457");
        form["qualification"] = json!("MBBS");
        let (front, others) = members.split_first_mut().unwrap();
        front.call("desk.set_up", &form);
        front.confirm();
        let address = cable.at.to_string();
        let to = json!({ "address": address, "invitation": "", "name": front.name,
            "is_instead": false });
        front.call("desk.sync_server", &to);
        while !front.is_level(0) {
            pause(50);
        }
        for other in others {
            let_in(front, other, &address);
        }
        let (chance, counts) = (Chance::new(seed), Counts::default());
        let mut day = Self { members, server, cable, chance, counts, began };
        day.all_level("after the third desk came");
        day
    }

    fn any(&mut self) -> usize {
        usize::try_from(self.chance.below(MEMBERS as u64)).unwrap()
    }

    /// Everybody works; somebody or something falls while they do.
    fn burst(&mut self) {
        self.cable.set(match self.chance.below(5) {
            0 => Weather::Fair,
            1 => Weather::Down,
            _ => Weather::Rough,
        });
        for member in &mut self.members {
            member.tell(&format!("work {}", 1 + self.chance.below(3)));
        }
        pause(self.chance.below(500));
        let falls = self.any();
        let (is_desk, is_server) = (self.chance.below(4) < 2, self.chance.below(3) == 0);
        if is_desk {
            self.members[falls].kill();
            self.counts.desks_killed += 1;
        }
        if is_server {
            self.server.kill();
            self.counts.servers_killed += 1;
        }
        for (at, member) in self.members.iter_mut().enumerate() {
            if !is_desk || at != falls {
                member.answer().unwrap_or_else(|words| panic!("{}: {words}", member.name));
            }
        }
        pause(self.chance.below(400));
        if is_desk {
            self.members[falls].start_again();
        }
        if is_server {
            self.server.rise();
        }
        // Some rounds over this cable, before the next burst.
        pause(self.chance.below(1_500));
    }

    fn all_level(&mut self, when: &str) {
        self.cable.set(Weather::Fair);
        let (since, began) = (now_ms(), Instant::now());
        let mut behind: BTreeSet<usize> = (0..MEMBERS).collect();
        while !behind.is_empty() {
            behind.retain(|at| !self.members[*at].is_level(since));
            if began.elapsed() > LEVEL_WITHIN {
                let views: Vec<Value> = self.members.iter_mut().map(Member::sync).collect();
                panic!("{when}, desks {behind:?} are not level: {views:?}");
            }
            pause(100);
        }
        let took = began.elapsed().as_millis();
        println!("{when}: {took} ms, {:?}", self.began.elapsed());
        self.counts.slowest_level_ms = self.counts.slowest_level_ms.max(took);
    }

    /// Its disk goes back, with what was sent long ago in the hands of the others alone.
    fn go_back(&mut self, at: usize, copy: tempfile::TempDir) {
        // What no other computer ever had is gone with a disk, in any program.
        self.all_level("before a disk goes back");
        let member = &mut self.members[at];
        member.kill();
        member.put_back(copy);
        member.start_again();
    }

    /// On some days the whole house is dark meanwhile: nobody has a pass from before.
    fn lose_the_store(&mut self, is_dark: bool) {
        self.all_level("before the store is lost");
        if is_dark {
            self.members.iter_mut().for_each(Member::kill);
        }
        self.server.wipe();
        if is_dark {
            self.members.iter_mut().for_each(Member::start_again);
        }
    }
}

/// As people do it: a word, typed; six digits, compared.
fn let_in(front: &mut Member, other: &mut Member, address: &str) {
    front.confirm();
    let word = text(&front.call("desk.meet_begin", &json!({})), "/word");
    let begin = json!({ "address": address, "word": word, "name": other.name });
    other.call("desk.join_begin", &begin);
    front.call("desk.meet", &json!({}));
    let theirs = text(&other.call("desk.join", &json!({})), "/digits");
    let ours = text(&front.call("desk.meet", &json!({})), "/digits");
    assert_eq!((ours.len(), &ours), (6, &theirs));
    front.call("desk.meet_give", &tests::pair::given(true));
    assert_eq!(text(&other.call("desk.join", &json!({})), "/step"), "ready");
    let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": true });
    let done = other.call("desk.join_finish", &finish);
    assert!(done["session"].is_object(), "{} has no session yet", other.name);
}

#[test]
fn three_desks_and_their_server_end_the_day_with_one_clinic() {
    for day in 0..times("VAIDYA_DAYS", 1) {
        let seed = 2_026 + day as u64;
        live_through(seed, times("VAIDYA_BURSTS", 8));
    }
}

fn live_through(seed: u64, bursts: usize) {
    let mut day = Day::begin(seed);
    let (whose, is_told, mut copy) = (day.any(), seed % 2 == 1, None);
    // The disk first on some days, the store first on the rest.
    let (mut back, mut lost) = (bursts / 2, bursts * 3 / 4);
    if seed % 4 > 1 {
        (back, lost) = (lost, back);
    }
    for burst in 0..bursts {
        if burst == bursts / 4 {
            day.members[whose].close();
            copy = Some(day.members[whose].copy());
            day.members[whose].start_again();
        }
        if burst == back {
            day.go_back(whose, copy.take().unwrap());
            if is_told {
                day.all_level("after a disk went back");
            }
        }
        if burst == lost {
            day.lose_the_store(seed % 4 != 3);
        }
        day.burst();
    }
    day.all_level("in the evening");
    // What came last to the server has to come to the others too.
    day.all_level("when all were level");
    let (taken, cut) = day.cable.counts();
    let acknowledged = day.members.iter().map(|member| member.rows.len()).sum::<usize>();
    println!(
        "seed {seed}: bursts {bursts}, acknowledged rows {acknowledged}, connections {taken}, \
         cut {cut}, {:?}",
        day.counts
    );
    for member in &mut day.members {
        member.close();
    }
    // What a desk prints between its old disk and its first word with the server may be there.
    let series = ["A/", "B/", "C/"][whose];
    assert_one_clinic(day.members, (!is_told).then(|| series.to_owned()));
}

fn assert_one_clinic(members: Vec<Member>, repeats: Option<String>) {
    let mut said = Said::default();
    let mut others = BTreeSet::new();
    for member in &members {
        for (id, (table, number)) in &member.rows {
            match table.as_str() {
                "patient" => drop(said.patients.insert(id.clone())),
                "invoice" => drop(said.bills.insert((id.clone(), number.clone()))),
                _ => drop(others.insert((table.clone(), id.clone()))),
            }
        }
    }
    assert!(said.patients.len() > members.len(), "the desks worked");
    said.repeats = repeats;
    let names: Vec<&str> = members.iter().map(|member| member.name).collect();
    let mut held = Vec::new();
    for member in members {
        let mut clinic = Clinic::of(member.into_folder(), said.clone());
        clinic.assert_whole();
        clinic.assert_has(&others);
        held.push(clinic.rows());
    }
    let (first, rest) = held.split_first().unwrap();
    for (other, name) in rest.iter().zip(&names[1..]) {
        if first.1 != other.1 {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
            let (here, there) = (lines(&first.1), lines(&other.1));
            let only = |a: &BTreeSet<String>, b| a.difference(b).take(4).cloned().collect();
            let (ours, theirs): (Vec<_>, Vec<_>) = (only(&here, &there), only(&there, &here));
            panic!("only {} has {ours:#?}, only {name} has {theirs:#?}", names[0]);
        }
        assert_eq!(first.0, other.0, "{name} holds other rows");
    }
}

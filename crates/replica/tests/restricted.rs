//! Keys of what not every desk may read, after any order of letting in, giving, taking back and
//! sending away.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod fixture;

use std::collections::{BTreeMap, BTreeSet};

use fixture::{Desk, START};
use kernel::Result;
use proptest::prelude::*;
use replica::Keys;
use sync::{DeskNo, Ledger, Stream, StreamKey};
use zeroize::Zeroizing;

const DESKS: u8 = 4;

#[derive(Clone, Copy, Debug)]
enum Does {
    Let(u16),
    Stop(u16),
    SendAway(u16),
    LetIn,
}

fn does() -> impl Strategy<Value = Does> {
    let desk = 1..=u16::from(DESKS);
    prop_oneof![
        3 => desk.clone().prop_map(Does::Let),
        3 => desk.clone().prop_map(Does::Stop),
        1 => desk.prop_map(Does::SendAway),
        1 => Just(Does::LetIn),
    ]
}

struct Clinic {
    desks: Vec<Desk>,
    /// What is in the first computer's key file: its own, and what it was given.
    first: Keys,
    /// Which desks may have which keys.
    given: BTreeMap<u32, BTreeSet<u16>>,
    readers: BTreeSet<u16>,
    away: BTreeSet<u16>,
}

impl Clinic {
    fn new() -> Self {
        let mut one = Desk::new(1);
        one.replica.found(START, &mut one.random).unwrap();
        let first = StreamKey::new(Zeroizing::new([9; 32]));
        let records = one.replica.begin_restricted(&first, START, &mut one.random).unwrap();
        one.replica.admit_all(&records).unwrap();
        Self {
            desks: vec![one],
            first: [(1, first)].into(),
            given: [(1, [1].into())].into(),
            readers: [1].into(),
            away: BTreeSet::new(),
        }
    }

    fn is_live(&self, no: u16) -> bool {
        usize::from(no) <= self.desks.len() && !self.away.contains(&no)
    }

    fn newest(&self) -> u32 {
        *self.given.last_key_value().unwrap().0
    }

    /// What is to come of it: none where it is refused.
    fn expect(&mut self, does: Does) -> bool {
        let is_last = |no: u16| self.readers.contains(&no) && self.readers.len() == 1;
        match does {
            Does::Let(no) => {
                let has = self.is_live(no) && self.given[&self.newest()].contains(&1);
                if has {
                    // Only the keys that the giver has.
                    for desks in self.given.values_mut().filter(|desks| desks.contains(&1)) {
                        desks.insert(no);
                    }
                    self.readers.insert(no);
                }
                has
            }
            Does::Stop(no) => {
                let may = self.is_live(no) && self.readers.contains(&no) && !is_last(no);
                if may {
                    self.readers.remove(&no);
                    self.given.insert(self.newest() + 1, self.readers.clone());
                }
                may
            }
            Does::SendAway(no) => {
                let may = self.is_live(no) && no != 1;
                if may {
                    self.away.insert(no);
                    if self.readers.contains(&no) && !is_last(no) {
                        self.readers.remove(&no);
                        self.given.insert(self.newest() + 1, self.readers.clone());
                    }
                    self.readers.remove(&no);
                }
                may
            }
            Does::LetIn => self.desks.len() < usize::from(DESKS),
        }
    }

    fn act(&mut self, does: Does) -> Result<Vec<Vec<u8>>> {
        let newcomer = match does {
            Does::LetIn => Some(Desk::new(self.desks.len() as u8 + 1)),
            _ => None,
        };
        let one = &mut self.desks[0];
        let random = &mut one.random;
        match does {
            Does::Let(no) => one.replica.let_read(DeskNo(no), &self.first, START, random),
            Does::Stop(no) => one.replica.stop_reading(DeskNo(no), START, random),
            Does::SendAway(no) => one.replica.revoke(DeskNo(no), START, random),
            Does::LetIn => {
                let newcomer = newcomer.unwrap();
                let no = one.replica.control().next_desk();
                let member = newcomer.replica.member(no, false);
                let records = one.replica.enrol(member, START, random)?;
                let all = one.replica.records_after(0).unwrap();
                self.desks.push(newcomer);
                self.desks.last_mut().unwrap().replica.admit_all(&all)?;
                Ok(records)
            }
        }
    }

    fn check(&mut self) {
        for (no, desk) in (1..).zip(&self.desks) {
            let mut keys: BTreeSet<u32> = desk.replica.restricted_keys().into_keys().collect();
            if no == 1 {
                self.first.extend(desk.replica.restricted_keys());
                keys.extend(self.first.keys());
            }
            let may = self.given.iter().filter(|(_, desks)| desks.contains(&no));
            assert_eq!(keys, may.map(|(epoch, _)| *epoch).collect(), "desk {no}");
            let readers = desk.replica.control().readers(Stream::RESTRICTED);
            assert_eq!(readers, self.readers.iter().copied().map(DeskNo).collect());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn each_desk_has_the_keys_that_it_was_given_and_no_other(
        all in proptest::collection::vec(does(), 1..16),
    ) {
        let mut clinic = Clinic::new();
        for does in all {
            let may = clinic.expect(does);
            if !may && !matches!(does, Does::Let(_) | Does::Stop(_)) {
                continue;
            }
            match clinic.act(does) {
                Ok(records) => {
                    prop_assert!(may, "{does:?}");
                    for desk in &mut clinic.desks {
                        desk.replica.admit_all(&records).unwrap();
                    }
                }
                Err(error) => prop_assert!(!may, "{does:?}: {error}"),
            }
            clinic.check();
        }
    }
}

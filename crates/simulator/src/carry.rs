//! What desks do outside the records, and whoever sees all of it done: a desk wants something,
//! those that carry such things claim it, one does it, and what cannot be known people are asked.

use kernel::{Error, Read, Result, RowId, Session, Tx};
use sync::{Cursor, Ledger, Stream};

use crate::desk::Desk;
use crate::dice::Dice;
use crate::effects::{self, Answer, Carrier, Due, Effect, Outcome, Standing};
use crate::world::{DAY, World, remote};

const MAIN: usize = 0;
const KINDS: [&str; 2] = ["message", "link"];

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Act {
    pub effect: Effect,
    pub intent: RowId,
    pub desk: usize,
    /// The number under which its desk was confirmed, and the store that gave it.
    pub number: Option<(u64, u64)>,
}

/// A wish for a row that is there.
pub fn want(tx: &mut Tx<'_>, dice: &mut Dice, carrier: &mut Carrier, row: RowId) -> Result<()> {
    let kind = dice.pick(&KINDS).copied().unwrap_or_default();
    carrier.want(tx, row, kind).map(|_| ())
}

/// Somebody looks at what is in doubt, and says what is to become of one of them.
pub fn ask_people(desk: &mut Desk) -> Result<()> {
    let Some(life) = desk.life.as_mut() else { return Ok(()) };
    let (dice, door, program) = (&mut desk.dice, life.door.clone(), Session::program());
    let open = door.read(&program, |read| life.carrier.open(read))?;
    let asked = open.iter().filter(|(_, standing)| matches!(standing, Standing::Asks(_)));
    let asked: Vec<RowId> = asked.map(|(effect, _)| effect.id).collect();
    let Some(effect) = dice.pick(&asked).copied() else { return Ok(()) };
    let answers = [Answer::Again, Answer::Again, Answer::Done, Answer::Left];
    let answer = dice.pick(&answers).copied().unwrap_or(Answer::Left);
    door.write(&program, |tx| life.carrier.answer(tx, effect, answer))
}

fn number_of(read: &Read<'_>, due: &Due) -> Result<Option<(u64, u64)>> {
    let Some(place) = due.place else { return Ok(None) };
    Ok(replica::store_of(read, place)?.map(|store| (store, place.seq)))
}

impl World {
    /// Called when a desk is level with the main remote, and after its work while it has none.
    pub fn carry(&mut self, of: usize) {
        let Some(desk) = self.desks.get_mut(of) else { return };
        let Some(life) = desk.life.as_mut().filter(|_| desk.carries) else { return };
        let place: Option<Cursor> = life.replica.place(remote(MAIN), Stream::MAIN).ok();
        let known = place.map(|place| (place, life.replica.control().n));
        // Nothing was numbered since, and nobody sent away.
        if desk.number.is_some() && life.carried_at == known {
            return;
        }
        life.carried_at = known;
        if let Err(error) = self.try_carry(of) {
            let life = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut());
            life.into_iter().for_each(|life| life.carried_at = None);
            self.failed(of, "carry", &error);
        }
    }

    fn try_carry(&mut self, of: usize) -> Result<()> {
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else {
            return Ok(());
        };
        let (door, program) = (life.door.clone(), Session::program());
        let open = door.read(&program, |read| life.carrier.open(read))?;
        let has = |wanted: fn(&Standing) -> bool| open.iter().any(|(_, of)| wanted(of));
        let mut has_written = has(|of| *of == Standing::Free);
        if has_written {
            let meant = door.write(&program, |tx| life.carrier.mean(tx))?;
            self.tell(format_args!("desk {of} means to do {meant}"));
        }
        let Some(life) = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut()) else {
            return Ok(());
        };
        // Where nobody numbers, at once.
        let is_due = has_written || has(|of| matches!(of, Standing::Due { .. }));
        let due = match is_due {
            true => door.read(&program, |read| {
                let due = life.carrier.begin(read)?;
                let numbered = |due: Due| Ok((number_of(read, &due)?, due));
                due.into_iter().map(numbered).collect::<Result<Vec<_>>>()
            })?,
            false => Vec::new(),
        };
        for (number, due) in due {
            if self.dies(of, "killed before an effect") {
                return Ok(());
            }
            has_written = true;
            let outcome = match self.dice.one_in(12) {
                true => Outcome::Failed,
                false => Outcome::Done,
            };
            if outcome == Outcome::Done {
                let (effect, intent) = (due.effect.clone(), due.intent);
                self.act(Act { effect, intent, desk: of, number });
            }
            if self.dies(of, "killed after an effect") {
                return Ok(());
            }
            self.told(of, &due, outcome)?;
        }
        if has_written {
            self.seal(of);
        }
        Ok(())
    }

    /// What came of it is written down; what surely failed is wanted once more.
    fn told(&mut self, of: usize, due: &Due, outcome: Outcome) -> Result<()> {
        let life = self.desks.get_mut(of).and_then(|desk| desk.life.as_mut());
        let life = life.ok_or_else(|| Error::internal("a desk that does not run"))?;
        let (door, carrier) = (life.door.clone(), &mut life.carrier);
        door.write(&Session::program(), |tx| {
            effects::tell(tx, due.intent, outcome)?;
            let effect: Effect = tx.get(due.effect.id)?;
            match (outcome, effect.settled) {
                (Outcome::Failed, Some(effects::Settled::Failed)) => {
                    carrier.answer(tx, effect.id, Answer::Again)
                }
                _ => Ok(()),
            }
        })
    }

    /// Processes die at the two moments that matter, where they die at all.
    fn dies(&mut self, of: usize, when: &'static str) -> bool {
        let faults = &self.options.faults;
        let is_mortal = !self.is_calm && (faults.kills > 0 || faults.kills_inside > 0);
        let dies = is_mortal && self.dice.one_in(6);
        if dies {
            self.report.count(when);
            let away = self.dice.between(60_000, 2 * DAY);
            self.kill(of, away);
        }
        dies
    }

    fn act(&mut self, act: Act) {
        let Act { effect, desk, number, .. } = &act;
        self.report.carried("effects done");
        self.tell(format_args!("desk {desk} does {} under {number:?}", effect.id));
        crate::checks::once(self, &act);
        self.acts.push(act);
    }
}

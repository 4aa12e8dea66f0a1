//! What is done outside the records: a message carried, a payment link sent, another system
//! told. It can neither be seen from here nor taken back, so whoever does it (nothing does yet)
//! asks here first, and it is done at most once, however many desks, copies and runs of the
//! program believe that it is their turn.
//!
//! A wish names the store of the clinic's server whose numbers decide. Whoever wants to act
//! writes an intent, and acts once that store has numbered it before all others; nobody acts on
//! an intent that another run of the program wrote, not on its own desk either. Whatever is in
//! doubt is never done: it is a question to people, and what they say is a new wish.

use std::collections::BTreeSet;

use kernel::broken::is_removed;
use kernel::{Error, Read, Record, Result, RowId, Rule, Timestamp, Tx};
use replica::{OwnPlace, Place};
use serde::{Deserialize, Serialize};

/// How a wish came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    Done,
    /// Surely nothing was done; it may be wanted again without asking anybody.
    Failed,
    /// A person said that it is not to be done.
    Left,
    /// A person said that it is to be done again: another wish took its place.
    Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// Surely nothing was done. Where nobody can know, nothing is told, and people are asked.
    Failed,
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    pub id: RowId,
    /// What it is about.
    pub of_id: RowId,
    /// What is to be done with it. A newer program may know more kinds than this one.
    pub kind: String,
    pub again_of: Option<RowId>,
    /// The store that decides, by the bits of its incarnation. None where the desk had met no
    /// server: then nobody but the run of the program that wants it does it.
    pub store: Option<i64>,
    pub life: RowId,
    pub wanted_at: Timestamp,
    pub settled: Option<Settled>,
}

impl Record for Effect {
    const TABLE: &'static str = "effect";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// A claim on a wish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectIntent {
    pub id: RowId,
    pub effect_id: RowId,
    pub desk: String,
    pub life: RowId,
    pub meant_at: Timestamp,
    pub outcome: Option<Outcome>,
}

impl Record for EffectIntent {
    const TABLE: &'static str = "effect_intent";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// Why nobody does it before a person has said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Nobody who may has said that it will.
    Nobody,
    /// Another computer, or this one before it was started last, meant to do it and has not
    /// said how it ended.
    Begun,
    /// The same was wanted twice, and the other wish may be first.
    WantedTwice,
    /// The store that should decide is lost or went back.
    StoreLost,
    /// A copy of this computer's records was used beside it.
    Copied,
    /// Something was numbered earlier that nobody here can read.
    Unread,
}

/// Where a wish stands, as this desk sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody means to do it yet, and this desk may.
    Free,
    /// This desk means to, and the server has not numbered that.
    Waits,
    /// This desk is the one.
    Due {
        intent: RowId,
        place: Option<Place>,
    },
    Asks(Doubt),
}

/// What this desk is to do now, and never again.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub effect: Effect,
    pub intent: RowId,
    pub place: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Somebody has seen that it was done.
    Done,
    Left,
    Again,
}

/// One run of the program, and what it has begun. It lives in memory alone: a copy of the
/// records, and the next run, know nothing of it.
#[derive(Debug, Default)]
pub struct Carrier {
    life: Option<RowId>,
    begun: BTreeSet<RowId>,
}

impl Carrier {
    /// Wants something done, once for each row and kind; none where it was wanted before. Written
    /// with the row that it is about, or two desks may each want it. Where nobody numbers, only
    /// when it is due: the next run of the program would ask about it.
    pub fn want(&mut self, tx: &mut Tx<'_>, of_id: RowId, kind: &str) -> Result<Option<RowId>> {
        let sql = "SELECT EXISTS (SELECT 1 FROM effect WHERE of_id = ?1 AND kind = ?2)";
        if tx.value(sql, rusqlite::params![of_id, kind])?.unwrap_or(false) {
            return Ok(None);
        }
        self.wish(tx, of_id, kind, None).map(Some)
    }

    fn wish(
        &mut self,
        tx: &mut Tx<'_>,
        of_id: RowId,
        kind: &str,
        again_of: Option<RowId>,
    ) -> Result<RowId> {
        let effect = Effect {
            id: tx.new_id(),
            of_id,
            kind: kind.to_owned(),
            again_of,
            store: replica::last_store(tx)?.map(u64::cast_signed),
            life: self.life(tx),
            wanted_at: tx.now(),
            settled: None,
        };
        tx.insert(&effect)?;
        Ok(effect.id)
    }

    fn life(&mut self, tx: &mut Tx<'_>) -> RowId {
        *self.life.get_or_insert_with(|| tx.new_id())
    }

    /// Everything that is neither done nor given up.
    pub fn open(&self, read: &Read<'_>) -> Result<Vec<(Effect, Standing)>> {
        let open: Vec<Effect> = read.all(
            "SELECT * FROM effect WHERE settled IS NULL AND ended IS NULL
             ORDER BY id LIMIT 10000",
            [],
        )?;
        let stands = |effect: Effect| {
            let standing = self.standing(read, &effect)?;
            Ok((effect, standing))
        };
        open.into_iter().map(stands).collect()
    }

    /// Says that this desk will do what is free; whether it may is for the server's numbers to
    /// say. Answers how many intents it wrote.
    pub fn mean(&mut self, tx: &mut Tx<'_>) -> Result<usize> {
        let free = self.open(tx)?.into_iter().filter(|(_, of)| *of == Standing::Free);
        let free: Vec<RowId> = free.map(|(effect, _)| effect.id).collect();
        for effect_id in &free {
            let intent = EffectIntent {
                id: tx.new_id(),
                effect_id: *effect_id,
                desk: tx.desk(),
                life: self.life(tx),
                meant_at: tx.now(),
                outcome: None,
            };
            tx.insert(&intent)?;
        }
        Ok(free.len())
    }

    /// What this desk does now: whoever asks does it at once, or not at all. Asked when this desk
    /// is level with the server, so that it knows what people have said meanwhile.
    pub fn begin(&mut self, read: &Read<'_>) -> Result<Vec<Due>> {
        let due = |(effect, standing): (Effect, Standing)| match standing {
            Standing::Due { intent, place } => Some(Due { effect, intent, place }),
            Standing::Free | Standing::Waits | Standing::Asks(_) => None,
        };
        let due: Vec<Due> = self.open(read)?.into_iter().filter_map(due).collect();
        self.begun.extend(due.iter().map(|one| one.intent));
        Ok(due)
    }

    /// What a person says to a doubt, or the program to a failure.
    pub fn answer(&mut self, tx: &mut Tx<'_>, effect_id: RowId, answer: Answer) -> Result<()> {
        let effect: Effect = tx.get(effect_id)?;
        if !matches!(effect.settled, None | Some(Settled::Failed)) {
            return Err(Error::conflict("errors-inbox-changed"));
        }
        let settled = match answer {
            Answer::Done => Settled::Done,
            Answer::Left => Settled::Left,
            Answer::Again => {
                self.wish(tx, effect.of_id, &effect.kind, Some(effect.id))?;
                Settled::Again
            }
        };
        tx.change(&Effect { settled: Some(settled), ..effect })
    }

    fn standing(&self, read: &Read<'_>, effect: &Effect) -> Result<Standing> {
        let intents: Vec<EffectIntent> = read.all(
            "SELECT * FROM effect_intent WHERE effect_id = ?1 ORDER BY id LIMIT 1000",
            [effect.id],
        )?;
        match intents.iter().find(|intent| self.is_own(read, intent)) {
            Some(own) => self.standing_of(read, effect, own, &intents),
            None if !intents.is_empty() => Ok(Standing::Asks(Doubt::Begun)),
            None => self.standing_of_free(read, effect),
        }
    }

    fn is_own(&self, read: &Read<'_>, intent: &EffectIntent) -> bool {
        let is_of_this_life = match is_removed("acts only in the life that wrote it") {
            true => intent.desk == read.desk(),
            false => Some(intent.life) == self.life,
        };
        is_of_this_life && !self.begun.contains(&intent.id)
    }

    fn standing_of_free(&self, read: &Read<'_>, effect: &Effect) -> Result<Standing> {
        if has_twin(read, effect, None)? {
            return Ok(Standing::Asks(Doubt::WantedTwice));
        }
        let is_free = match effect.store {
            Some(store) => follows(read, store)?,
            None => Some(effect.life) == self.life,
        };
        Ok(match (is_free, effect.store) {
            (true, _) => Standing::Free,
            (false, Some(_)) => Standing::Asks(Doubt::StoreLost),
            (false, None) => Standing::Asks(Doubt::Nobody),
        })
    }

    fn standing_of(
        &self,
        read: &Read<'_>,
        effect: &Effect,
        own: &EffectIntent,
        all: &[EffectIntent],
    ) -> Result<Standing> {
        let due = |place| Standing::Due { intent: own.id, place };
        if is_removed("acts only when confirmed") {
            return Ok(due(None));
        }
        let Some(store) = effect.store else {
            let is_own = Some(effect.life) == self.life;
            return Ok(if is_own { due(None) } else { Standing::Asks(Doubt::Begun) });
        };
        let place = match replica::own_place_of(read, EffectIntent::TABLE, own.id, "meant_at")? {
            OwnPlace::At(place) => place,
            OwnPlace::Doubtful => return Ok(Standing::Asks(Doubt::Copied)),
            OwnPlace::Unnumbered if follows(read, store)? => return Ok(Standing::Waits),
            OwnPlace::Unnumbered => return Ok(Standing::Asks(Doubt::StoreLost)),
        };
        let Some(wanted) = decided_by(read, effect, store, place)? else {
            return Ok(Standing::Asks(Doubt::StoreLost));
        };
        for other in all.iter().filter(|other| other.id != own.id) {
            let there = replica::place_of(read, EffectIntent::TABLE, other.id, "meant_at")?;
            if there.is_some_and(|there| there < place) {
                return Ok(Standing::Asks(Doubt::Begun));
            }
        }
        if has_twin(read, effect, Some(wanted))? {
            return Ok(Standing::Asks(Doubt::WantedTwice));
        }
        match replica::has_unread(read, wanted, place)? {
            true => Ok(Standing::Asks(Doubt::Unread)),
            false => Ok(due(Some(place))),
        }
    }
}

fn follows(read: &Read<'_>, store: i64) -> Result<bool> {
    if is_removed("the store that a wish names decides") {
        return Ok(true);
    }
    Ok(replica::last_store(read)?.map(u64::cast_signed) == Some(store))
}

fn place_of_wish(read: &Read<'_>, id: RowId) -> Result<Option<Place>> {
    replica::place_of(read, Effect::TABLE, id, "wanted_at")
}

/// Where the wish stands, if the store that it names gave this place too, and this desk followed
/// that from the one to the other: nothing can come between them any more. A store that was made
/// anew, or that went back, may number the intent of somebody who has acted already after others.
fn decided_by(read: &Read<'_>, effect: &Effect, store: i64, place: Place) -> Result<Option<Place>> {
    let wanted = place_of_wish(read, effect.id)?;
    if is_removed("the store that a wish names decides") {
        return Ok(Some(wanted.unwrap_or(place)));
    }
    let is_named = replica::store_of(read, place)?.map(u64::cast_signed) == Some(store);
    let is_before = |wanted: &Place| wanted.numbering == place.numbering && *wanted < place;
    Ok(wanted.filter(is_before).filter(|_| is_named))
}

/// Another wish for the same may be first. Of two that no server has numbered neither is, yet.
fn has_twin(read: &Read<'_>, effect: &Effect, wanted: Option<Place>) -> Result<bool> {
    let twins: Vec<Effect> = read.all(
        "SELECT * FROM effect WHERE of_id = ?1 AND kind = ?2 AND again_of IS ?3 AND id <> ?4
         ORDER BY id LIMIT 1000",
        rusqlite::params![effect.of_id, effect.kind, effect.again_of, effect.id],
    )?;
    if twins.is_empty() {
        return Ok(false);
    }
    let wanted = match wanted {
        Some(wanted) => Some(wanted),
        None => place_of_wish(read, effect.id)?,
    };
    for twin in twins {
        let is_after = match (wanted, place_of_wish(read, twin.id)?) {
            (Some(wanted), Some(there)) => wanted < there,
            (Some(_), None) => true,
            (None, there) => there.is_none(),
        };
        if twin.store != effect.store || !is_after {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What came of an intent that was begun.
pub fn tell(tx: &mut Tx<'_>, intent: RowId, outcome: Outcome) -> Result<()> {
    let intent: EffectIntent = tx.get(intent)?;
    let effect: Effect = tx.get(intent.effect_id)?;
    tx.change(&EffectIntent { outcome: Some(outcome), ..intent })?;
    let settled = match outcome {
        Outcome::Done => Settled::Done,
        Outcome::Failed => Settled::Failed,
    };
    // A person who has said something meanwhile is not overruled.
    match effect.settled {
        None => tx.change(&Effect { settled: Some(settled), ..effect }),
        Some(_) => Ok(()),
    }
}

/// What was done twice all the same, for people: a store that went back under its own name can
/// bring it about. One wish of each.
pub fn done_twice(read: &Read<'_>) -> Result<Vec<Effect>> {
    read.all(
        "SELECT effect.* FROM effect WHERE id IN (
             SELECT min(wish.id) FROM effect_intent AS intent
             JOIN effect AS wish ON wish.id = intent.effect_id
             WHERE intent.outcome = 'done' AND wish.ended IS NULL
             GROUP BY wish.of_id, wish.kind, wish.again_of HAVING count(*) > 1)
         ORDER BY id LIMIT 1000",
        [],
    )
}

#[cfg(test)]
#[path = "effects/tests.rs"]
mod tests;

//! Bodies of old bundles lie beside the store, where room costs less. A body is there, and was
//! read back, before its row lets go of it; whoever reads a bundle does not notice, but that it
//! takes longer. What is missing there or was changed is an error that says so: nothing is ever
//! forgotten for it.

mod rows;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use sync::{Bundle, ClinicId};

use super::Service;
use crate::store::{Away, Bodies, Error, Result, Store};
use rows::{FindOld, ListStreams, MoveAway, Old, TakeBack, WhichAreAway};
pub use rows::{away_between, away_of};

/// A bundle, or a seal of one, as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Here(Vec<u8>),
    Away(Away),
    /// So many bytes of it, after so many.
    Part(Away, usize, usize),
}

/// Taken back between two questions: whoever asks again finds it.
pub fn moving() -> Error {
    Error::Storage("a bundle is being moved".into())
}

impl Body {
    /// What a row has of a bundle that is away.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Body::Here(bytes) if bytes.is_empty())
    }

    fn away(&self) -> Option<Away> {
        match self {
            Body::Here(_) => None,
            Body::Away(away) | Body::Part(away, ..) => Some(*away),
        }
    }
}

impl<S: Store> Service<S> {
    fn place_of_bodies(&self) -> Result<&Bodies> {
        let none = || Error::Storage("bundles were moved to a place that is not given".into());
        self.bodies.as_ref().ok_or_else(none)
    }

    /// How many bundles were found missing or changed since the program began.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    async fn load(&self, away: &Away) -> Result<Vec<u8>> {
        if let Some(body) = self.place_of_bodies()?.bundle(away).await? {
            return Ok(body);
        }
        self.lost.fetch_add(1, Ordering::Relaxed);
        let Away { clinic, stream, seq, .. } = away;
        let stream = stream.0;
        tracing::error!(%clinic, stream, seq, "the body of a bundle is missing or was changed");
        Err(Error::Damaged("the body of a bundle that was moved away"))
    }

    /// Bytes of bundles and seals, in the same order, from wherever they are.
    pub(super) async fn bytes_of(&self, bodies: Vec<Body>) -> Result<Vec<Vec<u8>>> {
        let mut all = Vec::with_capacity(bodies.len());
        // Seals of one bundle stand together.
        let mut loaded: Option<(Away, Vec<u8>)> = None;
        for body in bodies {
            if let Some(away) = body.away()
                && loaded.as_ref().is_none_or(|(of, _)| *of != away)
            {
                loaded = Some((away, self.load(&away).await?));
            }
            let whole = loaded.as_ref().map(|(_, body)| body.as_slice()).unwrap_or_default();
            all.push(match body {
                Body::Here(bytes) => bytes,
                Body::Away(_) => whole.to_vec(),
                Body::Part(_, start, length) => {
                    let part = whole.get(start..).and_then(|rest| rest.get(..length));
                    part.ok_or(Error::Damaged("a seal beyond the end of its bundle"))?.to_vec()
                }
            });
        }
        Ok(all)
    }

    /// A bundle of these seals.
    pub(super) async fn bundle_of(&self, seals: Vec<Body>) -> Result<Vec<u8>> {
        let mut bundle = Bundle::default();
        for seal in self.bytes_of(seals).await? {
            if !bundle.add(&seal, usize::MAX) {
                return Err(Error::Damaged("seals longer than they were"));
            }
        }
        Ok(bundle.bytes)
    }

    /// Their rows have their bodies again.
    pub(super) async fn take_back(&self, all: BTreeSet<Away>) -> Result<()> {
        for away in all {
            let body = self.load(&away).await?;
            self.store.write(TakeBack { away, body }).await?;
        }
        Ok(())
    }

    /// No row speaks of them any more, and nobody is to read them again.
    pub(super) async fn forget_bodies(&self, all: &BTreeSet<Away>) -> Result<()> {
        for away in all {
            self.place_of_bodies()?.remove_bundle(away).await?;
        }
        Ok(())
    }

    /// Moves bodies of bundles that came before `before` (milliseconds since 1970). How many.
    pub async fn move_old(&self, before: i64, now_ms: i64) -> Result<usize> {
        let (bodies, mut moved, mut after) = (self.place_of_bodies()?, 0, None);
        loop {
            let streams = self.store.read(ListStreams { after }).await?;
            let Some(last) = streams.last() else { return Ok(moved) };
            after = Some(*last);
            for (clinic, stream) in streams {
                loop {
                    let (old, moved_before) =
                        (self.store.read(FindOld { clinic, stream, before }).await?, moved);
                    for Old { seq, body } in old {
                        let hash = Away::hash_of(&body);
                        let away = Away { clinic, stream, seq, hash, moved_at: now_ms };
                        bodies.put_bundle(&away, body.clone()).await?;
                        if bodies.bundle(&away).await?.as_ref() != Some(&body) {
                            return Err(Error::Storage("what was put is not what is there".into()));
                        }
                        moved += usize::from(self.store.write(MoveAway { away, body }).await?);
                    }
                    if moved == moved_before {
                        break;
                    }
                }
            }
        }
    }

    /// Takes away bodies that were put before `before` and of which no row speaks: a crash came
    /// in between, or they were taken back. How many.
    pub async fn sweep_bundles(&self, before: i64) -> Result<usize> {
        let Some(bodies) = &self.bodies else { return Ok(0) };
        let mut swept = 0;
        for clinic in bodies.clinics_with_bundles().await? {
            swept += self.sweep_bundles_of(bodies, clinic, before).await?;
        }
        Ok(swept)
    }

    async fn sweep_bundles_of(
        &self,
        bodies: &Bodies,
        clinic: ClinicId,
        before: i64,
    ) -> Result<usize> {
        const AT_ONCE: usize = 256;
        let mut swept = 0;
        for some in bodies.bundles(clinic, before).await?.chunks(AT_ONCE) {
            let spoken_of = self.store.read(WhichAreAway { all: some.to_vec() }).await?;
            for away in some.iter().filter(|away| !spoken_of.contains(away)) {
                bodies.remove_bundle(away).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}

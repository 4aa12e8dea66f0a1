//! The words on papers, from the same Fluent files the window uses.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::language::Language;

/// The messages of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

pub fn word(text: &str) -> FluentValue<'_> {
    FluentValue::from(text)
}

pub fn number(count: u32) -> FluentValue<'static> {
    FluentValue::from(count)
}

const fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../../locales/en/papers.ftl"),
        Language::Hi => include_str!("../../../locales/hi/papers.ftl"),
        Language::Mr => include_str!("../../../locales/mr/papers.ftl"),
        Language::Bn => include_str!("../../../locales/bn/papers.ftl"),
        Language::Gu => include_str!("../../../locales/gu/papers.ftl"),
        Language::Pa => include_str!("../../../locales/pa/papers.ftl"),
        Language::Ta => include_str!("../../../locales/ta/papers.ftl"),
        Language::Te => include_str!("../../../locales/te/papers.ftl"),
        Language::Kn => include_str!("../../../locales/kn/papers.ftl"),
        Language::Ml => include_str!("../../../locales/ml/papers.ftl"),
        Language::Ur => include_str!("../../../locales/ur/papers.ftl"),
    }
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        static ALL: [OnceLock<Words>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        ALL.get(language as usize)
            .expect("there is one place for every language")
            .get_or_init(|| Self::read(language))
    }

    fn read(language: Language) -> Self {
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolates only where the direction can change: they keep "500 mg" in one
        // piece in Urdu and would be noise elsewhere.
        bundle.set_use_isolating(language.is_rtl());
        let resource = match FluentResource::try_new(source(language).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    pub fn say(&self, id: &str) -> String {
        self.fill(id, &[])
    }

    /// A message that is missing prints its own id, which a test forbids.
    pub fn fill(&self, id: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return id.to_owned() };
        let args: FluentArgs<'_> = values.iter().cloned().collect();
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(language: Language) -> BTreeSet<&'static str> {
        source(language)
            .lines()
            .filter(|line| line.starts_with("papers-"))
            .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
            .collect()
    }

    #[test]
    fn every_language_has_every_message_and_no_other() {
        let english = ids(Language::En);
        assert!(english.len() > 60);
        for language in Language::ALL {
            let (own, code) = (ids(language), language.code());
            let missing: Vec<_> = english.difference(&own).collect();
            let strange: Vec<_> = own.difference(&english).collect();
            assert!(missing.is_empty(), "{code} misses {missing:?}");
            assert!(strange.is_empty(), "{code} has unknown {strange:?}");
        }
    }

    #[test]
    fn every_message_parses_and_fills() {
        for language in Language::ALL {
            assert!(FluentResource::try_new(source(language).to_owned()).is_ok());
            for id in ids(language) {
                let text = Words::of(language).fill(
                    id,
                    &[
                        ("amount", word("1")),
                        ("size", word("one")),
                        ("count", number(3)),
                        ("time", word("x")),
                        ("first", word("x")),
                        ("last", word("x")),
                        ("before", word("x")),
                        ("next", word("x")),
                        ("date", word("x")),
                        ("page", number(1)),
                        ("pages", number(2)),
                    ],
                );
                assert!(!text.contains('{') && text != id, "{} {id}: {text}", language.code());
            }
        }
    }
}

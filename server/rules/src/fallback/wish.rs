//! The fallbacks that are asked for, each once.

use contract::{ModelRef, Rung};

use crate::{decision::Refusal, order::Item, refs::named, seat::Seat};

pub(crate) struct Wish {
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) notes: Vec<String>,
}

#[derive(PartialEq)]
pub(crate) enum Wanted {
    /// A model, and the name that it was asked for by.
    Model(ModelRef, String),
    /// What stands in the chain, and means no model that could be named: a variable, or a slip.
    Text(String),
}

impl Wish {
    /// What is there twice, or answers before all fallbacks, is left out and said.
    pub(crate) fn read(seat: &Seat<'_>, typed: &[String], primary: Option<&ModelRef>) -> Result<Self, Refusal> {
        let mut wish = Self { wanted: Vec::new(), notes: Vec::new() };
        for name in typed {
            wish.add(seat, name, primary)?;
        }
        Ok(wish)
    }

    fn add(&mut self, seat: &Seat<'_>, name: &str, primary: Option<&ModelRef>) -> Result<(), Refusal> {
        let model = match (named(seat.view(), name), seat.text_of(name)) {
            (Ok(model), _) => model,
            (Err(_), Some(text)) => {
                self.want(Wanted::Text(text));
                return Ok(());
            }
            (Err(refusal), None) => return Err(refusal),
        };
        if primary == Some(&model) {
            self.notes.push(format!("`{}` is the primary, so it is no fallback", model.key()));
        } else if self.models().contains(&model) {
            self.notes.push(format!("`{}` was named twice and is there once", model.key()));
        } else {
            self.want(Wanted::Model(model, name.to_owned()));
        }
        Ok(())
    }

    fn want(&mut self, wanted: Wanted) {
        if !self.wanted.contains(&wanted) {
            self.wanted.push(wanted);
        }
    }

    pub(crate) fn models(&self) -> Vec<ModelRef> {
        self.named().map(|(model, _)| model.clone()).collect()
    }

    fn named(&self) -> impl Iterator<Item = (&ModelRef, &str)> {
        self.wanted.iter().filter_map(|wanted| match wanted {
            Wanted::Model(model, name) => Some((model, name.as_str())),
            Wanted::Text(_) => None,
        })
    }

    /// Whether all of them may come into a chain.
    pub(crate) fn admit(&self, seat: &Seat<'_>, force: bool) -> Result<(), Refusal> {
        self.named().try_for_each(|(model, name)| seat.admit(model, force).map_err(|refusal| refusal.of_word(name)))
    }

    pub(crate) fn items(&self, seat: &Seat<'_>) -> Vec<Item> {
        let entries = seat.entries();
        let item = |wanted: &Wanted| {
            let is_it = |rung: &Rung| match wanted {
                Wanted::Model(model, _) => rung.model.as_ref() == Some(model),
                Wanted::Text(text) => rung.configured == *text,
            };
            let new = || match (&seat.chain().primary, wanted) {
                // The old primary keeps its spelling, like every step that stays.
                (Some(primary), _) if is_it(primary) => primary.configured.clone(),
                (_, Wanted::Model(model, _)) => model.key(),
                (_, Wanted::Text(text)) => text.clone(),
            };
            let there = entries.iter().find(|(_, rung)| is_it(rung));
            there.map_or_else(|| Item::New(new()), |(at, _)| Item::Kept(*at))
        };
        self.wanted.iter().map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use contract::{Generation, Role, SetFallbacks};
    use serde_json::{Value, json};

    use super::*;
    use crate::{fallback::set, view::View};

    /// What stands in the defaults may be anything; an agent takes it over as it is.
    #[test]
    fn what_an_agent_could_inherit_it_may_have_as_its_own() {
        let odd = ["openai/gpt-52", "${HOUSE}", "openai/", "x/a`b", "opus", "c/d@x:y"];
        for own in [json!({}), json!({ "fallbacks": [] }), json!({ "primary": "a/b" })] {
            for generation in [Generation::Seeds, Generation::SharedDb] {
                let document = json!({ "env": { "HOUSE": "hunter2" }, "agents": {
                    "defaults": { "model": { "primary": "p/q", "fallbacks": odd } },
                    "list": [{ "id": "main" }, { "id": "work", "model": own }],
                } });
                let view = View::new(document).with_generation(generation);
                // As the page asks for it.
                let models: Vec<_> = view.chain(Role::Text).fallbacks.iter().map(contract::Rung::label).collect();
                let op = SetFallbacks { agent: Some("work".to_owned()), models, ..SetFallbacks::default() };
                let decision = set(&view, &op).unwrap();
                let after = view.edited(&decision.edits).unwrap();
                let list = &after.document()["agents"]["list"][1]["model"]["fallbacks"];
                let texts: Vec<_> = list.as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert_eq!(texts.len(), odd.len(), "{own} {texts:?}");
                assert_eq!([texts[0], texts[1], texts[2], texts[3]], [odd[0], odd[1], odd[2], odd[3]]);
            }
        }
    }

    #[test]
    fn what_stands_nowhere_must_be_known() {
        let view = View::new(json!({ "agents": { "defaults": { "model": { "fallbacks": ["${HOUSE}"] } } } }));
        let ask = |models: &[&str]| {
            let models = models.iter().map(|name| (*name).to_owned()).collect();
            set(&view, &SetFallbacks { models, ..SetFallbacks::default() })
        };
        assert!(ask(&["${HOUSE}", "${HOUSE}", "openai/gpt-5.2"]).is_ok());
        assert!(matches!(ask(&["${OTHER}"]), Err(Refusal::NotAModel { .. })));
        assert!(matches!(ask(&["gpt-52"]), Err(Refusal::UnknownModel { word: Some(word), .. }) if word == "gpt-52"));
        assert!(matches!(ask(&["openai/gpt-52"]), Err(Refusal::UnknownModel { word: None, .. })));
        assert_eq!(ask(&[" "]), Err(Refusal::NoModel));
    }
}

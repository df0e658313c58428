//! The requested fallbacks, without duplicates.

use contract::{ChainStep, ModelRef};

use crate::{
    base::list_edits::ListItem,
    change::chain::slot::ChainSlot,
    document::model_name::ModelNameError,
    model::{known_models::ModelCheckError, typed_model::TypedModel},
};

pub(crate) struct RequestedFallbacks {
    pub(crate) requested: Vec<RequestedFallback>,
    pub(crate) notes: Vec<String>,
}

#[derive(PartialEq)]
pub(crate) enum RequestedFallback {
    /// A model.
    Model(TypedModel),
    /// A text that is in the chain but cannot be typed as a model: for example a variable or a misspelt name.
    Text(String),
}

impl RequestedFallbacks {
    /// Parses the typed names. Duplicates and the primary are left out, with a note.
    pub(crate) fn parse(
        slot: &ChainSlot<'_>,
        typed: &[String],
        primary: Option<&ModelRef>,
    ) -> Result<Self, ModelNameError> {
        let mut fallbacks = Self { requested: Vec::new(), notes: Vec::new() };
        for name in typed {
            fallbacks.add_typed(slot, name, primary)?;
        }
        Ok(fallbacks)
    }

    fn add_typed(
        &mut self,
        slot: &ChainSlot<'_>,
        name: &str,
        primary: Option<&ModelRef>,
    ) -> Result<(), ModelNameError> {
        let typed = match (TypedModel::resolve(slot.view(), name), slot.written_text_of(name)) {
            (Ok(typed), _) => typed,
            (Err(_), Some(text)) => {
                self.push_unique(RequestedFallback::Text(text));
                return Ok(());
            }
            (Err(refusal), None) => return Err(refusal),
        };
        if primary == Some(&typed.model) {
            self.notes.push(format!("`{}` is the primary, so it is left out of the fallbacks", typed.model.key()));
        } else if self.typed_models().any(|other| other.model == typed.model) {
            self.notes.push(format!("`{}` was given twice and is added once", typed.model.key()));
        } else {
            self.push_unique(RequestedFallback::Model(typed));
        }
        Ok(())
    }

    fn push_unique(&mut self, wanted: RequestedFallback) {
        if !self.requested.contains(&wanted) {
            self.requested.push(wanted);
        }
    }

    pub(crate) fn models(&self) -> Vec<ModelRef> {
        self.typed_models().map(|typed| typed.model.clone()).collect()
    }

    fn typed_models(&self) -> impl Iterator<Item = &TypedModel> {
        self.requested.iter().filter_map(|wanted| match wanted {
            RequestedFallback::Model(typed) => Some(typed),
            RequestedFallback::Text(_) => None,
        })
    }

    /// Checks that all models may be added to the chain.
    pub(crate) fn check_models(&self, slot: &ChainSlot<'_>, force: bool) -> Result<(), ModelCheckError> {
        self.typed_models().try_for_each(|typed| slot.check_model(typed, force))
    }

    pub(crate) fn to_list_items(&self, slot: &ChainSlot<'_>) -> Vec<ListItem> {
        let entries = slot.fallback_steps();
        let item = |wanted: &RequestedFallback| {
            let is_it = |step: &ChainStep| match wanted {
                RequestedFallback::Model(typed) => step.model.as_ref() == Some(&typed.model),
                RequestedFallback::Text(text) => step.configured == *text,
            };
            let new = || match (&slot.chain().primary, wanted) {
                // The old primary keeps its spelling, like every step that stays in the chain.
                (Some(primary), _) if is_it(primary) => primary.configured.clone(),
                (_, RequestedFallback::Model(typed)) => typed.model.key(),
                (_, RequestedFallback::Text(text)) => text.clone(),
            };
            let existing = entries.iter().find(|(_, step)| is_it(step));
            existing.map_or_else(|| ListItem::New(new()), |(at, _)| ListItem::Kept(*at))
        };
        self.requested.iter().map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use contract::{Code, Generation, Role, SetFallbacks};
    use serde_json::{Value, json};

    use super::*;
    use crate::{change::chain::fallbacks::set_fallbacks, document::view::View};

    /// The defaults may contain any text; an agent takes it over unchanged.
    #[test]
    fn inheritable_fallbacks_are_accepted_as_own_ones() {
        let odd = ["openai/gpt-52", "${HOUSE}", "openai/", "x/a`b", "opus", "c/d@x:y"];
        for own in [json!({}), json!({ "fallbacks": [] }), json!({ "primary": "a/b" })] {
            for generation in [Generation::JsonStore, Generation::SharedDb] {
                let document = json!({ "env": { "HOUSE": "hunter2" }, "agents": {
                    "defaults": { "model": { "primary": "p/q", "fallbacks": odd } },
                    "list": [{ "id": "main" }, { "id": "work", "model": own }],
                } });
                let view = View::new(document).with_generation(generation);
                // The dashboard sends labels.
                let models: Vec<_> =
                    view.default_chain(Role::Text).fallbacks.iter().map(contract::ChainStep::label).collect();
                let op = SetFallbacks { agent: Some("work".to_owned()), models, ..SetFallbacks::default() };
                let decision = set_fallbacks(&view, &op).unwrap();
                let after = view.with_edits(&decision.edits).unwrap();
                let list = &after.document()["agents"]["list"][1]["model"]["fallbacks"];
                let texts: Vec<_> = list.as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert_eq!(texts.len(), odd.len(), "{own} {texts:?}");
                assert_eq!([texts[0], texts[1], texts[2], texts[3]], [odd[0], odd[1], odd[2], odd[3]]);
            }
        }
    }

    #[test]
    fn models_not_in_a_chain_must_be_known() {
        let view = View::new(json!({ "agents": { "defaults": { "model": { "fallbacks": ["${HOUSE}"] } } } }));
        let ask = |models: &[&str]| {
            let models = models.iter().map(|name| (*name).to_owned()).collect();
            set_fallbacks(&view, &SetFallbacks { models, ..SetFallbacks::default() })
        };
        assert!(ask(&["${HOUSE}", "${HOUSE}", "openai/gpt-5.2"]).is_ok());
        assert_eq!(ask(&["${OTHER}"]), Err(ModelNameError::NotAModel { typed: "${OTHER}".to_owned() }.into()));
        let word = ask(&["gpt-52"]).unwrap_err();
        assert_eq!(word.causes, ["`gpt-52` is not an alias and was read as `anthropic/gpt-52`"]);
        let key = ask(&["openai/gpt-52"]).unwrap_err();
        assert_eq!((key.code, key.causes), (Code::ModelUnknown, Vec::new()));
        assert_eq!(ask(&[" "]), Err(ModelNameError::Empty.into()));
    }
}

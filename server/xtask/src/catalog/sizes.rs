//! Nominal numbers of parameters, which are kept by hand.

use super::{base_id::base_id, inputs::Family};

/// Returns the nominal size of a model with its note.
pub(super) fn nominal_size<'a>(families: &'a [Family], id: &str) -> Option<&'a Family> {
    let base = base_id(id);
    let matches = families.iter().flat_map(|family| {
        family.base.iter().filter(|known| applies(family, known, &base)).map(move |known| (known.len(), family))
    });
    matches.max_by_key(|(length, _)| *length).map(|(_, family)| family)
}

fn applies(family: &Family, known: &str, base: &str) -> bool {
    let Some(rest) = base.strip_prefix(known) else { return false };
    let is_version = |word: &str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    match rest.strip_prefix('-') {
        None => rest.is_empty(),
        Some(rest) => {
            let mut words = rest.split('-');
            !rest.split('-').next().is_some_and(is_version)
                && !words.any(|word| family.except.iter().any(|except| except == word))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_family_applies() {
        let family = |base: &str, billions| Family {
            base: vec![base.to_owned()],
            except: vec!["air".to_owned()],
            id_states_active: false,
            billions,
            note: String::new(),
        };
        let families = [family("glm-4-5", 355.0), family("glm-4-5-flash", 30.0)];
        for (id, size) in [
            ("glm-4.5", Some(355.0)),
            ("zai-org/GLM-4.5-FP8", Some(355.0)),
            ("glm-4.5-flash", Some(30.0)),
            ("glm-4.5-air", None),
            ("glm-4.5v", None),
            ("glm-4.5-1", None),
        ] {
            assert_eq!(nominal_size(&families, id).map(|family| family.billions), size, "{id}");
        }
    }
}

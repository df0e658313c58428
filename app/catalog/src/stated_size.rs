//! The number of parameters, where an id, a name or a description states it.

/// Returns the number of parameters, in billions, that an id or a name states: the largest number in a word such as
/// `70b`, `e4b` or `2.4t`. The active ones of a mixture of experts (`a22b`, `17b-128e`) do not count.
pub fn size_in_id(id: &str, name: &str) -> Option<f64> {
    let text = format!("{id} {name}").to_lowercase();
    let words: Vec<_> = text.split(|character: char| !character.is_ascii_alphanumeric() && character != '.').collect();
    let counts_experts = |word: Option<&&str>| {
        word.and_then(|word| word.strip_suffix('e')).is_some_and(|count| count.parse::<u16>().is_ok())
    };
    let stated = words.iter().enumerate().filter_map(|(at, word)| {
        let billions = size_of_word(word)?;
        (!counts_experts(words.get(at + 1))).then_some(billions)
    });
    stated.fold(None, |largest: Option<f64>, size| Some(largest.map_or(size, |largest| largest.max(size))))
}

/// Reads `70b`, `0.6b`, `e4b` or `2.4t`.
fn size_of_word(word: &str) -> Option<f64> {
    let (number, unit) = word.split_at_checked(word.len().checked_sub(1)?)?;
    let number = match number.chars().next()? {
        'a' => return None,
        letter if letter.is_ascii_alphabetic() => number.get(1..)?,
        _ => number,
    };
    let starts_with_digit = number.starts_with(|first: char| first.is_ascii_digit());
    let value = number.parse::<f64>().ok().filter(|value| starts_with_digit && *value > 0.0)?;
    match unit {
        "b" => Some(value),
        "t" => Some(value * 1000.0),
        _ => None,
    }
}

/// Returns the total number of parameters, in billions, that a description states: `975B total`, `1.6T-parameter`,
/// `3B active parameters out of 30B total`. Numbers of active parameters, of parts of the model and of tokens do not
/// count.
pub fn size_in_description(text: &str) -> Option<f64> {
    let words: Vec<String> = text
        .split(|character: char| character.is_whitespace() || "-(),;:/≈~".contains(character))
        .map(|word| word.trim_matches(|end: char| !end.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let mut sizes = (0..words.len()).filter_map(|at| {
        let (billions, length) = match (word(at).parse::<f64>(), word(at + 1)) {
            (Ok(number), "billion") => (number, 2),
            (Ok(number), "trillion") => (number * 1000.0, 2),
            _ => (size_of_description_word(word(at))?, 1),
        };
        let after = [word(at + length), word(at + length + 1), word(at + length + 2)];
        let [first, second, _] = after;
        let is_total = first == "total"
            || ["out", "total"].contains(&word(at.saturating_sub(2))) && word(at.saturating_sub(1)) == "of";
        let is_part = after.iter().any(|word| word.starts_with("activ") || *word == "backbone")
            || ["activating", "activates", "roughly"].contains(&word(at.saturating_sub(1)));
        let names_parameters = first.starts_with("param") || (first, second) == ("total", "parameters");
        (is_total || names_parameters && !is_part).then_some(billions)
    });
    let stated = sizes.next()?;
    // Different totals: none is used.
    sizes.all(|other| (other - stated).abs() < 0.001).then_some(stated)
}

fn size_of_description_word(word: &str) -> Option<f64> {
    word.starts_with(|first: char| first.is_ascii_digit()).then(|| size_of_word(word))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_state_total_sizes() {
        for (id, size) in [
            ("llama-3.3-70b", Some(70.0)),
            ("qwen3-235b-a22b", Some(235.0)),
            ("qwen3.8-2.4t-a95b", Some(2400.0)),
            ("gemma-3n-e4b", Some(4.0)),
            ("qwen2.5-72b-instruct", Some(72.0)),
            ("qwen3-0.6b", Some(0.6)),
            ("mixtral-8x7b", None),
            ("llama-4-maverick-17b-128e-instruct", None),
            ("kimi-k2", None),
            ("gpt-5.2", None),
            ("a3b", None),
        ] {
            assert_eq!(size_in_id(id, ""), size, "{id}");
        }
        assert_eq!(size_in_id("llama-3-3", "Llama 3.3 70B"), Some(70.0));
    }

    #[test]
    fn descriptions_state_total_sizes() {
        for (text, size) in [
            ("Multimodal MoE reasoning model (276B total, 12B active) for text", Some(276.0)),
            ("with 48B active parameters out of 1.6T total.", Some(1600.0)),
            ("It has 119B total parameters with 6.5B active", Some(119.0)),
            ("A 2.8T-parameter multimodal MoE model with 104B active parameters", Some(2800.0)),
            ("a 124B-parameter model with approximately 5.1B parameters active per token", Some(124.0)),
            ("with 314 billion total parameters and 13.2 billion parameters activated per token", Some(314.0)),
            ("featuring 32 billion activated parameters and a total of 1 trillion parameters.", Some(1000.0)),
            ("It pairs a 196B-parameter language backbone with a vision encoder", None),
            ("Trained on 15T tokens", None),
            ("a dense 128B instruction following model", None),
            ("from 8B parameters to 70B parameters", None),
            ("a 256K context", None),
        ] {
            assert_eq!(size_in_description(text), size, "{text}");
        }
    }
}

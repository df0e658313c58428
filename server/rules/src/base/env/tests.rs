use serde_json::json;

use super::*;

fn variables_of(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn env_of(pairs: &[(&str, &str)]) -> Env {
    Env::new(vec![variables_of(pairs)])
}

#[test]
fn only_well_formed_variables_are_expanded() {
    let env = env_of(&[("MY_M", "val"), ("_1", "one"), ("BLANK", " ")]);
    for (text, meaning) in [
        ("p/${MY_M}-$${MY_M}-${lower}-$MY_M-${}", Some("p/val-${MY_M}-${lower}-$MY_M-${}")),
        ("${MY_M}${_1}", Some("valone")),
        ("$$${MY_M}", Some("$${MY_M}")),
        ("${1A}", Some("${1A}")),
        ("${MY_M", Some("${MY_M")),
        ("${é}$", Some("${é}$")),
        ("", Some("")),
        ("p/${MISSING_X}", None),
        ("p/${BLANK}", None),
    ] {
        assert_eq!(env.expand(text).as_deref(), meaning, "{text}");
    }
    assert_eq!(env.unset_variables("${A}/${MY_M}/$${B}/${BLANK}").collect::<Vec<_>>(), ["A", "BLANK"]);
}

#[test]
fn first_source_of_a_variable_wins() {
    let process = variables_of(&[("A", "process"), ("EMPTY", "")]);
    let here = variables_of(&[("A", "here"), ("B", "here"), ("EMPTY", "here")]);
    let state = variables_of(&[("B", "state"), ("C", "state")]);
    let block = json!({ "env": {
        "vars": { "A": "vars", "EMPTY": "vars", "D": "vars", "E": "vars", "N": 5 },
        "D": "direct", "shellEnv": { "enabled": true },
    } });
    let env = Env::new(vec![process, here, state]).with_block(&block);
    for (name, value) in [
        ("A", Some("process")),
        ("B", Some("here")),
        ("C", Some("state")),
        // An empty variable counts as set for the `.env` files, but not for the block.
        ("EMPTY", Some("vars")),
        ("D", Some("direct")),
        ("E", Some("vars")),
        ("N", None),
    ] {
        assert_eq!(env.get(name), value, "{name}");
    }
}

#[test]
fn forbidden_variables_are_ignored() {
    let block = json!({ "env": { "vars": {
        "NODE_OPTIONS": "x", "LD_PRELOAD": "x", "dyld_insert_libraries": "x", "HOME": "x", "GIT_SSH_COMMAND": "x",
        "1A": "x", "A B": "x", "REF": "${OTHER}", "GOOD": "x", "LITERAL": "$${OTHER}",
    } } });
    let env = Env::default().with_block(&block);
    assert_eq!(env.config_block.0.keys().collect::<Vec<_>>(), ["GOOD", "LITERAL"]);
}

#[test]
fn dotenv_parsing_matches_openclaw() {
    let text = "\u{feff}# a comment\r\nA=one\r\nexport B=\"two\\nlines\" # said\n C = 'it # is' \nD=x#y\nE=\nF='a\nb'\nG=\n\
        H=`tick`\nnot a line\nA B=1\nI=\"a \\\" b\"\n=x\nexported=1\nJ==x\nA=again\nZ=\"open";
    let parsed = parse_dotenv(text);
    let expected = [
        ("A", "again"),
        ("B", "two\nlines"),
        ("C", "it # is"),
        ("D", "x"),
        ("E", ""),
        ("F", "a\nb"),
        ("G", ""),
        ("H", "tick"),
        ("I", "a \\\" b"),
        ("J", "=x"),
        ("Z", "\"open"),
        ("exported", "1"),
    ];
    let found: Vec<_> = parsed.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn debug_output_has_no_values() {
    let env = env_of(&[("KEY", "Canary")]).with_block(&json!({ "env": { "OTHER": "Canary" } }));
    assert!(!format!("{env:?} {:?}", variables_of(&[("KEY", "Canary")])).contains("Canary"));
}

#[test]
fn expansion_size_is_limited() {
    let long = "a".repeat(100_000);
    assert_eq!(env_of(&[("LONG", &long)]).expand(&"${LONG}".repeat(1000)), None);
}

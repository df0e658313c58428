use super::*;
use crate::catalog::inputs::Family;

fn provider(kind: &str) -> Provider {
    Provider {
        id: "own".into(),
        kind: kind.into(),
        pi_ai: vec!["pi".into()],
        models_dev: vec!["md".into(), "md-plan".into()],
        litellm: vec!["lite".into()],
        legacy: true,
        ..Provider::default()
    }
}

fn model(price: Option<[f64; 2]>) -> SourceModel {
    SourceModel {
        name: "M".into(),
        price: price.map(|[input, output]| Price { input, output, cache_read: None, cache_write: None }),
        is_text: true,
        ..SourceModel::default()
    }
}

fn one_table(provider: &str, models: &[(&str, SourceModel)]) -> SourceTable {
    [(provider.to_owned(), models.iter().map(|(id, model)| ((*id).to_owned(), model.clone())).collect())].into()
}

fn merged_lines(inputs: &Inputs, sources: &Sources) -> Vec<String> {
    merge_models(inputs, sources).providers.values().flatten().map(Entry::to_line).collect()
}

fn inputs(kind: &str) -> Inputs {
    Inputs { providers: vec![provider(kind)], ..Inputs::default() }
}

#[test]
fn pi_ai_comes_first_and_input_kinds_are_joined() {
    let pi = SourceModel {
        context: Some(200),
        reasoning: Some(true),
        tools: Some(true),
        input: InputKinds(1),
        ..model(Some([5.0, 25.0]))
    };
    let md = SourceModel {
        name: "Other".into(),
        context: Some(100),
        max_output: Some(10),
        reasoning: Some(false),
        input: InputKinds(3),
        open_weights: Some(true),
        released: Date::parse("2025-01-02"),
        price: Some(Price { input: 1.0, output: 2.0, cache_read: Some(0.5), cache_write: None }),
        ..model(None)
    };
    let sources = Sources {
        pi_ai: one_table("pi", &[("m", pi)]),
        models_dev: one_table("md", &[("m", md)]),
        ..Sources::default()
    };
    assert_eq!(merged_lines(&inputs("host"), &sources), ["m\tM\t200\t10\t5,25,.5\t13\t3\t\t2025-01-02r"]);
}

#[test]
fn zero_is_a_price_only_where_it_is_proved() {
    let (zero, paid) = (Some([0.0, 0.0]), Some([1.0, 2.0]));
    for (kind, id, pi, md, expected) in [
        ("host", "m", Some(paid), Some(zero), "1,2"),
        ("host", "m", Some(zero), Some(paid), "1,2"),
        ("host", "m", Some(zero), None, ""),
        ("host", "m", Some(zero), Some(None), ""),
        ("host", "m", Some(zero), Some(zero), "0"),
        ("host", "m", None, Some(zero), "0"),
        ("plan", "m", None, Some(zero), ""),
        ("host", "m:free", Some(zero), None, "0"),
        ("plan", "m-free", Some(zero), None, ""),
    ] {
        let table = |name, price: Option<Option<[f64; 2]>>| {
            price.map_or_else(SourceTable::new, |price| one_table(name, &[(id, model(price))]))
        };
        let sources = Sources { pi_ai: table("pi", pi), models_dev: table("md", md), ..Sources::default() };
        let lines = merged_lines(&inputs(kind), &sources);
        let columns: Vec<_> = lines[0].split('\t').collect();
        assert_eq!(columns[4], expected, "{kind} {id} {pi:?} {md:?}");
        let flags = u16::from_str_radix(columns[5], 16).unwrap();
        assert_eq!(Flags(flags).contains(Flags::FREE), expected == "0", "{kind} {id}");
    }
}

#[test]
fn models_that_left_the_sources_are_marked_and_others_are_left_out() {
    let deaf = SourceModel { is_text: false, ..model(None) };
    let sources = Sources {
        models_dev: [
            one_table("md", &[("now", model(None)), ("own/now", model(None)), ("pictures", deaf)]),
            one_table("md-plan", &[("plan", model(None))]),
        ]
        .into_iter()
        .flatten()
        .collect(),
        legacy: one_table(
            "md",
            &[("now", model(None)), ("old", model(None)), ("text-embed-1", model(None)), ("old@20250101", model(None))],
        ),
        retirements: [("lite".to_owned(), [("old".to_owned(), Date::parse("2026-05-15").unwrap())].into())].into(),
        ..Sources::default()
    };
    assert_eq!(
        merged_lines(&inputs("host"), &sources),
        ["old\tM\t\t\t\t80\t0\t\t\t2026-05-15", "own/now\tM\t\t\t\t0\t0", "plan\tM\t\t\t\t0\t0"]
    );
    let mut without_legacy = inputs("host");
    without_legacy.providers[0].legacy = false;
    assert_eq!(merged_lines(&without_legacy, &sources).len(), 2);
}

#[test]
fn a_size_is_stated_or_nominal_or_unknown() {
    let described = SourceModel { description: "a 30B-parameter model".into(), ..model(None) };
    let sources = Sources {
        models_dev: [
            one_table(
                "md",
                &[("a-70b", described.clone()), ("b", model(None)), ("c-3", model(None)), ("d", model(None))],
            ),
            one_table("elsewhere", &[("maker/b", described)]),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Sources::default()
    };
    let family = Family {
        base: vec!["c".into(), "c-3".into()],
        except: vec![],
        id_states_active: false,
        billions: 12.5,
        note: "by its maker".into(),
    };
    let inputs = Inputs { families: vec![family], ..inputs("host") };
    let merged = merge_models(&inputs, &sources);
    let sizes: Vec<_> = merged.providers["own"].iter().map(|entry| entry.size).collect();
    let expected =
        [Some(EntrySize::Id(70.0)), Some(EntrySize::Description(30.0)), Some(EntrySize::Nominal(12.5, 1)), None];
    assert_eq!((sizes.as_slice(), merged.notes.as_slice()), (&expected[..], &["by its maker".to_owned()][..]));
}

#[test]
fn overrides_come_last() {
    let change =
        |id: &str| Override { provider: "own".into(), id: id.into(), why: "test".into(), ..Override::default() };
    let overrides = vec![
        Override { hide: true, ..change("hidden") },
        change("named"),
        Override {
            context: Some(5),
            input: vec!["text".into()],
            retires: Some("2027-01-01".into()),
            replaced_by: Some("next".into()),
            ..change("patched")
        },
        Override { reasoning: Some(true), ..change("thinks") },
    ];
    let sources = Sources {
        models_dev: one_table("md", &[("hidden", model(None)), ("patched", model(Some([1.0, 2.0])))]),
        ..Sources::default()
    };
    let inputs = Inputs { overrides, ..inputs("host") };
    assert_eq!(
        merged_lines(&inputs, &sources),
        ["named\t\t\t\t\t100\t0", "patched\tM\t5\t\t1,2\t0\t1\t\t\t2027-01-01\tnext", "thinks\t\t\t\t\t1\t0"]
    );
}

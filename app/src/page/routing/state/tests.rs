use contract::ModelRef;

use super::*;

/// `a` is `a/a`; `a=b` is written `a` and means `b/b`; `!x` means nothing.
fn rung(text: &str) -> Rung {
    let (written, meant) = text.split_once('=').map_or((None, text), |(written, meant)| (Some(written), meant));
    let model = (!meant.starts_with('!')).then(|| ModelRef::new(meant, meant).unwrap());
    let configured = written.map_or_else(|| model.as_ref().map_or(meant.to_owned(), ModelRef::key), str::to_owned);
    Rung { configured, model, alias: None }
}

/// `p | a b`: the primary, then the fallbacks; `| a b`: no primary.
fn chain(text: &str) -> Chain {
    let (primary, fallbacks) = text.split_once('|').unwrap();
    Chain {
        primary: primary.split_whitespace().next().map(rung),
        fallbacks: fallbacks.split_whitespace().map(rung).collect(),
    }
}

fn order(rows: &Rows) -> String {
    rows.order.iter().map(|row| row.rung.configured.split('/').next().unwrap()).collect::<Vec<_>>().join(" ")
}

fn id(rows: &Rows, name: &str) -> RowId {
    rows.order.iter().find(|row| row.rung.configured.starts_with(name)).unwrap().id
}

fn moved(from: &str, name: &str, to: usize) -> (String, Option<Move>) {
    let mut rows = Rows::new(chain(from));
    assert!(rows.lift(id(&rows, name)));
    rows.carry(to);
    let asked = rows.drop();
    (order(&rows), asked)
}

fn asks(model: &str, place: Spot) -> Move {
    Move { model: format!("{model}/{model}"), place }
}

fn before(name: &str) -> Spot {
    Spot::Before(format!("{name}/{name}"))
}

fn after(name: &str) -> Spot {
    Spot::After(format!("{name}/{name}"))
}

#[test]
fn a_drop_names_a_neighbour_and_no_number() {
    for (from, name, to, order, asked) in [
        ("p | a b c", "c", 1, "p c a b", Some(asks("c", before("a")))),
        ("p | a b c", "c", 2, "p a c b", Some(asks("c", before("b")))),
        ("p | a b c", "a", 3, "p b c a", Some(asks("a", after("c")))),
        ("p | a b c", "a", 2, "p b a c", Some(asks("a", after("b")))),
        ("p | a b c", "b", 0, "b p a c", Some(asks("b", Spot::Primary))),
        ("p | a b c", "p", 1, "a p b c", Some(asks("p", after("a")))),
        ("p | a b c", "p", 3, "a b c p", Some(asks("p", after("c")))),
        ("p | a", "p", 9, "a p", Some(asks("p", after("a")))),
        ("| a b", "b", 0, "b a", Some(asks("b", before("a")))),
        ("| a b", "a", 1, "b a", Some(asks("a", after("b")))),
        ("p | a b", "b", 2, "p a b", None),
    ] {
        assert_eq!(moved(from, name, to), (order.to_owned(), asked), "{from}, {name} to {to}");
    }
}

#[test]
fn a_neighbour_whose_name_means_another_row_is_not_named() {
    // Before the second `a` is not before `a`: that would be the first one.
    let (_, asked) = moved("p | a b a c", "c", 3);
    assert_eq!(asked, Some(asks("c", after("b"))));
    let (_, asked) = moved("p | a a c", "c", 2);
    assert_eq!(asked, Some(asks("c", after("a"))));
    let (_, asked) = moved("p | a b x=a x=b c", "c", 4);
    assert_eq!(asked, Some(asks("c", Spot::To(4))));
    let (_, asked) = moved("p | b a b", "p", 3);
    assert_eq!(asked, Some(asks("p", Spot::To(3))));
}

#[test]
fn only_a_row_that_its_name_means_can_be_carried() {
    let liftable = |text: &str| {
        let rows = Rows::new(chain(text));
        let ids = rows.ids();
        ids.into_iter().map(|id| rows.clone().lift(id)).collect::<Vec<_>>()
    };
    assert_eq!(liftable("p | a x=a b"), [true, true, false, true]);
    // As a name, the primary is the fallback.
    assert_eq!(liftable("p | a p"), [false, true, true]);
    assert_eq!(liftable("p | !x !x"), [true, true, false]);
    assert_eq!(liftable("p |"), [false]);
    assert_eq!(liftable("| a"), [false]);
    let shown = |text: &str, at: u32| Rows::new(chain(text)).show(at).unwrap();
    assert_eq!(shown("p | a x=a b", 2).same_as, Some(2));
    assert_eq!(shown("| a a", 1).same_as, Some(2));
    assert_eq!(shown("p | a", 1).same_as, None);
}

#[test]
fn one_step_is_the_same_move_as_a_drop() {
    let shown = |text: &str, at: u32| {
        let Shown { up, down, step, of, is_primary, .. } = Rows::new(chain(text)).show(at).unwrap();
        (up, down, step, of, is_primary)
    };
    assert_eq!(shown("p | a b", 0), (None, Some(after("a")), 1, 3, true));
    assert_eq!(shown("p | a b", 1), (Some(Spot::Primary), Some(after("b")), 2, 3, false));
    assert_eq!(shown("p | a b", 2), (Some(before("a")), None, 3, 3, false));
    assert_eq!(shown("| a b", 0), (None, Some(after("b")), 2, 3, false));
    assert_eq!(shown("p |", 0), (None, None, 1, 1, true));
}

#[test]
fn what_is_cancelled_stands_where_it_stood() {
    let mut rows = Rows::new(chain("p | a b"));
    let was = rows.clone();
    assert!(rows.lift(2));
    assert!(!rows.lift(1), "one at a time");
    rows.carry(0);
    assert_eq!((order(&rows), rows.lifted()), ("b p a".to_owned(), Some(2)));
    rows.cancel();
    assert_eq!(rows, was);
    rows.cancel();
    assert_eq!(rows, was);
}

#[test]
fn a_line_shows_where_a_row_would_land() {
    let mut rows = Rows::new(chain("p | a b"));
    assert_eq!(rows.edge(0, 0), None, "nothing is lifted");
    rows.lift(1);
    let edges = |landing| [0, 1, 2].map(|id| rows.edge(id, landing));
    assert_eq!(edges(0), [Some(false), None, None]);
    assert_eq!(edges(1), [None, None, None]);
    assert_eq!(edges(2), [None, None, Some(true)]);
}

#[test]
fn a_refusal_rolls_back_and_a_write_stays_until_the_server_says_so() {
    let dropped = || {
        let mut rows = Rows::new(chain("p | a b"));
        rows.lift(2);
        rows.carry(1);
        assert!(rows.drop().is_some());
        assert!(!rows.lift(1), "not while it is being asked");
        rows
    };
    let mut rows = dropped();
    rows.settle(false);
    assert_eq!(order(&rows), "p a b");
    let mut rows = dropped();
    rows.settle(true);
    assert_eq!(order(&rows), "p b a");
    rows.tell(chain("p | b a"));
    assert_eq!((order(&rows), rows.ids()), ("p b a".to_owned(), vec![0, 2, 1]));
    // The word of the write may be faster than its answer.
    let mut rows = dropped();
    rows.tell(chain("p | c b a"));
    assert_eq!(order(&rows), "p b a");
    rows.settle(true);
    assert_eq!(order(&rows), "p c b a");
}

#[test]
fn an_undo_brings_the_list_back() {
    let mut rows = Rows::new(chain("p | a b"));
    for said in ["b | p a", "p | a b"] {
        rows.tell(chain(said));
    }
    assert_eq!(rows.ids(), [0, 1, 2]);
}

#[test]
fn what_changes_during_a_drag_waits_for_the_drop() {
    let carried = |said: &str| {
        let mut rows = Rows::new(chain("p | a b c"));
        rows.lift(3);
        rows.carry(2);
        rows.tell(chain(said));
        assert_eq!(order(&rows), "p a c b");
        let asked = rows.drop();
        (order(&rows), asked)
    };
    let on = |order: &str, asked| (order.to_owned(), asked);
    assert_eq!(carried("p | x a b c"), on("p x a c b", Some(asks("c", before("b")))));
    // Behind the one that is left of those before it.
    assert_eq!(carried("p | b c"), on("p c b", Some(asks("c", before("b")))));
    assert_eq!(carried("p | b a c"), on("p b a c", None));
    assert_eq!(carried("a | b c"), on("a c b", Some(asks("c", before("b")))));
    // It is gone.
    assert_eq!(carried("p | a b"), on("p a b", None));
    let mut rows = Rows::new(chain("p | a b c"));
    rows.lift(3);
    rows.tell(chain("p | x"));
    rows.cancel();
    assert_eq!(order(&rows), "p x");
}

#[test]
fn a_row_keeps_its_id_when_it_is_written_in_another_way() {
    let mut rows = Rows::new(chain("x=p | a b"));
    rows.tell(chain("a | p b c"));
    assert_eq!(rows.ids(), [1, 0, 2, 3]);
    rows.tell(chain("| c"));
    assert_eq!((rows.ids(), rows.has_primary(), rows.has_fallbacks()), (vec![3], false, true));
    rows.tell(chain("c | d"));
    assert_eq!(rows.ids(), [3, 4]);
}

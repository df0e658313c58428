use contract::ModelRef;

use super::*;

type ChainRows = Rows<StepItem>;

fn new_rows(text: &str) -> ChainRows {
    Rows::new(step_items(chain(text)))
}

/// A step: `a` is `a/a`; `a=b` is written `a` and resolves to `b/b`; `!x` resolves to no model.
fn chain_step(text: &str) -> ChainStep {
    let (written, meant) = text.split_once('=').map_or((None, text), |(written, meant)| (Some(written), meant));
    let model = (!meant.starts_with('!')).then(|| ModelRef::new(meant, meant).unwrap());
    let configured = written.map_or_else(|| model.as_ref().map_or(meant.to_owned(), ModelRef::key), str::to_owned);
    ChainStep { configured, model, alias: None }
}

/// A chain: `p | a b` is the primary and the fallbacks; `| a b` has no primary.
fn chain(text: &str) -> Chain {
    let (primary, fallbacks) = text.split_once('|').unwrap();
    Chain {
        primary: primary.split_whitespace().next().map(chain_step),
        fallbacks: fallbacks.split_whitespace().map(chain_step).collect(),
    }
}

fn row_order(rows: &ChainRows) -> String {
    rows.items().map(|item| item.chain_step.configured.split('/').next().unwrap()).collect::<Vec<_>>().join(" ")
}

fn row_id(rows: &ChainRows, name: &str) -> RowId {
    rows.row_ids()[rows.items().position(|item| item.name().starts_with(name)).unwrap()]
}

fn after_drop(from: &str, name: &str, to: usize) -> (String, Option<MoveRequest>) {
    let mut rows = new_rows(from);
    assert!(rows.lift_row(row_id(&rows, name)));
    rows.move_lifted(to);
    let asked = rows.drop_lifted(Rows::move_request);
    (row_order(&rows), asked)
}

fn move_request(model: &str, target: MoveTarget) -> MoveRequest {
    MoveRequest { model: format!("{model}/{model}"), target }
}

fn before_target(name: &str) -> MoveTarget {
    MoveTarget::Before(format!("{name}/{name}"))
}

fn after_target(name: &str) -> MoveTarget {
    MoveTarget::After(format!("{name}/{name}"))
}

#[test]
fn drop_targets_a_neighbour() {
    for (from, name, to, order, asked) in [
        ("p | a b c", "c", 1, "p c a b", Some(move_request("c", before_target("a")))),
        ("p | a b c", "c", 2, "p a c b", Some(move_request("c", before_target("b")))),
        ("p | a b c", "a", 3, "p b c a", Some(move_request("a", after_target("c")))),
        ("p | a b c", "a", 2, "p b a c", Some(move_request("a", after_target("b")))),
        ("p | a b c", "b", 0, "b p a c", Some(move_request("b", MoveTarget::Primary))),
        ("p | a b c", "p", 1, "a p b c", Some(move_request("p", after_target("a")))),
        ("p | a b c", "p", 3, "a b c p", Some(move_request("p", after_target("c")))),
        ("p | a", "p", 9, "a p", Some(move_request("p", after_target("a")))),
        ("| a b", "b", 0, "b a", Some(move_request("b", before_target("a")))),
        ("| a b", "a", 1, "b a", Some(move_request("a", after_target("b")))),
        ("p | a b", "b", 2, "p a b", None),
    ] {
        assert_eq!(after_drop(from, name, to), (order.to_owned(), asked), "{from}, {name} to {to}");
    }
}

#[test]
fn ambiguous_neighbours_are_skipped() {
    // “Before the second `a`” cannot be written as “before `a`”, which means the first one.
    let (_, asked) = after_drop("p | a b a c", "c", 3);
    assert_eq!(asked, Some(move_request("c", after_target("b"))));
    let (_, asked) = after_drop("p | a a c", "c", 2);
    assert_eq!(asked, Some(move_request("c", after_target("a"))));
    let (_, asked) = after_drop("p | a b x=a x=b c", "c", 4);
    assert_eq!(asked, Some(move_request("c", MoveTarget::To(4))));
    let (_, asked) = after_drop("p | b a b", "p", 3);
    assert_eq!(asked, Some(move_request("p", MoveTarget::To(3))));
}

#[test]
fn only_unambiguous_rows_are_movable() {
    let liftable = |text: &str| {
        let rows = new_rows(text);
        let ids = rows.row_ids();
        ids.into_iter().map(|id| rows.clone().lift_row(id)).collect::<Vec<_>>()
    };
    assert_eq!(liftable("p | a x=a b"), [true, true, false, true]);
    // The name of the primary identifies the fallback.
    assert_eq!(liftable("p | a p"), [false, true, true]);
    assert_eq!(liftable("p | !x !x"), [true, true, false]);
    assert_eq!(liftable("p |"), [false]);
    assert_eq!(liftable("| a"), [false]);
    let shown = |text: &str, at: u32| new_rows(text).row_view(at).unwrap();
    assert_eq!(shown("p | a x=a b", 2).same_as, Some(2));
    assert_eq!(shown("| a a", 1).same_as, Some(2));
    assert_eq!(shown("p | a", 1).same_as, None);
}

#[test]
fn arrow_move_equals_drop_by_one() {
    let shown = |text: &str, at: u32| {
        let RowView { up, down, step, step_count: of, is_primary, .. } = new_rows(text).row_view(at).unwrap();
        (up, down, step, of, is_primary)
    };
    assert_eq!(shown("p | a b", 0), (None, Some(after_target("a")), 1, 3, true));
    assert_eq!(shown("p | a b", 1), (Some(MoveTarget::Primary), Some(after_target("b")), 2, 3, false));
    assert_eq!(shown("p | a b", 2), (Some(before_target("a")), None, 3, 3, false));
    assert_eq!(shown("| a b", 0), (None, Some(after_target("b")), 2, 3, false));
    assert_eq!(shown("p |", 0), (None, None, 1, 1, true));
}

#[test]
fn a_cancelled_drag_restores_the_order() {
    let mut rows = new_rows("p | a b");
    let was = rows.clone();
    assert!(rows.lift_row(2));
    assert!(!rows.lift_row(1), "one at a time");
    rows.move_lifted(0);
    assert_eq!((row_order(&rows), rows.lifted_row()), ("b p a".to_owned(), Some(2)));
    rows.cancel_move();
    assert_eq!(rows, was);
    rows.cancel_move();
    assert_eq!(rows, was);
}

#[test]
fn drop_line_marks_the_target() {
    let mut rows = new_rows("p | a b");
    assert_eq!(rows.landing_edge(0, 0), None, "nothing is lifted");
    rows.lift_row(1);
    let edges = |landing| [0, 1, 2].map(|id| rows.landing_edge(id, landing));
    assert_eq!(edges(0), [Some(false), None, None]);
    assert_eq!(edges(1), [None, None, None]);
    assert_eq!(edges(2), [None, None, Some(true)]);
}

#[test]
fn refused_move_rolls_back_written_move_stays() {
    let dropped = || {
        let mut rows = new_rows("p | a b");
        rows.lift_row(2);
        rows.move_lifted(1);
        assert!(rows.drop_lifted(Rows::move_request).is_some());
        assert!(!rows.lift_row(1), "not while it is being asked");
        rows
    };
    let mut rows = dropped();
    rows.finish_move(false);
    assert_eq!(row_order(&rows), "p a b");
    let mut rows = dropped();
    rows.finish_move(true);
    assert_eq!(row_order(&rows), "p b a");
    rows.set_server_items(step_items(chain("p | b a")));
    assert_eq!((row_order(&rows), rows.row_ids()), ("p b a".to_owned(), vec![0, 2, 1]));
    // The event of the write may arrive before its response.
    let mut rows = dropped();
    rows.set_server_items(step_items(chain("p | c b a")));
    assert_eq!(row_order(&rows), "p b a");
    rows.finish_move(true);
    assert_eq!(row_order(&rows), "p c b a");
}

#[test]
fn undo_restores_the_order() {
    let mut rows = new_rows("p | a b");
    for said in ["b | p a", "p | a b"] {
        rows.set_server_items(step_items(chain(said)));
    }
    assert_eq!(rows.row_ids(), [0, 1, 2]);
}

#[test]
fn updates_during_a_drag_wait_for_the_drop() {
    let carried = |said: &str| {
        let mut rows = new_rows("p | a b c");
        rows.lift_row(3);
        rows.move_lifted(2);
        rows.set_server_items(step_items(chain(said)));
        assert_eq!(row_order(&rows), "p a c b");
        let asked = rows.drop_lifted(Rows::move_request);
        (row_order(&rows), asked)
    };
    let on = |order: &str, asked| (order.to_owned(), asked);
    assert_eq!(carried("p | x a b c"), on("p x a c b", Some(move_request("c", before_target("b")))));
    // The row goes after the last remaining one of those before it.
    assert_eq!(carried("p | b c"), on("p c b", Some(move_request("c", before_target("b")))));
    assert_eq!(carried("p | b a c"), on("p b a c", None));
    assert_eq!(carried("a | b c"), on("a c b", Some(move_request("c", before_target("b")))));
    // The moved row is gone.
    assert_eq!(carried("p | a b"), on("p a b", None));
    let mut rows = new_rows("p | a b c");
    rows.lift_row(3);
    rows.set_server_items(step_items(chain("p | x")));
    rows.cancel_move();
    assert_eq!(row_order(&rows), "p x");
}

#[test]
fn row_id_survives_respelling() {
    let mut rows = new_rows("x=p | a b");
    rows.set_server_items(step_items(chain("a | p b c")));
    assert_eq!(rows.row_ids(), [1, 0, 2, 3]);
    rows.set_server_items(step_items(chain("| c")));
    assert_eq!((rows.row_ids(), rows.has_primary(), rows.has_fallbacks()), (vec![3], false, true));
    rows.set_server_items(step_items(chain("c | d")));
    assert_eq!(rows.row_ids(), [3, 4]);
}

//! `Paths`

use contract::{BoxFuture, Check, OpError, Paths, PathsReport, Runs};
use rules::{
    agents, generation,
    health::{self, dialect, names},
    plugins,
    view::View,
};
use store::{Place, Snapshot};

use crate::{
    Workspace, refusal,
    report::{agents_dir, located, read},
};

impl Runs<Paths> for Workspace {
    fn run(&self, _: Paths) -> BoxFuture<'_, Result<PathsReport, OpError>> {
        self.blocking::<Paths>(|place| Ok(inspect(place)))
    }
}

/// A configuration that cannot be read is a finding here, not a failure.
fn inspect(place: &Place) -> PathsReport {
    let config = read(place);
    let view = config.as_ref().ok().map(|snapshot| &snapshot.view);
    let facts = config.as_ref().map_or_else(|_| place.generation_facts(None), |snapshot| snapshot.facts.clone());
    let generation = generation::decide(&facts);
    let facts = health::Facts {
        config: match config.as_deref() {
            Ok(Snapshot { revision: None, .. }) => None,
            Ok(_) => Some(Ok(())),
            Err(e) => Some(Err(e)),
        },
        unwritable: place.writable().err().map(|error| refusal::shown(&error, place)),
        passed_over: (place.home.passed_over.as_deref())
            .map(|file| (place.home.show(file), place.home.show(&place.home.state_dir.path))),
        missing: view.map(View::missing).unwrap_or_default(),
        ignored: config.as_ref().map(|snapshot| snapshot.ignored.clone()).unwrap_or_default(),
        findings: view.map(|view| findings(view, place)).unwrap_or_default(),
        around: place.around(),
        modes: place.modes(view),
        json_stores: facts.json_stores,
    };
    let checks = health::checks(&facts, &generation);
    let home = &place.home;
    let agent_dir = view.map_or_else(|| home.agent_dir.clone().into(), |view| view.agents().default_dir(home));
    PathsReport {
        sound: health::is_sound(&checks),
        summary: health::summary(&checks, &facts),
        home: located(place, &home.home),
        state_dir: located(place, &home.state_dir),
        config: located(place, &home.config),
        agent_dir: agents_dir(place, &agent_dir),
        manager_dir: located(place, &home.manager_dir),
        generation,
        checks,
    }
}

fn findings(view: &View, place: &Place) -> Vec<Check> {
    let missing = if plugins::are_needed(view) { plugins::checks(view, &place.plugins()) } else { Vec::new() };
    [dialect::checks(view, &place.home), names::checks(view), agents::checks(view), missing].concat()
}

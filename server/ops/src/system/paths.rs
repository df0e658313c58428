//! `Paths`

use contract::{BoxFuture, Check, OpError, Paths, PathsReport, Runs};
use rules::{agents, generation, health, shape, view::View};
use store::{Place, Snapshot};

use crate::{
    Workspace, refusal,
    report::{located, read},
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
    let checks = health::checks(
        &health::Facts {
            config: match &config {
                Ok(Snapshot { revision: None, .. }) => None,
                Ok(_) => Some(Ok(())),
                Err(e) => Some(Err(e)),
            },
            unwritable: place.writable().err().map(|error| refusal::shown(&error, place)),
            passed_over: (place.home.passed_over.as_deref())
                .map(|file| (place.home.show(file), place.home.show(&place.home.state_dir.path))),
            unresolved: view.map(View::unresolved).unwrap_or_default(),
            missing: view.map(View::missing).unwrap_or_default(),
            ignored: config.as_ref().map(|snapshot| snapshot.ignored.clone()).unwrap_or_default(),
            findings: view.map(|view| findings(view, place)).unwrap_or_default(),
            modes: place.modes(view),
            json_stores: facts.json_stores,
        },
        &generation,
    );
    let home = &place.home;
    PathsReport {
        sound: health::is_sound(&checks),
        home: located(place, &home.home),
        state_dir: located(place, &home.state_dir),
        config: located(place, &home.config),
        agent_dir: located(place, &view.map_or_else(|| home.agent_dir.clone(), |view| view.agents().default_dir(home))),
        manager_dir: located(place, &home.manager_dir),
        generation,
        checks,
    }
}

fn findings(view: &View, place: &Place) -> Vec<Check> {
    shape::checks(view).into_iter().chain(agents::checks(&view.agents(), &place.home)).collect()
}

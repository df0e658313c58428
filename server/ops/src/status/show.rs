//! `Status`

use contract::{BoxFuture, OpError, Role, Runs, Status, StatusReport};
use rules::generation;

use crate::{Workspace, error, report::located};

impl Runs<Status> for Workspace {
    fn run(&self, _: Status) -> BoxFuture<'_, Result<StatusReport, OpError>> {
        self.blocking("status.show", |place| {
            let snapshot = place.read_config().map_err(|e| error::config(e, place))?;
            let view = snapshot.view;
            Ok(StatusReport {
                config: located(place, &place.home.config),
                state_dir: located(place, &place.home.state_dir),
                generation: generation::decide(&place.generation_facts(Some(&view))),
                text: view.chain(Role::Text),
                image: view.chain(Role::Image),
                aliases: view.aliases(),
                revision: snapshot.revision,
            })
        })
    }
}

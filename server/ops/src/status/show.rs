//! `Status`

use contract::{BoxFuture, OpError, Role, Runs, Status, StatusReport};
use rules::{generation, view};

use crate::{
    Workspace,
    report::{located, read},
};

impl Runs<Status> for Workspace {
    fn run(&self, _: Status) -> BoxFuture<'_, Result<StatusReport, OpError>> {
        self.blocking::<Status>(|place| {
            let snapshot = read(place)?;
            let view = snapshot.view;
            let text = view.chain(Role::Text);
            Ok(StatusReport {
                config: located(place, &place.home.config),
                state_dir: located(place, &place.home.state_dir),
                generation: generation::decide(&place.generation_facts(Some(&view))),
                answer: view::answer(&text),
                text,
                image: view.chain(Role::Image),
                aliases: view.aliases(),
                revision: snapshot.revision,
            })
        })
    }
}

//! Facts about this machine that decide whether a cloud provider has a credential. Only the files of AWS are opened.

use std::path::{Path, PathBuf};

use rules::{auth::environment::MachineFacts, document::view::View};

use crate::HomeStore;

impl HomeStore {
    /// Looks for the files of Google Cloud and AWS at the places that variables name, or else at the usual ones.
    pub fn machine_facts(&self, view: &View) -> MachineFacts {
        let home = &self.home.home.path;
        let exists = |variable: &str, usual: &str| {
            let named = view.variable(variable).filter(|path| !path.trim().is_empty());
            named.map_or_else(|| home.join(usual), |path| resolve_tilde(&path, home)).is_file()
        };
        MachineFacts {
            has_adc_file: exists(
                "GOOGLE_APPLICATION_CREDENTIALS",
                ".config/gcloud/application_default_credentials.json",
            ),
            aws_profile: self.aws_profile(view),
        }
    }
}

fn resolve_tilde(path: &str, home: &Path) -> PathBuf {
    path.strip_prefix("~/").map_or_else(|| PathBuf::from(path), |rest| home.join(rest))
}

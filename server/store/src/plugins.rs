//! The plugins of a home: which there are to install, and which are there. Looked up, never loaded.

use std::{fs, path::Path};

use json5_edit::Value;
use rules::plugins::{Plugin, Plugins, embedded, listed};

use crate::{Place, peer};

/// The file of OpenClaw's package with its list of plugins for providers; a hash follows.
const LIST: &str = "official-external-provider-catalog-";

/// A package with more files than this is not searched.
const MOST_FILES: usize = 50_000;

/// A longer list is none.
const LONGEST_LIST: u64 = 4 << 20;

/// More plugins than anybody installs.
const MOST_PROJECTS: usize = 256;

impl Place {
    /// From the package of the OpenClaw that comes next on `PATH`, or without one from our own list; and from the state
    /// directory.
    pub fn plugins(&self) -> Plugins {
        let package = self.peer().and_then(|command| peer::package_of(&command)).map(|(package, _)| package);
        let known = package.as_deref().and_then(list).as_ref().and_then(listed).unwrap_or_else(embedded);
        let is_present = |plugin: &&Plugin| {
            package.as_deref().is_some_and(|dir| is_bundled(dir, plugin)) || self.is_installed(plugin)
        };
        let present = known.iter().filter(is_present).map(|plugin| plugin.id.clone()).collect();
        Plugins { known, present }
    }

    /// Where OpenClaw installs plugins: as extensions, and as npm packages in a project of their own, or in one for all.
    fn is_installed(&self, plugin: &Plugin) -> bool {
        let state_dir = &self.home.state_dir.path;
        let is_in = |project: &Path| project.join("node_modules").join(&plugin.package).is_dir();
        let npm = state_dir.join("npm");
        let projects = npm.join("projects").read_dir().into_iter().flatten().flatten().take(MOST_PROJECTS);
        state_dir.join("extensions").join(&plugin.id).is_dir()
            || is_in(&npm)
            || projects.map(|project| project.path()).any(|project| is_in(&project))
    }
}

fn is_bundled(package: &Path, plugin: &Plugin) -> bool {
    package.join("dist/extensions").join(&plugin.id).join("openclaw.plugin.json").is_file()
}

/// The list is a constant in a file of JavaScript, written as JSON5.
fn list(package: &Path) -> Option<Value> {
    let dist = package.join("dist");
    let is_list = |name: &str| name.starts_with(LIST);
    let mut names = fs::read_dir(&dist).ok()?.flatten().take(MOST_FILES).map(|entry| entry.file_name());
    let name = names.find(|name| name.to_str().is_some_and(is_list))?;
    let text = String::from_utf8(peer::bytes(&dist.join(name), LONGEST_LIST)?).ok()?;
    let (_, rest) = text.split_once(" = {")?;
    let (constant, _) = rest.rsplit_once("export {")?;
    let (inside, _) = constant.rsplit_once('}')?;
    json5_edit::read(format!("{{{inside}}}").as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rules::home::Vars;

    use super::*;

    /// As OpenClaw 2026.9.6 has it, with two of its forty plugins.
    const TEXT: &str = r#"//#region scripts/lib/official-external-provider-catalog.json
var official_external_provider_catalog_default = { entries: [
	{
		"name": "@openclaw/mistral-provider",
		"openclaw": {
			"plugin": { "id": "mistral", "label": "Mistral" },
			"providers": [{ "id": "mistral", "envVars": ["MISTRAL_API_KEY"] }],
			"install": { "npmSpec": "@openclaw/mistral-provider", "minHostVersion": ">=2026.7.2" }
		}
	},
	{
		"openclaw": {
			"plugin": { "id": "opencode-go" },
			"providers": [{ "id": "opencode-go" }],
			"install": { "npmSpec": "@openclaw/opencode-go-provider" }
		}
	}
] };
//#endregion
export { official_external_provider_catalog_default as t };
"#;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }

    fn place(home: &Path, path: Option<&Path>) -> Place {
        let vars = Vars { home: Some(home.display().to_string()), ..Vars::default() };
        Place::find(&vars, path.map(|path| path.as_os_str().to_owned()))
    }

    fn ids(plugins: &Plugins) -> Vec<&str> {
        plugins.known.iter().map(|plugin| plugin.id.as_str()).collect()
    }

    #[test]
    fn the_package_of_the_openclaw_on_path_says_which_there_are() {
        let dir = tempfile::tempdir().unwrap();
        let (home, package) = (dir.path().join("home"), dir.path().join("package"));
        write(&package.join("openclaw"), "#!/bin/sh");
        write(&package.join("package.json"), r#"{ "name": "openclaw", "version": "2026.9.6" }"#);
        write(&package.join("dist/extensions/opencode-go/openclaw.plugin.json"), "{}");
        let place = place(&home, Some(&package));
        assert!(ids(&place.plugins()).len() > 40, "without a list in the package it is our own");
        let list = package.join("dist/official-external-provider-catalog-BqzTj1tM.mjs");
        write(&list, TEXT);
        let plugins = place.plugins();
        assert_eq!(ids(&plugins), ["mistral", "opencode-go", "codex"]);
        assert_eq!(plugins.present.iter().collect::<Vec<_>>(), ["opencode-go"]);
        write(&list, "var x = { entries: [ nonsense");
        assert!(ids(&place.plugins()).len() > 40);
    }

    #[test]
    fn what_is_installed_in_the_state_directory_is_present() {
        for at in [
            "extensions/mistral/openclaw.plugin.json",
            "npm/node_modules/@openclaw/mistral-provider/package.json",
            "npm/projects/openclaw-mistral-provider-1a2b/node_modules/@openclaw/mistral-provider/package.json",
        ] {
            let home = tempfile::tempdir().unwrap();
            let place = place(home.path(), None);
            assert!(place.plugins().present.is_empty());
            write(&place.home.state_dir.path.join(at), "{}");
            assert_eq!(place.plugins().present.iter().collect::<Vec<_>>(), ["mistral"], "{at}");
        }
    }
}

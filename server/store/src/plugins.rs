//! The plugins of a home: which can be installed, and which are. Only files are checked; no plugin is loaded.

use std::{fs, path::Path};

use json5_edit::Value;
use rules::check::plugins::{Plugin, PluginInventory, embedded_plugins, parse_plugin_list};

use crate::{HomeStore, installed_openclaw};

/// The file name prefix of the provider plugin catalog in OpenClaw's package; a hash follows.
const CATALOG_FILE_PREFIX: &str = "official-external-provider-catalog-";

/// The maximum number of files in OpenClaw's package that are searched for the catalog.
const MAX_PACKAGE_FILES: usize = 50_000;

/// The maximum size of the catalog; a larger file is ignored.
const MAX_CATALOG_BYTES: u64 = 4 << 20;

/// The maximum number of npm projects that are examined.
const MAX_NPM_PROJECTS: usize = 256;

impl HomeStore {
    /// Returns the plugin inventory: installable plugins from the package of the next OpenClaw on `PATH`, or from the
    /// embedded list if there is none; installed ones from that package and the state directory.
    pub fn find_plugins(&self) -> PluginInventory {
        let package = self
            .installed_openclaw_command()
            .and_then(|command| installed_openclaw::package_of(&command))
            .map(|(package, _)| package);
        let plugins = package
            .as_deref()
            .and_then(read_plugin_catalog)
            .as_ref()
            .and_then(parse_plugin_list)
            .unwrap_or_else(embedded_plugins);
        let is_present = |plugin: &&Plugin| {
            package.as_deref().is_some_and(|dir| is_bundled(dir, plugin)) || self.is_installed(plugin)
        };
        let present = plugins.iter().filter(is_present).map(|plugin| plugin.id.clone()).collect();
        PluginInventory { installable: plugins, present_ids: present }
    }

    /// Whether OpenClaw has installed a plugin: as an extension, as an npm package in its own project, or in the shared
    /// project.
    fn is_installed(&self, plugin: &Plugin) -> bool {
        let state_dir = &self.home.state_dir.path;
        let is_in = |project: &Path| project.join("node_modules").join(&plugin.package).is_dir();
        let npm = state_dir.join("npm");
        let projects = npm.join("projects").read_dir().into_iter().flatten().flatten().take(MAX_NPM_PROJECTS);
        state_dir.join("extensions").join(&plugin.id).is_dir()
            || is_in(&npm)
            || projects.map(|project| project.path()).any(|project| is_in(&project))
    }
}

fn is_bundled(package: &Path, plugin: &Plugin) -> bool {
    package.join("dist/extensions").join(&plugin.id).join("openclaw.plugin.json").is_file()
}

/// Reads the catalog, which is a JSON5 constant in a JavaScript file.
fn read_plugin_catalog(package: &Path) -> Option<Value> {
    let dist = package.join("dist");
    let is_list = |name: &str| name.starts_with(CATALOG_FILE_PREFIX);
    let mut names = fs::read_dir(&dist).ok()?.flatten().take(MAX_PACKAGE_FILES).map(|entry| entry.file_name());
    let name = names.find(|name| name.to_str().is_some_and(is_list))?;
    let text = String::from_utf8(installed_openclaw::read_at_most(&dist.join(name), MAX_CATALOG_BYTES)?).ok()?;
    let (_, rest) = text.split_once(" = {")?;
    let (constant, _) = rest.rsplit_once("export {")?;
    let (inside, _) = constant.rsplit_once('}')?;
    json5_edit::read(format!("{{{inside}}}").as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rules::base::home::HomeVars;

    use super::*;

    /// The catalog of OpenClaw 2026.9.6, reduced to two of its forty plugins.
    const CATALOG_TEXT: &str = r#"//#region scripts/lib/official-external-provider-catalog.json
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

    fn write_executable(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }

    fn home_store(home: &Path, path: Option<&Path>) -> HomeStore {
        let vars = HomeVars { home: Some(home.display().to_string()), ..HomeVars::default() };
        HomeStore::find_home(&vars, path.map(|path| path.as_os_str().to_owned()))
    }

    fn known_ids(plugins: &PluginInventory) -> Vec<&str> {
        plugins.installable.iter().map(|plugin| plugin.id.as_str()).collect()
    }

    #[test]
    fn plugins_are_read_from_installed_package() {
        let dir = tempfile::tempdir().unwrap();
        let (home, package) = (dir.path().join("home"), dir.path().join("package"));
        write_executable(&package.join("openclaw"), "#!/bin/sh");
        write_executable(&package.join("package.json"), r#"{ "name": "openclaw", "version": "2026.9.6" }"#);
        write_executable(&package.join("dist/extensions/opencode-go/openclaw.plugin.json"), "{}");
        let store = home_store(&home, Some(&package));
        assert!(known_ids(&store.find_plugins()).len() > 40, "without a list in the package it is our own");
        let list = package.join("dist/official-external-provider-catalog-BqzTj1tM.mjs");
        write_executable(&list, CATALOG_TEXT);
        let plugins = store.find_plugins();
        assert_eq!(known_ids(&plugins), ["mistral", "opencode-go", "codex"]);
        assert_eq!(plugins.present_ids.iter().collect::<Vec<_>>(), ["opencode-go"]);
        write_executable(&list, "var x = { entries: [ nonsense");
        assert!(known_ids(&store.find_plugins()).len() > 40);
    }

    #[test]
    fn plugins_in_the_state_directory_are_present() {
        for at in [
            "extensions/mistral/openclaw.plugin.json",
            "npm/node_modules/@openclaw/mistral-provider/package.json",
            "npm/projects/openclaw-mistral-provider-1a2b/node_modules/@openclaw/mistral-provider/package.json",
        ] {
            let home = tempfile::tempdir().unwrap();
            let store = home_store(home.path(), None);
            assert!(store.find_plugins().present_ids.is_empty());
            write_executable(&store.home.state_dir.path.join(at), "{}");
            assert_eq!(store.find_plugins().present_ids.iter().collect::<Vec<_>>(), ["mistral"], "{at}");
        }
    }
}

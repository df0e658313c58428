//! Reads the files in which the programs of AWS keep their settings and keys.

use std::{
    io,
    path::{Path, PathBuf},
};

use rules::{
    auth::aws_profile::{
        AwsFiles, AwsKeySource, AwsKeys, AwsProfile, AwsSigner, find_aws_keys, find_aws_profile, named_aws_profile,
    },
    base::typed_secret::Secret,
    document::view::View,
};
use zeroize::Zeroizing;

use crate::{
    HomeStore,
    disk::{open_nonblocking, read_regular_file},
    provider_secrets::aws_variables,
};

/// The longest file that is read.
const MAX_BYTES: u64 = 1 << 20;

/// The texts of the files; `None` for one that does not exist or cannot be read. They are erased from memory on drop.
struct AwsTexts {
    credentials: Option<Secret>,
    config: Option<Secret>,
    /// Why a file cannot be read.
    problem: Option<String>,
}

impl AwsTexts {
    #[expect(clippy::disallowed_methods, reason = "keys in a file can only be found in its text")]
    fn files(&self) -> AwsFiles<'_> {
        AwsFiles {
            credentials: self.credentials.as_ref().map(Secret::expose),
            config: self.config.as_ref().map(Secret::expose),
        }
    }
}

impl HomeStore {
    /// The keys of AWS that sign a request; `None` if they are neither in variables nor in a file.
    pub fn aws_keys(&self, view: &View) -> Option<AwsKeys> {
        match AwsSigner::of(view) {
            AwsSigner::Variables => aws_variables(view),
            AwsSigner::Profile(name) => find_aws_keys(self.read_aws_files(view).files(), name.as_deref()),
        }
    }

    /// What the files say about the profile that `AWS_PROFILE` names, or else about the default one; `None` if there is no
    /// file. As for the SDK of AWS, a file that cannot be read has nothing in it; why is told only if no keys were found.
    pub(crate) fn aws_profile(&self, view: &View) -> Option<AwsProfile> {
        let texts = self.read_aws_files(view);
        if let AwsTexts { credentials: None, config: None, problem: None } = texts {
            return None;
        }
        let found = find_aws_profile(texts.files(), named_aws_profile(view).as_deref());
        Some(match texts.problem {
            Some(why) if found.source != AwsKeySource::Files => {
                AwsProfile { source: AwsKeySource::Unreadable(why), ..found }
            }
            _ => found,
        })
    }

    fn read_aws_files(&self, view: &View) -> AwsTexts {
        let mut problem = None;
        let mut read = |variable: &str, usual: &str| {
            let text = self.read_aws_file(view, variable, usual);
            text.unwrap_or_else(|why| {
                problem.get_or_insert(why);
                None
            })
        };
        let credentials = read("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
        let config = read("AWS_CONFIG_FILE", ".aws/config");
        AwsTexts { credentials, config, problem }
    }

    fn read_aws_file(&self, view: &View, variable: &str, usual: &str) -> Result<Option<Secret>, String> {
        let path = self.aws_path(view, variable, usual)?;
        let shown = self.home.display_path(&path);
        read_text(&path).map_err(|error| format!("could not read `{shown}`: {error}"))
    }

    /// The path that a variable names, or else the usual one. A relative path would be another file in each directory.
    fn aws_path(&self, view: &View, variable: &str, usual: &str) -> Result<PathBuf, String> {
        let home = &self.home.home.path;
        let Some(named) = view.variable(variable).filter(|path| !path.trim().is_empty()) else {
            return Ok(home.join(usual));
        };
        let path = named.strip_prefix("~/").map_or_else(|| PathBuf::from(&named), |rest| home.join(rest));
        if path.is_absolute() { Ok(path) } else { Err(format!("the path in `{variable}` is not absolute")) }
    }
}

/// Reads a file; `None` if there is none.
fn read_text(path: &Path) -> io::Result<Option<Secret>> {
    let file = match open_nonblocking(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(io::Error::other(error.kind().to_string())),
    };
    let bytes = Zeroizing::new(read_regular_file(file, MAX_BYTES)?);
    let text = str::from_utf8(&bytes).map_err(|_| io::Error::other("it is not a text in UTF-8"))?;
    Ok(Some(Secret::new(text)))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test compares the secrets that it made up")]
mod tests {
    use std::fs;

    use rules::base::{
        env::{Env, Variables},
        home::HomeVars,
    };
    use serde_json::json;

    use super::*;

    const CREDENTIALS: &str = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = default-secret\n\
        [work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = work-secret\naws_session_token = work-token\n";

    /// The keys in use, as `id secret token`, and the source of those of the profile.
    fn found(dir: &Path, variables: &[(&str, &str)]) -> (String, String) {
        let set: Variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let view = View::new(json!({})).with_env(Env::new(vec![set]));
        let home = Some(dir.to_str().unwrap().to_owned());
        let store = HomeStore::find_home(&HomeVars { home, cwd: dir.to_path_buf(), ..HomeVars::default() }, None);
        let keys = store.aws_keys(&view).map(|keys| {
            let token = keys.session_token.as_ref().map_or("-", Secret::expose);
            format!("{} {} {token}", keys.access_key_id, keys.secret_access_key.expose())
        });
        let source = store.aws_profile(&view).map(|profile| format!("{:?}", profile.source));
        (keys.unwrap_or_else(|| "none".to_owned()), source.unwrap_or_else(|| "none".to_owned()))
    }

    fn home_with_files() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".aws")).unwrap();
        fs::write(dir.path().join(".aws/credentials"), CREDENTIALS).unwrap();
        fs::write(dir.path().join("other"), "[default]\naws_access_key_id=AKIAOTHER\naws_secret_access_key=o").unwrap();
        fs::write(dir.path().join("settings"), "[profile work]\nregion = eu-west-1\n[profile sso]\nsso_session = s")
            .unwrap();
        dir
    }

    #[test]
    fn variables_choose_the_files_and_the_profile() {
        let dir = home_with_files();
        let absolute = dir.path().join("other");
        let keys = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "env-secret")];
        for (variables, expected) in [
            (&[][..], "AKIADEFAULT default-secret -"),
            (&[("AWS_PROFILE", "work")], "AKIAWORK work-secret work-token"),
            (&[("AWS_PROFILE", " ")], "AKIADEFAULT default-secret -"),
            (&[("AWS_SHARED_CREDENTIALS_FILE", "~/other")], "AKIAOTHER o -"),
            (&[("AWS_SHARED_CREDENTIALS_FILE", absolute.to_str().unwrap())], "AKIAOTHER o -"),
            (&keys, "AKIAENV env-secret -"),
            (&[keys[0], keys[1], ("AWS_PROFILE", " ")], "AKIAENV env-secret -"),
            (&[keys[0], keys[1], ("AWS_PROFILE", "work")], "AKIAWORK work-secret work-token"),
            (&[keys[0], keys[1], ("AWS_PROFILE", "none")], "none"),
            (&[("AWS_PROFILE", "none")], "none"),
            (&[("AWS_PROFILE", "sso"), ("AWS_CONFIG_FILE", "~/settings")], "none"),
        ] {
            assert_eq!(found(dir.path(), variables).0, expected, "{variables:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_not_guessed_at() {
        let dir = home_with_files();
        fs::write(dir.path().join("binary"), [0xff, 0xfe]).unwrap();
        fs::write(dir.path().join("long"), "x".repeat((1 << 20) + 1)).unwrap();
        for (path, expected) in [
            ("/dev/zero", "could not read `/dev/zero`: it is not a regular file"),
            ("~/.aws", "could not read `~/.aws`: it is not a regular file"),
            ("~/binary", "could not read `~/binary`: it is not a text in UTF-8"),
            ("~/long", "could not read `~/long`: it is larger than 1 MB"),
            ("other", "the path in `AWS_SHARED_CREDENTIALS_FILE` is not absolute"),
        ] {
            let expected = format!("{:?}", AwsKeySource::Unreadable(expected.to_owned()));
            assert_eq!(found(dir.path(), &[("AWS_SHARED_CREDENTIALS_FILE", path)]), ("none".to_owned(), expected));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_leaves_the_keys_of_the_other() {
        let dir = home_with_files();
        let unreadable = ("AWS_CONFIG_FILE", "/dev/zero");
        let files = format!("{:?}", AwsKeySource::Files);
        assert_eq!(found(dir.path(), &[unreadable]), ("AKIADEFAULT default-secret -".to_owned(), files));
        let why = AwsKeySource::Unreadable("could not read `/dev/zero`: it is not a regular file".to_owned());
        let expected = ("none".to_owned(), format!("{why:?}"));
        assert_eq!(found(dir.path(), &[unreadable, ("AWS_PROFILE", "sso")]), expected);
    }

    #[test]
    fn without_a_file_there_is_no_profile() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(found(dir.path(), &[]), ("none".to_owned(), "none".to_owned()));
        assert_eq!(found(dir.path(), &[("AWS_CONFIG_FILE", "~/none/x")]), ("none".to_owned(), "none".to_owned()));
    }
}

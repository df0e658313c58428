//! The profile of AWS that a request is signed with, from the two files in which the programs of AWS keep them.
//!
//! The files are read by the rules of the AWS SDK that OpenClaw uses: a value in the credentials file counts before one in
//! the config file, and a role counts before keys.

use crate::{
    base::{secret::contains_secret, typed_secret::Secret},
    document::view::View,
};

/// The profile that is used if `AWS_PROFILE` names none.
const DEFAULT_PROFILE: &str = "default";

/// What requests to AWS are signed with. OpenClaw names keys in variables first when it lists credentials, but the AWS SDK,
/// which signs its requests, passes over them if `AWS_PROFILE` names a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwsSigner {
    /// The keys in variables.
    Variables,
    /// A profile: the one that `AWS_PROFILE` names, or else `default`.
    Profile(Option<String>),
}

impl AwsSigner {
    /// What the SDK signs with.
    pub fn of(view: &View) -> Self {
        let named = named_aws_profile(view);
        if named.is_none() && has_aws_variables(view) { Self::Variables } else { Self::Profile(named) }
    }
}

/// The profile that `AWS_PROFILE` names.
pub fn named_aws_profile(view: &View) -> Option<String> {
    view.variable("AWS_PROFILE").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Whether both keys are in variables.
pub(crate) fn has_aws_variables(view: &View) -> bool {
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].into_iter().all(|name| view.is_variable_set(name))
}

/// Keys of AWS.
pub struct AwsKeys {
    /// The id, which is no secret.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Secret,
    /// The token of a temporary session.
    pub session_token: Option<Secret>,
}

/// The texts of the two files. They may hold secrets; `None` if a file does not exist.
#[derive(Clone, Copy, Default)]
pub struct AwsFiles<'t> {
    /// `~/.aws/credentials`
    pub credentials: Option<&'t str>,
    /// `~/.aws/config`
    pub config: Option<&'t str>,
}

/// What a profile says, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsProfile {
    /// The name if `AWS_PROFILE` has one; else it is `default`.
    pub name: Option<String>,
    /// Where its keys come from.
    pub source: AwsKeySource,
    /// Its region.
    pub region: Option<String>,
}

/// Where the keys of a profile come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwsKeySource {
    /// They are in the files.
    Files,
    /// They are those of a role, which another credential takes on.
    Role,
    /// They are those of a role, for a token in a file.
    WebIdentity,
    /// A program prints them.
    Process,
    /// They come with a sign-in in the browser.
    SignIn,
    /// The profile has none, so they would be those of the machine.
    Machine,
    /// There is no such profile.
    NoProfile,
    /// A file could not be read; why.
    Unreadable(String),
}

impl AwsProfile {
    /// A profile that `AWS_PROFILE` names, and that is in no file.
    pub(crate) const fn missing(name: String) -> Self {
        Self { name: Some(name), source: AwsKeySource::NoProfile, region: None }
    }

    /// Why the keys of the profile cannot sign a request of this program, as a sentence; `None` if they can.
    /// `has_variables`: keys are in variables, too.
    pub fn unusable_sentence(&self, has_variables: bool) -> Option<String> {
        let to_variables = if has_variables { ". To use the keys in variables, unset `AWS_PROFILE`" } else { "" };
        let profile = self.display();
        let why = match &self.source {
            AwsKeySource::Files => return None,
            AwsKeySource::Role => "uses a role (`role_arn`)",
            AwsKeySource::WebIdentity => "uses a role for a token in a file (`web_identity_token_file`)",
            AwsKeySource::Process => "gets its keys from a program (`credential_process`)",
            AwsKeySource::SignIn => "gets its keys from a sign-in in the browser (SSO)",
            AwsKeySource::Machine => {
                let without = if self.name.is_some() {
                    format!("{profile} has no keys")
                } else {
                    format!("neither a variable nor {profile} has keys of AWS")
                };
                return Some(format!(
                    "{without}; OpenClaw would use the role of this machine, which cannot be probed yet{to_variables}"
                ));
            }
            AwsKeySource::NoProfile => {
                return Some(format!(
                    "{profile}, which `AWS_PROFILE` names, is not in `~/.aws/credentials` or \
                     `~/.aws/config`{to_variables}"
                ));
            }
            AwsKeySource::Unreadable(why) => return Some(format!("{why}{to_variables}")),
        };
        let unset = if self.name.is_some() { "unset `AWS_PROFILE` and " } else { "" };
        let option = if is_plain_name(self.name()) { format!(" --profile {}", self.name()) } else { String::new() };
        Some(format!(
            "{profile} {why}, which cannot be probed yet. To probe it, {unset}set the variables that `aws configure \
             export-credentials{option} --format env` prints"
        ))
    }

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(DEFAULT_PROFILE)
    }

    /// Where the keys are, as a phrase behind “Bedrock uses the credentials of AWS”.
    pub fn phrase(&self) -> String {
        let profile = self.display();
        match &self.source {
            AwsKeySource::Files => format!("{profile} has keys"),
            AwsKeySource::Role => format!("{profile} uses a role"),
            AwsKeySource::WebIdentity => format!("{profile} uses a role for a token in a file"),
            AwsKeySource::Process => format!("{profile} gets its keys from a program"),
            AwsKeySource::SignIn => format!("{profile} gets its keys from a sign-in in the browser"),
            AwsKeySource::Machine => format!("{profile} has no keys"),
            AwsKeySource::NoProfile => format!("{profile} does not exist"),
            AwsKeySource::Unreadable(why) => why.clone(),
        }
    }

    fn display(&self) -> String {
        if is_plain_name(self.name()) {
            format!("the AWS profile `{}`", self.name())
        } else {
            "the AWS profile".to_owned()
        }
    }
}

/// Whether a name may be shown and typed as it is.
fn is_plain_name(name: &str) -> bool {
    const MAX_LENGTH: usize = 64;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.len() <= MAX_LENGTH && !name.starts_with('-') && name.chars().all(is_plain) && !contains_secret(name)
}

/// Finds the profile with a name, or else the default one.
pub fn find_aws_profile(files: AwsFiles<'_>, name: Option<&str>) -> AwsProfile {
    let values = ProfileValues::find(files, name.unwrap_or(DEFAULT_PROFILE));
    AwsProfile { name: name.map(str::to_owned), source: values.source(), region: values.region() }
}

/// The keys of a profile that are in the files; `None` if they come from elsewhere.
pub fn find_aws_keys(files: AwsFiles<'_>, name: Option<&str>) -> Option<AwsKeys> {
    let values = ProfileValues::find(files, name.unwrap_or(DEFAULT_PROFILE));
    (values.source() == AwsKeySource::Files).then_some(())?;
    Some(AwsKeys {
        access_key_id: values.get(ACCESS_KEY_ID)?.to_owned(),
        secret_access_key: Secret::new(values.get(SECRET_ACCESS_KEY)?),
        session_token: values.get("aws_session_token").map(Secret::new),
    })
}

const ACCESS_KEY_ID: &str = "aws_access_key_id";
const SECRET_ACCESS_KEY: &str = "aws_secret_access_key";

/// The lines of a profile, those that count first.
struct ProfileValues<'t> {
    pairs: Vec<(&'t str, &'t str)>,
    /// Whether it is the default one, or has a section.
    exists: bool,
}

impl<'t> ProfileValues<'t> {
    fn find(files: AwsFiles<'t>, name: &str) -> Self {
        let in_credentials = files.credentials.and_then(|text| read_section(text, |title| title == name));
        let in_config = files.config.and_then(|text| read_section(text, |title| config_profile(title) == Some(name)));
        let exists = name == DEFAULT_PROFILE || in_credentials.is_some() || in_config.is_some();
        Self { pairs: in_credentials.into_iter().chain(in_config).flatten().collect(), exists }
    }

    fn get(&self, key: &str) -> Option<&'t str> {
        self.pairs.iter().find(|(known, value)| *known == key && !value.is_empty()).map(|(_, value)| *value)
    }

    fn source(&self) -> AwsKeySource {
        let has = |key: &str| self.get(key).is_some();
        match () {
            () if !self.exists => AwsKeySource::NoProfile,
            () if has("role_arn") && (has("source_profile") || has("credential_source")) => AwsKeySource::Role,
            () if has(ACCESS_KEY_ID) && has(SECRET_ACCESS_KEY) => AwsKeySource::Files,
            () if has("role_arn") && has("web_identity_token_file") => AwsKeySource::WebIdentity,
            () if has("credential_process") => AwsKeySource::Process,
            () if ["sso_session", "sso_start_url", "sso_account_id", "login_session"].into_iter().any(has) => {
                AwsKeySource::SignIn
            }
            () => AwsKeySource::Machine,
        }
    }

    fn region(&self) -> Option<String> {
        self.get("region").filter(|name| is_region(name)).map(str::to_owned)
    }
}

/// Whether a text may be a region, which becomes a part of a host name.
pub(crate) fn is_region(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The profile of a title in the config file, such as `profile work`.
fn config_profile(title: &str) -> Option<&str> {
    if title == DEFAULT_PROFILE {
        return Some(title);
    }
    let name = title.strip_prefix("profile")?.strip_prefix(|c: char| c.is_whitespace())?.trim();
    let quoted = ['"', '\''].into_iter().find_map(|quote| name.strip_prefix(quote)?.strip_suffix(quote));
    Some(quoted.unwrap_or(name))
}

/// The lines of all sections with a title; `None` if there is none. Of a key that stands twice, the last line counts.
fn read_section(text: &str, is_asked: impl Fn(&str) -> bool) -> Option<Vec<(&str, &str)>> {
    let (mut found, mut is_inside, mut is_nested) = (None, false, false);
    for line in text.lines() {
        let content = without_comment(line).trim();
        if let Some(title) = content.strip_prefix('[') {
            is_inside = is_asked(title.split(']').next().unwrap_or_default().trim());
            is_nested = false;
            if is_inside {
                found.get_or_insert_with(Vec::new);
            }
            continue;
        }
        let Some((key, value)) = content.split_once('=').filter(|_| is_inside) else { continue };
        let (key, value) = (key.trim(), value.trim());
        // The lines below `s3 =` that are indented belong to it.
        let is_indented = line.starts_with(|c: char| c.is_whitespace());
        if is_nested && is_indented {
            continue;
        }
        is_nested = value.is_empty();
        if let Some(pairs) = &mut found {
            pairs.insert(0, (key, value));
        }
    }
    found
}

/// The line without what is behind a `#` or `;` that stands at its start or after a blank.
fn without_comment(line: &str) -> &str {
    let is_start =
        |at: usize| line.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace));
    let comment = line.match_indices(['#', ';']).find(|(at, _)| is_start(*at));
    comment.and_then(|(at, _)| line.get(..at)).unwrap_or(line)
}

#[cfg(test)]
mod tests;

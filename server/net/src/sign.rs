//! Signatures of AWS, version 4.

use std::{collections::BTreeMap, time::SystemTime};

use reqwest::Url;
use rules::{
    auth::aws_profile::AwsKeys,
    base::{percent::percent_encoded, typed_secret::Secret},
};
use zeroize::Zeroizing;

use crate::hmac::{hmac_sha256, sha256, to_hex};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What is signed.
pub(crate) struct ToSign<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a Url,
    /// With names in lower case.
    pub(crate) headers: &'a [(String, String)],
    pub(crate) body: &'a [u8],
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) now: SystemTime,
}

impl ToSign<'_> {
    /// The headers that a signed request has beside its own.
    pub(crate) fn signature_headers(&self, keys: &AwsKeys) -> Vec<(String, String)> {
        let time = basic_iso_time(self.now);
        let token = keys.session_token.as_ref().map(|token| ("x-amz-security-token", token.expose().to_owned()));
        let mut added: Vec<_> = [("x-amz-date", time.clone())].into_iter().chain(token).collect();
        let authorization = self.authorization(keys, &time, &added);
        added.push(("authorization", authorization));
        added.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn authorization(&self, keys: &AwsKeys, time: &str, added: &[(&str, String)]) -> String {
        let host = crate::address::host_and_port(self.url);
        let headers: BTreeMap<&str, &str> = (self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())))
            .chain(added.iter().map(|(name, value)| (*name, value.as_str())))
            .chain([("host", host.as_str())])
            .collect();
        let signed_names = headers.keys().copied().collect::<Vec<_>>().join(";");
        let line = |(name, value): (&&str, &&str)| [name, ":", &one_line(value), "\n"].concat();
        let lines: String = headers.iter().map(line).collect();
        let request = format!(
            "{}\n{}\n{}\n{lines}\n{signed_names}\n{}",
            self.method,
            canonical_path(self.url),
            canonical_query(self.url),
            to_hex(&sha256(self.body))
        );
        let date = time.get(..8).unwrap_or_default();
        let scope = format!("{date}/{}/{}/aws4_request", self.region, self.service);
        let text = format!("{ALGORITHM}\n{time}\n{scope}\n{}", to_hex(&sha256(request.as_bytes())));
        let key = signing_key(&keys.secret_access_key, date, self.region, self.service);
        let signature = to_hex(&hmac_sha256(&*key, text.as_bytes()));
        format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={signed_names}, Signature={signature}",
            keys.access_key_id
        )
    }
}

fn signing_key(secret: &Secret, date: &str, region: &str, service: &str) -> Zeroizing<[u8; 32]> {
    let first = Zeroizing::new(format!("AWS4{}", secret.expose()));
    let date_key = Zeroizing::new(hmac_sha256(first.as_bytes(), date.as_bytes()));
    let region_key = Zeroizing::new(hmac_sha256(&*date_key, region.as_bytes()));
    let service_key = Zeroizing::new(hmac_sha256(&*region_key, service.as_bytes()));
    Zeroizing::new(hmac_sha256(&*service_key, b"aws4_request"))
}

/// A header value without needless blanks.
fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The path, encoded once more than it is in the address, as all services but S3 want it.
fn canonical_path(url: &Url) -> String {
    let path = url.path();
    if path.is_empty() { "/".to_owned() } else { path.split('/').map(percent_encoded).collect::<Vec<_>>().join("/") }
}

fn canonical_query(url: &Url) -> String {
    let mut pairs: Vec<_> =
        url.query_pairs().map(|(name, value)| (percent_encoded(&name), percent_encoded(&value))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// A time such as `20150830T123600Z`.
fn basic_iso_time(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil_date(days);
    format!("{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day since 1970, by years that begin in March, so that a leap day is the last day of one.
fn civil_date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn example_keys() -> AwsKeys {
        AwsKeys {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: None,
        }
    }

    /// The signature of a request of the test suite that AWS has published: 2015-08-30 12:36:00, `us-east-1`, `service`.
    fn signature(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> String {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let to_sign = ToSign {
            method,
            url: &Url::parse(url).unwrap(),
            headers: &headers,
            body: body.as_bytes(),
            region: "us-east-1",
            service: "service",
            now: SystemTime::UNIX_EPOCH + Duration::from_mins(24_015_636),
        };
        let added = to_sign.signature_headers(&example_keys());
        assert_eq!(added[0], ("x-amz-date".to_owned(), "20150830T123600Z".to_owned()));
        let authorization = &added.last().unwrap().1;
        authorization.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    #[test]
    fn published_vectors() {
        let get = |url| signature("GET", url, &[], "");
        for (name, found, expected) in [
            (
                "get-vanilla",
                get("https://example.amazonaws.com/"),
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                "get-vanilla-query-order-key-case",
                get("https://example.amazonaws.com/?Param2=value2&Param1=value1"),
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "post-vanilla",
                signature("POST", "https://example.amazonaws.com/", &[], ""),
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "post-header-key-sort",
                signature("POST", "https://example.amazonaws.com/", &[("my-header1", "value1")], ""),
                "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            ),
            (
                "post-x-www-form-urlencoded",
                signature(
                    "POST",
                    "https://example.amazonaws.com/",
                    &[("content-type", "application/x-www-form-urlencoded")],
                    "Param1=value1",
                ),
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            ),
        ] {
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn a_session_token_is_signed() {
        let keys = AwsKeys { session_token: Some(Secret::new("token")), ..example_keys() };
        let url = Url::parse("https://bedrock-runtime.us-east-1.amazonaws.com/model/a%3A0/converse").unwrap();
        let to_sign = ToSign {
            method: "POST",
            url: &url,
            headers: &[],
            body: b"{}",
            region: "us-east-1",
            service: "bedrock",
            now: SystemTime::UNIX_EPOCH,
        };
        let added = to_sign.signature_headers(&keys);
        assert_eq!(added[1], ("x-amz-security-token".to_owned(), "token".to_owned()));
        assert!(added[2].1.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"), "{}", added[2].1);
        assert_eq!(canonical_path(&url), "/model/a%253A0/converse");
    }

    #[test]
    fn leap_days_are_days() {
        for (seconds, expected) in [
            (0, "19700101T000000Z"),
            (951_782_400, "20000229T000000Z"),
            (1_709_164_799, "20240228T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            assert_eq!(basic_iso_time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }
}

//! Findings about the file with other addresses for lists of models.

use contract::{Check, Verdict};

use crate::{
    base::finding::new_check,
    feed::endpoints::{ENDPOINTS_VARIABLE, Endpoints},
};

/// Names the addresses that are asked in place of the usual ones, or says why the file cannot be used.
pub fn endpoints_check(display_path: &str, endpoints: &Result<Endpoints, String>) -> Check {
    match endpoints {
        Ok(endpoints) => {
            let pairs: Vec<_> =
                endpoints.addresses().map(|(host, address)| format!("{address} instead of {host}")).collect();
            let asked = if pairs.is_empty() { "no other address".to_owned() } else { pairs.join(", ") };
            let detail = format!("{ENDPOINTS_VARIABLE} names `{display_path}`: {asked}");
            new_check("endpoints", Verdict::Note, detail, None)
        }
        Err(why) => {
            let hint = format!("correct the file, or unset {ENDPOINTS_VARIABLE}; until then, no list is refreshed");
            new_check("endpoints", Verdict::Warn, why.clone(), Some(hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_addresses_are_named() {
        let endpoints = Endpoints::parse(br#"{ "models.dev": "https://mirror.example" }"#);
        let found = endpoints_check("~/endpoints.json", &endpoints);
        assert_eq!(found.verdict, Verdict::Note);
        assert!(found.detail.ends_with("`~/endpoints.json`: https://mirror.example instead of models.dev"));
        let broken = endpoints_check("~/endpoints.json", &Endpoints::parse(b"{"));
        assert!(broken.verdict == Verdict::Warn && broken.hint.is_some());
    }
}

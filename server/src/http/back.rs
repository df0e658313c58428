//! Where a plain form leads back to: the page that it stands on, and no other place. And where sign-in leads to.

use app::facts::{MARK, without_mark};
use axum::{
    extract::Request,
    http::{Method, uri::PathAndQuery},
};

use super::{Dashboard, routes::Part};

/// What carries the page that sign-in leads to: in its address, and in its form.
pub(super) const NEXT: &str = "next";

/// More than any page of ours says in its address.
const LONGEST: usize = 512;

/// Only a page in the table, with a query as browsers write it: nothing that comes in decides where the browser goes.
pub(super) fn is_page(dashboard: &Dashboard, back: &str) -> bool {
    let (path, query) = split(back);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%=&+".contains(&byte);
    back.len() <= LONGEST
        && query.bytes().all(is_plain)
        && dashboard.route(path).is_some_and(|route| route.part == Part::Page)
}

/// The sign-in page, which leads on to the page that was asked for. Whether there is one is looked at afterwards: who is
/// not signed in learns nothing of it.
pub(super) fn sign_in(part: Part, request: &Request) -> String {
    let asked = request.uri().path_and_query().map(PathAndQuery::as_str).filter(|asked| asked.len() <= LONGEST);
    match asked.filter(|asked| part == Part::Page && request.method() == Method::GET && *asked != "/") {
        Some(asked) => {
            format!("/login?{NEXT}={}", form_urlencoded::byte_serialize(asked.as_bytes()).collect::<String>())
        }
        None => "/login".to_owned(),
    }
}

/// The same page, and the mark of what was done just now.
pub(super) fn marked(back: &str, mark: u64) -> String {
    let (path, query) = split(back);
    match without_mark(query) {
        query if query.is_empty() => format!("{path}?{MARK}={mark}"),
        query => format!("{path}?{query}&{MARK}={mark}"),
    }
}

fn split(back: &str) -> (&str, &str) {
    back.split_once('?').unwrap_or((back, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_takes_the_place_of_an_older_one() {
        for (back, marked_as) in [
            ("/", "/?done=7"),
            ("/?done=3", "/?done=7"),
            ("/routing?agent=work", "/routing?agent=work&done=7"),
            ("/routing?done=1&agent=work", "/routing?agent=work&done=7"),
        ] {
            assert_eq!(marked(back, 7), marked_as);
        }
    }
}

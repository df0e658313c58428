//! Fetches a published list.

use std::time::{Duration, Instant};

use net::{Net, Policy, Secrets, Timeouts};
use rules::{
    feed::{
        FeedModels,
        endpoints::Endpoints,
        limits::{MAX_FEED_BYTES, MAX_PAGES, check_completeness, check_count},
        models_dev::parse_models_dev,
        open_router::{OpenRouterPage, collect_pages, parse_open_router},
        outcome::{FeedOutcome, feed_outcome},
        request::{Validators, feed_request},
        source::FeedSource,
    },
    wire::{answer::Answer, url::Origin},
};

/// How long a page may take: until there is a connection, until the first byte, until its end.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(5), first_byte: Duration::from_secs(15), total: MAX_TIME };

/// How long a list may take, with all its pages.
const MAX_TIME: Duration = Duration::from_mins(1);

/// What is left for a list, over all its pages.
struct ListBudget {
    end: Instant,
    bytes: usize,
}

impl ListBudget {
    fn new(max_time: Duration) -> Self {
        Self { end: Instant::now() + max_time, bytes: MAX_FEED_BYTES }
    }

    /// The time-outs of the next page, and how long it may be.
    fn of_next_page(&self) -> Result<(Timeouts, usize), String> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(format!("the list takes longer than {} s", MAX_TIME.as_secs()));
        }
        if self.bytes == 0 {
            return Err(format!("the list is longer than {} MiB", MAX_FEED_BYTES >> 20));
        }
        let Timeouts { connect, first_byte, total } = TIMEOUTS;
        Ok((
            Timeouts { connect: connect.min(left), first_byte: first_byte.min(left), total: total.min(left) },
            self.bytes,
        ))
    }
}

/// A list, or the word that it has not changed.
pub(crate) enum Fetched {
    /// The list, with what the server is asked with the next time.
    Models(FeedModels, Validators),
    /// It has not changed.
    NotModified,
}

/// The models of `OpenRouter`, as it publishes them now. The error is a sentence.
pub async fn fetch_open_router(net: &Net, endpoints: &Endpoints) -> Result<FeedModels, String> {
    match fetch_feed(net, endpoints, FeedSource::OpenRouter, &Validators::default()).await? {
        Fetched::Models(models, _) => Ok(models),
        Fetched::NotModified => {
            Err("the server says that nothing has changed, though it was not asked that".to_owned())
        }
    }
}

/// Fetches a list, unless it has not changed since the server returned the validators. The error is a sentence.
pub(crate) async fn fetch_feed(
    net: &Net,
    endpoints: &Endpoints,
    source: FeedSource,
    validators: &Validators,
) -> Result<Fetched, String> {
    let base = endpoints.base_url(source).ok_or("the list is not published")?;
    let mut budget = ListBudget::new(MAX_TIME);
    let first = fetch_page(net, &base, source.path(), validators, &mut budget).await?;
    let Some((body, new_validators)) = first else { return Ok(Fetched::NotModified) };
    let models = match source {
        FeedSource::OpenRouter => {
            let first = parse_open_router(&body)?;
            drop(body);
            collect_pages(fetch_next_pages(net, &base, first, &mut budget).await?)
        }
        _ => parse_models_dev(&body)?,
    };
    check_completeness(source, &models)?;
    Ok(Fetched::Models(models, new_validators))
}

/// Fetches the pages behind the first one.
async fn fetch_next_pages(
    net: &Net,
    base: &str,
    first: OpenRouterPage,
    budget: &mut ListBudget,
) -> Result<Vec<OpenRouterPage>, String> {
    let mut next_path = first.next.clone();
    let mut count = first.models.len();
    let mut pages = vec![first];
    while let Some(path) = next_path {
        check_count(count)?;
        if pages.len() >= MAX_PAGES {
            return Err(format!("the list has more than {MAX_PAGES} pages"));
        }
        let page = fetch_page(net, base, &path, &Validators::default(), budget).await?;
        let (body, _) = page.ok_or("the server says that a page has not changed, though it was not asked that")?;
        let page = parse_open_router(&body)?;
        // A page that leads to itself would never end.
        next_path = page.next.clone().filter(|next| *next != path);
        count += page.models.len();
        pages.push(page);
    }
    Ok(pages)
}

/// Fetches one page; `None`: it has not changed.
async fn fetch_page(
    net: &Net,
    base: &str,
    path: &str,
    validators: &Validators,
    budget: &mut ListBudget,
) -> Result<Option<(Vec<u8>, Validators)>, String> {
    let (timeouts, max_bytes) = budget.of_next_page()?;
    let draft = feed_request(format!("{base}{path}"), validators);
    let policy = Policy {
        timeouts,
        secret_origin: None,
        // A public list is not on this machine, unless the user says so.
        allows_private: Origin::parse(base).is_some_and(|origin| origin.is_loopback()),
        own_port: None,
    };
    let answer = net.send_with_limit(&draft, &Secrets::default(), &policy, max_bytes).await;
    match (feed_outcome(&answer), answer) {
        (FeedOutcome::Body(new), Answer::Response(response)) => {
            budget.bytes = budget.bytes.saturating_sub(response.body.len());
            Ok(Some((response.body, new)))
        }
        (FeedOutcome::NotModified, _) if validators.is_empty() => {
            Err("the server says that the list has not changed, though it was not asked that".to_owned())
        }
        (FeedOutcome::NotModified, _) => Ok(None),
        (FeedOutcome::Failed(sentence), _) => Err(sentence),
        (FeedOutcome::Body(_), Answer::Failed { .. }) => Err("there was no answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_pages_share_the_time_and_the_bytes() {
        let budget = ListBudget::new(Duration::from_secs(2));
        let (timeouts, bytes) = budget.of_next_page().unwrap();
        assert!(timeouts.connect <= Duration::from_secs(2) && timeouts.total <= Duration::from_secs(2));
        assert_eq!(bytes, MAX_FEED_BYTES);
        let used_up = ListBudget { bytes: 0, ..budget };
        assert_eq!(used_up.of_next_page().err().unwrap(), "the list is longer than 16 MiB");
        assert_eq!(ListBudget::new(Duration::ZERO).of_next_page().err().unwrap(), "the list takes longer than 60 s");
    }
}

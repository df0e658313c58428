//! Fetches a published list.

use std::time::Duration;

use net::{Net, Policy, Secrets, Timeouts};
use rules::{
    feed::{
        FeedModels,
        endpoints::Endpoints,
        limits::{MAX_FEED_BYTES, MAX_PAGES, check_completeness},
        models_dev::parse_models_dev,
        open_router::{OpenRouterPage, collect_pages, parse_open_router},
        outcome::{FeedOutcome, feed_outcome},
        request::{Validators, feed_request},
        source::FeedSource,
    },
    wire::{answer::Answer, url::Origin},
};

/// How long a list may take: until there is a connection, until the first byte, until its end.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(5), first_byte: Duration::from_secs(15), total: Duration::from_mins(1) };

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
    let first = fetch_page(net, &base, source.path(), validators).await?;
    let Some((body, new_validators)) = first else { return Ok(Fetched::NotModified) };
    let models = match source {
        FeedSource::OpenRouter => {
            let first = parse_open_router(&body)?;
            drop(body);
            collect_pages(fetch_next_pages(net, &base, first).await?)
        }
        _ => parse_models_dev(&body)?,
    };
    check_completeness(source, &models)?;
    Ok(Fetched::Models(models, new_validators))
}

/// Fetches the pages behind the first one.
async fn fetch_next_pages(net: &Net, base: &str, first: OpenRouterPage) -> Result<Vec<OpenRouterPage>, String> {
    let mut next_path = first.next.clone();
    let mut pages = vec![first];
    while let Some(path) = next_path {
        if pages.len() >= MAX_PAGES {
            return Err(format!("the list has more than {MAX_PAGES} pages"));
        }
        let page = fetch_page(net, base, &path, &Validators::default()).await?;
        let (body, _) = page.ok_or("the server says that a page has not changed, though it was not asked that")?;
        let page = parse_open_router(&body)?;
        // A page that leads to itself would never end.
        next_path = page.next.clone().filter(|next| *next != path);
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
) -> Result<Option<(Vec<u8>, Validators)>, String> {
    let draft = feed_request(format!("{base}{path}"), validators);
    let policy = Policy {
        timeouts: TIMEOUTS,
        secret_origin: None,
        // A public list is not on this machine, unless the user says so.
        allows_private: Origin::parse(base).is_some_and(|origin| origin.is_loopback()),
        own_port: None,
    };
    let answer = net.send_with_limit(&draft, &Secrets::default(), &policy, MAX_FEED_BYTES).await;
    match (feed_outcome(&answer), answer) {
        (FeedOutcome::Body(new), Answer::Response(response)) => Ok(Some((response.body, new))),
        (FeedOutcome::NotModified, _) if validators.is_empty() => {
            Err("the server says that the list has not changed, though it was not asked that".to_owned())
        }
        (FeedOutcome::NotModified, _) => Ok(None),
        (FeedOutcome::Failed(sentence), _) => Err(sentence),
        (FeedOutcome::Body(_), Answer::Failed { .. }) => Err("there was no answer".to_owned()),
    }
}

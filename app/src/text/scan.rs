//! Texts of the Scan page.

use std::borrow::Cow;

use contract::Role;

use super::Text;

/// What the candidates of a scan are sorted by. Those whose value is unknown come last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CandidateOrder {
    /// The rank of the scan.
    #[default]
    Rank,
    /// The most parameters first.
    Size,
    /// The newest first.
    Age,
    /// The lowest price of the answer first.
    Price,
    /// The largest context first.
    Context,
    /// The fastest answer first.
    Latency,
}

impl CandidateOrder {
    /// All orders, as they are offered.
    pub const ALL: [Self; 6] = [Self::Rank, Self::Size, Self::Age, Self::Price, Self::Context, Self::Latency];
}

/// Texts of the Scan page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanText {
    Purpose,
    Start,
    Scan,
    Role,
    TextRequests,
    ImageRequests,
    Provider,
    AllProviders,
    MinSize,
    AnySize,
    Billions(u32),
    MaxAge,
    AnyAge,
    Days(u32),
    Count,
    FreeOnly,
    ProbeTools,
    ProbeImages,
    Results,
    Providers,
    Models(u32),
    AddCredential,
    Candidates,
    SortBy,
    Order(CandidateOrder),
    Current(Role),
    Tools(String),
    Images(String),
    Context(String),
    Latency(u32),
    MakePrimary(Role),
    MakePrimaryOf(Role, String),
    AddFallback,
    AddFallbackOf(String),
    MoreCandidates(u32),
    LeftOut(u32, String),
    HowRanked,
    RankingRule,
}

impl Text for ScanText {
    fn en(&self) -> Cow<'static, str> {
        match self {
            Self::Purpose => "Find the best model that answers with your credentials.".into(),
            Self::Start => "What to compare".into(),
            Self::Scan => "Scan".into(),
            Self::Role => "For".into(),
            Self::TextRequests => "text requests".into(),
            Self::ImageRequests => "image requests".into(),
            Self::Provider => "Provider".into(),
            Self::AllProviders => "all with a credential".into(),
            Self::MinSize => "Size at least".into(),
            Self::AnySize => "any size".into(),
            Self::Billions(billions) => format!("{billions}B parameters").into(),
            Self::MaxAge => "Released in the last".into(),
            Self::AnyAge => "any age".into(),
            Self::Days(days @ ..365) => format!("{days} days").into(),
            Self::Days(365) => "year".into(),
            Self::Days(days) => format!("{} years", days / 365).into(),
            Self::FreeOnly => "Only free models".into(),
            Self::ProbeTools => "Also ask for a tool call".into(),
            Self::ProbeImages => "Also send an image".into(),
            Self::Results => "Results".into(),
            Self::Providers => "Providers".into(),
            Self::Models(1) => "1 model".into(),
            Self::Models(count) => format!("{count} models").into(),
            Self::AddCredential => "Add credential".into(),
            Self::Count | Self::Candidates => "Candidates".into(),
            Self::SortBy => "Sort by".into(),
            Self::Order(order) => order_name(*order).into(),
            Self::Current(Role::Text) => "primary now".into(),
            Self::Current(Role::Image) => "image model now".into(),
            Self::Tools(word) => format!("tools: {word}").into(),
            Self::Images(word) => format!("images: {word}").into(),
            Self::Context(tokens) => format!("{tokens}\u{a0}context").into(),
            Self::Latency(millis) => format!("{:.1}\u{a0}s", f64::from(*millis) / 1000.0).into(),
            Self::MakePrimary(Role::Text) => "Make primary".into(),
            Self::MakePrimary(Role::Image) => "Make image model".into(),
            Self::MakePrimaryOf(Role::Text, model) => format!("Make {model} the primary").into(),
            Self::MakePrimaryOf(Role::Image, model) => format!("Make {model} the image model").into(),
            Self::AddFallback => "Add as fallback".into(),
            Self::AddFallbackOf(model) => format!("Add {model} as a fallback").into(),
            Self::MoreCandidates(1) => "1 more model passes the filters.".into(),
            Self::MoreCandidates(count) => format!("{count} more models pass the filters.").into(),
            Self::LeftOut(1, text) => format!("Left out: 1 model ({text}).").into(),
            Self::LeftOut(count, text) => format!("Left out: {count} models ({text}).").into(),
            Self::HowRanked => "How candidates are ranked".into(),
            Self::RankingRule => "An earlier part decides before a later one. What is unknown (?) scores 0.".into(),
        }
    }
}

const fn order_name(order: CandidateOrder) -> &'static str {
    match order {
        CandidateOrder::Rank => "rank",
        CandidateOrder::Size => "size",
        CandidateOrder::Age => "age",
        CandidateOrder::Price => "price of the answer",
        CandidateOrder::Context => "context",
        CandidateOrder::Latency => "latency",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        let said =
            [ScanText::Latency(840), ScanText::Models(1), ScanText::Days(730)].map(|text| text.en().into_owned());
        assert_eq!(said, ["0.8\u{a0}s", "1 model", "2 years"]);
    }
}

//! The report of a scan, from its rows so far.

use catalog::format_tokens;
use contract::{
    ProbeCheck, ProbeRow, ProbeVerdict, ScanCandidate, ScanCandidateState, ScanReport, ScannedProvider,
    ScannedProviderState,
};

use super::{
    best::mark_best,
    candidates::Candidate,
    plan::{Scan, ScanProvider, count, is_ok, rows_of},
    score::{Measured, UNKNOWN, explain_parts, format_billions, format_dollars, rank_key, score},
};

/// The word for a model that answered.
const OK: &str = "ok";

impl Scan {
    /// The report for the rows so far. If nothing is asked, all providers count.
    pub fn report(&self, rows: &[ProbeRow], is_asked: bool) -> ScanReport {
        let shown = if is_asked { self.shortlist(rows) } else { self.metadata_shortlist() };
        let providers: Vec<_> = self.providers.iter().map(|one: &ScanProvider| one.state(rows)).collect();
        let has_shown = |provider: &str| shown.iter().any(|one| one.provider == provider);
        let passed: u32 = providers.iter().filter(|one| has_shown(&one.provider)).map(|one| one.models).sum();
        let mut candidates: Vec<_> = shown.iter().map(|one| self.candidate(one, rows)).collect();
        candidates.sort_by_cached_key(|one| rank_key(&one.parts, &one.model));
        for (candidate, rank) in candidates.iter_mut().zip(1..) {
            candidate.rank = rank;
        }
        mark_best(&mut candidates);
        let recommended = candidates.iter().find(|one| one.state == ScanCandidateState::Ok);
        ScanReport {
            request: self.request.clone(),
            recommended: recommended.map(|one| one.model.clone()),
            more_candidates: passed.saturating_sub(count(shown.into_iter())),
            providers,
            candidates,
            left_out: self.left_out.clone(),
            unknown_params: self.unknown_params,
            unknown_released: self.unknown_released,
            notes: self.notes(),
            current: self.current.clone(),
            score_parts: explain_parts(),
            age: None,
        }
    }

    /// What the filters could not decide.
    fn notes(&self) -> Vec<String> {
        let note = |is_filtered: bool, count: u32, flag: &str, what: &str| {
            let (models, are, score) = if count == 1 { ("model", "is", "scores") } else { ("models", "are", "score") };
            let text = || format!("{count} {models} of unknown {what} {are} kept by `{flag}` and {score} 0 for {what}");
            (is_filtered && count > 0).then(text)
        };
        let size = note(self.request.min_params_millions.is_some(), self.unknown_params, "--min-params", "size");
        let age = note(self.request.max_age_days.is_some(), self.unknown_released, "--max-age-days", "age");
        size.into_iter().chain(age).collect()
    }

    fn candidate(&self, one: &Candidate, rows: &[ProbeRow]) -> ScanCandidate {
        let answers = || rows_of(rows, &one.model, ProbeCheck::Answer);
        let answer = answers().find(|row| is_ok(row)).or_else(|| answers().last());
        let further: Vec<_> = self.further_checks(one).collect();
        let check = |check| further.contains(&check).then(|| rows_of(rows, &one.model, check).last()).flatten();
        let (tools, images) = (check(ProbeCheck::Tools), check(ProbeCheck::Images));
        let takes_text_only = self.request.probe_images && one.accepts_images == Some(false);
        let has_failed = tools.into_iter().chain(images).any(|row| !is_ok(row)) || takes_text_only;
        // Some of the other checks may not be done yet.
        let is_partial = has_failed || further.iter().any(|asked| rows_of(rows, &one.model, *asked).next().is_none());
        let state = match answer {
            None => ScanCandidateState::NotAsked,
            Some(row) if !is_ok(row) => ScanCandidateState::Failed,
            Some(_) if is_partial => ScanCandidateState::Partly,
            Some(_) => ScanCandidateState::Ok,
        };
        let latency_ms = answer.filter(|row| is_ok(row)).and_then(|row| row.latency_ms);
        let measured = Measured { answers: answer.map(|_| answer_points(state)), latency_ms };
        let images_text = || takes_text_only.then(|| "takes text only".to_owned());
        ScanCandidate {
            rank: 0,
            model: one.model.key(),
            name: one.name.clone(),
            provider: one.provider.clone(),
            params: one.params.or(one.nominal_params),
            has_nominal_params: one.nominal_params.is_some(),
            released: one.released.map(|date| date.to_string()),
            age_days: one.age_days(self.today),
            input_price: one.price.map(|price| price.input),
            output_price: one.price.map(|price| price.output),
            context: one.context,
            context_text: one.context.map(format_tokens),
            best: Vec::new(),
            facts: facts(one),
            state,
            word: answer.map_or_else(|| "not asked".to_owned(), |row| row.word.clone()),
            error: answer.and_then(|row| row.error.clone()),
            latency_ms,
            tools: tools.map(check_word),
            images: images.map(check_word).or_else(images_text),
            parts: score(one, measured, self.today),
        }
    }
}

const fn answer_points(state: ScanCandidateState) -> u32 {
    match state {
        ScanCandidateState::Ok => 100,
        ScanCandidateState::Partly => 50,
        ScanCandidateState::Failed | ScanCandidateState::NotAsked => 0,
    }
}

/// What a scan means: 0 if a candidate passed every check, else 1, with the reason of each provider.
pub fn scan_verdict(report: &ScanReport) -> ProbeVerdict {
    if let Some(best) = &report.recommended {
        return ProbeVerdict { text: format!("`{best}` is the best one"), ..ProbeVerdict::default() };
    }
    let is_failed = |one: &&ScannedProvider| one.state != ScannedProviderState::Ok;
    let of_provider = |one: &ScannedProvider| {
        let detail = one.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        format!("{}: {}{detail}", one.provider, one.word)
    };
    let of_candidate = |one: &ScanCandidate| {
        if one.state == ScanCandidateState::Partly {
            let checks = [("tools", &one.tools), ("images", &one.images)];
            let failed = checks.into_iter().filter_map(|(name, word)| Some((name, word.as_ref()?)));
            let failed = failed.filter(|(_, word)| *word != OK).map(|(name, word)| format!("{name}: {word}"));
            format!("{}: {}", one.model, failed.collect::<Vec<_>>().join(", "))
        } else {
            let says = one.error.as_deref().and_then(|error| error.lines().last()).filter(|says| *says != one.word);
            format!("{}: {}{}", one.model, one.word, says.map(|says| format!(" ({says})")).unwrap_or_default())
        }
    };
    let providers = report.providers.iter().filter(is_failed).map(of_provider);
    ProbeVerdict {
        text: if report.candidates.iter().any(|one| one.state == ScanCandidateState::Partly) {
            "no candidate passed every check".to_owned()
        } else if report.candidates.is_empty()
            && !report.providers.iter().any(|one| one.state == ScannedProviderState::Failed)
        {
            "no model passes the filters".to_owned()
        } else {
            "no candidate answers".to_owned()
        },
        exit_code: 1,
        findings: providers.chain(report.candidates.iter().map(of_candidate)).collect(),
    }
}

/// The result of a check in words.
fn check_word(row: &ProbeRow) -> String {
    if is_ok(row) { OK.to_owned() } else { row.word.clone() }
}

/// The facts on one line: size, release date, prices.
fn facts(one: &Candidate) -> String {
    let unknown = || UNKNOWN.to_owned();
    let nominal = || one.nominal_params.map(|billions| format!("~{}", format_billions(billions)));
    let size = one.params.map(format_billions).or_else(nominal).unwrap_or_else(unknown);
    let released = one.released.map_or_else(unknown, |date| date.to_string());
    let price = match one.price {
        _ if one.is_free => "free".to_owned(),
        Some(price) => format!("{}/{}/M", format_dollars(price.input), format_dollars(price.output)),
        None => unknown(),
    };
    format!("{size}, {released}, {price}")
}

//! Rows about agents and the models that they use.

use super::{
    super::row::{Recorded, Row, each, row},
    ModelOrEmpty, NotBlank, {V2026_3, V2026_4, V2026_6, V2026_7, V2026_8},
};

const ORDER_IS_IN_STORE: &str = "remove it; the order of an agent's credentials is in its credential store";

const ON_OR_OFF: &[&str] = &["on", "off"];
const TYPING_MODES: &[&str] = &["never", "instant", "thinking", "message"];
const REASONING: &[&str] = &["off", "on", "stream"];
const VERBOSITY: &[&str] = &["off", "on", "full"];
const TOOL_PROGRESS: &[&str] = &["explain", "raw"];
const CONTEXT_INJECTION: &[&str] = &["always", "continuation-skip", "never"];
const IMAGE_QUALITY: &[&str] = &["auto", "efficient", "balanced", "high"];
const SELECTION_SCOPES: &[&str] = &["session", "agent", "global"];

/// How much a model may think. Each release knows those of the releases before it.
const THINKING: &[&str] = &["off", "minimal", "low", "medium", "high", "xhigh", "adaptive", "max", "ultra"];
const THINKING_IN_JUNE: &[&str] = &["off", "minimal", "low", "medium", "high", "xhigh", "adaptive", "max"];
const THINKING_OF_2026_3: &[&str] = &["off", "minimal", "low", "medium", "high", "xhigh", "adaptive"];

/// `agents.list` is the older layout, `agents.entries` the newer one; since 2026.8, OpenClaw reads the older one, too.
///
/// The releases of 2026.7 refuse entries, an ownership and model policies. A home of their generation may have them
/// nevertheless: it looks the same until a newer release has moved its credentials.
pub(in crate::schema) const ROWS: &[Row] = &[
    row("agents.ownership").one_of(&["explicit"]).since(V2026_7).recorded(Recorded::Text),
    // The models that every agent uses.
    row("agents.defaults").closed_object().landmark(),
    row("agents.defaults.model|imageModel").chain().managed().shown().landmark(),
    row("agents.defaults.model|imageModel.primary").text().shown().landmark(),
    row("agents.defaults.model|imageModel.fallbacks").list().landmark(),
    row("agents.defaults.model|imageModel.fallbacks.*").text().shown(),
    row("agents.defaults.imageModel.timeoutMs").whole_number(1).since(V2026_6),
    row("agents.defaults.models").object().managed().landmark(),
    row("agents.defaults.models.*").closed_object(),
    row("agents.defaults.models.*.alias").text().shown().landmark(),
    row("agents.defaults.models.*.params").object().free(),
    row("agents.defaults.models.*.streaming").flag(),
    row("agents.defaults.models.*.agentRuntime").object().since(V2026_6),
    row("agents.defaults.models.*.codeMode").flag().unchecked().since(V2026_8),
    row("agents.defaults.models.*.pickerRuntimes").text_list().unchecked().since(V2026_8),
    row("agents.defaults.modelPolicy").closed_object().since(V2026_7).managed(),
    row("agents.defaults.modelPolicy.allow").list(),
    row("agents.defaults.modelPolicy.allow.*").text().shown(),
    row("agents.defaults.utilityModel").text().since(V2026_7).managed().shown(),
    row("agents.defaults.decisionModel").text_of(ModelOrEmpty).since(V2026_8),
    // The other defaults.
    row("agents.defaults.workspace").text(),
    row("agents.defaults.systemAgent|authInheritance|sessionStore").closed_object().since(V2026_8),
    row("agents.defaults.systemAgent.agentId").text_of(NotBlank).unchecked().recorded(Recorded::AgentId),
    row("agents.defaults.authInheritance.agentId").text_of(NotBlank).recorded(Recorded::AgentId),
    row("agents.defaults.sessionStore.agentId").text_of(NotBlank),
    row("agents.defaults.pdfModel").text().object(),
    each("agents.defaults", &["imageGenerationModel", "musicGenerationModel", "videoGenerationModel"])
        .text()
        .object()
        .since(V2026_6)
        .until(V2026_7),
    row("agents.defaults.voiceModel").text().object().since(V2026_6),
    row("agents.defaults.mediaModels").object().since(V2026_8),
    row("agents.defaults.timeoutSeconds").whole_number(1).until(V2026_7),
    row("agents.defaults.timeoutSeconds").whole_number(0).since(V2026_8),
    each("agents.defaults", &["bootstrapMaxChars", "bootstrapTotalMaxChars", "contextTokens", "pdfMaxPages"])
        .whole_number(1),
    each("agents.defaults", &["imageMaxDimensionPx", "maxConcurrent", "typingIntervalSeconds"]).whole_number(1),
    row("agents.defaults.mediaMaxMb").positive_number(),
    row("agents.defaults.pdfMaxBytesMb").positive_number().until(V2026_7),
    row("agents.defaults.pdfMaxMb").positive_number().since(V2026_8),
    each("agents.defaults", &["repoRoot", "userTimezone"]).text(),
    row("agents.defaults.envelopeTimezone").text().until(V2026_7),
    row("agents.defaults.cwd").text().since(V2026_8),
    row("agents.defaults.skipBootstrap").flag(),
    row("agents.defaults.mediaGenerationAutoProviderFallback").flag().since(V2026_6).until(V2026_7),
    row("agents.defaults.skills").text_list().since(V2026_6),
    row("agents.defaults.skipOptionalBootstrapFiles").list().since(V2026_6),
    row("agents.defaults.thinkingDefault").one_of(THINKING_OF_2026_3).until(V2026_3),
    row("agents.defaults.thinkingDefault").one_of(THINKING_IN_JUNE).since(V2026_6).until(V2026_6),
    row("agents.defaults.thinkingDefault").one_of(THINKING).since(V2026_7),
    row("agents.defaults.verboseDefault").one_of(VERBOSITY),
    row("agents.defaults.elevatedDefault").one_of(&["off", "on", "ask", "full"]),
    row("agents.defaults.reasoningDefault").one_of(REASONING).since(V2026_6),
    row("agents.defaults.fastModeDefault").flag().one_of(&["auto"]).since(V2026_8),
    row("agents.defaults.blockStreamingDefault").one_of(ON_OR_OFF),
    row("agents.defaults.blockStreamingBreak").one_of(&["text_end", "message_end"]),
    row("agents.defaults.bootstrapPromptTruncationWarning").one_of(&["off", "once", "always"]).until(V2026_7),
    row("agents.defaults.timeFormat").one_of(&["auto", "12", "24"]).until(V2026_7),
    each("agents.defaults", &["envelopeElapsed", "envelopeTimestamp"]).one_of(ON_OR_OFF).until(V2026_7),
    row("agents.defaults.typingMode").one_of(TYPING_MODES),
    row("agents.defaults.contextInjection").one_of(CONTEXT_INJECTION).since(V2026_6),
    row("agents.defaults.toolProgressDetail").one_of(TOOL_PROGRESS).since(V2026_6),
    row("agents.defaults.imageQuality").one_of(IMAGE_QUALITY).since(V2026_6),
    row("agents.defaults.modelSelectionScope").one_of(SELECTION_SCOPES).since(V2026_8),
    each("agents.defaults", &["blockStreamingChunk", "blockStreamingCoalesce", "compaction", "contextPruning"])
        .object(),
    each("agents.defaults", &["heartbeat", "humanDelay", "sandbox", "subagents"]).object(),
    row("agents.defaults.embeddedPi").object().until(V2026_4),
    each("agents.defaults", &["agentRuntime", "embeddedHarness", "llm", "silentReplyRewrite", "systemPromptOverride"])
        .unchecked()
        .since(V2026_4)
        .until(V2026_4),
    each("agents.defaults", &["cliBackends", "memorySearch"]).object().until(V2026_7),
    each("agents.defaults", &["promptOverlays", "runRetries"]).object().since(V2026_6).until(V2026_7),
    row("agents.defaults.params").object().free().since(V2026_6),
    each("agents.defaults", &["contextLimits", "embeddedAgent", "experimental", "silentReply", "startupContext"])
        .object()
        .since(V2026_6),
    // The entries of agents.
    row("agents.list").list().landmark(),
    row("agents.entries").object().since(V2026_7).landmark(),
    row("agents.list|entries.*").closed_object().recorded(Recorded::AgentEntry),
    row("agents.list.*.id").text().shown().in_new_agent().landmark(),
    row("agents.list|entries.*.default").flag().shown().in_new_agent(),
    row("agents.list|entries.*.name").text().in_new_agent(),
    row("agents.list|entries.*.workspace").text().in_new_agent().recorded(Recorded::Text),
    row("agents.list|entries.*.agentDir").text().in_new_agent(),
    row("agents.list|entries.*.model").chain().managed().shown().in_new_agent(),
    row("agents.list|entries.*.model.primary").text().shown(),
    row("agents.list|entries.*.model.fallbacks").list(),
    row("agents.list|entries.*.model.fallbacks.*").text().shown(),
    row("agents.list|entries.*.models").object().since(V2026_6),
    row("agents.list|entries.*.modelPolicy").closed_object().since(V2026_7).managed(),
    row("agents.list|entries.*.modelPolicy.allow").list(),
    row("agents.list|entries.*.modelPolicy.allow.*").text().shown(),
    row("agents.list|entries.*.utilityModel").text().since(V2026_7),
    row("agents.list|entries.*.decisionModel").text_of(ModelOrEmpty).since(V2026_8),
    row("agents.list|entries.*.auth").never_accepted().repair(ORDER_IS_IN_STORE),
    row("agents.list|entries.*.description").text().since(V2026_6),
    row("agents.list|entries.*.cwd").text().since(V2026_8),
    row("agents.list|entries.*.skills").text_list(),
    each("agents.list|entries.*", &["bootstrapMaxChars", "bootstrapTotalMaxChars", "contextTokens"])
        .whole_number(1)
        .since(V2026_6),
    row("agents.list|entries.*.thinkingDefault").one_of(THINKING_IN_JUNE).since(V2026_6).until(V2026_6),
    row("agents.list|entries.*.thinkingDefault").one_of(THINKING).since(V2026_7),
    row("agents.list|entries.*.verboseDefault").one_of(VERBOSITY).since(V2026_6),
    row("agents.list|entries.*.reasoningDefault").one_of(REASONING).since(V2026_6),
    row("agents.list|entries.*.fastModeDefault").flag().since(V2026_6).until(V2026_6),
    row("agents.list|entries.*.fastModeDefault").flag().one_of(&["auto"]).since(V2026_7),
    row("agents.list|entries.*.contextInjection").one_of(CONTEXT_INJECTION).since(V2026_6),
    row("agents.list|entries.*.toolProgressDetail").one_of(TOOL_PROGRESS).since(V2026_6),
    row("agents.list|entries.*.typingMode").one_of(TYPING_MODES).since(V2026_8),
    each("agents.list|entries.*", &["groupChat", "heartbeat", "humanDelay", "identity"]).object(),
    row("agents.list|entries.*.runtime").object().unchecked(),
    each("agents.list|entries.*", &["sandbox", "subagents", "tools"]).object(),
    row("agents.list|entries.*.params").object().free(),
    row("agents.list|entries.*.memorySearch").object().until(V2026_7),
    row("agents.list|entries.*.runRetries").object().since(V2026_6).until(V2026_7),
    each("agents.list|entries.*", &["contextLimits", "embeddedAgent", "experimental", "skillsLimits", "tts"])
        .object()
        .since(V2026_6),
    row("agents.list|entries.*.memory").object().since(V2026_8),
    each("agents.list|entries.*", &["agentRuntime", "embeddedHarness", "embeddedPi", "systemPromptOverride"])
        .unchecked()
        .since(V2026_4)
        .until(V2026_4),
];

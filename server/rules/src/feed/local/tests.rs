use serde_json::json;

use super::*;
use crate::feed::kept::{kept_overlays, parse_local_file};

const HOUR: i64 = 3_600_000;

fn servers(providers: &Value) -> Vec<(String, String, LocalProtocol)> {
    let view = View::new(json!({ "models": { "providers": providers } }));
    let found = local_servers(&view).into_iter();
    found.map(|server| (server.provider.clone(), server.address(), server.protocol)).collect()
}

#[test]
fn configured_and_default_servers_are_asked() {
    let usual = servers(&json!({}));
    let names: Vec<_> = usual.iter().map(|(provider, ..)| provider.as_str()).collect();
    assert_eq!(names, ["lmstudio", "ollama", "vllm"]);
    assert_eq!(usual[1], ("ollama".into(), "http://127.0.0.1:11434".into(), LocalProtocol::Ollama));
    let found = servers(&json!({
        "ollama": { "baseUrl": "http://gpu.example:11434" },
        "lmstudio": { "baseUrl": "http://localhost:4321/v1" },
        "own": { "baseUrl": "http://127.0.0.1:9000/v1", "api": "openai-completions" },
        "own-ollama": { "baseUrl": "http://[::1]:9001", "api": "ollama" },
        "cloud": { "baseUrl": "https://api.example.com" },
        "metadata": { "baseUrl": "http://169.254.169.254" },
        "odd": { "baseUrl": "http://127.0.0.1@evil.example" },
        "unset": { "baseUrl": "${NOT_SET}" },
        "none": {}
    }));
    let names: Vec<_> = found.iter().map(|(provider, ..)| provider.as_str()).collect();
    assert_eq!(names, ["lmstudio", "own", "own-ollama", "vllm"]);
    assert_eq!(found[0].1, "http://localhost:4321");
    assert_eq!(found[2].2, LocalProtocol::Ollama);
}

#[test]
fn each_server_is_asked_in_its_own_way() {
    let urls = |name: &str, url: &str, api: Option<&str>| {
        let server = local_server(name, api, url, true).unwrap();
        server.list_requests().into_iter().map(|(_, draft)| draft.url).collect::<Vec<_>>()
    };
    assert_eq!(
        urls("ollama", "http://127.0.0.1:11434/v1", None),
        ["http://127.0.0.1:11434/api/tags", "http://127.0.0.1:11434/v1/models"]
    );
    assert_eq!(
        urls("lmstudio", "http://127.0.0.1:1234/v1/", None),
        [
            "http://127.0.0.1:1234/api/v1/models",
            "http://127.0.0.1:1234/api/v0/models",
            "http://127.0.0.1:1234/v1/models"
        ]
    );
    assert_eq!(urls("litellm", "http://localhost:4000", None), ["http://localhost:4000/v1/models"]);
    assert_eq!(urls("own", "http://localhost:4000/llm", Some("x")), ["http://localhost:4000/llm/models"]);
    let show = local_server("ollama", None, "http://127.0.0.1:11434", false).unwrap().detail_request("a\"b");
    assert_eq!((show.method, show.body.as_deref()), (Method::Post, Some(r#"{"model":"a\"b"}"#)));
}

#[test]
fn answers_state_exact_facts() {
    let tags = json!({ "models": [{ "name": "llama3.3:70b", "details": { "parameter_size": "70.6B" } }, { "name": "a b" }, 5] });
    let mut models = parse_ollama_tags(tags.to_string().as_bytes()).unwrap();
    assert_eq!((models.len(), models[0].billions), (1, Some(70.6)));
    let show = json!({
        "model_info": { "general.architecture": "llama", "general.parameter_count": 70_553_706_560_u64,
            "llama.context_length": 131_072 },
        "capabilities": ["completion", "tools", "vision"]
    });
    let model = parse_ollama_show(show.to_string().as_bytes(), models.remove(0)).unwrap();
    assert_eq!((model.context, model.billions), (Some(131_072), Some(70.554)));
    assert_eq!((model.images, model.tools, model.reasoning), (Some(true), Some(true), Some(false)));
    assert_eq!(parse_ollama_show(br#"{"capabilities":["embedding"]}"#, model.clone()), None);
    assert_eq!(parse_ollama_show(b"<html>", model.clone()), Some(model));

    let v1 = json!({ "models": [
        { "type": "llm", "key": "qwen/qwen3.5-9b", "display_name": "Qwen3.5 9B", "params_string": "9B",
          "max_context_length": 262_144, "capabilities": { "vision": true, "trained_for_tool_use": false } },
        { "type": "embedding", "key": "nomic" }
    ] });
    let models = parse_lm_studio(v1.to_string().as_bytes()).unwrap();
    assert_eq!((models.len(), models[0].context, models[0].billions), (1, Some(262_144), Some(9.0)));
    assert_eq!((models[0].images, models[0].tools), (Some(true), Some(false)));
    let v0 = json!({ "data": [{ "id": "qwen2-vl-7b", "type": "vlm", "max_context_length": 32_768 }, { "id": "e", "type": "embeddings" }] });
    let models = parse_lm_studio_v0(v0.to_string().as_bytes()).unwrap();
    assert_eq!(
        (models.len(), models[0].context, models[0].images, models[0].billions),
        (1, Some(32_768), Some(true), Some(7.0))
    );
    let vllm = json!({ "data": [{ "id": "meta-llama/Llama-3.1-8B", "max_model_len": 32_768 }] });
    assert_eq!(parse_open_ai(vllm.to_string().as_bytes()).unwrap()[0].context, Some(32_768));
    for text in ["", "[]", "{}", "<html>", "{\"models\": 5}"] {
        assert!(parse_ollama_tags(text.as_bytes()).is_none() && parse_open_ai(text.as_bytes()).is_none(), "{text}");
    }
}

fn answer(provider: &str, running: bool, answered_at: Option<i64>) -> LocalAnswer {
    let models = answered_at.map(|_| LocalModel {
        id: "m-8b".into(),
        context: Some(4096),
        billions: Some(8.0),
        ..LocalModel::default()
    });
    LocalAnswer {
        provider: provider.into(),
        address: "http://127.0.0.1:1".into(),
        running,
        asked_at: 10 * HOUR,
        answered_at,
        models: models.into_iter().collect(),
        ..LocalAnswer::default()
    }
}

#[test]
fn the_last_models_of_a_stopped_server_are_kept_with_their_age() {
    let earlier = [answer("ollama", true, Some(HOUR))];
    let stopped = LocalAnswer { models: Vec::new(), ..answer("ollama", false, None) };
    let merged = merge_answers(&earlier, vec![stopped, answer("vllm", false, None)]);
    assert_eq!(merged.len(), 1, "a server that has never answered is not kept");
    assert_eq!((merged[0].models.len(), merged[0].answered_at, merged[0].running), (1, Some(HOUR), false));
    assert_eq!(
        age_note(&merged[0], 12 * HOUR),
        "ollama at http://127.0.0.1:1: not running 2\u{a0}h ago; 1 model, as it answered 11\u{a0}h ago"
    );
    assert_eq!(age_note(&earlier[0], HOUR), "ollama at http://127.0.0.1:1: 1 model, as it answered just now");
    assert_eq!(age_note(&earlier[0], 49 * HOUR), "ollama at http://127.0.0.1:1: 1 model, as it answered 2\u{a0}d ago");
}

#[test]
fn answers_are_a_table() {
    let hostile = LocalAnswer { provider: "evil\n#provider\tanthropic".into(), ..answer("x", true, Some(1)) };
    let mut own = answer("own", true, Some(1));
    own.models.push(LocalModel { id: "bad\tid".into(), ..LocalModel::default() });
    let table = local_table(&[own, answer("ollama", true, Some(1)), hostile]);
    assert_eq!(table.sections().map(|section| section.provider().to_owned()).collect::<Vec<_>>(), ["ollama", "own"]);
    let row = table.find("ollama", "m-8b").unwrap();
    assert!(row.is_well_formed() && row.has(catalog::Flags::LOCAL));
    assert_eq!((row.context(), row.size().map(|size| size.billions), table.len()), (Some(4096), Some(8.0), 2));
}

#[test]
fn unusable_files_are_ignored_with_a_sentence() {
    for (text, reason) in [
        ("{", "it is not complete"),
        (r#"{"version":2}"#, "a newer openclaw wrote it"),
        (r#"{"version":1}"#, "it is not complete"),
    ] {
        assert_eq!(parse_local_file(text.as_bytes()).unwrap_err(), reason);
    }
    let kept = kept_overlays(
        vec![(crate::feed::source::FeedSource::ModelsDev, Ok("#catalog\t2026-12-01\tv7 models.dev\n".into()))],
        Err("it is not complete"),
    );
    assert_eq!((kept.overlays.len(), kept.problems.len(), kept.date), (0, 2, None));
    assert!(kept.problems[0].starts_with("`catalog/models-dev.tsv` is ignored: a newer openclaw wrote it"));
}

//! What an answer looks like, and what its buttons do.

use serde_json::{Value, json};

use super::*;

/// The answer as it is kept.
async fn kept(team: &Team, id: &str) -> Value {
    let kept = team.door.store.answer(id).await.unwrap().unwrap();
    serde_json::from_str(&kept.answer).unwrap()
}

fn id_of(message: &Seen) -> String {
    button(message, "receipt")["value"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_mention_is_answered_in_its_thread_with_the_numbers_of_the_answer() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "1.1", QUESTION).await;
    let seen = team.messages(1).await;
    let message = &seen[0].1;
    assert_eq!(
        (message.channel.as_str(), message.thread.as_deref()),
        (OPEN, Some("1.1"))
    );
    assert_eq!(message.only, None);
    let answer = kept(&team, &id_of(message)).await;
    assert_eq!(answer["status"], "answered", "{answer}");
    let told = words(message);
    for sentence in [&answer["headline"], &answer["narration"]] {
        let plain = |text: &str| text.replace(char::is_whitespace, "");
        assert!(
            plain(&told).contains(&plain(sentence.as_str().unwrap())),
            "{told}\n{sentence}"
        );
    }
    assert!(!message.text.is_empty());
    // Every cell, in its order, with the value that sorts.
    let rows = block(message, "data_table").unwrap()["rows"]
        .as_array()
        .unwrap()
        .clone();
    let labels = answer["label_rows"].as_array().unwrap();
    assert_eq!(rows.len(), labels.len() + 1);
    for (row, labels) in rows[1..].iter().zip(labels) {
        let cells = row.as_array().unwrap().iter().map(|it| it["text"].clone());
        assert_eq!(json!(cells.collect::<Vec<_>>()), *labels);
    }
    assert_eq!(rows[1][1]["type"], "raw_number");
    // A chart that Slack draws, with the same values; so no picture is uploaded.
    let chart = block(message, "data_visualization").unwrap();
    let drawn = chart
        .pointer("/chart/series/0/data/0/value")
        .unwrap()
        .as_f64()
        .unwrap();
    assert!((drawn - rows[1][1]["value"].as_f64().unwrap()).abs() < 1e-9);
    assert_eq!(team.fake.count("files.getUploadURLExternal"), 0);
    assert_eq!(team.fake.count("chat.startStream"), 0);
    // It is in the record, as what a chat program vouches for.
    let wanted = wenbo::store::ActsWanted {
        limit: 10,
        ..Default::default()
    };
    let acts = team.door.store.acts(&wanted).await.unwrap();
    let asked = acts.iter().find(|it| it.action == "ask").unwrap();
    assert_eq!(
        (asked.via.as_str(), asked.subject.as_str()),
        ("chat", "owner")
    );
    assert_eq!(asked.surface, "/v1/channels/slack");
}

#[tokio::test]
async fn the_numbers_are_those_of_the_api() {
    let team = Team::new().await;
    let (_, key) = team.door.key("Ann", &[wenbo::keys::Scope::Ask]).await;
    let routes = team.door.routes(None, true);
    for (at, question) in [
        QUESTION,
        "上个月成交额",
        "上个月各平台成交额",
        "GMV by platform and streamer in January 2026",
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "question": question, "as_of": "2026-02-15T10:00:00" });
        let direct_answer = crate::keys::call(&routes, &key, "POST", "/v1/ask", &body)
            .await
            .json();
        team.event(
            &format!("EvN{at}"),
            direct("UANN", &format!("9{at}.1"), question),
        )
        .await;
        let seen = team.messages(at + 1).await;
        let answer = kept(&team, &id_of(&seen[at].1)).await;
        assert_eq!(answer["status"], "answered", "{question}: {answer}");
        assert_eq!(answer["rows"], direct_answer["rows"], "{question}");
        assert_eq!(
            answer["narration"], direct_answer["narration"],
            "{question}"
        );
    }
}

#[tokio::test]
async fn a_question_of_a_button_is_asked_and_shown() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "2.1", QUESTION).await;
    let seen = team.messages(1).await;
    let next = button(&seen[0].1, "ask:0");
    let question: Value = serde_json::from_str(next["value"].as_str().unwrap()).unwrap();
    team.press("UOLGA", &next, &seen[0].1, &seen[0].0).await;
    // Pressed twice by a trembling hand it would be another press; sent twice by Slack it is one.
    let seen = team.messages(2).await;
    let message = &seen[1].1;
    assert_eq!(message.thread.as_deref(), Some("2.1"));
    assert!(
        words(message).contains(question["q"].as_str().unwrap()),
        "{}",
        words(message)
    );
    assert_eq!(
        *team.asked.lock().unwrap(),
        [QUESTION, question["q"].as_str().unwrap()]
    );
}

#[tokio::test]
async fn a_question_back_is_answered_by_button_or_by_number() {
    let team = Team::new().await;
    for (at, answers_by_button) in [(3, true), (4, false)] {
        let before = team.fake.all().len();
        let thread = format!("{at}.1");
        team.mention("UOLGA", OPEN, &thread, "上个月平台成交额")
            .await;
        let seen = team.messages(before + 1).await;
        let asked = &seen[before].1;
        let choice = button(asked, "ask:1");
        let chosen: Value = serde_json::from_str(choice["value"].as_str().unwrap()).unwrap();
        assert!(asked.text.contains("\n2. "), "{}", asked.text);
        if answers_by_button {
            team.press("UOLGA", &choice, asked, &seen[before].0).await;
        } else {
            let mut event = mention("UOLGA", OPEN, &format!("{at}.2"), "第二个");
            event["thread_ts"] = thread.clone().into();
            team.event(&format!("Ev{at}2"), event).await;
        }
        let seen = team.messages(before + 2).await;
        assert_eq!(seen[before + 1].1.thread.as_deref(), Some(thread.as_str()));
        let last = team.asked.lock().unwrap().last().unwrap().clone();
        assert_eq!(last, chosen["q"].as_str().unwrap());
        let answer = kept(&team, &id_of(&seen[before + 1].1)).await;
        assert_eq!(answer["status"], "answered", "{answer}");
    }
}

#[tokio::test]
async fn what_somebody_thinks_is_kept_and_only_of_their_own_answers() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "5.1", QUESTION).await;
    let seen = team.messages(1).await;
    let (ts, message) = &seen[0];
    let id = id_of(message);
    let feedback = block(message, "context_actions").unwrap();
    let element = feedback.pointer("/elements/0").unwrap();
    assert_eq!(element["type"], "feedback_buttons");
    let pressed = json!({ "action_id": "feedback", "value": element["negative_button"]["value"] });
    team.press("UOLGA", &pressed, message, ts).await;
    let seen = team.messages(2).await;
    assert_eq!(seen[1].1.only.as_deref(), Some("UOLGA"));
    let said = team.door.store.feedback(None, None, 10).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].feedback.answer_id, id);
    assert_eq!(said[0].feedback.verdict, wenbo::store::Verdict::Down);
    // Somebody else's word does not count.
    team.press("UANN", &pressed, message, ts).await;
    let seen = team.messages(3).await;
    assert_eq!(seen[2].1.only.as_deref(), Some("UANN"));
    assert_eq!(
        team.door
            .store
            .feedback(None, None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_receipt_opens_in_a_window_or_comes_as_a_message() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "6.1", QUESTION).await;
    let seen = team.messages(1).await;
    let (ts, message) = &seen[0];
    let receipt = button(message, "receipt");
    let answer = kept(&team, &id_of(message)).await;
    let statement = answer
        .pointer("/receipt/semantic_sql")
        .unwrap()
        .as_str()
        .unwrap();
    team.press("UOLGA", &receipt, message, ts).await;
    team.until("a window", |fake| fake.inner().windows.len() == 1)
        .await;
    let window = team.fake.inner().windows[0].clone();
    assert!(window["title"]["text"].as_str().unwrap().chars().count() <= 24);
    assert!(
        window.to_string().contains(&json!(statement).to_string()),
        "{window:#}"
    );
    // Too late for a window.
    team.fake
        .inner()
        .for_good
        .insert("views.open", fake::Trouble::Error("expired_trigger_id"));
    team.press("UOLGA", &receipt, message, ts).await;
    let seen = team.messages(2).await;
    assert_eq!(seen[1].1.only.as_deref(), Some("UOLGA"));
    // Ann gets what she would get: her own rows, or nothing; never the owner's statement as it ran.
    team.press("UANN", &receipt, message, ts).await;
    team.messages(3).await;
}

#[tokio::test]
async fn a_picture_is_uploaded_where_slack_cannot_draw_and_left_out_where_it_cannot_be_shown() {
    let team = Team::new().await;
    // Slack does not know the newest blocks yet.
    team.fake.inner().unknown_blocks = vec!["data_table", "data_visualization"];
    team.mention("UOLGA", OPEN, "7.1", QUESTION).await;
    let seen = team.messages(1).await;
    let message = &seen[0].1;
    let picture = block(message, "image").unwrap();
    let file = picture
        .pointer("/slack_file/id")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(&team.fake.inner().files[&file][1..4], b"PNG");
    assert!(!picture["alt_text"].as_str().unwrap().is_empty());
    assert!(block(message, "table").is_some() && block(message, "data_table").is_none());

    // Nor pictures.
    team.fake.inner().unknown_blocks.push("image");
    team.mention("UOLGA", OPEN, "7.2", QUESTION).await;
    let seen = team.messages(2).await;
    assert!(block(&seen[1].1, "image").is_none() && block(&seen[1].1, "table").is_some());

    // Nor files.
    team.fake.inner().unknown_blocks.pop();
    team.fake.inner().for_good.insert(
        "files.getUploadURLExternal",
        fake::Trouble::Error("missing_scope"),
    );
    team.mention("UOLGA", OPEN, "7.3", QUESTION).await;
    let seen = team.messages(3).await;
    assert!(block(&seen[2].1, "image").is_none() && block(&seen[2].1, "table").is_some());

    // No block at all: then text.
    team.fake.inner().unknown_blocks = vec!["rich_text"];
    team.mention("UOLGA", OPEN, "7.4", QUESTION).await;
    let seen = team.messages(4).await;
    assert!(
        seen[3].1.blocks.is_empty() && seen[3].1.text.contains("GMV"),
        "{:?}",
        seen[3].1
    );
}

#[tokio::test]
async fn what_cannot_be_answered_says_why_and_a_failure_says_so() {
    let team = Team::new().await;
    team.event(
        "Ev81",
        direct("UOLGA", "8.1", "what is the weather in Paris"),
    )
    .await;
    let seen = team.messages(1).await;
    assert!(!words(&seen[0].1).is_empty());
    team.event("Ev82", direct("UOLGA", "8.2", &"9".repeat(3_000)))
        .await;
    let seen = team.messages(2).await;
    assert!(seen[1].1.text.contains("2,000"), "{}", seen[1].1.text);
}

#[tokio::test]
async fn help_and_a_thread_of_the_assistant_begin_with_questions() {
    let team = Team::new().await;
    team.event("Ev91", direct("UOLGA", "9.1", "help")).await;
    let seen = team.messages(1).await;
    assert!(seen[0].1.text.contains("/wenbo"));
    let event = json!({ "type": "assistant_thread_started", "assistant_thread": {
        "user_id": "UOLGA", "channel_id": "D1", "thread_ts": "9.9", "context": {} } });
    team.event("Ev92", event).await;
    let seen = team.messages(2).await;
    assert_eq!(seen[1].1.thread.as_deref(), Some("9.9"));
    assert_eq!(team.fake.count("assistant.threads.setSuggestedPrompts"), 1);
}

/// The longest text of a block, and how many elements it has.
fn within(block: &Value) {
    let chars = |value: &Value| value.as_str().map_or(0, |it| it.chars().count());
    for (name, most) in [
        ("caption", 150),
        ("title", 150),
        ("value", 2_000),
        ("action_id", 255),
    ] {
        assert!(chars(&block[name]) <= most, "{name}: {block}");
    }
    match block["type"].as_str() {
        Some("button") => assert!(chars(&block["text"]["text"]) <= 75),
        Some("text" | "plain_text") => assert!(chars(&block["text"]) <= 3_000, "{block}"),
        Some("context") => assert!(block["elements"].as_array().unwrap().len() <= 10),
        Some("actions") => assert!(block["elements"].as_array().unwrap().len() <= 25),
        Some("data_table" | "table") => {
            let rows = block["rows"].as_array().unwrap();
            assert!((2..=100).contains(&rows.len()));
            let cells: Vec<&Value> = rows.iter().flat_map(|it| it.as_array().unwrap()).collect();
            let widths: Vec<usize> = rows.iter().map(|it| it.as_array().unwrap().len()).collect();
            assert!(widths.iter().all(|it| *it == widths[0] && *it <= 20));
            assert!(cells.iter().all(|it| chars(&it["text"]) > 0));
            assert!(cells.iter().map(|it| chars(&it["text"])).sum::<usize>() <= 10_000);
        }
        _ => {}
    }
    match block {
        Value::Array(all) => all.iter().for_each(within),
        Value::Object(all) => all.values().for_each(within),
        _ => {}
    }
}

#[tokio::test]
async fn an_oversized_answer_is_cut_to_what_slack_takes_and_has_no_markup() {
    let team = Team::new().await;
    team.mention("UOLGA", OPEN, "11.1", "oversized").await;
    let seen = team.messages(1).await;
    let message = &seen[0].1;
    assert!(message.blocks.len() <= 50);
    assert!(message.text.chars().count() <= 4_000);
    assert!(message.text.contains("&lt;!channel&gt;") && !message.text.contains("<!channel>"));
    message.blocks.iter().for_each(within);
    let kinds: Vec<&str> = message
        .blocks
        .iter()
        .map(|it| it["type"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"data_table") && kinds.contains(&"context_actions"),
        "{kinds:?}"
    );
    assert!(
        !message
            .blocks
            .iter()
            .any(|it| it.to_string().contains("mrkdwn"))
    );
    // Rows that are left out are said.
    assert!(
        message
            .blocks
            .iter()
            .any(|it| it.to_string().contains("1000")),
        "{kinds:?}"
    );
    // As a stream: no call has more Markdown than Slack takes, and none that calls everybody.
    let team = Team::with(Duration::ZERO).await;
    team.close();
    team.mention("UOLGA", OPEN, "11.2", "oversized").await;
    team.until("a stream", |fake| fake.count("chat.startStream") == 1)
        .await;
    team.open();
    let seen = team.messages(1).await;
    let text = &seen[0].1.text;
    assert!(
        text.chars().count() <= 12_000 && !text.contains(" <!channel>"),
        "{}",
        &text[..200]
    );
}

#[tokio::test]
async fn a_panic_ends_one_question_with_a_word_and_no_other() {
    let team = Team::new().await;
    team.event("Ev121", direct("UOLGA", "12.1", "panic")).await;
    let seen = team.messages(1).await;
    assert!(seen[0].1.text.contains("Sorry") && !seen[0].1.text.contains("secret"));
    team.event("Ev122", direct("UOLGA", "12.2", QUESTION)).await;
    team.messages(2).await;
}

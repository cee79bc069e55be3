//! Boards: what was pinned is computed anew, for whoever looks, in the meaning that was pinned.

use chrono::NaiveDateTime;
use semantic_sql::Asker;
use serde_json::{Value, json};
use wenbo::boards::{Board, BoardChange, BoardError, Boards, Place, TileChange};

use crate::recall::{Shop, guarded, id_of, who};
use crate::reload::Files;

const QUESTION: &str = "GMV by streamer last month";

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn asker(name: &str) -> Asker {
    Asker::Known(who(name))
}

struct Wall {
    shop: Shop,
    boards: Boards,
}

impl Wall {
    async fn new() -> Self {
        let shop = Shop::new().await;
        let (app, recall) = (shop.service.app.clone(), shop.service.recall.clone());
        let boards = Boards::new(app, recall);
        Self { shop, boards }
    }

    /// A board of the owner with one question on it, asked on 2026-02-15.
    async fn with(&self, question: &str) -> Board {
        let board = self.boards.create(&asker("owner"), "晚场").await.unwrap();
        let answer = self.shop.ask("owner", question).await.json();
        self.pin(&board, &answer).await
    }

    async fn shown(&self, board: &Board, name: &str, moment: &str) -> Value {
        let (asker, tile) = (asker(name), &board.tiles[0].id);
        let moment = Some(at(moment));
        let answer = self.boards.answer(&asker, &board.id, tile, moment).await;
        serde_json::to_value(answer.unwrap()).unwrap()
    }

    /// Pins an answer of the owner.
    async fn pin(&self, board: &Board, answer: &Value) -> Board {
        let (owner, id) = (asker("owner"), id_of(answer));
        let pinned = self.boards.pin(&owner, &board.id, &id, None).await;
        pinned.unwrap()
    }

    /// The same question asked at a moment.
    async fn asked(&self, name: &str, question: &str, moment: &str) -> Value {
        let body = json!({ "question": question, "as_of": moment }).to_string();
        let reply = self.shop.call(name, "POST", "/v1/ask", &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    }
}

fn note_codes(answer: &Value) -> Vec<&str> {
    let notes = answer["notes"].as_array().unwrap().iter();
    notes.map(|it| it["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_tile_follows_the_clock() {
    let wall = Wall::new().await;
    let board = wall.with(QUESTION).await;
    assert!(board.tiles[0].follows, "{board:?}");
    let mut seen = Vec::new();
    for moment in ["2026-02-15T10:00:00", "2026-03-03T10:00:00"] {
        let shown = wall.shown(&board, "owner", moment).await;
        let asked = wall.asked("owner", QUESTION, moment).await;
        assert_eq!(shown["rows"], asked["rows"], "{moment}");
        assert_eq!(shown["narration"], asked["narration"], "{moment}");
        seen.push(shown["rows"].clone());
    }
    assert_ne!(seen[0], seen[1], "the two months have the same rows");
}

#[tokio::test]
async fn whoever_looks_sees_their_own_rows() {
    let wall = Wall::new().await;
    let board = wall.with(QUESTION).await;
    let all = wall.shown(&board, "owner", "2026-02-15T10:00:00").await;
    let rows = all["rows"].as_array().unwrap();
    assert!(rows.len() > 1);
    let own = rows[0][0].as_str().unwrap();
    let boards = &wall.boards;

    // It is not shared: for anybody else it is not there.
    let looked = boards.board(&asker(own), &board.id).await;
    assert!(matches!(looked, Err(BoardError::NotThere)), "{looked:?}");
    assert!(boards.list(&asker(own)).await.unwrap().is_empty());

    let change = BoardChange {
        version: board.version,
        shared: Some(true),
        ..BoardChange::default()
    };
    let board = boards.change(&asker("owner"), &board.id, change).await;
    let board = board.unwrap();
    let looked = boards.board(&asker(own), &board.id).await.unwrap();
    assert!(!looked.own);
    let theirs = wall.shown(&board, own, "2026-02-15T10:00:00").await;
    let names: Vec<&Value> = theirs["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row[0])
        .collect();
    assert_eq!(names, [&json!(own)]);

    // They may look and no more.
    let change = BoardChange {
        version: board.version,
        title: Some("mine".to_owned()),
        ..BoardChange::default()
    };
    let changed = boards.change(&asker(own), &board.id, change).await;
    assert!(matches!(changed, Err(BoardError::NotThere)));
    let removed = boards.remove(&asker(own), &board.id).await;
    assert!(matches!(removed, Err(BoardError::NotThere)));
    // Nor can they pin what somebody else was told.
    let mine = boards.create(&asker(own), "mine").await.unwrap();
    let others = wall.shop.ask("owner", QUESTION).await.json();
    let pinned = boards
        .pin(&asker(own), &mine.id, &id_of(&others), None)
        .await;
    assert!(matches!(pinned, Err(BoardError::Answer(_))), "{pinned:?}");
    assert!(matches!(
        boards.board(&Asker::Nobody, &mine.id).await,
        Err(BoardError::NotThere)
    ));
}

#[tokio::test]
async fn the_pinned_meaning_outlives_a_change_of_words() {
    let wall = Wall::new().await;
    let board = wall.with("上个月GMV").await;
    let before = wall.shown(&board, "owner", "2026-03-03T10:00:00").await;
    assert!(!note_codes(&before).contains(&"pinned_reading"));
    // From now on the word means another metric.
    let text = guarded(&Files::layer_text());
    let (amount, comments) = ("{zh: 成交额, en: GMV}", "{zh: 评论数, en: Comments}");
    assert!(text.contains(amount) && text.contains(comments));
    let text = text
        .replace(amount, "{zh: 实收, en: Takings}")
        .replace(comments, amount);
    wall.shop.files.write_layer(&text);
    let report = wall.shop.service.reloader.reload().await;
    assert_eq!(report.outcome.name(), "loaded", "{report:?}");
    let asked = wall
        .asked("owner", "上个月GMV", "2026-03-03T10:00:00")
        .await;
    assert_ne!(asked["rows"], before["rows"]);
    let after = wall.shown(&board, "owner", "2026-03-03T10:00:00").await;
    assert_eq!(after["rows"], before["rows"], "{after}");
    assert!(note_codes(&after).contains(&"pinned_reading"), "{after}");
}

#[tokio::test]
async fn what_points_at_another_answer_keeps_its_dates() {
    let wall = Wall::new().await;
    let board = wall.boards.create(&asker("owner"), "one").await.unwrap();
    let body = json!({
        "question": "daily GMV of the second one", "as_of": "2026-02-15T10:00:00", "earlier": [QUESTION],
    });
    let answer = wall
        .shop
        .call("owner", "POST", "/v1/ask", &body.to_string())
        .await
        .json();
    assert_eq!(answer["status"], "answered", "{answer}");
    let board = wall.pin(&board, &answer).await;
    assert!(!board.tiles[0].follows);
    let shown = wall.shown(&board, "owner", "2026-03-03T10:00:00").await;
    assert_eq!(shown["rows"], answer["rows"]);
    assert!(note_codes(&shown).contains(&"fixed_period"));
}

#[tokio::test]
async fn changes_name_the_version_that_they_are_made_to() {
    let wall = Wall::new().await;
    let owner = asker("owner");
    let board = wall.with(QUESTION).await;
    let tile = board.tiles[0].id.clone();
    let moved = |version, place| BoardChange {
        version,
        tiles: vec![TileChange {
            id: tile.clone(),
            title: Some("各主播".to_owned()),
            place: Some(place),
        }],
        ..BoardChange::default()
    };
    let wide = Place {
        x: 0,
        y: 2,
        w: 12,
        h: 4,
    };
    let changed = wall
        .boards
        .change(&owner, &board.id, moved(board.version, wide))
        .await
        .unwrap();
    assert_eq!(
        (changed.tiles[0].place, changed.tiles[0].title.as_str()),
        (wide, "各主播")
    );
    let late = wall
        .boards
        .change(&owner, &board.id, moved(board.version, wide))
        .await;
    assert!(matches!(late, Err(BoardError::Changed(now)) if now == changed.version));
    let outside = Place {
        x: 8,
        y: 0,
        w: 6,
        h: 4,
    };
    let wrong = wall
        .boards
        .change(&owner, &board.id, moved(changed.version, outside))
        .await;
    assert!(matches!(wrong, Err(BoardError::Wrong(_))), "{wrong:?}");
    let empty = wall.boards.unpin(&owner, &board.id, &tile).await.unwrap();
    assert!(empty.tiles.is_empty());
    wall.boards.remove(&owner, &board.id).await.unwrap();
    assert!(wall.boards.list(&owner).await.unwrap().is_empty());
    let untitled = wall.boards.create(&owner, "  ").await;
    assert!(matches!(untitled, Err(BoardError::Wrong(_))));
}

#[tokio::test]
async fn an_answer_without_a_statement_cannot_be_pinned() {
    let wall = Wall::new().await;
    let board = wall.boards.create(&asker("owner"), "one").await.unwrap();
    let declined = wall.shop.ask("owner", "天气如何").await.json();
    let pinned = wall
        .boards
        .pin(&asker("owner"), &board.id, &id_of(&declined), None)
        .await;
    assert!(matches!(pinned, Err(BoardError::Answer(_))), "{pinned:?}");
}

#[tokio::test]
async fn they_are_reached_by_http() {
    let wall = Wall::new().await;
    let call = |name, method, path: String, body: Value| {
        let shop = &wall.shop;
        async move { shop.call(name, method, &path, &body.to_string()).await }
    };
    let made = call(
        "owner",
        "POST",
        "/v1/boards".to_owned(),
        json!({"title": "晚场"}),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = format!("/v1/boards/{}", made.json()["id"].as_str().unwrap());
    let answer = wall.shop.ask("owner", QUESTION).await.json();
    let wanted = json!({ "answer_id": answer["answer_id"] });
    let pinned = call("owner", "POST", format!("{path}/tiles"), wanted).await;
    assert_eq!(pinned.status, 201, "{}", pinned.text);
    let board = pinned.json();
    let tile = format!("{path}/tiles/{}", board["tiles"][0]["id"].as_str().unwrap());
    let shown = format!("{tile}/answer?as_of=2026-02-15T10:00:00");
    let shown = wall.shop.call("owner", "GET", &shown, "").await;
    assert_eq!(shown.json()["rows"], answer["rows"], "{}", shown.text);

    let own = answer["rows"][0][0].as_str().unwrap();
    for (method, path) in [
        ("GET", &path),
        ("DELETE", &path),
        ("DELETE", &tile),
        ("GET", &format!("{tile}/answer")),
    ] {
        let reply = wall.shop.call(own, method, path, "").await;
        reply.problem(404, "no_such_board");
    }
    let stale = json!({ "version": 1, "title": "x" });
    let stale = call("owner", "PATCH", path.clone(), stale).await;
    stale.problem(409, "board_changed");
    let misspelt = json!({ "version": 2, "titel": "x" });
    let misspelt = call("owner", "PATCH", path.clone(), misspelt).await;
    misspelt.problem(422, "invalid_board");
    let shared = json!({ "version": 2, "shared": true });
    let shared = call("owner", "PATCH", path.clone(), shared).await;
    assert_eq!(shared.json()["shared"], true, "{}", shared.text);
    let theirs = wall.shop.call(own, "GET", &path, "").await;
    assert_eq!(theirs.json()["own"], false, "{}", theirs.text);
    let gone = wall.shop.call("owner", "DELETE", &path, "").await;
    assert_eq!(gone.status, 204);
}

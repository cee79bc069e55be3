//! Statements over HTTP: what a body may be, the forms of the rows, and what is told of a wrong one.

use serde_json::{Value, json};
use wenbo::channel::http::QueryRequest;
use wenbo::pipeline::{StatementColumn, StatementError, StatementResult};
use wenbo::result_set::{Cell, Role};

use super::catalogue::Shop;
use super::{Reply, app, send};

/// Plays the pipeline: one row of everything that a spreadsheet may misread.
pub(super) async fn pretend(request: QueryRequest) -> Result<StatementResult, StatementError> {
    if request.statement == "sleep" {
        tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
    }
    let column = |name: &str, data_type| StatementColumn {
        name: name.to_owned(),
        label: request.language.choose("名", "name").to_owned(),
        role: Role::Dimension,
        metric: None,
        dimension: None,
        unit: String::new(),
        data_type,
    };
    let text = |text: &str| {
        vec![
            Cell::Text(text.to_owned()),
            Cell::Decimal("-1.50".to_owned()),
        ]
    };
    let rows = [
        "plain",
        "=1+1",
        " =1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "＝1",
        "a\"b,c\nd",
        "",
    ];
    let mut rows: Vec<Vec<Cell>> = rows.into_iter().map(text).collect();
    rows.push(vec![Cell::Null, Cell::Null]);
    let truncated = rows.len() > request.limit;
    rows.truncate(request.limit);
    Ok(StatementResult {
        columns: vec![column("=name", "string"), column("=name", "decimal")],
        rows,
        truncated,
        notes: Vec::new(),
        policies: Vec::new(),
        sql: "SELECT".to_owned(),
    })
}

async fn query_as(accept: &str, body: &Value) -> Reply {
    let headers = [("accept", accept)];
    send(app(), "POST", "/v1/query", &headers, body.to_string()).await
}

#[tokio::test]
async fn no_cell_of_a_csv_file_is_a_formula() {
    let reply = query_as("text/csv", &json!({ "statement": "s" })).await;
    assert_eq!(
        reply.header("content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    assert_eq!(reply.header("wenbo-truncated"), "false");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"rows.csv\""
    );
    let expected = "\u{feff}'=name,'=name\r\nplain,-1.50\r\n'=1+1,-1.50\r\n' =1,-1.50\r\n'+1,-1.50\r\n\
                    '-1,-1.50\r\n'@SUM(A1),-1.50\r\n'\tx,-1.50\r\n\"'\rx\",-1.50\r\n'＝1,-1.50\r\n\
                    \"a\"\"b,c\nd\",-1.50\r\n,-1.50\r\n,\r\n";
    assert_eq!(reply.text, expected);
}

#[tokio::test]
async fn every_form_says_whether_rows_were_cut() {
    let body = json!({ "statement": "s", "limit": 2, "language": "zh" });
    let reply = query_as("*/*", &body).await;
    assert_eq!(reply.json()["truncated"], true);
    assert_eq!(
        reply.json()["rows"],
        json!([["plain", "-1.50"], ["=1+1", "-1.50"]])
    );
    assert_eq!(reply.json()["columns"][0]["label"], "名");
    let lines = query_as("application/x-ndjson", &body).await;
    let expected = "{\"=name\":\"plain\",\"=name_2\":\"-1.50\"}\n{\"=name\":\"=1+1\",\"=name_2\":\"-1.50\"}\n\
                    {\"$truncated\":true}\n";
    assert_eq!(lines.text, expected);
    let file = query_as("text/csv", &body).await;
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"rows-first-2.csv\""
    );
    for reply in [reply, lines, file] {
        assert_eq!(reply.header("wenbo-truncated"), "true");
        assert_eq!(reply.header("wenbo-rows"), "2");
    }
    let whole = query_as(
        "application/x-ndjson",
        &json!({ "statement": "s", "limit": 12 }),
    )
    .await;
    assert_eq!(whole.header("wenbo-truncated"), "false");
    assert!(!whole.text.contains("$truncated"));
}

#[tokio::test]
async fn a_body_that_is_no_statement_is_refused() {
    for (body, says) in [
        (json!({}), "missing field `statement`"),
        (
            json!({ "statement": " " }),
            "0 characters, it must have 1 to 20000",
        ),
        (
            json!({ "statement": "x".repeat(20_001) }),
            "20001 characters",
        ),
        (json!({ "statement": "s", "limit": 0 }), "`limit` is 0"),
        (json!({ "statement": "s", "limit": 100_001 }), "1 to 100000"),
        (
            json!({ "statement": "s", "language": "fr" }),
            "expected `zh` or `en`",
        ),
        (
            json!({ "statement": "s", "sql": "" }),
            "unknown field `sql`",
        ),
        (json!(["s"]), "must be an object"),
    ] {
        let detail = query_as("*/*", &body).await.problem(422, "invalid_body");
        assert!(detail.contains(says), "{detail}");
    }
    query_as("image/png", &json!({ "statement": "s" }))
        .await
        .problem(406, "not_acceptable");
    query_as("*/*", &json!({ "statement": "sleep" }))
        .await
        .problem(504, "question_timeout");
    send(app(), "POST", "/v1/query", &[], "{")
        .await
        .problem(400, "malformed_json");
    let kind = [("content-type", "text/plain")];
    send(app(), "POST", "/v1/query", &kind, "{}")
        .await
        .problem(415, "not_json");
    send(app(), "POST", "/v1/query", &[], " ".repeat(300_000))
        .await
        .problem(413, "body_too_large");
}

#[tokio::test]
async fn a_statement_is_run_with_the_askers_rows() {
    let shop = Shop::new().await;
    let sql = "SELECT streamer, MEASURE(gmv) AS gmv FROM shop GROUP BY streamer";
    let all = shop.query("owner", sql).await;
    assert_eq!(all.status, 200, "{}", all.text);
    assert_eq!(all.json()["policies"], json!([]));
    assert!(all.json()["rows"].as_array().unwrap().len() > 2);
    let own = shop.query("Ann", sql).await;
    assert_eq!(
        own.json()["rows"],
        json!([["Ann", "275.14"]]),
        "{}",
        own.text
    );
    assert_eq!(own.json()["policies"][0], "order_lines.scope");
}

#[tokio::test]
async fn a_wrong_statement_is_explained() {
    let shop = Shop::new().await;
    let reply = shop
        .query("owner", "SELECT\n  MEASURE(gmw) FROM shop")
        .await;
    reply.problem(422, "refused_statement");
    let first = &reply.json()["problems"][0];
    assert_eq!(first["code"], "E_NAME_NOT_FOUND");
    assert_eq!(first["candidates"][0], "gmv");
    assert_eq!(first["position"], json!({ "line": 2, "column": 11 }));
    assert_eq!(first["suggested_retry"], "SELECT\n  MEASURE(gmv) FROM shop");
    shop.query("owner", "DROP TABLE fct_line")
        .await
        .problem(422, "refused_statement");
    let denied = "SELECT slot_fee, MEASURE(gmv) FROM shop GROUP BY slot_fee";
    shop.query("Ann", denied).await.problem(403, "denied");
    // What is denied is proposed to nobody who may not see it.
    let near = "SELECT slot_fees, MEASURE(gmv) FROM shop GROUP BY slot_fees";
    let told = shop.query("owner", near).await;
    assert_eq!(told.json()["problems"][0]["candidates"][0], "slot_fee");
    let hidden = shop.query("Ann", near).await;
    hidden.problem(422, "refused_statement");
    assert!(
        !hidden.text.replace("slot_fees", "").contains("slot_fee"),
        "{}",
        hidden.text
    );
}

//! What a conversation comes to and how an answer is written, without a server.

use serde_json::json;

use super::choices::resolve;
use super::markdown::{escaped, pieces, unescaped};
use super::request::Turn;
use crate::question::{LaneChoice, Language};

fn conversation(said: &[&str]) -> Vec<Turn> {
    let turn = |(at, text): (usize, &&str)| match at % 2 {
        0 => Turn::User((*text).to_owned()),
        _ => Turn::Assistant((*text).to_owned()),
    };
    said.iter().enumerate().map(turn).collect()
}

fn list() -> String {
    let answer = json!({
        "status": "clarify",
        "clarification": { "question": "Which *rate*?", "choices": [
            { "label": "Click_rate", "question": "Click_rate by day" },
            { "label": "Orders", "question": "Orders" },
            { "label": "by [week]", "question": "how was it", "lane": "model" },
        ]},
    });
    pieces(&answer, Language::En).concat()
}

#[test]
fn a_question_back_is_a_numbered_list() {
    insta::assert_snapshot!(list(), @r"
    Which \*rate\*?

    1. **Click\_rate** → Click\_rate by day
    2. **Orders**
    3. **by \[week\]** → how was it `wenbo-model`

    Reply with a number or a name, or ask in other words.
    ");
}

#[test]
fn a_choice_is_taken_by_number_or_name() {
    let list = list();
    let cases = [
        ("1", "Click_rate by day", None),
        ("２。", "Orders", None),
        ("第二个", "Orders", None),
        ("选3", "how was it", Some(LaneChoice::Model)),
        ("Option 3", "how was it", Some(LaneChoice::Model)),
        ("click_RATE", "Click_rate by day", None),
        ("by [week]", "how was it", Some(LaneChoice::Model)),
        // No number of the list and no name of it: a question of its own.
        ("4", "4", None),
        ("2 weeks", "2 weeks", None),
        ("orders by day", "orders by day", None),
    ];
    for (said, question, lane) in cases {
        let asked = resolve(&conversation(&["rate?", &list, said]));
        assert_eq!(
            (asked.question.as_str(), asked.lane),
            (question, lane),
            "{said}"
        );
        assert_eq!(asked.earlier, ["rate?"], "{said}");
    }
}

#[test]
fn an_earlier_choice_stays_what_it_was() {
    let list = list();
    let asked = resolve(&conversation(&["rate?", &list, "1", "**0.3**", "2"]));
    assert_eq!(asked.question, "2", "the list was answered already");
    assert_eq!(asked.earlier, ["rate?", "Click_rate by day"]);
}

#[test]
fn text_stays_text() {
    let nasty = "a|b <img src=x> ![p](http://evil.example/?q=1) `c` $x$ ~y~ www.evil.example m@x.io &lt; 5_000";
    let shown = escaped(nasty);
    insta::assert_snapshot!(shown, @r"a\|b \<img src=x\> !\[p\](http\://evil.example/?q=1) \`c\` \$x\$ \~y\~ www\.evil.example m\@x.io \&lt; 5\_000");
    assert_eq!(unescaped(&shown), nasty);
    assert_eq!(escaped("# one\n- two"), "\\# one\n\\- two");
}

#[test]
fn a_long_table_is_cut_and_says_so() {
    let rows: Vec<_> = (0..30)
        .map(|at| json!([format!("x|{at}"), format!("{at}")]))
        .collect();
    let answer = json!({
        "status": "answered",
        "headline": "It is 29.",
        "narration": "It is 29. Then 28. Basis: all of it.",
        "columns": [{ "label": "name", "role": "dimension" }, { "label": "n", "role": "metric" }],
        "label_rows": rows,
        "notes": [{ "code": "a", "text": "all of it." }, { "code": "b", "text": "New here." }],
        "reading": "n by name",
        "receipt": { "lane": "grammar", "result_hash": "0123456789abcdef", "semantic_sql": "SELECT 1" },
        "suggestions": ["n by day"],
    });
    let pieces = pieces(&answer, Language::En);
    insta::assert_snapshot!(pieces.concat().lines().filter(|line| {
        !line.starts_with("| x") || line.contains("|0")
    }).collect::<Vec<_>>().join("\n"), @r"
    **It is 29.**

    Then 28. Basis: all of it.

    | name | n |
    | --- | ---: |
    | x\|0 | 0 |

    The first 20 of 30 rows.

    - New here.

    Read as: n by name
    Read by the grammar; hash of the result 0123456789ab.

    ```sql
    SELECT 1
    ```

    You could ask next:

    - n by day
    ");
    assert_eq!(
        pieces
            .iter()
            .filter(|piece| piece.starts_with("\n| x\\|"))
            .count(),
        20
    );
    assert!(
        pieces.len() > 25,
        "it comes sentence by sentence and row by row"
    );
}

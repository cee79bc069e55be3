//! An answer in WeCom's Markdown, which has bold, quotes, lists and links, and no tables.
//!
//! Invariant: text of an answer, which may come from the data, makes no link, mention, emphasis or colour of its own.
//! There is no escape in this Markdown, so what would begin one is written with its full-width twin.

use serde_json::Value;

use crate::question::Language;

/// Rows of a result that are listed; the picture and the page have more.
const MAX_ROWS: usize = 10;
/// Numbers of a single row that are listed; of more the narration tells what matters.
const MAX_NUMBERS: usize = 6;
/// Characters of a cell that are shown.
const MAX_CELL: usize = 60;
/// Digits of a result's hash, and of an answer's id, that tell it from others at a glance.
const DIGITS: usize = 12;

/// The pieces of an answer in their order: sentences, rows, notes, how it was read, what may be asked next.
pub(super) fn pieces(answer: &Value, language: Language) -> Vec<String> {
    let mut pieces = Vec::new();
    let (headline, narration) = (text(answer, "headline"), text(answer, "narration"));
    if !headline.is_empty() {
        pieces.push(format!("**{}**", plain(headline)));
    }
    let rest = narration.strip_prefix(headline).unwrap_or(narration).trim();
    if !rest.is_empty() {
        pieces.push(format!("\n\n{}", lines(rest)));
    }
    pieces.extend(rows(answer, language));
    let notes = list(answer, "notes").iter().map(|note| text(note, "text"));
    // What the narration says already is not said again.
    let untold = notes.filter(|note| !narration.contains(note.trim_end_matches(['。', '.'])));
    for (at, note) in untold.enumerate() {
        let before = if at == 0 { "\n\n" } else { "\n" };
        pieces.push(format!("{before}> {}", line(note)));
    }
    pieces.extend(receipt(answer, language));
    pieces.extend(next_questions(answer, language));
    pieces
}

/// A question back with its numbered choices.
pub(super) fn asked_back(answer: &Value, language: Language) -> Vec<String> {
    let asked = &answer["clarification"];
    let mut pieces = vec![format!("**{}**", line(text(asked, "question")))];
    for (at, choice) in list(asked, "choices").iter().enumerate() {
        let before = if at == 0 { "\n\n" } else { "\n" };
        pieces.push(format!(
            "{before}{}. {}",
            at + 1,
            line(text(choice, "label"))
        ));
    }
    pieces.push(
        language
            .choose(
                "\n\n请回复数字，或点按钮。",
                "\n\nReply with the number, or press a button.",
            )
            .to_owned(),
    );
    pieces
}

/// The rows, each in a line, where there is more than one number to show.
fn rows(answer: &Value, language: Language) -> Vec<String> {
    let (columns, rows) = (list(answer, "columns"), list(answer, "label_rows"));
    if rows.is_empty() || columns.is_empty() || (rows.len() == 1 && columns.len() == 1) {
        return Vec::new();
    }
    if let [only] = rows {
        return one_row(columns, only, language);
    }
    // A number before a day would read as a rank; and of days the last ones are what somebody looks for.
    let is_over_time = columns.iter().any(|it| text(it, "role") == "time");
    let (all, shown) = (rows.len(), rows.len().min(MAX_ROWS));
    let from = if is_over_time { all - shown } else { 0 };
    let mut pieces = Vec::new();
    for (at, cells) in rows[from..from + shown].iter().enumerate() {
        let cells = cells.as_array().map_or(&[][..], Vec::as_slice);
        let before = if at == 0 { "\n\n" } else { "\n" };
        let mark = match is_over_time {
            true => "-".to_owned(),
            false => format!("{}.", at + 1),
        };
        let row = row(columns, cells, language);
        pieces.push(format!("{before}{mark} {row}"));
    }
    let is_cut = answer["truncated"].as_bool() == Some(true);
    if all > shown || is_cut {
        let least = match is_cut {
            true => language.choose("至少 ", "at least "),
            false => "",
        };
        pieces.push(match (language, is_over_time) {
            (Language::Zh, false) => format!("\n共{least}{all} 行，这里列出前 {shown} 行。"),
            (Language::Zh, true) => format!("\n共{least}{all} 行，这里列出最后 {shown} 行。"),
            (Language::En, false) => format!("\nThe first {shown} of {least}{all} rows."),
            (Language::En, true) => format!("\nThe last {shown} of {least}{all} rows."),
        });
    }
    pieces
}

/// The numbers of a single row, each in a line.
fn one_row(columns: &[Value], cells: &Value, language: Language) -> Vec<String> {
    let cells = cells.as_array().map_or(&[][..], Vec::as_slice);
    let pairs = columns.iter().zip(cells);
    let numbers = pairs.filter(|(column, _)| is_number(column));
    let lines: Vec<String> = numbers
        .map(|(column, value)| {
            let (label, number) = (cell(text(column, "label")), value.as_str());
            let colon = language.choose("：", ": ");
            format!("{label}{colon}**{}**", cell(number.unwrap_or_default()))
        })
        .collect();
    if lines.len() > MAX_NUMBERS {
        return Vec::new();
    }
    let numbered = lines.into_iter().enumerate();
    let pieces = numbered.map(|(at, line)| {
        let before = if at == 0 { "\n\n" } else { "\n" };
        format!("{before}- {line}")
    });
    pieces.collect()
}

fn is_number(column: &Value) -> bool {
    matches!(text(column, "role"), "metric" | "comparison")
}

/// What a row is of, then its numbers, each with its name where there are several.
fn row(columns: &[Value], cells: &[Value], language: Language) -> String {
    let pairs = columns.iter().zip(cells);
    let pairs = pairs.map(|(column, value)| (column, cell(value.as_str().unwrap_or_default())));
    let (numbers, names): (Vec<_>, Vec<_>) = pairs.partition(|(column, _)| is_number(column));
    let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
    let only = numbers.len() == 1;
    let numbers: Vec<String> = numbers
        .into_iter()
        .map(|(column, number)| match only {
            true => format!("**{number}**"),
            false => format!("{} **{number}**", cell(text(column, "label"))),
        })
        .collect();
    let (names, numbers) = (names.join(" · "), numbers.join(language.choose("，", ", ")));
    match (names.is_empty(), numbers.is_empty()) {
        (false, false) => format!("{names}{}{numbers}", language.choose("：", ": ")),
        _ => format!("{names}{numbers}"),
    }
}

/// How it was read, who planned it, and the marks by which it is found again.
fn receipt(answer: &Value, language: Language) -> Vec<String> {
    let mut pieces = Vec::new();
    let reading = text(answer, "reading");
    if !reading.is_empty() {
        let word = language.choose("读法：", "Read as: ");
        pieces.push(format!("\n\n> {word}{}", line(reading)));
    }
    let Some(receipt) = answer.get("receipt").filter(|it| it.is_object()) else {
        return pieces;
    };
    let planner = match text(receipt, "lane") {
        "verified" => language.choose("已核验的问题", "a verified question"),
        "model" => language.choose("语言模型", "the language model"),
        _ => language.choose("语法规则", "the grammar"),
    };
    let first = |text: &str| text.chars().take(DIGITS).collect::<String>();
    let hash = first(text(receipt, "result_hash"));
    // The end of an id is what differs.
    let id: String = text(answer, "answer_id")
        .chars()
        .rev()
        .take(DIGITS)
        .collect();
    let id: String = id.chars().rev().collect();
    pieces.push(match (language, id.is_empty()) {
        (Language::Zh, true) => format!("\n> 由{planner}读出；结果指纹 {hash}"),
        (Language::Zh, false) => format!("\n> 由{planner}读出；结果指纹 {hash}；答案 {id}"),
        (Language::En, true) => format!("\n> Read by {planner}; result {hash}"),
        (Language::En, false) => format!("\n> Read by {planner}; result {hash}; answer {id}"),
    });
    pieces
}

fn next_questions(answer: &Value, language: Language) -> Vec<String> {
    let questions = list(answer, "suggestions").iter().filter_map(Value::as_str);
    let pieces = questions.enumerate().map(|(at, question)| {
        // The head stays with what it is the head of, also where a text is parted.
        let head = match at {
            0 => language.choose("\n\n还可以问：", "\n\nYou could ask next:"),
            _ => "",
        };
        format!("{head}\n{} {}", super::text::mark(at), line(question))
    });
    pieces.collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    let list = value.get(key).and_then(Value::as_array);
    list.map_or(&[][..], Vec::as_slice)
}

/// One line of a text.
pub(super) fn line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text with its own lines, none of which begins a list, a heading or a quote.
fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = plain(line.trim());
        match line.starts_with(['#', '-', '+', '=']) {
            true => format!("\u{200b}{line}"),
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// One cell: a single line of bounded length.
fn cell(text: &str) -> String {
    super::text::short(&line(text), MAX_CELL)
}

/// A text that this Markdown shows as it is.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        out.push(match letter {
            '<' => '＜',
            '>' => '＞',
            '[' => '［',
            ']' => '］',
            '*' => '＊',
            '`' => '｀',
            '_' => '＿',
            '~' => '～',
            '|' => '｜',
            '\\' => '＼',
            // Bare addresses become links.
            ':' if text[at..].starts_with("://") => '：',
            '.' if ends_with_www(&text[..at]) => '．',
            other => other,
        });
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    let mut last = text.chars().rev();
    (0..3).all(|_| matches!(last.next(), Some('w' | 'W')))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{asked_back, pieces, plain};
    use crate::question::Language;

    #[test]
    fn an_answer_is_written_without_a_table() {
        let answer = json!({
            "answer_id": "01890000-0000-7000-8000-0123456789ab",
            "headline": "上月销售额 1.2 亿元。",
            "narration": "上月销售额 1.2 亿元。抖 <@all> 最高。",
            "columns": [
                { "label": "平台", "role": "dimension" },
                { "label": "销售额", "role": "metric" },
                { "label": "环比", "role": "comparison" },
            ],
            "label_rows": [["抖*音*", "8,000 万", "+3%"], ["[快](http://x)", "4,000 万", "−1%"]],
            "notes": [{ "code": "n", "text": "只算直播间。" }],
            "reading": "上月，按平台",
            "receipt": { "lane": "grammar", "result_hash": "0123456789abcdef" },
            "suggestions": ["前 10 名", "和去年比"],
        });
        assert_eq!(
            pieces(&answer, Language::Zh).concat(),
            "**上月销售额 1.2 亿元。**\n\n抖 ＜@all＞ 最高。\n\n\
             1. 抖＊音＊：销售额 **8,000 万**，环比 **+3%**\n\
             2. ［快］(http：//x)：销售额 **4,000 万**，环比 **−1%**\n\n\
             > 只算直播间。\n\n\
             > 读法：上月，按平台\n\
             > 由语法规则读出；结果指纹 0123456789ab；答案 0123456789ab\n\n\
             还可以问：\n① 前 10 名\n② 和去年比"
        );
    }

    #[test]
    fn one_number_has_no_list_and_many_rows_are_counted() {
        let columns = json!([{ "label": "Sales", "role": "metric" }]);
        let one = json!({ "headline": "h", "columns": columns, "label_rows": [["1"]] });
        assert_eq!(pieces(&one, Language::En).concat(), "**h**");
        let two = json!([
            { "label": "Day", "role": "dimension" },
            { "label": "Sales", "role": "metric" }, { "label": "Orders", "role": "metric" },
        ]);
        let row = json!({ "columns": two, "label_rows": [["Nov 1", "1", "2"]] });
        assert_eq!(
            pieces(&row, Language::En).concat(),
            "\n\n- Sales: **1**\n- Orders: **2**"
        );
        let rows: Vec<_> = (0..12).map(|at| json!([at.to_string()])).collect();
        let many = json!({ "columns": columns, "label_rows": rows, "truncated": true });
        let text = pieces(&many, Language::En).concat();
        assert!(
            text.ends_with("10. **9**\nThe first 10 of at least 12 rows."),
            "{text}"
        );
        // Of days the last ones, and none with a number of its own.
        let columns =
            json!([{ "label": "Day", "role": "time" }, { "label": "Sales", "role": "metric" }]);
        let rows: Vec<_> = (1..=12)
            .map(|at| json!([format!("Nov {at}"), "1"]))
            .collect();
        let days = json!({ "columns": columns, "label_rows": rows });
        let text = pieces(&days, Language::En).concat();
        assert!(text.starts_with("\n\n- Nov 3: **1**\n- Nov 4"), "{text}");
        assert!(
            text.ends_with("- Nov 12: **1**\nThe last 10 of 12 rows."),
            "{text}"
        );
    }

    #[test]
    fn a_question_back_is_a_numbered_list() {
        let asked = json!({ "clarification": { "question": "哪一个？", "choices": [
            { "label": "甲\n乙", "question": "a" }, { "label": "b", "question": "b" },
        ] } });
        assert_eq!(
            asked_back(&asked, Language::Zh).concat(),
            "**哪一个？**\n\n1. 甲 乙\n2. b\n\n请回复数字，或点按钮。"
        );
    }

    #[test]
    fn nothing_of_the_data_is_markup() {
        let text = "<font color=\"info\">[a](b)</font> **x** `y` ~~z~~ www.a.cn https://a.cn <@u>";
        let shown = plain(text);
        assert!(
            !shown.contains(['<', '>', '[', ']', '*', '`', '~', '_', '|']),
            "{shown}"
        );
        assert!(!shown.contains("://") && !shown.contains("www."), "{shown}");
    }
}

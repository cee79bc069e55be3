//! Names of the slice as SQL, and the names nearest to one that is not in it.

/// Words that cannot stand as a bare name.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "cast",
    "desc",
    "distinct",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "filter",
    "from",
    "group",
    "having",
    "in",
    "intersect",
    "is",
    "join",
    "like",
    "limit",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "over",
    "qualify",
    "select",
    "table",
    "then",
    "true",
    "union",
    "when",
    "where",
    "window",
    "with",
];

/// Returns a name of the slice as SQL, quoted where it is not a plain word.
pub(super) fn identifier(name: &str) -> String {
    let parts = name.split('.').map(|part| {
        let mut letters = part.chars();
        let first = letters
            .next()
            .is_some_and(|it| it.is_ascii_lowercase() || it == '_');
        let rest = letters.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
        if first && rest && !RESERVED.contains(&part) {
            part.to_owned()
        } else {
            format!("\"{}\"", part.replace('"', "\"\""))
        }
    });
    let parts: Vec<String> = parts.collect();
    parts.join(".")
}

/// Returns a sentence with the nearest known names, or with what there is.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> String {
    let mut scored: Vec<(f64, &str)> = known
        .map(|it| (strsim::jaro_winkler(name, it), it))
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0));
    let names: Vec<&str> = scored.iter().take(5).map(|(_, it)| *it).collect();
    if names.is_empty() {
        return "there is none to choose from".to_owned();
    }
    format!("the nearest are {}", names.join(", "))
}

/// Returns the beginning of what a model wrote, for a message.
pub(super) fn capped(text: &str) -> String {
    text.chars().take(60).collect()
}

//! Which form of a reply the caller takes.

use axum::http::header::{ACCEPT, HeaderMap};

use super::error::Problem;

/// The place of the form that the caller likes best; the first one where nothing is said.
///
/// # Errors
/// Where the caller takes none of them.
pub(super) fn chosen(headers: &HeaderMap, forms: &[&str]) -> Result<usize, Problem> {
    let named: Vec<String> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|range| range.trim().to_ascii_lowercase())
        .filter(|range| !range.is_empty())
        .collect();
    if named.is_empty() {
        return Ok(0);
    }
    let liked = |form: &str| {
        let fits = |range: &str| match range.split_once('/') {
            Some(("*", "*")) => Some(0),
            Some((kind, "*")) => form.starts_with(&format!("{kind}/")).then_some(1),
            _ => (range == form).then_some(2),
        };
        // The nearest range says how much the form is liked.
        named
            .iter()
            .filter_map(|range| {
                let (essence, quality) = weighed(range);
                Some((fits(essence)?, quality))
            })
            .max_by_key(|(near, _)| *near)
            .map_or(0, |(_, quality)| quality)
    };
    let best = (0..forms.len()).max_by_key(|at| (liked(forms[*at]), std::cmp::Reverse(*at)));
    best.filter(|at| liked(forms[*at]) > 0)
        .ok_or_else(|| Problem::not_acceptable(&forms.join(", ")))
}

/// A range and how much it is liked, in thousandths.
fn weighed(range: &str) -> (&str, u32) {
    let mut parts = range.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.strip_prefix("q="));
    let thousandths = |text: &str| {
        let number: f32 = text.parse().ok()?;
        let share = (0.0..=1.0).contains(&number).then_some(number)?;
        // At most 1000, and never negative.
        format!("{:.0}", share * 1000.0).parse().ok()
    };
    let quality = quality.map_or(Some(1000), thousandths);
    (essence, quality.unwrap_or(1000))
}

#[cfg(test)]
mod tests {
    use super::chosen;
    use axum::http::header::{ACCEPT, HeaderMap};

    #[test]
    fn the_form_that_is_liked_best_is_sent() {
        let forms = ["application/json", "text/event-stream", "text/csv"];
        for (accept, form) in [
            ("", Some(0)),
            ("*/*", Some(0)),
            ("text/event-stream", Some(1)),
            ("TEXT/CSV; header=present", Some(2)),
            ("text/*", Some(1)),
            ("text/*, text/event-stream;q=0", Some(2)),
            ("text/csv;q=0.5, application/json;q=0.4", Some(2)),
            ("text/csv;q=0.5, */*", Some(0)),
            ("image/png", None),
            ("application/json;q=0", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, accept.parse().unwrap());
            assert_eq!(chosen(&headers, &forms).ok(), form, "{accept}");
        }
    }
}

//! Charts of the report, as SVG.

use std::fmt::Write as _;

use crate::eval::judge::Verdict;
use crate::eval::summary::Counts;

/// Width of a chart, and of the names at its left.
const WIDTH: f64 = 720.0;
const NAMES: f64 = 150.0;
/// Width that the figures at the right need.
const FIGURES: f64 = 80.0;
/// Height of a bar with its gap.
const LINE: f64 = 26.0;
/// Bars of a histogram.
const BUCKETS: usize = 24;

/// The class that colours a verdict.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WrongShown => "wrong",
        Verdict::Failed => "failed",
        Verdict::NotRecorded => "not-recorded",
        Verdict::AskedNeedlessly => "asked",
        Verdict::DeclinedNeedlessly => "declined",
        Verdict::Right => "right",
        Verdict::AskedRightly => "asked-rightly",
        Verdict::DeclinedRightly => "declined-rightly",
    }
}

/// A bar for each group, of the shares of its verdicts, the best at the left.
#[expect(
    clippy::cast_precision_loss,
    reason = "a number of questions is far below 2^53"
)]
pub(super) fn stacked(groups: &[(String, Counts)]) -> String {
    let height = LINE * groups.len() as f64;
    let mut out = open(height);
    for (index, (name, counts)) in groups.iter().enumerate() {
        let top = LINE * index as f64;
        let middle = top + LINE / 2.0 + 4.0;
        let _ = write!(
            out,
            r#"<text x="{}" y="{middle}" text-anchor="end">{}</text>"#,
            NAMES - 8.0,
            escape(name)
        );
        let mut left = NAMES;
        let scale = (WIDTH - NAMES - FIGURES) / counts.total().max(1) as f64;
        // The good ones first, so that what is missing shows at the right.
        let (good, bad): (Vec<Verdict>, Vec<Verdict>) =
            Verdict::ALL.into_iter().partition(|it| it.is_good());
        for verdict in good.into_iter().chain(bad.into_iter().rev()) {
            let count = counts.get(verdict);
            if count == 0 {
                continue;
            }
            let width = count as f64 * scale;
            let _ = write!(
                out,
                r#"<rect class="{}" x="{left:.1}" y="{:.1}" width="{width:.1}" height="{:.1}"><title>{}: {} {}</title></rect>"#,
                class(verdict),
                top + 3.0,
                LINE - 6.0,
                escape(name),
                count,
                verdict.label()
            );
            left += width;
        }
        let _ = write!(
            out,
            r#"<text x="{}" y="{middle}" text-anchor="end">{} / {}</text>"#,
            WIDTH - 4.0,
            counts.good(),
            counts.total()
        );
    }
    out + "</svg>"
}

/// How many values lie where, on a logarithmic axis from the least to the most.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places of a histogram are small"
)]
pub(super) fn histogram(values: &[f64], unit: &str) -> String {
    let least = |it: &f64| it.max(0.01);
    let low = values.iter().map(least).fold(f64::INFINITY, f64::min);
    let high = values.iter().map(least).fold(0.01, f64::max);
    if values.is_empty() {
        return String::new();
    }
    let span = (high / low).ln().max(1e-9);
    let mut counts = [0_usize; BUCKETS];
    for value in values {
        let place = (least(value) / low).ln() / span * BUCKETS as f64;
        counts[(place as usize).min(BUCKETS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let (tall, step) = (90.0, WIDTH / BUCKETS as f64);
    let mut out = open(tall + 22.0);
    let edge = |place: usize| low * (span * place as f64 / BUCKETS as f64).exp();
    for (place, count) in counts.iter().enumerate() {
        let height = *count as f64 / most * tall;
        let _ = write!(
            out,
            r#"<rect class="time" x="{:.1}" y="{:.1}" width="{:.1}" height="{height:.1}"><title>{count}: {:.2}–{:.2} {}</title></rect>"#,
            step * place as f64 + 1.0,
            tall - height,
            step - 2.0,
            edge(place),
            edge(place + 1),
            escape(unit)
        );
    }
    for (x, anchor, value) in [
        (0.0, "start", low),
        (WIDTH / 2.0, "middle", edge(BUCKETS / 2)),
        (WIDTH, "end", high),
    ] {
        let _ = write!(
            out,
            r#"<text x="{x}" y="{}" text-anchor="{anchor}">{value:.2} {}</text>"#,
            tall + 16.0,
            escape(unit)
        );
    }
    out + "</svg>"
}

fn open(height: f64) -> String {
    format!(r#"<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">"#)
}

/// Text that is no markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

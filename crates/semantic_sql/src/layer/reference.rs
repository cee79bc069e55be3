//! The layer's metrics and dimensions as tables for people, written from the layer alone.

use std::fmt::Write as _;

use super::{Additivity, Metric, MetricId, SemanticLayer};

impl SemanticLayer {
    /// All metrics and dimensions as a Markdown document, by the file that defines them.
    #[must_use]
    pub fn reference(&self) -> String {
        let mut text = format!(
            "# {}: metrics and dimensions\n\nWritten by `wenbo layer docs` from the layer; change the layer, not this file.\n",
            self.name
        );
        let mut files: Vec<&str> = Vec::new();
        for metric in &self.metrics {
            if !files.contains(&metric.file.as_str()) {
                files.push(&metric.file);
            }
        }
        for file in files {
            let subject = file.rsplit('/').next().unwrap_or(file);
            let _ = write!(
                text,
                "\n## {subject}\n\n| metric | 中文 | English | unit | groups | definition |\n|---|---|---|---|---|---|\n"
            );
            for (id, metric) in self
                .metrics_with_ids()
                .filter(|(_, metric)| metric.file == file)
            {
                self.metric_row(&mut text, id, metric);
            }
        }
        text.push_str(
            "\n## Dimensions\n\n| dimension | 中文 | English | dataset |\n|---|---|---|---|\n",
        );
        for grain in &self.time.grains {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | of every fact's own time |",
                grain.name,
                cell(&grain.label.zh),
                cell(&grain.label.en)
            );
        }
        for (id, field) in self.visible_fields() {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} |",
                self.field_reference(id),
                cell(&field.label.zh),
                cell(&field.label.en),
                self.dataset(id.dataset).name
            );
        }
        text
    }

    fn metric_row(&self, text: &mut String, id: MetricId, metric: &Metric) {
        let groups = match metric.additivity {
            Additivity::Additive => "sum",
            Additivity::NonAdditive => "recomputed",
            Additivity::Ratio => "ratio of sums",
            Additivity::SemiAdditive(_) => "by entity over time",
        };
        let definition = match &metric.analysis {
            Some(analysis) => format!("of the analysis {analysis}"),
            None => {
                let filter = metric
                    .where_text
                    .as_ref()
                    .map_or_else(String::new, |filter| format!(" where {filter}"));
                format!("`{}{filter}`", metric.expression_text)
            }
        };
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {groups} | {} |",
            self.metric_reference(id),
            cell(&metric.label.zh),
            cell(&metric.label.en),
            cell(&metric.unit),
            cell(&definition)
        );
    }
}

/// A text that stays inside its cell.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

//! A picture of a result.

use serde::Serialize;
use serde_json::Value;

use super::Computed;
use super::labels::Labels;

/// A chart without a library.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it is.
    pub kind: &'static str,
}

/// A chart for a frontend.
#[derive(Debug, Clone, Serialize)]
pub struct RenderedChart {
    /// What it is.
    pub kind: &'static str,
    /// A Vega-Lite specification; nothing where a number on a card is enough.
    pub vega_lite: Option<Value>,
}

/// Chooses a chart.
#[must_use]
pub fn draw(_labels: &Labels<'_>, _computed: &Computed) -> Option<Chart> {
    None
}

impl Chart {
    /// Renders it.
    #[must_use]
    pub fn render(&self, _labels: &Labels<'_>) -> RenderedChart {
        RenderedChart { kind: self.kind, vega_lite: None }
    }
}

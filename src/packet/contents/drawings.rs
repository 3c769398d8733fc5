//! The plan and the figures as drawings, the same as on the site, at the sizes of paper.

use super::Draw;
use crate::html::charts::{Canvas, Chart, metric_chart, timeline};
use crate::packet::view::DrawingView;
use ecow::EcoString;

/// How wide a drawing is that takes the width of the page, and one of two beside each other.
const WIDE: f64 = 720.0;
const HALF: f64 = 350.0;
/// A timeline that is higher, with some forty phases, would be too small to read.
const HIGHEST: f64 = 960.0;

impl Draw<'_> {
    pub(super) fn timeline_drawing(&self) -> Option<DrawingView> {
        let chart = timeline(self.placed, self.edition.today, &self.canvas(WIDE))?;
        (chart.height <= HIGHEST).then(|| drawing(EcoString::new(), chart))
    }

    /// The figures of which there are any readings.
    pub(super) fn metric_drawings(&self) -> Vec<DrawingView> {
        let measured = self.facts.metrics.iter().filter(|metric| !metric.readings.is_empty());
        let drawn = measured
            .filter_map(|metric| Some(drawing(metric.title.value.clone(), metric_chart(metric, &self.canvas(HALF))?)));
        drawn.collect()
    }

    fn canvas(&self, width: f64) -> Canvas<'_> {
        Canvas { words: self.words, width, is_paper: true }
    }
}

fn drawing(title: EcoString, chart: Chart) -> DrawingView {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are small and positive")]
    let whole = |size: f64| size.ceil() as u32;
    DrawingView {
        title,
        svg: chart.svg.into(),
        description: chart.description.into(),
        width: whole(chart.width),
        height: whole(chart.height),
    }
}

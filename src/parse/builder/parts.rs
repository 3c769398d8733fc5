//! The parts of a page that stand between `:::` lines, each for an audience.
//!
//! What is for fewer readers must not get out by a slip of the author's: a part that is never closed reaches to the end
//! of what it stands in, and a line that was taken for text still counts.

use super::{Builder, Frame, Kind};
use crate::audience::Audience;
use crate::doc::BlockKind;
use crate::parse::container::MarkerKind;
use crate::text::TextRange;

impl Builder<'_> {
    pub(in crate::parse) fn rule(&mut self, range: TextRange) {
        self.end_loose_words();
        let at = range.start as usize;
        let found = self.markers.binary_search_by_key(&at, |marker| marker.range.start).ok();
        let Some(marker) = found.map(|found| &self.markers[found]).filter(|marker| marker.is_block) else {
            self.push_block(BlockKind::Rule, range);
            return;
        };
        let (kind, colons, range) = (marker.kind, marker.colons, TextRange::from(marker.range.clone()));
        match kind {
            MarkerKind::Close => self.close_container(colons, range),
            MarkerKind::Restricted(audience) => {
                self.push_frame(Kind::Container { colons, audience: Some(audience) }, range);
            }
            MarkerKind::UnknownAudience => {
                self.report_unknown_audience(range);
                self.push_frame(Kind::Container { colons, audience: Some(Audience::Internal) }, range);
            }
            MarkerKind::Other => {
                self.push_line(range);
                self.push_frame(Kind::Container { colons, audience: None }, range);
            }
        }
    }

    /// The narrowest audience of the containers that are open.
    pub(super) fn audience_around(&self) -> Option<Audience> {
        Audience::ALL.into_iter().zip(self.audiences).find(|(_, open)| *open > 0).map(|(audience, _)| audience)
    }

    /// Closes the innermost container opened with as many colons; failing that, the innermost opened with fewer.
    pub(super) fn close_container(&mut self, colons: usize, range: TextRange) {
        let open = self.frames.iter().rev().map_while(|frame| match frame.kind {
            Kind::Container { colons, .. } => Some(colons),
            _ => None,
        });
        let open: Vec<usize> = open.collect();
        let exact = open.iter().position(|opened| *opened == colons);
        let Some(levels) = exact.or_else(|| open.iter().position(|opened| *opened < colons)) else {
            self.push_line(range);
            return;
        };
        for _ in 0..levels {
            self.pop_container(range.start as usize, false);
        }
        if !self.pop_container(range.end as usize, true) {
            self.push_line(range);
        }
    }

    /// Closes the containers on top of the stack, which end with what is around them.
    pub(super) fn end_containers(&mut self, end: usize) {
        while matches!(self.frames.last(), Some(Frame { kind: Kind::Container { .. }, .. })) {
            self.pop_container(end, false);
        }
    }

    /// True where the container is one that means something.
    pub(super) fn pop_container(&mut self, end: usize, closed: bool) -> bool {
        let frame = self.pop_frame();
        let Kind::Container { audience: Some(audience), .. } = frame.kind else { return false };
        if !closed {
            let message = format!("this part for `{audience}` is never closed");
            self.error(frame.range, &message, "Close it with `:::` on a line of its own, at the same indentation.");
        }
        self.restricted = true;
        if !frame.flattened {
            let blocks = self.take_blocks(frame.blocks);
            let range = TextRange::new(frame.range.start as usize, end);
            self.push_block(BlockKind::Restricted { audience, blocks }, range);
        }
        true
    }

    /// Opens what the `:::` lines open that the Markdown parser took into the block `range`: nothing that follows such a
    /// line may be published for its not being understood.
    pub(super) fn open_stray_containers(&mut self, range: TextRange) {
        for (kind, colons, at) in self.stray_markers(range) {
            let audience = match kind {
                MarkerKind::Restricted(audience) => audience,
                MarkerKind::UnknownAudience => Audience::Internal,
                MarkerKind::Close | MarkerKind::Other => continue,
            };
            let message = "this `:::` line is taken for text of what is before it";
            self.error(at, message, "Put an empty line before it, and indent it as the block it stands in.");
            self.push_frame(Kind::Container { colons, audience: Some(audience) }, at);
        }
    }

    /// Closes what the `:::` lines inside the block `range` close. Only those after the last that opens count: all that
    /// the block opened is around it, and to end that early would publish what comes later.
    pub(super) fn close_stray_containers(&mut self, range: TextRange) {
        let markers = self.stray_markers(range);
        let opens = |kind| matches!(kind, MarkerKind::Restricted(_) | MarkerKind::UnknownAudience);
        let from = markers.iter().rposition(|(kind, ..)| opens(*kind)).map_or(0, |last| last + 1);
        for (kind, colons, _) in &markers[from..] {
            let open = self.frames.last().map(|frame| &frame.kind);
            let fits = matches!(open, Some(Kind::Container { colons: opened, .. }) if opened <= colons);
            if *kind == MarkerKind::Close && fits {
                self.pop_container(range.end as usize, true);
            }
        }
    }

    pub(super) fn stray_markers(&self, range: TextRange) -> Vec<(MarkerKind, usize, TextRange)> {
        let range = range.to_usize();
        let from = self.markers.partition_point(|marker| marker.range.start < range.start);
        let inside = self.markers[from..].iter().take_while(|marker| marker.range.start < range.end);
        inside
            .filter(|marker| !marker.is_block)
            .map(|marker| (marker.kind, marker.colons, marker.range.clone().into()))
            .collect()
    }

    /// False for HTML blocks whose content is not published or is code.
    pub(super) fn is_markup(&self, range: TextRange) -> bool {
        let start = self.source[range.to_usize()].trim_start().to_ascii_lowercase();
        !["<!", "<?", "<pre", "<script", "<style", "<textarea"].iter().any(|opening| start.starts_with(opening))
    }
}

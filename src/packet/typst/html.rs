//! Elements of raw HTML, which cleaning let through, as code. What has no form on paper is its content.

use super::columns::{BROKEN, HYPHENATED, WHOLE};
use super::printer::{Printer, Setting};
use super::table;
use crate::doc::{Block, BlockKind, Element, Inline, Target, blocks_text};
use crate::packet::labels::element_id;

/// A head with more characters than this is not repeated on each page.
const LONGEST_HEAD: usize = 300;

/// A cell of a table of raw HTML, placed.
struct Placed<'a> {
    column: usize,
    row: usize,
    columns: usize,
    rows: usize,
    head: bool,
    blocks: &'a [Block<Target>],
}

impl<'a> Printer<'a> {
    /// An element that holds blocks.
    pub(super) fn element(&mut self, element: &'a Element<Target>, blocks: &'a [Block<Target>]) {
        if let Some(id) = element_id(&element.attributes) {
            self.anchor(id);
        }
        match &*element.name {
            "details" => {
                let (summary, rest) = summary(blocks);
                self.code.push("#e.details(");
                match summary {
                    Some(summary) => self.cell_content(summary, true),
                    None => self.code.push("none"),
                }
                self.code.push(")");
                self.block_content(rest);
            }
            "summary" | "figcaption" | "caption" => {
                self.code.push("#e.caption");
                self.block_content(blocks);
            }
            "blockquote" => {
                self.code.push("#e.quotation");
                self.block_content(blocks);
            }
            "center" => {
                self.code.push("#e.centered");
                self.block_content(blocks);
            }
            "dt" => {
                self.code.push("#e.term");
                self.block_content(blocks);
            }
            "dd" => {
                self.code.push("#e.definition");
                self.block_content(blocks);
            }
            "ul" | "ol" => self.html_list(element, blocks),
            "table" => self.html_table(blocks),
            "hr" => self.code.push("#e.rule()"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.html_heading(element, blocks),
            _ if is_centred(element) => {
                self.code.push("#e.centered");
                self.block_content(blocks);
            }
            _ => self.blocks(blocks),
        }
    }

    /// An element among words.
    pub(super) fn inline_element(&mut self, element: &'a Element<Target>, inlines: &'a [Inline<Target>]) {
        if let Some(id) = element_id(&element.attributes) {
            self.anchor(id);
        }
        let link = |name: &str| element.links.iter().find(|(link, _)| link == name).map(|(_, target)| target);
        match &*element.name {
            "kbd" => self.wrapped("#e.kbd", inlines),
            "sub" => self.wrapped("#e.lower", inlines),
            "sup" => self.wrapped("#e.upper", inlines),
            "mark" => self.wrapped("#e.marked", inlines),
            "small" => self.wrapped("#e.smaller", inlines),
            "u" | "ins" => self.wrapped("#e.underlined", inlines),
            "s" | "del" | "strike" => self.wrapped("#e.struck", inlines),
            "em" | "i" | "cite" | "dfn" | "var" => self.wrapped("#e.em", inlines),
            "strong" | "b" => self.wrapped("#e.bold", inlines),
            "code" | "samp" | "tt" => {
                let text = crate::doc::inlines_text(inlines);
                self.inline_code(&text, None);
            }
            "br" => self.code.push("#linebreak()"),
            "wbr" => self.code.push("#\"\u{200b}\""),
            "img" => {
                let alt = attribute(element, "alt").unwrap_or_default();
                match link("src") {
                    Some(target) => self.inline_image(target, alt),
                    None => self.no_picture(&Target::Broken, alt),
                }
            }
            "a" => match link("href") {
                Some(target) => self.link(target, inlines),
                None => self.inlines(inlines),
            },
            "input" if attribute(element, "type") == Some("checkbox") => {
                self.code.push("#e.tick-box(");
                self.code.boolean(attribute(element, "checked").is_some());
                self.code.push(")");
            }
            _ => self.inlines(inlines),
        }
    }

    /// Blocks where only words are wanted: paragraphs without their space.
    fn cell_content(&mut self, blocks: &'a [Block<Target>], quiet: bool) {
        let setting = Setting { quiet: self.setting.quiet || quiet, depth: self.setting.depth + 1, ..self.setting };
        self.within(setting, |printer| {
            printer.content(|printer| match blocks {
                [Block { kind: BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines), .. }] => {
                    printer.inlines(inlines);
                }
                blocks => printer.blocks(blocks),
            });
        });
    }

    fn html_heading(&mut self, element: &'a Element<Target>, blocks: &'a [Block<Target>]) {
        let level = element.name.bytes().last().map_or(6, |digit| digit.wrapping_sub(b'0'));
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.heading(level, "", inlines),
                _ => self.blocks(std::slice::from_ref(block)),
            }
        }
    }

    fn html_list(&mut self, element: &Element<Target>, blocks: &'a [Block<Target>]) {
        self.code.push("#e.listing(tight: true, start: ");
        if element.name == "ol" {
            let start = attribute(element, "start").and_then(|start| start.parse::<u32>().ok());
            self.code.number(start.unwrap_or(1));
        } else {
            self.code.push("none");
        }
        for block in blocks {
            self.code.push(", (body: ");
            match &block.kind {
                BlockKind::Element { element, blocks } if element.name == "li" => self.cell_content(blocks, false),
                _ => self.cell_content(std::slice::from_ref(block), false),
            }
            self.code.push(")");
        }
        self.code.push(")");
    }

    /// A table; cells are placed as browsers place them, so that spans never collide.
    fn html_table(&mut self, blocks: &'a [Block<Target>]) {
        let mut caption = None;
        let mut rows = Vec::new();
        collect_rows(blocks, false, &mut rows, &mut caption);
        let (cells, columns) = place(&rows);
        if let Some(caption) = caption {
            self.code.push("#e.caption");
            self.cell_content(caption, false);
        }
        if cells.is_empty() {
            return;
        }
        let heads = rows.iter().take_while(|(head, _)| *head).count();
        // A head that reaches into the body, is all there is, or takes much of a page, cannot be repeated.
        let is_long = |cell: &Placed| {
            let mut words = String::new();
            blocks_text(cell.blocks, &mut words);
            cell.row < heads && words.len() > LONGEST_HEAD
        };
        let reaches = |cell: &Placed| cell.row < heads && cell.row + cell.rows > heads;
        let heads =
            if heads == rows.len() || cells.iter().any(|cell| is_long(cell) || reaches(cell)) { 0 } else { heads };
        let size = if columns > 6 { table::SMALL } else { table::NORMAL };
        let texts: Vec<Vec<String>> = (0..columns).map(|column| texts_of(&cells, column)).collect();
        let widths = [WHOLE, HYPHENATED, BROKEN]
            .into_iter()
            .find_map(|parting| table::widths_of(&texts, size, self.setting.depth, parting));
        self.code.push("#e.table-of-cells(columns: (");
        for column in 0..columns {
            self.code.number(widths.as_ref().map_or(1, |widths| table::track(widths[column], size)));
            self.code.push(",");
        }
        self.code.push("), small: ");
        self.code.boolean(size == table::SMALL);
        self.code.push(", heads: ");
        self.code.number(heads as u64);
        for cell in &cells {
            self.code.push(", (x: ");
            self.code.number(cell.column as u64);
            self.code.push(", y: ");
            self.code.number(cell.row as u64);
            self.code.push(", colspan: ");
            self.code.number(cell.columns as u64);
            self.code.push(", rowspan: ");
            self.code.number(cell.rows as u64);
            self.code.push(", head: ");
            self.code.boolean(cell.head);
            self.code.push(", body: ");
            let longest_word = if widths.is_some() { BROKEN.longest } else { 6 };
            let setting = Setting { longest_word, ..self.setting };
            self.within(setting, |printer| printer.cell_content(cell.blocks, cell.row < heads));
            self.code.push(")");
        }
        self.code.push(")");
    }
}

type Row<'a> = (bool, Vec<(&'a Element<Target>, &'a [Block<Target>])>);

/// The rows of a table and whether each is in the head; its caption.
fn collect_rows<'a>(
    blocks: &'a [Block<Target>],
    head: bool,
    rows: &mut Vec<Row<'a>>,
    caption: &mut Option<&'a [Block<Target>]>,
) {
    for block in blocks {
        let BlockKind::Element { element, blocks } = &block.kind else { continue };
        match &*element.name {
            "caption" => *caption = Some(blocks),
            "tr" => {
                let cells: Vec<_> = blocks
                    .iter()
                    .filter_map(|cell| match &cell.kind {
                        BlockKind::Element { element, blocks } if element.name == "td" || element.name == "th" => {
                            Some((&**element, blocks.as_slice()))
                        }
                        _ => None,
                    })
                    .collect();
                let all_heads = rows.is_empty() && !cells.is_empty() && cells.iter().all(|(e, _)| e.name == "th");
                rows.push((head || all_heads, cells));
            }
            name => collect_rows(blocks, name == "thead", rows, caption),
        }
    }
}

/// Gives each cell its column and row, past those that reach down from above (HTML, "forming a table"), and the number
/// of columns. Spans are cut to what there is.
fn place<'a>(rows: &[Row<'a>]) -> (Vec<Placed<'a>>, usize) {
    const WIDEST: usize = 60;
    let mut cells: Vec<Placed> = Vec::new();
    // For each column, the row from which it is free.
    let mut free = vec![0; WIDEST];
    for (row, (_, row_cells)) in rows.iter().enumerate() {
        let mut column = 0;
        for (element, blocks) in row_cells {
            while column < WIDEST && free[column] > row {
                column += 1;
            }
            if column == WIDEST {
                break;
            }
            let span = |name| attribute(element, name).and_then(|span| span.parse::<usize>().ok()).unwrap_or(1).max(1);
            let room = free[column..].iter().take_while(|until| **until <= row).count();
            let columns = span("colspan").min(room);
            let height = span("rowspan").min(rows.len() - row);
            free[column..column + columns].fill(row + height);
            cells.push(Placed { column, row, columns, rows: height, head: element.name == "th", blocks });
            column += columns;
        }
    }
    let columns = cells.iter().map(|cell| cell.column + cell.columns).max().unwrap_or(0);
    (cells, columns)
}

/// The texts of the cells that are in one column only.
fn texts_of(cells: &[Placed], column: usize) -> Vec<String> {
    let cells = cells.iter().filter(|cell| cell.column == column && cell.columns == 1);
    cells
        .map(|cell| {
            let mut text = String::new();
            blocks_text(cell.blocks, &mut text);
            text
        })
        .collect()
}

fn summary(blocks: &[Block<Target>]) -> (Option<&[Block<Target>]>, &[Block<Target>]) {
    match blocks.split_first() {
        Some((Block { kind: BlockKind::Element { element, blocks }, .. }, rest)) if element.name == "summary" => {
            (Some(blocks), rest)
        }
        _ => (None, blocks),
    }
}

fn is_centred(element: &Element<Target>) -> bool {
    attribute(element, "align") == Some("center")
}

fn attribute<'a>(element: &'a Element<Target>, name: &str) -> Option<&'a str> {
    element.attributes.iter().find(|(attribute, _)| attribute == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(name: &str, attributes: &[(&str, &str)]) -> Element<Target> {
        let attributes = attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Element { name: name.into(), attributes, links: Vec::new() }
    }

    #[test]
    fn spans_push_later_cells_aside_and_never_leave_the_table() {
        let tall = element("td", &[("rowspan", "99")]);
        let wide = element("td", &[("colspan", "2")]);
        let plain = element("td", &[]);
        let rows: Vec<Row> = vec![
            (false, vec![(&tall, &[][..]), (&wide, &[][..])]),
            (false, vec![(&plain, &[][..]), (&plain, &[][..])]),
        ];
        let (cells, columns) = place(&rows);
        let places: Vec<_> = cells.iter().map(|c| (c.column, c.row, c.columns, c.rows)).collect();
        assert_eq!(places, [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]);
        assert_eq!(columns, 3);
    }
}

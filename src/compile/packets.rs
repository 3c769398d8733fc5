//! The packets: planned with everything else, made one at a time.
//!
//! A packet is a PDF, a file of HTML and a small site of the same edition. That is assembled twice: here, for what is wrong with it, and
//! again when it is made, so that two hundred packets need the memory of one.

use super::outputs::{ReadAsset, Rendered, Says, Sink, proved, write_site};
use super::{Options, Packets, apply_levels, level_of};
use crate::audience::Audience;
use crate::book::{Gathered, Reader};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::model::{AssembleOptions, Edition, assemble};
use crate::packet::{Languages, OneFile};
use crate::path::{OutputPath, SourcePath};
use crate::proof::Prover;
use crate::site::{CustomerFolder, Site, Templates, Theme};
use anyhow::Result;
use ecow::EcoString;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The folder of the site, below the packet's.
const SITE: &str = "site";

/// What all packets are made with.
pub(super) struct PacketKit {
    pub(super) templates: Arc<Templates>,
    pub(super) theme: Arc<Theme>,
    pub(super) gathered: Arc<Gathered>,
    /// None where no packet is asked for.
    pub(super) prover: Option<Arc<Prover>>,
    pub(super) whole: Arc<Edition>,
    pub(super) today: Date,
    pub(super) config: Arc<Config>,
    pub(super) languages: Languages,
    pub(super) one_file: OneFile,
    #[cfg(feature = "pdf")]
    pub(super) press: super::press::Press,
}

/// A packet that was asked for.
pub struct PacketOutputs {
    /// The engagement.
    pub id: EcoString,
    /// Its folder of the output.
    pub folder: String,
    /// Why it is not made: the errors in what it shows. Empty where it is made.
    pub withheld: Vec<Diagnostic>,
    /// Each guide that is in it, and where the engagement names it.
    pub why: Vec<(SourcePath, String)>,
    /// Which pages of the engagement its site has.
    pages: Vec<OutputPath>,
    kit: Arc<PacketKit>,
}

/// For whom the packets are that are handed out.
pub(super) fn reader(id: &EcoString) -> Reader {
    Reader { audience: Audience::Customer, engagement: Some(id.clone()) }
}

/// Those for whom the packets are that `options` asks for.
pub(super) fn readers(gathered: &Gathered, options: &Options) -> Vec<Reader> {
    wanted(gathered, options).iter().map(reader).collect()
}

fn wanted(gathered: &Gathered, options: &Options) -> Vec<EcoString> {
    let wanted = |id: &EcoString| match &options.packets {
        Packets::None => false,
        Packets::Of(wanted) => wanted == id,
        Packets::All => true,
    };
    gathered.engagement_ids().into_iter().filter(wanted).collect()
}

/// Plans the packets that `options` asks for, and adds what is wrong with them to `diagnostics`. `found` are the errors
/// that were met before anything was assembled: those in a file that a packet shows withhold it.
pub(super) fn plan(
    kit: &Arc<PacketKit>,
    options: &Options,
    found: &[Diagnostic],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PacketOutputs> {
    let ids = wanted(&kit.gathered, options);
    let planned: Vec<Option<(PacketOutputs, Vec<Diagnostic>)>> =
        ids.par_iter().map(|id| plan_one(kit, id, options.draft, found)).collect();
    let mut packets = Vec::new();
    for (packet, problems) in planned.into_iter().flatten() {
        diagnostics.extend(problems);
        packets.push(packet);
    }
    packets
}

/// `None` for an engagement of which its customer may see nothing.
fn plan_one(
    kit: &Arc<PacketKit>,
    id: &EcoString,
    draft: bool,
    found: &[Diagnostic],
) -> Option<(PacketOutputs, Vec<Diagnostic>)> {
    let mut problems = Vec::new();
    let book = kit.gathered.for_reader(&reader(id)).unpack(&mut problems);
    let engagement = book.engagements.first()?;
    let shown: BTreeSet<&SourcePath> =
        book.guides.iter().map(|guide| &guide.parsed.path).chain(&engagement.files).collect();
    let is_shown = |at: &Location| shown.contains(&at.path) && !kit.gathered.hides(at, &reader(id));
    let in_files = found.iter().filter(|problem| problem.location.as_ref().is_some_and(&is_shown));
    let options = AssembleOptions { today: kit.today, whole: Some(&kit.whole) };
    let edition = assemble(&book, options).unpack(&mut problems);
    let folder = edition.engagements.first().map(|placed| edition.page(placed.overview).path.folder().to_owned());
    let is_theirs = |path: &OutputPath| {
        let below = folder.as_ref().and_then(|folder| path.as_str().strip_prefix(folder.as_str()));
        below.is_some_and(|below| below.starts_with('/'))
    };
    let pages = edition.pages.iter().map(|page| &page.path).filter(|path| is_theirs(path)).cloned().collect();
    let mut withheld: Vec<Diagnostic> = in_files.cloned().chain(problems.iter().cloned()).collect();
    apply_levels(&mut withheld, &kit.config);
    withheld.retain(|problem| problem.level == Level::Error && !draft);
    let why = |guide: &crate::book::BookGuide| {
        let path = &guide.parsed.path;
        let named = book.guides_named_by(engagement, path);
        let embedded = || book.embedded_in(path).map(|host| format!("embedded in {host}")).unwrap_or_default();
        let why = named.map_or_else(embedded, |named| format!("named as {} in {}", named.field, named.at.path));
        (path.clone(), why)
    };
    let packet = PacketOutputs {
        id: id.clone(),
        folder: format!("packets/{id}"),
        withheld,
        why: book.guides.iter().map(why).collect(),
        pages,
        kit: kit.clone(),
    };
    Some((packet, problems))
}

impl PacketOutputs {
    /// The edition that it is printed from: what its reader may see, and nothing else.
    #[must_use]
    pub fn edition(&self) -> Edition {
        let book = self.kit.gathered.for_reader(&reader(&self.id)).value;
        assemble(&book, AssembleOptions { today: self.kit.today, whole: Some(&self.kit.whole) }).value
    }

    /// Makes the packet's files and gives them to `sink`: the site, the file of HTML, and with the feature `pdf` the PDF. Not
    /// complete where one of them could not be made: what was put then must not be published.
    ///
    /// # Errors
    /// Only the sink's and the reader's own.
    pub fn write(&self, sink: &Sink<'_>, read_asset: &ReadAsset<'_>) -> Result<Rendered> {
        let edition = Arc::new(self.edition());
        if edition.engagements.is_empty() {
            return Ok(Rendered::default());
        }
        let make = |sink: &Sink<'_>, says: &Says<'_>| self.make(&edition, sink, says, read_asset);
        match &self.kit.prover {
            Some(prover) => {
                let settings = (&self.kit.config.leaks[..], self.kit.today);
                proved(prover, &reader(&self.id), Some(&edition), settings, &make, sink)
            }
            None => make(sink, &|_, _| {}),
        }
    }

    #[cfg_attr(not(feature = "pdf"), expect(unused_variables, reason = "there is no PDF that says anything"))]
    fn make(
        &self,
        edition: &Arc<Edition>,
        sink: &Sink<'_>,
        says: &Says<'_>,
        read_asset: &ReadAsset<'_>,
    ) -> Result<Rendered> {
        let below_site = |path: &OutputPath, bytes: &[u8]| {
            let path = OutputPath::join(SITE, path.as_str()).expect("a folder in front leads nowhere else");
            sink(&path, bytes)
        };
        let mut diagnostics = self.write_site(edition, &below_site, read_asset)?;
        let Some(drawn) = self.kit.draw(edition, read_asset)? else { return Ok(Rendered::default()) };
        let mut complete = true;
        let mut add = |rendered: Rendered| {
            diagnostics.extend(rendered.diagnostics);
            complete &= rendered.complete;
        };
        add(self.kit.write_one_file(&drawn, &self.html_name(), sink)?);
        #[cfg(feature = "pdf")]
        add(self.kit.print(&self.id, &drawn, &self.pdf_name(), sink, says)?);
        Ok(Rendered { diagnostics, complete, proof: None })
    }

    /// Makes the files of the site of `edition`, which is this packet's, and gives them to `sink`.
    ///
    /// # Errors
    /// Only the sink's and the reader's own.
    pub fn write_site(
        &self,
        edition: &Arc<Edition>,
        sink: &Sink<'_>,
        read_asset: &ReadAsset<'_>,
    ) -> Result<Vec<Diagnostic>> {
        let site = Site::new(edition.clone(), self.kit.templates.clone(), self.kit.theme.clone());
        write_site(&site, None, sink, read_asset)
    }

    /// `site` with what it should know of this packet, where that is made.
    pub(super) fn beside(&self, site: Site) -> Site {
        if !self.withheld.is_empty() {
            return site;
        }
        let pdf = cfg!(feature = "pdf").then(|| format!("{}/{}", self.folder, self.pdf_name()));
        let folder = CustomerFolder { site: self.site_folder(), pdf };
        site.beside_customer(folder, self.pages.iter().cloned())
    }

    /// The folder of the site.
    pub(super) fn site_folder(&self) -> String {
        format!("{}/{SITE}", self.folder)
    }

    /// Where the site begins, below the packet's folder.
    #[must_use]
    pub fn site_home() -> String {
        format!("{SITE}/index.html")
    }

    /// Where the file of HTML is, below the packet's folder.
    #[must_use]
    pub fn html_name(&self) -> String {
        format!("{}-handoff.html", self.id)
    }

    /// Where the PDF is, below the packet's folder.
    #[must_use]
    pub fn pdf_name(&self) -> String {
        format!("{}-handoff.pdf", self.id)
    }
}

/// The errors that withhold a packet: not those of links, which each edition finds for itself.
pub(super) fn errors_of_files(diagnostics: &[Diagnostic], config: &Config) -> Vec<Diagnostic> {
    let of_links = [Rule::BrokenLink, Rule::BrokenAnchor, Rule::MissingAsset];
    let withholds =
        |problem: &&Diagnostic| level_of(problem, config) == Level::Error && !of_links.contains(&problem.rule);
    diagnostics.iter().filter(withholds).cloned().collect()
}

//! The packets: planned with everything else, made one folder at a time.
//!
//! What is for an engagement's customer goes to one folder, what is for the team or for partners to another. Each is made of
//! the edition of its reader, which is assembled twice: here, for what is wrong with it, and again when it is made, so that
//! two hundred packets need the memory of one.

use super::bundle::{Collected, Documents};
use super::issued::Issued;
use super::look::Look;
use super::outputs::{ReadAsset, Rendered, Says, Sink, proved, write_site};
use super::sketch::{Sketch, SketchMemo};
use super::{Options, Packets, apply_levels, level_of};
use crate::audience::Audience;
use crate::book::{Gathered, Reader};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level, Location, Rule, sort};
use crate::model::{AssembleOptions, Edition, Guide, PacketPlan, PacketState, PlacedEngagement, assemble};
use crate::packet::bundle::{CALENDAR, CHECKLISTS, EditionManifest, MANIFEST, RAID_LOG, SUMS};
use crate::path::{OutputPath, SourcePath};
use crate::proof::Prover;
use crate::site::{PacketFolder, PacketLink, Site};
#[cfg(feature = "pdf")]
use crate::store::Store;
use anyhow::Result;
use ecow::EcoString;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The folder of the site, below the packet's.
pub(super) const SITE: &str = "site";

/// Of the packets, those that are asked for, and what is to be made of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Their names; all where there are none.
    pub names: Vec<EcoString>,
    /// What is made.
    pub formats: Formats,
    /// The issued version since which changes are told; the last one where nothing is said.
    pub since: Option<EcoString>,
}

/// What is made of a packet. The data, the manifest and the sums always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct Formats {
    /// Typeset.
    pub pdf: bool,
    /// As one file of HTML.
    pub html: bool,
    /// The small site beside them.
    pub site: bool,
    /// The archive of all.
    pub zip: bool,
}

impl Default for Formats {
    fn default() -> Self {
        Self { pdf: true, html: true, site: true, zip: true }
    }
}

impl Selection {
    /// True where the packet of this name is asked for.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|asked| asked == name)
    }
}

/// What can be made of a folder of packets by itself, and is proved by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The document of this name: `acme-handoff.pdf`.
    Document(EcoString),
    /// The small site.
    Site,
    /// All of it, with what is made of all: manifest, sums, archive.
    Whole,
}

impl Part {
    /// True where the document of this name is in it.
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::Document(own) => own == name,
            Self::Site => false,
            Self::Whole => true,
        }
    }
}

/// What all packets are made with.
pub(super) struct PacketKit {
    pub(super) look: Arc<Look>,
    /// How many packets typesetting looks back for what it can use again.
    #[cfg(feature = "pdf")]
    pub(super) look_back: usize,
    /// Where PDFs are found again that were made before.
    #[cfg(feature = "pdf")]
    pub(super) store: Option<Arc<dyn Store>>,
    pub(super) gathered: Arc<Gathered>,
    /// None where no packet is asked for.
    pub(super) prover: Option<Arc<Prover>>,
    pub(super) whole: Arc<Edition>,
    pub(super) today: Date,
    pub(super) config: Arc<Config>,
    pub(super) selection: Selection,
    pub(super) draft: bool,
    pub(super) issued: Issued,
    /// The files that what each engagement says stands in.
    pub(super) files: BTreeMap<EcoString, BTreeSet<SourcePath>>,
}

/// The packets of one engagement that lie in one folder.
pub struct PacketOutputs {
    /// The engagement.
    pub id: EcoString,
    /// Their folder of the output.
    pub folder: String,
    /// For whom the folder is: the customer, or the team.
    pub audience: Audience,
    /// The packets, in order.
    pub packets: Vec<PacketPlan>,
    /// Why they are not made: the errors in what they show. Empty where they are made.
    pub withheld: Vec<Diagnostic>,
    /// Each guide that is in them, and where the engagement names it.
    pub why: Vec<(SourcePath, String)>,
    /// Which pages of the engagement the site beside them has.
    pages: Vec<OutputPath>,
    pub(super) kit: Arc<PacketKit>,
}

/// For whom the packets are that are handed out.
pub(super) fn reader(id: &EcoString) -> Reader {
    Reader { audience: Audience::Customer, engagement: Some(id.clone()) }
}

/// Those for whom the packets are that `options` asks for, and may not see everything.
pub(super) fn readers(gathered: &Gathered, whole: &Edition, options: &Options) -> Vec<Reader> {
    let of_one = |id: &EcoString| {
        let plans = whole.engagement(id).map(|placed| &placed.packets[..]).unwrap_or_default();
        let has_partners =
            plans.iter().any(|plan| plan.audience == Audience::Partner && options.selection.has(&plan.name));
        let partner = Reader { audience: Audience::Partner, engagement: Some(id.clone()) };
        std::iter::once(reader(id)).chain(has_partners.then_some(partner))
    };
    wanted(gathered, options).iter().flat_map(of_one).collect()
}

fn wanted(gathered: &Gathered, options: &Options) -> Vec<EcoString> {
    let wanted = |id: &EcoString| match &options.packets {
        Packets::None => false,
        Packets::Of(wanted) => wanted == id,
        Packets::All => true,
    };
    gathered.engagement_ids().into_iter().filter(wanted).collect()
}

/// Plans the folders of packets that `options` asks for, and those in which nothing would be; adds what is wrong with them to
/// `diagnostics`. `found` are the errors
/// that were met before anything was assembled: those in a file that a packet shows withhold it.
pub(super) fn plan(
    kit: &Arc<PacketKit>,
    options: &Options,
    found: &[Diagnostic],
    memo: &mut SketchMemo,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<PacketOutputs>, Vec<PacketOutputs>) {
    let ids = wanted(&kit.gathered, options);
    // Of all that is wrong in the book, what is in the files of a packet for the team.
    let errors: Vec<Diagnostic> =
        diagnostics.iter().filter(|problem| level_of(problem, &kit.config) == Level::Error).cloned().collect();
    let sketches: Vec<Arc<Sketch>> = ids.par_iter().map(|id| memo.sketch(kit, id)).collect();
    memo.keep_only(&ids, &sketches);
    let mut packets = Vec::new();
    for (id, sketch) in ids.iter().zip(sketches) {
        diagnostics.extend(sketch.problems.iter().cloned());
        packets.extend(plan_for_customer(kit, id, &sketch, found));
        packets.extend(plan_inside(kit, id, &errors));
    }
    packets.into_iter().partition(|packet| !packet.packets.is_empty())
}

/// `None` for an engagement of which its customer may see nothing.
fn plan_for_customer(
    kit: &Arc<PacketKit>,
    id: &EcoString,
    sketch: &Sketch,
    found: &[Diagnostic],
) -> Option<PacketOutputs> {
    let Some(theirs) = &sketch.theirs else { return None };
    let is_shown = |at: &Location| theirs.shown.contains(&at.path) && !kit.gathered.hides(at, &reader(id));
    let in_files = found.iter().filter(|problem| problem.location.as_ref().is_some_and(is_shown));
    let mut withheld: Vec<Diagnostic> = in_files.chain(&sketch.problems).cloned().collect();
    apply_levels(&mut withheld, &kit.config);
    withheld.retain(|problem| problem.level == Level::Error && !kit.draft);
    sort(&mut withheld);
    Some(PacketOutputs {
        id: id.clone(),
        folder: format!("packets/{id}"),
        audience: Audience::Customer,
        packets: theirs.packets.clone(),
        withheld,
        why: theirs.why.clone(),
        pages: theirs.pages.clone(),
        kit: kit.clone(),
    })
}

/// The packets that stay in the house. What is wrong with the team's own edition is known, so none is assembled for it.
fn plan_inside(kit: &Arc<PacketKit>, id: &EcoString, errors: &[Diagnostic]) -> Option<PacketOutputs> {
    let placed = kit.whole.engagement(id)?;
    let packets: Vec<PacketPlan> =
        [Audience::Internal, Audience::Partner].iter().flat_map(|audience| kit.selected(placed, *audience)).collect();
    let mut guides: BTreeMap<&SourcePath, String> = BTreeMap::new();
    for (at, page) in &placed.guides {
        if let Some(guide) = kit.whole.guide_of(kit.whole.page(*page)) {
            guides.entry(&guide.parsed.path).or_insert_with(|| format!("named in {}", at.path));
        }
    }
    let files = kit.files.get(id);
    let is_shown = |at: &Location| guides.contains_key(&at.path) || files.is_some_and(|files| files.contains(&at.path));
    let mut withheld: Vec<Diagnostic> =
        errors.iter().filter(|problem| problem.location.as_ref().is_some_and(is_shown)).cloned().collect();
    withheld.retain(|_| !kit.draft);
    sort(&mut withheld);
    Some(PacketOutputs {
        id: id.clone(),
        folder: format!("internal/{id}"),
        audience: Audience::Internal,
        packets,
        withheld,
        why: guides.into_iter().map(|(path, why)| (path.clone(), why)).collect(),
        pages: vec![kit.whole.page(placed.overview).path.clone()],
        kit: kit.clone(),
    })
}

impl PacketKit {
    /// The packets of `placed` for this audience that are asked for; drafts where all are to be.
    pub(super) fn selected(&self, placed: &PlacedEngagement, audience: Audience) -> Vec<PacketPlan> {
        let plans = placed.packets.iter();
        let asked = plans.filter(|plan| plan.audience == audience && self.selection.has(&plan.name)).cloned();
        asked.map(|plan| if self.draft { PacketPlan { state: PacketState::Draft, ..plan } } else { plan }).collect()
    }

    /// The edition of this audience that packets of `id` are made of.
    fn edition(&self, id: &EcoString, audience: Audience) -> Edition {
        let book = self.gathered.for_reader(&Reader { audience, engagement: Some(id.clone()) }).value;
        let own = book.engagements.first().and_then(|engagement| engagement.says.declared.language.as_ref());
        let language = own.map_or(&book.config.language, |language| &language.value.0);
        let words = self.look.languages.of(language);
        assemble(&book, AssembleOptions { today: self.today, whole: Some(&self.whole), words: &words }).value
    }
}

impl PacketOutputs {
    /// The edition that the folder is made of: what its reader may see, and nothing else.
    #[must_use]
    pub fn edition(&self) -> Edition {
        self.kit.edition(&self.id, self.audience)
    }

    /// True for a file that something of these packets stands in.
    pub(super) fn is_made_of(&self, path: &SourcePath) -> bool {
        self.why.iter().any(|(guide, _)| guide == path)
            || self.kit.files.get(&self.id).is_some_and(|files| files.contains(path))
            || self.withheld.iter().any(|problem| problem.location.as_ref().is_some_and(|at| at.path == *path))
    }

    /// Makes the folder's files and gives them to `sink`. Not complete where a PDF could not be made: what was put then must
    /// not be published.
    ///
    /// # Errors
    /// Only the sink's and the reader's own.
    pub fn write(&self, sink: &Sink<'_>, read_asset: &ReadAsset<'_>) -> Result<Rendered> {
        self.write_part(&Part::Whole, sink, read_asset)
    }

    /// Makes the files of `part` alone, the same as `write` makes them.
    ///
    /// # Errors
    /// Only the sink's and the reader's own.
    pub fn write_part(&self, part: &Part, sink: &Sink<'_>, read_asset: &ReadAsset<'_>) -> Result<Rendered> {
        let edition = Arc::new(self.edition());
        if edition.engagements.is_empty() {
            return Ok(Rendered::default());
        }
        if self.audience == Audience::Internal {
            return self.write_inside(&edition, part, sink, read_asset);
        }
        let make = |sink: &Sink<'_>, says: &Says<'_>| {
            let collected = Collected::new(self, sink);
            self.make(&edition, part, &collected, says, read_asset)
        };
        self.proved(&edition, &make, sink)
    }

    /// The smallest part that the file at `path` of the folder is in, if there may be such a file.
    #[must_use]
    pub fn part_of(&self, path: &OutputPath) -> Option<Part> {
        if path.as_str().split_once('/').is_some_and(|(folder, _)| folder == SITE) {
            return self.kit.selection.formats.site.then_some(Part::Site);
        }
        let mut documents = self.packets.iter().flat_map(|plan| self.files_of(plan)).map(|(_, name)| name);
        if let Some(name) = documents.find(|name| name == path.as_str()) {
            return Some(Part::Document(name.into()));
        }
        let of_all = [CALENDAR, CHECKLISTS, MANIFEST, RAID_LOG, SUMS, &self.archive_name()];
        of_all.contains(&path.as_str()).then_some(Part::Whole)
    }

    /// What partners get is made of their own edition, and proved by itself.
    fn write_inside(
        &self,
        edition: &Arc<Edition>,
        part: &Part,
        sink: &Sink<'_>,
        read_asset: &ReadAsset<'_>,
    ) -> Result<Rendered> {
        let collected = Collected::new(self, sink);
        let mut rendered = Rendered { complete: true, ..Rendered::default() };
        if self.packets.iter().any(|plan| plan.audience == Audience::Partner) {
            let theirs = Arc::new(self.kit.edition(&self.id, Audience::Partner));
            let make = |sink: &Sink<'_>, says: &Says<'_>| {
                let collected = collected.again(sink);
                self.documents(&theirs, part, says, read_asset).make(&collected)
            };
            rendered = self.proved(&theirs, &make, sink)?;
            if !rendered.complete {
                return Ok(rendered);
            }
        }
        let own = self.make(edition, part, &collected, &|_, _| {}, read_asset)?;
        rendered.diagnostics.extend(own.diagnostics);
        Ok(Rendered { complete: own.complete, ..rendered })
    }

    fn proved(
        &self,
        edition: &Edition,
        make: &dyn Fn(&Sink<'_>, &Says<'_>) -> Result<Rendered>,
        sink: &Sink<'_>,
    ) -> Result<Rendered> {
        match &self.kit.prover {
            Some(prover) => {
                let settings = (&self.kit.config.leaks[..], self.kit.today);
                proved(prover, &edition.reader, Some(edition), settings, make, sink)
            }
            None => make(sink, &|_, _| {}),
        }
    }

    /// Makes the files of a part of the folder of `edition`.
    fn make(
        &self,
        edition: &Arc<Edition>,
        part: &Part,
        collected: &Collected<'_>,
        says: &Says<'_>,
        read_asset: &ReadAsset<'_>,
    ) -> Result<Rendered> {
        let mut rendered = match part {
            Part::Document(_) | Part::Whole => self.documents(edition, part, says, read_asset).make(collected)?,
            Part::Site => Rendered { complete: true, ..Rendered::default() },
        };
        if !rendered.complete || matches!(part, Part::Document(_)) {
            return Ok(rendered);
        }
        if self.kit.selection.formats.site {
            let below_site = |path: &OutputPath, bytes: &[u8]| {
                let path = OutputPath::join(SITE, path.as_str()).expect("a folder in front leads nowhere else");
                collected.put(&path, bytes)
            };
            rendered.diagnostics.extend(self.write_site(edition, &below_site, read_asset)?);
        }
        if *part == Part::Whole {
            collected.finish(edition)?;
        }
        Ok(rendered)
    }

    fn documents<'a>(
        &'a self,
        edition: &'a Arc<Edition>,
        part: &'a Part,
        says: &'a Says<'a>,
        read_asset: &'a ReadAsset<'a>,
    ) -> Documents<'a> {
        Documents { packets: self, edition, part, says, read_asset }
    }

    /// Makes the files of the site of `edition`, which is this folder's, and gives them to `sink`.
    ///
    /// # Errors
    /// Only the sink's and the reader's own.
    pub fn write_site(
        &self,
        edition: &Arc<Edition>,
        sink: &Sink<'_>,
        read_asset: &ReadAsset<'_>,
    ) -> Result<Vec<Diagnostic>> {
        let site = Site::new(edition.clone(), self.kit.look.templates.clone(), self.kit.look.theme.clone());
        write_site(&site, None, sink, read_asset)
    }

    /// What the manifest would say of each audience of the folder, without making anything.
    #[must_use]
    pub fn editions(&self) -> Vec<EditionManifest> {
        let audiences: BTreeSet<Audience> = self.packets.iter().map(|plan| plan.audience).collect();
        audiences.into_iter().map(|audience| self.edition_manifest(&self.kit.edition(&self.id, audience))).collect()
    }

    /// `site` with what it should know of these packets, where they are made.
    pub(super) fn beside(&self, site: Site) -> Site {
        if !self.withheld.is_empty() {
            return site;
        }
        let links = |plan: &PacketPlan| -> Vec<PacketLink> {
            let link = |(label, name): (&str, String)| PacketLink {
                title: format!("{} ({label})", plan.title()),
                path: format!("{}/{name}", self.folder),
                audience: plan.audience,
            };
            self.files_of(plan).into_iter().map(link).collect()
        };
        let formats = self.kit.selection.formats;
        let folder = PacketFolder {
            folder: self.folder.clone(),
            audience: self.audience,
            site: formats.site.then(|| format!("{}/{SITE}", self.folder)),
            packets: self.packets.iter().flat_map(links).collect(),
        };
        site.beside_packets(folder, self.pages.iter().cloned())
    }

    /// The documents of a packet: what they are, and the names of their files.
    #[must_use]
    pub fn files_of(&self, plan: &PacketPlan) -> Vec<(&'static str, String)> {
        let formats = self.kit.selection.formats;
        let stem = plan.file_stem(&self.id);
        let pdf = (formats.pdf && cfg!(feature = "pdf")).then(|| ("PDF", format!("{stem}.pdf")));
        let html = formats.html.then(|| ("HTML", format!("{stem}.html")));
        pdf.into_iter().chain(html).collect()
    }

    /// What is in the folder: documents, the site's home page, what is made of all.
    #[must_use]
    pub fn file_names(&self) -> Vec<String> {
        let documents = self.packets.iter().flat_map(|plan| self.files_of(plan)).map(|(_, name)| name);
        let site = self.kit.selection.formats.site.then(|| format!("{SITE}/index.html"));
        let archive = self.kit.selection.formats.zip.then(|| self.archive_name());
        let of_all = [CHECKLISTS, RAID_LOG, CALENDAR, MANIFEST, SUMS].map(str::to_owned);
        documents.chain(site).chain(of_all).chain(archive).collect()
    }

    /// What one would open first, below the folder.
    #[must_use]
    pub fn to_open(&self) -> Vec<String> {
        let documents = self.packets.iter().filter_map(|plan| self.files_of(plan).into_iter().next());
        let site = self.kit.selection.formats.site.then(|| format!("{SITE}/index.html"));
        documents.map(|(_, name)| name).chain(site).collect()
    }

    /// About how many pages will be typeset at a time: what making them needs of memory goes with that.
    #[must_use]
    pub fn pages_at_most(&self) -> usize {
        /// How many characters fill a page, with space for what is not text.
        const CHARACTERS: usize = 1_800;
        let Some(placed) = self.kit.whole.engagement(&self.id) else { return 0 };
        let pages: BTreeSet<_> = placed.guides.values().collect();
        let guides = pages.into_iter().filter_map(|page| self.kit.whole.guide_of(self.kit.whole.page(*page)));
        let length = |guide: &Arc<Guide>| guide.parsed.doc.blocks.last().map_or(0, |block| block.range.end as usize);
        let characters: usize = guides.map(length).sum();
        let things = placed.entities.iter().count();
        characters / CHARACTERS + things / 10 + 10
    }
}

/// The errors that withhold a packet: not those of links, which each edition finds for itself.
pub(super) fn errors_of_files(diagnostics: &[Diagnostic], config: &Config) -> Vec<Diagnostic> {
    let of_links = [Rule::BrokenLink, Rule::BrokenAnchor, Rule::MissingAsset];
    let withholds =
        |problem: &&Diagnostic| level_of(problem, config) == Level::Error && !of_links.contains(&problem.rule);
    diagnostics.iter().filter(withholds).cloned().collect()
}

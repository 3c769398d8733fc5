//! What lies in a folder of packets: the documents of each packet, and what binds them together.
//!
//! Files are put on their way as they are made and noted for the manifest; the archive needs their bytes until it is made.

use super::drawn::shown_assets;
use super::outputs::{ReadAsset, Rendered, Says, Sink};
use super::packets::{PacketOutputs, Part};
use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::model::{Edition, PacketPlan, PlacedEngagement};
#[cfg(feature = "pdf")]
use crate::packet::Attachment;
use crate::packet::bundle::{
    CALENDAR, CHECKLISTS, Changes, EditionManifest, FileEntry, MANIFEST, Manifest, PacketManifest, RAID_LOG, SUMS,
    archive, checklists, entities, packet_manifest, raid_log, sums, with_changes,
};
#[cfg(feature = "pdf")]
use crate::packet::bundle::{DATA, data};
use crate::packet::one_file::OneFileInputs;
use crate::packet::view::PacketView;
use crate::packet::{contents, packet_language};
use crate::path::OutputPath;
#[cfg(feature = "pdf")]
use crate::schema::read::Fields as _;
#[cfg(feature = "pdf")]
use crate::schema::things::Engagement;
use crate::site::calendar_of;
use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// The files of a folder on their way to `sink`.
pub(super) struct Collected<'a> {
    packets: &'a PacketOutputs,
    sink: &'a Sink<'a>,
    notes: Arc<Mutex<Notes>>,
}

#[derive(Default)]
struct Notes {
    files: BTreeMap<OutputPath, FileEntry>,
    /// What goes into the archive, where one is asked for.
    bytes: BTreeMap<OutputPath, Vec<u8>>,
    editions: Vec<EditionManifest>,
}

impl<'a> Collected<'a> {
    pub(super) fn new(packets: &'a PacketOutputs, sink: &'a Sink<'a>) -> Self {
        Self { packets, sink, notes: Arc::default() }
    }

    /// The same folder, whose files go to another sink from here on.
    pub(super) fn again<'b>(&'b self, sink: &'b Sink<'b>) -> Collected<'b> {
        Collected { packets: self.packets, sink, notes: self.notes.clone() }
    }

    /// Puts a file on its way.
    pub(super) fn put(&self, path: &OutputPath, bytes: &[u8]) -> Result<()> {
        (self.sink)(path, bytes)?;
        let entry = FileEntry::new(path.as_str(), bytes);
        let kept = self.packets.kit.selection.formats.zip.then(|| bytes.to_vec());
        let mut notes = self.notes();
        notes.bytes.extend(kept.map(|bytes| (path.clone(), bytes)));
        notes.files.insert(path.clone(), entry);
        Ok(())
    }

    /// Puts what is made of all that was put: tables, calendar, manifest, sums and archive.
    pub(super) fn finish(&self, edition: &Edition) -> Result<()> {
        let Some(placed) = edition.engagements.first() else { return Ok(()) };
        self.put(&named(CHECKLISTS), &checklists(edition, placed))?;
        self.put(&named(RAID_LOG), &raid_log(placed))?;
        if let Some(calendar) = calendar_of(edition, placed) {
            self.put(&named(CALENDAR), &calendar)?;
        }
        let (manifest, files) = {
            let notes = self.notes();
            (manifest(&notes, edition, placed), notes.files.clone())
        };
        let manifest = manifest.to_json();
        self.put(&named(MANIFEST), &manifest)?;
        let own = FileEntry::new(MANIFEST, &manifest);
        self.put(&named(SUMS), &sums(files.values().chain([&own])))?;
        if self.packets.kit.selection.formats.zip {
            let bytes = std::mem::take(&mut self.notes().bytes);
            (self.sink)(&named(&self.packets.archive_name()), &archive(&bytes))?;
        }
        Ok(())
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().expect("no thread panics while it notes a file")
    }
}

fn manifest(notes: &Notes, edition: &Edition, placed: &PlacedEngagement) -> Manifest {
    let declared = &placed.facts.declared;
    let mut editions = notes.editions.clone();
    editions.sort_by(|one, other| one.audience.cmp(&other.audience));
    Manifest {
        format: Manifest::FORMAT,
        engagement: placed.id.clone(),
        title: placed.facts.title.value.clone(),
        customer: declared.customer.as_ref().map(|customer| customer.name.value.clone()).unwrap_or_default(),
        version: declared.version.as_ref().map(|version| version.value.clone()).unwrap_or_default(),
        date: ecow::eco_format!("{}", edition.today),
        editions,
        files: notes.files.values().cloned().collect(),
    }
}

/// What the manifest says of an edition beside its packets.
fn edition_of(edition: &Edition, placed: &PlacedEngagement) -> EditionManifest {
    EditionManifest {
        audience: edition.reader.audience.name().into(),
        packets: Vec::new(),
        entities: entities(edition, placed),
    }
}

fn named(name: &str) -> OutputPath {
    OutputPath::new(name).expect("an id has no dots or slashes")
}

/// The documents of the packets of one edition, to be made.
pub(super) struct Documents<'a> {
    pub(super) packets: &'a PacketOutputs,
    pub(super) edition: &'a Edition,
    /// Which of them.
    pub(super) part: &'a Part,
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "there is no PDF that says anything"))]
    pub(super) says: &'a Says<'a>,
    pub(super) read_asset: &'a ReadAsset<'a>,
}

impl Documents<'_> {
    /// Makes them, and notes what the manifest says of them. Not complete where a PDF could not be made.
    pub(super) fn make(&self, into: &Collected<'_>) -> Result<Rendered> {
        let Some(placed) = self.edition.engagements.first() else { return Ok(Rendered::default()) };
        let kit = &self.packets.kit;
        let assets = shown_assets(self.edition, self.read_asset)?;
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        let mut complete = true;
        let mut noted = edition_of(self.edition, placed);
        for plan in kit.selected(placed, self.edition.reader.audience) {
            let stem = plan.file_stem(&self.packets.id);
            if !self.packets.files_of(&plan).iter().any(|(_, name)| self.part.has(name)) && *self.part != Part::Whole {
                continue;
            }
            let view = self.packets.view(self.edition, placed, &plan, &noted);
            #[cfg(feature = "pdf")]
            if kit.selection.formats.pdf && self.part.has(&format!("{stem}.pdf")) {
                let path = named(&format!("{stem}.pdf"));
                let ident = format!("{}/{}/{}/{}", kit.config.title, placed.id, plan.name, view.cover.revision);
                let attached = self.attachments(placed, &view);
                let pdf = kit.print(&view, (&path, &ident), &assets, &attached, self.says).unpack(&mut diagnostics);
                complete &= pdf.is_some();
                pdf.iter().try_for_each(|pdf| into.put(&path, pdf))?;
            }
            if kit.selection.formats.html && self.part.has(&format!("{stem}.html")) {
                let path = named(&format!("{stem}.html"));
                match kit.look.one_file.write(&view, &OneFileInputs { assets: &assets, name: &stem }) {
                    Ok(html) => into.put(&path, html.as_bytes())?,
                    Err(problem) => {
                        complete = false;
                        diagnostics.push(*problem);
                    }
                }
            }
            noted.packets.push(packet_manifest(&plan.name, plan.state.name(), &view));
        }
        into.notes().editions.push(noted);
        // Where leaks are looked for the documents are made twice.
        into.notes().editions.dedup_by(|one, other| one.audience == other.audience);
        super::apply_levels(&mut diagnostics, &kit.config);
        Ok(Rendered { diagnostics, complete, proof: None })
    }
}

#[cfg(feature = "pdf")]
impl Documents<'_> {
    /// What the PDF carries along: what it is made of, as data.
    fn attachments(&self, placed: &PlacedEngagement, view: &PacketView) -> Vec<Attachment> {
        let attachment = |name: &str, media_type: &'static str, description: &str, bytes: Vec<u8>| Attachment {
            name: name.into(),
            media_type,
            description: view.words.say(description).into(),
            bytes: bytes.into(),
        };
        vec![
            attachment(DATA, "application/yaml", "The engagement as data", data(&placed.node, Engagement::table())),
            attachment(CHECKLISTS, "text/csv", "The checklists as a table", checklists(self.edition, placed)),
            attachment(RAID_LOG, "text/csv", "The RAID log as a table", raid_log(placed)),
        ]
    }
}

impl PacketOutputs {
    /// What a packet says, with what changed since an issued version. `noted` is what is known of its edition.
    fn view(
        &self,
        edition: &Edition,
        placed: &PlacedEngagement,
        plan: &PacketPlan,
        noted: &EditionManifest,
    ) -> PacketView {
        let view = self.contents(edition, placed, plan);
        let said = packet_manifest(&plan.name, plan.state.name(), &view);
        match self.changes(&said, noted) {
            Some(changes) => with_changes(view, &changes, edition, placed, plan),
            None => view,
        }
    }

    fn contents(&self, edition: &Edition, placed: &PlacedEngagement, plan: &PacketPlan) -> PacketView {
        let words = self.kit.look.languages.of(&packet_language(edition, placed));
        contents(edition, placed, plan, &words)
    }

    /// What changed since the version that is asked for, or since the last that was issued of this packet.
    fn changes(&self, said: &PacketManifest, noted: &EditionManifest) -> Option<Changes> {
        let kit = &self.kit;
        let versions = kit.issued.versions(&self.id);
        let own = kit.whole.engagement(&self.id).and_then(|placed| placed.facts.declared.version.clone());
        let is_other = |version: &ecow::EcoString| own.as_ref().is_none_or(|own| own.value != *version);
        let asked = kit.selection.since.as_ref();
        let asked =
            versions.iter().filter(|version| asked.map_or_else(|| is_other(version), |asked| asked == *version));
        asked
            .filter_map(|version| kit.issued.manifest(&self.id, version, self.audience == Audience::Internal))
            .find_map(|manifest| Changes::since(&manifest, &noted.audience, said, &noted.entities))
    }

    /// What the manifest says of an edition, without making its documents.
    pub(super) fn edition_manifest(&self, edition: &Edition) -> EditionManifest {
        let Some(placed) = edition.engagements.first() else { return EditionManifest::default() };
        let mut noted = edition_of(edition, placed);
        for plan in self.kit.selected(placed, edition.reader.audience) {
            let said = packet_manifest(&plan.name, plan.state.name(), &self.contents(edition, placed, &plan));
            noted.packets.push(said);
        }
        noted
    }

    /// The name of the archive: of what stays in the house it says so.
    #[must_use]
    pub fn archive_name(&self) -> String {
        if self.audience == Audience::Internal {
            format!("{}-internal.zip", self.id)
        } else {
            format!("{}.zip", self.id)
        }
    }
}

//! Versions and approvals at the front, and what is signed at the end.

use super::Draw;
use super::draw::{lists, part, text, title};
use crate::model::engagement::{Party, SignOff, Signature, Subject};
use crate::packet::view::{CellView, LinkView, RowView, SectionBody, SignOffView, SignatureView};
use crate::schema::kind::Kind;
use crate::schema::scalar::Cause;
use ecow::EcoString;

impl Draw<'_> {
    /// The versions so far, and who approved which.
    pub(super) fn document_control(&self) -> SectionBody {
        let declared = &self.facts.declared;
        let version = |one: &crate::schema::things::Version| RowView {
            place: None,
            cells: vec![
                title(one.version.value.clone()),
                text(one.date.as_ref().map(|date| self.words.day(date.value)).unwrap_or_default()),
                text(one.note.as_ref().map(|note| note.value.clone()).unwrap_or_default()),
            ],
        };
        let columns = [("Version", 1), ("Date", 2), ("What changed", 7)];
        let versions =
            part(&self.say("Versions"), self.table(&columns, declared.history.iter().map(version).collect()));
        let approvals = self.facts.sign_offs.iter().flat_map(|sign_off| {
            let signatures = sign_off.signatures();
            signatures.map(|signature| self.approval(sign_off, signature)).collect::<Vec<_>>()
        });
        let columns = [("What", 3), ("Approved by", 4), ("Date", 2), ("Version", 1)];
        let approvals = part(&self.say("Approvals"), self.table(&columns, approvals.collect()));
        SectionBody::Parts(vec![versions, approvals])
    }

    fn approval(&self, sign_off: &SignOff, signature: &Signature) -> RowView {
        let role = self.capacity(&signature.by);
        RowView {
            place: None,
            cells: vec![
                CellView::Link(self.thing(Kind::SignOff, &sign_off.id)),
                lists([text(self.name(Some(&signature.by))), super::draw::detail(role)]),
                text(signature.date.map(|date| self.words.day(date)).unwrap_or_default()),
                text(signature.version.as_ref().map(|version| version.value.clone()).unwrap_or_default()),
            ],
        }
    }

    pub(super) fn sign_off(&self) -> SectionBody {
        let collected = self.plan.collects.iter().filter_map(|at| self.facts.sign_offs.get(*at));
        SectionBody::SignOffs(collected.map(|sign_off| self.signed_page(sign_off)).collect())
    }

    fn signed_page(&self, sign_off: &SignOff) -> SignOffView {
        let parties = sign_off.parties.iter().flat_map(|one| match &one.signed {
            Some(signature) => vec![self.signature(&signature.by, Some(&one.party), Some(signature))],
            // Everybody who holds the role has a line of their own.
            None if one.party.people.len() > 1 => {
                let each = one.party.people.iter().map(|id| Party { people: vec![*id], ..one.party.clone() });
                each.map(|party| self.signature(&party, None, None)).collect()
            }
            None => vec![self.signature(&one.party, None, None)],
        });
        let others = sign_off.others.iter().map(|signature| self.signature(&signature.by, None, Some(signature)));
        let exceptions = sign_off.exceptions.iter().map(|exception| match &exception.value {
            Cause::Reference(reference) => self.thing(reference.kind, &reference.id),
            Cause::Words(words) => LinkView { words: words.clone(), ..LinkView::default() },
        });
        SignOffView {
            title: sign_off.title.value.clone(),
            place: self.place(Kind::SignOff, &sign_off.id),
            statement: sign_off.statement.as_ref().map(|statement| statement.value.clone()).unwrap_or_default(),
            subject: self.subject(&sign_off.subject),
            exceptions: exceptions.collect(),
            signatures: parties.chain(others).collect(),
        }
    }

    fn subject(&self, subject: &Subject) -> Vec<LinkView> {
        let words = |words: EcoString| LinkView { words, ..LinkView::default() };
        match subject {
            Subject::Unsaid => Vec::new(),
            Subject::Design => {
                let design = self.facts.declared.plan.design.as_ref();
                let document = design.and_then(|design| self.placed.guide_at(&design.document.as_ref()?.at));
                vec![document.map_or_else(|| words(self.say("The design")), |page| self.page_link(page))]
            }
            Subject::Things(things) => things.iter().map(|one| self.thing(one.kind, &one.id)).collect(),
            Subject::Words(said) => vec![words(said.value.clone())],
        }
    }

    /// `asked` is who was to sign, where somebody else may have.
    fn signature(&self, by: &Party, asked: Option<&Party>, signature: Option<&Signature>) -> SignatureView {
        let name = if by.people.is_empty() { EcoString::new() } else { self.name(Some(by)) };
        let role = asked.filter(|asked| asked.role.is_some()).unwrap_or(by);
        SignatureView {
            name,
            role: self.capacity(role),
            signed: signature.and_then(|one| one.date).map(|date| self.words.day(date)).unwrap_or_default(),
            version: signature.and_then(|one| one.version.as_ref()).map(|one| one.value.clone()).unwrap_or_default(),
        }
    }

    /// "Sponsor, Fernhill Retail": as what somebody acts, and for whom.
    fn capacity(&self, party: &Party) -> EcoString {
        let people = &self.facts.people;
        let work = || party.people.first().and_then(|id| people.title_of(people.get(*id)));
        let role = party.role.as_ref().map(|(_, title)| title).or_else(work).cloned();
        let side = party.side.map(|side| self.side(side)).filter(|side| !side.is_empty());
        role.into_iter().chain(side).collect::<Vec<_>>().join(", ").into()
    }
}

//! Versions and approvals at the front, and what is signed at the end.

use super::Draw;
use super::draw::{detail, lists, part, text, title};
use crate::model::PacketState;
use crate::model::engagement::{Party, SignOff, Signature, Subject};
use crate::model::wording::StatusId;
use crate::packet::view::{CellView, LinkView, PartBody, RowView, SectionBody, SignOffView, SignatureView, StatusView};
use crate::schema::kind::Kind;
use crate::schema::scalar::Cause;
use ecow::{EcoString, eco_format};

impl Draw<'_> {
    /// What this is and what it waits for, the versions so far, who approved which, and who has yet to.
    pub(super) fn document_control(&self) -> SectionBody {
        let declared = &self.facts.declared;
        let version = declared.version.as_ref().map(|version| self.fact("Version", text(version.value.clone())));
        let status = lists(std::iter::once(text(self.say(self.state()))).chain(self.waits_for()));
        let facts = [self.fact("Date", text(self.words.day(self.edition.today))), self.fact("Status", status)];
        let facts = PartBody::Facts(version.into_iter().chain(facts).collect());
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
            let signed = sign_off.signatures().map(|signature| self.approval(sign_off, &signature.by, Some(signature)));
            let waiting = sign_off.waiting().map(|party| self.approval(sign_off, party, None));
            signed.chain(waiting).collect::<Vec<_>>()
        });
        let columns = [("What", 3), ("Approved by", 4), ("Date", 2), ("Version", 1)];
        let approvals = part(&self.say("Approvals"), self.table(&columns, approvals.collect()));
        // The cover says as much where there is neither.
        if versions.body.is_empty() && approvals.body.is_empty() {
            return SectionBody::default();
        }
        SectionBody::Parts(vec![part("", facts), versions, approvals])
    }

    /// How far the packet has come, in a word.
    fn state(&self) -> &'static str {
        match self.plan.state {
            PacketState::Draft => "Draft",
            PacketState::ForSignature => "For signature",
            PacketState::Accepted => "Final",
        }
    }

    /// What a draft waits for, and how much of it holds.
    fn waits_for(&self) -> Option<CellView> {
        let gate = self.plan.waits_for.as_ref().filter(|_| self.plan.state == PacketState::Draft)?;
        let what = match gate.total() {
            0 => gate.title.value.clone(),
            total => eco_format!("{} ({}/{total})", gate.title.value, gate.met),
        };
        Some(detail(self.words.fill("Waits for {what}", &[("what", &what)])))
    }

    /// Who accepts a document, and when they did.
    fn approval(&self, sign_off: &SignOff, by: &Party, signature: Option<&Signature>) -> RowView {
        let role = if by.people.is_empty() { EcoString::new() } else { self.capacity(by) };
        let name = if by.people.is_empty() { self.capacity(by) } else { self.name(Some(by)) };
        let day = signature.map(|signature| text(signature.date.map(|date| self.words.day(date)).unwrap_or_default()));
        let version = signature.and_then(|signature| signature.version.as_ref());
        let open = || CellView::Status(StatusView { id: StatusId::Open, label: self.say("Open") });
        RowView {
            place: None,
            cells: vec![
                CellView::Link(self.thing(Kind::SignOff, &sign_off.id)),
                lists([text(name), detail(role)]),
                day.unwrap_or_else(open),
                text(version.map(|version| version.value.clone()).unwrap_or_default()),
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
        // A role that nobody gave a title has its id for one, which says less than somebody's work.
        let titled = party.role.as_ref().filter(|(id, title)| id != title).map(|(_, title)| title);
        let named = || party.role.as_ref().map(|(id, _)| as_words(id));
        let role = titled.or_else(work).cloned().or_else(named);
        let side = party.side.map(|side| self.side(side)).filter(|side| !side.is_empty());
        role.into_iter().chain(side).collect::<Vec<_>>().join(", ").into()
    }
}

/// "platform-owner" as a title: "Platform owner".
fn as_words(id: &str) -> EcoString {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::as_words;

    #[test]
    fn an_id_can_stand_for_a_title() {
        assert_eq!((as_words("platform-owner").as_str(), as_words("").as_str()), ("Platform owner", ""));
    }
}

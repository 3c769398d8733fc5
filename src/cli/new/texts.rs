//! The texts of new files. What only their author can know is a comment.

use crate::book::BookPlaybook;
use crate::book::engagement::Asked;
use crate::model::engagement::{Meeting, People};
use crate::schema::things::Side;
use crate::schema::yaml::edit::scalar;
use ecow::EcoString;
use jiff::civil::Date;
use std::fmt::Write as _;

/// An engagement that takes over `playbook`. `people` are the ids of the vendor's.
pub(super) fn engagement(
    id: &str,
    plan: Option<(&BookPlaybook, &Asked)>,
    customer: &str,
    start: Date,
    people: &[&str],
) -> String {
    let playbook = plan.map(|(playbook, _)| playbook);
    let mut text = String::new();
    let from = playbook.map(|playbook| format!(", on the plan of the playbook `{}`", playbook.id)).unwrap_or_default();
    let _ = writeln!(text, "# One customer's project{from}. What stands here changes the plan or adds to it.");
    let _ = writeln!(text, "id: {id}");
    if let Some(playbook) = playbook {
        let _ = writeln!(text, "extends: {}", playbook.id);
    }
    let title = playbook.map_or("project".into(), |playbook| playbook.says.title.value.to_lowercase());
    let _ = writeln!(text, "title: {}", scalar(&format!("{customer} {title}")));
    let _ = writeln!(text, "customer: {{ name: {} }}     # short_name: for the middle of a sentence", scalar(customer));
    let _ = writeln!(text, "start: {start}           # week 1 is the Monday week that holds this day");
    text.push_str("# time_zone: Europe/Lisbon  # of the times of day below\n");
    text.push_str(
        "audience: customer          # for whom it is; a part with `audience: internal` stays in the house\n",
    );
    text.push_str("version: \"0.1\"              # of the documents that are handed out\n");
    text.push_str("# summary: One or two sentences that the customer would agree with.\n");
    if let Some((_, asked)) = plan {
        add_asked(&mut text, asked);
    }
    add_people(&mut text, playbook, people);
    text.push_str(
        "\n# Where the work stands: `done: { task: 2026-03-04 }`, and `blocked`, `active`, `dropped` likewise.\n",
    );
    let _ = writeln!(text, "# `turnkey set {id} TASK done` writes it.");
    add_plan(&mut text, playbook);
    text.push_str(
        "\n# Risks, assumptions, issues, dependencies, actions and decisions.\n\
         # raid:\n\
         #   - { id: quota, kind: risk, title: The quota comes late, likelihood: 3, impact: 3, owner: po, mitigation: Ask early }\n\
         \n\
         # notes:                    # never leave the house\n\
         #   - Prefers a call to an e-mail\n",
    );
    text
}

/// What the plan looks at in its conditions and names in its texts: with a value each, so that it can be read at all.
fn add_asked(text: &mut String, asked: &Asked) {
    if asked.is_empty() {
        return;
    }
    text.push_str("\n# What the plan asks: say of each what it is for this customer.\n");
    for root in ["environment", "vars"] {
        let fields: Vec<_> = asked
            .iter()
            .filter_map(|(path, known)| Some((path.strip_prefix(root)?.strip_prefix('.')?, known)))
            .collect();
        if fields.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{root}:");
        for (name, known) in fields {
            let value = known.first().map_or(name, EcoString::as_str);
            let _ = write!(text, "  {name}: {}", scalar(value));
            match known.len() {
                0 => text.push_str("    # the plan shows it\n"),
                _ => {
                    let _ = writeln!(text, "    # something in the plan is there only for: {}", known.join(", "));
                }
            }
        }
    }
}

fn add_people(text: &mut String, playbook: Option<&BookPlaybook>, people: &[&str]) {
    let roles = playbook.map_or(&[][..], |playbook| &playbook.says.plan.roles);
    let of_vendor = |side: Option<Side>| side.is_none_or(|side| side == Side::Vendor);
    let side = |role: &crate::schema::things::Role| role.side.as_ref().map(|side| side.value);
    text.push_str("\n# Who of people.yaml holds which role");
    let _ = match people {
        [] => writeln!(text, ".\n# team:"),
        people => writeln!(text, ": {}.\n# team:", people.join(", ")),
    };
    for role in roles.iter().filter(|role| of_vendor(side(role))) {
        let _ =
            writeln!(text, "#   {}: {}    # {}", role.id.as_str(), people.first().unwrap_or(&"ak"), role.title.value);
    }
    text.push_str("# The customer's people, each with the role that they hold.\n# people:\n");
    let others: Vec<_> = roles.iter().filter(|role| !of_vendor(side(role))).collect();
    let line = |text: &mut String, role: &str, side: Side, title: &str| {
        let side = side.name();
        let _ = writeln!(
            text,
            "#   - {{ id: po, role: {role}, name: P. Oliveira, title: Head of platform, side: {side}, email: po@customer.example }}    # {title}"
        );
    };
    if others.is_empty() {
        line(text, "platform-owner", Side::Customer, "Platform owner");
    }
    for role in others {
        line(text, &role.id, side(role).unwrap_or(Side::Customer), &role.title.value);
    }
}

/// What of the plan has a day only here.
fn add_plan(text: &mut String, playbook: Option<&BookPlaybook>) {
    let Some(plan) = playbook.map(|playbook| &playbook.says.plan) else {
        text.push_str(
            "\n# The stages; a task is a line, or a map with its owner, guide and day.\n\
             # phases:\n\
             #   - { id: validate, title: Validation, weeks: 1-2, tasks: [Confirm access] }\n",
        );
        return;
    };
    let meetings: Vec<_> = plan.meetings.iter().filter(|meeting| meeting.every.is_none()).collect();
    if !meetings.is_empty() {
        text.push_str("\n# When the meetings are, and what came of them.\n# meetings:\n");
        for meeting in meetings {
            let _ = writeln!(
                text,
                "#   - {{ id: {}, at: 2026-03-03T15:00 }}    # {}",
                meeting.id.as_str(),
                meeting.title.value
            );
        }
    }
    if !plan.milestones.is_empty() {
        text.push_str(
            "\n# Milestones that are expected on another day than planned (`forecast`), or reached (`actual`).\n",
        );
        text.push_str("# milestones:\n");
        for milestone in &plan.milestones {
            let (id, title) = (milestone.id.as_str(), &milestone.title.value);
            let _ = writeln!(text, "#   - {{ id: {id}, forecast: 2026-03-20 }}    # {title}");
        }
    }
}

/// A guide.
pub(super) fn guide(title: &str, _: Date) -> String {
    format!(
        "---\n\
         title: {}\n\
         # summary: One sentence, for lists and search results.\n\
         # audience: customer        # internal, partner, customer or public; internal where the book says nothing else\n\
         # owner: ak                 # who looks after it: a person of people.yaml\n\
         # tags: [network]\n\
         ---\n\
         \n\
         # {title}\n\
         \n\
         <!-- What somebody can do after reading this, in two sentences. -->\n\
         \n\
         ## Before you start\n\
         \n\
         <!-- What must be there. `- [ ]` makes a box that readers can tick. -->\n\
         \n\
         ## How it is done\n\
         \n\
         <!-- Steps as a numbered list, each with its command and what is to be seen then. -->\n\
         \n\
         ## Gotchas\n\
         \n\
         <!-- What bites: what one sees, why it is so, what to do. They are listed on the page of all gotchas too. -->\n",
        scalar(title)
    )
}

/// A runbook, with the sections that it must have.
pub(super) fn runbook(title: &str, _: Date) -> String {
    format!(
        "---\n\
         title: {}\n\
         kind: runbook\n\
         # summary: One sentence, for lists and search results.\n\
         # audience: customer        # internal, partner, customer or public; internal where the book says nothing else\n\
         # owner: ak                 # who looks after it: a person of people.yaml\n\
         # verified: 2026-03-02      # when somebody last followed it and found it right\n\
         # review_every: 180d        # how long that holds\n\
         ---\n\
         \n\
         # {title}\n\
         \n\
         ## Trigger\n\
         \n\
         <!-- The alert or the symptom that makes one open this page. -->\n\
         \n\
         ## Prerequisites\n\
         \n\
         <!-- What one needs: access, rights, somebody's word. -->\n\
         \n\
         ## Steps\n\
         \n\
         <!-- A numbered list; each step has one command, and says what is to be seen after it. -->\n\
         \n\
         ## Verification\n\
         \n\
         <!-- How one sees that it worked. -->\n\
         \n\
         ## Rollback\n\
         \n\
         <!-- How one gets back; where there is nothing to undo, say so. -->\n\
         \n\
         ## Escalation\n\
         \n\
         <!-- Who is called when it did not help, and after how long. -->\n",
        scalar(title)
    )
}

/// The notes of a meeting, with a section for each point of its agenda.
pub(super) fn minutes(title: &str, on: Date, meeting: Option<&Meeting>, people: &People) -> String {
    let mut text = format!("---\ntitle: {}\nkind: minutes\n", scalar(title));
    if let Some(meeting) = meeting {
        let _ = writeln!(text, "meeting: {}", meeting.id.as_str());
    }
    let _ = writeln!(text, "date: {on}");
    let present = meeting.iter().flat_map(|meeting| &meeting.attendees).flat_map(|party| &party.people);
    let mut ids: Vec<&str> = Vec::new();
    for id in present.map(|id| people.get(*id).declared.id.as_str()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let _ = match &ids[..] {
        [] => writeln!(text, "# attendees: [po, ak]"),
        ids => writeln!(text, "attendees: [{}]           # who was there", ids.join(", ")),
    };
    text.push_str("# audience: customer        # internal where the book says nothing else\n---\n\n");
    let _ = writeln!(text, "# {title}\n");
    for topic in meeting.iter().flat_map(|meeting| &meeting.agenda) {
        let _ = writeln!(text, "## {}\n", topic.topic.value);
    }
    if meeting.is_none_or(|meeting| meeting.agenda.is_empty()) {
        text.push_str("## What was said\n\n");
    }
    let owner = ids.first().unwrap_or(&"po");
    let _ = write!(
        text,
        "## Actions\n\n<!-- A box with an owner is an action of the RAID log:\n- [ ] Raise the quota {{owner={owner} due={on}}}\n-->\n"
    );
    text
}

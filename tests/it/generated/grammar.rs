//! A whole book: which pages, plans, people and words of the trade it has, and for whom each is.

use super::book::{Book, Draft, ENGAGEMENT, ENGAGEMENTS, Known, Who};
use super::pages::{FOLDERS, PICTURES, Plan, TAGS, guide};
use super::plans::{Place, people, place_of, plan, terms};
use turnkey::audience::Audience;
use turnkey::schema::kind::Kind;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Shape};
use turnkey::schema::things::{Engagement, Playbook};

/// The book of this number. It is written twice: what may be named must have been found before.
pub(super) fn book(seed: u64) -> Book {
    let mut draft = Draft::new(seed, Vec::new());
    write(&mut draft, seed);
    let mut draft = Draft::new(seed, std::mem::take(&mut draft.found));
    write(&mut draft, seed);
    draft.finished()
}

fn write(draft: &mut Draft, seed: u64) {
    let default = draft.chance.pick(&[Audience::Internal, Audience::Internal, Audience::Partner, Audience::Customer]);
    configuration(draft, default);
    let playbooks = [0, 1]
        .map(|_| draft.chance.pick(&[Audience::Public, Audience::Customer, Audience::Customer, Audience::Partner]));
    let playbooks = [playbooks[0], playbooks[0].min(playbooks[1])];
    let above: [Option<usize>; ENGAGEMENTS] = [Some(1), Some(draft.chance.below(2)), None];
    let mut engagements = Vec::new();
    for (at, above) in above.into_iter().enumerate() {
        let own = draft.chance.pick(&[Audience::Public, Audience::Customer, Audience::Customer, Audience::Internal]);
        // The reader of one is to have something to read.
        let own = if at == 0 { own.max(Audience::Customer) } else { own };
        let whole = above.map_or(own, |above| own.min(playbooks[above]));
        let who = Who { audience: whole, of: 1 << at };
        let mut folder = String::new();
        draft.part(who, |draft| folder = format!("content/engagements/folder-{}", draft.word()));
        engagements.push(Project { who, own, above, folder });
    }
    let pages = pages(draft, default, &engagements);
    for (at, page) in pages.iter().enumerate() {
        let words = if at % 4 == 0 { "applies_to: {}\n" } else { "" };
        guide(draft, page, words);
    }
    people(draft);
    terms(draft);
    for file in 0..2 {
        draft.file(&format!("content/assets/picture-{file}.png"), Who::ALL, |draft| draft.say("A picture."));
    }
    for (folder, audience) in FOLDERS {
        let who = Who::audience(audience.unwrap_or(Audience::Public));
        let mut name = String::new();
        draft.part(who, |draft| name = format!("{folder}/picture-{}.png", draft.word()));
        draft.file(&format!("content/{name}"), who, |draft| {
            draft.note(Kind::Term, name.clone(), PICTURES);
            draft.say("A picture.");
        });
    }
    order(draft, &pages);
    // What is no list of things is said in one place: else what is said there would come out where another one goes.
    let lists = |field: &Field| matches!(&field.shape, Shape::List(Shape::Thing(table)) if table().has_id());
    let level =
        |field: &Field| field.name.bytes().fold(seed, |sum: u64, byte| sum.wrapping_mul(31) + u64::from(byte)) % 3;
    let mut plans = Vec::new();
    for (at, audience) in playbooks.into_iter().enumerate() {
        let users = engagements.iter().enumerate().filter(|(_, one)| one.above.is_some_and(|above| above >= at));
        let of = users.fold(0, |of, (user, _)| of | 1 << user);
        let who = Who { audience, of };
        plans.push(draft.next_part());
        draft.keep(draft.next_part());
        draft.file(&format!("content/playbooks/plan-{at}.yaml"), who, |draft| {
            // An engagement says itself what it is.
            draft.part(Who::of(0), |draft| {
                let word = draft.word();
                draft.say(&format!("id: plan-{at}\ntitle: \"Plan {word}\"\n"));
            });
            draft.say(&format!("audience: {audience}\n"));
            if at == 1 {
                draft.say("extends: plan-0\n");
            }
            let place = Place { here: at, names: (0..=at).collect(), share: 14 };
            plan(draft, Playbook::table(), &place, &|field| lists(field) || level(field) == at as u64);
        });
    }
    for (at, project) in engagements.iter().enumerate() {
        // Of a plan that is gone nobody would know for whom it was.
        let parts: Vec<u32> = project.above.map_or_else(Vec::new, |above| plans[..=above].to_vec());
        draft.tied_to(Who::ALL, parts, |draft| {
            engagement(draft, at, project, &pages, &|field| {
                lists(field) || level(field) == 2 || project.above.is_none()
            });
        });
    }
}

/// An engagement before it is written.
struct Project {
    who: Who,
    own: Audience,
    /// The playbook that it takes over.
    above: Option<usize>,
    folder: String,
}

fn engagement(draft: &mut Draft, at: usize, project: &Project, pages: &[Plan], is_said_here: &dyn Fn(&Field) -> bool) {
    draft.keep(draft.next_part());
    draft.file(&format!("{}/engagement.yaml", project.folder), project.who, |draft| {
        let (title, customer) = (draft.word(), draft.word());
        let start = draft.number(28);
        draft.say(&format!(
            "id: {ENGAGEMENT}{at}\naudience: {}\ntitle: \"Rollout {title}\"\ncustomer: {{ name: \"Water {customer}\", short_name: \"W\" }}\nstart: 2026-04-{start}\nenvironment: {{ kind: cloud }}\n",
            project.own
        ));
        if let Some(above) = project.above {
            draft.say(&format!("extends: plan-{above}\n"));
        }
        draft.say("packets: { handoff: { guides: [ ");
        for page in pages.iter().filter(|page| page.extension == "md" && page.who.of & (1 << at) != 0) {
            let is_page = |known: &Known| known.kind == Kind::Guide && known.id == page.path;
            draft.name_tied(is_page, |draft, path| draft.say(&format!("{path}, ")));
        }
        draft.say("] } }\n");
        let above = project.above.map_or(0, |above| above + 1);
        let place = Place { here: place_of(at), names: (0..above).chain([place_of(at)]).collect(), share: 14 };
        plan(draft, Engagement::table(), &place, is_said_here);
        draft.part(Who::TEAM, |draft| {
            let word = draft.word();
            draft.say(&format!("notes: [ {{ text: {word} }} ]\n# {word}\n"));
        });
    });
}

/// The order of a folder's pages, in which each is named for those who may see it.
fn order(draft: &mut Draft, pages: &[Plan]) {
    draft.file("content/guides/nav.yaml", Who::ALL, |draft| {
        for page in pages.iter().rev().filter(|page| page.path.starts_with("guides/") && page.extension == "md") {
            let is_page = |known: &Known| known.kind == Kind::Guide && known.id == page.path;
            let with_title = draft.chance.percent(50);
            draft.name_tied(is_page, |draft, path| {
                let (name, word) = (path.trim_start_matches("guides/"), draft.word());
                let title = if with_title { format!(": Title {word}") } else { String::new() };
                draft.say(&format!("- {name}{title}\n"));
            });
        }
        draft.say("- ...\n");
    });
}

fn configuration(draft: &mut Draft, default: Audience) {
    draft.keep(draft.next_part());
    draft.file("book.toml", Who::ALL, |draft| {
        draft.say(&format!(
            "[book]\ntitle = \"Book\"\nsource = \"content\"\n[audience]\ndefault = \"{default}\"\n[audience.tags]\n"
        ));
        for (tag, audience) in TAGS {
            if let Some(audience) = audience {
                draft.say(&format!("{tag} = \"{audience}\"\n"));
            }
        }
        draft.say("[audience.paths]\n");
        for (folder, audience) in FOLDERS {
            if let Some(audience) = audience {
                draft.say(&format!("\"{folder}/**\" = \"{audience}\"\n"));
            }
        }
        draft.say("[build]\ndate = \"2026-05-20\"\n");
    });
}

/// Which guides there are.
fn pages(draft: &mut Draft, default: Audience, engagements: &[Project]) -> Vec<Plan> {
    let mut pages = Vec::new();
    for at in 0..7 {
        let (folder, of_folder) = draft.chance.pick(&FOLDERS);
        let (tag, of_tag) = draft.chance.pick(&TAGS);
        let tag = draft.chance.percent(40).then_some(tag);
        let of_tag = of_tag.filter(|_| tag.is_some());
        let own = draft.chance.percent(80).then(|| {
            draft.chance.pick(&[
                Audience::Internal,
                Audience::Partner,
                Audience::Customer,
                Audience::Customer,
                Audience::Public,
            ])
        });
        let audience = [own, of_folder, of_tag].into_iter().flatten().min().unwrap_or(default);
        let who = Who { audience, of: u8::try_from(draft.chance.below(8)).expect("three bits") };
        let mut path = String::new();
        draft.part(who, |draft| {
            path = match draft.chance.below(8) {
                0 => format!("{folder}/index"),
                1 => format!("{folder}/README"),
                2 => format!("{folder}/rollback"),
                _ => format!("{folder}/page-{at}-{}", draft.word()),
            };
        });
        if pages.iter().all(|page: &Plan| page.path != path) {
            pages.push(Plan { path, who, own, tag, engagement: None, is_minutes: false, extension: "md" });
        }
    }
    // What would be published in the place of another.
    let twin = Plan { own: Some(Audience::Internal), tag: None, extension: "markdown", ..pages[0].clone() };
    pages.push(Plan { who: Who { audience: Audience::Internal, ..twin.who }, ..twin });
    for (at, project) in engagements.iter().enumerate() {
        for is_minutes in [false, true, true] {
            let own = draft.chance.pick(&Audience::ALL).min(project.who.audience);
            let who = Who { audience: own, of: 1 << at };
            let mut path = String::new();
            draft.part(who, |draft| {
                let word = draft.word();
                path = format!("{}/page-{word}", project.folder.trim_start_matches("content/"));
            });
            pages.push(Plan {
                path,
                who,
                own: Some(own),
                tag: None,
                engagement: Some(at),
                is_minutes,
                extension: "md",
            });
        }
    }
    pages
}

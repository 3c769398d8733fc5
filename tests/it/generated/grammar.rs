//! A whole book: which pages, plans, people and words of the trade it has, and for whom each is.

use super::book::{Book, Draft, ENGAGEMENT, ENGAGEMENTS, Known, Who};
use super::pages::{FOLDERS, PICTURES, Plan, TAGS, guide};
use super::pictures::KINDS;
use super::plans::{INSTALLATIONS, Place, people, place_of, plan, terms};
use std::collections::BTreeMap;
use turnkey::audience::Audience;
use turnkey::schema::kind::Kind;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Shape};
use turnkey::schema::things::{Engagement, Playbook};

/// The book of this number. It is written again and again: what may be named, and what engagements do without, must have
/// been found before.
pub(super) fn book(seed: u64) -> Book {
    let mut draft = Draft::new(seed, Vec::new(), BTreeMap::new());
    for _ in 0..3 {
        write(&mut draft, seed);
        draft = Draft::new(seed, std::mem::take(&mut draft.found), std::mem::take(&mut draft.found_cut));
    }
    write(&mut draft, seed);
    draft.finished()
}

fn write(draft: &mut Draft, seed: u64) {
    let default = draft.chance.pick(&[Audience::Internal, Audience::Internal, Audience::Partner, Audience::Customer]);
    configuration(draft, default);
    let words = [0, 1].map(|_| {
        let word = draft.chance.pick(&[Audience::Public, Audience::Customer, Audience::Customer, Audience::Partner]);
        draft.chance.percent(85).then_some(word)
    });
    let projects = projects(draft, default, words);
    draft.installations = std::array::from_fn(|_| {
        let kind = draft.chance.pick(&INSTALLATIONS);
        draft.chance.percent(75).then_some(kind)
    });
    let pages = pages(draft, default, &projects);
    for (at, page) in pages.iter().enumerate() {
        let words = if at % 4 == 0 { "applies_to: {}\n" } else { "" };
        guide(draft, page, words);
    }
    people(draft);
    terms(draft);
    pictures(draft);
    order(draft, &pages);
    // What is no list of things is said in one place: else what is said there would come out where another one goes.
    let lists = |field: &Field| matches!(&field.shape, Shape::List(Shape::Thing(table)) if table().has_id());
    let level =
        |field: &Field| field.name.bytes().fold(seed, |sum: u64, byte| sum.wrapping_mul(31) + u64::from(byte)) % 3;
    // The engagements that say what number `at` says: those that take it over too.
    let users_of = |at: usize| {
        let users = projects.iter().filter(|project| project.at == at || project.continues.contains(&at));
        users.fold(0, |users, project| users | 1 << project.at)
    };
    let has_role = draft.chance.percent(50);
    let mut plans = Vec::new();
    for at in 0..words.len() {
        let extending = projects.iter().filter(|project| project.above.is_some_and(|above| above >= at));
        // Who continues one of those has what that takes over, and nothing else of the playbook.
        let of = extending.clone().fold(0, |of, project| of | 1 << project.at);
        let users = extending.fold(0, |users, project| users | users_of(project.at));
        let own = narrowest(&words[..=at], default);
        // Where no playbook says for whom it is, those who take it over do; where one does, nobody has it for more.
        let taken = projects.iter().filter(|project| project.above.is_some_and(|above| above >= at));
        let taken = taken.map(|project| project.who.audience);
        let later = (at..words.len()).map(|at| narrowest(&words[..=at], default));
        let widest = taken.chain(later).max().unwrap_or(own);
        let who = Who { audience: if words[..=at].iter().all(Option::is_none) { widest } else { own }, of: users };
        plans.push(draft.next_part());
        draft.keep(draft.next_part());
        draft.file(&format!("content/playbooks/plan-{at}.yaml"), who, |draft| {
            // An engagement says itself what it is.
            draft.part(Who { audience: own, of: 0 }, |draft| {
                let word = draft.word();
                draft.say(&format!("id: plan-{at}\ntitle: \"Plan {word}\"\n"));
            });
            if let Some(word) = words[at] {
                draft.say(&format!("audience: {word}\n"));
            }
            if at == 1 {
                draft.say("extends: plan-0\n");
            }
            let names = (0..=at).collect();
            let place = Place { here: at, names, share: 14, users, of, continues: Vec::new(), has_role };
            plan(draft, Playbook::table(), &place, &|field| lists(field) || level(field) == at as u64);
        });
    }
    for (at, project) in projects.iter().enumerate() {
        // Of a plan that is gone nobody would know for whom it was, nor of what is continued.
        let parts: Vec<u32> = project.above.map_or_else(Vec::new, |above| plans[..=above].to_vec());
        if users_of(at) != 1 << at {
            parts.iter().chain(&[draft.next_part()]).for_each(|part| draft.need(*part));
        }
        draft.tied_to(Who::ALL, parts, |draft| {
            let above = project.above.map_or(0, |above| above + 1);
            let place = Place {
                here: place_of(at),
                names: (0..above).chain([place_of(at)]).collect(),
                share: 14,
                users: users_of(at),
                of: 1 << at,
                continues: project.continues.iter().copied().map(place_of).collect(),
                has_role,
            };
            engagement(draft, project, &place, &pages, &|field| {
                lists(field) || level(field) == 2 || project.above.is_none()
            });
        });
    }
}

/// The narrowest of what is said of something; the book's default where nobody says a word.
fn narrowest(words: &[Option<Audience>], default: Audience) -> Audience {
    words.iter().flatten().min().copied().unwrap_or(default)
}

/// An engagement before it is written.
struct Project {
    at: usize,
    /// Who may read it, and the one that continues it.
    who: Who,
    /// Its own word.
    own: Option<Audience>,
    /// The playbook that it takes over.
    above: Option<usize>,
    /// The engagements that it continues, nearest first.
    continues: Vec<usize>,
    folder: String,
    /// Whom `book.toml` says that the folder is for.
    place: Option<Audience>,
    /// True where its pages may be for more than itself.
    is_wide: bool,
}

fn projects(draft: &mut Draft, default: Audience, words: [Option<Audience>; 2]) -> Vec<Project> {
    let above: [Option<usize>; ENGAGEMENTS] = [Some(1), Some(draft.chance.below(2)), None];
    let continues: [Option<usize>; ENGAGEMENTS] =
        [None, draft.chance.percent(50).then_some(0), draft.chance.percent(30).then_some(1)];
    let mut projects = Vec::new();
    for (at, above) in above.into_iter().enumerate() {
        let own = draft.chance.pick(&[Audience::Public, Audience::Customer, Audience::Customer, Audience::Internal]);
        // The reader of one is to have something to read.
        let own = if at == 0 { own.max(Audience::Customer) } else { own };
        let own = draft.chance.percent(75).then_some(own);
        let place = draft.chance.percent(15).then_some(Audience::Partner).filter(|_| at > 0);
        let above_words = above.map_or(&[][..], |above| &words[..=above]);
        let audience = narrowest(&[above_words, &[own, place]].concat(), default);
        let is_wide = draft.chance.percent(40);
        let who = Who { audience, of: 1 << at };
        let start = if place.is_some() { "shut" } else { "folder" };
        let mut folder = format!("content/engagements/{start}-{at}");
        if !is_wide {
            draft.part(who, |draft| folder = format!("{folder}-{}", draft.word()));
        }
        let continues = std::iter::successors(continues[at], |before| continues[*before]).collect();
        projects.push(Project { at, who, own, above, continues, folder, place, is_wide });
    }
    projects
}

fn engagement(
    draft: &mut Draft,
    project: &Project,
    place: &Place,
    pages: &[Plan],
    is_said_here: &dyn Fn(&Field) -> bool,
) {
    let at = project.at;
    draft.keep(draft.next_part());
    let who = Who { of: place.users, ..project.who };
    draft.file(&format!("{}/engagement.yaml", project.folder), who, |draft| {
        draft.tied_to(Who::of(place.of), Vec::new(), |draft| {
            let (title, customer) = (draft.word(), draft.word());
            let start = draft.number(28);
            draft.say(&format!(
                "id: {ENGAGEMENT}{at}\ntitle: \"Rollout {title}\"\ncustomer: {{ name: \"Water {customer}\", short_name: \"W\" }}\nstart: 2026-04-{start}\n"
            ));
        });
        if let Some(own) = project.own {
            draft.say(&format!("audience: {own}\n"));
        }
        match draft.installations[at] {
            Some(kind) => draft.say(&format!("environment: {{ kind: {kind} }}\n")),
            None => draft.part(Who::TEAM, |draft| {
                let word = draft.word();
                draft.say(&format!("environment: {{ audience: internal, kind: {word} }}\n"));
            }),
        }
        if let Some(above) = project.above {
            draft.say(&format!("extends: plan-{above}\n"));
        }
        if let Some(before) = project.continues.first() {
            draft.say(&format!("continues: {ENGAGEMENT}{before}\n"));
        }
        draft.tied_to(Who::of(place.of), Vec::new(), |draft| {
            draft.say("packets: { handoff: { guides: [ ");
            for page in pages.iter().filter(|page| page.extension == "md" && page.who.of & (1 << at) != 0) {
                let is_page = |known: &Known| known.kind == Kind::Guide && known.id == page.path;
                draft.name_tied(is_page, |draft, path| draft.say(&format!("{path}, ")));
            }
            draft.say("] }, ");
            papers(draft);
            draft.say("}\n");
        });
        plan(draft, Engagement::table(), place, is_said_here);
        draft.part(Who::TEAM, |draft| {
            let word = draft.word();
            draft.say(&format!("notes: [ {{ text: {word} }} ]\n# {word}\n"));
        });
    });
}

/// Another occasion for which documents are handed out.
fn papers(draft: &mut Draft) {
    let audience = draft.chance.pick(&Audience::ALL);
    draft.part(Who::audience(audience), |draft| {
        let (name, word) = (draft.word(), draft.word());
        draft.say(&format!("papers-{name}: {{ audience: {audience}, title: \"Papers {word}\", guides: [ "));
        let around = draft.around();
        draft.name_tied(|known| known.may_be_put_in(around), |draft, path| draft.say(&format!("{path}, ")));
        draft.say("] }, ");
    });
}

/// Pictures that anybody may show, and one in each folder; all of them say how they were made.
fn pictures(draft: &mut Draft) {
    for (at, kind) in KINDS.iter().enumerate() {
        draft.file(&format!("content/assets/picture-{at}.{kind}"), Who::ALL, |draft| picture(draft, kind));
    }
    for (folder, audience) in FOLDERS {
        let who = Who::audience(audience.unwrap_or(Audience::Public));
        let kind = draft.chance.pick(&KINDS);
        let mut name = String::new();
        draft.part(who, |draft| name = format!("{folder}/picture-{}.{kind}", draft.word()));
        draft.file(&format!("content/{name}"), who, |draft| {
            draft.note(Kind::Term, name.clone(), PICTURES);
            picture(draft, kind);
        });
    }
}

/// What stands in a picture and nobody sees.
fn picture(draft: &mut Draft, kind: &str) {
    if kind == "svg" {
        draft.say("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"1\">");
        draft.part(Who::TEAM, |draft| {
            let word = draft.word();
            draft.say(&format!("<!-- {word} --><metadata>By {word}</metadata>"));
        });
        return draft.say("<title>Seen</title></svg>");
    }
    draft.part(Who::TEAM, |draft| {
        let word = draft.word();
        draft.say(&format!("<x:xmpmeta>By {word}</x:xmpmeta>"));
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
        draft.say("\"engagements/shut-*/**\" = \"partner\"\n");
        draft.say("[build]\ndate = \"2026-05-20\"\n");
    });
}

/// Which guides there are.
fn pages(draft: &mut Draft, default: Audience, projects: &[Project]) -> Vec<Plan> {
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
    for (at, project) in projects.iter().enumerate() {
        for is_minutes in [false, true, true] {
            let own = draft.chance.pick(&Audience::ALL);
            let says = draft.chance.percent(80);
            let own = if project.is_wide { says.then_some(own) } else { Some(own.min(project.who.audience)) };
            let who = Who { audience: narrowest(&[own, project.place], default), of: 1 << at };
            let mut path = String::new();
            draft.part(who, |draft| {
                let word = draft.word();
                path = format!("{}/page-{word}", project.folder.trim_start_matches("content/"));
            });
            pages.push(Plan { path, who, own, tag: None, engagement: Some(at), is_minutes, extension: "md" });
        }
    }
    pages
}

//! Guides by the paths that YAML and front matter name them by.

use crate::path::SourcePath;
use rustc_hash::FxHashMap;

/// The guides of a book by path.
#[derive(Clone, Debug, Default)]
pub struct GuidePaths {
    source: String,
    places: FxHashMap<SourcePath, usize>,
}

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The guide at this place of the list that the paths were made of.
    Guide(usize),
    /// Two guides: one beside the file, one from the source root.
    Both(SourcePath, SourcePath),
    /// None.
    Nothing,
}

impl GuidePaths {
    /// The paths of guides below the folder `source`, in the order of their list.
    #[must_use]
    pub fn new<'a>(source: &str, guides: impl IntoIterator<Item = &'a SourcePath>) -> Self {
        let places = guides.into_iter().enumerate().map(|(at, path)| (path.clone(), at)).collect();
        Self { source: source.to_owned(), places }
    }

    /// What `written` names in the file `from`: beside the file first, then from the source root.
    #[must_use]
    pub fn find(&self, from: &SourcePath, written: &str) -> Named {
        match (self.beside(from, written.trim()), self.rooted(written.trim())) {
            (Some((_, a)), Some((_, b))) if a == b => Named::Guide(a),
            (Some((a, _)), Some((b, _))) => Named::Both(a, b),
            (Some((_, at)), None) | (None, Some((_, at))) => Named::Guide(at),
            (None, None) => Named::Nothing,
        }
    }

    /// The guide that `written` names in the file `from`; the one beside the file, where there are two.
    #[must_use]
    pub fn first(&self, from: &SourcePath, written: &str) -> Option<usize> {
        self.beside(from, written).or_else(|| self.rooted(written)).map(|(_, at)| at)
    }

    fn beside(&self, from: &SourcePath, written: &str) -> Option<(SourcePath, usize)> {
        if written.starts_with('/') { None } else { self.at(from.folder(), written) }
    }

    fn rooted(&self, written: &str) -> Option<(SourcePath, usize)> {
        self.at(&self.source, written.trim_start_matches('/'))
    }

    fn at(&self, folder: &str, written: &str) -> Option<(SourcePath, usize)> {
        let endings = ["", ".md", ".markdown", "/index.md", "/_index.md", "/README.md", "/readme.md"];
        endings.iter().find_map(|ending| {
            let path = SourcePath::join(folder, &format!("{written}{ending}")).ok()?;
            let at = *self.places.get(&path)?;
            Some((path, at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_looked_for_beside_the_file_and_from_the_root() {
        let path = |text: &str| SourcePath::new(text).expect("inside");
        let guides =
            ["content/design.md", "content/e/a/design.md", "content/e/a/x.md", "content/runbooks/index.md"].map(path);
        let paths = GuidePaths::new("content", &guides);
        let from = path("content/e/a/engagement.yaml");
        assert_eq!(paths.find(&from, "x"), Named::Guide(2));
        assert_eq!(paths.find(&from, "x.md"), Named::Guide(2));
        assert_eq!(paths.find(&from, "runbooks"), Named::Guide(3));
        assert_eq!(paths.find(&from, "/design"), Named::Guide(0));
        assert_eq!(paths.find(&from, "design"), Named::Both(guides[1].clone(), guides[0].clone()));
        assert_eq!(paths.find(&from, "../../../../etc/passwd"), Named::Nothing);
    }
}

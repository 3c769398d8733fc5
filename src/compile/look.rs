//! How everything looks: templates, theme, words of other languages, fonts. Made once, and again where a file of it changes.

#[cfg(feature = "pdf")]
use super::press::Press;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::last::Last;
use crate::model::wording::Languages;
use crate::packet::OneFile;
use crate::path::SourcePath;
use crate::site::{SharedFile, Templates, Theme};
use crate::source::{SourceFile, Sources};
use std::sync::{Arc, OnceLock};

/// What a look is made of beside what comes with the program.
#[derive(PartialEq)]
pub(super) struct LookOf {
    theme: ecow::EcoString,
    /// The book's own files.
    files: Vec<(SourcePath, SourceFile)>,
}

/// How everything looks.
pub(super) struct Look {
    pub(super) templates: Arc<Templates>,
    pub(super) theme: Arc<Theme>,
    pub(super) one_file: OneFile,
    pub(super) languages: Languages,
    fixed: OnceLock<Vec<SharedFile>>,
    #[cfg(feature = "pdf")]
    pub(super) press: Press,
    /// What is wrong with the book's own files.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The look of the last time.
pub(super) type LookMemo = Last<LookOf, Arc<Look>>;

impl Look {
    pub(super) fn new(sources: &Sources, config: &Config, memo: &mut LookMemo) -> Arc<Self> {
        let folders = ["fonts", "templates", "themes"];
        let files = sources.files.iter().filter(|(path, _)| folders.iter().any(|folder| path.below(folder).is_some()));
        let files = files.map(|(path, file)| (path.clone(), file.clone())).collect();
        memo.get(LookOf { theme: config.theme.clone(), files }, |_| Arc::new(Self::of(sources, config)))
    }

    fn of(sources: &Sources, config: &Config) -> Self {
        let (templates, mut diagnostics) = Templates::new(sources);
        let theme = Arc::new(Theme::new(&config.theme, sources));
        let (one_file, template_error) = OneFile::new(sources, &theme);
        diagnostics.extend(template_error);
        let (languages, slips) = Languages::new(sources);
        diagnostics.extend(slips);
        #[cfg(feature = "pdf")]
        let press = Press::new(sources, config, &mut diagnostics);
        Self {
            templates: Arc::new(templates),
            theme,
            one_file,
            languages,
            fixed: OnceLock::new(),
            #[cfg(feature = "pdf")]
            press,
            diagnostics,
        }
    }

    /// The theme's files, which say nothing of the book in whatever language.
    pub(super) fn fixed(&self) -> &[SharedFile] {
        self.fixed.get_or_init(|| fixed_files(&self.theme, &self.languages))
    }
}

/// The files of a theme, with its scripts in each language.
pub(super) fn fixed_files(theme: &Theme, languages: &Languages) -> Vec<SharedFile> {
    let scripts = languages.codes().map(|code| theme.scripts(&languages.of(code)));
    theme.files().into_iter().chain(scripts).collect()
}

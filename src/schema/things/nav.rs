//! `nav.yaml`: the order and the names of what lies in one folder.

use crate::schema::scalar::Text;

shapes! {
    /// The order and the names of what lies in a folder. A list alone is the order.
    pub struct NavFile("folder's navigation") {
        /// What the folder is called; else its page's title, or its name in words.
        title: Option<Text>;
        /// Its pages and folders in their order; `...` stands for all that are not named, which else come last.
        order: Vec<NavEntry>;
        /// Pages and folders that are published and found, and not in the navigation.
        hide: Vec<Text>;
    }

    /// A page or a folder in the order of its folder: its name alone, or `name: Title`.
    pub struct NavEntry("entry", short page) {
        /// The name of its file, with or without extension, or of the folder.
        page: Text;
        /// What it is called in the navigation.
        title: Option<Text>;
    }
}

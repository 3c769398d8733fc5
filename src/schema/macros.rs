//! `shapes!` and `words!`: one declaration gives the type, its table and its reader.
//!
//! A field's type says what it holds and whether it must be there, as with serde: `Text` must, `Option<_>`, `Vec<_>`
//! and `Keyed<_>` need not. Marks after `=>` become calls on `Field`: `required`, `internal`, `names(Kind)`,
//! `keys_name(Kind)`. `..part: Thing;` takes in the fields of another thing, with nearly all `..common: Common;`.

/// Declares things: for each a struct, its table of fields and its reader.
///
/// ```ignore
/// shapes! {
///     /// A dated stage of the work.
///     pub struct Phase("phase", kind Phase, short title) {
///         /// Names it in references.
///         id: Name,
///         /// What kind of work: the key differs from the field's name where that is a word of Rust.
///         work("type"): Option<Text>,
///         /// Phases that come first.
///         depends_on: Vec<Name> => names(Phase),
///         /// The fields of another thing, as its own.
///         ..common: Common;
///     }
/// }
/// ```
macro_rules! shapes {
    ($(
        $(#[doc = $doc:literal])+
        pub struct $name:ident($label:literal $(, kind $kind:ident)? $(, short $short:ident)? $(, unknown $unknown:ident)?) {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident $(($key:literal))? : $ty:ty $(=> $($mark:ident $(($arg:ident))?),+)?
            ;)*
            $(..$part:ident : $part_ty:ident;)*
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])+
                pub $field: $ty,
            )*
            $(
                #[doc = concat!("The fields of `", stringify!($part_ty), "`, which are its own.")]
                pub $part: $part_ty,
            )*
        }

        impl $crate::schema::read::Fields for $name {
            fn table() -> &'static $crate::schema::shape::Thing {
                static THING: $crate::schema::shape::Thing = $crate::schema::shape::Thing {
                    key: stringify!($name),
                    name: $label,
                    doc: concat!($($doc),+),
                    kind: shapes!(@kind $($kind)?),
                    short: shapes!(@short $($short)?),
                    unknown: shapes!(@unknown $($unknown)?),
                    fields: &[$(
                        $crate::schema::shape::Field::new(
                            shapes!(@key $field $($key)?),
                            concat!($($field_doc),+),
                            <$ty as $crate::schema::read::Slot>::SHAPE,
                            <$ty as $crate::schema::read::Slot>::REQUIRED,
                        ) $($(.$mark($($crate::schema::kind::Kind::$arg)?))+)?
                    ),*],
                    parts: &[$(<$part_ty as $crate::schema::read::Fields>::table),*],
                };
                &THING
            }

            fn fields(node: &$crate::schema::node::Node, reader: &mut $crate::schema::read::Reader) -> Self {
                Self {
                    $($field: reader.slot(node, shapes!(@key $field $($key)?)),)*
                    $($part: <$part_ty as $crate::schema::read::Fields>::fields(node, reader),)*
                }
            }
        }

        impl $crate::schema::read::Read for $name {
            const SHAPE: $crate::schema::shape::Shape =
                $crate::schema::shape::Shape::Thing(<Self as $crate::schema::read::Fields>::table);

            fn read(node: &$crate::schema::node::Node, reader: &mut $crate::schema::read::Reader) -> Option<Self> {
                reader.thing(node)
            }
        }
    )*};
    (@kind) => { None };
    (@kind $kind:ident) => { Some($crate::schema::kind::Kind::$kind) };
    (@short) => { None };
    (@short $short:ident) => { Some(stringify!($short)) };
    (@unknown) => { $crate::diagnostic::Rule::UnknownKey };
    (@unknown $rule:ident) => { $crate::diagnostic::Rule::$rule };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}

/// Declares choices: for each an enum, its words and its reader.
///
/// ```ignore
/// words! {
///     /// Where a task stands.
///     pub enum TaskState("a state of a task") {
///         /// Nobody has begun.
///         Open = "open",
///     }
/// }
/// ```
macro_rules! words {
    ($(
        $(#[doc = $doc:literal])+
        pub enum $name:ident($label:literal) {
            $(
                $(#[doc = $word_doc:literal])+
                $variant:ident = $word:literal
            ),+ $(,)?
        }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                $(#[doc = $word_doc])+
                $variant,
            )+
        }

        impl $name {
            /// Every choice, in the order declared.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as it is written.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::schema::read::FromScalar for $name {
            const FORMAT: &'static $crate::schema::shape::Format = &$crate::schema::shape::Format {
                name: stringify!($name),
                expected: $label,
                words: &[$(($word, concat!($($word_doc),+))),+],
                json: $crate::schema::shape::Json::WORD,
                refers: $crate::schema::shape::Refers::Never,
            };

            fn from_scalar(scalar: &$crate::schema::node::Scalar) -> Result<Self, $crate::schema::read::Refusal> {
                Self::ALL.iter().copied().find(|word| word.name() == scalar.text).ok_or_else(Default::default)
            }
        }
    )*};
}

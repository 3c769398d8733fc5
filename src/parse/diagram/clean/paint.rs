//! Paints: what `fill` and `stroke` may say, read from CSS.

use merman::theme_color::{ColorChannel, ThemeColor};

/// What a shape is painted with.
pub(super) enum Paint {
    /// `none`, `currentColor` and the like.
    Word(&'static str),
    /// A gradient of the drawing, by its id.
    Local(String),
    /// A colour.
    Color(Color),
}

/// A colour in sRGB, with its opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Color {
    channels: [u8; 3],
    opacity: f64,
}

impl Paint {
    pub(super) fn read(value: &str) -> Option<Self> {
        let value = value.trim();
        if let Some(word) = ["none", "currentColor", "context-stroke", "context-fill"]
            .into_iter()
            .find(|word| word.eq_ignore_ascii_case(value))
        {
            return Some(Self::Word(word));
        }
        if value.eq_ignore_ascii_case("transparent") {
            return Some(Self::Word("none"));
        }
        if let Some(rest) = value.strip_prefix("url(") {
            return super::local_id(rest).map(|id| Self::Local(id.to_owned()));
        }
        Color::read(value).map(Self::Color)
    }
}

impl Color {
    fn read(value: &str) -> Option<Self> {
        let color = ThemeColor::parse(&value.to_ascii_lowercase()).ok()?;
        let channel = |channel| color.channel(channel);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let byte = |value: f64| value.round().clamp(0.0, 255.0) as u8;
        let channels = [ColorChannel::Red, ColorChannel::Green, ColorChannel::Blue].map(|one| byte(channel(one)));
        Some(Self { channels, opacity: channel(ColorChannel::Alpha).clamp(0.0, 1.0) })
    }

    /// The colour of paper for what `role` stands for.
    pub(super) fn of(role: &str) -> Self {
        Self::read(crate::parse::diagram::palette::color(role)).expect("the palette is in colours")
    }

    pub(super) fn is_grey(self) -> bool {
        let [red, green, blue] = self.channels;
        red.max(green).max(blue) - red.min(green).min(blue) < 16
    }

    pub(super) fn hex(self) -> String {
        let [red, green, blue] = self.channels;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Its opacity, where it has one.
    pub(super) fn opacity(self) -> Option<String> {
        (!self.is_opaque()).then(|| super::short(self.opacity))
    }

    pub(super) fn is_opaque(self) -> bool {
        self.opacity >= 0.995
    }

    /// Black or white, whichever can be read better on it: relative luminance as in WCAG 2.2.
    pub(super) fn ink(self) -> &'static str {
        let [red, green, blue] = self.channels.map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) { "#000000" } else { "#ffffff" }
    }
}

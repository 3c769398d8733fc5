//! A Mermaid text as SVG: takes the text, gives a drawing that obeys our content security policy and takes its colours
//! from the theme, or where and why it cannot be drawn.
//!
//! Pure: no clock, no chance, no fonts of the machine. Widths of words are those of the fonts that we show them in.

use super::words::first_word;
use super::{Drawn, Failure, Problem, clean, labels, measure, palette};
use merman::svg::{
    DeterministicTextMeasurer, HostTheme, LayoutOptions, MeasurementProfileId, Presentation, RenderResourcePolicy,
    ResourceLimitId, SvgEnvironment, SvgRenderOptions, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextMeasurer, ThemeRole,
};
use merman::{Engine, MermaidConfig, OperationControl, RenderError, RenderOutput, RenderRequest, Renderer, SvgRequest};
use serde_json::json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

/// What every drawing is made with.
struct Drawer {
    renderer: Renderer,
    request: SvgRequest,
    measurer: Measurer,
}

/// What tells how wide words are.
type Measurer = Arc<dyn TextMeasurer + Send + Sync>;

static DRAWER: LazyLock<Drawer> = LazyLock::new(Drawer::new);

/// The width that diagrams are laid out for, in pixels: that of the widest things in a page's text.
const WIDTH: f64 = 736.0;

/// Units of work of the layout, as the library counts them: a flowchart of 200 boxes stays below it, a chain of 400 does
/// not, and what is refused has by then taken about a second at most.
const WORK: usize = 2_000_000;

/// Draws `source`.
pub(super) fn draw(source: &str) -> Result<Drawn, Failure> {
    // A bug in what draws is not to cost the author the book; nothing that it was changing is used afterwards.
    let drawn = catch_unwind(AssertUnwindSafe(|| DRAWER.draw(source)));
    drawn.unwrap_or_else(|_| Err(Failure::unplaced(Problem::Defect)))
}

impl Drawer {
    fn new() -> Self {
        let presentation = Presentation::new().with_theme(theme()).resolve();
        // What the text itself may not set: the look is the book's, and labels are text, or paper could not show them.
        let secure = [
            "secure",
            "securityLevel",
            "startOnLoad",
            "maxTextSize",
            "suppressErrorRendering",
            "maxEdges",
            "themeCSS",
            "theme",
            "themeVariables",
            "darkMode",
            "look",
            "htmlLabels",
            "fontFamily",
            "altFontFamily",
            "fontSize",
            "handDrawnSeed",
            "deterministicIds",
            "deterministicIDSeed",
            "useMaxWidth",
        ];
        let config = MermaidConfig::from_value(json!({
            "look": "classic",
            "layout": "dagre",
            // Narrower than Mermaid's own measures: a chart of five steps is to fit a page beside its navigation.
            "flowchart": {
                "look": "classic", "minNodeWidth": 40, "wrappingWidth": 180, "nodeSpacing": 40, "rankSpacing": 44, "padding": 12,
            },
            "sequence": { "actorMargin": 40, "width": 130, "diagramMarginX": 10 },
            // On a number's disc, which has the colour of lines.
            "themeVariables": { "sequenceNumberColor": palette::color("bg") },
            "secure": secure,
        }));
        let engine = presentation.materialize_engine(Engine::new()).with_site_config(config);
        let identity = MeasurementProfileId::new("turnkey.inter")
            .and_then(|name| TextMeasurementProfileIdentity::new(name, "1"))
            .expect("the name is one that the library takes");
        let measurer = measurer();
        let profile = TextMeasurementProfile::new(identity, measurer.clone());
        let environment = SvgEnvironment::deterministic()
            .with_text_measurement_policy(TextMeasurementPolicy::uniform(profile))
            .with_resource_policy(limits());
        let request = SvgRequest {
            environment,
            layout: LayoutOptions::headless_svg_defaults().with_container_size(WIDTH, WIDTH),
            options: SvgRenderOptions { diagram_id: Some(labels::ID.to_owned()), ..SvgRenderOptions::default() },
            presentation: presentation.render_policy(),
            ..SvgRequest::default()
        };
        Self { renderer: Renderer::new().with_engine(engine), request, measurer }
    }

    fn draw(&self, source: &str) -> Result<Drawn, Failure> {
        let request = RenderRequest::svg(source, OperationControl::new(), self.request.clone());
        match self.renderer.render(request) {
            Ok(RenderOutput::Svg(Some(output))) => {
                // What the library's steps for others mend and forbid beyond this, `clean` leaves out, in a fraction of the time.
                clean::clean(&labels::as_text(output.svg(), &*self.measurer)).map_err(Failure::unplaced)
            }
            Ok(_) => Err(unknown(source)),
            Err(error) => Err(failure(source, &error)),
        }
    }
}

/// The widths of the fonts that we show drawings in.
pub(super) fn measurer() -> Measurer {
    DeterministicTextMeasurer::default()
        .with_width_callback(|text, style| measure::width(text, style.font_size, style.font_weight.as_deref()))
}

/// How much work a drawing may be. Counted, not timed: what is too large is so on every machine.
fn limits() -> RenderResourcePolicy {
    RenderResourcePolicy::interactive()
        .with_limit(ResourceLimitId::MaxLayoutWorkUnits, WORK)
        .expect("the limit is one that the library lets others set")
}

/// Our colours, of which `clean` knows again what they stand for.
fn theme() -> HostTheme {
    let mut theme = HostTheme::new().try_with_font_family("Inter").expect("a name of a font");
    theme = theme.try_with_font_size("14px").expect("a length");
    for (role, ours) in ROLES {
        theme = theme.try_with_role(role, palette::color(ours)).expect("a colour");
    }
    theme.try_with_series_palette(palette::SERIES.map(|(_, color)| color)).expect("colours")
}

/// What the library's roles are in our palette.
const ROLES: [(ThemeRole, &str); 22] = [
    (ThemeRole::Canvas, "bg"),
    (ThemeRole::Surface, "box"),
    (ThemeRole::SurfaceAlt, "alt"),
    (ThemeRole::SurfaceMuted, "muted"),
    (ThemeRole::Text, "text"),
    (ThemeRole::SubtleText, "soft"),
    (ThemeRole::Border, "edge"),
    (ThemeRole::Line, "line"),
    (ThemeRole::EdgeLabelBackground, "label"),
    (ThemeRole::ClusterBackground, "group"),
    (ThemeRole::ClusterBorder, "group-edge"),
    (ThemeRole::NoteBackground, "note"),
    (ThemeRole::NoteBorder, "note-edge"),
    (ThemeRole::NoteText, "note-text"),
    (ThemeRole::ActorBackground, "actor"),
    (ThemeRole::ActorBorder, "actor-edge"),
    (ThemeRole::ActorText, "actor-text"),
    (ThemeRole::ActivationBackground, "run"),
    (ThemeRole::ActivationBorder, "run-edge"),
    (ThemeRole::Error, "bad"),
    (ThemeRole::Warning, "warn"),
    (ThemeRole::Success, "good"),
];

/// What went wrong, in the words of what found it.
fn failure(source: &str, error: &RenderError) -> Failure {
    match error {
        RenderError::Parse(error) => {
            let details = error.terminal_diagnostic_details();
            let message = error.terminal_safe_message();
            let problem = match details.code.as_str() {
                "merman.parse.no_diagram_detected" | "merman.parse.unsupported_diagram" => return unknown(source),
                _ => Problem::Syntax(plain(&message).into()),
            };
            Failure { problem, at: details.span.map(|span| span.start..span.end) }
        }
        RenderError::NoDiagram => unknown(source),
        RenderError::ResourceLimitExceeded(_) | RenderError::Cancelled(_) => Failure::unplaced(Problem::TooLarge),
        error => Failure::unplaced(Problem::Syntax(plain(&error.to_string()).into())),
    }
}

/// The first word is none that begins a diagram.
fn unknown(source: &str) -> Failure {
    let word = first_word(source);
    let start = word.as_ptr() as usize - source.as_ptr() as usize;
    Failure { problem: Problem::UnknownKind, at: Some(start..start + word.len()) }
}

/// The message as far as it says something to whoever does not know the parser: without its name for the kind of
/// diagram, its own names for what it expected, and places that are said otherwise.
fn plain(message: &str) -> &str {
    let message = message.lines().next().unwrap_or_default();
    let rest = message.strip_prefix("Diagram parse error (").and_then(|rest| rest.split_once("): "));
    let message = rest.map_or(message, |(_, rest)| rest);
    let message = message.split("; expected").next().unwrap_or_default();
    let place = message.rsplit_once(" at ").filter(|(_, place)| place.bytes().all(|byte| byte.is_ascii_digit()));
    place.map_or(message, |(said, _)| said).trim_end_matches('.')
}

//! What becomes of raw HTML.

use super::RawHtml;
use crate::doc::{Block, BlockKind, Inline, MAX_DEPTH};
use crate::parse::markdown::sketch::{parse, parse_with, sketch};

#[test]
fn markdown_stands_in_the_elements_around_it() {
    assert_eq!(
        sketch(
            "<details>\n<summary>More &amp; <b>more</b></summary>\n\n- *a*\n- b\n\n```sh\nc\n```\n\n</details>\n\nd"
        ),
        "<details>[<summary>[More & **more**] ul[*a*][b] code-sh[c]] p[d]"
    );
    assert_eq!(sketch("<p align=\"center\">\n\n![a](b.png)\n\n</p>"), "<p class=align-center>[p[!(a)->b.png]]");
    assert_eq!(
        sketch("<p align=center>\n  <img src=\"b.png\" width=40>\n</p>"),
        "<p class=align-center>[<img width=40 src=b.png>()]"
    );
    assert_eq!(sketch("<div>\n\n# A\n\n</div>\n\n<div>b</div>"), "<div>[h1[A]] <div>[b]");
    assert_eq!(sketch("> <div>\n>\n> a\n>\n> </div>\n\nb"), "quote[<div>[p[a]]] p[b]");
    assert_eq!(
        sketch("- <details><summary>a</summary>\n\n  b\n\n  </details>\n- c"),
        "ul[<details>[<summary>[a] p[b]]][p[c]]"
    );
}

#[test]
fn words_take_elements_too() {
    assert_eq!(
        sketch("press <kbd>Ctrl</kbd>+<kbd>*x*</kbd>, H<sub>2</sub>O"),
        "p[press <kbd>(Ctrl)+<kbd>(*x*), H<sub>(2)O]"
    );
    assert_eq!(sketch("a<br>b<br/>c<BR />d"), "p[a/b/c/d]");
    assert_eq!(sketch("|a|\n|-|\n|b<br>c <ul><li>d</li><li>e</li></ul>|"), "table[a||b/c <ul>(<li>(d)<li>(e))]");
    assert_eq!(sketch("<b>a</b> <i>b</i> <s>c</s> <code>d</code> <tt>e *f*</tt>"), "p[**a** *b* ~c~ `d` <tt>(e *f*)]");
    assert_eq!(sketch("<span title=\"t\">a</span> <font color=red>b</font>"), "p[<span title=t>(a) b]");
    assert_eq!(sketch("<img src=\"a.png\" alt=\"A &amp; B\">"), "p[!(A & B)->a.png]");
    assert_eq!(sketch("*a <b>b* c</b> d"), "p[*a **b*** c d]");
}

#[test]
fn links_are_links_and_anchors_survive() {
    assert_eq!(sketch("<a href=\"b.md#c\">a *b*</a>"), "p[(a *b*)->b.md#c]");
    assert_eq!(sketch("<a href=\"b.md\">\n\n![a](c.png)\n\n</a>"), "p[(!(a)->c.png)->b.md]");
    assert_eq!(sketch("<a name=\"x\"></a>\n## A"), "p[<a id=x>()] h2[A]");
    assert_eq!(sketch("<a name=\"x\">\n\n## A\n\n[b](c)"), "p[<a id=x>()] h2[A] p[(b)->c]");
    assert_eq!(sketch("## A <a id=\"y\"/> b"), "h2[A <a id=y>() b]");
    assert_eq!(sketch("<a href=\"b\">https://c.example</a>"), "p[(https://c.example)->b]");
    let text = "x\n\n<div><a\n  href='./b.md'>a</a> <img src=c.png width=1></div>\n";
    let parsed = parse(text);
    let BlockKind::Element { blocks, .. } = &parsed.doc.blocks[1].kind else { panic!("a div") };
    let BlockKind::Plain(inlines) = &blocks[0].kind else { panic!("words") };
    let Inline::Link { target, .. } = &inlines[0] else { panic!("a link: {inlines:?}") };
    assert_eq!(&text[target.range.to_usize()], "./b.md");
    let Inline::Element { element, .. } = &inlines[2] else { panic!("a picture: {inlines:?}") };
    assert_eq!(&text[element.links[0].1.range.to_usize()], "c.png");
}

#[test]
fn html_with_a_form_of_its_own_takes_it() {
    assert_eq!(sketch("<h1 align=\"center\" id=top>A <b>b</b></h1>\n"), "h1#top[A **b**]");
    assert_eq!(
        sketch("<p>a</p>\n<hr>\n<pre><code class=\"language-sh\">a &lt;\n  b\n</code></pre>"),
        "p[a] hr code-sh[a <\n  b]"
    );
    assert_eq!(sketch("<blockquote>a</blockquote>"), "<blockquote>[a]");
    assert_eq!(sketch("<table><tr><td colspan=2>a</td></tr></table>"), "<table>[<tbody>[<tr>[<td colspan=2>[a]]]]");
}

#[test]
fn what_does_harm_goes_and_its_words_stay() {
    assert_eq!(sketch("<script>alert(1)</script>\n\na"), "p[a]");
    assert_eq!(sketch("<style>\np { }\n</style>\na"), "p[a]");
    assert_eq!(
        sketch("<a href=\"javascript:alert(1)\" onclick=\"x()\">a</a> <a href=\"JaVaScRiPt&colon;x\">b</a>"),
        "p[a b]"
    );
    assert_eq!(sketch("<img src=\"data:image/png;base64,AA\" onerror=x alt=a>"), "p[<img alt=a>()]");
    assert_eq!(
        sketch("<div style=\"color:red\" class=\"hero callout restricted-internal\" data-x=1>a</div>"),
        "<div class=hero>[a]"
    );
    assert_eq!(sketch("<iframe src=\"https://x.example\">a</iframe> b"), "p[b]");
    assert_eq!(sketch("<form><button>a</button><input value=x></form>"), "p[a]");
    assert_eq!(sketch("a <!-- hidden --> b\n\n<!-- hidden\n\nstill -->\n\nc"), "p[a  b] p[c]");
    // In a block that CommonMark ends before the comment does.
    assert_eq!(sketch("<div>\n<!-- hidden\n\n- hidden\n- still -->\n- with it\n\nc"), sketch("<div>\n\nc"));
    assert_eq!(sketch("> <!-- hidden\n\nstill --> with it\n\nc"), "quote[] p[c]");
    assert_eq!(sketch("<svg><a xlink:href=\"javascript:x\">a</a></svg>"), "p[a]");
    assert_eq!(
        sketch("<math><mi><style><!--</style><img title=\"--><img src=x onerror=alert(1)>\">"),
        "p[<math><mi><style>\">]"
    );
}

#[test]
fn placeholders_of_authors_are_text() {
    assert_eq!(
        sketch("Use `x` in <namespace> or Vec<T> and </host>."),
        "p[Use `x` in <namespace> or Vec<T> and </host>.]"
    );
    assert_eq!(sketch("<release-name>\n\na"), "p[<release-name>] p[a]");
    assert_eq!(sketch("your <title>, <label> and <data>"), "p[your <title>, <label> and <data>]");
    assert_eq!(sketch("a <Badge type=\"tip\" text=\"new\" />"), "p[a ]", "what has values is a component");
    assert_eq!(sketch("a <b c <3 > d"), "p[a <b c <3 > d]");
    assert_eq!(sketch("<textarea>a\n\n*b*"), "p[a *b*]".replace("*b*", "\n*b*").replace(" \n", "\n"));
}

#[test]
fn nobody_can_write_a_placeholder_of_ours() {
    assert_eq!(sketch("a <b>*x*</b> <tk-slot n=\"0\"></tk-slot>"), "p[a ***x*** <tk-slot n=\"0\"></tk-slot>]");
    assert_eq!(sketch("<div data-tk-at=\"0-3\">a</div>"), "<div>[a]");
    let parsed = parse_with("<b>*x*</b> <tk-slot n=\"0\"></tk-slot>", RawHtml::Trust);
    assert_eq!(parsed.doc.plain_text().matches('x').count(), 1, "{}", parsed.sketch());
}

#[test]
fn misnested_tags_lose_no_words() {
    assert_eq!(sketch("<div>\n\na\n\n</section>\n\nb"), "<div>[p[a] p[b]]");
    assert_eq!(sketch("</div>\n\na"), "p[a]");
    assert_eq!(sketch("<b><i>a</b>b</i>c"), "p[***a***bc]");
    assert_eq!(sketch("<ul>\n<li>a\n<li>b\n</ul>\n"), "<ul>[<li>[a] <li>[b]]");
    assert_eq!(sketch("<table>\n\na\n\n<tr><td>b</table>\n"), "p[a] <table>[<tbody>[<tr>[<td>[b]]]]");
    assert_eq!(sketch("<b>\n\na\n\n- c\n\n</b>\n"), "p[**a**] ul[c]");
    for text in [
        "<select>\n\n*word*\n\n</select>",
        "<title>\n\n*word*\n",
        "<table><colgroup>\n\n*word*\n",
        "<p><table>\n\n*word*\n",
        "<frameset>\n\n*word*",
    ] {
        for mode in [RawHtml::Sanitize, RawHtml::Trust, RawHtml::Escape] {
            assert!(parse_with(text, mode).doc.plain_text().contains("word"), "{text}");
        }
    }
}

#[test]
fn escaping_shows_tags_and_trusting_keeps_them() {
    let escaped = |text| parse_with(text, RawHtml::Escape).sketch();
    assert_eq!(escaped("a <b>x</b><br>"), "p[a <b>x</b><br>]");
    assert_eq!(escaped("<div>\n*a*\n</div>\n\nb <!-- c -->\n\n<!-- d -->"), "p[<div>\n*a*\n</div>] p[b ]");
    let trusted = |text| parse_with(text, RawHtml::Trust).sketch();
    assert_eq!(
        trusted("<div style=\"color:red\" onclick=x class=callout>a</div>"),
        "<div style=color:red class=callout>[a]"
    );
    assert_eq!(trusted("<iframe src=\"https://x.example\">\n\na"), "<iframe src=https://x.example>[] p[a]");
    assert_eq!(trusted("<script>x</script>\n\n<my-part a=1>b</my-part>\n"), "p[<my-part a=1>(b)]");
    assert_eq!(trusted("in <namespace> here"), "p[in <namespace> here]");
}

#[test]
fn elements_are_clamped_too() {
    for text in [
        "<div>\n\n".repeat(200) + "word",
        "> <div>\n> \n> ".repeat(30) + "word",
        "<b>".repeat(500) + "word",
        "<p>".repeat(5_000) + "word",
        "<i><b>".repeat(100) + &"</i></b>".repeat(100) + "word",
    ] {
        let parsed = parse(&text);
        assert!(parsed.doc.plain_text().contains("word"));
        assert!(depth(&parsed.doc.blocks) <= MAX_DEPTH);
    }
    let nested: String =
        (0..30).map(|level| "  ".repeat(level) + "- a\n\n" + &"  ".repeat(level + 1) + "<div>\n\n").collect();
    let parsed = parse(&nested);
    assert!(depth(&parsed.doc.blocks) <= MAX_DEPTH);
    assert_eq!(parsed.doc.plain_text().matches('a').count(), 30);
}

fn depth(blocks: &[Block<crate::doc::RawLink>]) -> usize {
    super::rebuild::height(blocks)
}

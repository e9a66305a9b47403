//! What is proof that a text is safe on a page? The only file that makes markup from strings.

use std::fmt::{self, Write as _};

/// Markup in which everything from outside is escaped. Only [`Writer`] makes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, alone.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `text`, escaped.
    pub fn text(text: &str) -> Self {
        let mut writer = Writer::new();
        writer.text(text);
        writer.finish()
    }

    /// What a template made, which escapes by itself.
    #[doc(hidden)]
    pub const fn of_template(markup: String) -> Self {
        Self(markup)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes markup: tags from the program's own text, everything else escaped.
///
/// ```
/// use fab_runtime::widgets::Writer;
/// let mut out = Writer::new();
/// out.raw("<b").attr("title", "\"x\"").raw(">").text("a < b").raw("</b>");
/// assert_eq!(out.finish().as_str(), "<b title=\"&quot;x&quot;\">a &lt; b</b>");
/// ```
#[derive(Debug, Default)]
pub struct Writer(String);

impl Writer {
    /// Nothing written yet.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Nothing written yet, with room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Markup that stands in the program itself.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Markup that is already proved safe.
    pub fn html(&mut self, html: &Html) -> &mut Self {
        self.0.push_str(&html.0);
        self
    }

    /// Text from anywhere, escaped for content and for quoted attributes.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.0);
        self
    }

    /// Anything that can be shown, escaped.
    pub fn display(&mut self, value: impl fmt::Display) -> &mut Self {
        // Writing into a string cannot fail.
        let _ = write!(Escape(&mut self.0), "{value}");
        self
    }

    /// `number` in at least `width` digits: digits need no escaping.
    pub fn digits(&mut self, number: u32, width: u32) -> &mut Self {
        let mut place = 10_u32.saturating_pow(width.saturating_sub(1));
        while number / place >= 10 {
            place = place.saturating_mul(10);
        }
        while place > 0 {
            self.0.extend(char::from_digit(number / place % 10, 10));
            place /= 10;
        }
        self
    }

    /// ` name="value"`, the value escaped.
    pub fn attr(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// ` name="value"` for anything that can be shown.
    pub fn attr_display(&mut self, name: &'static str, value: impl fmt::Display) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").display(value).raw("\"")
    }

    /// ` name="value"`, if there is a value.
    pub fn attr_some(&mut self, name: &'static str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.attr(name, value);
        }
        self
    }

    /// ` name`, if it holds.
    pub fn flag(&mut self, name: &'static str, holds: bool) -> &mut Self {
        if holds {
            self.raw(" ").raw(name);
        }
        self
    }

    /// What was written.
    pub fn finish(self) -> Html {
        Html(self.0)
    }
}

struct Escape<'a>(&'a mut String);

impl fmt::Write for Escape<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(text, self.0);
        Ok(())
    }
}

/// Copies runs of harmless bytes at once; the five special characters are ASCII, so cuts fall between characters.
fn escape(text: &str, out: &mut String) {
    // Nearly every text is harmless, and this look at all of it becomes vector instructions.
    if !text.bytes().fold(false, |special, byte| special | is_special(byte)) {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
        let (clean, special) = rest.split_at(at);
        out.push_str(clean);
        let mut chars = special.chars();
        out.push_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        });
        rest = chars.as_str();
    }
    out.push_str(rest);
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_digits_as_they_need_and_no_fewer_than_asked_for() {
        for (number, width, shown) in
            [(7, 2, "07"), (0, 1, "0"), (0, 4, "0000"), (2024, 4, "2024"), (12345, 2, "12345")]
        {
            assert_eq!(Writer::new().digits(number, width).text("").0, shown);
        }
        assert_eq!(Writer::new().digits(u32::MAX, 0).0, u32::MAX.to_string());
    }

    #[test]
    fn hostile_text_cannot_leave_its_place() {
        let hostile = "\"><script>alert('x')</script>&amp;é😀";
        let escaped = Html::text(hostile).into_string();
        assert_eq!(
            escaped,
            "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;é😀"
        );
        let mut out = Writer::new();
        out.raw("<i").attr("title", hostile).raw(">").display(hostile).raw("</i>");
        let html = out.finish().into_string();
        assert_eq!(html.matches('<').count(), 2);
        assert_eq!(html.matches('"').count(), 2);
    }

    #[test]
    fn flags_and_optional_attributes_are_left_out() {
        let mut out = Writer::new();
        out.raw("<input").flag("required", true).flag("disabled", false).attr_some("id", None);
        assert_eq!(out.finish().as_str(), "<input required");
    }
}

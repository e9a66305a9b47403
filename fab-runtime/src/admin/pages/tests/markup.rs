//! Reads markup strictly enough to notice what browsers forgive.

const VOID: &[&str] =
    &["meta", "link", "input", "br", "hr", "img", "rect", "use", "path", "circle"];

/// What stands in a page.
#[derive(Debug, Default)]
pub(super) struct Markup {
    pub(super) ids: Vec<String>,
    pub(super) attributes: Vec<(String, String)>,
    /// Ids that labels, descriptions and links on the page point at.
    pub(super) references: Vec<String>,
    tags: Vec<String>,
}

impl Markup {
    pub(super) fn count(&self, tag: &str) -> usize {
        self.tags.iter().filter(|found| *found == tag).count()
    }

    pub(super) fn read(html: &str) -> Result<Self, String> {
        let mut markup = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut rest = html.trim_start().strip_prefix("<!doctype html>").ok_or("no doctype")?;
        while let Some((_, after)) = rest.split_once('<') {
            if let Some(after) = after.strip_prefix('/') {
                let (tag, next) = after.split_once('>').ok_or("an open end tag")?;
                let expected = open.pop();
                if expected.as_deref() != Some(tag) {
                    return Err(format!("</{tag}> closes {expected:?}"));
                }
                rest = next;
                continue;
            }
            let end = after.find([' ', '>', '/', '\n']).ok_or("an open tag")?;
            let (tag, mut inside) = after.split_at(end);
            markup.tags.push(tag.to_owned());
            let closed = loop {
                inside = inside.trim_start();
                if let Some(next) = inside.strip_prefix("/>") {
                    rest = next;
                    break true;
                }
                if let Some(next) = inside.strip_prefix('>') {
                    rest = next;
                    break VOID.contains(&tag);
                }
                let end = inside.find([' ', '=', '>', '/']).ok_or("an open attribute")?;
                let (name, next) = inside.split_at(end);
                let mut value = "";
                inside = next;
                if let Some(next) = inside.strip_prefix('=') {
                    let next =
                        next.strip_prefix('"').ok_or_else(|| format!("{tag} {name}: no quote"))?;
                    (value, inside) = next.split_once('"').ok_or("an open quote")?;
                }
                markup.attribute(tag, name, value)?;
            };
            if !closed {
                open.push(tag.to_owned());
            }
        }
        if open.is_empty() { Ok(markup) } else { Err(format!("still open: {open:?}")) }
    }

    fn attribute(&mut self, tag: &str, name: &str, value: &str) -> Result<(), String> {
        if name.is_empty() {
            return Err(format!("<{tag}> has an attribute without a name"));
        }
        self.attributes.push((tag.to_owned(), name.to_owned()));
        match name {
            "id" => self.ids.push(value.to_owned()),
            "for" | "popovertarget" => self.references.push(value.to_owned()),
            "aria-describedby" => self.references.extend(value.split(' ').map(str::to_owned)),
            "href" => self.references.extend(value.strip_prefix('#').map(str::to_owned)),
            _ => {}
        }
        Ok(())
    }
}

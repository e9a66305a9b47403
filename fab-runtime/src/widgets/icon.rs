//! Which pictures are there? A small subset of Bootstrap Icons, drawn into the page.

use crate::widgets::Writer;

macro_rules! icons {
    ($($name:literal,)*) => {
        /// The names of all icons, in alphabetical order; a model may choose any of them.
        pub const NAMES: &[&str] = &[$($name,)*];
        const FILES: &[&str] = &[$(
            include_str!(concat!("../../assets/vendor/bootstrap-icons/1.13.2/", $name, ".svg")),
        )*];
    };
}

icons! {
    "airplane", "archive", "arrow-left", "arrow-repeat", "award", "bag", "bank", "bar-chart",
    "bell", "book", "bookmark", "box-arrow-right", "box-arrow-up-right", "box-seam", "boxes",
    "briefcase", "bug", "building", "calculator", "calendar-event", "calendar3", "camera",
    "caret-down-fill", "caret-up-fill", "cart", "cash-coin", "cash-stack", "chat-left-text",
    "check-circle-fill", "check-lg", "chevron-bar-left", "chevron-bar-right", "chevron-down",
    "chevron-expand", "chevron-left", "chevron-right", "circle", "circle-half", "clipboard-check",
    "clock", "clock-history", "cloud", "collection", "columns-gap", "cpu", "credit-card", "cup-hot",
    "currency-exchange", "dash-circle", "database", "diagram-3", "disc", "dot", "download",
    "emoji-frown", "envelope", "exclamation-triangle-fill", "eye", "file-earmark", "file-text",
    "film", "flag", "folder", "funnel", "gear", "geo-alt", "globe", "graph-up", "grid", "hdd",
    "heart", "hospital", "hourglass-split", "house", "image", "inbox", "info-circle-fill",
    "journal-text", "kanban", "key", "layers", "lightning", "link-45deg", "list", "list-check",
    "list-ul", "lock", "map", "moon-stars", "mortarboard", "music-note-beamed", "music-note-list",
    "palette", "paperclip", "patch-check", "pencil", "people", "percent", "person", "person-badge",
    "person-circle", "person-gear", "pin", "plus-lg", "puzzle", "receipt", "search", "shield-check",
    "shield-lock", "shop", "sliders", "sort-down", "speedometer2", "star", "sun", "table", "tag",
    "tags", "telephone", "three-dots", "ticket-perforated", "tools", "translate", "trash3", "tree",
    "trophy", "truck", "unlock", "upload", "wallet2", "wrench", "x-circle", "x-lg",
}

/// Draws the icon of that name; an unknown name becomes a dot. It says nothing to screen readers.
pub fn icon(out: &mut Writer, name: &str) {
    out.raw("<svg class=\"fab-icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">");
    out.raw(shapes(name)).raw("</svg>");
}

/// Draws an icon that [`sprite`] has put on the page; for icons that stand in every row.
pub fn reuse(out: &mut Writer, name: &'static str) {
    out.raw("<svg class=\"fab-icon\" aria-hidden=\"true\"><use href=\"#i-")
        .raw(name)
        .raw("\"/></svg>");
}

/// Puts icons on the page, unseen, for [`reuse`].
pub fn sprite(out: &mut Writer, names: &[&'static str]) {
    out.raw("<svg class=\"fab-sprite\" aria-hidden=\"true\">");
    for name in names {
        out.raw("<symbol id=\"i-").raw(name).raw("\" viewBox=\"0 0 16 16\">");
        out.raw(shapes(name)).raw("</symbol>");
    }
    out.raw("</svg>");
}

/// What stands between `<svg ..>` and `</svg>`.
fn shapes(name: &str) -> &'static str {
    let file = NAMES.binary_search(&name).or_else(|_| NAMES.binary_search(&"dot"));
    let file = file.ok().and_then(|place| FILES.get(place)).copied().unwrap_or_default();
    file.split_once('>')
        .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
        .map_or("", |(inner, _)| inner.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_shapes_and_unknown_ones_become_a_dot() {
        assert!(NAMES.is_sorted());
        for name in NAMES {
            assert!(shapes(name).starts_with('<'), "{name}");
        }
        assert_eq!(shapes("<script>"), shapes("dot"));
    }
}

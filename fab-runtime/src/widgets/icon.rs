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
    "activity", "airplane", "alarm", "archive", "arrow-left", "arrow-repeat", "at", "award", "bag",
    "bag-check", "balloon", "bank", "bank2", "bar-chart", "basket", "bell", "bicycle", "book",
    "bookmark", "box", "box-arrow-right", "box-arrow-up-right", "box-seam", "boxes", "braces",
    "briefcase", "brush", "bug", "building", "buildings", "bus-front", "calculator", "calendar",
    "calendar-check", "calendar-event", "calendar3", "camera", "capsule", "car-front",
    "card-checklist", "card-list", "caret-down-fill", "caret-up-fill", "cart", "cart3", "cash",
    "cash-coin", "cash-stack", "chat", "chat-dots", "chat-left-text", "check-circle",
    "check-circle-fill", "check-lg", "check-square", "check2", "check2-square", "chevron-bar-left",
    "chevron-bar-right", "chevron-down", "chevron-expand", "chevron-left", "chevron-right",
    "circle", "circle-half", "clipboard-check", "clock", "clock-history", "cloud", "code-slash",
    "coin", "collection", "collection-play", "columns-gap", "compass", "controller", "cpu",
    "credit-card", "cup-hot", "currency-dollar", "currency-euro", "currency-exchange",
    "dash-circle", "database", "diagram-3", "dice-5", "disc", "display", "dot", "download",
    "droplet", "easel", "emoji-frown", "envelope", "envelope-at", "exclamation-triangle-fill",
    "eye", "eyedropper", "file-earmark", "file-earmark-text", "file-music", "file-text", "film",
    "fire", "flag", "flower1", "folder", "fuel-pump", "funnel", "gear", "gear-fill", "geo-alt",
    "gift", "git", "globe", "globe2", "graph-up", "grid", "grid-3x3-gap", "hand-thumbs-up", "hash",
    "hdd", "heart", "heart-pulse", "hospital", "hourglass", "hourglass-split", "house",
    "house-door", "image", "inbox", "inboxes", "info-circle-fill", "journal", "journal-bookmark",
    "journal-text", "kanban", "key", "laptop", "layers", "lightbulb", "lightning", "link-45deg",
    "list", "list-check", "list-ul", "lock", "map", "megaphone", "mic", "moon-stars", "mortarboard",
    "mortarboard-fill", "music-note-beamed", "music-note-list", "music-player", "newspaper",
    "palette", "paperclip", "patch-check", "patch-question", "pencil", "pencil-square", "people",
    "people-fill", "percent", "person", "person-badge", "person-check", "person-circle",
    "person-fill", "person-gear", "person-lines-fill", "person-plus", "person-vcard",
    "person-workspace", "phone", "piggy-bank", "pin", "pin-map", "plug", "plus-lg", "printer",
    "puzzle", "question-circle", "quote", "receipt", "receipt-cutoff", "rocket", "rulers", "safe",
    "scissors", "search", "shield", "shield-check", "shield-exclamation", "shield-lock", "shop",
    "signpost", "sliders", "sort-down", "speedometer2", "stack", "star", "stars", "stopwatch",
    "sun", "table", "tag", "tag-fill", "tags", "telephone", "terminal", "thermometer", "three-dots",
    "ticket-perforated", "tools", "train-front", "translate", "trash3", "tree", "trophy", "truck",
    "unlock", "upload", "vinyl", "wallet2", "wrench", "x-circle", "x-lg",
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

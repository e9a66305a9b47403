//! How does a text become a picture for a camera? A QR code (ISO/IEC 18004), drawn into the page.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::widgets::Writer;

/// The light rim that cameras look for, in modules.
const RIM: u32 = 4;

/// Draws `text` as a QR code that is called `label`; `false`, and nothing is drawn, when the text is too long for one.
///
/// Its colours are its own, dark on light, because many cameras do not read the reverse. The text leaves the program
/// in this picture alone: no service draws it, and no other address holds it.
///
/// ```
/// use fab_runtime::widgets::{Writer, qr};
/// let mut out = Writer::new();
/// assert!(qr::code(&mut out, "otpauth://totp/Shop:ann?secret=..", "Picture for an app"));
/// assert!(out.finish().as_str().starts_with("<svg"));
/// ```
pub fn code(out: &mut Writer, text: &str, label: &str) -> bool {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return false };
    let Ok(size) = u32::try_from(code.size()) else { return false };
    let width = size + 2 * RIM;
    out.raw("<svg class=\"fab-qr\" role=\"img\"").attr("aria-label", label).raw(" viewBox=\"0 0 ");
    out.digits(width, 1).raw(" ").digits(width, 1).raw("\" shape-rendering=\"crispEdges\">");
    out.raw("<rect width=\"").digits(width, 1).raw("\" height=\"").digits(width, 1);
    out.raw("\" fill=\"#fff\"/><path fill=\"#000\" d=\"");
    for (y, down) in (0..code.size()).zip(RIM..) {
        line(out, &code, y, down);
    }
    out.raw("\"/></svg>");
    true
}

/// The dark runs of one line, each as a bar.
fn line(out: &mut Writer, code: &QrCode, y: i32, down: u32) {
    let mut run = 0;
    // One module beyond the end is light, and ends the last run.
    for (x, right) in (0..=code.size()).zip(RIM..) {
        if code.get_module(x, y) {
            run += 1;
        } else if run > 0 {
            out.raw("M").digits(right - run, 1).raw(" ").digits(down, 1);
            out.raw("h").digits(run, 1).raw("v1h-").digits(run, 1).raw("z");
            run = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of a drawing, read back from its markup.
    fn pixels(svg: &str) -> (usize, Vec<(usize, usize)>) {
        let number = |text: &str| text.parse::<usize>().unwrap();
        let width = number(svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap());
        let path = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut dark = Vec::new();
        for bar in path.split_terminator('z') {
            let (x, rest) = bar.strip_prefix('M').unwrap().split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, back) = rest.split_once("v1h-").unwrap();
            assert_eq!(length, back, "a bar is a rectangle");
            dark.extend((0..number(length)).map(|step| (number(x) + step, number(y))));
        }
        (width, dark)
    }

    /// What a camera that sees the drawing reads.
    fn seen(svg: &str) -> String {
        const ZOOM: usize = 4;
        let (width, dark) = pixels(svg);
        let mut picture =
            rqrr::PreparedImage::prepare_from_bitmap(width * ZOOM, width * ZOOM, |x, y| {
                dark.contains(&(x / ZOOM, y / ZOOM))
            });
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1, "one code is found");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn m07_a_camera_reads_the_very_text_that_was_drawn() {
        for text in [
            "otpauth://totp/Acme%20Ltd:alice%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme%20Ltd",
            "otpauth://totp/B%C3%BCro:%C3%BC?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=B%C3%BCro&algorithm=SHA256&digits=8",
            "A",
        ] {
            let mut out = Writer::new();
            assert!(code(&mut out, text, "Picture"));
            assert_eq!(seen(out.finish().as_str()), text);
        }
    }

    #[test]
    fn the_picture_is_dark_on_light_with_a_rim_and_a_name_and_nothing_inline() {
        let mut out = Writer::new();
        code(&mut out, "x", "<For an app>");
        let svg = out.finish().into_string();
        let (width, dark) = pixels(&svg);
        let rim = usize::try_from(RIM).unwrap();
        assert!(dark.iter().all(|(x, y)| [x, y].iter().all(|at| (rim..width - rim).contains(at))));
        assert!(svg.contains("role=\"img\" aria-label=\"&lt;For an app&gt;\""), "{svg}");
        assert!(!svg.contains("style="), "{svg}");
    }

    #[test]
    fn a_text_that_is_too_long_is_not_drawn() {
        let mut out = Writer::new();
        assert!(!code(&mut out, &"x".repeat(5000), "Picture"));
        assert!(out.finish().is_empty());
    }
}

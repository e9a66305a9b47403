//! What is left when scripts do not run? Everything.

use super::{Page, Scripts, signed_in};

async fn names(page: &Page<'_>) -> Vec<String> {
    page.texts("main tbody tr th[scope='row']").await
}

#[test]
fn a_row_is_added_with_a_foreign_key_picked_from_a_page() {
    signed_in(Scripts::Off, async |page| {
        page.open("/products/add").await;
        page.fill("name", "Copper kettle").await;
        page.fill("sku", "KET-001").await;
        page.fill("price_amount", "12.50").await;
        page.choose("price_currency", "EUR Euro").await;
        page.fill("stock", "7").await;
        page.set("since", "2024-02-29").await;
        page.choose("state", "On sale").await;
        page.follow_css("button[name='_pick']").await;
        page.sees("What you typed into the form is kept.").await;
        page.fill("_q", "teap").await;
        page.press("Search").await;
        page.misses("Lamps").await;
        page.follow_css("button[name='_take']").await;
        let name = page.element("main [name='name']").await;
        assert_eq!(name.prop("value").await.unwrap().as_deref(), Some("Copper kettle"));
        page.press("Save").await;
        page.sees("Teapots").await;
        page.sees("Copper kettle").await;
    });
}

#[test]
fn a_list_is_sorted_searched_filtered_and_paged() {
    signed_in(Scripts::Off, async |page| {
        page.open("/products").await;
        page.follow_css("th a[href*='sort=stock']").await;
        page.element("th[aria-sort='ascending']").await;
        assert_eq!(names(page).await[0], "Lantern 25");
        page.follow_css("nav[aria-label='Pages'] li:last-child a").await;
        page.sees("Lantern 01").await;
        page.fill("q", "lantern 03").await;
        page.press("Search").await;
        page.misses("Lantern 04").await;
        assert_eq!(names(page).await, ["Lantern 03"]);
        page.open("/products?f.state.eq=draft&q=lantern%200").await;
        assert_eq!(names(page).await.len(), 5);
    });
}

#[test]
fn a_row_is_changed_and_deleted() {
    signed_in(Scripts::Off, async |page| {
        page.open("/products/5").await;
        page.follow("Edit").await;
        page.fill("name", "Lantern of five").await;
        page.press("Save").await;
        page.sees("Lantern of five").await;
        page.follow("Delete").await;
        page.press("Delete product").await;
        page.element("main [role='status']").await;
        page.open("/products?q=of+five").await;
        page.sees("Nothing matches").await;
    });
}

#[test]
fn something_is_done_to_ticked_rows() {
    signed_in(Scripts::Off, async |page| {
        page.open("/products").await;
        page.follow_css("input[aria-label='Tick Lantern 02']").await;
        page.follow_css("input[aria-label='Tick Lantern 04']").await;
        page.press("Retire").await;
        page.sees("Nobody can buy them any more.").await;
        page.press("Retire (2 products)").await;
        page.sees("Retire: 2 products.").await;
        page.open("/products?f.state.eq=retired").await;
        assert_eq!(names(page).await, ["Lantern 02", "Lantern 04"]);
    });
}

#[test]
fn the_colours_are_chosen_and_kept() {
    signed_in(Scripts::Off, async |page| {
        page.element("button[popovertarget='account']").await.click().await.unwrap();
        page.press("Dark").await;
        page.element("html[data-bs-theme='dark']").await;
        page.open("/categories").await;
        page.element("html[data-bs-theme='dark']").await;
    });
}

//! What do people do with rows? Add, change, sort, search, filter, page and delete them, with scripts.

use super::{PRODUCTS, Page, Scripts, signed_in};

/// The names in the list, from top to bottom.
async fn names(page: &Page<'_>) -> Vec<String> {
    page.texts("main tbody tr th[scope='row']").await
}

/// Fills in what a product needs.
async fn fill_product(page: &Page<'_>, name: &str, sku: &str) {
    page.fill("name", name).await;
    page.fill("sku", sku).await;
    page.fill("price_amount", "12.50").await;
    page.choose("price_currency", "EUR Euro").await;
    page.fill("stock", "7").await;
    page.set("since", "2024-02-29").await;
    page.choose("state", "On sale").await;
}

#[test]
fn a_row_is_added_with_a_foreign_key_found_by_typing() {
    signed_in(Scripts::On, async |page| {
        page.open("/products").await;
        page.follow("Add product").await;
        fill_product(page, "Copper kettle", "KET-001").await;
        let box_ = page.element("fab-autocomplete [role='combobox']").await;
        box_.send_keys("teap").await.unwrap();
        page.element("fab-autocomplete [role='option']").await.click().await.unwrap();
        page.press("Save").await;
        page.sees("Teapots").await;
        page.sees("Copper kettle").await;
        page.open("/products?q=kettle").await;
        assert_eq!(names(page).await, ["Copper kettle"]);
    });
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    signed_in(Scripts::On, async |page| {
        page.open("/products/1/edit").await;
        page.fill("name", "Lantern, mended").await;
        page.fill("sku", "LAN-002").await;
        page.press("Save").await;
        let sku = page.element("[name='sku'][aria-invalid='true']").await;
        assert_eq!(sku.prop("value").await.unwrap().as_deref(), Some("LAN-002"));
        let name = page.element("main [name='name']").await;
        assert_eq!(name.prop("value").await.unwrap().as_deref(), Some("Lantern, mended"));
        page.fill("sku", "LAN-901").await;
        page.press("Save").await;
        page.sees("LAN-901").await;
        assert_eq!(page.path().await, "/products/1");
    });
}

#[test]
fn a_list_is_sorted_by_its_headers() {
    signed_in(Scripts::On, async |page| {
        page.open("/products").await;
        assert_eq!(names(page).await[0], "Lantern 01");
        page.follow_css("th a[href*='sort=stock']").await;
        page.element("th[aria-sort='ascending']").await;
        assert_eq!(names(page).await[0], format!("Lantern {PRODUCTS}"));
        page.follow_css("th[aria-sort='ascending'] a").await;
        page.element("th[aria-sort='descending']").await;
        assert_eq!(names(page).await[0], "Lantern 01");
    });
}

#[test]
fn a_list_is_searched_and_paged() {
    signed_in(Scripts::On, async |page| {
        page.open("/products").await;
        assert_eq!(names(page).await.len(), 10);
        page.follow_css("nav[aria-label='Pages'] li:nth-last-child(2) a").await;
        page.sees("Lantern 11").await;
        page.follow_css("nav[aria-label='Pages'] li:last-child a").await;
        page.sees("Lantern 25").await;
        assert_eq!(names(page).await.len(), 5);
        page.follow_css("nav[aria-label='Pages'] li:first-child a").await;
        page.sees("Lantern 01").await;
        let search = page.element("input[name='q']").await;
        search.send_keys("lantern 2\u{e007}").await.unwrap();
        page.sees("Lantern 24").await;
        page.misses("Lantern 19").await;
    });
}

#[test]
fn a_row_is_deleted_after_a_question() {
    signed_in(Scripts::On, async |page| {
        page.open("/products/3").await;
        page.follow("Delete").await;
        page.sees("Do you want to delete").await;
        page.press("Delete product").await;
        page.element("main [role='status']").await;
        page.open("/products/3").await;
        page.sees("404").await;
    });
}

#[test]
fn every_row_of_a_page_is_ticked_at_once() {
    signed_in(Scripts::On, async |page| {
        page.open("/products").await;
        page.element("fab-tick-all input").await.click().await.unwrap();
        let ticked = "return [...document.querySelectorAll('tbody [name=key]:checked')].length";
        assert_eq!(page.evaluate(ticked).await, 10);
        page.element("input[aria-label='Tick Lantern 03']").await.click().await.unwrap();
        let mixed = "return document.querySelector('fab-tick-all input').indeterminate";
        assert_eq!(page.evaluate(mixed).await, true);
        page.press("Delete").await;
        page.press("Delete (9 products)").await;
        page.sees("9 products were deleted.").await;
        assert_eq!(names(page).await[0], "Lantern 03");
    });
}

#[test]
fn a_row_that_others_refer_to_stays_and_says_who_does() {
    signed_in(Scripts::On, async |page| {
        page.open("/categories/1/delete").await;
        page.sees("cannot be deleted").await;
        page.sees("Lantern 01").await;
    });
}

#[test]
fn two_people_who_change_the_same_row_are_told() {
    signed_in(Scripts::On, async |page| {
        page.open("/products/4/edit").await;
        let path = "/products/4/edit";
        page.in_new_tab(async |page| {
            page.open(path).await;
            page.fill("stock", "11").await;
            page.press("Save").await;
            page.sees("11").await;
        })
        .await;
        page.fill("stock", "12").await;
        page.press("Save").await;
        page.sees("Save mine over theirs").await;
        page.sees("11").await;
        page.press("Save mine over theirs").await;
        page.element("main [role='status']").await;
    });
}

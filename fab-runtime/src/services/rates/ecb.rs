//! How is the daily table of the European Central Bank read?

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::services::rates::table::number;
use crate::services::rates::{Currency, ParseError, Table};

/// A table has about forty elements.
const MOST_EVENTS: usize = 5_000;

/// Reads the table: `Cube` elements with a time, and with a currency and a rate. All of it, or nothing.
pub(super) fn parse(bytes: &[u8]) -> Result<Table, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ParseError::Form)?;
    let mut reader = Reader::from_str(text);
    let (mut published, mut rates, mut depth, mut is_envelope) = (None, Vec::new(), 0_usize, false);
    for _ in 0..MOST_EVENTS {
        match reader.read_event().map_err(|_| ParseError::Form)? {
            Event::Start(element) => {
                if depth == 0 {
                    is_envelope = element.local_name().as_ref() == "Envelope";
                }
                depth += 1;
                read(&element, &mut published, &mut rates)?;
            }
            Event::Empty(element) => read(&element, &mut published, &mut rates)?,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth == 0 && is_envelope => {
                let euro = "EUR".parse().map_err(|_| ParseError::Base)?;
                return Table::new(euro, published.ok_or(ParseError::Date)?, rates);
            }
            // No table has definitions, and nothing good comes of reading them.
            Event::Eof | Event::DocType(_) => return Err(ParseError::Form),
            _ => {}
        }
    }
    Err(ParseError::Count)
}

fn read(
    element: &BytesStart<'_>,
    published: &mut Option<NaiveDate>,
    rates: &mut Vec<(Currency, rust_decimal::Decimal)>,
) -> Result<(), ParseError> {
    if element.local_name().as_ref() != "Cube" {
        return Ok(());
    }
    let (mut currency, mut rate) = (None, None);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| ParseError::Form)?;
        let value = attribute.value.as_ref();
        match attribute.key.as_ref() {
            "time" => {
                let date = value.parse().map_err(|_| ParseError::Date)?;
                // A history has more than one day; which one is meant, nobody said.
                if published.replace(date).is_some() {
                    return Err(ParseError::Date);
                }
            }
            "currency" => currency = Some(value.parse().map_err(|_| ParseError::Form)?),
            "rate" => rate = Some(number(value)?),
            _ => {}
        }
    }
    match (currency, rate) {
        (Some(currency), Some(rate)) => rates.push((currency, rate)),
        (None, None) => {}
        _ => return Err(ParseError::Form),
    }
    Ok(())
}

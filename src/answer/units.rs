//! What units are called: a table of generic words, and the code itself where it has none.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words for a unit.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct UnitWords {
    /// After a Chinese number.
    #[serde(default)]
    pub(super) zh: String,
    /// After an English number: for one, for others.
    #[serde(default)]
    pub(super) en: [String; 2],
    /// Before an English number.
    #[serde(default)]
    pub(super) before: String,
    /// Whether the English word touches the number.
    #[serde(default)]
    pub(super) tight: bool,
}

static WORDS: LazyLock<HashMap<String, UnitWords>> =
    LazyLock::new(|| serde_json::from_str(include_str!("units.json")).unwrap_or_default());

/// The words for a unit code; a code such as `CNY/hour` is put together from its parts.
pub(super) fn words(code: &str) -> UnitWords {
    if let Some(known) = WORDS.get(code) {
        return known.clone();
    }
    let Some((above, below)) = code.split_once('/') else {
        return unknown(code);
    };
    let (above, below) = (words(above), words(below));
    let per = |unit: &str, base: &str| format!("{unit}/{base}");
    UnitWords {
        zh: per(&above.zh, &below.zh),
        en: [
            per(&above.en[0], &below.en[0]),
            per(&above.en[1], &below.en[0]),
        ],
        tight: above.en[1].is_empty(),
        before: above.before,
    }
}

fn unknown(code: &str) -> UnitWords {
    UnitWords {
        zh: code.to_owned(),
        en: [code.to_owned(), code.to_owned()],
        ..UnitWords::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        assert_eq!(words("order").zh, "单");
        assert_eq!(words("CNY/hour").zh, "元/小时");
        assert_eq!(words("item/order").en[1], "items/order");
        assert_eq!(words("kg").zh, "kg");
    }
}

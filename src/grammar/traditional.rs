//! Traditional characters as simplified ones, one for one.

use std::sync::LazyLock;

const PAIRS: &str = include_str!("words/traditional.txt");

/// The characters between which the table lies.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// The simplified form of each character from [`FIRST`] on.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let lines = PAIRS.lines().filter(|line| !line.starts_with('#'));
    for pair in lines.flat_map(str::split_whitespace) {
        let mut both = pair.chars();
        if let (Some(from), Some(to)) = (both.next(), both.next())
            && let Some(slot) = place(from).and_then(|at| table.get_mut(at))
        {
            *slot = to;
        }
    }
    table
});

fn place(c: char) -> Option<usize> {
    u32::from(c).checked_sub(FIRST).map(|at| at as usize)
}

/// The simplified form of a character; most are their own.
pub(crate) fn simplified(c: char) -> char {
    place(c).and_then(|at| TABLE.get(at)).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_becomes_simplified_and_nothing_else_changes() {
        let said: String = "上週轉換率、客單價與退貨".chars().map(simplified).collect();
        assert_eq!(said, "上周转换率、客单价与退货");
        for c in "上周转化率，GMV！α".chars() {
            assert_eq!(simplified(c), c);
        }
    }

    #[test]
    fn every_pair_has_two_characters() {
        let lines = PAIRS.lines().filter(|line| !line.starts_with('#'));
        for pair in lines.flat_map(str::split_whitespace) {
            assert_eq!(pair.chars().count(), 2, "{pair}");
        }
    }
}

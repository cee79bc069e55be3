//! How large Slack lets the parts of a message be, and how large we make them.

/// Characters of the text beside blocks; Slack cuts at 40,000 and shows some 4,000.
pub(super) const TEXT: usize = 3_900;
/// Characters of Markdown in one call; Slack takes 12,000.
pub(super) const MARKDOWN: usize = 11_000;
/// Characters of one paragraph.
pub(super) const PARAGRAPH: usize = 2_900;
/// Paragraphs of one message.
pub(super) const PARAGRAPHS: usize = 4;
/// Elements of a context block.
pub(super) const CONTEXT: usize = 10;
/// Characters of one of them.
pub(super) const CONTEXT_TEXT: usize = 1_900;
/// Buttons of a row that we make; Slack takes 25.
pub(super) const ACTIONS: usize = 6;
/// Characters of a button.
pub(super) const BUTTON_TEXT: usize = 75;
/// Characters of what a button carries.
pub(super) const BUTTON_VALUE: usize = 2_000;
/// Rows of a table below its header.
pub(super) const ROWS: usize = 99;
/// Columns of a table.
pub(super) const COLUMNS: usize = 20;
/// Characters of a cell.
pub(super) const CELL: usize = 120;
/// Characters of all cells of a table together; Slack's own bound is some 10,000.
pub(super) const CELLS: usize = 9_000;
/// Series of a chart, and parts of a ring.
pub(super) const SERIES: usize = 6;
/// Places of a chart.
pub(super) const PLACES: usize = 20;
/// Characters of a name in a chart.
pub(super) const NAME: usize = 20;
/// Characters of a chart's title and of its axes.
pub(super) const TITLE: usize = 50;
/// Blocks of a window.
pub(super) const WINDOW_BLOCKS: usize = 90;
/// Characters of a window's title.
pub(super) const WINDOW_TITLE: usize = 24;

//! The tables of metrics and dimensions in the docs are those of the layer.

use crate::support::world;

#[test]
fn the_tables_of_the_docs_are_written_from_the_layer() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/metrics.md");
    let committed = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        committed.trim_end(),
        world::layer().reference().trim_end(),
        "the layer has changed: cargo run -- layer docs --output docs/metrics.md"
    );
}

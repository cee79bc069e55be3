//! Any text, bound over the shipped layer by three askers: it must not panic, and what binds must
//! compile to the same bytes twice.
//!
//! `make fuzz` seeds it with the statements of the cases and runs it for twenty minutes. A text
//! that panics is kept in `tests/cases/attacks` once it is understood.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use semantic_sql::{Asker, SemanticLayer, SemanticSql, SourceFile, bind, compile, load};

static LAYER: LazyLock<SemanticLayer> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../semantic_layer");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the shipped layer is in the checkout") {
        let path = entry.expect("an entry of a folder").path();
        if path.extension().is_some_and(|extension| extension == "yml") {
            files.push(SourceFile {
                name: path.display().to_string(),
                text: std::fs::read_to_string(&path).expect("a file of the layer"),
            });
        }
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    load(&files).expect("the shipped layer loads")
});

static ASKERS: LazyLock<[Asker; 3]> = LazyLock::new(|| {
    let askers = include_str!("../askers.json");
    let [all, some] = serde_json::from_str(askers).expect("two principals");
    [Asker::Known(all), Asker::Known(some), Asker::Nobody]
});

fuzz_target!(|text: &str| {
    let statement = SemanticSql(text.to_owned());
    for asker in ASKERS.iter() {
        if let Ok(bound) = bind(&LAYER, asker, &statement) {
            assert_eq!(compile(&bound).text(), compile(&bound).text());
        }
    }
});

//! Files that are compiled in are rebuilt when they change.

fn main() {
    for folder in ["demo", "prompts", "semantic_layer", "src/channel/http/page"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}

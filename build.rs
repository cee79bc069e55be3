//! Files that are compiled in are rebuilt when they change, and the web pages that were built are laid ready.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// What `npm --prefix widget run build` makes.
const PAGES: &str = "widget/dist";

/// What stands at `/` where nobody built the pages.
const MISSING: &str = "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><title>Wenbo 问播</title><link rel=\"stylesheet\" href=\"/assets/docs.css\"></head>
<body>
<h1>Wenbo 问播</h1>
<p>The program was built without its web pages. The API works; its reference is at <a href=\"/docs\">/docs</a>.</p>
<p>网页没有编译进来；接口可以使用，文档在 <a href=\"/docs\">/docs</a>。</p>
<pre>npm --prefix widget ci
npm --prefix widget run build</pre>
<p>and then build the program again, or let <code>make run</code> do both.</p>
</body>
</html>
";

fn main() -> io::Result<()> {
    for folder in [
        "demo",
        "prompts",
        "semantic_layer",
        "src/channel/http/page",
        PAGES,
    ] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let ready = out_folder().join("web");
    if ready.exists() {
        fs::remove_dir_all(&ready)?;
    }
    fs::create_dir_all(&ready)?;
    if !Path::new(PAGES).join("index.html").is_file() {
        println!(
            "cargo:warning=the web pages are not built: npm --prefix widget ci && npm --prefix widget run build"
        );
        return fs::write(ready.join("index.html"), MISSING);
    }
    for file in fs::read_dir(PAGES)? {
        let file = file?;
        if file.file_type()?.is_file() && !file.file_name().to_string_lossy().starts_with('.') {
            fs::copy(file.path(), ready.join(file.file_name()))?;
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its folder so"
)]
fn out_folder() -> PathBuf {
    std::env::var_os("OUT_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

//! The pages in a real browser, against the real program: what `widget/tests/browser` says.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::demo_file::World;
use crate::support::world::SCALE;

/// Where Chromium is on the systems that have it as a package.
const BROWSERS: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// A second world, which the first is replaced by while boards are looked at.
const OTHER_SCALE: f64 = 0.04;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("widget")
}

/// Says that the test cannot run here, or fails where nothing may be skipped.
#[expect(clippy::disallowed_methods, reason = "whether a test may be skipped")]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skipped(missing: &str) {
    let needed = std::env::var_os("WENBO_SKIP_NOTHING").is_some();
    assert!(!needed, "not run: {missing}");
    eprintln!("SKIPPED: {missing}");
}

#[test]
fn the_pages_do_in_a_browser_what_they_promise() {
    let Some(browser) = BROWSERS.iter().find(|it| Path::new(it).is_file()) else {
        skipped(
            "no Chromium is installed, so the pages were not tried in a browser: apt install chromium",
        );
        return;
    };
    let runner = folder().join("node_modules/vitest/vitest.mjs");
    if !runner.is_file() {
        skipped("widget/node_modules is missing: npm --prefix widget ci (make test does it)");
        return;
    }
    let worlds = [World::of_scale(SCALE), World::of_scale(OTHER_SCALE)];
    let done = Command::new("node")
        .arg(runner)
        .args(["run", "--config", "vitest.browser.config.ts", "--no-color"])
        .current_dir(folder())
        .env("WENBO_BIN", env!("CARGO_BIN_EXE_wenbo"))
        .env("WENBO_CHROMIUM", browser)
        .env("WENBO_WORLD", worlds[0].path())
        .env("WENBO_OTHER_WORLD", worlds[1].path())
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        done.status.success(),
        "{}\n{}",
        said(&done.stdout),
        said(&done.stderr)
    );
}

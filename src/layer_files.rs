//! The files of a semantic layer: from a folder, from one file, or those that are built in.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use include_dir::{Dir, include_dir};
use semantic_sql::{LayerProblem, ReadFile, SemanticLayer, SourceFile, load_read};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/semantic_layer");

/// The folder of a layer that holds its verified questions.
const VERIFIED: &str = "verified";

/// The folder of those that nobody has approved yet; it is no part of the layer.
const CANDIDATES: &str = "candidates";

/// The folder that is taken where none is named, if it is there.
const DEFAULT_FOLDER: &str = "semantic_layer";

/// Loads the layer that is named, or the default one.
///
/// # Errors
/// Everything that is wrong with it, with file and line.
pub fn load(named: Option<&Path>) -> Result<SemanticLayer, Vec<LayerProblem>> {
    load_read(parsed(&files(named)?))
}

/// The files read, as many at a time as there are processors, in their order.
fn parsed(files: &[SourceFile]) -> Vec<ReadFile> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut read = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else {
                return read;
            };
            read.push((index, semantic_sql::read(file)));
        }
    };
    let mut read = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(files.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut read = work();
        for other in others {
            match other.join() {
                Ok(more) => read.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read
    });
    read.sort_by_key(|(index, _)| *index);
    read.into_iter().map(|(_, file)| file).collect()
}

/// The files of the layer that is named, or of the default one.
///
/// # Errors
/// Files that cannot be read.
pub fn files(named: Option<&Path>) -> Result<Vec<SourceFile>, Vec<LayerProblem>> {
    let default = PathBuf::from(DEFAULT_FOLDER);
    match named {
        Some(path) => read(path),
        None if default.is_dir() => read(&default),
        None => Ok(built_in()),
    }
}

fn built_in() -> Vec<SourceFile> {
    let verified = BUILT_IN.get_dir(VERIFIED).into_iter();
    let mut files: Vec<SourceFile> = BUILT_IN
        .files()
        .chain(verified.flat_map(Dir::files))
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "yml")
        })
        .filter_map(|file| {
            let name = file.path().display().to_string();
            Some(SourceFile {
                name,
                text: file.contents_utf8()?.to_owned(),
            })
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The prepared views of the built-in layer, which the demo world gets.
#[must_use]
pub fn built_in_views() -> &'static str {
    BUILT_IN
        .get_file("views.sql")
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// The files that [`load`] reads, in order; none where the layer is built in.
///
/// # Errors
/// Where the folder cannot be listed.
pub fn paths(named: Option<&Path>) -> std::io::Result<Vec<PathBuf>> {
    let default = PathBuf::from(DEFAULT_FOLDER);
    match named {
        Some(path) => list(path),
        None if default.is_dir() => list(&default),
        None => Ok(Vec::new()),
    }
}

/// The folder of the layer that holds its verified questions; none where the layer is one file or
/// built in, since neither can be written to.
#[must_use]
pub fn verified_folder(named: Option<&Path>) -> Option<PathBuf> {
    let layer = named.map_or_else(|| PathBuf::from(DEFAULT_FOLDER), Path::to_path_buf);
    layer.is_dir().then(|| layer.join(VERIFIED))
}

/// The folder of the candidates beside the verified questions.
#[must_use]
pub fn candidates_folder(verified: &Path) -> PathBuf {
    verified.join(CANDIDATES)
}

/// The files of candidates, in order; none where there is no folder of them.
///
/// # Errors
/// Files that cannot be read.
pub fn candidates(verified: &Path) -> Result<Vec<SourceFile>, Vec<LayerProblem>> {
    let folder = candidates_folder(verified);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    read_all(&yaml_files(&folder).map_err(|error| unreadable(&folder, &error))?)
}

/// The files of a layer's folder, then those of its verified questions.
fn list(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut paths = yaml_files(path)?;
    let verified = path.join(VERIFIED);
    if verified.is_dir() {
        paths.extend(yaml_files(&verified)?);
    }
    Ok(paths)
}

fn yaml_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yml" || extension == "yaml")
        })
        .collect();
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Vec<SourceFile>, Vec<LayerProblem>> {
    read_all(&list(path).map_err(|error| unreadable(path, &error))?)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Vec<LayerProblem> {
    vec![LayerProblem {
        file: path.display().to_string(),
        line: 0,
        message: format!("cannot be read: {error}"),
        hint: Some("Name a folder of .yml files, or one file.".to_owned()),
    }]
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<SourceFile>, Vec<LayerProblem>> {
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
            Ok(SourceFile {
                name: path.display().to_string(),
                text,
            })
        })
        .collect()
}

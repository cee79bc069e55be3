//! How a changed file is told from an unchanged one: by its metadata, never by its content.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::layer_files;

/// Where the layer and the data come from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The layer's folder or file, where one is named.
    pub layer: Option<PathBuf>,
    /// The data file.
    pub data: PathBuf,
}

/// What the files looked like at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Each file of the layer; nothing where its folder cannot be listed.
    pub(super) layer: Option<Vec<(PathBuf, FileStamp)>>,
    pub(super) data: FileStamp,
}

/// What one file looked like; nothing where it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp(Option<(u64, u64, Option<SystemTime>)>);

impl Sources {
    /// Looks at every file. Reads metadata alone.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        let paths = layer_files::paths(self.layer.as_deref()).ok();
        let with_stamp = |path: PathBuf| {
            let stamp = FileStamp::of(&path);
            (path, stamp)
        };
        Stamp {
            layer: paths.map(|paths| paths.into_iter().map(with_stamp).collect()),
            data: FileStamp::of(&self.data),
        }
    }
}

impl FileStamp {
    fn of(path: &Path) -> Self {
        let seen = std::fs::metadata(path).ok();
        Self(seen.map(|seen| (inode(&seen), seen.len(), seen.modified().ok())))
    }
}

/// The file behind the name: another one after a rename, even of the same size and age.
#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

//! `wenbo layer`: the layer out to strict Ossie, in from other formats, and as tables for people.

use std::path::{Path, PathBuf};

use semantic_sql::SourceFile;
use semantic_sql::layer::{ExportError, FindingKind, export, import};

use crate::config::{DocsArgs, ExportArgs, ImportArgs, LayerArgs, LayerCommand};
use crate::layer_files;

use super::{Failure, list, print, say};

/// Runs one of the three.
pub(super) fn run(args: &LayerArgs) -> Result<u8, Failure> {
    match &args.command {
        LayerCommand::Export(args) => run_export(args),
        LayerCommand::Import(args) => run_import(args),
        LayerCommand::Docs(args) => run_docs(args),
    }
}

fn run_docs(args: &DocsArgs) -> Result<u8, Failure> {
    let layer = layer_files::load(args.layer.as_deref())
        .map_err(|problems| Failure::misused(list(&problems)))?;
    let text = layer.reference();
    match &args.output {
        Some(path) => write(path, &text)?,
        None => print(text.trim_end()),
    }
    Ok(0)
}

fn run_export(args: &ExportArgs) -> Result<u8, Failure> {
    let files = layer_files::files(args.layer.as_deref())
        .map_err(|problems| Failure::misused(list(&problems)))?;
    let exported =
        export(&files, args.format.into(), args.policies()).map_err(|error| match error {
            ExportError::Layer(problems) => Failure::misused(list(&problems)),
            ExportError::Guarded(_) => Failure::failed(format!(
                "{error}\n  --with-policies writes them for a reader that understands our extension\n  --without-policies leaves rls, mask, min_cell and deny_roles out on purpose"
            )),
            ExportError::Unwritable(message) => Failure::failed(message),
        })?;
    for rule in &exported.left_out {
        say(&format!("left out: {rule}"));
    }
    for field in &exported.exposed {
        say(&format!(
            "marked, but other readers ignore the mark: {field}"
        ));
    }
    match &args.output {
        Some(path) => write(path, &exported.text)?,
        None => print(exported.text.trim_end()),
    }
    Ok(0)
}

fn run_import(args: &ImportArgs) -> Result<u8, Failure> {
    let files = args
        .files
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<_>, _>>()?;
    let name = args.name.clone().unwrap_or_else(|| stem(&args.files[0]));
    let imported = import(&files, args.from.map(Into::into), &name).map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|problem| format!("  {problem}"))
            .collect();
        Failure::failed(format!("nothing was imported\n{}", lines.join("\n")))
    })?;
    for finding in &imported.findings {
        say(&finding.to_string());
    }
    let count = |kind| {
        let of_kind = imported.findings.iter().filter(|one| one.kind == kind);
        of_kind.count()
    };
    let (lost, closed) = (count(FindingKind::Lost), count(FindingKind::Closed));
    let changed = count(FindingKind::Changed);
    say(&format!(
        "{lost} part(s) did not map, {closed} closed, {changed} changed"
    ));
    if args.strict && lost + closed > 0 {
        return Err(Failure::failed(
            "--strict: nothing was written, since not everything mapped",
        ));
    }
    match &args.output {
        Some(path) => write(&target(path, &name)?, &imported.text)?,
        None => print(imported.text.trim_end()),
    }
    Ok(0)
}

fn read(path: &Path) -> Result<SourceFile, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::misused(format!("{} cannot be read: {error}", path.display())))?;
    Ok(SourceFile {
        name: path.display().to_string(),
        text,
    })
}

/// A model's name made of a file's.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

/// The file to write. In a folder stand layers that somebody wrote, so none is replaced there.
fn target(path: &Path, name: &str) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let file = path.join(format!("{name}.yml"));
    if file.exists() {
        return Err(Failure::misused(format!(
            "{} is there already; name another file with --output",
            file.display()
        )));
    }
    Ok(file)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text)
        .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", path.display())))
}

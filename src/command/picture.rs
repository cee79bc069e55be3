//! `wenbo ask --picture`: the chart of an answer as a file.

use std::ffi::OsStr;
use std::path::Path;

use crate::answer::Answer;
use crate::answer::chart::Theme;
use crate::config::PictureTheme;

use super::{Failure, say};

/// What a file of a picture is, by the end of its name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    Svg,
    Png,
}

/// Reads the form from a file's name.
pub(super) fn form(file: &Path) -> Result<Form, Failure> {
    match file.extension().and_then(OsStr::to_str) {
        Some(end) if end.eq_ignore_ascii_case("svg") => Ok(Form::Svg),
        Some(end) if end.eq_ignore_ascii_case("png") => Ok(Form::Png),
        _ => Err(Failure::misused(format!(
            "{}: a picture ends in .png or .svg",
            file.display()
        ))),
    }
}

/// Writes the chart; an answer that has none is said and writes nothing.
pub(super) fn write(
    answer: &Answer,
    file: &Path,
    form: Form,
    theme: PictureTheme,
) -> Result<(), Failure> {
    let theme = match theme {
        PictureTheme::Light => Theme::Light,
        PictureTheme::Dark => Theme::Dark,
    };
    let none = || Failure::failed("this answer has no chart, so no picture was written".to_owned());
    let chart = &answer.chart.as_ref().ok_or_else(none)?.drawn;
    let bytes = match form {
        Form::Svg => chart.svg(theme).ok_or_else(none)?.into_bytes(),
        Form::Png => {
            let picture = chart
                .png(theme)
                .map_err(|error| Failure::failed(error.to_string()))?;
            if !picture.without_font.is_empty() {
                let letters: String = picture.without_font.iter().collect();
                say(&format!(
                    "wenbo: no font of this machine has the letters {letters}, and they are missing in the picture; \
                     install one with Chinese letters, such as Noto Sans CJK"
                ));
            }
            picture.png
        }
    };
    std::fs::write(file, bytes)
        .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", file.display())))
}

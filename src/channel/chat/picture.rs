//! Charts as pictures, for chat programs that show no chart of their own.

use tokio::sync::Semaphore;

use crate::answer::chart::{Chart, Theme};

/// Pictures that are drawn at a time: each is a core's work, and what comes meanwhile is to be acknowledged.
static SEATS: Semaphore = Semaphore::const_new(2);

/// A chart as PNG; nothing where it is none to be seen, or cannot be drawn: the answer goes without it then. Drawing takes
/// a while and has its own thread.
pub async fn png(chart: Chart) -> Option<Vec<u8>> {
    if !chart.is_picture() {
        return None;
    }
    let _seat = SEATS.acquire().await.ok()?;
    let drawn = tokio::task::spawn_blocking(move || chart.png(Theme::Light)).await;
    match drawn {
        Ok(Ok(picture)) => {
            if !picture.without_font.is_empty() {
                let letters = picture.without_font.len();
                tracing::warn!(letters, "a picture misses letters that no font here has");
            }
            Some(picture.png)
        }
        Ok(Err(error)) => {
            tracing::warn!(error.cause = %error, "an answer goes out without its picture");
            None
        }
        Err(error) => {
            tracing::error!(error.cause = %error, "drawing a picture panicked");
            None
        }
    }
}

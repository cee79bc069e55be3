//! The watch: it takes a change by itself, and tries a broken one once.

use std::fs;
use std::time::Duration;

use tokio::time::timeout;
use wenbo::reload::{Outcome, Trigger};

use super::{Files, OTHER, ask};

/// How long a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(120);

const OFTEN: Duration = Duration::from_millis(20);

#[tokio::test]
async fn a_change_is_taken_by_itself() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let mut events = app.subscribe();
    let story = async {
        files.write_data(OTHER);
        assert_eq!(events.recv().await.unwrap().generation, 2);
        assert!(ask(&app).await.contains("douyin_new"));

        fs::write(files.data().with_file_name("beside"), "broken").unwrap();
        fs::rename(files.data().with_file_name("beside"), files.data()).unwrap();
        let refused = loop {
            let last = reloader.last().unwrap();
            if last.outcome == Outcome::Refused {
                break last;
            }
            tokio::time::sleep(OFTEN).await;
        };
        assert_eq!(refused.trigger, Trigger::Change);
        assert!(ask(&app).await.contains("douyin_new"));
        tokio::time::sleep(OFTEN * 10).await;
        assert_eq!(reloader.last().unwrap(), refused, "it was tried again");

        files.write_layer(&Files::layer_text().replace("小店", "大店"));
        files.write_data("");
        let loaded = events.recv().await.unwrap();
        assert_eq!(loaded.generation, 3);
    };
    timeout(
        PATIENCE,
        Box::pin(async {
            tokio::select! {
                () = story => {}
                never = reloader.watch(OFTEN) => match never {},
            }
        }),
    )
    .await
    .unwrap();
}

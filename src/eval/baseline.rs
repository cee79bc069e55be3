//! What came of each question before, and what is different now.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::judge::Verdict;

/// The verdict of each question by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(pub BTreeMap<String, Verdict>);

/// A question whose verdict is another one now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The question.
    pub id: String,
    /// The verdict of the baseline; nothing where it does not have the question.
    pub before: Option<Verdict>,
    /// The verdict now; nothing where the question was not asked.
    pub now: Option<Verdict>,
}

/// All that is different.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Ended as expected before and does not now, or is gone.
    pub lost: Vec<Change>,
    /// Wrong and shown now and not before.
    pub newly_wrong: Vec<Change>,
    /// Ends as expected now and did not before.
    pub gained: Vec<Change>,
    /// Questions that the baseline does not have; those that are wrong and shown are above.
    pub new: Vec<Change>,
    /// Others: as good or as bad as before in another way, or bad and gone.
    pub other: Vec<Change>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// What is wrong and what would be right.
    pub fn read(path: &Path) -> Result<Self, String> {
        let unusable = |error: &dyn std::fmt::Display| {
            format!(
                "the baseline {} cannot be used: {error}; write it with --write-baseline",
                path.display()
            )
        };
        let text = std::fs::read_to_string(path).map_err(|error| unusable(&error))?;
        serde_json::from_str(&text)
            .map(Self)
            .map_err(|error| unusable(&error))
    }

    /// The file: sorted, one line for each question, so that a change is a line.
    #[must_use]
    pub fn text(&self) -> String {
        let line = |(id, verdict): (&String, &Verdict)| {
            let verdict = serde_json::json!(verdict);
            format!("  {}: {verdict}", serde_json::json!(id))
        };
        let lines: Vec<String> = self.0.iter().map(line).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }

    /// Takes new verdicts in. Questions that were not asked stay, unless all were asked.
    pub fn update(&mut self, now: &BTreeMap<String, Verdict>, all_were_asked: bool) {
        if all_were_asked {
            self.0.clear();
        }
        self.0.extend(now.iter().map(|(id, it)| (id.clone(), *it)));
    }

    /// What is different now. A question that was not asked is gone if all were asked.
    #[must_use]
    pub fn changes(&self, now: &BTreeMap<String, Verdict>, all_were_asked: bool) -> Changes {
        let mut changes = Changes::default();
        for (id, verdict) in now {
            let before = self.0.get(id).copied();
            if before == Some(*verdict) {
                continue;
            }
            let was_good = before.is_some_and(Verdict::is_good);
            let list = match (*verdict, before) {
                (Verdict::WrongShown, _) => &mut changes.newly_wrong,
                (_, None) => &mut changes.new,
                (now, _) if was_good && !now.is_good() => &mut changes.lost,
                (now, _) if !was_good && now.is_good() => &mut changes.gained,
                _ => &mut changes.other,
            };
            list.push(Change {
                id: id.clone(),
                before,
                now: Some(*verdict),
            });
        }
        let gone = self.0.iter().filter(|(id, _)| !now.contains_key(*id));
        for (id, before) in gone.filter(|_| all_were_asked) {
            let list = if before.is_good() {
                &mut changes.lost
            } else {
                &mut changes.other
            };
            list.push(Change {
                id: id.clone(),
                before: Some(*before),
                now: None,
            });
        }
        changes
    }
}

impl Changes {
    /// Whether something is worse that must not be.
    #[must_use]
    pub fn lowers(&self) -> bool {
        !self.lost.is_empty() || !self.newly_wrong.is_empty()
    }

    /// The lists with their titles, the worst first.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &[Change]); 5] {
        [
            ("newly wrong and shown", &self.newly_wrong),
            ("no longer as expected", &self.lost),
            ("as expected now", &self.gained),
            ("not in the baseline", &self.new),
            ("changed otherwise", &self.other),
        ]
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let before = self.before.map_or("new", Verdict::label);
        let now = self.now.map_or("gone", Verdict::label);
        write!(formatter, "{}: {before} → {now}", self.id)
    }
}

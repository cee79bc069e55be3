//! The newest sessions that have ended, as a condition on the session.

use semantic_sql::layer::FieldId;

use crate::grammar::time::Calendar;
use crate::lexicon::{SESSION_END_FIELD, SESSION_FIELD, SESSION_START_FIELD};

use super::super::{refuse, write};
use super::{Build, Step};

impl Build<'_> {
    /// `session IN (…)`: the last ones within the scope of the question, by the metric that counts
    /// sessions, so that a session without sales is one too.
    pub(super) fn settle_latest(&self, calendar: &Calendar<'_>) -> Step<Option<String>> {
        let Some(count) = self.slots.times.latest else {
            return Ok(None);
        };
        let field = |name: &str| self.layer.find_fields(name).first().copied();
        let found = (
            self.layer.language.sessions,
            field(SESSION_FIELD),
            field(SESSION_START_FIELD),
            field(SESSION_END_FIELD),
        );
        let (Some(metric), Some(session), Some(start), Some(end)) = found else {
            return Err(refuse::unsupported("最近几场 / the latest sessions"));
        };
        let scope = self.slots.restrictions.iter().filter(|it| !it.lifts);
        let mut conditions = Vec::new();
        for it in scope {
            if !self.layer.metric_reaches(metric, it.field) {
                return Err(refuse::no_path(self.layer, metric, it.field));
            }
            conditions.push(write::restriction(self.layer, it));
        }
        let name = |id: FieldId| self.layer.field_reference(id);
        let (session, start) = (name(session), name(start));
        conditions.push(format!(
            "{} <= TIMESTAMP '{}'",
            name(end),
            calendar.now.format("%Y-%m-%d %H:%M:%S")
        ));
        Ok(Some(format!(
            "{session} IN (SELECT {session} FROM (SELECT {session}, {start}, {measure} AS counted \
             FROM {relation} WHERE {conditions} GROUP BY {session}, {start} \
             ORDER BY {start} DESC, {session} FETCH FIRST {count} ROWS ONLY) AS latest)",
            measure = write::measure(self.layer, metric),
            relation = self.layer.name,
            conditions = conditions.join(" AND "),
        )))
    }
}

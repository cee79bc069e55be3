//! Fresh data and an edited layer, taken while questions run.
//!
//! The next generation is opened, checked and built beside the current one and swapped in whole.
//! Where something is wrong with it, the current one stays and the report says what.

mod report;
mod stamp;

use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use semantic_sql::layer::SemanticLayer;
use tokio::sync::{Mutex, watch};

use crate::app::{App, Generation};
use crate::clock;
use crate::engine::{Engine, EngineError};
use crate::fit::{self, Misfit};
use crate::knowledge;
use crate::layer_files;
use crate::pipeline::Pipeline;
use crate::telemetry::measures;

pub use report::{Outcome, Problem, Report, Trigger};
pub use stamp::{Sources, Stamp};

/// How long a reload waits for questions of the generation before the current one. Longer than a
/// question may take; after that the memory of a third generation is the smaller evil.
const PATIENCE: Duration = Duration::from_secs(90);

/// Opens a data file.
pub type Open = Arc<dyn Fn(&Path) -> Result<Arc<dyn Engine>, EngineError> + Send + Sync>;

/// Reloads a service when its files change or somebody asks for it.
pub struct Reloader {
    app: Arc<App>,
    sources: Sources,
    open: Open,
    /// Whether only data with a clock of its own, the demo, may be served.
    demo_only: bool,
    /// Held through a reload: a second one waits for the first.
    work: Mutex<Work>,
    last: RwLock<Option<Arc<Report>>>,
}

/// What reloads remember.
struct Work {
    /// What the files looked like that the current generation was made from.
    loaded: Stamp,
    /// What they looked like at the last try.
    tried: Stamp,
    /// Closes when the generation before the current one is gone.
    before: Option<watch::Receiver<()>>,
}

/// A generation that may be swapped in.
struct Prepared {
    pipeline: Pipeline,
    /// What is wrong with it, and with the current one too.
    known: Vec<Problem>,
}

impl Reloader {
    /// A reloader of a service that was started from `sources` when they looked like `loaded`.
    ///
    /// With `demo_only`, data without a clock of its own is refused: requests without a name act as
    /// the owner of the demo, and nobody said that they may see the rows of a business.
    #[must_use]
    pub fn new(
        app: Arc<App>,
        sources: Sources,
        loaded: Stamp,
        open: Open,
        demo_only: bool,
    ) -> Self {
        Self {
            app,
            sources,
            open,
            demo_only,
            work: Mutex::new(Work {
                tried: loaded.clone(),
                loaded,
                before: None,
            }),
            last: RwLock::new(None),
        }
    }

    /// Takes what has changed, now. A reload that runs already is waited for first.
    pub async fn reload(&self) -> Arc<Report> {
        let mut work = self.work.lock().await;
        self.attempt(&mut work, Trigger::Request).await
    }

    /// Looks at the files again and again, and takes a change that has been still for one look.
    ///
    /// A change that was refused is not tried again until the files change once more.
    pub async fn watch(&self, every: Duration) -> Infallible {
        let mut seen = self.stamp().await;
        loop {
            tokio::time::sleep(every).await;
            let now = self.stamp().await;
            let still = now == seen;
            seen = now;
            if still {
                let mut work = self.work.lock().await;
                if work.tried != seen {
                    self.attempt(&mut work, Trigger::Change).await;
                }
            }
        }
    }

    /// What became of the last reload, if there was one.
    #[must_use]
    pub fn last(&self) -> Option<Arc<Report>> {
        self.last
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn attempt(&self, work: &mut Work, trigger: Trigger) -> Arc<Report> {
        let began = Instant::now();
        // Looked at before they are read: what changes from here on is seen by the next look.
        let stamp = self.stamp().await;
        let (outcome, problems) = if stamp == work.loaded {
            (Outcome::Unchanged, Vec::new())
        } else {
            match self.prepare(&stamp, work).await {
                Ok(prepared) => {
                    let (_, ended) = self.app.replace(prepared.pipeline);
                    work.before = Some(ended);
                    work.loaded = stamp.clone();
                    (Outcome::Loaded, prepared.known)
                }
                Err(problems) => (Outcome::Refused, problems),
            }
        };
        work.tried = stamp;
        let current = self.app.generation();
        let report = Arc::new(Report {
            outcome,
            trigger,
            generation: current.number(),
            at: clock::now_in(&current.layer().time.timezone),
            duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            problems,
        });
        report.log();
        measures::reload(report.outcome.name());
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(report.clone());
        report
    }

    /// Opens, checks and builds what the files say now; parts that did not change are kept.
    async fn prepare(&self, stamp: &Stamp, work: &mut Work) -> Result<Prepared, Vec<Problem>> {
        if let Some(before) = &mut work.before {
            let gone = async { while before.changed().await.is_ok() {} };
            if tokio::time::timeout(PATIENCE, gone).await.is_err() {
                tracing::warn!("a question still runs on the data before the current one");
            }
        }
        let current = self.app.generation();
        let layer = if stamp.layer == work.loaded.layer {
            current.layer().clone()
        } else {
            self.load_layer().await?
        };
        let engine = if stamp.data == work.loaded.data {
            current.engine().clone()
        } else {
            self.open_data().await?
        };
        let known = self.check(&current, &layer, &engine).await?;
        let knowledge = knowledge::load(&layer, engine.as_ref())
            .await
            .map_err(|error| vec![self.about_data(error.to_string(), None)])?;
        if self.demo_only && knowledge.clock.is_none() {
            return Err(vec![self.about_data(
                "the data is not the demo, so requests need somebody to act as".to_owned(),
                Some(
                    "Start the server with WENBO_LOCAL_PRINCIPAL or --local-principal.".to_owned(),
                ),
            )]);
        }
        let app = self.app.clone();
        let knowledge = Arc::new(knowledge);
        let pipeline = blocking(move || app.pipeline(layer, knowledge, engine)).await?;
        // Names that only fresh data brings do not keep it out: what two verified questions
        // recognise is answered by neither.
        if stamp.layer != work.loaded.layer && !pipeline.verified_problems().is_empty() {
            let problems = pipeline.verified_problems().iter().cloned();
            return Err(problems.map(Problem::from).collect());
        }
        Ok(Prepared { pipeline, known })
    }

    async fn stamp(&self) -> Stamp {
        let sources = self.sources.clone();
        // A slow disk holds up a thread of its own, and no question.
        match tokio::task::spawn_blocking(move || sources.stamp()).await {
            Ok(stamp) => stamp,
            Err(_) => self.sources.stamp(),
        }
    }

    async fn load_layer(&self) -> Result<Arc<SemanticLayer>, Vec<Problem>> {
        let named = self.sources.layer.clone();
        blocking(move || layer_files::load(named.as_deref()))
            .await?
            .map(Arc::new)
            .map_err(|problems| problems.into_iter().map(Problem::from).collect())
    }

    async fn open_data(&self) -> Result<Arc<dyn Engine>, Vec<Problem>> {
        let (open, path) = (self.open.clone(), self.sources.data.clone());
        blocking(move || open(&path)).await?.map_err(|error| {
            vec![Problem {
                cause: error.words_about_names(),
                ..self.about_data(
                    "the data file cannot be opened".to_owned(),
                    Some(
                        "Write a whole DuckDB file beside it and rename it over the old one."
                            .to_owned(),
                    ),
                )
            }]
        })
    }

    /// What is wrong with the next generation and is not wrong with the current one stops it;
    /// a fault that is there already does not keep fresh data out.
    async fn check(
        &self,
        current: &Generation,
        layer: &SemanticLayer,
        engine: &Arc<dyn Engine>,
    ) -> Result<Vec<Problem>, Vec<Problem>> {
        let found = fit::misfits(layer, engine.as_ref()).await;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let now = fit::misfits(current.layer(), current.engine().as_ref()).await;
        let is_known = |misfit: &Misfit| now.iter().any(|other| other.key == misfit.key);
        let (known, new): (Vec<_>, Vec<_>) = found.into_iter().partition(is_known);
        let problems = |misfits: Vec<Misfit>| {
            let misfits = misfits.into_iter();
            misfits
                .map(|misfit| Problem {
                    cause: misfit.cause,
                    ..self.about_data(misfit.message, misfit.hint)
                })
                .collect()
        };
        if new.is_empty() {
            Ok(problems(known))
        } else {
            Err(problems(new))
        }
    }

    fn about_data(&self, message: String, hint: Option<String>) -> Problem {
        Problem {
            file: self.sources.data.display().to_string(),
            line: None,
            message,
            hint,
            cause: None,
        }
    }
}

/// Runs what takes a processor or a disk for a while, where it holds up no question.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Vec<Problem>> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        vec![Problem {
            file: String::new(),
            line: None,
            message: "a fault of the program stopped the loading; its words are in the log"
                .to_owned(),
            hint: None,
            cause: None,
        }]
    })
}

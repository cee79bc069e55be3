//! `wenbo doctor`: looks at everything that has to be set up, says what is fine and what is wrong, and what to do.

mod chats;
mod reached;

use crate::answer::chart::png_of;
use crate::config::{DoctorArgs, Spoken};
use crate::fit;
use crate::question::Language;
use crate::store::Store;

use super::{Failure, open_source, print};

/// What was found out about one thing.
pub(super) struct Finding {
    about: &'static str,
    state: State,
    says: String,
    /// What is to be done.
    fix: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Fine,
    Wrong,
    /// It is not wanted, or cannot be looked at.
    Left,
}

impl Finding {
    fn fine(about: &'static str, says: impl Into<String>) -> Self {
        Self {
            about,
            state: State::Fine,
            says: says.into(),
            fix: None,
        }
    }

    fn left(about: &'static str, says: impl Into<String>) -> Self {
        Self {
            state: State::Left,
            ..Self::fine(about, says)
        }
    }

    fn wrong(about: &'static str, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            state: State::Wrong,
            fix: Some(fix.into()),
            ..Self::fine(about, says)
        }
    }

    fn told(&self, language: Language) -> String {
        let mark = match self.state {
            State::Fine => language.choose("[正常]", "[ok]"),
            State::Wrong => language.choose("[有误]", "[wrong]"),
            State::Left => language.choose("[未查]", "[left]"),
        };
        let line = format!("{mark} {}: {}", self.about, self.says);
        match &self.fix {
            Some(fix) => format!("{line}\n    → {fix}"),
            None => line,
        }
    }
}

/// Looks at everything; 1 where something is wrong.
pub(super) async fn run(args: DoctorArgs) -> Result<u8, Failure> {
    let language = match args.language {
        Spoken::Zh => Language::Zh,
        Spoken::En => Language::En,
    };
    let mut findings = data(&args, language).await;
    findings.push(store(&args, language).await);
    findings.push(fonts(language));
    findings.push(reached::model(&args, language).await);
    findings.extend(chats::slack(&args.slack, language).await);
    findings.extend(chats::wecom(&args.wecom, language).await);
    findings.extend(reached::public(&args, language).await);
    for finding in &findings {
        print(&finding.told(language));
    }
    let wrong = findings.iter().filter(|it| it.state == State::Wrong);
    let wrong = wrong.count();
    print(&match (wrong, language) {
        (0, Language::Zh) => "没有发现问题。".to_owned(),
        (0, Language::En) => "Nothing is wrong.".to_owned(),
        (_, Language::Zh) => format!("{wrong} 处有误，请按 → 后面的做。"),
        (_, Language::En) => format!("{wrong} wrong; do what stands behind →."),
    });
    Ok(u8::from(wrong > 0))
}

async fn data(args: &DoctorArgs, language: Language) -> Vec<Finding> {
    let (layer, engine) = match open_source(&args.source) {
        Ok(both) => both,
        Err(failure) => {
            let fix = language.choose(
                "用 --layer 和 --data（WENBO_LAYER、WENBO_DATA）指明语义层和数据文件；wenbo check 会列出语义层的每处错误。",
                "Name the layer and the data file with --layer and --data (WENBO_LAYER, WENBO_DATA); `wenbo check` lists every mistake of a layer.",
            );
            return vec![Finding::wrong("layer, data", failure.message, fix)];
        }
    };
    let misfits = fit::misfits(&layer, &engine).await;
    let data = args.source.data.display();
    if misfits.is_empty() {
        let metrics = layer.metrics.len();
        return vec![Finding::fine(
            "layer, data",
            format!("{}, {metrics} metrics; {data}", layer.name),
        )];
    }
    let fix = language.choose(
        "改数据文件里的列，或改语义层；wenbo check 会再查一遍。",
        "Change the columns of the data file or the layer; `wenbo check` looks again.",
    );
    let told = misfits
        .iter()
        .map(|it| Finding::wrong("layer, data", it.to_string(), fix));
    told.collect()
}

async fn store(args: &DoctorArgs, language: Language) -> Finding {
    let opened = match Store::open(&args.state).await {
        Ok(store) => store.forget_messages("", "").await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(()) => Finding::fine("store", args.state.display().to_string()),
        Err(error) => Finding::wrong(
            "store",
            error.to_string(),
            language.choose(
                "让运行服务的用户能写这个文件和它所在的文件夹，或用 --state（WENBO_STATE）换一个地方。",
                "Let the user that runs the server write this file and its folder, or name another place with --state (WENBO_STATE).",
            ),
        ),
    }
}

/// Whether pictures can be drawn with the letters of both languages.
fn fonts(language: Language) -> Finding {
    let fix = language.choose(
        "装一个中文字体，例如 Debian/Ubuntu：apt-get install fonts-noto-cjk。没有它，图表图片会缺字。",
        "Install a font with Chinese letters, such as fonts-noto-cjk on Debian and Ubuntu: without one, pictures of charts miss letters.",
    );
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\"><text x=\"2\" y=\"14\" font-family=\"sans-serif\">问播 Wenbo 1</text></svg>";
    match png_of(drawing, 1.0) {
        Ok(picture) if picture.without_font.is_empty() => Finding::fine(
            "fonts",
            language.choose(
                "中文和英文都画得出",
                "letters of both languages can be drawn",
            ),
        ),
        Ok(picture) => {
            let missing: String = picture.without_font.iter().collect();
            let says = language.choose("没有这些字的字体：", "no font has these letters: ");
            Finding::wrong("fonts", format!("{says}{missing}"), fix)
        }
        Err(error) => Finding::wrong("fonts", error.to_string(), fix),
    }
}

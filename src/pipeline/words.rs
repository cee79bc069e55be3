//! What an asker is told where a question has no answer.

use semantic_sql::layer::Text;

use crate::engine::EngineError;
use crate::plan::Decline;

pub(super) fn no_model() -> Decline {
    Decline {
        code: "no_model",
        reason: Text {
            zh: "没有配置语言模型。设置 WENBO_MODEL 和 WENBO_MODEL_BASE_URL，或不指定 lane。".to_owned(),
            en: "No language model is configured. Set WENBO_MODEL and WENBO_MODEL_BASE_URL, or leave the lane out.".to_owned(),
        },
    }
}

pub(super) fn not_permitted() -> Decline {
    Decline {
        code: "not_permitted",
        reason: Text {
            zh: "这项数据不在您的权限内。".to_owned(),
            en: "That isn't within your access.".to_owned(),
        },
    }
}

pub(super) fn cannot_compute(said: &[String]) -> Decline {
    Decline {
        code: "cannot_compute",
        reason: Text {
            zh: format!("这个组合算不出来：{}", said.join("；")),
            en: format!("This combination cannot be computed: {}", said.join("; ")),
        },
    }
}

/// What the asker is told; the database's own words stay in the log.
pub(super) fn engine_message(error: &EngineError) -> Text {
    let zh = match error {
        EngineError::Open { .. } => "数据库打不开".to_owned(),
        EngineError::Deadline(seconds) => {
            format!("查询超过 {seconds} 秒，已停止；换一个更短的时间范围再问")
        }
        EngineError::Unfit { .. } | EngineError::Failed(_) => "数据库没能完成这次查询".to_owned(),
        EngineError::Stopped => "数据库进程已停止".to_owned(),
    };
    Text {
        zh,
        en: error.to_string(),
    }
}

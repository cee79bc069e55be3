//! Many entities, without a database: what the index costs, a question in the grammar lane, and its slice for a model.
//!
//! `cargo bench --profile dev --bench lexicon`; bars: p50 <= 1 ms, p99 <= 5 ms.
#![expect(clippy::unwrap_used, reason = "a bench may fail loudly")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use semantic_sql::{Asker, Principal, SourceFile};
use wenbo::knowledge::{DataValue, Knowledge};
use wenbo::plan::Plan;
use wenbo::planner::grammar::GrammarPlanner;
use wenbo::planner::slice::Slicer;
use wenbo::question::{LaneChoice, Language, Question};

/// How many entities there are, and of which field.
const ENTITIES: [(&str, usize); 4] = [
    ("product", 60_000),
    ("sku", 20_000),
    ("streamer", 10_000),
    ("account", 10_000),
];

/// Parts of made-up names.
const FIRST: &str = "云海星河山林风雨春秋金玉青白安宁嘉禾沐晨知夏初景清和";
const SECOND: &str = "悦品优良美佳丽雅达通盛隆兴泰瑞祥福禄康乐恒远博文智慧";
const KIND: [&str; 16] = [
    "玻璃保鲜盒",
    "羊绒围巾",
    "电动牙刷",
    "空气炸锅",
    "儿童水杯",
    "瑜伽垫",
    "蓝牙耳机",
    "真丝睡衣",
    "蜂蜜柚子茶",
    "牛肉干",
    "洗脸巾",
    "护手霜",
    "台灯",
    "行李箱",
    "跑步机",
    "颈椎枕",
];
const WORDS: [&str; 12] = [
    "glass",
    "wool",
    "silk",
    "honey",
    "travel",
    "desk",
    "lamp",
    "bottle",
    "scarf",
    "toothbrush",
    "cushion",
    "blanket",
];

const QUESTIONS: [&str; 22] = [
    "昨天抖音GMV",
    "上周GMV前五的主播是谁",
    "近30天每天的GMV走势",
    "淘宝和京东上个月的退款率对比",
    "上个月全店GMV里直播间、短视频、商品卡各占多少",
    "各主拨上周的客单价",
    "斗音昨天的zhuanhualv",
    "启萌羊奶粉3段800g上周销量",
    "除了抖音以外，其他平台昨天卖了多少",
    "近7天，一线和新一线城市、31到40岁女性买家贡献了多少GMV",
    "云悦玻璃保鲜盒12上周GMV",
    "海品羊绒围巾上周退款率",
    "花漾官方旗舰电上周GMV",
    "昨天不知道是什么东西的销量怎么样",
    "How much GMV did we make yesterday?",
    "Top 5 hosts by GMV last week",
    "refund rat by platform last month",
    "What was the year-on-year change in repeat purchase rate for the baby category in Q3?",
    "douyn GMV yesterday compared with kuaishuo",
    "List sessions in the past 30 days where spend exceeded ¥50k but ROAS was below 1.5",
    "GMV of the unbelievable something that nobody knows about last week",
    "travle lamp 77 GMV last week",
];

fn layer() -> semantic_sql::SemanticLayer {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/semantic_layer");
    let mut files: Vec<SourceFile> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "yml"))
        .map(|path| SourceFile {
            name: path.display().to_string(),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    semantic_sql::load(&files).unwrap()
}

fn entity(field: &str, at: usize) -> DataValue {
    let pick = |text: &str, n: usize| {
        let chars: Vec<char> = text.chars().collect();
        chars[n % chars.len()]
    };
    let (first, second) = (pick(FIRST, at), pick(SECOND, at / 26));
    let kind = KIND[(at / 676) % KIND.len()];
    let (name, alias) = match field {
        "streamer" => {
            let third = pick(SECOND, at / 7);
            (
                format!("{first}{second}{third}"),
                format!("{first}{third}姐{}", at % 97),
            )
        }
        "account" => (
            format!("{first}{second}{kind}直播间{at}"),
            format!("{first}{second}号{at}"),
        ),
        _ => {
            let (a, b) = (WORDS[at % 12], WORDS[(at / 12) % 12]);
            (
                format!("{first}{second}{kind}{at}"),
                format!("{a} {b} {at}"),
            )
        }
    };
    DataValue {
        value: format!("{field}-{at}"),
        name: Some(name),
        aliases: vec![alias],
    }
}

/// Resident memory in MB, where the system tells.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

fn main() {
    let layer = layer();
    let mut knowledge = Knowledge::default();
    let before = memory();
    for (id, field) in layer.visible_fields() {
        let count = ENTITIES.iter().find(|(name, _)| *name == field.name);
        let count = count.map_or(0, |(_, count)| *count);
        let rows = (0..count).map(|at| entity(&field.name, at)).collect();
        knowledge.add_values(&layer, id, rows);
    }
    let known = memory();
    let start = Instant::now();
    let planner = GrammarPlanner::new(&layer, &knowledge);
    let slicer = Slicer::new(&layer);
    println!(
        "index of {} terms built in {:.1?}",
        planner.lexicon().len(),
        start.elapsed()
    );
    println!(
        "memory: names {:.0} MB, index {:.0} MB",
        known - before,
        memory() - known
    );
    time("planned by the grammar", 40, |question| {
        let plan = planner.plan(&layer, &knowledge, question);
        matches!(plan, Plan::Query(_))
    });
    time(
        "with names of the data in the model's slice",
        10,
        |question| {
            let slice = slicer.slice(&layer, planner.lexicon(), question);
            !slice.matched_values.is_empty()
        },
    );
}

/// Times something for every question, some rounds after the first, and counts how often it holds.
fn time(name: &str, rounds: usize, holds: impl Fn(&Question) -> bool) {
    let mut taken: Vec<(Duration, &str)> = Vec::new();
    let mut held = 0;
    for round in 0..rounds {
        for text in QUESTIONS {
            let question = question(text);
            let start = Instant::now();
            let it = holds(&question);
            if round > 0 {
                taken.push((start.elapsed(), text));
                held += usize::from(it);
            }
        }
    }
    taken.sort();
    let at = |percent: usize| taken[(taken.len() - 1) * percent / 100];
    println!("{} questions, {held} {name}", taken.len());
    for percent in [50, 90, 99, 100] {
        let (time, text) = at(percent);
        println!("p{percent:<3} {time:>9.1?}   {text}");
    }
}

fn question(text: &str) -> Question {
    Question {
        text: text.to_owned(),
        language: Language::of(text),
        asked_at: NaiveDate::from_ymd_opt(2026, 11, 19)
            .unwrap()
            .and_hms_opt(10, 30, 0)
            .unwrap(),
        asker: Asker::Known(Principal {
            user: "bench".to_owned(),
            roles: vec!["owner".to_owned()],
            attributes: std::collections::BTreeMap::new(),
        }),
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    }
}

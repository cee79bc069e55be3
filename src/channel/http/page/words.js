// The words of the page in both languages, and the two helpers that put words on it.

const WORDS = {
  zh: {
    title: "用一句话问数据",
    placeholder: "问一个问题",
    foot: "每个数字都由数据库算出。点开「怎么算的」可以核对。",
    send: "发送",
    stop: "停止",
    theme: "切换深浅色",
    otherLanguage: "EN",
    demo: "这是演示数据，不是真实业务。",
    until: (from, until) => `数据${from ? `从 ${from} ` : ""}到 ${until}。`,
    clockData: (now) => `这份数据的时钟停在 ${now}，「今天」「昨天」都以它为准。`,
    clockSet: (now) => `时钟被设为 ${now}，「今天」「昨天」都以它为准。`,
    working: "正在查……",
    stillWorking: "还在查，复杂的问题要久一点……",
    stopped: "已停止。",
    reading: "理解",
    readAs: (text) => `理解为：${text}`,
    how: "怎么算的",
    definitions: "指标口径",
    filters: "条件与权限",
    freshness: "数据更新到",
    semanticSql: "语义 SQL",
    sql: "数据库 SQL",
    record: "计算记录",
    beside: "一并查的数据",
    copy: "复制",
    copied: "已复制",
    elapsed: (ms) => `用时 ${ms} 毫秒`,
    lane: { grammar: "语法解析，未用大模型", model: "大模型理解", verified: "已核验问题" },
    truncated: "行数太多，只取了前面一部分。",
    showAll: (count) => `显示全部 ${count} 行`,
    noRows: "没有符合条件的数据。",
    empty: "（空）",
    next: "接着问",
    canAsk: "可以这样问",
    declined: "这个问题答不了",
    chart: "图表",
    failed: "没能回答",
    keyLabel: "需要密钥",
    keyWhy: (code) => (code === "key_missing"
      ? "这台服务器要凭密钥提问。密钥只留在这个页面里，刷新后需重新输入。"
      : "这把密钥无效：可能不存在、已到期或已被收回。"),
    useKey: "使用",
    retry: "重试",
    others: "其他",
    errors: {
      network: "连不上服务器。检查网络后重试，问题还在输入框里。",
      busy: "现在问的人太多，稍等几秒再试。",
      starting: "服务正在启动，稍等几秒再试。",
      question_timeout: "算得太久，已停止。试试缩短时间范围或减少分组。",
      database_unavailable: "数据库暂时没有响应，稍后再试。",
      model_unavailable: "需要大模型，但它暂时没有响应。换个更直接的说法，或稍后再试。",
      invalid_body: "问题需要 1 到 2000 个字。",
      body_too_large: "问题太长了，请缩短。",
      foreign_host: "请用服务器自己的地址打开这个页面。",
      foreign_origin: "请用服务器自己的地址打开这个页面。",
      internal: "服务器出了错，已记入日志。可以换个说法再试。",
    },
  },
  en: {
    title: "Ask your data",
    placeholder: "Ask a question",
    foot: "Every number is computed by the database. Open “How was this computed” to check it.",
    send: "Send",
    stop: "Stop",
    theme: "Switch between light and dark",
    otherLanguage: "中文",
    demo: "This is demo data, not a real business.",
    until: (from, until) => `Data ${from ? `from ${from} ` : ""}until ${until}.`,
    clockData: (now) => `The clock of this data stands at ${now}; “today” and “yesterday” count from then.`,
    clockSet: (now) => `The clock is set to ${now}; “today” and “yesterday” count from then.`,
    working: "Working on it…",
    stillWorking: "Still working; harder questions take longer…",
    stopped: "Stopped.",
    reading: "Reading",
    readAs: (text) => `Read as: ${text}`,
    how: "How was this computed",
    definitions: "Definitions",
    filters: "Filters and permissions",
    freshness: "Data until",
    semanticSql: "Semantic SQL",
    sql: "Database SQL",
    record: "Record of the computation",
    beside: "Computed beside it",
    copy: "Copy",
    copied: "Copied",
    elapsed: (ms) => `${ms} ms`,
    lane: { grammar: "read by the grammar, no language model", model: "read by the language model", verified: "verified question" },
    truncated: "There are more rows than are shown; the rest was cut.",
    showAll: (count) => `Show all ${count} rows`,
    noRows: "No data fits these conditions.",
    empty: "(none)",
    next: "Ask next",
    canAsk: "What can be asked",
    declined: "This cannot be answered",
    chart: "Chart",
    failed: "No answer",
    keyLabel: "A key is needed",
    keyWhy: (code) => (code === "key_missing"
      ? "This server answers with a key. It stays in this page alone, and is gone when the page is reloaded."
      : "This key does not count: it may not exist, have ended, or have been revoked."),
    useKey: "Use it",
    retry: "Try again",
    others: "Others",
    errors: {
      network: "The server cannot be reached. Check the connection and try again; the question is still in the box.",
      busy: "Too many questions at once. Try again in a few seconds.",
      starting: "The server is starting. Try again in a few seconds.",
      question_timeout: "It took too long and was stopped. Try a shorter time or fewer groups.",
      database_unavailable: "The database does not answer right now. Try again in a moment.",
      model_unavailable: "This needs the language model, which does not answer. Put it more plainly, or try again later.",
      invalid_body: "A question has 1 to 2000 characters.",
      body_too_large: "The question is too long.",
      foreign_host: "Open this page under the server’s own address.",
      foreign_origin: "Open this page under the server’s own address.",
      internal: "The server had a fault, which is in its log. Try other words.",
    },
  },
};

let language = remembered() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function remembered() {
  const kept = recall("language");
  return kept === "zh" || kept === "en" ? kept : null;
}

// Storage can be switched off in a browser; the page works without it.
export function recall(key) {
  try {
    return localStorage.getItem(`wenbo.${key}`);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`wenbo.${key}`, value);
  } catch {
    // Then it lasts until the page is closed.
  }
}

export function currentLanguage() {
  return language;
}

export function setLanguage(next) {
  language = next;
  remember("language", next);
}

export function word(key, ...values) {
  const found = WORDS[language][key];
  return typeof found === "function" ? found(...values) : found;
}

// A text that comes in both languages, or in one.
export function pick(text) {
  if (text && typeof text === "object") return text[language] || text.zh || text.en || "";
  return text ?? "";
}

// Makes an element. Words only ever become text: `children` are nodes or strings, never HTML.
export function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "onclick") element.addEventListener("click", value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A number short enough for an axis: 1.2万, 3亿, 1.2K, 3M, 4.5%.
export function short(value, unit) {
  if (unit === "ratio") return `${trim(value * 100)}%`;
  const size = Math.abs(value);
  const steps = language === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"], [1e3, "K"]];
  const step = steps.find(([least]) => size >= least);
  return step ? `${trim(value / step[0])}${step[1]}` : trim(value);
}

function trim(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

//! Texts as Slack sends and shows them.

/// A text that Slack's own markup shows as it is: no mention, link or entity.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What somebody typed, from what Slack sends: without mentions of `bot`, and without its markup.
///
/// Links and mentions of others are their labels, or what they lead to.
pub(super) fn typed(text: &str, bot: Option<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else {
            break;
        };
        out.push_str(&rest[..start]);
        out.push_str(&marked(&rest[start + 1..start + length], bot));
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    let out = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    out.trim().to_owned()
}

fn marked(inner: &str, bot: Option<&str>) -> String {
    let (target, label) = match inner.split_once('|') {
        Some((target, label)) => (target, Some(label)),
        None => (inner, None),
    };
    if let Some(user) = target.strip_prefix('@') {
        // A mention at the beginning is how we are called.
        return match (Some(user) == bot || bot.is_none(), label) {
            (true, _) => String::new(),
            (false, Some(label)) => label.to_owned(),
            (false, None) => format!("@{user}"),
        };
    }
    let bare = target.trim_start_matches(['#', '!']);
    label.unwrap_or(bare).to_owned()
}

/// Whether somebody wants what is running to stop.
pub(super) fn says_stop(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', '。', '！']);
    ["stop", "cancel", "停", "停止", "取消", "停下"].contains(&text.to_lowercase().as_str())
}

/// Whether somebody wants to know how to ask.
pub(super) fn says_help(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['?', '？', '!', '！']);
    ["", "help", "帮助", "说明", "怎么用"].contains(&text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_without_slacks_markup() {
        let cases = [
            ("<@U1> 昨天 orders?", "昨天 orders?"),
            (
                "昨天 <@U1|bot> orders &lt; 3 &amp; 4",
                "昨天  orders < 3 & 4",
            ),
            (
                "<https://a.example|这里> and <https://b.example>",
                "这里 and https://b.example",
            ),
            ("<#C1|sales> <!here> <@U2|Ann> <@U3>", "sales here Ann @U3"),
            ("no end <@U1", "no end <@U1"),
        ];
        for (sent, meant) in cases {
            assert_eq!(typed(sent, Some("U1")), meant, "{sent}");
        }
        assert_eq!(typed("<@U9> hi", None), "hi");
        let text = "a < b & <!channel> > c";
        assert_eq!(typed(&escaped(text), Some("U1")), text);
    }

    #[test]
    fn stop_and_help_are_whole_messages() {
        assert!(says_stop(" 停止。") && says_stop("STOP") && !says_stop("stop loss"));
        assert!(says_help("") && says_help("Help?") && !says_help("help me"));
    }
}

//! Who may see an answer: whoever is known, and in a place with others those who see as much.

use super::*;

#[tokio::test]
async fn whoever_is_nobody_is_told_so_alone_and_asks_nothing() {
    let team = Team::new().await;
    team.mention("UZOE", OPEN, "1.1", QUESTION).await;
    let seen = team.messages(1).await;
    let message = &seen[0].1;
    assert_eq!(message.only.as_deref(), Some("UZOE"));
    let command = "wenbo identity add --channel slack --tenant T1 --user UZOE";
    assert!(message.text.contains(command), "{}", message.text);
    team.event("Ev12", direct("UZOE", "1.2", QUESTION)).await;
    let seen = team.messages(2).await;
    assert!(seen[1].1.only.is_none() && seen[1].1.text.contains("UZOE"));
    // Another team's person with the id of one of ours is somebody else.
    let mut foreign = mention("UOLGA", OPEN, "1.3", QUESTION);
    foreign["user_team"] = "T2".into();
    team.event("Ev13", foreign).await;
    let seen = team.messages(3).await;
    assert!(
        seen[2].1.text.contains("--tenant T2 --user UOLGA"),
        "{}",
        seen[2].1.text
    );
    assert_eq!(team.begun(), 0);

    // Known from the next message on, and then not any more.
    let identities = Identities::new(team.door.store.clone());
    identities.add(member("UZOE"), who("Ann")).await.unwrap();
    team.event("Ev14", direct("UZOE", "1.4", QUESTION)).await;
    team.messages(4).await;
    assert_eq!(team.begun(), 1);
    assert!(identities.remove(&member("UZOE")).await.unwrap());
    team.event("Ev15", direct("UZOE", "1.5", QUESTION)).await;
    team.messages(5).await;
    assert_eq!(team.begun(), 1);
}

/// Whether an answer in a channel with these people is for its asker alone.
async fn is_private(team: &Team, number: usize, user: &str, members: &[&str]) -> bool {
    let channel = format!("C{number}");
    team.fake.inner().members = members.iter().map(|it| (*it).to_owned()).collect();
    let before = team.fake.all().len();
    team.mention(user, &channel, &format!("2.{number}"), QUESTION)
        .await;
    let seen = team.messages(before + 1).await;
    let only = seen[before].1.only.as_deref();
    assert!(only.is_none_or(|it| it == user));
    let says_so = seen[before]
        .1
        .blocks
        .iter()
        .any(|it| it.to_string().contains("Only you can see this"));
    assert_eq!(only.is_some(), says_so, "{:#?}", seen[before]);
    only.is_some()
}

#[tokio::test]
async fn an_answer_is_private_unless_all_who_are_there_see_as_much() {
    let team = Team::new().await;
    let cases: [(&str, &[&str], bool); 8] = [
        ("UOLGA", &["UOLGA", BOT], false),
        // Ann would see rows that are not hers.
        ("UOLGA", &["UOLGA", "UANN", BOT], true),
        // Olga sees all that Ann sees.
        ("UANN", &["UOLGA", "UANN", BOT], false),
        ("UANN", &["UANN", "UBOB", BOT], true),
        // Who is Zoe?
        ("UANN", &["UANN", "UZOE", BOT], true),
        ("UOLGA", &["UOLGA", "UZOE"], true),
        ("UANN", &["UANN"], false),
        // Another bot reads along.
        ("UOLGA", &["UOLGA", BOT, "UOTHERBOT"], true),
    ];
    for (number, (user, members, expected)) in cases.into_iter().enumerate() {
        let private = is_private(&team, number, user, members).await;
        assert_eq!(private, expected, "{user} among {members:?}");
    }
}

#[tokio::test]
async fn where_slack_does_not_tell_who_is_there_answers_are_private() {
    let team = Team::new().await;
    team.fake.inner().for_good.insert(
        "conversations.members",
        fake::Trouble::Error("missing_scope"),
    );
    assert!(is_private(&team, 30, "UOLGA", &["UOLGA"]).await);
}

#[tokio::test]
async fn what_a_streamer_may_not_see_is_in_no_message() {
    let team = Team::new().await;
    team.event("Ev41", direct("UANN", "4.1", "GMV by streamer last month"))
        .await;
    let seen = team.messages(1).await;
    let all = format!("{:?}", seen[0].1);
    assert!(all.contains("Ann") && !all.contains("Bob"), "{all}");
    // Bob presses a button of Ann's answer in their channel: it is asked under his rights.
    let next = button(&seen[0].1, "ask:0");
    team.press("UBOB", &next, &seen[0].1, &seen[0].0).await;
    let seen = team.messages(2).await;
    assert!(!format!("{:?}", seen[1].1.blocks).contains("raw_text\",\"text\":\"Ann"));
}

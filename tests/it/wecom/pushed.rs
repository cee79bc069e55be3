//! Subscriptions in WeCom: said to the app, sent by it and by the robot of a group.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Weak};

use wenbo::channel::chat::{Courier, PushDesk};
use wenbo::clock::unix_seconds;
use wenbo::push::Pushes;

use super::app::{shown, write, wrote};
use super::platform::{Sealer, is_there};
use super::{Company, Options, Server, until};

/// What the server sends again and again, by a clock that the test sets.
fn pushes(server: &Server, clock: &Arc<AtomicI64>) -> Arc<Pushes> {
    let courier: Arc<dyn Courier> = server.wecom.clone();
    let couriers: Vec<Weak<dyn Courier>> = vec![Arc::downgrade(&courier)];
    let clock = clock.clone();
    let pushes = Pushes::new(
        server.store.clone(),
        Arc::new(PushDesk::new(&server.chat, couriers)),
        Arc::new(move || clock.load(Ordering::SeqCst)),
        Arc::new(|| "Asia/Shanghai".to_owned()),
        None,
    );
    server.chat.pushes.get_or_init(|| Arc::new(pushes)).clone()
}

/// It is the time at which something is due.
async fn comes(server: &Server, clock: &AtomicI64, pushes: &Pushes) {
    let all = server.store.active_subscriptions().await.unwrap();
    let next = all.iter().filter_map(|it| it.next_at).min().unwrap();
    clock.store(next, Ordering::SeqCst);
    pushes.tick().await;
}

#[tokio::test]
async fn what_is_wanted_comes_by_the_app_and_by_the_robot() {
    if !is_there() {
        return;
    }
    let company = Company::new().await;
    let options = Options {
        open: vec!["robot".to_owned()],
        ..Options::default()
    };
    let server = company.serve(options).await;
    server.knows("ZhangSan").await;
    let clock = Arc::new(AtomicI64::new(unix_seconds()));
    let pushes = pushes(&server, &clock);
    let app = Sealer::of_app();
    let says = async |id: &str, text: &str, many: usize| {
        write(&app, &server, &wrote(id, "ZhangSan", text)).await;
        until(async || (shown(&company).len() >= many).then(|| shown(&company).remove(many - 1)))
            .await
    };
    let reply = says("1", "每天早上9点把上个月各平台GMV发给我", 1).await;
    assert!(
        reply.contains("已订阅") && reply.contains("每天 09:00"),
        "{reply}"
    );
    comes(&server, &clock, &pushes).await;
    pushes.tick().await;
    let push = until(async || shown(&company).get(1).cloned()).await;
    assert!(push.contains("订阅 1") && push.contains("抖音"), "{push}");
    until(async || (!company.api.of_kind("image").is_empty()).then_some(())).await;

    let reply = says("2", "删除订阅1", 3).await;
    assert!(reply.contains("已删除订阅 1"), "{reply}");
    let reply = says("3", "每天9点把上个月各平台GMV发到机器人群", 4).await;
    assert!(reply.contains("到机器人所在的群"), "{reply}");
    comes(&server, &clock, &pushes).await;
    let robot = until(async || {
        let calls = company.api.calls("/webhook/send");
        calls.first().map(wecom_json)
    })
    .await;
    let text = robot["markdown"]["content"].as_str().unwrap();
    assert!(text.contains("订阅 1") && text.contains("抖音"), "{text}");
}

fn wecom_json(call: &super::api::Call) -> serde_json::Value {
    call.json()
}

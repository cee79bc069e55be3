//! Whether WeCom takes what is set, for whoever sets it up.

use super::api::{Api, Endpoint};
use super::settings::Settings;

/// Asks WeCom for a token of the app; nothing where there is no app.
///
/// # Errors
/// What is wrong with the settings, or what WeCom says of them.
pub async fn check(settings: &Settings) -> Result<Option<()>, String> {
    settings.check()?;
    let endpoint = Endpoint::new(&settings.api)?;
    let Some(app) = &settings.app else {
        return Ok(None);
    };
    let api = Api::new(
        endpoint,
        &settings.corp_id,
        app.agent_id,
        app.secret.clone(),
    );
    let checked = api.check().await.map(Some);
    checked.map_err(|error| error.to_string())
}

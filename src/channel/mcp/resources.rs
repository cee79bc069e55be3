//! What a model may read before it writes a statement: the rules of the dialect, and the names.

use rmcp::ErrorData;
use rmcp::model::{
    CacheScope, ListResourcesResult, ReadResourceResult, Resource, ResourceContents,
};

use crate::app::lookup::Lookup;

/// The dialect for people, which is as good for models.
const DIALECT: &str = include_str!("../../../docs/semantic_sql.md");

const DIALECT_URI: &str = "wenbo://dialect";
const CATALOGUE_URI: &str = "wenbo://catalogue";
const MARKDOWN: &str = "text/markdown";

/// The list.
pub(super) fn list() -> ListResourcesResult {
    let dialect = Resource::new(DIALECT_URI, "dialect")
        .with_title("Semantic SQL / 语义 SQL")
        .with_description("The rules of the statements that `query` runs.")
        .with_mime_type(MARKDOWN);
    let catalogue = Resource::new(CATALOGUE_URI, "catalogue")
        .with_title("Catalogue / 指标与维度目录")
        .with_description("All metrics, grains of time and dimensions that a statement may name.")
        .with_mime_type(MARKDOWN);
    ListResourcesResult::with_all_items(vec![dialect, catalogue])
}

/// One of them.
pub(super) fn read(lookup: &dyn Lookup, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let text = match uri {
        DIALECT_URI => DIALECT.to_owned(),
        CATALOGUE_URI => lookup.catalogue(),
        _ => {
            return Err(ErrorData::resource_not_found(
                format!("there are {DIALECT_URI} and {CATALOGUE_URI}"),
                None,
            ));
        }
    };
    let contents = ResourceContents::text(text, uri).with_mime_type(MARKDOWN);
    // The catalogue is that of the asker, and a reload may change it.
    Ok(ReadResourceResult::new(vec![contents])
        .with_ttl_ms(0)
        .with_cache_scope(CacheScope::Private))
}

//! Schemas of what other crates own, or what writes itself, for the API's document.
//!
//! Everything else describes itself: the document is made from the types that are sent.

use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{OneOf, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::result_set::Cell;

/// A text in both languages, as [`semantic_sql::layer::Text`] is written.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what another type sends")]
pub struct Text {
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
}

/// Who asks, as [`semantic_sql::Principal`] is written.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what another type sends")]
pub struct Principal {
    /// An id for the record.
    user: String,
    /// Role names of the layer.
    #[schema(required = false)]
    roles: Vec<String>,
    /// Values that the layer's policies refer to, such as `{"shop_ids":["SH1"]}`.
    #[schema(value_type = Object, required = false)]
    attributes: std::collections::BTreeMap<String, serde_json::Value>,
}

impl PartialSchema for Cell {
    fn schema() -> RefOr<Schema> {
        let of = |kind| ObjectBuilder::new().schema_type(SchemaType::Type(kind));
        let mut kinds = OneOf::new();
        kinds.description = Some(
            "One value. Exact decimals, whole numbers beyond 2^53, days and times are texts; the column says which."
                .to_owned(),
        );
        for kind in [Type::String, Type::Number, Type::Boolean, Type::Null] {
            kinds.items.push(of(kind).into());
        }
        RefOr::T(Schema::OneOf(kinds))
    }
}

impl ToSchema for Cell {}

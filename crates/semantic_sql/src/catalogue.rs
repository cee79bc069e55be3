//! Queries that read what the data says about the layer: values and their names, events,
//! holidays, freshness. Compiled like any other; names come from the layer alone.

use crate::compile::CompiledSql;
use crate::compile::expression::{identifier, to_sql};
use crate::layer::{Column, DatasetId, FieldId, JoinKey, SemanticLayer, TableColumns};

/// Values of a field with the names shown for them and their other names, those apart by `|`:
/// columns value, name and aliases.
///
/// `None` for fields whose values are not words: numbers, flags and times.
#[must_use]
pub fn values_query(layer: &SemanticLayer, field: FieldId, limit: usize) -> Option<CompiledSql> {
    use crate::expr::DataType;
    let content = layer.field(field);
    if !content.is_addressable()
        || content.pii
        || content.mask.is_some()
        || content.is_time
        || !matches!(content.data_type, Some(DataType::String))
    {
        return None;
    }
    let column = |sql: &mut String, column: &Column| sql.push_str(&identifier(&column.0));
    let value = to_sql(&content.expression, &column);
    let name = match content.display {
        Some(display) => to_sql(&layer.field(display).expression, &column),
        None => "NULL".to_owned(),
    };
    let aliases: Vec<String> = content
        .aliases
        .iter()
        .map(|alias| to_sql(&layer.field(*alias).expression, &column))
        .collect();
    let aliases = if aliases.is_empty() {
        "NULL".to_owned()
    } else {
        format!("CONCAT_WS('|', {})", aliases.join(", "))
    };
    let source = source(&layer.dataset(field.dataset).source);
    Some(CompiledSql::new(format!(
        "SELECT CAST({value} AS VARCHAR) AS value, CAST(MIN({name}) AS VARCHAR) AS name, CAST(MIN({aliases}) AS VARCHAR) AS aliases\nFROM {source}\nWHERE {value} IS NOT NULL\nGROUP BY 1\nORDER BY 1\nLIMIT {limit}"
    )))
}

/// Occurrences of events: columns id, year, group, phase, start, end.
#[must_use]
pub fn occurrences_query(layer: &SemanticLayer) -> Option<CompiledSql> {
    let table = layer.calendar.as_ref()?.occurrences.as_ref()?;
    let items = [
        as_text(table, "id"),
        cast(table, "year", "BIGINT"),
        as_text(table, "group"),
        as_text(table, "phase"),
        cast(table, "start", "TIMESTAMP"),
        cast(table, "end", "TIMESTAMP"),
    ];
    Some(read(table, &items))
}

/// Holidays: columns day, name.
#[must_use]
pub fn holidays_query(layer: &SemanticLayer) -> Option<CompiledSql> {
    let table = layer.calendar.as_ref()?.holidays.as_ref()?;
    let name = identifier(table.column("name")?);
    let sql = read(table, &[cast(table, "day", "DATE"), as_text(table, "name")]);
    Some(CompiledSql::new(sql.text().replace(
        "\nORDER BY",
        &format!("\nWHERE {name} IS NOT NULL\nORDER BY"),
    )))
}

/// Until when data is loaded: columns dataset, group, until.
#[must_use]
pub fn freshness_query(layer: &SemanticLayer) -> Option<CompiledSql> {
    let table = layer.calendar.as_ref()?.freshness.as_ref()?;
    let items = [
        as_text(table, "dataset"),
        as_text(table, "group"),
        cast(table, "until", "TIMESTAMP"),
    ];
    Some(read(table, &items))
}

/// The first moment of a dataset that has moments, as the column `earliest`.
#[must_use]
pub fn earliest_query(layer: &SemanticLayer, dataset: DatasetId) -> Option<CompiledSql> {
    let column = |sql: &mut String, column: &Column| sql.push_str(&identifier(&column.0));
    let dataset = layer.dataset(dataset);
    let time = to_sql(&layer.field(dataset.time_dimension?).expression, &column);
    let source = source(&dataset.source);
    Some(CompiledSql::new(format!(
        "SELECT CAST(MIN({time}) AS TIMESTAMP) AS earliest FROM {source}"
    )))
}

/// The clock that a data file may carry: column `as_of`.
#[must_use]
pub fn clock_query() -> CompiledSql {
    CompiledSql::new("SELECT as_of FROM wenbo_clock LIMIT 1".to_owned())
}

/// How many rows share a key of the one side of a relationship, beyond the first: 0 where every
/// key is unique. One query per relationship, by its name.
#[must_use]
pub fn key_queries(layer: &SemanticLayer) -> Vec<(String, CompiledSql)> {
    layer
        .relationships
        .iter()
        .filter(|relationship| relationship.many_to_one && relationship.valid.is_none())
        .map(|relationship| {
            let column = |sql: &mut String, column: &Column| sql.push_str(&identifier(&column.0));
            let keys: Vec<String> = relationship.on.iter().map(|(_, one)| to_sql(one, &column)).collect();
            let keys = keys.join(", ");
            let source = source(&layer.dataset(relationship.to).source);
            let sql = format!(
                "SELECT COUNT(*) AS repeated FROM (SELECT {keys} FROM {source} GROUP BY ALL HAVING COUNT(*) > 1)"
            );
            (relationship.name.clone(), CompiledSql::new(sql))
        })
        .collect()
}

/// How many rows of the many side have a key that the one side lacks, for each relationship that
/// is said to be total: by its name.
#[must_use]
pub fn orphan_queries(layer: &SemanticLayer) -> Vec<(String, CompiledSql)> {
    let side = |name: &'static str| {
        move |sql: &mut String, column: &Column| {
            sql.push_str(name);
            sql.push_str(&identifier(&column.0));
        }
    };
    layer
        .relationships
        .iter()
        .filter(|relationship| relationship.total)
        .filter_map(|relationship| {
            let mut equal = Vec::new();
            let mut present = Vec::new();
            let mut absent = Vec::new();
            for (many, one) in &relationship.on {
                let JoinKey::Columns(many) = many else {
                    return None;
                };
                let (many, one) = (to_sql(many, &side("m.")), to_sql(one, &side("o.")));
                equal.push(format!("{many} = {one}"));
                present.push(format!("{many} IS NOT NULL"));
                absent.push(format!("{one} IS NULL"));
            }
            let sql = format!(
                "SELECT COUNT(*) AS orphans FROM {} AS m LEFT JOIN {} AS o ON {} WHERE {} AND {}",
                source(&layer.dataset(relationship.from).source),
                source(&layer.dataset(relationship.to).source),
                equal.join(" AND "),
                present.join(" AND "),
                absent.join(" AND ")
            );
            Some((relationship.name.clone(), CompiledSql::new(sql)))
        })
        .collect()
}

/// One row of every dataset with all its fields: fails where a column does not exist.
#[must_use]
pub fn probe_queries(layer: &SemanticLayer) -> Vec<(String, CompiledSql)> {
    layer
        .datasets
        .iter()
        .map(|dataset| {
            let column = |sql: &mut String, column: &Column| sql.push_str(&identifier(&column.0));
            let fields: Vec<String> = dataset
                .fields
                .iter()
                .map(|field| to_sql(&field.expression, &column))
                .collect();
            let items = if fields.is_empty() {
                "1".to_owned()
            } else {
                fields.join(", ")
            };
            let sql = format!("SELECT {items} FROM {} LIMIT 1", source(&dataset.source));
            (dataset.name.clone(), CompiledSql::new(sql))
        })
        .collect()
}

fn as_text(table: &TableColumns, role: &str) -> String {
    cast(table, role, "VARCHAR")
}

fn cast(table: &TableColumns, role: &str, data_type: &str) -> String {
    match table.column(role) {
        Some(column) => format!("CAST({} AS {data_type})", identifier(column)),
        None => format!("CAST(NULL AS {data_type})"),
    }
}

fn read(table: &TableColumns, items: &[String]) -> CompiledSql {
    let parts: Vec<String> = table.source.split('.').map(str::to_owned).collect();
    CompiledSql::new(format!(
        "SELECT {}\nFROM {}\nORDER BY ALL",
        items.join(", "),
        source(&parts)
    ))
}

fn source(parts: &[String]) -> String {
    parts
        .iter()
        .map(|part| identifier(part))
        .collect::<Vec<_>>()
        .join(".")
}

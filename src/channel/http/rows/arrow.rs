//! Rows as a stream of Arrow's IPC format: exact numbers stay exact, days and times are days and times.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch,
    RecordBatchOptions, StringArray, TimestampMicrosecondArray,
};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;

use super::super::error::Problem;
use super::{Column, FORMS, Table, names};
use crate::result_set::Cell;

/// The digits of an exact number in Arrow.
const DIGITS: u8 = 38;

pub(super) fn stream(table: &Table<'_>) -> Result<Response, Problem> {
    let written = written(table).map_err(|error| {
        tracing::error!(%error, "rows cannot be written as Arrow");
        Problem::internal()
    })?;
    Ok(([(CONTENT_TYPE, FORMS[3])], written).into_response())
}

fn written(table: &Table<'_>) -> Result<Vec<u8>, ArrowError> {
    let arrays: Vec<ArrayRef> = (0..table.columns.len())
        .map(|at| array(&table.columns[at], &cells(table, at)))
        .collect();
    let names = names(table.columns);
    let fields = names.into_iter().zip(table.columns).zip(&arrays);
    let fields = fields.map(|((name, column), array)| {
        let about = [("label", &column.label), ("unit", &column.unit)];
        let about: HashMap<String, String> = about
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.clone()))
            .collect();
        Field::new(name, array.data_type().clone(), true).with_metadata(about)
    });
    let cut = [("truncated".to_owned(), table.truncated.to_string())];
    let schema = Schema::new(fields.collect::<Vec<_>>());
    let schema = Arc::new(schema.with_metadata(HashMap::from(cut)));
    let rows = RecordBatchOptions::new().with_row_count(Some(table.rows.len()));
    let batch = RecordBatch::try_new_with_options(schema.clone(), arrays, &rows)?;
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    writer.write(&batch)?;
    writer.finish()?;
    writer.into_inner()
}

fn cells<'a>(table: &Table<'a>, at: usize) -> Vec<&'a Cell> {
    table.rows.iter().map(|row| &row[at]).collect()
}

/// The cells of a column as its type, or as texts where one of them is not of it.
fn array(column: &Column, cells: &[&Cell]) -> ArrayRef {
    let typed = match column.data_type.as_str() {
        "integer" => integers(cells),
        "decimal" => decimals(cells),
        "float" => floats(cells),
        "boolean" => booleans(cells),
        "date" => dates(cells),
        "datetime" => moments(cells),
        _ => None,
    };
    typed.unwrap_or_else(|| {
        let texts = cells.iter().map(|cell| cell.key());
        Arc::new(StringArray::from_iter(texts))
    })
}

/// Each cell read, or nothing where one of them cannot be; a cell without a value is one.
fn read<T>(cells: &[&Cell], one: impl Fn(&Cell) -> Option<T>) -> Option<Vec<Option<T>>> {
    let all = cells.iter().map(|cell| match cell {
        Cell::Null => Some(None),
        other => one(other).map(Some),
    });
    all.collect()
}

fn integers(cells: &[&Cell]) -> Option<ArrayRef> {
    let whole = |cell: &Cell| match cell {
        Cell::Integer(value) => Some(*value),
        _ => None,
    };
    let wide = read(cells, whole)?;
    let narrow: Option<Vec<Option<i64>>> = wide
        .iter()
        .map(|value| match value {
            None => Some(None),
            Some(value) => i64::try_from(*value).ok().map(Some),
        })
        .collect();
    match narrow {
        Some(narrow) => Some(Arc::new(Int64Array::from(narrow))),
        None => exact(wide, 0),
    }
}

fn decimals(cells: &[&Cell]) -> Option<ArrayRef> {
    let digits = |cell: &Cell| match cell {
        Cell::Decimal(text) => split(text),
        Cell::Integer(value) => Some((*value, 0)),
        _ => None,
    };
    let read = read(cells, digits)?;
    let scale = read.iter().flatten().map(|(_, scale)| *scale).max();
    let scale = scale.unwrap_or(0);
    let scaled = read.into_iter().map(|value| match value {
        None => Some(None),
        Some((digits, own)) => {
            let factor = 10_i128.checked_pow(scale - own)?;
            Some(Some(digits.checked_mul(factor)?))
        }
    });
    exact(scaled.collect::<Option<Vec<_>>>()?, scale)
}

/// The digits of a number without its point, and how many stand behind it.
fn split(text: &str) -> Option<(i128, u32)> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{part}").parse().ok()?;
    Some((digits, u32::try_from(part.len()).ok()?))
}

fn exact(values: Vec<Option<i128>>, scale: u32) -> Option<ArrayRef> {
    let scale = i8::try_from(scale).ok()?;
    let array = Decimal128Array::from(values);
    let array = array.with_precision_and_scale(DIGITS, scale).ok()?;
    array.validate_decimal_precision(DIGITS).ok()?;
    Some(Arc::new(array))
}

fn floats(cells: &[&Cell]) -> Option<ArrayRef> {
    let number = |cell: &Cell| match cell {
        Cell::Float(value) => Some(*value),
        _ => None,
    };
    Some(Arc::new(Float64Array::from(read(cells, number)?)))
}

fn booleans(cells: &[&Cell]) -> Option<ArrayRef> {
    let truth = |cell: &Cell| match cell {
        Cell::Boolean(value) => Some(*value),
        _ => None,
    };
    Some(Arc::new(BooleanArray::from(read(cells, truth)?)))
}

fn dates(cells: &[&Cell]) -> Option<ArrayRef> {
    let day = |cell: &Cell| match cell {
        Cell::Date(day) => {
            let since = day.signed_duration_since(NaiveDate::default());
            i32::try_from(since.num_days()).ok()
        }
        _ => None,
    };
    Some(Arc::new(Date32Array::from(read(cells, day)?)))
}

fn moments(cells: &[&Cell]) -> Option<ArrayRef> {
    let moment = |cell: &Cell| match cell {
        Cell::DateTime(at) => Some(at.and_utc().timestamp_micros()),
        _ => None,
    };
    let array = TimestampMicrosecondArray::from(read(cells, moment)?);
    debug_assert_eq!(
        *arrow_array::Array::data_type(&array),
        DataType::Timestamp(TimeUnit::Microsecond, None)
    );
    Some(Arc::new(array))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use arrow_ipc::reader::StreamReader;
    use chrono::NaiveDate;

    use super::super::{Column, Table};
    use super::written;
    use crate::result_set::Cell;

    fn column(data_type: &str) -> Column {
        Column {
            name: data_type.to_owned(),
            label: "名".to_owned(),
            unit: "CNY".to_owned(),
            data_type: data_type.to_owned(),
        }
    }

    /// What a reader of the format finds: the types, and the cells as it writes them.
    fn found(types: &[&str], rows: &[Vec<Cell>]) -> (Vec<String>, Vec<Vec<String>>) {
        let columns: Vec<Column> = types.iter().map(|it| column(it)).collect();
        let bytes = written(&Table {
            columns: &columns,
            rows,
            truncated: false,
            next: None,
        });
        let mut reader = StreamReader::try_new(Cursor::new(bytes.unwrap()), None).unwrap();
        let schema = reader.schema();
        assert!(
            schema
                .fields()
                .iter()
                .all(|it| it.metadata()["unit"] == "CNY")
        );
        let types = schema.fields().iter().map(|it| it.data_type().to_string());
        let batch = reader.next().unwrap().unwrap();
        assert_eq!(batch.num_rows(), rows.len());
        let columns = batch.columns().iter().map(|array| {
            let format = arrow_cast::display::FormatOptions::default().with_null("-");
            let shown = arrow_cast::display::ArrayFormatter::try_new(array, &format).unwrap();
            (0..array.len())
                .map(|at| shown.value(at).to_string())
                .collect()
        });
        (types.collect(), columns.collect())
    }

    #[test]
    fn every_type_comes_through_as_it_is() {
        let day = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
        let rows = [
            vec![
                Cell::Integer(-5),
                Cell::Decimal("-1.50".to_owned()),
                Cell::Float(583.851_293_383_595_5),
                Cell::Boolean(true),
                Cell::Date(day),
                Cell::DateTime(day.and_hms_opt(23, 0, 1).unwrap()),
                Cell::Text("甲".to_owned()),
            ],
            vec![
                Cell::Null,
                Cell::Decimal("12345678901234567890.125".to_owned()),
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
                Cell::Null,
            ],
        ];
        let names = [
            "integer", "decimal", "float", "boolean", "date", "datetime", "string",
        ];
        let (types, columns) = found(&names, &rows);
        assert_eq!(
            types,
            [
                "Int64",
                "Decimal128(38, 3)",
                "Float64",
                "Boolean",
                "Date32",
                "Timestamp(µs)",
                "Utf8"
            ]
        );
        let first: Vec<&str> = columns.iter().map(|column| column[0].as_str()).collect();
        assert_eq!(
            first,
            [
                "-5",
                "-1.500",
                "583.8512933835955",
                "true",
                "1969-12-31",
                "1969-12-31T23:00:01",
                "甲"
            ]
        );
        assert_eq!(columns[1][1], "12345678901234567890.125");
        assert!(
            columns
                .iter()
                .enumerate()
                .all(|(at, it)| at == 1 || it[1] == "-")
        );
    }

    #[test]
    fn what_is_not_of_its_type_is_a_text() {
        let huge = i128::from(i64::MAX) + 1;
        let (types, columns) = found(&["integer"], &[vec![Cell::Integer(huge)]]);
        assert_eq!(types, ["Decimal128(38, 0)"]);
        assert_eq!(columns[0][0], "9223372036854775808");
        let beyond = "9".repeat(40);
        let (types, columns) = found(&["decimal"], &[vec![Cell::Decimal(beyond.clone())]]);
        assert_eq!((types[0].as_str(), &columns[0][0]), ("Utf8", &beyond));
        let (types, _) = found(&["date"], &[vec![Cell::Text("soon".to_owned())]]);
        assert_eq!(types, ["Utf8"]);
        let (types, columns) = found(&["float"], &[]);
        assert_eq!((types[0].as_str(), columns[0].len()), ("Float64", 0));
    }
}

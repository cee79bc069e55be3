//! Layers with mistakes, and what is said about them.

use semantic_sql::{LayerProblem, SourceFile};

use crate::support::world;

/// A layer without a mistake, to put one in.
const SOUND: &str = "\
model: {name: shop, user_attributes: {areas: \"string[]\"}, roles: [owner, host]}
datasets:
  - name: sales
    source: fct_sale
    time_dimension: sold_at
    rls:
      - {name: scope, unless_role: [owner], predicate: area IN (:user.areas)}
    fields:
      - {name: area, type: string}
      - {name: place_id, type: integer, hidden: true}
      - {name: amount, type: decimal, hidden: true}
      - {name: sold_at, type: datetime}
  - name: places
    source: dim_place
    kind: dimension
    fields:
      - {name: place_id, type: integer, hidden: true}
      - {name: place, type: string}
relationships:
  - {from: sales, to: places, 'on': {place_id: place_id}}
metrics:
  - {name: revenue, expression: SUM(sales.amount), additivity: additive}
  - {name: sale_count, expression: COUNT(sales.place_id), additivity: additive}
  - {name: per_sale, expression: \"revenue / NULLIF(sale_count, 0)\", additivity: ratio}
";

/// What is said about the sound layer after one replacement.
fn problems(old: &str, new: &str) -> Vec<LayerProblem> {
    assert!(SOUND.contains(old), "the sound layer has no `{old}`");
    let text = SOUND.replacen(old, new, 1);
    semantic_sql::load(&[SourceFile {
        name: "shop.yml".to_owned(),
        text,
    }])
    .err()
    .unwrap_or_default()
}

fn line_of(part: &str) -> usize {
    SOUND.lines().position(|line| line.contains(part)).unwrap() + 1
}

/// Each case: what is replaced, by what, the line to blame, and words that must be said.
const MISTAKES: &[(&str, &str, &str, &[&str])] = &[
    (
        "additivity: additive}\n  - {name: sale_count",
        "aditivity: additive}\n  - {name: sale_count",
        "name: revenue",
        &["unknown key `aditivity`", "`additivity`"],
    ),
    (
        "source: fct_sale",
        "sorce: fct_sale",
        "source: fct_sale",
        &["unknown key `sorce`", "`source`"],
    ),
    (
        "relationships:",
        "relationship:",
        "relationships:",
        &["unknown key `relationship`", "`relationships`"],
    ),
    (
        "unless_role: [owner]",
        "unless_roles: [owner]",
        "unless_role",
        &["unknown key `unless_roles`", "`unless_role`"],
    ),
    (
        "type: datetime",
        "type: datetimes",
        "sold_at, type",
        &["unknown type `datetimes`"],
    ),
    (
        "kind: dimension",
        "kind: dimensions",
        "name: places",
        &["unknown kind `dimensions`"],
    ),
    (
        "time_dimension: sold_at",
        "time_dimension: sold",
        "name: sales",
        &["`sold`", "`sold_at`"],
    ),
    (
        "SUM(sales.amount)",
        "SUM(sales.amonut)",
        "name: revenue",
        &["`amonut`", "`sales.amount`"],
    ),
    (
        "SUM(sales.amount)",
        "SUM(sale.amount)",
        "name: revenue",
        &["no dataset `sale`", "`sales`"],
    ),
    (
        "NULLIF(sale_count, 0)",
        "NULLIF(sale_cout, 0)",
        "name: per_sale",
        &["no metric `sale_cout`", "`sale_count`"],
    ),
    (
        "to: places",
        "to: place",
        "from: sales",
        &["no dataset `place`", "`places`"],
    ),
    (
        "expression: SUM(sales.amount)",
        "expression: per_sale",
        "name: revenue",
        &["`revenue` refers to itself"],
    ),
    (
        "name: sale_count, expression",
        "name: Revenue, expression",
        "name: sale_count",
        &["a second metric `Revenue`"],
    ),
    (
        "{name: area, type: string}",
        "{name: area, expression: MAX(area)}",
        "name: area",
        &["E_AGGREGATE_IN_FIELD"],
    ),
    (
        "{name: area, type: string}",
        "{name: area, expression: (SELECT 1)}",
        "name: area",
        &["a query cannot stand"],
    ),
    (
        "{name: area, type: string}",
        "{name: area, expression: \"read_text('x')\"}",
        "name: area",
        &["`read_text`"],
    ),
    (
        "source: fct_sale",
        "source: (SELECT * FROM fct_sale)",
        "name: sales",
        &["never SQL"],
    ),
    (
        "source: fct_sale",
        "source: \"read_csv('x.csv')\"",
        "name: sales",
        &["never SQL"],
    ),
    (
        "source: fct_sale",
        "source: fct_sale; DROP TABLE x",
        "name: sales",
        &["never SQL"],
    ),
    (
        "SUM(sales.amount)",
        "SUM(SUM(sales.amount))",
        "name: revenue",
        &["E_NESTED_AGGREGATION_DEFERRED"],
    ),
    (
        "SUM(sales.amount)",
        "sales.amount",
        "name: revenue",
        &["inside an aggregate"],
    ),
    (
        "SUM(sales.amount)",
        "COUNT(*)",
        "name: revenue",
        &["COUNT(*)"],
    ),
    (
        "SUM(sales.amount)",
        "\"SUM(sales.amount) +\"",
        "name: revenue",
        &["E_SYNTAX"],
    ),
    (
        ":user.areas",
        ":user.area",
        "name: scope",
        &["`area` is not declared", "`areas`"],
    ),
    (
        "predicate: area IN",
        "predicate: aria IN",
        "name: scope",
        &["`aria`", "`area`"],
    ),
    (
        "unless_role: [owner]",
        "unless_role: [ownr]",
        "",
        &["the role `ownr`", "`owner`"],
    ),
];

#[test]
fn the_layer_without_a_mistake_loads() {
    assert_eq!(
        world::load(&[SourceFile {
            name: "shop.yml".to_owned(),
            text: SOUND.to_owned()
        }])
        .metrics
        .len(),
        3
    );
}

#[test]
fn a_mistake_is_named_with_its_place_and_what_would_be_right() {
    let mut missed = Vec::new();
    for (old, new, place, words) in MISTAKES {
        let found = problems(old, new);
        let wanted = if place.is_empty() { 0 } else { line_of(place) };
        let hit = found.iter().any(|problem| {
            let said = problem.to_string();
            words.iter().all(|word| said.contains(word)) && problem.line == wanted
        });
        if !hit {
            let said: Vec<String> = found.iter().map(ToString::to_string).collect();
            missed.push(format!(
                "{old} → {new}: wanted line {wanted} and {words:?}, found {said:#?}"
            ));
        }
    }
    assert!(
        missed.is_empty(),
        "{} mistakes are not named:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

#[test]
fn every_mistake_of_a_file_is_named_at_once() {
    let found = problems("type: decimal", "typ: decimal, hiden: true");
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(
        said.iter().any(|line| line.contains("`typ`"))
            && said.iter().any(|line| line.contains("`hiden`")),
        "{said:?}"
    );
}

#[test]
fn broken_yaml_is_named_with_its_line() {
    let found = problems("  - name: sales\n", "  - name: [sales\n");
    assert_eq!(found[0].file, "shop.yml");
    assert!(
        found[0].line > 0 && found[0].message.contains("not valid YAML"),
        "{}",
        found[0]
    );
}

#[test]
fn a_layer_without_a_model_is_refused() {
    let found = semantic_sql::load(&[SourceFile {
        name: "a.yml".to_owned(),
        text: "datasets: []\n".to_owned(),
    }]);
    assert!(
        found.is_err_and(|problems| problems[0].message.contains("no file has a `model` block"))
    );
}

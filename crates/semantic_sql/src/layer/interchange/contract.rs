//! Our extension of Ossie: which keys it has, and which of them a reader may not ignore.
//!
//! Every object of a strict document has at most one entry of our vendor under
//! `custom_extensions`. Its `data` is a JSON object: `v` is the version of this contract,
//! `requires` names keys without which the numbers are wrong or rows leak, and the other keys are
//! those of the shorthand. Names that Ossie has a place for stand there and nowhere else.
//! `docs/interchange.md` says the same for people.

/// The version of the contract.
pub(super) const VERSION: &str = "1.0";

/// Every key that `requires` may name, and that some object may have.
///
/// Those of a later version are unknown here, and a document that requires one is refused.
pub(in crate::layer) const KNOWN: [&str; 66] = [
    "additivity",
    "aliases",
    "analysis",
    "attribution",
    "by_grain",
    "calendar",
    "cardinality",
    "caveats",
    "certified",
    "comparability",
    "currency",
    "default_window",
    "defaults",
    "deny_roles",
    "descriptions",
    "display",
    "examples",
    "factors",
    "fill",
    "format",
    "grains",
    "groups",
    "hidden",
    "i18n",
    "kind",
    "language",
    "languages",
    "loaded_from",
    "mask",
    "maturity",
    "min_cell",
    "current",
    "native_grain",
    "owner",
    "pii",
    "polarity",
    "rls",
    "role",
    "roles",
    "self_attribute",
    "shared",
    "spine",
    "synonyms_ambiguous",
    "terms",
    "time",
    "time_dimension",
    "time_keys",
    "total",
    "unit",
    "user_attributes",
    "using",
    "valid",
    "values",
    "verified",
    "weight",
    // Parts of the keys above, which a document may require by themselves.
    "axis",
    "timezone",
    "day_start",
    "week_start",
    "fiscal_start",
    "unless_role",
    "predicate",
    "choose",
    "over",
    "per",
    "tie_break",
];

/// Keys of the shorthand that have a place in Ossie itself, so that two could disagree.
pub(in crate::layer) const AT_HOME: [&str; 17] = [
    "name",
    "label",
    "description",
    "source",
    "expression",
    "where",
    "primary_key",
    "unique_keys",
    "columns",
    "fields",
    "from",
    "to",
    "on",
    "is_time",
    "synonyms",
    "custom_extensions",
    "ai_context",
];

/// Keys that give wrong numbers, or show what should not be seen, where a reader ignores them.
pub(super) const WRONG_IF_IGNORED: [&str; 15] = [
    "time",
    "time_dimension",
    "time_keys",
    "rls",
    "hidden",
    "pii",
    "mask",
    "min_cell",
    "deny_roles",
    "defaults",
    "comparability",
    "additivity",
    "using",
    "valid",
    "role",
];

/// Keys that keep rows, columns or small groups from somebody.
pub(super) const GUARDS: [&str; 6] = ["rls", "hidden", "pii", "mask", "min_cell", "deny_roles"];

/// Guards that mark a column and take nothing away from a reader who may see everything; they
/// stay in a document that is written without policies.
pub(super) const MARKS: [&str; 2] = ["hidden", "pii"];

/// Keys of the model that mean something only where there are policies.
pub(super) const FOR_POLICIES: [&str; 2] = ["roles", "user_attributes"];

//! What "and" repeats of another bucket: rose on Nov 17 and on Nov 18.

use super::part::Part;
use super::roles::direction;
use super::sentence::{Context, Doubt, Of};
use super::tokens::Token;
use super::values::Subject;

const UNKNOWN: &str = "it is not known what is said of it";

impl Part<'_> {
    /// Whether this part names something and says nothing of it by itself.
    pub(super) fn is_bare(&self) -> bool {
        let is_claim = |at: usize| match self.token(at) {
            Token::Number(_) | Token::Place(..) => true,
            Token::Word(kind) => !kind.is_plain() && !matches!(kind, super::vocabulary::Kind::At),
            _ => false,
        };
        !self.selections.is_empty() && !self.range.clone().any(is_claim)
    }

    /// Which way this part says that something goes, by a word.
    pub(super) fn way(&self) -> Option<bool> {
        self.words().find_map(|(_, kind)| direction(kind))
    }

    /// What the part before said of another bucket must hold of this one, too: that it went that
    /// way from the bucket before it.
    ///
    /// # Errors
    /// It does not, or it is not known what was said.
    pub(super) fn repeats(&self, context: &Context) -> Result<(), Doubt> {
        self.went(&self.buckets()?, context.way, context)
    }

    /// The buckets that this part names, where it names nothing else.
    ///
    /// # Errors
    /// It names something else.
    pub(super) fn buckets(&self) -> Result<Vec<Vec<usize>>, Doubt> {
        let each = self.selections.iter().map(|selection| match &selection.of {
            Of::Bucket(rows) => Ok(rows.clone()),
            _ => Err(UNKNOWN.to_owned()),
        });
        each.collect()
    }

    /// What this part says must hold of the buckets that were named right before it, too: Nov 17
    /// and Nov 18 rose. Where numbers follow, they tell of each.
    ///
    /// # Errors
    /// It does not, or it is not known what is said.
    pub(super) fn holds_of(&self, named: &[Vec<usize>], context: &Context) -> Result<(), Doubt> {
        let tells = self
            .range
            .clone()
            .any(|at| matches!(self.token(at), Token::Number(_)));
        if tells || named.is_empty() {
            return Ok(());
        }
        self.went(named, self.way(), context)
    }

    fn went(&self, named: &[Vec<usize>], up: Option<bool>, context: &Context) -> Result<(), Doubt> {
        let unknown = || UNKNOWN.to_owned();
        let up = up.ok_or_else(unknown)?;
        let column = self.metric(context).ok_or_else(unknown)?;
        for rows in named {
            let own = Subject {
                bucket: Some(rows.clone()),
                ..context.subject.clone()
            };
            let before = self.bucket_before(&own, context).ok_or_else(unknown)?;
            let change = self.values.difference(&own, &before, column);
            let change = change.ok_or_else(unknown)?;
            if change.is_zero() || change.is_negative() == up {
                return Err("it went the other way".to_owned());
            }
        }
        Ok(())
    }

    /// The buckets that this part names without saying anything of them yet, after those before it.
    pub(super) fn unsaid(&self, before: Option<Vec<Vec<usize>>>) -> Vec<Vec<usize>> {
        let named = self.buckets().ok().filter(|_| self.is_bare());
        let all = named.map(|named| [before.unwrap_or_default(), named].concat());
        all.unwrap_or_default()
    }
}

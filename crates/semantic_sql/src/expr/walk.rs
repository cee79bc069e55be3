//! Walking through expressions and rebuilding them.

use super::{Expr, QueryId};

impl<L> Expr<L> {
    /// Calls `visit` for every direct part, left to right.
    fn each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match self {
            Self::Leaf(_) | Self::Literal(_) | Self::Parameter(_) | Self::Subquery(_) => {}
            Self::Not(expr)
            | Self::Negate(expr)
            | Self::IsNull { expr, .. }
            | Self::InQuery { expr, .. }
            | Self::Cast { expr, .. }
            | Self::Truncate { expr, .. }
            | Self::Extract { expr, .. }
            | Self::Shift { expr, .. } => visit(expr),
            Self::Binary { left, right, .. }
            | Self::Difference {
                from: left,
                to: right,
                ..
            }
            | Self::Like {
                expr: left,
                pattern: right,
                ..
            } => {
                visit(left);
                visit(right);
            }
            Self::InList { expr, list, .. } => {
                visit(expr);
                list.iter().for_each(visit);
            }
            Self::Case { whens, otherwise } => {
                for (condition, result) in whens {
                    visit(condition);
                    visit(result);
                }
                otherwise.iter().for_each(|expr| visit(expr));
            }
            Self::Call { args, .. } => args.iter().for_each(visit),
        }
    }

    /// Calls `visit` for the expression and every part of it, outside in.
    pub fn visit_nodes<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        self.each_child(&mut |child| child.visit_nodes(visit));
    }

    /// Calls `visit` for every leaf, left to right.
    pub fn visit_leaves<'a>(&'a self, visit: &mut impl FnMut(&'a L)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            other => other.each_child(&mut |child| child.visit_leaves(visit)),
        }
    }

    /// Calls `visit` for every subquery that the expression reads.
    pub fn visit_queries(&self, visit: &mut impl FnMut(QueryId)) {
        self.visit_nodes(&mut |node| match node {
            Self::Subquery(query) | Self::InQuery { query, .. } => visit(*query),
            _ => {}
        });
    }

    /// Whether any leaf passes the test.
    pub fn any_leaf(&self, test: impl Fn(&L) -> bool) -> bool {
        let mut found = false;
        self.visit_leaves(&mut |leaf| found |= test(leaf));
        found
    }

    /// The same node with every direct part replaced by what `child` makes of it. A leaf has no
    /// parts and is handed to `child` itself.
    fn rebuild<M, E>(
        &self,
        child: &mut dyn FnMut(&Self) -> Result<Expr<M>, E>,
    ) -> Result<Expr<M>, E> {
        let mut boxed = |expr: &Self| child(expr).map(Box::new);
        Ok(match self {
            Self::Leaf(_) => return child(self),
            Self::Literal(literal) => Expr::Literal(literal.clone()),
            Self::Parameter(id) => Expr::Parameter(*id),
            Self::Subquery(query) => Expr::Subquery(*query),
            Self::Not(expr) => Expr::Not(boxed(expr)?),
            Self::Negate(expr) => Expr::Negate(boxed(expr)?),
            Self::Binary { op, left, right } => Expr::Binary {
                op: *op,
                left: boxed(left)?,
                right: boxed(right)?,
            },
            Self::IsNull { expr, negated } => Expr::IsNull {
                expr: boxed(expr)?,
                negated: *negated,
            },
            Self::InQuery {
                expr,
                query,
                negated,
            } => Expr::InQuery {
                expr: boxed(expr)?,
                query: *query,
                negated: *negated,
            },
            Self::Like {
                expr,
                pattern,
                negated,
                ignore_case,
            } => Expr::Like {
                expr: boxed(expr)?,
                pattern: boxed(pattern)?,
                negated: *negated,
                ignore_case: *ignore_case,
            },
            Self::Cast { expr, to } => Expr::Cast {
                expr: boxed(expr)?,
                to: *to,
            },
            Self::Truncate { grain, expr } => Expr::Truncate {
                grain: *grain,
                expr: boxed(expr)?,
            },
            Self::Extract { part, expr } => Expr::Extract {
                part: *part,
                expr: boxed(expr)?,
            },
            Self::Shift { expr, by } => Expr::Shift {
                expr: boxed(expr)?,
                by: *by,
            },
            Self::Difference { unit, from, to } => Expr::Difference {
                unit: *unit,
                from: boxed(from)?,
                to: boxed(to)?,
            },
            Self::InList { .. } | Self::Case { .. } | Self::Call { .. } => {
                return self.rebuild_list(child);
            }
        })
    }

    /// [`Self::rebuild`] for nodes with any number of parts.
    fn rebuild_list<M, E>(
        &self,
        child: &mut dyn FnMut(&Self) -> Result<Expr<M>, E>,
    ) -> Result<Expr<M>, E> {
        Ok(match self {
            Self::InList {
                expr,
                list,
                negated,
            } => Expr::InList {
                expr: Box::new(child(expr)?),
                list: list.iter().map(child).collect::<Result<_, E>>()?,
                negated: *negated,
            },
            Self::Case { whens, otherwise } => Expr::Case {
                whens: whens
                    .iter()
                    .map(|(condition, result)| Ok((child(condition)?, child(result)?)))
                    .collect::<Result<_, E>>()?,
                otherwise: otherwise
                    .as_deref()
                    .map(|expr| child(expr).map(Box::new))
                    .transpose()?,
            },
            Self::Call { function, args } => Expr::Call {
                function: *function,
                args: args.iter().map(child).collect::<Result<_, E>>()?,
            },
            other => return other.rebuild(child),
        })
    }

    /// The same expression with every leaf replaced by what `map` makes of it.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<M, E>(
        &self,
        map: &mut impl FnMut(&L) -> Result<Expr<M>, E>,
    ) -> Result<Expr<M>, E> {
        match self {
            Self::Leaf(leaf) => map(leaf),
            other => other.rebuild(&mut |child| child.try_map(map)),
        }
    }

    /// The same expression with every leaf replaced; nothing can go wrong.
    pub fn map<M>(&self, map: &mut impl FnMut(&L) -> Expr<M>) -> Expr<M> {
        match self.try_map(&mut |leaf| Ok::<_, std::convert::Infallible>(map(leaf))) {
            Ok(mapped) => mapped,
            Err(never) => match never {},
        }
    }
}

impl<L: Clone> Expr<L> {
    /// The same expression with every part that `change` answers for replaced, outside in; what
    /// is put in is not looked at again.
    pub fn rewrite(&self, change: &mut impl FnMut(&Self) -> Option<Self>) -> Self {
        if let Some(changed) = change(self) {
            return changed;
        }
        if let Self::Leaf(_) = self {
            return self.clone();
        }
        let rebuilt =
            self.rebuild(&mut |child| Ok::<_, std::convert::Infallible>(child.rewrite(change)));
        match rebuilt {
            Ok(rebuilt) => rebuilt,
            Err(never) => match never {},
        }
    }
}

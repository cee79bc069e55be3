//! Questions of the case files against the planner.

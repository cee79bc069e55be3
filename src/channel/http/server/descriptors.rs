//! How many connections the system lets a process have.

/// Descriptors beside those of connections: files, the database, the runtime.
const OTHERS: u64 = 256;

/// Raises the soft limit of open files, so that `connections` fit; says where the hard limit is lower.
#[cfg(unix)]
pub(super) fn raise(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = connections as u64 + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    let possible = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: Some(possible),
            maximum,
        },
    );
    if raised.is_err() || possible < wanted {
        tracing::warn!(
            files.wanted = wanted,
            files.possible = possible,
            "fewer files may be open than connections are allowed; raise the limit of the process (ulimit -n)",
        );
    }
}

/// Other systems have no such limit, or none that is set so.
#[cfg(not(unix))]
pub(super) fn raise(_connections: usize) {}

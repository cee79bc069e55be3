//! Which datasets a dataset reaches over many-to-one links, and by how many ways.

use std::collections::HashMap;

use super::{DatasetId, Relationship, RelationshipId};

/// Links to follow, in order, from a dataset to one that it reaches.
pub type JoinPath = Vec<RelationshipId>;

/// Longer chains of links are not followed.
const MAX_LINKS: usize = 6;

/// Of more ways than this to one dataset the shortest are kept: whether one of them is meant, by the
/// fact's own time, a role or the metric's link, must not follow from what a file says first.
const MAX_WAYS: usize = 64;

/// All ways from each dataset to each dataset it reaches.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    ways: HashMap<(DatasetId, DatasetId), Vec<JoinPath>>,
    reached: HashMap<DatasetId, Vec<DatasetId>>,
}

/// What following chains of links needs.
struct Follower<'a> {
    outgoing: &'a HashMap<DatasetId, Vec<RelationshipId>>,
    relationships: &'a [Relationship],
    /// Pairs that have their ways already.
    known: &'a HashMap<(DatasetId, DatasetId), Vec<JoinPath>>,
    ways_back: bool,
}

impl Paths {
    /// Follows every chain of links from every dataset.
    pub(crate) fn new(datasets: usize, relationships: &[Relationship]) -> Self {
        let mut outgoing: HashMap<DatasetId, Vec<RelationshipId>> = HashMap::new();
        for (index, relationship) in relationships.iter().enumerate() {
            if !relationship.many_to_one {
                continue;
            }
            outgoing
                .entry(relationship.from)
                .or_default()
                .push(RelationshipId(index));
        }
        let mut paths = Self::default();
        // Ways back over one-to-one links are taken only where there is no other way.
        for ways_back in [false, true] {
            let known = paths.ways.clone();
            for start in (0..datasets).map(DatasetId) {
                paths.ways.insert((start, start), vec![Vec::new()]);
                let follower = Follower {
                    outgoing: &outgoing,
                    relationships,
                    known: &known,
                    ways_back,
                };
                paths.follow(start, start, &mut Vec::new(), &follower);
            }
            if !relationships.iter().any(|link| link.way_back) {
                break;
            }
        }
        for start in (0..datasets).map(DatasetId) {
            let others = (0..datasets)
                .map(DatasetId)
                .filter(|to| *to != start && paths.ways.contains_key(&(start, *to)));
            let reached = std::iter::once(start).chain(others).collect();
            paths.reached.insert(start, reached);
        }
        paths
    }

    fn follow(
        &mut self,
        start: DatasetId,
        at: DatasetId,
        taken: &mut JoinPath,
        follower: &Follower<'_>,
    ) {
        if taken.len() == MAX_LINKS {
            return;
        }
        let links = follower.relationships;
        for &link in follower.outgoing.get(&at).map_or(&[][..], Vec::as_slice) {
            let to = links[link.0].to;
            let circular = to == start || taken.iter().any(|&id| links[id.0].to == to);
            if circular || (links[link.0].way_back && !follower.ways_back) {
                continue;
            }
            taken.push(link);
            if !follower.known.contains_key(&(start, to)) {
                keep(self.ways.entry((start, to)).or_default(), taken, links);
            }
            self.follow(start, to, taken, follower);
            taken.pop();
        }
    }

    /// The ways between two datasets; empty where there is none.
    pub(crate) fn between(&self, from: DatasetId, to: DatasetId) -> &[JoinPath] {
        self.ways.get(&(from, to)).map_or(&[], Vec::as_slice)
    }

    /// All datasets reached from one, itself first.
    pub(crate) fn reached_from(&self, from: DatasetId) -> &[DatasetId] {
        self.reached.get(&from).map_or(&[], Vec::as_slice)
    }
}

/// Adds a way; where there are too many, the longest goes, and of equally long ones the last by name.
fn keep(ways: &mut Vec<JoinPath>, way: &JoinPath, links: &[Relationship]) {
    if ways.len() < MAX_WAYS {
        ways.push(way.clone());
        return;
    }
    let order = |one: &JoinPath, other: &JoinPath| {
        one.len().cmp(&other.len()).then_with(|| {
            let name = |id: &RelationshipId| links[id.0].name.as_str();
            one.iter().map(name).cmp(other.iter().map(name))
        })
    };
    let last = (0..ways.len()).max_by(|one, other| order(&ways[*one], &ways[*other]));
    if let Some(last) = last.filter(|last| order(way, &ways[*last]).is_lt()) {
        ways.remove(last);
        ways.push(way.clone());
    }
}

//! Which datasets a dataset reaches over many-to-one links, and by how many ways.

use std::collections::HashMap;

use super::{DatasetId, Relationship, RelationshipId};

/// Links to follow, in order, from a dataset to one that it reaches.
pub type JoinPath = Vec<RelationshipId>;

/// Longer chains of links are not followed.
const MAX_LINKS: usize = 6;

/// More ways than this to one dataset are not told apart: two are already ambiguous.
const MAX_WAYS: usize = 4;

/// All ways from each dataset to each dataset it reaches.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    ways: HashMap<(DatasetId, DatasetId), Vec<JoinPath>>,
    reached: HashMap<DatasetId, Vec<DatasetId>>,
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
        for start in (0..datasets).map(DatasetId) {
            paths.ways.insert((start, start), vec![Vec::new()]);
            paths.reached.entry(start).or_default().push(start);
            paths.follow(start, start, &mut Vec::new(), &outgoing, relationships);
        }
        let goes_back = |way: &JoinPath| way.iter().any(|link| relationships[link.0].way_back);
        paths.ways.values_mut().for_each(|ways| {
            if ways.iter().any(|way| !goes_back(way)) {
                ways.retain(|way| !goes_back(way));
            }
        });
        paths
    }

    fn follow(
        &mut self,
        start: DatasetId,
        at: DatasetId,
        taken: &mut JoinPath,
        outgoing: &HashMap<DatasetId, Vec<RelationshipId>>,
        relationships: &[Relationship],
    ) {
        if taken.len() == MAX_LINKS {
            return;
        }
        for &link in outgoing.get(&at).map_or(&[][..], Vec::as_slice) {
            let to = relationships[link.0].to;
            let circular = to == start || taken.iter().any(|&id| relationships[id.0].to == to);
            if circular {
                continue;
            }
            taken.push(link);
            let ways = self.ways.entry((start, to)).or_default();
            if ways.is_empty() {
                self.reached.entry(start).or_default().push(to);
            }
            if ways.len() < MAX_WAYS {
                ways.push(taken.clone());
            }
            self.follow(start, to, taken, outgoing, relationships);
            taken.pop();
        }
    }

    /// All ways between two datasets; empty where there is none.
    pub(crate) fn between(&self, from: DatasetId, to: DatasetId) -> &[JoinPath] {
        self.ways.get(&(from, to)).map_or(&[], Vec::as_slice)
    }

    /// All datasets reached from one, itself first.
    pub(crate) fn reached_from(&self, from: DatasetId) -> &[DatasetId] {
        self.reached.get(&from).map_or(&[], Vec::as_slice)
    }
}

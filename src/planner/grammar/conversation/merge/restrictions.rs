//! Values that are kept, replaced, joined or taken away.

use semantic_sql::layer::SemanticLayer;

use crate::plan::Plan;

use super::super::super::slots::{INHERITED, Kept, Restriction, Slots};
use super::super::{FollowUp, say};
use super::Step;

impl FollowUp<'_> {
    pub(super) fn restrictions(&self, layer: &SemanticLayer, slots: &mut Slots) -> Step {
        let own = std::mem::take(&mut slots.restrictions);
        let mut merged: Vec<Restriction> = Vec::new();
        let pointed = self
            .pointed
            .as_ref()
            .map_or(&[][..], |it| it.rows.as_slice());
        for known in &self.context.slots.restrictions {
            let named = pointed.iter().any(|it| it.field == known.field);
            if named || self.cues.lifted.contains(&known.field) {
                continue;
            }
            let mut kept = Restriction {
                at: INHERITED,
                ..known.clone()
            };
            let mut stays = true;
            for new in own.iter().filter(|it| it.field == known.field) {
                stays = stays && self.meet(layer, &mut kept, new, &mut slots.taken)?;
            }
            if stays {
                slots.kept.push(Kept::Restriction(kept.clone()));
                merged.push(kept);
            }
        }
        merged.extend(pointed.iter().cloned());
        for new in own {
            let taken = new.excluded
                && self.context.slots.restrictions.iter().any(|known| {
                    known.field == new.field && !known.excluded && !known.lifts && !self.cues.only
                });
            let joined = merged.iter_mut().find(|known| {
                let alike = (known.field, known.excluded, known.empty)
                    == (new.field, new.excluded, new.empty);
                alike && !known.lifts && !new.lifts && known.at == INHERITED
            });
            match joined {
                _ if taken => {}
                Some(known) => {
                    let more = new.values.into_iter();
                    let more: Vec<String> =
                        more.filter(|value| !known.values.contains(value)).collect();
                    known.values.extend(more);
                    known.at = new.at;
                }
                None => merged.push(new),
            }
        }
        slots.restrictions = merged;
        Ok(())
    }

    /// What is left of a kept restriction beside a new one of the same field.
    fn meet(
        &self,
        layer: &SemanticLayer,
        kept: &mut Restriction,
        new: &Restriction,
        taken: &mut bool,
    ) -> Result<bool, Box<Plan>> {
        if new.lifts || kept.lifts || self.cues.only || kept.empty || new.empty {
            return Ok(false);
        }
        match (kept.excluded, new.excluded) {
            (false, false) => Ok(self.cues.add || self.cues.compares),
            (true, true) => Ok(true),
            (true, false) => Ok(false),
            (false, true) => {
                if new.values.iter().any(|value| !kept.values.contains(value)) {
                    return Err(say::not_among(&new.values, &kept.values));
                }
                kept.values.retain(|value| !new.values.contains(value));
                *taken = true;
                if kept.values.is_empty() {
                    return Err(say::nothing_left(layer, new.field, &new.values));
                }
                Ok(true)
            }
        }
    }

    /// 有几成来自女性, then 那男性呢: another part of the same whole.
    pub(super) fn part(&self, slots: &mut Slots) {
        let Some(before) = self.context.slots.part.as_ref().filter(|_| slots.share) else {
            return;
        };
        let own = slots.restrictions.iter().position(|it| {
            it.field == before.field && !it.excluded && !it.lifts && it.at != INHERITED
        });
        slots.part = Some(match own {
            Some(own) => slots.restrictions.remove(own),
            None => {
                let at = INHERITED;
                let kept = Restriction {
                    at,
                    ..before.clone()
                };
                slots.kept.push(Kept::Restriction(kept.clone()));
                kept
            }
        });
    }

    /// 抖音占比, then 那淘宝呢: the part that a share is about changes, not the whole.
    pub(super) fn focus(&self, slots: &mut Slots) {
        let Some(before) = &self.context.slots.focus else {
            one_of_the_parts(slots);
            return;
        };
        let grouped = slots.groups.iter().any(|group| group.field == before.field);
        let kept = Restriction {
            at: INHERITED,
            ..before.clone()
        };
        let own = slots
            .restrictions
            .iter()
            .position(|it| it.field == before.field && !it.excluded && !it.lifts);
        match (own, grouped && slots.share) {
            (Some(own), true) => slots.focus = Some(slots.restrictions.remove(own)),
            (None, true) => {
                slots.kept.push(Kept::Restriction(kept.clone()));
                slots.focus = Some(kept);
            }
            (None, false) if !self.cues.lifted.contains(&before.field) => {
                slots.kept.push(Kept::Restriction(kept.clone()));
                slots.restrictions.push(kept);
            }
            (_, false) => {}
        }
    }
}

/// 各平台占比, then 那快手呢: one of the parts is looked at; alone it would be all of itself.
fn one_of_the_parts(slots: &mut Slots) {
    let groups = &slots.groups;
    let is_part = |it: &Restriction| {
        let grouped = groups.iter().any(|group| group.field == it.field);
        grouped && it.values.len() == 1 && !it.excluded && !it.lifts && !it.empty
    };
    let part = slots.restrictions.iter().position(is_part);
    if let (true, Some(part)) = (slots.share, part) {
        slots.focus = Some(slots.restrictions.remove(part));
    }
}

//! Which segments go on from an image without a gap.

use crate::folder::Found;
use crate::manifest::Content;

/// In order; the first gap ends them. A segment that overlaps the one before is welcome: an
/// op counts once however often it comes.
pub fn segments_of(base: &Found, all: &[Found]) -> Vec<Found> {
    let mut parts: Vec<(u32, &Found)> = all
        .iter()
        .filter_map(|found| match &found.manifest.content {
            Content::Ops { base: on, part, .. } if *on == base.manifest.number => {
                Some((*part, found))
            }
            Content::Ops { .. } | Content::Image { .. } => None,
        })
        .filter(|(_, found)| {
            let (one, other) = (&found.manifest, &base.manifest);
            one.clinic == other.clinic && one.desk_key == other.desk_key
        })
        .collect();
    parts.sort_by_key(|(part, _)| *part);
    let mut reached = base.manifest.heads.clone();
    let mut chain = Vec::new();
    for (_, found) in parts {
        let Content::Ops { after, .. } = &found.manifest.content else { continue };
        if !reached.reach(after) {
            break;
        }
        reached = found.manifest.heads.clone();
        chain.push(found.clone());
    }
    chain
}

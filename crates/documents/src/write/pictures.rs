use printpdf::{
    Op, PdfDocument, Pt, RawImage, RawImageData, RawImageFormat, XObject, XObjectId,
    XObjectTransform,
};

use crate::list::{Area, Picture};

/// The pictures of one document; the same picture is stored once.
#[derive(Default)]
pub struct Pictures {
    stored: Vec<Picture>,
}

impl Pictures {
    pub fn place(&mut self, picture: &Picture, area: Area, page_height: f32) -> Op {
        let nth = match self.stored.iter().position(|known| known == picture) {
            Some(nth) => nth,
            None => {
                self.stored.push(picture.clone());
                self.stored.len() - 1
            }
        };
        // At 72 dots an inch one pixel is one point, so the scale is plain.
        Op::UseXobject {
            id: id(nth),
            transform: XObjectTransform {
                translate_x: Some(Pt(area.x)),
                translate_y: Some(Pt(page_height - area.y - area.height)),
                scale_x: Some(area.width / picture.width.max(1) as f32),
                scale_y: Some(area.height / picture.height.max(1) as f32),
                dpi: Some(72.0),
                ..XObjectTransform::default()
            },
        }
    }

    pub fn register(self, document: &mut PdfDocument) {
        for (nth, picture) in self.stored.into_iter().enumerate() {
            let image = RawImage {
                pixels: RawImageData::U8(picture.rgba.as_ref().clone()),
                width: picture.width as usize,
                height: picture.height as usize,
                data_format: RawImageFormat::RGBA8,
                tag: Vec::new(),
            };
            document.resources.xobjects.map.insert(id(nth), XObject::Image(image));
        }
    }
}

fn id(nth: usize) -> XObjectId {
    XObjectId(format!("P{nth}"))
}

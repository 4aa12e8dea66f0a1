use super::block::Block;
use crate::list::{Item, Page};
use crate::sheet::Sheet;

/// What every page of a paper has in common.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Kept free at the top of every page for the clinic's own printed pad.
    pub blank_top: f32,
    /// Repeated at the top of the second and later pages.
    pub head: Block,
    /// Kept free at the bottom for the foot.
    pub foot_height: f32,
    /// Painted first on every page.
    pub ghost: Option<Block>,
}

/// Puts blocks one below the other and starts a new page when one does not fit.
pub struct Flow {
    sheet: Sheet,
    frame: Frame,
    pages: Vec<Page>,
    items: Vec<Item>,
    y: f32,
}

impl Flow {
    pub fn new(sheet: Sheet, frame: Frame) -> Self {
        let mut flow = Self { sheet, frame, pages: Vec::new(), items: Vec::new(), y: 0.0 };
        flow.open_page();
        flow
    }

    /// The width between the margins.
    pub fn width(sheet: Sheet) -> f32 {
        sheet.width_pt() - 2.0 * sheet.margin_pt()
    }

    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    pub fn room(&self) -> f32 {
        self.bottom() - self.y
    }

    /// A block taller than a page is cut at the page's edge, so that nothing is
    /// ever laid over the foot; callers give such text line by line instead.
    pub fn place(&mut self, block: Block) {
        if block.height > self.room() && self.y > self.top() {
            self.new_page();
        }
        let (x, y) = (self.sheet.margin_pt(), self.y);
        self.items.extend(block.items.into_iter().map(|item| item.moved(x, y)));
        self.y += block.height;
    }

    /// Places a block together with the first of what follows it.
    pub fn place_with(&mut self, block: Block, follower_height: f32) {
        if block.height + follower_height > self.room() && self.y > self.top() {
            self.new_page();
        }
        self.place(block);
    }

    pub fn place_all(&mut self, blocks: impl IntoIterator<Item = Block>) {
        for block in blocks {
            self.place(block);
        }
    }

    pub fn page_number(&self) -> usize {
        self.pages.len() + 1
    }

    pub fn new_page(&mut self) {
        self.close_page();
        self.open_page();
        let head = self.frame.head.clone();
        let (x, y) = (self.sheet.margin_pt(), self.y);
        self.y += head.height;
        self.items.extend(head.items.into_iter().map(|item| item.moved(x, y)));
    }

    /// Ends the paper. `foot` is asked for each page's foot with the page's
    /// number and the number of pages.
    pub fn finish(mut self, mut foot: impl FnMut(usize, usize) -> Block) -> Vec<Page> {
        self.close_page();
        let total = self.pages.len();
        let x = self.sheet.margin_pt();
        for (nth, page) in self.pages.iter_mut().enumerate() {
            let block = foot(nth + 1, total);
            let y = page.height - self.sheet.margin_pt() * 0.75 - block.height;
            page.items.extend(block.items.into_iter().map(|item| item.moved(x, y)));
        }
        self.pages
    }

    fn top(&self) -> f32 {
        let repeated = if self.pages.is_empty() { 0.0 } else { self.frame.head.height };
        f32::max(self.sheet.margin_pt(), self.frame.blank_top) + repeated
    }

    fn bottom(&self) -> f32 {
        self.sheet.height_pt() - self.sheet.margin_pt() * 0.75 - self.frame.foot_height
    }

    fn open_page(&mut self) {
        self.y = f32::max(self.sheet.margin_pt(), self.frame.blank_top);
        if let Some(ghost) = self.frame.ghost.clone() {
            self.items.extend(ghost.items);
        }
    }

    fn close_page(&mut self) {
        let height = if self.sheet.is_roll() {
            self.y + self.frame.foot_height + self.sheet.margin_pt()
        } else {
            self.sheet.height_pt()
        };
        let items = std::mem::take(&mut self.items);
        self.pages.push(Page { width: self.sheet.width_pt(), height, items });
    }
}

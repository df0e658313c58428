//! One type for all views of the browser.
//!
//! Leptos' own type of a view nests as deep as the page, and hydration is compiled twice for each type: as a plain
//! function and as an asynchronous one. Here all views have one type, and hydration is never asynchronous, because the
//! data of a page arrives with its HTML.

use std::any::Any;

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    renderer::types::{Element, Node},
    view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

/// View of the browser, whatever its own type is.
pub(crate) struct BrowserView(Box<dyn View>);

impl BrowserView {
    pub(crate) fn new<V: RenderHtml + 'static>(view: V) -> Self {
        Self(Box::new(view))
    }
}

/// What a browser does with a view.
trait View: Send {
    fn build(self: Box<Self>) -> Box<dyn State>;

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn State>;

    /// Updates what is shown, or replaces it if what is kept of it has another type.
    fn rebuild(self: Box<Self>, state: &mut Box<dyn State>);
}

/// What a browser keeps of a view.
trait State: Mountable + Any {}

impl<S: Mountable + Any> State for S {}

impl<V: RenderHtml + 'static> View for V {
    fn build(self: Box<Self>) -> Box<dyn State> {
        Box::new(Render::build(*self))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Box<dyn State> {
        Box::new(RenderHtml::hydrate::<true>(*self, cursor, position))
    }

    fn rebuild(self: Box<Self>, state: &mut Box<dyn State>) {
        let known: &mut dyn Any = state.as_mut();
        if let Some(known) = known.downcast_mut() {
            return Render::rebuild(*self, known);
        }
        let mut new = View::build(self);
        state.insert_before_this(new.as_mut());
        state.unmount();
        *state = new;
    }
}

/// What a browser keeps of a view of any type.
pub(crate) struct BrowserState(Box<dyn State>);

impl Mountable for BrowserState {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl Render for BrowserView {
    type State = BrowserState;

    fn build(self) -> BrowserState {
        BrowserState(self.0.build())
    }

    fn rebuild(self, state: &mut BrowserState) {
        self.0.rebuild(&mut state.0);
    }
}

impl AddAnyAttr for BrowserView {
    type Output<NewAttr: Attribute> = Self;

    /// Does not compile where it is called: the attribute would have to be compiled for every view. The condition is
    /// never true; it depends on `NewAttr`, so that it is evaluated only for a call.
    fn add_any_attr<NewAttr: Attribute>(self, _attribute: NewAttr) -> Self {
        const { assert!(size_of::<NewAttr>() == usize::MAX, "give the component a property instead of an attribute") }
        self
    }
}

/// The browser writes no HTML.
impl RenderHtml for BrowserView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> BrowserState {
        BrowserState(self.0.hydrate(cursor, position))
    }

    fn into_owned(self) -> Self {
        self
    }
}

//! View that the server can only write as HTML, whatever its type was.
//!
//! The type of a view nests as deep as the page, and each type is compiled with all that a browser does with it. The
//! server builds no elements and sends no page in parts, so only the code that writes HTML is kept. A browser has a
//! `BrowserView` instead.

use leptos::tachys::{
    html::attribute::{
        Attribute,
        any_attribute::{AnyAttribute, IntoAnyAttribute},
    },
    hydration::Cursor,
    ssr::{StreamBuilder, StreamChunk},
    view::{Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

/// Writes a view into a stream. The two flags say whether text is escaped and whether branches are marked.
type WriteHtml = dyn FnOnce(&mut StreamBuilder, &mut Position, (bool, bool), Vec<AnyAttribute>) + Send;

/// View as a function that writes it.
pub(crate) struct ServerView {
    write: Box<WriteHtml>,
    attributes: Vec<AnyAttribute>,
}

impl ServerView {
    pub(crate) fn new<V: RenderHtml + 'static>(view: V) -> Self {
        let write = |html: &mut StreamBuilder, position: &mut Position, (escapes, marks), attributes| {
            view.to_html_async_with_buf::<false>(html, position, escapes, marks, attributes);
        };
        Self { write: Box::new(write), attributes: Vec::new() }
    }
}

/// The server has no elements.
impl Render for ServerView {
    type State = ();

    fn build(self) -> Self::State {}

    fn rebuild(self, _state: &mut Self::State) {}
}

impl AddAnyAttr for ServerView {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(mut self, attribute: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self.attributes.push(attribute.into_cloneable_owned().into_any_attr());
        self
    }
}

impl RenderHtml for ServerView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    /// Cannot look into the view. So a `Suspend` must be in the `view!` of its `Transition`, not in one below it.
    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self
    }

    /// Writes what is there without waiting.
    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escapes: bool,
        marks: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        let mut stream = StreamBuilder::new(None);
        self.to_html_async_with_buf::<false>(&mut stream, position, escapes, marks, attributes);
        for chunk in stream.take_chunks() {
            if let StreamChunk::Sync(part) = chunk {
                html.push_str(&part);
            }
        }
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        html: &mut StreamBuilder,
        position: &mut Position,
        escapes: bool,
        marks: bool,
        mut attributes: Vec<AnyAttribute>,
    ) {
        attributes.extend(self.attributes);
        (self.write)(html, position, (escapes, marks), attributes);
    }

    fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) -> Self::State {}

    fn into_owned(self) -> Self::Owned {
        self
    }
}

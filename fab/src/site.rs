//! Where does an application begin?

pub use fab_runtime::admin::App;

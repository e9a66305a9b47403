//! Does a struct derive `Encrypted`? Asked of the struct, whatever its derives are called.

use std::marker::PhantomData;

use crate::models::{Encrypted, SealingPlan};

/// Asks a struct for its plan: what is found on the struct itself wins over [`Unsealed`].
#[derive(Debug)]
pub struct Sealing<T>(PhantomData<T>);

impl<T: Encrypted> Sealing<T> {
    /// The plan.
    pub const PLAN: Option<&'static SealingPlan> = Some(T::PLAN);
}

/// What [`Sealing`] offers for a struct without a plan.
pub trait Unsealed {
    /// None.
    const PLAN: Option<&'static SealingPlan> = None;
}

impl<T> Unsealed for Sealing<T> {}

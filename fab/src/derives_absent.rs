//! Which derives are there without the feature `derive`? None.

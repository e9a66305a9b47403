//! Expansions name nothing of the prelude.

use fab::{AdminModel, Encrypted};

struct Option;
struct Some;
struct None;
struct Result;
struct Vec;
struct Default;
struct Secret;
struct SealingPlan;
mod std {}
mod core {}

#[derive(AdminModel, Encrypted)]
struct Patient {
    #[admin(key)]
    id: i64,
    #[encrypted(blind_index(unique, bits = 128, normalize = "lower"), pad = 16, mask = "last2", name = "x")]
    name: fab::secret::Secret<String>,
}

fn main() {
    let _ = (Option, Some, None, Result, Vec, Default, Secret, SealingPlan);
}

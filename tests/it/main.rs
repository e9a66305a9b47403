//! Does it work, seen from outside? One module for each topic.

mod architecture;
mod features;
mod zz_reached;

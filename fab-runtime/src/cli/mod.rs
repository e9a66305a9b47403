//! How is the program started and looked after?

//! What do the tests of an application need? A database of its own for each test.

//! Nothing: the tests are targets of their own.

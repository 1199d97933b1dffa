//! Stands for your emulator. What is worth reading is `tests/conformance.rs`.

//! Nothing: the benchmarks are targets of their own.

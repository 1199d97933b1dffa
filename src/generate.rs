//! Generation of requests, responses and configurations.

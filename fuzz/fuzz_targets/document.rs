#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    assert_eq!(vpnconform::suite::parser::oracle::document(data), Ok(()));
});

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    vpnconform::suite::oracle::response_envelope(data, |text| roxmltree::Document::parse(text).is_ok());
});

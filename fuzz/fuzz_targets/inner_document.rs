#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    vpnconform::suite::oracle::inner_document(data, |text| roxmltree::Document::parse(text).is_ok());
});

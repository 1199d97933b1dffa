#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    vpnconform::oracle::inner_document(data, |text| roxmltree::Document::parse(text).is_ok());
});

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    vpnconform::suite::oracle::query(data);
});

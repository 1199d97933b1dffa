module example.invalid/adapter

go 1.19

require example.invalid/vpnconform v0.0.0

replace example.invalid/vpnconform => ../../packages/go

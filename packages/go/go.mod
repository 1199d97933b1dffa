module example.invalid/vpnconform

go 1.19

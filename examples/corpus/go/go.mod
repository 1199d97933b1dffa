module example.invalid/corpus

go 1.19

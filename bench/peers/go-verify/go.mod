module example.com/go-verify

go 1.20

// Go's crypto/x509 as a peer of bench/verify.ts: parse and Verify, on one core, for some seconds.
// Go's Verify knows no CRL: with -crl the list is parsed and its signature checked once, and each
// certificate's serial number is looked up in a map.
package main

import (
	"crypto/x509"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	authorityPath := flag.String("authority", "", "DER of the trusted certificate")
	leavesPath := flag.String("leaves", "", "certificates, each DER after its length (4 octets)")
	crlPath := flag.String("crl", "", "DER of the CRL")
	seconds := flag.Float64("seconds", 1, "how long")
	at := flag.Int64("at", 0, "moment of verification, seconds since 1970")
	flag.Parse()
	authority, err := x509.ParseCertificate(read(*authorityPath))
	must(err)
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	list, err := x509.ParseRevocationList(read(*crlPath))
	must(err)
	must(list.CheckSignatureFrom(authority))
	revoked := map[string]bool{}
	for _, entry := range list.RevokedCertificateEntries {
		revoked[string(entry.SerialNumber.Bytes())] = true
	}
	leaves := split(read(*leavesPath))
	options := x509.VerifyOptions{
		Roots:       roots,
		CurrentTime: time.Unix(*at, 0),
		KeyUsages:   []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	started := time.Now()
	done := 0
	for ; time.Since(started).Seconds() < *seconds; done++ {
		leaf, err := x509.ParseCertificate(leaves[done%len(leaves)])
		must(err)
		_, err = leaf.Verify(options)
		must(err)
		if revoked[string(leaf.SerialNumber.Bytes())] {
			panic("revoked")
		}
	}
	fmt.Printf("%f\n", float64(done)/time.Since(started).Seconds())
}

func read(path string) []byte {
	octets, err := os.ReadFile(path)
	must(err)
	return octets
}

func split(octets []byte) [][]byte {
	var found [][]byte
	for len(octets) > 0 {
		length := binary.BigEndian.Uint32(octets)
		found = append(found, octets[4:4+length])
		octets = octets[4+length:]
	}
	return found
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

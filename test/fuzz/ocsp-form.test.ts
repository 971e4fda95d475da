import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { parseOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { filesUnder, fuzzParser } from '../support/parser-fuzz.ts'
import { vectorTest } from '../support/vectors.ts'

fc.configureGlobal({ seed: 6960 })

const RUNS = 250

vectorTest('pyca-ocsp', 'requests and responses after any change are read or refused', (folder) => {
  const files = filesUnder(folder).filter((path) => path.endsWith('.der'))
  assert.ok(files.length >= 10)
  for (const path of files) {
    const octets = new Uint8Array(readFileSync(path))
    if (path.includes('req')) fuzzParser({ parse: parseOcspRequest }, octets, RUNS)
    else fuzzParser({ parse: parseOcspResponse }, octets, RUNS)
  }
})

vectorTest('openssl-ocsp', 'responses after any change are read or refused', (folder) => {
  for (const path of filesUnder(folder).filter((name) => name.endsWith('.ors'))) {
    const octets = new Uint8Array(Buffer.from(readFileSync(path, 'latin1'), 'base64'))
    assert.ok(parseOcspResponse(octets).ok, path)
    fuzzParser({ parse: parseOcspResponse }, octets, RUNS)
  }
})

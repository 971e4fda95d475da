import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseOcspRequest } from '#codec/ocsp/request.ts'
import { type BasicOcspResponse, parseOcspResponse } from '#codec/ocsp/response.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { toHex } from '#kernel/bytes.ts'
import { ocspDoor } from '#verifier/door/status-door.ts'
import { at, certificateIn, issueTo, littleAuthority } from '../support/status-authority.ts'
import { vectorTest } from '../support/vectors.ts'
import { askStatus } from './status-case.ts'

/** The suite has no issuers: what it can show of verification is whom a response does not serve. */
const stranger = littleAuthority('signature')
const holder = certificateIn(issueTo(stranger))

vectorTest('pyca-ocsp', 'no response serves a certificate of another issuer', (folder) => {
  const names = readdirSync(folder).filter((name) => /resp.*\.der$/.test(name))
  assert.ok(names.length > 0)
  for (const name of names) {
    const response = new Uint8Array(readFileSync(join(folder, name)))
    const basic = basicIn(response)
    for (const serialHex of [holder.serialHex, ...serialsOf(basic)]) {
      const issuer = stranger.certificate.der
      const asked = { response, issuer, serial: serialHex }
      const { status, code } = askStatus(ocspDoor, at('2020-02-23T00:00:00Z'), asked)
      const wanted = basic === undefined ? /^ocsp-(refused|malformed)$/ : /^ocsp-certificate-other$/
      assert.equal(status, 'unusable', name)
      assert.match(code, wanted, name)
    }
  }
})

vectorTest('pyca-ocsp', 'an algorithm of a signature that nobody knows has its code', (folder) => {
  const basic = basicIn(readFileSync(join(folder, 'resp-invalid-signature-oid.der')))
  assert.ok(basic)
  const scheme = readSignatureScheme(basic.signatureAlgorithm)
  assert.equal(scheme.ok ? 'known' : scheme.refusal, 'algorithm-unknown')
})

vectorTest('pyca-ocsp', 'a response answers the requests that name what it names', (folder) => {
  const basic = basicIn(readFileSync(join(folder, 'ocsp-army.deps.mil-resp.der')))
  const answered = new Set(basic?.responses.map(({ certId }) => toHex(certId.der)))
  for (const [name, isAnswered] of [
    ['ocsp-army.valid-req.der', true],
    ['ocsp-army.revoked-req.der', true],
    ['ocsp-army.inapplicable-req.der', false],
  ] as const) {
    const request = parseOcspRequest(readFileSync(join(folder, name)))
    assert.ok(request.ok, name)
    const isNamed = request.value.requests.every(({ certId }) => answered.has(toHex(certId.der)))
    assert.equal(isNamed, isAnswered, name)
  }
})

function basicIn(responseDer: Uint8Array): BasicOcspResponse | undefined {
  const parsed = parseOcspResponse(responseDer)
  return parsed.ok && parsed.value.status === 'successful' ? parsed.value.basic : undefined
}

function serialsOf(basic: BasicOcspResponse | undefined): readonly string[] {
  return (basic?.responses ?? []).slice(0, 3).map(({ certId }) => certId.serialHex)
}

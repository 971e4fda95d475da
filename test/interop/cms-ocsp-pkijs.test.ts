import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { test } from 'node:test'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import * as pkijs from 'pkijs'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { CRL_REASON_CODES, type CrlReason } from '#codec/crl/reason.ts'
import { encodeOcspRequest, parseOcspRequest } from '#codec/ocsp/request.ts'
import { type CertStatus, parseOcspResponse } from '#codec/ocsp/response.ts'
import { equalBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { type Instant, instant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { signDocument } from '#signing/sign-document.ts'
import { verifyCms } from '#signing/verify-cms.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import {
  at,
  certIdOf,
  certificateIn,
  issueTo,
  keysOf,
  littleAuthority,
  littleResponder,
  ocspOf,
  POLICY_OIDS,
  signWith,
} from '../support/status-authority.ts'

fc.configureGlobal({ seed: 6960 })

// pkijs reads what we write, and we read what pkijs writes, field by field. It checks validity by
// the machine's clock, so these certificates stand for a century.
const LONG = { notBefore: at('2001-01-01T00:00:00Z'), notAfter: at('2099-12-31T14:59:59Z') }
const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature', LONG)
const responder = littleResponder(authority, LONG)
const holder = issueTo(authority, { ...LONG, serialHex: '11' })
const CONTENT = utf8('契約書')

/** Octets as pkijs takes them. */
function buffer(octets: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(octets.length)
  new Uint8Array(copy).set(octets)
  return copy
}

function hexOf(value: ArrayBuffer | ArrayBufferView): string {
  return toHex(
    value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
  )
}

const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((n) => instant(n * 1000))
const serials = fc
  .uint8Array({ minLength: 1, maxLength: 19 })
  .filter(([first]) => first !== 0)
  .map(toHex)
const statuses = fc.oneof(
  fc.constant<CertStatus>({ state: 'good' }),
  fc.constant<CertStatus>({ state: 'unknown' }),
  fc
    .tuple(seconds, fc.constantFrom(...(Object.keys(CRL_REASON_CODES) as CrlReason[])))
    .map(([revokedAt, reason]): CertStatus => ({ state: 'revoked', revokedAt, reason })),
)

test('requests of ours, read by pkijs', () => {
  const nonces = fc.option(fc.uint8Array({ minLength: 1, maxLength: 32 }), { nil: undefined })
  fc.assert(
    fc.property(
      fc.array(serials, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512'),
      nonces,
      (asked, digest, nonce) => {
        const ids = asked.map((serial) => certIdOf(authority, serial, digest))
        const theirs = pkijs.OCSPRequest.fromBER(buffer(encodeOcspRequest(ids, nonce)))
        const ours = parseOcspRequest(encodeOcspRequest(ids, nonce))
        assert.ok(ours.ok)
        const { requestList, requestExtensions = [] } = theirs.tbsRequest
        assert.deepEqual(
          requestList.map(({ reqCert }) => [
            reqCert.hashAlgorithm.algorithmId,
            hexOf(reqCert.issuerNameHash.valueBlock.valueHexView),
            hexOf(reqCert.issuerKeyHash.valueBlock.valueHexView),
            hexOf(reqCert.serialNumber.valueBlock.valueHexView).replace(/^00(?=.)/, ''),
          ]),
          ours.value.requests.map(({ certId }) => [
            certId.hashAlgorithm.oid,
            toHex(certId.issuerNameHash),
            toHex(certId.issuerKeyHash),
            certId.serialHex,
          ]),
        )
        const carried = requestExtensions.map(({ extnValue }) =>
          hexOf(extnValue.valueBlock.valueHexView),
        )
        const length = (nonce?.length ?? 0).toString(16).padStart(2, '0')
        assert.deepEqual(carried, nonce === undefined ? [] : [`04${length}${toHex(nonce)}`])
      },
    ),
    { numRuns: 60 },
  )
})

test('a request of pkijs, read by ours', async () => {
  const request = new pkijs.OCSPRequest()
  const [certificate, issuer] = [holder, authority.generation.certificateDer].map((der) =>
    pkijs.Certificate.fromBER(buffer(der)),
  )
  assert.ok(certificate !== undefined && issuer !== undefined)
  await request.createForCertificate(certificate, {
    hashAlgorithm: 'SHA-256',
    issuerCertificate: issuer,
  })
  const parsed = parseOcspRequest(new Uint8Array(request.toSchema(true).toBER(false)))
  assert.ok(parsed.ok)
  const [single] = parsed.value.requests
  assert.equal(toHex(single?.certId.der ?? new Uint8Array()).endsWith('020111'), true)
  const own = parseOcspRequest(encodeOcspRequest([certIdOf(authority, '11', 'sha256')], undefined))
  assert.ok(own.ok)
  const [other] = own.value.requests
  assert.ok(
    equalBytes(single?.certId.issuerKeyHash ?? CONTENT, other?.certId.issuerKeyHash ?? holder),
  )
  assert.ok(
    equalBytes(single?.certId.issuerNameHash ?? CONTENT, other?.certId.issuerNameHash ?? holder),
  )
})

function basicOf(responseDer: Uint8Array): pkijs.BasicOCSPResponse {
  const theirs = pkijs.OCSPResponse.fromBER(buffer(responseDer))
  assert.equal(theirs.responseStatus.valueBlock.valueDec, 0)
  assert.ok(theirs.responseBytes !== undefined)
  return pkijs.BasicOCSPResponse.fromBER(
    buffer(theirs.responseBytes.response.valueBlock.valueHexView),
  )
}

test('responses of ours, read by pkijs', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(serials, statuses, seconds, seconds), { minLength: 1, maxLength: 4 }),
      seconds,
      (given, producedAt) => {
        const responses = given.map(([serial, status, thisUpdate, nextUpdate]) => {
          return { certIdDer: certIdOf(authority, serial), status, thisUpdate, nextUpdate }
        })
        const responseDer = ocspOf(responder, responses, { producedAt })
        const { tbsResponseData: theirs, certs = [] } = basicOf(responseDer)
        assert.equal(theirs.producedAt.getTime(), producedAt)
        assert.deepEqual(
          theirs.responses.map((single) => [
            hexOf(single.certID.serialNumber.valueBlock.valueHexView).replace(/^00(?=.)/, ''),
            readStatus(single.certStatus),
            single.thisUpdate.getTime(),
            single.nextUpdate?.getTime(),
          ]),
          given,
        )
        assert.equal(certs.length, 1)
      },
    ),
    { numRuns: 60 },
  )
})

/** CertStatus as pkijs leaves it: a schema element by its context tag. */
function readStatus(status: unknown): CertStatus {
  assert.ok(status instanceof asn1js.BaseBlock)
  switch (status.idBlock.tagNumber) {
    case 0:
      return { state: 'good' }
    case 2:
      return { state: 'unknown' }
    default: {
      assert.ok(status instanceof asn1js.Constructed)
      const [time, tagged] = status.valueBlock.value
      assert.ok(time instanceof asn1js.GeneralizedTime)
      const code = tagged instanceof asn1js.Constructed ? tagged.valueBlock.value[0] : undefined
      const number = code instanceof asn1js.Enumerated ? code.valueBlock.valueDec : 0
      const [reason] = Object.entries(CRL_REASON_CODES).find(([, each]) => each === number) ?? []
      assert.ok(reason !== undefined)
      const revokedAt: Instant = instant(time.toDate().getTime())
      return { state: 'revoked', revokedAt, reason: reason as CrlReason }
    }
  }
}

for (const [state, theirs] of [
  ['good', 0],
  ['unknown', 2],
] as const) {
  test(`pkijs believes an answer of ours that is ${state}, and not a forged one`, async () => {
    const times = { thisUpdate: NOW, nextUpdate: LONG.notAfter }
    const statement = { certIdDer: certIdOf(authority, '11'), status: { state }, ...times }
    const issuer = pkijs.Certificate.fromBER(buffer(authority.generation.certificateDer))
    const basic = basicOf(ocspOf(responder, [statement]))
    assert.equal(await basic.verify({ trustedCerts: [issuer] }), true)
    const status = await basic.getCertificateStatus(
      pkijs.Certificate.fromBER(buffer(holder)),
      issuer,
    )
    assert.deepEqual([status.isForCertificate, status.status], [true, theirs])
    const forged = basicOf(ocspOf(responder, [statement], { signedBy: keysOf('forger', 'P-256') }))
    assert.equal(await forged.verify({ trustedCerts: [issuer] }), false)
  })
}

async function signed(form: 'attached' | 'detached'): Promise<Uint8Array> {
  const card = {
    certificate: () => Promise.resolve(ok(holder)),
    sign: (message: Uint8Array) => Promise.resolve(ok(signWith(keysOf('holder'), message))),
  }
  const made = await signDocument(card, { content: CONTENT, form, signingTime: NOW })
  assert.ok(made.ok)
  return made.value
}

for (const form of ['attached', 'detached'] as const) {
  test(`pkijs reads and verifies our CMS, ${form}, and refuses it over other content`, async () => {
    const cmsDer = await signed(form)
    const theirs = new pkijs.SignedData({
      schema: pkijs.ContentInfo.fromBER(buffer(cmsDer)).content,
    })
    const ours = parseSignedData(cmsDer)
    assert.ok(ours.ok)
    const [signer] = ours.value.signers
    const [other] = theirs.signerInfos
    assert.ok(signer?.signedAttributes !== undefined && other?.signedAttrs !== undefined)
    assert.deepEqual(
      other.signedAttrs.attributes.map(({ type }) => type),
      signer.signedAttributes.all.map(({ oid }) => oid),
    )
    assert.equal(other.digestAlgorithm.algorithmId, signer.digestAlgorithm.oid)
    assert.equal(other.signatureAlgorithm.algorithmId, signer.signatureAlgorithm.oid)
    assert.equal(hexOf(other.signature.valueBlock.valueHexView), toHex(signer.signature))
    assert.equal(theirs.encapContentInfo.eContent === undefined, form === 'detached')
    assert.equal(theirs.certificates?.length, 1)
    const trustedCerts = [pkijs.Certificate.fromBER(buffer(authority.generation.certificateDer))]
    const beside = (content: Uint8Array) => (form === 'detached' ? { data: buffer(content) } : {})
    const verify = (content: Uint8Array) =>
      theirs.verify({ signer: 0, checkChain: true, trustedCerts, ...beside(content) })
    assert.equal(await verify(CONTENT), true)
    if (form === 'detached')
      await assert.rejects(verify(utf8('別の契約書')), /Message digest doesn't match/)
  })
}

test('a CMS of pkijs, read and verified by ours', async () => {
  const keys = keysOf('holder')
  const pkcs8 = keys.privateKey.export({ format: 'der', type: 'pkcs8' })
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  const certificate = pkijs.Certificate.fromBER(buffer(holder))
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({
    eContentType: pkijs.id_ContentType_Data,
  })
  encapContentInfo.eContent = new asn1js.OctetString({ valueHex: buffer(CONTENT) })
  const sid = new pkijs.IssuerAndSerialNumber({
    issuer: certificate.issuer,
    serialNumber: certificate.serialNumber,
  })
  const signerInfos = [new pkijs.SignerInfo({ version: 1, sid })]
  const fields = { version: 1, encapContentInfo, signerInfos, certificates: [certificate] }
  const signedData = new pkijs.SignedData(fields)
  await signedData.sign(key, 0, 'SHA-256')
  const contentInfo = new pkijs.ContentInfo({
    contentType: pkijs.id_ContentType_SignedData,
    content: signedData.toSchema(true),
  })
  const cmsDer = new Uint8Array(contentInfo.toSchema().toBER(false))
  const report = await verifyCms(
    {
      verify: (unverifiedCertificateDer) =>
        verifyCertificate({
          unverifiedCertificateDer,
          kind: 'signature',
          at: NOW,
          now: NOW,
          anchors: [authority.pinned],
          policyOids: POLICY_OIDS,
          status: { policy: 'none' },
        }),
    },
    { cmsDer, detachedContent: undefined, at: NOW, profile: 'cms' },
  )
  assert.deepEqual([report.verdict, report.refusal], ['valid', undefined])
  assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
})

test('the reader of responses agrees with pkijs on who answered', () => {
  const times = { thisUpdate: NOW, nextUpdate: LONG.notAfter }
  const statement = {
    certIdDer: certIdOf(authority, '11'),
    status: { state: 'good' },
    ...times,
  } as const
  const responseDer = ocspOf(responder, [statement])
  const parsed = parseOcspResponse(responseDer)
  assert.ok(parsed.ok && parsed.value.status === 'successful')
  const { responderId } = parsed.value.basic
  const theirs: unknown = basicOf(responseDer).tbsResponseData.responderID
  assert.ok(theirs instanceof asn1js.OctetString && responderId.by === 'key')
  assert.equal(hexOf(theirs.valueBlock.valueHexView), toHex(responderId.keyHash))
  assert.equal(certificateIn(responder.credential.certificateDer).serialHex, '0a')
})

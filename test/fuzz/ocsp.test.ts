import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeOcspRequest, parseOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { ocspResponder } from '#va/answer-ocsp.ts'
import { rememberedResponders } from '#va/responder-table.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import { mutations } from '../support/mutations.ts'
import {
  at,
  certIdOf,
  crlOf,
  issueTo,
  littleAuthority,
  littleResponder,
  ocspOf,
  POLICY_OIDS,
  signWith,
} from '../support/status-authority.ts'

fc.configureGlobal({ seed: 6960 })

const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature')
const responder = littleResponder(authority)
const holder = issueTo(authority, { serialHex: '11' })
const nonce = new Uint8Array(32).fill(3)
const request = encodeOcspRequest([certIdOf(authority, '11'), certIdOf(authority, '12')], nonce)
const statement = {
  certIdDer: certIdOf(authority, '11'),
  status: { state: 'good' },
  thisUpdate: NOW,
  nextUpdate: at('2026-04-01T12:15:00Z'),
} as const
const response = ocspOf(responder, [statement], { nonce, producedAt: NOW })
const crl = crlOf(authority)

function verify(changes: {
  readonly certificateDer?: Uint8Array
  readonly responseDer?: Uint8Array
  readonly crlDer?: Uint8Array
}) {
  const { certificateDer = holder, responseDer, crlDer } = changes
  return verifyCertificate({
    unverifiedCertificateDer: certificateDer,
    kind: 'signature',
    at: NOW,
    now: NOW,
    anchors: [authority.pinned],
    policyOids: POLICY_OIDS,
    status: {
      policy: 'require',
      ocspResponses: responseDer && [{ responseDer, nonce }],
      crlsDer: crlDer && [crlDer],
    },
  })
}

test('octets of chance are neither a request nor a response, and never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      assert.equal(parseOcspRequest(octets).ok, false)
      const parsed = parseOcspResponse(octets)
      assert.ok(!parsed.ok || parsed.value.status !== 'successful')
    }),
  )
})

test('any mutated request is answered, and never good of what is not known', async () => {
  const clock = { now: () => NOW }
  const directory = {
    authorityGenerations: () => Promise.resolve([authority.generation]),
    responderCredentials: () => Promise.resolve([responder.credential]),
  }
  const answering = ocspResponder({
    clock,
    fresh: { current: () => undefined },
    responders: rememberedResponders(directory, clock),
    statuses: {
      certificateStatuses: (_authority: string, serials: readonly string[]) =>
        Promise.resolve(
          serials.map((serial) => ({ state: serial === '11' ? 'good' : 'unknown' }) as const),
        ),
    },
    signer: {
      sign: (_name: string, { tbsDer }: { readonly tbsDer: Uint8Array }) =>
        Promise.resolve(signWith(responder.keys, tbsDer)),
    },
  })
  await fc.assert(
    fc.asyncProperty(mutations(request), async (octets) => {
      const answer = await answering.answer('signature', octets)
      const parsed = parseOcspResponse(answer.responseDer)
      assert.ok(parsed.ok)
      assert.equal(parsed.value.status, answer.status)
      if (answer.status !== 'successful') {
        assert.equal(answer.fault, undefined)
        return
      }
      assert.ok(parsed.value.status === 'successful')
      for (const { certId, status } of parsed.value.basic.responses)
        assert.equal(status.state === 'good', certId.serialHex === '11')
    }),
  )
})

/**
 * Octets before and after the signed part that nothing covers: they may change without anything
 * being forged.
 */
const UNSIGNED_OCTETS_MAX = 24

for (const [name, whole, key] of [
  ['an OCSP response', response, 'responseDer'],
  ['a CRL', crl, 'crlDer'],
] as const) {
  test(`${name} with any octet changed is no proof of good status`, async () => {
    assert.equal((await verify({ [key]: whole })).verdict, 'valid')
    const accepted: number[] = []
    for (let i = 0; i < whole.length; i++) {
      const changed = whole.slice()
      changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8))
      if ((await verify({ [key]: changed })).verdict === 'valid') accepted.push(i)
    }
    assert.deepEqual(accepted.slice(UNSIGNED_OCTETS_MAX), [], `accepted at ${accepted.join(' ')}`)
  })

  test(`${name} mutated: never an exception, never another state`, async () => {
    await fc.assert(
      fc.asyncProperty(mutations(whole), async (octets) => {
        const report = await verify({ [key]: octets })
        if (report.verdict === 'valid') assert.equal(report.checks.at(-1)?.seen, 'good')
        else assert.ok(report.refusal?.startsWith('status-'))
      }),
    )
  })
}

test('a certificate after any mutation is invalid', async () => {
  await fc.assert(
    fc.asyncProperty(mutations(holder), async (octets) => {
      const report = await verify({ certificateDer: octets, crlDer: crl })
      assert.equal(report.verdict === 'valid', equalBytes(octets, holder))
    }),
  )
})

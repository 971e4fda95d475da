import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSignedData } from '#codec/cms/signed-data.ts'
import { equalBytes, utf8 } from '#kernel/bytes.ts'
import { verifyCms } from '#signing/verify-cms.ts'
import { littleVerifier, signLittle } from '../support/little-document.ts'
import { mutations } from '../support/mutations.ts'
import { at, issueTo, keysOf, littleAuthority } from '../support/status-authority.ts'

fc.configureGlobal({ seed: 6960 })

const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature')
const holder = issueTo(authority)
const CONTENT = utf8('契約書')

const verifier = littleVerifier(authority, NOW)

function signed(form: 'attached' | 'detached'): Promise<Uint8Array> {
  return signLittle({ keys: keysOf('holder'), certificateDer: holder }, CONTENT, form, NOW)
}

test('octets of chance are no CMS, and never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      assert.equal(parseSignedData(octets).ok, false)
    }),
  )
})

for (const profile of ['cades-bes', 'cms'] as const) {
  for (const form of ['attached', 'detached'] as const) {
    test(`${form}, ${profile}: mutated, never valid for other content or signer`, async () => {
      const whole = await signed(form)
      const detachedContent = form === 'detached' ? CONTENT : undefined
      await fc.assert(
        fc.asyncProperty(mutations(whole), async (cmsDer) => {
          const report = await verifyCms(verifier, { cmsDer, detachedContent, at: NOW, profile })
          if (report.verdict === 'invalid') {
            assert.equal(report.content, undefined)
            assert.notEqual(report.refusal, undefined)
            return
          }
          assert.ok(report.content !== undefined && equalBytes(report.content, CONTENT))
          assert.deepEqual(
            report.signers.map(({ certificate }) => certificate.serialHex),
            ['c0ffee'],
          )
        }),
      )
    })
  }
}

test('a detached document after any mutation is refused', async () => {
  const cmsDer = await signed('detached')
  await fc.assert(
    fc.asyncProperty(mutations(CONTENT), async (detachedContent) => {
      const document = { cmsDer, detachedContent, at: NOW, profile: 'cades-bes' } as const
      const report = await verifyCms(verifier, document)
      assert.equal(report.verdict === 'valid', equalBytes(detachedContent, CONTENT))
    }),
  )
})

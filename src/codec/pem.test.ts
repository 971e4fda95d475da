import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodePem, decodePemBlocks, encodePem, PEM_BLOCKS_MAX, PEM_CHARACTERS_MAX } from './pem.ts'
import { PEM_REFUSAL_TEXTS } from './messages.ts'

const block = (body: string, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${body}-----END ${label}-----\n`
const full = 'A'.repeat(64)

test('PEM: golden text', () => {
  assert.equal(encodePem('X509 CRL', Uint8Array.of(1, 2)), block('AQI=\n', 'X509 CRL'))
  assert.equal(encodePem('CERTIFICATE', new Uint8Array(48)), block(`${full}\n`))
  assert.equal(encodePem('CERTIFICATE', new Uint8Array(49)), block(`${full}\nAA==\n`))
})

for (const [what, text, expected] of [
  ['a block', block('AQI=\n'), [1, 2]],
  ['CR LF', block('AQI=\n').replaceAll('\n', '\r\n'), [1, 2]],
  ['CR', block('AQI=\n').replaceAll('\n', '\r'), [1, 2]],
  ['no last line end', block('AQI=\n').trimEnd(), [1, 2]],
  ['explanation around', `subject=/C=JP\n${block('AQI=\n')}\nthe end\n`, [1, 2]],
  ['a full line', block(`${full}\n`), Array.from({ length: 48 }, () => 0)],
  ['nothing', '', 'pem-absent'],
  ['only explanation', 'hello\n', 'pem-absent'],
  ['another label', block('AQI=\n', 'PRIVATE KEY'), 'pem-label-unexpected'],
  ['two blocks', block('AQI=\n') + block('AQI=\n'), 'pem-too-many'],
  ['no content', block(''), 'pem-malformed'],
  ['an empty line inside', block('\nAQI=\n'), 'pem-malformed'],
  ['a header', block('Proc-Type: 4\nAQI=\n'), 'pem-malformed'],
  ['a short line before the last', block('AAAA\nAQI=\n'), 'pem-malformed'],
  ['a line of 65', block(`${full}A\n`), 'pem-malformed'],
  ['a space at the end of a line', block('AQI= \n'), 'pem-malformed'],
  ['a space in place of a character', block(`${'A'.repeat(63)} \nAAAA\n`), 'pem-malformed'],
  ['no padding', block('AQI\n'), 'pem-malformed'],
  ['padding bits set', block('AQJ=\n'), 'pem-malformed'],
  ['a character outside the alphabet', block('A_I=\n'), 'pem-malformed'],
  ['no end', block('AQI=\n').replace(/-----END.*/s, ''), 'pem-malformed'],
  ['another end', block('AQI=\n').replace('END CERTIFICATE', 'END CMS'), 'pem-malformed'],
  ['a begin line with more', block('AQI=\n').replace('E-----\n', 'E----- \n'), 'pem-malformed'],
  ['an end before a begin', '-----END CERTIFICATE-----\n', 'pem-malformed'],
  ['too much', 'A'.repeat(PEM_CHARACTERS_MAX + 1), 'pem-too-large'],
] as const)
  test(`PEM: ${what}`, () => {
    const outcome = decodePem('CERTIFICATE', text)
    assert.deepEqual(outcome.ok ? [...outcome.value] : outcome.refusal, expected)
  })

test('PEM: several blocks in order, up to the bound', () => {
  const outcome = decodePemBlocks('CMS', block('AQ==\n', 'CMS') + block('Ag==\n', 'CMS'))
  assert.deepEqual(outcome, { ok: true, value: [Uint8Array.of(1), Uint8Array.of(2)] })
  const most = decodePemBlocks('CMS', block('AQ==\n', 'CMS').repeat(PEM_BLOCKS_MAX))
  assert.equal(most.ok && most.value.length, PEM_BLOCKS_MAX)
  const more = decodePemBlocks('CMS', block('AQ==\n', 'CMS').repeat(PEM_BLOCKS_MAX + 1))
  assert.equal(more.ok ? undefined : more.refusal, 'pem-too-many')
})

test('PEM: what is written is read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (octets) => {
      const back = decodePem('PUBLIC KEY', encodePem('PUBLIC KEY', octets))
      assert.deepEqual(back.ok && [...back.value], [...octets])
    }),
    { seed: 5, numRuns: 200 },
  )
})

test('PEM: whatever the text, it is read or refused', () => {
  const pieces = fc.constantFrom('-----', 'BEGIN ', 'END ', 'CMS', '\n', '\r', 'AQ==', ' ', full)
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const outcome = decodePemBlocks('CMS', parts.join(''))
      assert.equal(
        outcome.ok ? outcome.value.length > 0 : outcome.refusal in PEM_REFUSAL_TEXTS,
        true,
      )
    }),
    { seed: 6, numRuns: 500 },
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SANDBOX_CEREMONY } from '../../test/support/ca-rig.ts'
import { parseCeremony } from './ceremony-file.ts'
import { parseCaConfiguration } from './configuration.ts'
import { DECLARATION_LENGTH_MAX } from './declaration.ts'

test('the sandbox’s file says two authorities of one key generation each', () => {
  const read = parseCeremony(SANDBOX_CEREMONY)
  assert.ok(read.ok)
  const { configuration, generations, responderValidityDays, responderSuite } = read.value
  assert.deepEqual(
    generations.map(({ authority, generation, suite }) => [authority, generation, suite]),
    [
      ['signature', 1, 'rsa-2048-sha256'],
      ['user-authentication', 1, 'rsa-2048-sha256'],
    ],
  )
  assert.equal(responderValidityDays, 30)
  assert.equal(responderSuite, 'ecdsa-p256-sha256')
  assert.equal(configuration.oidArc, '2.999.1397247821')
  assert.equal(configuration.authorities.signature.ocspUrl, undefined)
})

test('responders may be declared to sign by RSA', () => {
  const text = SANDBOX_CEREMONY.replace(
    '"responderValidityDays"',
    '"responderSuite": "rsa-2048-sha256", "responderValidityDays"',
  )
  const read = parseCeremony(text)
  assert.ok(read.ok)
  assert.equal(read.value.responderSuite, 'rsa-2048-sha256')
})

for (const [name, from, to, path] of [
  [
    'a suite that no responder has',
    '"responderValidityDays"',
    '"responderSuite": "ecdsa-p384-sha384", "responderValidityDays"',
    '$.responderSuite',
  ],
  ['another format', '"shomei-ceremony/1"', '"shomei-ceremony/2"', '$.format'],
  ['an unknown member', '"title"', '"remark": "", "title"', '$'],
  ['a missing member', '"responderValidityDays": 30', '"responderDays": 30', '$'],
  ['a doubled member', '"title"', '"title": "x", "title"', '$'],
  ['an unknown suite', '"rsa-2048-sha256"', '"rsa-1024-sha1"', '$.generations[0].suite'],
  ['an unknown authority', '"signature",', '"phone",', '$.generations[0].authority'],
  ['generation nought', '"generation": 1', '"generation": 0', '$.generations[0].generation'],
  [
    'too short a life',
    '"validityYears": 10',
    '"validityYears": 6',
    '$.generations[0].validityYears',
  ],
  ['half a year', '"validityYears": 10', '"validityYears": 7.5', '$.generations[0].validityYears'],
  [
    'a long responder',
    '"responderValidityDays": 30',
    '"responderValidityDays": 91',
    '$.responderValidityDays',
  ],
  [
    'an arc of a UUID',
    '2.999.1397247821',
    '2.25.185305434463146438264284233431218862847',
    '$.configuration.oidArc',
  ],
  ['an arc that is none', '2.999.1397247821', '3.1.2', '$.configuration.oidArc'],
  ['a URL that is none', 'http://shomei.example/cps', 'shomei.example', '$.configuration.cpsUrl'],
  ['an empty name', '"Shomei Sandbox"', '""', '$.configuration.organization'],
  [
    'a name with a space at its end',
    '"Shomei Sandbox"',
    '"Shomei "',
    '$.configuration.organization',
  ],
  [
    'lists shorter than their refresh',
    '"validityHours": 36',
    '"validityHours": 24',
    '$.configuration.crl.validityHours',
  ],
  ['text that is not JSON', '{', '', '$'],
] as const)
  test(`a ceremony file with ${name} is refused at ${path}`, () => {
    const read = parseCeremony(SANDBOX_CEREMONY.replace(from, to))
    assert.ok(!read.ok)
    assert.equal(read.refusal, 'declaration-malformed')
    assert.equal(read.detail['path'], path)
  })

for (const [from, to] of [
  ['"organization": "Shomei Sandbox"', '"organization": "JPKI"'],
  ['"organization": "Shomei Sandbox"', '"organization": "ＪＰＫＩ-TEST"'],
  ['"unit": "Shomei Sandbox for digital signature"', '"unit": "JPKI for digital signature"'],
  ['"organizationJa": "証明サンドボックス"', '"organizationJa": "公的個人認証サービス"'],
  ['2.999.1397247821', '1.2.392.200149.8.5'],
  ['http://shomei.example/cps', 'http://www.jpki.go.jp/cps.html'],
  ['http://ocsp.shomei.example/', 'http://ocspauthnorm.jpki.go.jp'],
] as const)
  test(`the real service’s ${to} is refused`, () => {
    const read = parseCeremony(SANDBOX_CEREMONY.replace(from, to))
    assert.ok(!read.ok)
    assert.equal(read.refusal, 'names-of-the-real-service')
  })

test('a configuration alone is read as strictly', () => {
  const { configuration } = JSON.parse(SANDBOX_CEREMONY) as { configuration: { oidArc: string } }
  assert.ok(parseCaConfiguration(JSON.stringify(configuration)).ok)
  const real = { ...configuration, oidArc: '1.2.392.200149' }
  const refused = parseCaConfiguration(JSON.stringify(real))
  assert.equal(refused.ok ? undefined : refused.refusal, 'names-of-the-real-service')
  assert.ok(!parseCaConfiguration('[]').ok)
})

test('a file too long to be reviewed is refused', () => {
  const read = parseCeremony(SANDBOX_CEREMONY + ' '.repeat(DECLARATION_LENGTH_MAX))
  assert.equal(read.ok ? undefined : read.refusal, 'declaration-malformed')
})

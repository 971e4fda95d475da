import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { paperTerminal } from '../../../test/support/paper-terminal.ts'
import {
  at,
  certificateIn,
  issueTo,
  littleAuthority,
  weakKeys,
} from '../../../test/support/status-authority.ts'
import { vectorTest } from '../../../test/support/vectors.ts'
import * as der from '#codec/der/encode.ts'
import { decodePem } from '#codec/pem.ts'
import { critical, type Extension, extension } from '#codec/x509/extension.ts'
import { certificatePolicies, subjectAltName } from '#codec/x509/extension-values.ts'
import { otherNameText } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import { displayWidth } from '../aligned-columns.ts'
import { explainCertificate } from './explain-certificate.ts'
import { explainText } from './explain-text.ts'
import type { ExplainedCertificate } from './explained.ts'

const NOW = at('2026-04-01T00:00:00Z')
const signature = littleAuthority('signature')
const authentication = littleAuthority('user-authentication')
type Edit = (extensions: readonly Extension[]) => readonly Extension[]

function explained(edit: Edit = (all) => all, now = NOW): ExplainedCertificate {
  return explainCertificate(certificateIn(issueTo(signature, { edit })), now)
}

const codes = ({ findings }: ExplainedCertificate): readonly string[] =>
  findings.map(({ code }) => code)
const valuesOf = ({ fields }: ExplainedCertificate, id: string): readonly string[] =>
  fields.find((field) => field.id === id)?.values.map(({ text }) => text) ?? []
const adding =
  (...more: readonly Extension[]): Edit =>
  (all) => [...all, ...more]
const withPolicy =
  (policyOid: string): Edit =>
  (all) =>
    all.map((one) =>
      one.oid === OID.certificatePolicies
        ? critical(certificatePolicies([{ policyOid, qualifiers: [] }]))
        : one,
    )

/** J-LIS's arc; no certificate of ours may bear it, which is why it is put together here. */
const REAL_ARC = [1, 2, 392, 200149, 8, 5].join('.')
const ITEMS = subjectAltName([
  otherNameText('2.999.5.1', '架空　花子'),
  otherNameText('2.999.5.4', '319800217'),
  otherNameText('2.999.5.3', '2'),
  otherNameText('2.999.5.5', '東京都渋谷区神南一丁目８番１号'),
  otherNameText('2.999.5.2', '01000'),
  otherNameText('2.999.5.6', '0'.repeat(15)),
])

test('every field of the certificate is there, in its order, with name, meaning and clause', () => {
  const { fields } = explained()
  assert.deepEqual(
    fields.map(({ id }) => id),
    [
      'version',
      'serialNumber',
      'signature',
      'issuer',
      'validity',
      'subject',
      'subjectPublicKeyInfo',
      'keyUsage',
      'certificatePolicies',
      'cRLDistributionPoints',
      'authorityKeyIdentifier',
      'subjectKeyIdentifier',
      'signatureValue',
      'fingerprint',
    ],
  )
  for (const { name, about, clause, values, id } of fields) {
    for (const text of [name.ja, name.en, about.ja, about.en, clause]) assert.ok(text !== '', id)
    assert.ok(values.length > 0, id)
  }
})

suite('what is unusual', () => {
  for (const [what, made, code] of [
    ['an example policy', explained(), 'sandbox-policy'],
    ['the last day gone', explained(undefined, at('2030-12-10T15:00:00Z')), 'expired'],
    ['the last day', explained(undefined, at('2030-12-10T14:59:59Z')), 'ends-soon'],
    ['before its time', explained(undefined, at('2026-03-01T02:59:59Z')), 'not-yet-valid'],
    ['the real test policy', explained(withPolicy(`${REAL_ARC}.1.0.20`)), 'test-policy'],
    [
      'an unknown critical extension',
      explained(adding(critical(extension('1.2.3', der.nullValue())))),
      'critical-extension-unknown',
    ],
    [
      'an unknown extension',
      explained(adding(extension('1.2.3', der.nullValue()))),
      'extension-unknown',
    ],
    ['the basic items', explained(adding(ITEMS)), 'holds-basic-items'],
    [
      'a weak key',
      explainCertificate(certificateIn(issueTo(signature, { keys: weakKeys(1024) })), NOW),
      'key-weak',
    ],
    ['an authority', explainCertificate(signature.certificate, NOW), 'self-issued'],
    [
      'no key identifier',
      explained((all) => all.filter(({ oid }) => oid !== OID.authorityKeyIdentifier)),
      'authority-key-identifier-absent',
    ],
    [
      'no key usage',
      explained((all) => all.filter(({ oid }) => oid !== OID.keyUsage)),
      'key-usage-absent',
    ],
  ] as const)
    test(`${what} → ${code}`, () => assert.ok(codes(made).includes(code), codes(made).join()))

  test('warnings come before notices', () => {
    const { findings } = explained(adding(ITEMS))
    const levels = findings.map(({ level }) => level)
    assert.deepEqual(levels, levels.toSorted().toReversed())
  })
})

suite('the profile of the public personal authentication service', () => {
  test('kind and origin are told from policy and names', () => {
    assert.match(explained().summary.ja, /証明サンドボックスの署名用電子証明書/)
    const real = explained(withPolicy(`${REAL_ARC}.1.1.20`))
    assert.match(real.summary.ja, /公的個人認証サービス（JPKI）の署名用電子証明書/)
    const other = explainCertificate(certificateIn(issueTo(authentication)), NOW)
    assert.match(other.summary.en, /^A user authentication certificate/)
    assert.match(explained(withPolicy('1.2.3')).summary.en, /end entity/)
  })

  test('the basic items are read as the profile writes them', () => {
    const { fields } = explained(adding(ITEMS))
    const values = fields.find(({ id }) => id === 'subjectAltName')?.values ?? []
    assert.deepEqual(
      values.map(({ label, text, meaning }) => [label?.ja, text, meaning?.ja]),
      [
        ['氏名', '架空　花子', undefined],
        ['生年月日', '319800217', '1980年（昭和55年）2月17日'],
        ['性別', '2', '女'],
        ['住所', '東京都渋谷区神南一丁目８番１号', undefined],
        ['氏名の代替文字の位置', '01000', '2 文字目が代替文字'],
        ['住所の代替文字の位置', '0'.repeat(15), '代替文字はない'],
      ],
    )
  })

  for (const [file, generation] of [
    ['sign_ca_2015', 1],
    ['sign_ca_2023', 3],
    ['auth_ca_2015', 1],
    ['auth_ca_2023', 3],
  ] as const)
    vectorTest('jpki-ca', `the real authority ${file}`, (folder) => {
      const pem = decodePem('CERTIFICATE', readFileSync(join(folder, `${file}.pem`), 'utf8'))
      assert.ok(pem.ok)
      const made = explainCertificate(certificateIn(pem.value), NOW)
      assert.match(
        made.summary.ja,
        /^公的個人認証サービス（JPKI）の(?:署名|利用者証明)用認証局の証明書$/,
      )
      const found = made.findings.find(({ code }) => code === 'generation')
      assert.match(found?.ja ?? '', new RegExp(`第${generation}世代`))
      assert.equal(codes(made).includes('expired'), file.endsWith('2015'))
      assert.ok(!codes(made).includes('critical-extension-unknown'))
    })
})

suite('on a terminal', () => {
  test('lines fit a hundred columns, and full-width characters keep the columns', () => {
    const text = explainText(explained(adding(ITEMS)), paperTerminal())
    const wide = text.split('\n').filter((line) => displayWidth(line) > 100)
    assert.deepEqual(
      wide.filter((line) => !line.startsWith('  ') && !/^[!·]/.test(line)),
      [],
    )
    assert.match(text, /^ {4}氏名 \/ name +架空　花子$/m)
    assert.match(text, /重要 \/ critical/)
  })

  test('a value cannot move the cursor or hide a part of itself', () => {
    const hostile = subjectAltName([otherNameText('2.999.5.1', 'a\u001b[2Jb\u202ec')])
    const text = explainText(explained(adding(hostile)), paperTerminal())
    assert.match(text, /a\\u\{1b\}\[2Jb\\u\{202e\}c/)
  })

  test('an unknown extension shows its octets', () => {
    const made = explained(adding(extension('1.2.3', der.utf8String('hello'))))
    assert.deepEqual(valuesOf(made, '1.2.3'), ['0c0568656c6c6f'])
    assert.match(explainText(made, paperTerminal()), /as text "hello"/)
  })
})

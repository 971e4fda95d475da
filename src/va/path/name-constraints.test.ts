import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as der from '#codec/der/encode.ts'
import type { GeneralSubtree } from '#codec/x509/constraints.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { directoryName, otherNameText } from '#codec/x509/general-name.ts'
import { type Name, nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { ATTRIBUTE, OID } from '#codec/x509/oids.ts'
import { fromHex } from '#kernel/bytes.ts'
import { leafOf, named, withNames } from '../../../test/support/path-certificates.ts'
import { checkNames, constraintSet, type NameConstraintRefusal } from './name-constraints.ts'
import { DEFAULT_PATH_BUDGET, newSpending } from './path-budget.ts'

type Form = 'dNSName' | 'rfc822Name' | 'uniformResourceIdentifier'

const FORMS: Readonly<Record<string, Form>> = {
  dns: 'dNSName',
  mail: 'rfc822Name',
  uri: 'uniformResourceIdentifier',
}

/** `dns:example.jp`, `ip:c0000200ffffff00` (hexadecimal octets), `dn:Common Name`. */
function general(text: string): GeneralName {
  const [form = '', ...rest] = text.split(':')
  const value = rest.join(':')
  const kind = FORMS[form]
  if (kind !== undefined) return { kind, text: value }
  if (form === 'dn') return directoryName(value === '' ? nameOf([]) : named(value))
  if (form === 'oid') return { kind: 'registeredID', oid: value }
  if (form === 'other') return otherNameText('2.999.5', value)
  return { kind: 'iPAddress', octets: fromHex(value) ?? new Uint8Array() }
}

function subtrees(texts: readonly string[]): readonly GeneralSubtree[] {
  return texts.map((text) => ({ base: general(text), minimum: 0 }))
}

type Outcome = NameConstraintRefusal | 'fits'

function outcome(
  permitted: readonly string[],
  excluded: readonly string[],
  names: readonly GeneralName[],
  subject?: Name,
): Outcome {
  const set = constraintSet({ permitted: subtrees(permitted), excluded: subtrees(excluded) })
  if (set === 'name-constraint-malformed') return set
  const changes = names.length === 0 ? {} : withNames(...names)
  const leaf = leafOf('Root', subject === undefined ? changes : { ...changes, subject })
  return checkNames(leaf, [set], newSpending(DEFAULT_PATH_BUDGET), new Map())?.refusal ?? 'fits'
}

/** Permitted subtrees, excluded ones, the names of the certificate, and what comes of it. */
const CASES: readonly (readonly [
  readonly string[],
  readonly string[],
  readonly string[],
  Outcome,
])[] = [
  // dNSName: zero or more labels to the left; never part of a label.
  [['dns:example.jp'], [], ['dns:example.jp'], 'fits'],
  [['dns:example.jp'], [], ['dns:a.b.EXAMPLE.jp'], 'fits'],
  [['dns:example.jp'], [], ['dns:notexample.jp'], 'name-not-permitted'],
  [['dns:example.jp'], [], ['dns:jp'], 'name-not-permitted'],
  [['dns:'], [], ['dns:any.test'], 'fits'],
  [[], ['dns:'], ['dns:any.test'], 'name-excluded'],
  [['dns:a.test', 'dns:b.test'], [], ['dns:b.test', 'dns:a.test'], 'fits'],
  [['dns:a.test'], [], ['dns:a.test', 'dns:b.test'], 'name-not-permitted'],
  [['dns:a.test'], ['dns:x.a.test'], ['dns:x.a.test'], 'name-excluded'],
  [['dns:.a.test'], [], ['dns:a.test'], 'name-constraint-malformed'],
  [[], ['dns:*.a.test'], ['dns:b.test'], 'name-constraint-malformed'],
  // A wildcard stands for every host with one label more.
  [['dns:a.test'], [], ['dns:*.a.test'], 'fits'],
  [['dns:x.a.test'], [], ['dns:*.a.test'], 'name-not-permitted'],
  [[], ['dns:x.a.test'], ['dns:*.a.test'], 'name-excluded'],
  [[], ['dns:x.y.a.test'], ['dns:*.a.test'], 'fits'],
  [[], ['dns:a.test'], ['dns:*.b.a.test'], 'name-excluded'],
  // A name that cannot be read lies in nothing permitted, and may lie in what is excluded.
  [['dns:a.test'], [], ['dns:a..test'], 'name-not-permitted'],
  [[], ['dns:b.test'], ['dns:a_b.test'], 'name-excluded'],
  // Other forms are not concerned.
  [['dns:a.test'], [], ['mail:x@b.test'], 'fits'],
  [['ip:c0000200ffffff00'], [], ['dns:b.test'], 'fits'],
  // iPAddress.
  [['ip:c0000200ffffff00'], [], ['ip:c00002ff'], 'fits'],
  [['ip:c0000200ffffff00'], [], ['ip:c0000300'], 'name-not-permitted'],
  [['ip:c000020100000000'], [], ['ip:01020304'], 'fits'],
  [[], ['ip:c0000200ffffff00'], ['ip:c0000201'], 'name-excluded'],
  [['ip:c0000200ffffff00'], [], [`ip:${'0'.repeat(32)}`], 'name-not-permitted'],
  [
    [`ip:20010db8${'0'.repeat(24)}ffffffff${'0'.repeat(24)}`],
    [],
    [`ip:20010db8${'1'.repeat(24)}`],
    'fits',
  ],
  // rfc822Name: a mailbox, a host, or with a period the hosts below a domain.
  [['mail:Root@Example.jp'], [], ['mail:Root@example.JP'], 'fits'],
  [['mail:Root@example.jp'], [], ['mail:root@example.jp'], 'name-not-permitted'],
  [['mail:example.jp'], [], ['mail:a@example.jp'], 'fits'],
  [['mail:example.jp'], [], ['mail:a@mx.example.jp'], 'name-not-permitted'],
  [['mail:.example.jp'], [], ['mail:a@mx.example.jp'], 'fits'],
  [['mail:.example.jp'], [], ['mail:a@example.jp'], 'name-not-permitted'],
  [['mail:*@example.jp'], [], ['mail:a@example.jp'], 'name-not-permitted'],
  [['mail:*@example.jp'], [], ['mail:*@example.jp'], 'fits'],
  [[], ['mail:example.jp'], ['mail:nobody'], 'name-excluded'],
  // uniformResourceIdentifier: the host alone.
  [['uri:example.jp'], [], ['uri:https://u@EXAMPLE.jp:8443/x?y#z'], 'fits'],
  [['uri:example.jp'], [], ['uri:https://www.example.jp/'], 'name-not-permitted'],
  [['uri:.example.jp'], [], ['uri:https://www.example.jp'], 'fits'],
  [['uri:.example.jp'], [], ['uri:https://example.jp'], 'name-not-permitted'],
  [['uri:.example.jp'], [], ['uri:https://192.0.2.1/'], 'name-not-permitted'],
  [[], ['uri:example.jp'], ['uri:urn:isbn:0'], 'name-excluded'],
  [['uri:http://example.jp/'], [], [], 'name-constraint-malformed'],
  // directoryName: the first parts; the subject counts as one.
  [['dn:leaf'], [], [], 'fits'],
  [['dn:'], [], ['dn:Anyone'], 'fits'],
  [['dn:Other'], [], [], 'name-not-permitted'],
  [[], ['dn:LEAF'], [], 'name-excluded'],
  [[], ['dn:Hidden'], ['dn:hidden'], 'name-excluded'],
  // Forms that are not processed: only where such a name appears.
  [[], ['oid:2.999.1'], ['oid:2.999.2'], 'name-constraint-unsupported'],
  [['oid:2.999.1'], [], ['dns:a.test'], 'fits'],
  [[], ['other:x'], ['other:y'], 'name-constraint-unsupported'],
]

for (const [permitted, excluded, names, wanted] of CASES)
  test(`permitted ${permitted.join()} excluded ${excluded.join()}: ${names.join()} ${wanted}`, () => {
    assert.equal(outcome(permitted, excluded, names.map(general)), wanted)
  })

const WITH_MAIL = nameOfRelativeNames([
  [{ oid: ATTRIBUTE.C, form: 'printable', text: 'JP' }],
  [{ oid: ATTRIBUTE.emailAddress, form: 'ia5', text: 'a@example.com' }],
])

test('emailAddress of the subject counts where there is no subjectAltName', () => {
  assert.equal(outcome(['mail:example.jp'], [], [], WITH_MAIL), 'name-not-permitted')
  assert.equal(outcome(['mail:example.jp'], [], [general('dns:a.test')], WITH_MAIL), 'fits')
})

test('an internationalised mailbox counts as a mailbox', () => {
  const mailbox = otherNameText(OID.smtpUtf8Mailbox, '太郎@example.jp')
  assert.equal(outcome(['mail:example.jp'], [], [mailbox]), 'fits')
  assert.equal(outcome([], ['mail:example.jp'], [mailbox]), 'name-excluded')
})

test('a minimum or a maximum is not processed: refused where such a name appears', () => {
  for (const limits of [{ minimum: 1 }, { minimum: 0, maximum: 2 }]) {
    const set = constraintSet({
      permitted: [],
      excluded: [{ base: general('dns:a.test'), ...limits }],
    })
    assert.ok(typeof set === 'object')
    const spending = newSpending(DEFAULT_PATH_BUDGET)
    const check = (name: string): Outcome =>
      checkNames(leafOf('Root', withNames(general(name))), [set], spending, new Map())?.refusal ??
      'fits'
    assert.equal(check('dns:b.test'), 'name-constraint-unsupported')
    assert.equal(check('mail:a@b.test'), 'fits')
  }
})

test('every authority above permits: the sets intersect, the excluded ones add up', () => {
  const sets = [['dns:a.test', 'dns:b.test'], ['dns:b.test']].map((texts) => {
    const set = constraintSet({ permitted: subtrees(texts), excluded: [] })
    assert.ok(typeof set === 'object')
    return set
  })
  const spending = newSpending(DEFAULT_PATH_BUDGET)
  const of = (text: string) => leafOf('Root', withNames(general(text)))
  assert.equal(checkNames(of('dns:b.test'), sets, spending, new Map()), undefined)
  assert.deepEqual(checkNames(of('dns:a.test'), sets, spending, new Map()), {
    refusal: 'name-not-permitted',
    form: 'dNSName',
  })
})

test('comparisons are charged before they are made, the last one allowed included', () => {
  const set = constraintSet({ permitted: subtrees(['dns:a.test', 'dns:b.test']), excluded: [] })
  assert.ok(typeof set === 'object')
  const leaf = leafOf('Root', withNames(general('dns:a.test')))
  for (const [nameComparisonsMax, wanted] of [
    [2, undefined],
    [1, 'path-budget-exhausted'],
  ] as const) {
    const spending = newSpending({ ...DEFAULT_PATH_BUDGET, nameComparisonsMax })
    assert.equal(checkNames(leaf, [set], spending, new Map())?.refusal, wanted)
  }
})

test('an otherName that is no text is a name like any other', () => {
  const valueDer = der.encode(der.nullValue())
  const name = { kind: 'otherName', oid: OID.smtpUtf8Mailbox, text: undefined, valueDer } as const
  assert.equal(outcome(['mail:example.jp'], [], [name]), 'name-not-permitted')
})

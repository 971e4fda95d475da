/** Versions, serials, validity, usage, constraints on length: RFC 5280 §4.1, §4.2.1.3, §4.2.1.9. */
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { touched } from '../certificate-plan.ts'
import {
  leafOf,
  type Mutation,
  nameDer,
  onAny,
  onLeaf,
  onMiddle,
  placeOf,
  setExtension,
  setKeyUsage,
  setPathLength,
} from '../draft.ts'
import { timeDer } from '../status-plan.ts'

const SIGN = { digitalSignature: 0, certSign: 5, crlSign: 6 }
const UNKNOWN_EXTENSION = '2.999.77'

/** Mutations of the validity period. */
export const VALIDITY: readonly Mutation[] = [
  onAny('expired', 'breaks', (plan) => {
    plan.notAfterDer = timeDer('2022-01-01T00:00:00Z')
  }),
  onAny('not-yet-valid', 'breaks', (plan) => {
    plan.notBeforeDer = timeDer('2055-01-01T00:00:00Z')
  }),
  onAny('validity-reversed', 'breaks', (plan) => {
    plan.notBeforeDer = timeDer('2055-01-01T00:00:00Z')
    plan.notAfterDer = timeDer('2022-01-01T00:00:00Z')
  }),
  onAny('time-boundary', 'either', (plan, { random, asked }) => {
    const second = random.next(3) - 1
    const edge = new Date(Date.parse(asked.at) + second * 1000).toISOString()
    if (random.oneIn(2)) plan.notBeforeDer = timeDer(edge)
    else plan.notAfterDer = timeDer(edge)
    return `${second}`
  }),
  onAny('validity-without-end', 'harmless', (plan) => {
    plan.notAfterDer = timeDer('9999-12-31T23:59:59Z')
  }),
  onAny('time-form', 'either', (plan, { random }) => {
    const [name, tag, text] = random.pick([
      ['utc-without-seconds', 0x17, '2001010000Z'],
      ['utc-with-offset', 0x17, '200101000000+0900'],
      ['generalized-before-2050', 0x18, '20200101000000Z'],
      ['generalized-fraction', 0x18, '20200101000000.5Z'],
      ['generalized-local', 0x18, '20200101000000'],
      ['utc-month-13', 0x17, '201301000000Z'],
      ['utc-february-30', 0x17, '200230000000Z'],
      ['utc-leap-second', 0x17, '200101000060Z'],
    ] as const)
    plan.notBeforeDer = der.encode(new der.DerNode(tag, text))
    return name
  }),
]

/** Mutations of version and serial number. */
export const NUMBERS: readonly Mutation[] = [
  onMiddle('authority-version-1', 'breaks', (plan) => {
    plan.version = 0
    plan.extensions = []
  }),
  onLeaf('leaf-version-1', 'either', (plan) => {
    plan.version = 0
    plan.extensions = []
  }),
  onAny('version-without-right-to-extensions', 'either', (plan, { random }) => {
    plan.version = random.next(2)
    return `v${plan.version + 1}`
  }),
  onAny('version-4', 'breaks', (plan) => {
    plan.version = 3
  }),
  onAny('serial', 'either', (plan, { random }) => {
    const [name, ...octets] = random.pick([
      ['negative', 0x80, 1],
      ['zero', 0],
      ['padded', 0, 1],
      ['padded-negative', 0xff, 0xff],
      ['20-octets', ...Array.from({ length: 20 }, () => 0x7f)],
      ['21-octets', 0, ...Array.from({ length: 20 }, () => 0xff)],
      ['empty'],
    ] as const)
    plan.serial = Uint8Array.from(octets)
    return name
  }),
]

/** Mutations of basicConstraints and keyUsage. */
export const AUTHORITY: readonly Mutation[] = [
  onMiddle('basic-constraints-absent', 'breaks', (plan) =>
    setExtension(plan, OID.basicConstraints, true, undefined),
  ),
  onMiddle('not-ca', 'breaks', (plan, { random }) =>
    setExtension(plan, OID.basicConstraints, random.oneIn(2), der.sequence()),
  ),
  onMiddle('basic-constraints-not-critical', 'either', (plan) =>
    setExtension(plan, OID.basicConstraints, false, der.sequence(der.boolean(true))),
  ),
  {
    name: 'path-length',
    effect: 'either',
    apply: (draft) => {
      const at = 1 + draft.random.next(draft.path.length - 1)
      if (at >= draft.path.length - 1) return false
      const below = draft.path.length - 2 - at
      const length = below + draft.random.next(3) - 1
      setPathLength(touched(placeOf(draft, at)), length)
      return length < 0 ? 'negative' : length < below ? 'exceeded' : 'kept'
    },
  },
  onMiddle('path-length-without-ca', 'breaks', (plan) =>
    setExtension(plan, OID.basicConstraints, true, der.sequence(der.integer(3))),
  ),
  onMiddle('path-length-huge', 'harmless', (plan) =>
    setExtension(
      plan,
      OID.basicConstraints,
      true,
      der.sequence(der.boolean(true), der.integer(1_000_000)),
    ),
  ),
  onMiddle('path-length-beyond-64-bits', 'either', (plan) =>
    setExtension(
      plan,
      OID.basicConstraints,
      true,
      der.sequence(der.boolean(true), der.integer(2n ** 70n)),
    ),
  ),
  onLeaf('leaf-basic-constraints', 'either', (plan, { random }) => {
    const [name, value] = random.pick([
      ['empty', der.sequence()],
      ['ca', der.sequence(der.boolean(true))],
      ['false-encoded', der.sequence(der.boolean(false))],
      ['ca-length-0', der.sequence(der.boolean(true), der.integer(0))],
    ] as const)
    setExtension(plan, OID.basicConstraints, random.oneIn(2), value)
    return name
  }),
  onMiddle('key-usage-without-certSign', 'breaks', (plan, { random }) =>
    setKeyUsage(plan, [SIGN.digitalSignature, SIGN.crlSign], random.oneIn(2)),
  ),
  onMiddle('authority-key-usage-absent', 'either', (plan) =>
    setExtension(plan, OID.keyUsage, true, undefined),
  ),
  onMiddle('key-usage-without-crlSign', 'either', (plan) => setKeyUsage(plan, [SIGN.certSign])),
  onAny('key-usage-form', 'either', (plan, { random }) => {
    const [name, value] = random.pick([
      ['empty', new der.DerNode(0x03, Uint8Array.of(0))],
      ['no-octets', new der.DerNode(0x03, new Uint8Array())],
      ['trailing-zero-bits', new der.DerNode(0x03, Uint8Array.of(0, 0x86))],
      ['unused-bits-set', new der.DerNode(0x03, Uint8Array.of(1, 0x87))],
      ['nine-bits', der.namedBits([0, 5, 6, 8])],
      ['ten-bits', der.namedBits([0, 5, 6, 9])],
    ] as const)
    setExtension(plan, OID.keyUsage, true, value)
    return name
  }),
  onLeaf('leaf-key-usage', 'either', (plan, { random }) => {
    setKeyUsage(plan, random.some([0, 1, 2, 3, 4, 5, 6, 7]), random.oneIn(2))
  }),
]

/** Mutations of extensions as such. */
export const EXTENSIONS: readonly Mutation[] = [
  onAny('critical-unknown', 'breaks', (plan) =>
    setExtension(plan, UNKNOWN_EXTENSION, true, der.nullValue()),
  ),
  onAny('unknown', 'harmless', (plan) =>
    setExtension(plan, UNKNOWN_EXTENSION, false, der.octetString(Uint8Array.of(1, 2))),
  ),
  onAny('extension-twice', 'either', (plan, { random }) => {
    if (plan.extensions.length === 0) return false
    const twice = random.pick(plan.extensions)
    plan.extensions.push({ ...twice })
    return twice.oid
  }),
  onAny('extension-malformed', 'either', (plan, { random }) => {
    if (plan.extensions.length === 0) return false
    const extension = random.pick(plan.extensions)
    const [name, value] = random.pick([
      ['empty', new Uint8Array()],
      ['trailing', Uint8Array.of(...extension.value, 5, 0)],
      ['truncated', extension.value.subarray(0, -1)],
      ['null', Uint8Array.of(5, 0)],
    ] as const)
    extension.value = value
    return `${extension.oid}-${name}`
  }),
  onAny('extension-made-critical', 'either', (plan, { random }) => {
    if (plan.extensions.length === 0) return false
    const extension = random.pick(plan.extensions)
    extension.critical = true
    return extension.oid
  }),
  onAny('extension-removed', 'either', (plan, { random }) => {
    if (plan.extensions.length === 0) return false
    const { oid } = random.pick(plan.extensions)
    setExtension(plan, oid, false, undefined)
    return oid
  }),
  onAny('extensions-shuffled', 'harmless', (plan) => {
    plan.extensions.reverse()
  }),
  onAny('key-identifiers', 'either', (plan, { random }) => {
    const other = new Uint8Array(20).fill(7)
    const issuer = der.explicit(1, new der.DerNode(0xa4, [plan.issuerDer]))
    const [name, oid, value] = random.pick([
      ['authority-absent', OID.authorityKeyIdentifier, undefined],
      ['authority-other', OID.authorityKeyIdentifier, keyIdentifier(other)],
      ['authority-empty', OID.authorityKeyIdentifier, der.sequence()],
      [
        'authority-other-serial',
        OID.authorityKeyIdentifier,
        der.sequence(issuer, der.implicit(2, der.integer(123_456))),
      ],
      ['subject-absent', OID.subjectKeyIdentifier, undefined],
      ['subject-other', OID.subjectKeyIdentifier, der.octetString(other)],
    ] as const)
    setExtension(plan, oid, false, value)
    return name
  }),
]

/** Mutations of extended key usage, together with a purpose asked for. */
export const PURPOSES: readonly Mutation[] = [
  {
    name: 'purpose',
    effect: 'either',
    apply: (draft) => {
      const { random, asked } = draft
      asked.keyPurpose = random.pick([OID.serverAuth, OID.clientAuth, OID.emailProtection])
      const place = random.pick(['none', 'leaf', 'middle'])
      if (place === 'none') return place
      const at = place === 'leaf' ? draft.path.length - 1 : 1
      const usages = random.pick([
        [OID.serverAuth],
        [OID.clientAuth],
        [OID.emailProtection],
        [OID.anyExtendedKeyUsage],
        [OID.codeSigning, OID.timeStamping],
        [],
        undefined,
      ])
      const value = usages && der.sequence(...usages.map((usage) => der.oid(usage)))
      setExtension(touched(placeOf(draft, at)), OID.extKeyUsage, random.oneIn(3), value)
      return `${asked.keyPurpose.slice(-1)}-${place}-${usages?.map((one) => one.slice(-4)).join()}`
    },
  },
]

/** Mutations of subject names; an issuer name that no longer matches its authority breaks. */
export const NAMES: readonly Mutation[] = [
  onAny('issuer-other', 'breaks', (plan) => {
    plan.issuerDer = nameDer([
      ['2.5.4.6', 'JP'],
      ['2.5.4.3', 'Somebody Else'],
    ])
  }),
  {
    name: 'issuer-written-differently',
    effect: 'either',
    apply: (draft) => {
      const at = 1 + draft.random.next(draft.path.length - 1)
      const issuer = `${draft.base} Authority ${at - 1}`
      const [name, text, form] = draft.random.pick([
        ['case', issuer.toUpperCase(), 'utf8'],
        ['printable', issuer, 'printable'],
        ['printable-case', issuer.toLowerCase(), 'printable'],
        ['inner-spaces', issuer.replace(' ', '   '), 'utf8'],
        ['outer-spaces', ` ${issuer} `, 'utf8'],
        ['full-width', issuer.replace('A', 'Ａ'), 'utf8'],
        ['soft-hyphen', issuer.replace('th', 't­h'), 'utf8'],
      ] as const)
      touched(placeOf(draft, at)).issuerDer = nameDer(
        [
          ['2.5.4.6', 'JP'],
          ['2.5.4.10', 'Campaign'],
          ['2.5.4.3', text],
        ],
        form,
      )
      return name
    },
  },
  {
    name: 'subject-empty',
    effect: 'either',
    apply: (draft) => {
      const plan = touched(leafOf(draft))
      plan.subjectDer = nameDer([])
      if (draft.random.oneIn(3)) setExtension(plan, OID.subjectAltName, false, undefined)
      const name = plan.extensions.find(({ oid }) => oid === OID.subjectAltName)
      if (name !== undefined) name.critical = draft.random.oneIn(2)
      return name === undefined ? 'without-alternative' : `critical-${name.critical}`
    },
  },
  {
    name: 'middle-subject-empty',
    effect: 'breaks',
    apply: (draft) => {
      if (draft.path.length < 3 || draft.asked.revocation !== 'none') return false
      const at = 1 + draft.random.next(draft.path.length - 2)
      touched(placeOf(draft, at)).subjectDer = nameDer([])
      touched(placeOf(draft, at + 1)).issuerDer = nameDer([])
      return true
    },
  },
]

function keyIdentifier(octets: Uint8Array): der.DerNode {
  return der.sequence(der.implicit(0, der.octetString(octets)))
}

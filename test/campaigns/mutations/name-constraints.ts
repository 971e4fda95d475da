/** nameConstraints of every type against the names of the leaf: RFC 5280 §4.2.1.10. */
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { touched } from '../certificate-plan.ts'
import { type Draft, leafOf, type Mutation, nameDer, placeOf, setExtension } from '../draft.ts'

type NameKind = 'dns' | 'email' | 'uri' | 'ip' | 'directory' | 'registered' | 'other'

const COUNTRY = ['2.5.4.6', 'JP'] as const
const ORGANISATION = ['2.5.4.10', 'Campaign'] as const

/** Names and bases from which both sides are drawn, so that they often meet. */
const NAMES: Readonly<Record<NameKind, readonly (readonly [string, der.DerValue])[]>> = {
  dns: [
    'host.example.com',
    'www.host.example.com',
    'example.com',
    'example.org',
    'evil-example.com',
    'HOST.Example.COM',
    '*.example.com',
    'host.example.com.',
    '.example.com',
    '',
  ].map((text) => [text, new der.DerNode(0x82, text)]),
  email: [
    'holder@example.com',
    'holder@host.example.com',
    'Holder@example.com',
    'holder@EXAMPLE.com',
    'holder@example.org',
    '"a@b"@example.com',
    'example.com',
    'a@b@example.com',
  ].map((text) => [text, new der.DerNode(0x81, text)]),
  uri: [
    'http://host.example.com/',
    'https://user@www.host.example.com:8080/path',
    'http://example.com',
    'http://HOST.example.com?x',
    'http://192.0.2.5/',
    'http://[2001:db8::1]/',
    'urn:example:name',
    'http://example.org/@host.example.com/',
    '//host.example.com/',
  ].map((text) => [text, new der.DerNode(0x86, text)]),
  ip: [
    ['192.0.2.5', [192, 0, 2, 5]],
    ['192.0.3.5', [192, 0, 3, 5]],
    ['2001:db8::5', [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]],
    ['five-octets', [192, 0, 2, 5, 0]],
  ].map(([text, octets]) => [text as string, octetsOf(7, octets as number[])]),
  directory: [
    ['holder', directory([COUNTRY, ORGANISATION, ['2.5.4.3', 'Holder']])],
    ['other-country', directory([['2.5.4.6', 'US'], ORGANISATION])],
    ['case', directory([COUNTRY, ['2.5.4.10', 'CAMPAIGN'], ['2.5.4.3', 'Holder']])],
  ],
  registered: [
    ['2.999.5', new der.DerNode(0x88, der.encode(der.oid('2.999.5')).subarray(2))],
    ['2.999.6', new der.DerNode(0x88, der.encode(der.oid('2.999.6')).subarray(2))],
  ],
  other: [['principal', principal('holder@example.com')]],
}

const BASES: Readonly<Record<NameKind, readonly (readonly [string, der.DerValue])[]>> = {
  dns: ['example.com', '.example.com', 'host.example.com', 'com', '', 'EXAMPLE.com', 'example.org']
    .concat('*.example.com')
    .map((text) => [text, new der.DerNode(0x82, text)]),
  email: ['example.com', '.example.com', 'holder@example.com', 'example.org', 'EXAMPLE.com']
    .concat('HOLDER@example.com', 'host.example.com', '')
    .map((text) => [text, new der.DerNode(0x81, text)]),
  uri: ['host.example.com', '.example.com', 'example.com', 'example.org', '.EXAMPLE.com', '']
    .concat('http://host.example.com')
    .map((text) => [text, new der.DerNode(0x86, text)]),
  ip: [
    ['192.0.2.0/24', [192, 0, 2, 0, 255, 255, 255, 0]],
    ['192.0.2.5/32', [192, 0, 2, 5, 255, 255, 255, 255]],
    ['0/0', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['10/8', [10, 0, 0, 0, 255, 0, 0, 0]],
    ['host-bits', [192, 0, 2, 99, 255, 255, 255, 0]],
    ['split-mask', [192, 0, 2, 5, 255, 0, 255, 255]],
    ['four-octets', [192, 0, 2, 0]],
    ['2001:db8/32', [0x20, 1, 0x0d, 0xb8, ...zeros(12), 255, 255, 255, 255, ...zeros(12)]],
  ].map(([text, octets]) => [text as string, octetsOf(7, octets as number[])]),
  directory: [
    ['country', directory([COUNTRY])],
    ['organisation', directory([COUNTRY, ORGANISATION])],
    ['organisation-case', directory([COUNTRY, ['2.5.4.10', 'campaign']])],
    ['holder', directory([COUNTRY, ORGANISATION, ['2.5.4.3', 'Holder']])],
    ['below-holder', directory([COUNTRY, ORGANISATION, ['2.5.4.3', 'Holder'], ['2.5.4.3', 'x']])],
    ['other', directory([['2.5.4.6', 'US']])],
    ['empty', directory([])],
  ],
  registered: [['2.999.5', new der.DerNode(0x88, der.encode(der.oid('2.999.5')).subarray(2))]],
  other: [['principal', principal('example.com')]],
}

const KINDS = Object.keys(NAMES) as readonly NameKind[]
/** Registered identifiers and other names less often: most judges refuse to process them. */
const LIKELY: readonly NameKind[] = ['dns', 'email', 'uri', 'ip', 'directory']

/** Mutations of name constraints; a label has the names, then `+` permitted and `-` excluded. */
export const NAME_CONSTRAINT_MUTATIONS: readonly Mutation[] = [
  { name: 'name-constraint', effect: 'either', apply: constrain },
  { name: 'name-constraints-several', effect: 'either', apply: constrainOften },
  {
    name: 'name-constraint-on-leaf',
    effect: 'either',
    apply: (draft) => {
      const kind = draft.random.pick(LIKELY)
      const [text, subtree] = subtreeOf(draft, kind)
      const value = der.sequence(der.explicit(1, subtree))
      setExtension(touched(leafOf(draft)), OID.nameConstraints, true, value)
      return `-${kind} ${text}`
    },
  },
  {
    name: 'name-constraint-form',
    effect: 'either',
    apply: (draft) => {
      if (draft.path.length < 3) return false
      const dns = new der.DerNode(0x82, 'example.com')
      const [name, value] = draft.random.pick([
        ['empty', der.sequence()],
        ['empty-permitted', der.sequence(der.explicit(0))],
        ['minimum-1', der.sequence(der.explicit(0, der.sequence(dns, context(0, 1))))],
        ['minimum-0-encoded', der.sequence(der.explicit(0, der.sequence(dns, context(0, 0))))],
        ['maximum-5', der.sequence(der.explicit(0, der.sequence(dns, context(1, 5))))],
        ['tag-9', der.sequence(der.explicit(1, der.sequence(new der.DerNode(0x89, 'x'))))],
      ] as const)
      const critical = !draft.random.oneIn(3)
      setExtension(touched(placeOf(draft, 1)), OID.nameConstraints, critical, value)
      return name
    },
  },
]

function constrain(draft: Draft): boolean | string {
  const { random, path } = draft
  if (path.length < 3) return false
  const kind = random.oneIn(8) ? random.pick(KINDS) : random.pick(LIKELY)
  const [said, leafNames] = namesOf(draft, kind)
  const leaf = touched(leafOf(draft))
  setExtension(leaf, OID.subjectAltName, false, leafNames)
  const [base, subtree] = subtreeOf(draft, kind)
  const excluded = random.oneIn(2)
  const value = der.sequence(der.explicit(excluded ? 1 : 0, subtree))
  const at = 1 + random.next(path.length - 2)
  setExtension(touched(placeOf(draft, at)), OID.nameConstraints, !random.oneIn(4), value)
  if (kind === 'email' && random.oneIn(3)) mailInSubject(draft)
  return `${said},${excluded ? '-' : '+'}${kind} ${base}`
}

function constrainOften(draft: Draft): boolean | string {
  const { random, path } = draft
  if (path.length < 3) return false
  const leaf = touched(leafOf(draft))
  const said: string[] = []
  const names = random.some(LIKELY).map((kind) => {
    const [text, name] = random.pick(NAMES[kind])
    said.push(`${kind} ${text}`)
    return name
  })
  const value = names.length === 0 ? undefined : der.sequence(...names)
  setExtension(leaf, OID.subjectAltName, random.oneIn(2), value)
  for (let at = 1; at < path.length - 1; at++) {
    const side = (sign: string): der.DerNode[] =>
      random.some(LIKELY).map((kind) => {
        const [text, subtree] = subtreeOf(draft, kind)
        said.push(`${sign}${kind} ${text}`)
        return subtree
      })
    const [permitted, excluded] = [side('+'), side('-')]
    if (permitted.length + excluded.length === 0) continue
    const constraints = der.sequence(
      permitted.length === 0 ? undefined : der.explicit(0, ...permitted),
      excluded.length === 0 ? undefined : der.explicit(1, ...excluded),
    )
    setExtension(touched(placeOf(draft, at)), OID.nameConstraints, true, constraints)
  }
  return said.join()
}

/** RFC 5280 §4.2.1.10: without an alternative name the subject's emailAddress is constrained. */
function mailInSubject(draft: Draft): void {
  const plan = touched(leafOf(draft))
  setExtension(plan, OID.subjectAltName, false, undefined)
  const mail = draft.random.pick(['holder@example.com', 'holder@example.org'])
  plan.subjectDer = nameDer([
    ['2.5.4.6', 'JP'],
    ['2.5.4.3', 'Holder'],
    ['1.2.840.113549.1.9.1', mail],
  ])
}

function namesOf({ random }: Draft, kind: NameKind): readonly [string, der.DerNode] {
  const kinds = random.oneIn(3) ? [kind, random.pick(LIKELY)] : [kind]
  const chosen = kinds.map((one) => [one, ...random.pick(NAMES[one])] as const)
  const said = chosen.map(([one, text]) => `${one} ${text}`).join()
  return [said, der.sequence(...chosen.map(([, , name]) => name))]
}

function subtreeOf({ random }: Draft, kind: NameKind): readonly [string, der.DerNode] {
  const [text, base] = random.pick(BASES[kind])
  return [text, der.sequence(base)]
}

function octetsOf(tag: number, octets: readonly number[]): der.DerNode {
  return new der.DerNode(0x80 | tag, Uint8Array.from(octets))
}

function zeros(count: number): readonly number[] {
  return Array.from({ length: count }, () => 0)
}

function directory(attributes: readonly (readonly [string, string])[]): der.DerNode {
  return new der.DerNode(0xa4, [nameDer(attributes)])
}

function context(tag: number, value: number): der.DerValue {
  return der.implicit(tag, der.integer(value))
}

/** An otherName: a user principal name. */
function principal(text: string): der.DerNode {
  const value = der.explicit(0, der.utf8String(text))
  return new der.DerNode(0xa0, [der.oid('1.3.6.1.4.1.311.20.2.3'), value])
}

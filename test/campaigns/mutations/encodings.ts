/** Breakages of DER (X.690 §10, §11) and of signatures, signed soundly where that is possible. */
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { type Issued, signBy, touched } from '../certificate-plan.ts'
import { type Draft, type Mutation, someBelowAnchor } from '../draft.ts'
import { randomOf } from '../random.ts'
import { changedElement } from './element-tree.ts'
import { oddSchemes, SCHEMES, soundSchemes } from '../keys.ts'

function on(
  name: string,
  effect: Mutation['effect'],
  change: (issued: Issued, draft: Draft) => boolean | string | void,
): Mutation {
  return {
    name,
    effect,
    apply: (draft) => {
      const issued = someBelowAnchor(draft)
      touched(issued)
      return change(issued, draft) ?? true
    },
  }
}

/** Mutations of encodings. */
export const ENCODINGS: readonly Mutation[] = [
  on('der-outer-length-padded', 'either', (issued) => {
    issued.spoilDer = withPaddedLength
  }),
  on('der-tbs-length-padded', 'either', (issued) => {
    issued.spoilTbs = withPaddedLength
  }),
  on('der-outer-indefinite', 'either', (issued) => {
    issued.spoilDer = (octets) => Uint8Array.of(0x30, 0x80, ...contentsOf(octets), 0, 0)
  }),
  on('der-tbs-indefinite', 'either', (issued) => {
    issued.spoilTbs = (octets) => Uint8Array.of(0x30, 0x80, ...contentsOf(octets), 0, 0)
  }),
  on('der-trailing-octet', 'either', (issued) => {
    issued.spoilDer = (octets) => Uint8Array.of(...octets, 0)
  }),
  on('der-truncated', 'breaks', (issued) => {
    issued.spoilDer = (octets) => octets.subarray(0, -1)
  }),
  on('der-tbs-trailing-element', 'either', (issued) => {
    issued.spoilTbs = (octets) => der.encode(der.sequence(contentsOf(octets), der.nullValue()))
  }),
  on('der-true-as-1', 'either', (issued) => {
    const [extension] = issued.plan.extensions.filter(({ critical }) => critical)
    if (extension === undefined) return false
    issued.spoilTbs = (octets) => replacedOnce(octets, [1, 1, 0xff, 4], [1, 1, 1, 4])
    return true
  }),
  on('der-critical-false-encoded', 'either', (issued) => {
    issued.spoilTbs = (octets) => {
      const key = der.encode(der.oid(OID.subjectKeyIdentifier))
      return insertedAfter(octets, key, [1, 1, 0])
    }
    return issued.plan.extensions.some(({ oid }) => oid === OID.subjectKeyIdentifier)
  }),
  on('der-version-1-encoded', 'either', (issued) => {
    issued.plan.version = 0
    issued.plan.extensions = []
    issued.spoilTbs = (octets) =>
      der.encode(der.sequence(der.explicit(0, der.integer(0)), contentsOf(octets)))
  }),
  on('der-extensions-empty', 'either', (issued) => {
    issued.plan.extensions = []
    issued.spoilTbs = (octets) =>
      der.encode(der.sequence(contentsOf(octets), der.explicit(3, der.sequence())))
  }),
  on('der-unique-identifiers', 'either', (issued) => {
    const [id] = [der.implicit(1, der.bitString(Uint8Array.of(1, 2)))]
    issued.plan.extensions = issued.plan.extensions.slice()
    issued.spoilTbs = (octets) => beforeExtensions(octets, der.encode(id))
  }),
]

/** Mutations of any part whatever: signed soundly afterwards, or changed after signing. */
export const ELEMENTS: readonly Mutation[] = [
  on('element', 'either', (issued, { random }) => {
    const seed = random.next(2 ** 31)
    issued.spoilTbs = (octets) => changedElement(octets, randomOf(seed, 0)).octets
  }),
  on('element-after-signing', 'either', (issued, { random }) => {
    const seed = random.next(2 ** 31)
    issued.spoilDer = (octets) => changedElement(octets, randomOf(seed, 0)).octets
  }),
  on('octet-after-signing', 'either', (issued, { random }) => {
    const seed = random.next(2 ** 31)
    issued.spoilDer = (octets) => {
      const flipped = octets.slice()
      const at = seed % flipped.length
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (seed & 7))
      return flipped
    }
  }),
]

/** Mutations of signatures and algorithms. */
export const SIGNATURES: readonly Mutation[] = [
  on('signature-bit-flipped', 'breaks', (issued, { random }) => {
    const bit = random.next(200)
    issued.spoilSignature = (signature) => {
      const flipped = signature.slice()
      const at = flipped.length - 1 - (bit >> 3)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7))
      return flipped
    }
  }),
  on('signature-form', 'breaks', (issued, { random }) => {
    const [name, change] = random.pick([
      ['truncated', (octets: Uint8Array) => octets.subarray(0, -1)],
      ['longer', (octets: Uint8Array) => Uint8Array.of(...octets, 0)],
      ['empty', () => new Uint8Array()],
      ['zeros', (octets: Uint8Array) => new Uint8Array(octets.length)],
    ] as const)
    issued.spoilSignature = change
    return name
  }),
  on('tbs-flipped-after-signing', 'breaks', (issued, { random }) => {
    const bit = random.next(64)
    issued.spoilDer = (octets) => {
      const flipped = octets.slice()
      // Within the serial number, whose place is the same in every certificate of the campaign.
      const at = 15 + (bit >> 3)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7))
      return flipped
    }
  }),
  on('signed-by-another', 'breaks', (issued, { spareKeys, random }) => {
    const fitting = spareKeys.filter(({ kind }) => kind === issued.signer.kind)
    if (fitting.length === 0) return false
    issued.signer = random.pick(fitting)
    return true
  }),
  on('scheme-other', 'harmless', (issued, { random }) => {
    const scheme = random.pick(soundSchemes(issued.signer.kind))
    signBy(issued, issued.signer, SCHEMES[scheme])
    return scheme
  }),
  on('scheme-odd', 'either', (issued, { random }) => {
    const odd = oddSchemes(issued.signer.kind)
    if (odd.length === 0) return false
    const scheme = random.pick(odd)
    signBy(issued, issued.signer, SCHEMES[scheme])
    return scheme
  }),
  on('algorithms-differ', 'breaks', (issued, { random }) => {
    const others = soundSchemes(issued.signer.kind).filter((one) => one !== issued.scheme.name)
    if (others.length === 0) return false
    const other = SCHEMES[random.pick(others)].identifierDer
    if (random.oneIn(2)) issued.plan.innerAlgorithmDer = other
    else issued.plan.outerAlgorithmDer = other
    return true
  }),
  {
    name: 'key-too-small',
    effect: 'breaks',
    apply: (draft) => {
      const small = draft.spareKeys.find(({ kind }) => kind === 'rsa-1024')
      if (small === undefined || draft.asked.revocation === 'ocsp') return false
      const at = 1 + draft.random.next(draft.path.length - 1)
      const [issued, below] = [draft.path[at], draft.path[at + 1]]
      if (issued === undefined) return false
      touched(issued).spkiDer = small.spkiDer
      issued.key = small
      if (below !== undefined) signBy(below, small)
      // The list of an authority whose key is small is signed by that key, too.
      const list = draft.crls[at]
      if (list !== undefined) draft.crls.splice(at, 1)
      return below === undefined ? 'leaf' : 'authority'
    },
  },
]

function contentsOf(octets: Uint8Array): Uint8Array {
  const first = octets[1] ?? 0
  return octets.slice(first < 0x80 ? 2 : 2 + (first & 0x7f))
}

function withPaddedLength(octets: Uint8Array): Uint8Array {
  const contents = contentsOf(octets)
  const { length } = contents
  return Uint8Array.of(
    0x30,
    0x84,
    0,
    length >> 16,
    (length >> 8) & 0xff,
    length & 0xff,
    ...contents,
  )
}

function indexOf(octets: Uint8Array, wanted: readonly number[] | Uint8Array): number {
  return Buffer.from(octets).indexOf(Buffer.from(wanted))
}

function replacedOnce(
  octets: Uint8Array,
  wanted: readonly number[],
  put: readonly number[],
): Uint8Array {
  const at = indexOf(octets, wanted)
  if (at < 0) return octets
  return Uint8Array.of(...octets.subarray(0, at), ...put, ...octets.subarray(at + wanted.length))
}

/** Puts octets after a marker, within two sequences whose lengths grow with it. */
function insertedAfter(octets: Uint8Array, marker: Uint8Array, put: readonly number[]): Uint8Array {
  const at = indexOf(octets, marker)
  if (at < 0) return octets
  const grown = Uint8Array.of(
    ...octets.subarray(0, at + marker.length),
    ...put,
    ...octets.subarray(at + marker.length),
  )
  // The Extension's own header stands just before its identifier; the lists around it are rebuilt.
  grown[at - 1] = (grown[at - 1] ?? 0) + put.length
  return withGrownLists(grown, put.length)
}

/** Makes TBSCertificate, `[3]` and Extensions longer by `more` octets, all in long form of two. */
function withGrownLists(octets: Uint8Array, more: number): Uint8Array {
  const marker = Buffer.from(octets).lastIndexOf(Buffer.of(0xa3, 0x82))
  const grow = (at: number): void => {
    const length = ((octets[at] ?? 0) << 8) + (octets[at + 1] ?? 0) + more
    octets[at] = length >> 8
    octets[at + 1] = length & 0xff
  }
  grow(2)
  if (marker >= 0) {
    grow(marker + 2)
    grow(marker + 6)
    return octets
  }
  const short = Buffer.from(octets).lastIndexOf(Buffer.of(0xa3, 0x81))
  if (short < 0) return octets
  for (const at of [short + 2, short + 5]) octets[at] = (octets[at] ?? 0) + more
  return octets
}

function beforeExtensions(octets: Uint8Array, put: Uint8Array): Uint8Array {
  const contents = contentsOf(octets)
  const at = Buffer.from(contents).lastIndexOf(Buffer.of(0xa3, 0x82))
  const short = at >= 0 ? at : Buffer.from(contents).lastIndexOf(Buffer.of(0xa3, 0x81))
  if (short < 0) return octets
  return der.encode(der.sequence(contents.slice(0, short), put, contents.slice(short)))
}

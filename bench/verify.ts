/**
 * Path validation with status, on one core, against the raw RSA-2048 verify rate of the same core
 * and against other implementations, in interleaved rounds of one run. A validation of ours is what
 * a relying party does with a certificate it has never seen: parse it (and its OCSP response), build
 * and validate its path to the authority it trusts, and judge its status. With `--million`, memory
 * over a million validations instead.
 */
import { execFileSync } from 'node:child_process'
import { verify, X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { encodePem } from '#codec/pem.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import type { PathReport } from '#va/path/path-report.ts'
import { verifyPath } from '#va/path/verify-path.ts'
import { pkijsVerifier } from './peers/pkijs-verify.ts'
import { type VerifyLeaf, verifyMaterial } from './support/verify-material.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
  },
})
const ROUNDS = Number(options.rounds)
const SECONDS = Number(options.seconds)
/** More than any cache of parsed keys or verified signatures holds of leaves. */
const LEAVES = 1_500
/** `openssl verify` is given this many files at once, so that starting it weighs little. */
const OPENSSL_FILES = 1_000
const MILLION = 1_000_000
const MEMORY_SAMPLE = 100_000

const material = verifyMaterial(LEAVES)
const { now, authority, authorityKey, crl, leaves } = material
const folder = mkdtempSync(join(tmpdir(), 'shomei-bench-verify-'))
try {
  if (options.million) overAMillion()
  else await compare()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function withStatus(leaf: VerifyLeaf, mode: 'crl' | 'ocsp' | 'none'): PathReport {
  const certificate = parseCertificate(leaf.certificateDer)
  if (!certificate.ok) throw new Error(certificate.refusal)
  const response = mode === 'ocsp' ? parseOcspResponse(leaf.responseDer) : undefined
  if (response?.ok === false) throw new Error(response.refusal)
  const report = verifyPath({
    leaf: certificate.value,
    untrusted: [],
    anchors: [{ certificate: authority, enforce: 'constraints' }],
    at: now,
    revocation: {
      mode,
      crls: mode === 'crl' ? [crl] : [],
      ocspResponses: response === undefined ? [] : [{ response: response.value }],
    },
    policies: {
      initialPolicySet: 'any',
      requireExplicitPolicy: false,
      inhibitPolicyMapping: false,
      inhibitAnyPolicy: false,
    },
    algorithms: DEFAULT_ALGORITHMS,
  })
  if (report.verdict !== 'valid') throw new Error(report.code)
  return report
}

/** The signatures that one validation verifies, once what is shared was verified before. */
function signaturesOf(mode: 'crl' | 'ocsp' | 'none'): number {
  const [first, second] = leaves
  if (first === undefined || second === undefined) throw new Error('no leaves')
  withStatus(first, mode)
  return withStatus(second, mode).spent.signatures
}

interface Contender {
  readonly name: string
  readonly run: () => Promise<number> | number
  readonly perSecond: number[]
}

async function compare(): Promise<void> {
  const certificateOctets = leaves[0]?.certificateDer.length ?? 0
  const contenders = [
    contender('raw: crypto.verify, RSA-2048 SHA-256, key imported', () => rate(rawVerify)),
    contender("raw: openssl speed rsa2048, the machine's openssl", opensslSpeed),
    contender('shomei, path alone', () => rate((leaf) => withStatus(leaf, 'none'))),
    contender('shomei, path and CRL', () => rate((leaf) => withStatus(leaf, 'crl'))),
    contender('shomei, path and OCSP', () => rate((leaf) => withStatus(leaf, 'ocsp'))),
    ...peers(),
  ]
  // The first round warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round++)
    for (const { run, perSecond } of contenders) {
      const rated = await run()
      if (round > 0) perSecond.push(rated)
    }
  print(contenders, certificateOctets)
}

function contender(name: string, run: Contender['run']): Contender {
  return { name, run, perSecond: [] }
}

function peers(): readonly Contender[] {
  const pkijs = pkijsVerifier(material.authorityDer, material.crlDer, new Date(now))
  const made = [
    contender('Node X509Certificate, parse and verify', () => rate(nodeVerify)),
    contender('pkijs, path and CRL', () => rateAsync((leaf) => pkijs(leaf.certificateDer))),
    contender('openssl verify, path and CRL', opensslVerify()),
  ]
  const go = goVerify()
  return go === undefined ? made : [...made, contender('Go crypto/x509, path, CRL in a map', go)]
}

function rawVerify({ tbsDer, signature }: VerifyLeaf): void {
  if (!verify('sha256', tbsDer, authorityKey, signature)) throw new Error('signature')
}

function nodeVerify({ certificateDer }: VerifyLeaf): void {
  if (!new X509Certificate(certificateDer).verify(authorityKey)) throw new Error('signature')
}

function rate(act: (leaf: VerifyLeaf) => unknown): number {
  const started = performance.now()
  const end = started + SECONDS * 1000
  let done = 0
  while (performance.now() < end) {
    const leaf = leaves[done++ % leaves.length]
    if (leaf !== undefined) act(leaf)
  }
  return (done * 1000) / (performance.now() - started)
}

async function rateAsync(act: (leaf: VerifyLeaf) => Promise<void>): Promise<number> {
  const started = performance.now()
  const end = started + SECONDS * 1000
  let done = 0
  while (performance.now() < end) {
    const leaf = leaves[done++ % leaves.length]
    if (leaf !== undefined) await act(leaf)
  }
  return (done * 1000) / (performance.now() - started)
}

function file(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, contents)
  return path
}

/** Verifications a second, of a digest: without Node around them, nor the hashing. */
function opensslSpeed(): number {
  const args = ['speed', '-elapsed', '-mr', '-seconds', String(Math.ceil(SECONDS)), 'rsa2048']
  const results = execFileSync('openssl', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // For machines to read: +F2, a number, the bits, and signatures and verifications a second.
  const [, perSecond] = /^\+F2:\d+:2048:[\d.]+:([\d.]+)$/m.exec(results) ?? []
  if (perSecond === undefined) throw new Error('openssl speed')
  return Number(perSecond)
}

function opensslVerify(): () => number {
  const anchors = file('authority.pem', encodePem('CERTIFICATE', material.authorityDer))
  const crls = file('list.pem', encodePem('X509 CRL', material.crlDer))
  const files = leaves
    .slice(0, OPENSSL_FILES)
    .map((leaf, at) => file(`${at}.pem`, encodePem('CERTIFICATE', leaf.certificateDer)))
  const args = ['verify', '-attime', String(now / 1000), '-crl_check', '-CAfile', anchors]
  args.push('-CRLfile', crls, ...files)
  return () => {
    const started = performance.now()
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'inherit'] })
    return (files.length * 1000) / (performance.now() - started)
  }
}

/** Go where it is installed; the other peers must be there. */
function goVerify(): (() => number) | undefined {
  const go = ['/usr/local/go/bin/go', '/usr/bin/go'].find((path) => existsSync(path))
  if (go === undefined) return undefined
  const program = join(folder, 'go-verify')
  const cwd = join(import.meta.dirname, 'peers', 'go-verify')
  execFileSync(go, ['build', '-o', program, '.'], { cwd })
  const octets = leaves.flatMap(({ certificateDer }) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(certificateDer.length)
    return [length, certificateDer]
  })
  const args = ['-authority', file('authority.der', material.authorityDer)]
  args.push('-crl', file('list.der', material.crlDer), '-at', String(now / 1000))
  args.push('-leaves', file('leaves.bin', Buffer.concat(octets)), '-seconds', String(SECONDS))
  const env = { ...process.env, GOMAXPROCS: '1' }
  return () => Number(execFileSync(program, args, { env, encoding: 'utf8' }))
}

function print(contenders: readonly Contender[], certificateOctets: number): void {
  const [raw] = contenders
  const rows = contenders.map(({ name, perSecond }) => ({
    name,
    perSecond: median(perSecond),
    least: Math.min(...perSecond),
    most: Math.max(...perSecond),
    ofRaw: median(perSecond.map((one, round) => one / (raw?.perSecond[round] ?? Number.NaN))),
  }))
  const spent = { crl: signaturesOf('crl'), ocsp: signaturesOf('ocsp') }
  if (options.json) {
    console.log(JSON.stringify({ rows, spent, certificateOctets }))
    return
  }
  for (const { name, perSecond, least, most, ofRaw } of rows) {
    const figures = `${Math.round(perSecond)}/s (${Math.round(least)} to ${Math.round(most)})`
    console.log(`${name.padEnd(52)} ${figures.padEnd(28)} ${ofRaw.toFixed(2)} of raw`)
  }
  console.log(
    `certificates of ${certificateOctets} octets; signatures verified by one validation: ` +
      `${spent.crl} with CRL (the list's own once, for all), ${spent.ocsp} with OCSP; goal 0.4 of ` +
      `raw; ${ROUNDS} rounds of ${SECONDS} s`,
  )
}

/** Resident memory each hundred thousand validations, half of them with CRL and half with OCSP. */
function overAMillion(): void {
  for (let done = 0; done <= MILLION; done++) {
    if (done % MEMORY_SAMPLE === 0) {
      const { rss, heapUsed, external } = process.memoryUsage()
      const [resident, heap, outside] = [rss, heapUsed, external].map((octets) =>
        Math.round(octets / 2 ** 20),
      )
      console.log(`${done} validations: ${resident} MB resident, heap ${heap}, outside ${outside}`)
    }
    const leaf = leaves[done % leaves.length]
    if (leaf !== undefined) withStatus(leaf, done % 2 === 0 ? 'crl' : 'ocsp')
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

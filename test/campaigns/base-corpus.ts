import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'
import { type Issued, issuedBy } from './certificate-plan.ts'
import { type CampaignKey, type KeyKind, makeKey, type SchemeName, SCHEMES } from './keys.ts'
import {
  crlIssuedBy,
  type IssuedCrl,
  type IssuedResponse,
  responseIssuedBy,
} from './status-plan.ts'

/** A certification path and its status objects, all issued by OpenSSL. */
export interface Base {
  readonly name: string
  /** Root first, leaf last. */
  readonly path: readonly Issued[]
  /** The complete CRL of every authority of the path, root first. */
  readonly crls: readonly IssuedCrl[]
  /** A response of a delegated responder for every certificate below the root, in order. */
  readonly responses: readonly IssuedResponse[]
}

/** What the cases are made from. */
export interface Corpus {
  readonly bases: readonly Base[]
  /** Keys that no base uses, by kind: for decoys, renewals and wrong signatures. */
  readonly spareKeys: readonly CampaignKey[]
}

/** The policies of the bases, under the example arc 2.999 (ITU-T X.660). */
export const POLICIES = ['2.999.1', '2.999.2', '2.999.3', '2.999.4'] as const

type Level = readonly [KeyKind, SchemeName]

/** Each level's key, and the scheme that the level above signs it with; the root signs itself. */
const BASES: Readonly<Record<string, readonly Level[]>> = {
  rsa3: [
    ['rsa-2048', 'rsa-sha256'],
    ['rsa-2048', 'rsa-sha256'],
    ['rsa-2048', 'rsa-sha256'],
  ],
  ec3: [
    ['p-384', 'ecdsa-sha384'],
    ['p-256', 'ecdsa-sha384'],
    ['p-256', 'ecdsa-sha256'],
  ],
  mixed4: [
    ['rsa-2048', 'rsa-sha512'],
    ['p-384', 'rsa-sha256'],
    ['rsa-2048', 'ecdsa-sha384'],
    ['p-256', 'pss-sha256'],
  ],
  two: [
    ['rsa-2048', 'rsa-sha256'],
    ['rsa-2048', 'rsa-sha256'],
  ],
  edwards3: [
    ['ed25519', 'ed25519'],
    ['ed25519', 'ed25519'],
    ['p-256', 'ed25519'],
  ],
  pss3: [
    ['rsa-2048', 'pss-sha256'],
    ['rsa-2048', 'pss-sha256'],
    ['rsa-2048', 'pss-sha512'],
  ],
  deep5: [
    ['p-256', 'ecdsa-sha256'],
    ['p-256', 'ecdsa-sha256'],
    ['p-521', 'ecdsa-sha256'],
    ['p-256', 'ecdsa-sha512'],
    ['p-256', 'ecdsa-sha256'],
  ],
}

const SPARE_KINDS: readonly KeyKind[] = ['rsa-2048', 'rsa-1024', 'p-256', 'p-256', 'ed25519']

const FIRST = '20200101000000Z'
const LAST = '20600101000000Z'
const CRL_FIRST = '20250501000000Z'
const CRL_LAST = '20590101000000Z'

/** Sections of the `openssl ca` configuration; `unique_subject` lets same-name authorities be. */
const CONFIGURATION = `
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
unique_subject = no
policy = any_name
default_md = sha256
[any_name]
countryName = optional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[middle]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = ${POLICIES[0]},${POLICIES[1]}
[leaf]
keyUsage = critical,digitalSignature,nonRepudiation
extendedKeyUsage = serverAuth,clientAuth,emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
certificatePolicies = ${POLICIES[0]}
subjectAltName = DNS:host.example.com,email:holder@example.com,IP:192.0.2.5,URI:http://host.example.com/,dirName:holder_name
[holder_name]
countryName = JP
organizationName = Campaign
commonName = Holder
[responder]
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
authorityKeyIdentifier = keyid
noCheck = ignored
`

/** Makes every base with OpenSSL below `folder`: about a hundred runs of it, seconds in all. */
export async function makeCorpus(folder: string): Promise<Corpus> {
  const spare = SPARE_KINDS.map((kind, index) => makeKey(folder, `spare-${index}`, kind))
  const responder = await makeKey(folder, 'responder', 'p-256')
  const made = Object.entries(BASES).map(([name, levels]) =>
    makeBase(folder, name, levels, responder),
  )
  return { bases: await Promise.all(made), spareKeys: await Promise.all(spare) }
}

interface Authority {
  readonly folder: string
  readonly issued: Issued
  readonly certificatePath: string
}

async function makeBase(
  parent: string,
  name: string,
  levels: readonly Level[],
  responder: CampaignKey,
): Promise<Base> {
  const folder = join(parent, name)
  mkdirSync(folder)
  const keys = await Promise.all(levels.map(([kind], at) => makeKey(folder, `level-${at}`, kind)))
  const path: Issued[] = []
  const crls: IssuedCrl[] = []
  const responses: IssuedResponse[] = []
  let above: Authority | undefined
  for (const [at, key] of keys.entries()) {
    const scheme = levels[at]?.[1] ?? 'rsa-sha256'
    const isLeaf = at === keys.length - 1
    const section = at === 0 ? 'root' : isLeaf ? 'leaf' : 'middle'
    const subject = `/C=JP/O=Campaign/CN=${isLeaf ? 'Holder' : `${name} Authority ${at}`}`
    const order = { section, subject, key, scheme }
    const made = await issue(above ?? newAuthority(folder, at, key), order, above === undefined)
    path.push(made.issued)
    if (above !== undefined) responses.push(await respond(above, made, responder, scheme))
    if (!isLeaf) {
      const own = newAuthority(folder, at, key)
      const below = levels[at + 1]?.[1] ?? scheme
      above = { ...own, issued: made.issued, certificatePath: made.certificatePath }
      crls.push(await list(above, below))
    }
  }
  return { name, path, crls, responses }
}

interface OwnFolder {
  readonly folder: string
  readonly key: CampaignKey
}

function newAuthority(parent: string, at: number, key: CampaignKey): OwnFolder {
  const folder = join(parent, `authority-${at}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'ca.cnf'), CONFIGURATION)
  // An entry for every CRL: some other certificate, revoked long ago.
  const other = `R\t600101000000Z\t260401000000Z,keyCompromise\t0FFF\tunknown\t/CN=Other\n`
  writeFileSync(join(folder, 'index.txt'), other)
  writeFileSync(join(folder, 'crlnumber'), '10\n')
  return { folder, key }
}

interface Order {
  readonly section: string
  readonly subject: string
  readonly key: CampaignKey
  readonly scheme: SchemeName
}

interface Made {
  readonly issued: Issued
  readonly certificatePath: string
}

async function issue(
  authority: Authority | OwnFolder,
  order: Order,
  selfSigned: boolean,
): Promise<Made> {
  const { section, subject, key, scheme } = order
  const certificatePath = join(authority.folder, `${section}-${key.name}.pem`)
  const signer = 'issued' in authority ? authority.issued.key : authority.key
  const by = selfSigned
    ? words`-selfsign -keyfile ${key.path}`
    : words`-cert ${'certificatePath' in authority ? authority.certificatePath : ''}
        -keyfile ${signer.path}`
  await runToolWell(
    'openssl',
    [
      ...words`ca -batch -notext -preserveDN -rand_serial -config ca.cnf -in ${key.requestPath}
        -subj ${subject} -startdate ${FIRST} -enddate ${LAST} -extensions ${section}`,
      ...by,
      ...words`-out ${certificatePath}`,
      ...schemeOptions(scheme),
    ],
    { cwd: authority.folder },
  )
  const original = await derOf('x509', certificatePath)
  return { issued: issuedBy(signer, SCHEMES[scheme], key, original), certificatePath }
}

async function list(authority: Authority, scheme: SchemeName): Promise<IssuedCrl> {
  const path = join(authority.folder, 'complete.crl')
  const { key } = authority.issued
  await runToolWell(
    'openssl',
    [
      ...words`ca -gencrl -config ca.cnf -cert ${authority.certificatePath} -keyfile ${key.path}
        -crlexts crl -crl_lastupdate ${CRL_FIRST} -crl_nextupdate ${CRL_LAST} -out ${path}`,
      ...schemeOptions(scheme),
    ],
    { cwd: withCrlSection(authority.folder) },
  )
  return crlIssuedBy({ signer: key, scheme: SCHEMES[scheme] }, await derOf('crl', path))
}

function withCrlSection(folder: string): string {
  const section = `${CONFIGURATION}\n[crl]\nauthorityKeyIdentifier = keyid\n`
  writeFileSync(join(folder, 'ca.cnf'), section)
  return folder
}

async function respond(
  authority: Authority,
  subject: Made,
  responder: CampaignKey,
  scheme: SchemeName,
): Promise<IssuedResponse> {
  const order = { section: 'responder', subject: '/C=JP/CN=Responder', key: responder, scheme }
  const delegate = await issue(authority, order, false)
  const path = join(authority.folder, 'response.der')
  await runToolWell(
    'openssl',
    words`ocsp -index index.txt -CA ${authority.certificatePath} -rsigner ${delegate.certificatePath}
      -rkey ${responder.path} -issuer ${authority.certificatePath} -cert ${subject.certificatePath}
      -ndays 1 -respout ${path} -noverify`,
    { cwd: authority.folder },
  )
  const signing = { signer: responder, scheme: SCHEMES['ecdsa-sha256'] }
  return responseIssuedBy(signing, new Uint8Array(readFileSync(path)))
}

function schemeOptions(scheme: SchemeName): readonly string[] {
  const { digest } = SCHEMES[scheme]
  const md = digest === null ? [] : ['-md', digest]
  if (!scheme.startsWith('pss')) return md
  return [...md, ...words`-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest`]
}

async function derOf(kind: 'x509' | 'crl', path: string): Promise<Uint8Array> {
  const end = await runToolWell('openssl', words`${kind} -in ${path} -outform DER`)
  return new Uint8Array(end.stdout)
}

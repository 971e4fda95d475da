import type { AuthorityGeneration, AuthorityId, StatusRecord } from '#ca/contract.ts'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import type { Name } from '#codec/x509/name.ts'
import { assert } from '#kernel/assert.ts'
import { ok, refuse } from '#kernel/result.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { type Command, UsageError } from '../command.ts'
import { type Disagreement, disagreements, type Witness } from '../crl-check/compare.ts'
import { filterWitness } from '../crl-check/filter-witness.ts'
import { listWitness } from '../crl-check/list-witness.ts'
import { ocspWitness } from '../crl-check/ocsp-witness.ts'
import { DATA_OPTION } from '../data-option.ts'
import { parseKind } from '../kind-option.ts'
import type { RunningSystem } from '../ports.ts'

const ANSWER_WITHIN_MS = 60_000
const RECORDS_PAGE = 1_000
const SHOWN_MAX = 50
/** A change between two looks is no disagreement: what is one stays one. */
const LOOKS = 2

/** `shomei crl check`: what the records, the lists and the responder say, compared two ways. */
export const crlCheck: Command = {
  path: ['crl', 'check'],
  ja: '失効の記録と公開情報を比べる',
  en: 'compare records, lists, OCSP, filter',
  options: {
    data: DATA_OPTION,
    authority: {
      value: 'KIND',
      ja: 'signature か user-authentication(省くと両方)',
      en: 'signature or user-authentication (default both)',
    },
    municipality: {
      value: 'CODE',
      ja: '市区町村コード 5 桁(省くとすべて)',
      en: 'code of five digits (default all)',
    },
  },
  example: 'shomei crl check --authority signature',
  run: async (invocation) => {
    const municipality = invocation.option('municipality')
    if (municipality !== undefined && !/^\d{5}$/.test(municipality))
      throw new UsageError('市区町村コードは 5 桁です / a municipality code has five digits')
    const only = invocation.option('authority')
    const authorities = only === undefined ? CERTIFICATE_KINDS : [parseKind(only)]
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    try {
      const looks: Look[] = []
      while (looks.length < LOOKS && looks.at(-1)?.found.length !== 0)
        looks.push(await look(system.value, authorities, municipality))
      return ok(shown(looks))
    } catch (error) {
      if (error instanceof StatusUnavailable) return refuse('status-unavailable')
      throw error
    }
  },
}

/** One comparison of everything. */
interface Look {
  readonly certificates: number
  readonly witnesses: readonly string[]
  readonly found: readonly Disagreement[]
}

class StatusUnavailable extends Error {
  override readonly name = 'StatusUnavailable'
}

async function look(
  system: RunningSystem,
  kinds: readonly AuthorityId[],
  municipality: string | undefined,
): Promise<Look> {
  const { statusUrl, authorities } = await system.describe()
  const looks: Look[] = []
  for (const authority of kinds) {
    // The lists first: whatever is on them is in the records by then.
    const generations = authorities.filter((one) => one.authority === authority)
    const fetching = new ListFetch(statusUrl, authority, generations)
    const besides = municipality === undefined ? await fetching.ofAuthority() : []
    const known = await allRecords(system, authority, municipality)
    const codes = new Set(known.map(({ municipalityCode }) => municipalityCode))
    const ofMunicipalities = await fetching.ofMunicipalities([...codes].sort())
    const records = new Map(
      (await allRecords(system, authority, municipality)).map((one) => [one.serialHex, one]),
    )
    const ocsp = await orUnavailable(
      ocspWitness(statusUrl, authority, generations, [...records.values()]),
    )
    const filter = await orUnavailable(filterWitness(statusUrl, authority, generations))
    const filters = filter === undefined ? [] : [filter]
    const witnesses = [...besides, ...ofMunicipalities, ocsp, ...filters]
    looks.push({
      certificates: records.size,
      witnesses: witnesses.map(({ name }) => `${authority} ${name}`),
      found: disagreements(authority, records, witnesses),
    })
  }
  return {
    certificates: looks.reduce((sum, { certificates }) => sum + certificates, 0),
    witnesses: looks.flatMap(({ witnesses }) => witnesses),
    found: looks.flatMap(({ found }) => found),
  }
}

async function allRecords(
  system: RunningSystem,
  authority: AuthorityId,
  municipalityCode: string | undefined,
): Promise<readonly StatusRecord[]> {
  const records: StatusRecord[] = []
  for (;;) {
    const after = records.at(-1)?.serialHex
    const asked = { authority, municipalityCode, after, limit: RECORDS_PAGE }
    const page = await system.statusRecords(asked)
    records.push(...page)
    if (page.length < RECORDS_PAGE) return records
  }
}

/** The lists of an authority, from its status service; every key generation's own. */
class ListFetch {
  readonly #statusUrl: string
  readonly #authority: AuthorityId
  readonly #generations: readonly AuthorityGeneration[]

  constructor(
    statusUrl: string,
    authority: AuthorityId,
    generations: readonly AuthorityGeneration[],
  ) {
    this.#statusUrl = statusUrl
    this.#authority = authority
    this.#generations = generations
  }

  /** Those that are about all certificates of the authority: its own, and the indirect one. */
  async ofAuthority(): Promise<readonly Witness[]> {
    const witnesses: Witness[] = []
    for (const signer of CERTIFICATE_KINDS)
      for (const word of signer === this.#authority ? ['all', 'indirect'] : ['indirect'])
        witnesses.push(...(await this.#witnesses(signer, word, undefined)))
    return witnesses
  }

  /** Those of the municipalities. */
  async ofMunicipalities(codes: readonly string[]): Promise<readonly Witness[]> {
    const witnesses: Witness[] = []
    for (const code of codes)
      witnesses.push(...(await this.#witnesses(this.#authority, code, code)))
    return witnesses
  }

  async #witnesses(
    signer: AuthorityId,
    word: string,
    municipalityCode: string | undefined,
  ): Promise<readonly Witness[]> {
    const witnesses: Witness[] = []
    const issuer = subjectOf(this.#generations)
    for (const { generation } of this.#generations) {
      const base = `${this.#statusUrl}/crl/${signer}/${generation}/${word}`
      const complete = await fetchList(`${base}.crl`)
      if (complete === undefined) continue
      const name = `crl ${signer}/${generation}/${word}`
      const asked = { name, complete, issuer, municipalityCode }
      witnesses.push(listWitness(asked))
      const delta = await fetchList(`${base}.delta.crl`)
      if (delta !== undefined && isOver(delta, complete))
        witnesses.push(listWitness({ ...asked, name: `${name} with its delta`, delta }))
    }
    return witnesses
  }
}

/** RFC 5280 §5.2.4: not older than its base, and older than itself. */
function isOver(delta: Crl, complete: Crl): boolean {
  const { deltaBaseNumber = 0n, cRLNumber: number = 0n } = delta.extensions
  const { cRLNumber: completeNumber = 0n } = complete.extensions
  return completeNumber >= deltaBaseNumber && completeNumber < number
}

function subjectOf(generations: readonly AuthorityGeneration[]): Name {
  const [first] = generations
  const certificate = parseCertificate(first?.certificateDer ?? new Uint8Array())
  assert(certificate.ok, 'an authority has a certificate')
  return certificate.value.subject
}

/** A list; `undefined` where there is none. */
async function fetchList(url: string): Promise<Crl | undefined> {
  const asking = fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  const response = await orUnavailable(asking)
  if (response.status === 404) return undefined
  const parsed = parseCrl(new Uint8Array(await orUnavailable(response.arrayBuffer())))
  if (!response.ok || !parsed.ok) throw new StatusUnavailable(url)
  return parsed.value
}

async function orUnavailable<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking
  } catch (cause) {
    throw new StatusUnavailable('no answer', { cause })
  }
}

function keyOf({ authority, serialHex, witness }: Disagreement): string {
  return `${authority}/${serialHex}/${witness}`
}

function shown(looks: readonly Look[]): {
  readonly json: object
  readonly text: string
  readonly exitCode: 0 | 1
} {
  const last = looks.at(-1)
  assert(last !== undefined, 'everything was looked at once')
  const lasting = last.found.filter((one) =>
    looks.every(({ found }) => found.some((other) => keyOf(other) === keyOf(one))),
  )
  const head = alignedColumns([
    ['証明書 / certificates', String(last.certificates)],
    ['比べた相手 / compared with', String(last.witnesses.length)],
    ['食い違い / disagreements', String(lasting.length)],
  ])
  const rows = alignedColumns(
    lasting
      .slice(0, SHOWN_MAX)
      .map(({ authority, serialHex, witness, record, said }) => [
        `  ${authority} ${serialHex}`,
        `記録 / record: ${record}`,
        `${witness}: ${said}`,
      ]),
  )
  const { certificates, witnesses } = last
  return {
    json: { agrees: lasting.length === 0, certificates, witnesses, disagreements: lasting },
    text: head + rows,
    exitCode: lasting.length === 0 ? 0 : 1,
  }
}

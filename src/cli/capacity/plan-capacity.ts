import type { UnitCosts } from './unit-costs.ts'

/** What a nation asks for. */
export interface Demand {
  /** People with a card. */
  readonly holders: number
  /** Status checks a second that are planned for, and at a surge. */
  readonly checksPerSecond: number
  readonly surgePerSecond: number
  /** Part of the checks that bear a nonce or ask for something rare: each is signed for itself. */
  readonly liveShare: number
  /** Part of the certificates of the last five years that were revoked. */
  readonly revokedShare: number
  /** Cores of a status host, and the part of them that may be busy at the surge. */
  readonly coresPerHost: number
  readonly busyShareMax: number
}

/** One line of a plan: a number, what it is made of, and what to do about it. */
export interface CapacityLine {
  readonly id: string
  readonly ja: string
  readonly en: string
  readonly value: number
  readonly unit: 'hosts' | 'processes' | 'octets' | 'seconds' | 'per second' | 'cores'
  /** The sum as a person would write it. */
  readonly reckoning: string
}

/** spec/jpki.md §3.1: a certificate counts for five years; both kinds are issued together. */
const YEARS_OF_A_CERTIFICATE = 5
const KINDS = 2
/** Moves and changed names end the signature certificate of about one holder in twenty a year. */
const REISSUED_SHARE_PER_YEAR = 0.05
/** Counters are open on 245 days, eight hours each; the busiest hour has five times the mean. */
const COUNTER_SECONDS_PER_YEAR = 245 * 8 * 3_600
const BUSIEST_HOUR = 5
/** One host may fail while another is being replaced. */
const SPARE_HOSTS = 2
/** Certificates stay on record for ten years after their end (an operator's choice). */
const YEARS_ON_RECORD = 15
/** Lists are made anew at least once a day, within this part of it. */
const LIST_WINDOW_SECONDS = 6 * 3_600
const DELTAS_PER_YEAR = 4 * 365

/** From demand and unit costs to hosts, memory, disk and time: one line for each decision. */
export function planCapacity(demand: Demand, costs: UnitCosts): readonly CapacityLine[] {
  return [
    ...statusLines(demand, costs),
    ...issuingLines(demand, costs),
    ...listLines(demand, costs),
    ...filterLines(demand, costs),
  ]
}

/** Certificates that count at one time, of both kinds. */
export function certificatesOf({ holders }: Demand): number {
  return holders * KINDS
}

/** Certificates issued in a year: renewals, and what moves and new names make necessary. */
export function issuedPerYear({ holders }: Demand): number {
  return (holders * KINDS) / YEARS_OF_A_CERTIFICATE + holders * REISSUED_SHARE_PER_YEAR
}

function statusLines(demand: Demand, costs: UnitCosts): readonly CapacityLine[] {
  const { checksPerSecond, surgePerSecond, liveShare, coresPerHost, busyShareMax } = demand
  const coresFor = (perSecond: number): number =>
    (perSecond * liveShare) / costs.liveAnswersPerCore +
    (perSecond * (1 - liveShare)) / costs.cachedAnswersPerCore
  const hosts = Math.ceil(coresFor(surgePerSecond) / (coresPerHost * busyShareMax)) + SPARE_HOSTS
  const certificates = certificatesOf(demand) + issuedPerYear(demand) * YEARS_OF_A_CERTIFICATE
  const memory = costs.statusProcessOctets + certificates * costs.statusOctetsPerCertificate
  const shares = `${percent(liveShare)} ÷ ${costs.liveAnswersPerCore} + ${percent(1 - liveShare)} ÷ ${costs.cachedAnswersPerCore}`
  return [
    line('status-cores-planned', 'cores', coresFor(checksPerSecond), {
      ja: '通常時の状態確認に使うコア',
      en: 'cores for status at the planned rate',
      reckoning: `${checksPerSecond}/s × (${shares})`,
    }),
    line('status-cores-surge', 'cores', coresFor(surgePerSecond), {
      ja: '集中時の状態確認に使うコア',
      en: 'cores for status at a surge',
      reckoning: `${surgePerSecond}/s × (${shares})`,
    }),
    line('status-hosts', 'hosts', hosts, {
      ja: '状態確認のホスト(予備2台を含む)',
      en: 'status hosts, two to spare',
      reckoning: `⌈${coresFor(surgePerSecond).toFixed(1)} ÷ (${coresPerHost} × ${percent(busyShareMax)})⌉ + ${SPARE_HOSTS}`,
    }),
    line('status-processes', 'processes', hosts * coresPerHost, {
      ja: '状態確認のプロセス(1コアに1つ)',
      en: 'status processes, one a core',
      reckoning: `${hosts} × ${coresPerHost}`,
    }),
    line('status-memory', 'octets', memory, {
      ja: '1プロセスのメモリー',
      en: 'memory of one process',
      reckoning: `${costs.statusProcessOctets} + ${rounded(certificates)} × ${costs.statusOctetsPerCertificate}`,
    }),
    line('status-memory-of-host', 'octets', memory * coresPerHost, {
      ja: '1ホストのメモリー',
      en: 'memory of one host',
      reckoning: `${coresPerHost} ×`,
    }),
    line('status-start', 'seconds', certificates / costs.checkpointCertificatesPerSecond, {
      ja: '再起動から全件を答えられるまで',
      en: 'from a restart to answering from memory',
      reckoning: `${rounded(certificates)} ÷ ${costs.checkpointCertificatesPerSecond}/s`,
    }),
    line('status-egress', 'octets', surgePerSecond * costs.answerOctets, {
      ja: '集中時に送る量(毎秒)',
      en: 'octets sent a second at a surge',
      reckoning: `${surgePerSecond}/s × ${costs.answerOctets}`,
    }),
  ]
}

function issuingLines(demand: Demand, costs: UnitCosts): readonly CapacityLine[] {
  const yearly = issuedPerYear(demand)
  const peak = (yearly / COUNTER_SECONDS_PER_YEAR) * BUSIEST_HOUR
  return [
    line('issuing-peak', 'per second', peak, {
      ja: '最も混む時間の発行',
      en: 'certificates in the busiest hour',
      reckoning: `${rounded(yearly)} a year ÷ ${COUNTER_SECONDS_PER_YEAR} s × ${BUSIEST_HOUR}`,
    }),
    line('issuing-cores', 'cores', peak / costs.issuedPerCore, {
      ja: 'その発行に使うコア',
      en: 'cores for that',
      reckoning: `${peak.toFixed(1)}/s ÷ ${costs.issuedPerCore}/s`,
    }),
    line('database', 'octets', yearly * YEARS_ON_RECORD * costs.databaseOctetsPerCertificate, {
      ja: `データベース(${YEARS_ON_RECORD}年分)`,
      en: `database, ${YEARS_ON_RECORD} years on record`,
      reckoning: `${rounded(yearly)} × ${YEARS_ON_RECORD} × ${costs.databaseOctetsPerCertificate}`,
    }),
  ]
}

function listLines(demand: Demand, costs: UnitCosts): readonly CapacityLine[] {
  const revoked = certificatesOf(demand) * demand.revokedShare
  const seconds = revoked / costs.crlEntriesPerSecond
  return [
    line('lists', 'octets', revoked * costs.crlOctetsPerEntry, {
      ja: '失効リスト(全市区町村)',
      en: 'revocation lists of all municipalities',
      reckoning: `${rounded(revoked)} × ${costs.crlOctetsPerEntry}`,
    }),
    line('lists-made', 'seconds', seconds, {
      ja: '失効リストを全部作り直す時間(1コア)',
      en: 'making every list anew on one core',
      reckoning: `${rounded(revoked)} ÷ ${costs.crlEntriesPerSecond}/s`,
    }),
    line('list-cores', 'cores', seconds / LIST_WINDOW_SECONDS, {
      ja: '6時間で作り直すのに使うコア',
      en: 'cores to make them within six hours',
      reckoning: `${seconds.toFixed(0)} s ÷ ${LIST_WINDOW_SECONDS} s`,
    }),
  ]
}

function filterLines(demand: Demand, costs: UnitCosts): readonly CapacityLine[] {
  const certificates = certificatesOf(demand)
  const events = (issuedPerYear(demand) * demand.revokedShare) / DELTAS_PER_YEAR
  return [
    line('filter', 'octets', certificates * costs.filterOctetsPerCertificate, {
      ja: '失効状態フィルター(両方の認証局)',
      en: 'status filter, both authorities',
      reckoning: `${rounded(certificates)} × ${costs.filterOctetsPerCertificate}`,
    }),
    line('filter-delta', 'octets', events * costs.filterOctetsPerEvent, {
      ja: '6時間ごとの差分',
      en: 'delta of six hours',
      reckoning: `${rounded(events)} events × ${costs.filterOctetsPerEvent}`,
    }),
  ]
}

function line(
  id: string,
  unit: CapacityLine['unit'],
  value: number,
  texts: Pick<CapacityLine, 'ja' | 'en' | 'reckoning'>,
): CapacityLine {
  return { id, unit, value, ...texts }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function rounded(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} M` : value.toFixed(0)
}

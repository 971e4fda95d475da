/**
 * What one piece of work costs, as the programs of `bench/` measured it. A plan is as good as
 * these: measure on the machines that are to be bought and give them with `--costs FILE`.
 */
export interface UnitCosts {
  /** On what these were measured, in words. */
  readonly measuredOn: string
  /** OCSP answers a second that one core gives from its cache (`bench/ocsp.ts`). */
  readonly cachedAnswersPerCore: number
  /** OCSP answers a second that one core signs with P-256 (`bench/ocsp.ts`). */
  readonly liveAnswersPerCore: number
  /** Octets of one OCSP answer with its HTTP headers. */
  readonly answerOctets: number
  /** Memory of a status process without certificates, octets (`bench/status-size.ts`). */
  readonly statusProcessOctets: number
  /** Memory of one certificate in a status process, octets (`bench/status-size.ts`). */
  readonly statusOctetsPerCertificate: number
  /** Certificates a second that a status process takes from its checkpoint at start. */
  readonly checkpointCertificatesPerSecond: number
  /** Certificates a second issued whole, on one core beside its database (`bench/issue.ts`). */
  readonly issuedPerCore: number
  /** Octets of one certificate in the database, indexes and status included. */
  readonly databaseOctetsPerCertificate: number
  /** Octets of one entry of a revocation list. */
  readonly crlOctetsPerEntry: number
  /** Entries a second that one core reads, encodes and signs (`bench/crl.ts`). */
  readonly crlEntriesPerSecond: number
  /** Octets of the status filter for one certificate (`bench/filter.ts`). */
  readonly filterOctetsPerCertificate: number
  /** Octets of a filter's delta for one event. */
  readonly filterOctetsPerEvent: number
}

/** The names of the numbers in a file of costs. */
export const UNIT_COST_NAMES = [
  'cachedAnswersPerCore',
  'liveAnswersPerCore',
  'answerOctets',
  'statusProcessOctets',
  'statusOctetsPerCertificate',
  'checkpointCertificatesPerSecond',
  'issuedPerCore',
  'databaseOctetsPerCertificate',
  'crlOctetsPerEntry',
  'crlEntriesPerSecond',
  'filterOctetsPerCertificate',
  'filterOctetsPerEvent',
] as const satisfies readonly (keyof UnitCosts)[]

/** Measured on the two slow shared cores of docs/benchmarks.md: a lower bound for any server. */
export const MEASURED_COSTS: UnitCosts = {
  measuredOn: '2 shared cores of a virtual machine (docs/benchmarks.md)',
  cachedAnswersPerCore: 10_000,
  liveAnswersPerCore: 5_000,
  answerOctets: 1_800,
  statusProcessOctets: 110_000_000,
  statusOctetsPerCertificate: 5,
  checkpointCertificatesPerSecond: 20_000_000,
  issuedPerCore: 800,
  databaseOctetsPerCertificate: 2_000,
  crlOctetsPerEntry: 41,
  crlEntriesPerSecond: 425_000,
  filterOctetsPerCertificate: 0.0945,
  filterOctetsPerEvent: 2,
}

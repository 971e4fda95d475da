import type { AuthorityGeneration, AuthorityId, StatusRecord } from '#ca/contract.ts'
import { OCSP_CERT_IDS_MAX } from '#codec/ocsp/bounds.ts'
import { encodeCertId, issuerHashes } from '#codec/ocsp/cert-id.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { assert } from '#kernel/assert.ts'
import type { Said, Witness } from './compare.ts'

const ANSWER_WITHIN_MS = 10_000

/** Asks the responder about every record, many in one question, and keeps what it says. */
export async function ocspWitness(
  statusUrl: string,
  authority: AuthorityId,
  generations: readonly AuthorityGeneration[],
  records: readonly StatusRecord[],
): Promise<Witness> {
  const said = new Map<string, Said>()
  for (const generation of generations.filter((one) => one.authority === authority)) {
    const serials = records
      .filter((record) => record.generation === generation.generation)
      .map(({ serialHex }) => serialHex)
    for (let from = 0; from < serials.length; from += OCSP_CERT_IDS_MAX)
      await askInto(said, statusUrl, generation, serials.slice(from, from + OCSP_CERT_IDS_MAX))
  }
  return {
    name: 'ocsp',
    asOf: undefined,
    covers: () => true,
    says: (serialHex) => said.get(serialHex),
    named: () => [],
  }
}

async function askInto(
  said: Map<string, Said>,
  statusUrl: string,
  { authority, certificateDer }: AuthorityGeneration,
  serials: readonly string[],
): Promise<void> {
  const issuer = parseCertificate(certificateDer)
  assert(issuer.ok, 'the certificate of an authority is one')
  const hashes = issuerHashes('sha256', issuer.value.subject, issuer.value.spkiDer)
  const request = encodeOcspRequest(
    serials.map((serialHex) => encodeCertId('sha256', hashes, serialHex)),
    undefined,
  )
  const response = await fetch(`${statusUrl}/ocsp/${authority}`, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: new Uint8Array(request),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  const parsed = parseOcspResponse(new Uint8Array(await response.arrayBuffer()))
  if (!parsed.ok || parsed.value.status !== 'successful') return
  for (const { certId, status } of parsed.value.basic.responses) said.set(certId.serialHex, status)
}

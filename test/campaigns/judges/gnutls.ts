import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePem } from '#codec/pem.ts'
import { runTool } from '../../support/run-tool.ts'
import type { PathCase } from '../path-case.ts'
import type { CaseFiles } from './case-files.ts'
import type { Verdict } from './verdict.ts'

/**
 * `certtool`: it is given the path that is meant, since it builds none, and judges by the machine's
 * clock, which is why the dates of the cases are years away from both. It knows no policy inputs,
 * and reads CRLs only beside a chain whose last certificate is trusted.
 */
export async function judgeByGnutls(pathCase: PathCase, files: CaseFiles): Promise<Verdict> {
  // The boundaries lie around the case's moment, not the machine's.
  if (pathCase.labels.some((label) => label.startsWith('time-boundary')))
    return { verdict: 'abstains', said: '' }
  const withCrls = pathCase.asked.revocation === 'crl'
  const args = withCrls ? chainWithCrls(pathCase, files) : trusted(pathCase, files)
  const end = await runTool('certtool', args)
  const [, outcome] = /Chain verification output: (.*)/.exec(end.stdout.toString('utf8')) ?? []
  if (outcome?.startsWith('Verified.') === true)
    return { verdict: passesOver(pathCase) ? 'abstains' : 'valid', said: 'Verified' }
  const error = /(?:error|Error|failed)[^\n]*/.exec(end.stderr)?.[0]
  return {
    verdict: 'invalid',
    said: outcome ?? error ?? end.stderr.trim().split('\n').at(-1) ?? '',
  }
}

/** Whether GnuTLS trusts without looking: it demands no CRL, reads no OCSP here, knows no policies. */
function passesOver({ asked, labels }: PathCase): boolean {
  return asked.revocation !== 'none' || labels.some((label) => label.startsWith('policy'))
}

function trusted({ asked }: PathCase, files: CaseFiles): readonly string[] {
  const purpose = asked.keyPurpose === undefined ? [] : ['--verify-purpose', asked.keyPurpose]
  const from = ['--load-ca-certificate', files.anchors, '--infile', files.intended]
  return ['--verify', '--verify-profile', 'medium', ...purpose, ...from]
}

function chainWithCrls(pathCase: PathCase, { folder }: CaseFiles): readonly string[] {
  const path = join(folder, 'chain.pem')
  const certificates = [...pathCase.intended, ...pathCase.anchors.slice(-1)]
  const lines = certificates.map((one) => encodePem('CERTIFICATE', one))
  writeFileSync(
    path,
    [...lines, ...pathCase.crls.map((one) => encodePem('X509 CRL', one))].join(''),
  )
  return ['--verify-chain', '--verify-profile', 'medium', '--infile', path]
}

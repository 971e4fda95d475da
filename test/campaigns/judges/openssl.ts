import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePem } from '#codec/pem.ts'
import { OID } from '#codec/x509/oids.ts'
import { runTool } from '../../support/run-tool.ts'
import { words } from '../../support/words.ts'
import type { PathCase } from '../path-case.ts'
import type { CaseFiles } from './case-files.ts'
import type { Verdict } from './verdict.ts'

/**
 * `openssl verify` with RFC 5280's inputs. Security level 2 is 112 bits: no SHA-1, no RSA below
 * 2048, which is what our own default asks for.
 */
export async function judgeByOpenssl(pathCase: PathCase, files: CaseFiles): Promise<Verdict> {
  const first = await verify(pathCase, files.leaf, files)
  // OpenSSL takes the first issuer that fits by name and key identifier and does not come back
  // (RFC 4158 leaves building to the implementation): with decoys it is asked about the path meant.
  const meant = { ...files, anchors: files.anchor, untrusted: files.intended }
  const path = first.verdict === 'valid' ? first : await verify(pathCase, files.leaf, meant)
  if (path.verdict !== 'valid' || pathCase.asked.revocation !== 'ocsp') return path
  return await responses(pathCase, files)
}

const PURPOSES: Readonly<Record<string, string>> = {
  [OID.serverAuth]: 'sslserver',
  [OID.clientAuth]: 'sslclient',
  [OID.emailProtection]: 'smimesign',
}

type Given = Pick<CaseFiles, 'anchors' | 'untrusted' | 'crls'>

async function verify(pathCase: PathCase, leaf: string, files: Given): Promise<Verdict> {
  const { asked } = pathCase
  const args = ['verify', '-attime', String(Date.parse(asked.at) / 1000), '-auth_level', '2']
  args.push('-partial_chain', '-policy_check', '-no-CApath', '-no-CAstore')
  const policies = asked.initialPolicySet === 'any' ? [OID.anyPolicy] : asked.initialPolicySet
  for (const policy of policies) args.push('-policy', policy)
  if (asked.requireExplicitPolicy) args.push('-explicit_policy')
  if (asked.inhibitPolicyMapping) args.push('-inhibit_map')
  if (asked.inhibitAnyPolicy) args.push('-inhibit_any')
  if (asked.revocation === 'crl') args.push('-crl_check_all', '-extended_crl', '-use_deltas')
  if (pathCase.crls.length > 0) args.push('-CRLfile', files.crls)
  const purpose = asked.keyPurpose === undefined ? undefined : PURPOSES[asked.keyPurpose]
  if (purpose !== undefined) args.push('-purpose', purpose)
  args.push('-CAfile', files.anchors)
  if (pathCase.untrusted.length > 0) args.push('-untrusted', files.untrusted)
  const end = await runTool('openssl', [...args, leaf])
  if (end.status === 0 && /: OK$/m.test(end.text)) return { verdict: 'valid', said: 'OK' }
  return { verdict: 'invalid', said: errorsIn(end.text, pathCase.intended.length) }
}

/** `12@1 CRL has expired`: the code, the depth (`anchor` for the anchor's), the words. */
function errorsIn(text: string, anchorDepth: number): string {
  const found = [...text.matchAll(/error (\d+) at (\d+) depth lookup: (.*)/g)]
  if (found.length > 0)
    return found
      .map(([, code, at, said]) => `${code}@${Number(at) === anchorDepth ? 'anchor' : at} ${said}`)
      .join('; ')
  return text
    .replaceAll(/^[0-9A-F]+:error:/gm, 'error:')
    .trim()
    .split('\n')
    .slice(0, 2)
    .join(' ')
}

/** `openssl ocsp` on every response: signature, responder, dates, status. */
async function responses(pathCase: PathCase, files: CaseFiles): Promise<Verdict> {
  const below = pathCase.intended.length
  if (pathCase.responses.length < below)
    return { verdict: 'invalid', said: 'a response is missing' }
  const everyone = join(files.folder, 'everyone.pem')
  const certificates = [...pathCase.anchors.slice(-1), ...pathCase.intended]
  writeFileSync(everyone, certificates.map((one) => encodePem('CERTIFICATE', one)).join(''))
  for (const index of pathCase.responses.keys()) {
    const file = (name: string): string => join(files.folder, `response-${index}${name}`)
    const at = String(Date.parse(pathCase.asked.at) / 1000)
    const end = await runTool(
      'openssl',
      words`ocsp -respin ${file('.der')} -issuer ${file('-issuer.pem')}
        -cert ${file('-certificate.pem')} -CAfile ${files.anchor} -no-CApath
        -verify_other ${everyone} -attime ${at} -no_nonce -partial_chain`,
    )
    const good = /-certificate\.pem: good$/m.test(end.text) && /Response verify OK/.test(end.text)
    if (good && !/WARNING: Status times invalid/.test(end.text)) continue
    const said = end.text.replaceAll(files.folder, '').replaceAll(/^[0-9A-F]+:error:/gm, 'error:')
    return { verdict: 'invalid', said: said.trim().split('\n').slice(0, 3).join(' ') }
  }
  return { verdict: 'valid', said: 'OK' }
}

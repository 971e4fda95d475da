import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePem } from '#codec/pem.ts'
import type { PathCase } from '../path-case.ts'

/** A case as files for programs of the command line. */
export interface CaseFiles {
  readonly folder: string
  readonly anchors: string
  /** The anchor of the path that is meant. */
  readonly anchor: string
  readonly untrusted: string
  readonly intended: string
  readonly leaf: string
  readonly crls: string
}

/** Writes a case into a folder of its own below `parent`. */
export function writeCase(parent: string, pathCase: PathCase): CaseFiles {
  const folder = join(parent, `${pathCase.seed}-${pathCase.round}`)
  mkdirSync(folder, { recursive: true })
  const file = (name: string, label: 'CERTIFICATE' | 'X509 CRL', octets: readonly Uint8Array[]) => {
    const path = join(folder, name)
    writeFileSync(path, octets.map((one) => encodePem(label, one)).join(''))
    return path
  }
  for (const [index, one] of pathCase.responses.entries()) {
    file(`response-${index}-issuer.pem`, 'CERTIFICATE', [one.issuer])
    file(`response-${index}-certificate.pem`, 'CERTIFICATE', [one.certificate])
    writeFileSync(join(folder, `response-${index}.der`), one.response)
  }
  return {
    folder,
    anchors: file('anchors.pem', 'CERTIFICATE', pathCase.anchors),
    anchor: file('anchor.pem', 'CERTIFICATE', pathCase.anchors.slice(-1)),
    untrusted: file('untrusted.pem', 'CERTIFICATE', pathCase.untrusted),
    intended: file('intended.pem', 'CERTIFICATE', pathCase.intended),
    leaf: file('leaf.pem', 'CERTIFICATE', [pathCase.leaf]),
    crls: file('crls.pem', 'X509 CRL', pathCase.crls),
  }
}

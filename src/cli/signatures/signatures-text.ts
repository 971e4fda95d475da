import { formatName } from '#codec/x509/name-text.ts'
import { formatInJapan } from '#kernel/instant.ts'
import type { SignaturesReport, SignerReport, TimeStampReport } from '#signing/contract.ts'
import { alignedColumns } from '../aligned-columns.ts'
import { checksText, reportText } from '../report-text.ts'
import type { Terminal } from '../terminal.ts'

const INTEGRITY = {
  intact: '文書と署名が一致 / intact',
  broken: '文書と署名が一致しない / broken',
  unknown: '確かめられない / unknown',
} as const

const BASIS = {
  present: '今 / the present',
  caller: '--at の指定 / as asked',
  'time-stamp': 'タイムスタンプが証明 / proved by a time-stamp',
} as const

/**
 * The report for people: the document, then every signer with its facts, checks and time-stamps.
 */
export function signaturesText(report: SignaturesReport<string>, terminal: Terminal): string {
  const signers = report.signers.map((signer) => signerText(signer, '', terminal)).join('')
  return `${checksText(report.checks, terminal)}${signers}${reportText({ ...report, checks: [] }, terminal)}`
}

function signerText(signer: SignerReport<string>, within: string, terminal: Terminal): string {
  const place = `${within}${signer.number}`
  const title = within === '' ? '署名者 / signer' : '連署 / countersigner'
  const { certificate, claimedSigningTime: claimed, time } = signer
  const facts = alignedColumns([
    ['  水準 / level', signer.level],
    ['  完全性 / integrity', INTEGRITY[signer.integrity]],
    ['  証明書 / certificate', certificate === undefined ? '-' : formatName(certificate.subject)],
    ['  自称の署名時刻 / claimed', claimed === undefined ? '-' : formatInJapan(claimed)],
    ['  判断の時点 / judged at', `${formatInJapan(time.at)} ${BASIS[time.basis]}`],
    ['  符号 / code', signer.code],
  ])
  const head = terminal.paint('bold', `\n${title} ${place}`)
  const stamps = signer.timeStamps.map((one) => timeStampText(one, terminal)).join('')
  const counter = signer.counterSignatures
    .map((one) => signerText(one, `${place}.`, terminal))
    .join('')
  return `${head}\n${facts}${checksText(signer.checks, terminal)}${stamps}${counter}\n`
}

function timeStampText(timeStamp: TimeStampReport<string>, terminal: Terminal): string {
  const { kind, code, genTime, checks } = timeStamp
  const moment = genTime === undefined ? '-' : formatInJapan(genTime)
  const head = `  タイムスタンプ / time-stamp  ${kind}  ${moment}  ${code}\n`
  return head + checksText(checks, terminal)
}

import type { Instant } from '#kernel/instant.ts'
import { checkStatus } from '../check-status.ts'
import type { OcspQuestion, StatusQuestion, StatusVerdict } from '../status-question.ts'
import {
  checkJson,
  type Door,
  type DoorAnswer,
  messageLine,
  momentJson,
  nextLine,
  unreadMembers,
} from './answer.ts'
import { readAge, readAlgorithms } from './path-door.ts'
import { readRequest, type RequestFields } from './request-fields.ts'

/** `shomei pki check-ocsp`. */
export const ocspDoor: Door = statusDoor((fields, now) => ({
  response: fields.object('response', 'ocsp-response'),
  request: fields.has('request') ? fields.object('request', 'ocsp-request') : undefined,
  certificate: readSubject(fields),
  ...readAboutCertificate(fields, now),
}))

/** `shomei pki check-crl`. */
export const crlDoor: Door = statusDoor((fields, now) => ({
  crl: fields.object('crl', 'crl'),
  deltas: fields.objects('deltas', 'crl'),
  certificate: fields.object('certificate', 'certificate'),
  ...readAboutCertificate(fields, now),
}))

function statusDoor(readQuestion: (fields: RequestFields, now: Instant) => StatusQuestion): Door {
  return {
    unread,
    answer: (request, now) => {
      const read = readRequest(request, (fields) => ({
        question: readQuestion(fields, now),
        report: fields.flag('report'),
      }))
      if (!read.ok) return unread(read)
      const { question, report } = read.value
      return { json: statusJson(checkStatus(question), report), isVerdict: true }
    },
  }
}

function unread(refused: Parameters<Door['unread']>[0]): DoorAnswer {
  const { code, message, field } = unreadMembers(refused)
  return { json: { status: 'unusable', code, message, field }, isVerdict: false }
}

function readAboutCertificate(
  fields: RequestFields,
  now: Instant,
): Pick<StatusQuestion, 'issuer' | 'time' | 'maxAgeSeconds' | 'algorithms'> {
  return {
    issuer: fields.object('issuer', 'certificate'),
    time: new Date(fields.moment('time') ?? now),
    maxAgeSeconds: readAge(fields),
    algorithms: readAlgorithms(fields),
  }
}

/** The certificate; or its serial number in hexadecimal, where no more is known of it. */
function readSubject(fields: RequestFields): OcspQuestion['certificate'] {
  const serial = fields.text('serial')
  if (serial === undefined) return fields.object('certificate', 'certificate')
  if (fields.has('certificate')) return fields.malformed('serial', 'without certificate')
  const isSerial = SERIAL.test(serial)
  return isSerial
    ? { serialHex: serial.toLowerCase() }
    : fields.malformed('serial', 'hexadecimal, whole octets')
}

/** As long as the longest serial number that an OCSP response may name. */
const SERIAL = /^-?(?:[0-9a-fA-F]{2}){1,64}$/

function statusJson(verdict: StatusVerdict, isWholeReport: boolean): object {
  const { status, code, reason, revokedAt, weak, message, checks } = verdict
  const json = {
    status,
    code,
    reason,
    revokedAt: momentJson(revokedAt),
    weak,
    message: weak === undefined ? messageLine(message) : `${messageLine(message)} ${WEAK}`,
  }
  return isWholeReport ? { ...json, next: nextLine(message), checks: checks.map(checkJson) } : json
}

/** Said where an object was believed only because the question allowed weak algorithms. */
const WEAK =
  '（verify-path の既定ではこの方式・鍵を認めません / verify-path refuses this algorithm or key by default)'

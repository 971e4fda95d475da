import { ocspDoor } from '#verifier/door/status-door.ts'
import type { Command } from '../command.ts'
import { DOOR_OPTIONS, runDoor } from '../door/run-door.ts'

/** `shomei pki check-ocsp`: JSON in and out, as docs/verifier.md describes it. */
export const pkiCheckOcsp: Command = {
  path: ['pki', 'check-ocsp'],
  ja: 'OCSP応答を調べる(JSON)',
  en: 'what an OCSP response says (JSON)',
  options: DOOR_OPTIONS,
  example: 'shomei pki check-ocsp --request request.json',
  run: (invocation) => runDoor(ocspDoor, invocation),
}

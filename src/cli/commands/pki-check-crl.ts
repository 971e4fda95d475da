import { crlDoor } from '#verifier/door/status-door.ts'
import type { Command } from '../command.ts'
import { DOOR_OPTIONS, runDoor } from '../door/run-door.ts'

/** `shomei pki check-crl`: JSON in and out, as docs/verifier.md describes it. */
export const pkiCheckCrl: Command = {
  path: ['pki', 'check-crl'],
  ja: '失効リストを調べる(JSON)',
  en: 'what a CRL says (JSON)',
  options: DOOR_OPTIONS,
  example: 'shomei pki check-crl --request request.json',
  run: (invocation) => runDoor(crlDoor, invocation),
}

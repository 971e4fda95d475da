import { signatureDoor } from '#verifier/door/signature-door.ts'
import type { Command } from '../command.ts'
import { DOOR_OPTIONS, runDoor } from '../door/run-door.ts'

/** `shomei pki verify-signature`: JSON in and out, as docs/verifier.md describes it. */
export const pkiVerifySignature: Command = {
  path: ['pki', 'verify-signature'],
  ja: '公開鍵で署名を確かめる(JSON)',
  en: 'verify a signature under a public key (JSON)',
  options: DOOR_OPTIONS,
  example: 'shomei pki verify-signature --request request.json',
  run: (invocation) => runDoor(signatureDoor, invocation),
}

import { pathDoor } from '#verifier/door/path-door.ts'
import type { Command } from '../command.ts'
import { DOOR_OPTIONS, runDoor } from '../door/run-door.ts'

/** `shomei pki verify-path`: JSON in and out, as docs/verifier.md describes it. */
export const pkiVerifyPath: Command = {
  path: ['pki', 'verify-path'],
  ja: '証明書の経路を検証する(JSON)',
  en: 'validate a certification path (JSON)',
  options: DOOR_OPTIONS,
  example: 'shomei pki verify-path --request request.json',
  run: (invocation) => runDoor(pathDoor, invocation),
}

import { ok, refuse, type Result } from '#kernel/result.ts'
import { namesAgent } from '#law/may-act.ts'
import type { CaseAgent, CaseRequest } from './contract.ts'

/** As long as a name in the register may be, and as an address in a certificate. */
const NAME_CHARACTERS_MAX = 100
const ADDRESS_CHARACTERS_MAX = 200

/**
 * Who acts for the holder, as the application form has to name them: `undefined` where nobody does.
 * The detail of a refusal names the field, never what stands in it.
 */
export function agentOf({
  applicant,
  agent,
}: Pick<CaseRequest, 'applicant' | 'agent'>): Result<
  CaseAgent | undefined,
  'case-agent-missing' | 'case-agent-malformed'
> {
  if (!namesAgent(applicant)) return ok(undefined)
  const [name, address] = [tidied(agent?.name), tidied(agent?.address)]
  if (name === '') return refuse('case-agent-missing', { field: 'name' })
  if (address === '') return refuse('case-agent-missing', { field: 'address' })
  if (!isText(name, NAME_CHARACTERS_MAX)) return refuse('case-agent-malformed', { field: 'name' })
  if (!isText(address, ADDRESS_CHARACTERS_MAX)) {
    return refuse('case-agent-malformed', { field: 'address' })
  }
  return ok({ name, address })
}

function tidied(text: string | undefined): string {
  return (text ?? '').normalize('NFC').trim()
}

/** No control, direction or private characters: the paper shows what was typed. */
function isText(text: string, charactersMax: number): boolean {
  return Array.from(text).length <= charactersMax && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)
}

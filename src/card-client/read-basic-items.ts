import { TEXT_EF } from '#codec/jpki-card/files.ts'
import { parseBasicItems, type TextBasicItems } from '#codec/jpki-card/text-files.ts'
import { parseTlv } from '#codec/tlv/ber-tlv.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardBasicItems } from './contract.ts'
import { FILE_OCTETS_MAX, readFile, selectFile } from './elementary-file.ts'
import type { CommandRefusal, SelectedApplication } from './select-application.ts'

/** Tag `FF 20`, and a length field of at most three octets for what READ BINARY can reach. */
const HEADER_OCTETS = 5
const TAG_OCTETS = 2

const SEX: Readonly<Record<TextBasicItems['sex'], CardBasicItems['sex']>> = {
  '1': 'male',
  '2': 'female',
  '9': 'not-applicable',
}

/**
 * Reads the basic four items (基本4情報) from 券面事項入力補助AP, whose PIN must have been verified
 * (`security-status-not-satisfied`).
 */
export async function readBasicItems(
  text: SelectedApplication<'text'>,
): Promise<Result<CardBasicItems, 'text-file-malformed' | CommandRefusal>> {
  const selected = await selectFile(text, TEXT_EF.basicItems)
  if (!selected.ok) return selected
  const header = await readFile(text, 0, HEADER_OCTETS)
  if (!header.ok) return header
  const fileOctets = octetsOfObject(header.value)
  if (fileOctets === undefined || fileOctets > FILE_OCTETS_MAX) return refuse('text-file-malformed')
  const file = await readFile(text, 0, fileOctets)
  if (!file.ok) return file
  const object = parseTlv(file.value)
  if (!object.ok) return refuse('text-file-malformed')
  const items = parseBasicItems(object.value.encoded)
  if (!items.ok) return items
  return ok({ ...items.value, sex: SEX[items.value.sex] })
}

/** The length of tag, length field and value, from the first octets of the file. */
function octetsOfObject(header: Uint8Array): number | undefined {
  const [form, high, low] = header.subarray(TAG_OCTETS)
  if (form === undefined || high === undefined || low === undefined) return undefined
  if (form < 0x80) return TAG_OCTETS + 1 + form
  if (form === 0x81) return TAG_OCTETS + 2 + high
  return form === 0x82 ? TAG_OCTETS + 3 + high * 256 + low : undefined
}

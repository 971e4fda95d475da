import { ok } from '#kernel/result.ts'
import type { Municipality } from '#register/contract.ts'
import { alignedColumns } from '../aligned-columns.ts'
import type { Command } from '../command.ts'

/** `shomei municipality list`: the codes that `resident add` takes. */
export const municipalityList: Command = {
  path: ['municipality', 'list'],
  ja: '市区町村のコードを調べる',
  en: 'codes of the municipalities',
  options: {
    search: {
      value: 'TEXT',
      ja: '名前・読み・コードの始め(省くと全部)',
      en: 'how the name, its reading or the code begins (default: all)',
    },
  },
  example: 'shomei municipality list --search 渋谷',
  run: async (invocation) => {
    const municipalities = await findMunicipalities(invocation.option('search'))
    const rows = municipalities.map((found) => [
      found.code,
      found.codeWithCheckDigit,
      `${found.prefecture}${found.name}`,
      `${found.prefectureKana}${found.kana}`,
      `${found.prefectureRomaji} ${found.nameRomaji}`,
    ])
    const none = '当てはまる市区町村はありません / no municipality begins like this\n'
    return ok({ json: { municipalities }, text: rows.length === 0 ? none : alignedColumns(rows) })
  },
}

/** The table is read by this command alone: the others answer at once without it. */
async function findMunicipalities(search: string | undefined): Promise<readonly Municipality[]> {
  const { MUNICIPALITIES } = await import('#register/municipalities.ts')
  if (search === undefined) return MUNICIPALITIES
  const found = await import('#register/find-municipalities.ts')
  return found.findMunicipalities(search, MUNICIPALITIES.length)
}

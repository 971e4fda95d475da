import { ok } from '#kernel/result.ts'
import { type Command, required } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'
import { fullWidth } from '../full-width.ts'

/** `shomei resident add`: one more synthetic person. */
export const residentAdd: Command = {
  path: ['resident', 'add'],
  ja: '台帳に架空の人を加える',
  en: 'add a synthetic resident',
  options: {
    data: DATA_OPTION,
    municipality: {
      value: 'CODE',
      ja: '市区町村コード 5 桁',
      en: 'code of five digits',
      required: true,
    },
    name: { value: 'NAME', ja: '氏名(姓と名の間は全角空白)', en: 'name', required: true },
    kana: { value: 'KANA', ja: 'フリガナ', en: 'furigana', required: true },
    address: {
      value: 'TEXT',
      ja: '都道府県からの住所',
      en: 'address from the prefecture',
      required: true,
    },
    born: { value: 'DATE', ja: '生年月日', en: 'date of birth', required: true },
    sex: {
      value: 'SEX',
      ja: 'male、female、unknown',
      en: 'male, female or unknown',
      required: true,
    },
    nationality: {
      value: 'N',
      ja: 'japanese、permanent-foreigner、foreigner',
      en: 'default japanese',
    },
    'stay-until': { value: 'DATE', ja: '在留期間の満了日', en: 'end of the period of stay' },
    'adult-ward': { ja: '成年被後見人', en: 'adult ward' },
  },
  example:
    "shomei resident add --municipality 13113 --name '架空　一郎' --kana 'カクウ　イチロウ' --address 東京都渋谷区神南一丁目８番１号 --born 1990-04-01 --sex male",
  run: async (invocation) => {
    const system = await invocation.ports.connect(invocation.option('data'))
    if (!system.ok) return system
    const added = await system.value.addResident({
      municipalityCode: required(invocation, 'municipality'),
      name: fullWidth(required(invocation, 'name')),
      kana: fullWidth(required(invocation, 'kana')),
      address: fullWidth(required(invocation, 'address')),
      birthDate: required(invocation, 'born'),
      sex: required(invocation, 'sex'),
      nationality: invocation.option('nationality'),
      periodOfStayEndsOn: invocation.option('stay-until'),
      adultWard: invocation.flag('adult-ward'),
    })
    if (!added.ok) return added
    const mark = invocation.terminal.paint('green', '✓')
    return ok({ json: added.value, text: `${mark} ${added.value.id}\n` })
  },
}

import type { OptionSpec } from './command.ts'

/** The data folder of the running system, for every command that talks to it. */
export const DATA_OPTION: OptionSpec = {
  value: 'DIR',
  ja: '動いているシステムのデータフォルダー(省くと .shomei)',
  en: 'data folder of the running system (default .shomei)',
}

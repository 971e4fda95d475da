import type { RefusalDetail, Result } from '#kernel/result.ts'
import type { DerRefusal } from './refusal.ts'

/** The clause of X.690 that each refusal of the decoder rests on; '' for a bound of our own. */
const DER_SECTIONS: Readonly<Record<DerRefusal, string>> = {
  'der-truncated': 'X.690 §8.1.3',
  'der-trailing-bytes': 'X.690 §8.1.1',
  'der-tag-unexpected': 'X.690 §8.1.2',
  'der-tag-unsupported': 'X.690 §8.1.2.4',
  'der-length-indefinite': 'X.690 §10.1',
  'der-length-not-minimal': 'X.690 §10.1',
  'der-value-malformed': 'X.690 §8',
  'der-value-not-canonical': 'X.690 §11',
  'der-default-encoded': 'X.690 §11.5',
  'der-set-unsorted': 'X.690 §11.6',
  'der-too-large': '',
  'der-too-deep': '',
  'der-too-many-values': '',
}

/** Which sections a structure's standard gives its fields and its own refusals. */
export interface Sections<R extends string> {
  readonly fields: Readonly<Record<string, string>>
  readonly refusals: Readonly<Record<Exclude<R, DerRefusal>, string>>
}

/**
 * The same result; a refusal's detail gains `section`: the clause that was broken. Of a refusal of
 * the decoder these are the innermost field's section and X.690's own.
 */
export function withSection<T, R extends string>(
  result: Result<T, R>,
  sections: Sections<R>,
): Result<T, R> {
  if (result.ok) return result
  const section = sectionOf(result.refusal, result.detail, sections)
  return section === '' ? result : { ...result, detail: { ...result.detail, section } }
}

function sectionOf(
  refusal: string,
  { field }: RefusalDetail,
  { fields, refusals }: Sections<string>,
): string {
  const own = refusals[refusal]
  if (own !== undefined) return own
  const path = typeof field === 'string' ? field.split('.') : []
  const innermost = path.findLast((name) => Object.hasOwn(fields, name))
  const ofField = innermost === undefined ? '' : (fields[innermost] ?? '')
  const ofRule = Object.hasOwn(DER_SECTIONS, refusal) ? DER_SECTIONS[refusal as DerRefusal] : ''
  return [ofField, ofRule].filter((part) => part !== '').join(', ')
}

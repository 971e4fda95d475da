import type { Municipality } from './contract.ts'

/**
 * Municipalities and wards of the synthetic register: codes are those of 全国地方公共団体コード without
 * check digit, romaji in the form of the CRL distribution points (spec/jpki.md §2.2, §2.3).
 */
const ROWS: readonly (readonly [string, string, string, string, string])[] = [
  ['01101', '北海道', '札幌市中央区', 'Hokkai-do', 'Sapporo-shi-Chuo-ku'],
  ['01202', '北海道', '函館市', 'Hokkai-do', 'Hakodate-shi'],
  ['04101', '宮城県', '仙台市青葉区', 'Miyagi-ken', 'Sendai-shi-Aoba-ku'],
  ['09202', '栃木県', '足利市', 'Tochigi-ken', 'Ashikaga-shi'],
  ['11103', '埼玉県', 'さいたま市大宮区', 'Saitama-ken', 'Saitama-shi-Omiya-ku'],
  ['11201', '埼玉県', '川越市', 'Saitama-ken', 'Kawagoe-shi'],
  ['12101', '千葉県', '千葉市中央区', 'Chiba-ken', 'Chiba-shi-Chuo-ku'],
  ['12233', '千葉県', '富里市', 'Chiba-ken', 'Tomisato-shi'],
  ['13101', '東京都', '千代田区', 'Tokyo-to', 'Chiyoda-ku'],
  ['13103', '東京都', '港区', 'Tokyo-to', 'Minato-ku'],
  ['13112', '東京都', '世田谷区', 'Tokyo-to', 'Setagaya-ku'],
  ['13113', '東京都', '渋谷区', 'Tokyo-to', 'Shibuya-ku'],
  ['13114', '東京都', '中野区', 'Tokyo-to', 'Nakano-ku'],
  ['13201', '東京都', '八王子市', 'Tokyo-to', 'Hachioji-shi'],
  ['13213', '東京都', '東村山市', 'Tokyo-to', 'Higashimurayama-shi'],
  ['13221', '東京都', '清瀬市', 'Tokyo-to', 'Kiyose-shi'],
  ['14103', '神奈川県', '横浜市西区', 'Kanagawa-ken', 'Yokohama-shi-Nishi-ku'],
  ['14104', '神奈川県', '横浜市中区', 'Kanagawa-ken', 'Yokohama-shi-Naka-ku'],
  ['14133', '神奈川県', '川崎市中原区', 'Kanagawa-ken', 'Kawasaki-shi-Nakahara-ku'],
  ['14204', '神奈川県', '鎌倉市', 'Kanagawa-ken', 'Kamakura-shi'],
  ['14217', '神奈川県', '南足柄市', 'Kanagawa-ken', 'Minamiashigara-shi'],
  ['15103', '新潟県', '新潟市中央区', 'Niigata-ken', 'Niigata-shi-Chuo-ku'],
  ['16205', '富山県', '氷見市', 'Toyama-ken', 'Himi-shi'],
  ['22101', '静岡県', '静岡市葵区', 'Shizuoka-ken', 'Shizuoka-shi-Aoi-ku'],
  ['23101', '愛知県', '名古屋市千種区', 'Aichi-ken', 'Nagoya-shi-Chikusa-ku'],
  ['23106', '愛知県', '名古屋市中区', 'Aichi-ken', 'Nagoya-shi-Naka-ku'],
  ['25209', '滋賀県', '甲賀市', 'Shiga-ken', 'Koka-shi'],
  ['25425', '滋賀県', '愛知郡愛荘町', 'Shiga-ken', 'Echi-gun-Aisho-cho'],
  ['26103', '京都府', '京都市左京区', 'Kyoto-fu', 'Kyoto-shi-Sakyo-ku'],
  ['26104', '京都府', '京都市中京区', 'Kyoto-fu', 'Kyoto-shi-Nakagyo-ku'],
  ['27127', '大阪府', '大阪市北区', 'Osaka-fu', 'Osaka-shi-Kita-ku'],
  ['27141', '大阪府', '堺市堺区', 'Osaka-fu', 'Sakai-shi-Sakai-ku'],
  ['28110', '兵庫県', '神戸市中央区', 'Hyogo-ken', 'Kobe-shi-Chuo-ku'],
  ['28220', '兵庫県', '加西市', 'Hyogo-ken', 'Kasai-shi'],
  ['29211', '奈良県', '葛城市', 'Nara-ken', 'Katsuragi-shi'],
  ['31202', '鳥取県', '米子市', 'Tottori-ken', 'Yonago-shi'],
  ['34101', '広島県', '広島市中区', 'Hiroshima-ken', 'Hiroshima-shi-Naka-ku'],
  ['34202', '広島県', '呉市', 'Hiroshima-ken', 'Kure-shi'],
  ['35216', '山口県', '山陽小野田市', 'Yamaguchi-ken', 'Sanyo-Onoda-shi'],
  ['38206', '愛媛県', '西条市', 'Ehime-ken', 'Saijo-shi'],
  ['39201', '高知県', '高知市', 'Kochi-ken', 'Kochi-shi'],
  ['40133', '福岡県', '福岡市中央区', 'Fukuoka-ken', 'Fukuoka-shi-Chuo-ku'],
  ['40227', '福岡県', '嘉麻市', 'Fukuoka-ken', 'Kama-shi'],
  ['42213', '長崎県', '雲仙市', 'Nagasaki-ken', 'Unzen-shi'],
  ['43101', '熊本県', '熊本市中央区', 'Kumamoto-ken', 'Kumamoto-shi-Chuo-ku'],
  ['46201', '鹿児島県', '鹿児島市', 'Kagoshima-ken', 'Kagoshima-shi'],
  ['47201', '沖縄県', '那覇市', 'Okinawa-ken', 'Naha-shi'],
  ['47212', '沖縄県', '豊見城市', 'Okinawa-ken', 'Tomigusuku-shi'],
]

/** Every municipality the synthetic register knows, by code. */
export const MUNICIPALITIES: readonly Municipality[] = ROWS.map(
  ([code, prefecture, name, prefectureRomaji, nameRomaji]) => ({
    code,
    prefecture,
    name,
    prefectureRomaji,
    nameRomaji,
  }),
)

const BY_CODE = new Map(MUNICIPALITIES.map((municipality) => [municipality.code, municipality]))

/** The municipality with this five-digit code; `undefined` where the table has none. */
export function municipalityByCode(code: string): Municipality | undefined {
  return BY_CODE.get(code)
}

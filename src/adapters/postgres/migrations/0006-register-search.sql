-- Households, names beside the name, and what residents are found by. A key is what a person may type: without
-- spaces, in capitals, of characters and letters that are typed one for another the first. The pairs are those of
-- src/register/search-key.ts, and a test compares what both make of every one of them.
CREATE FUNCTION register_name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
  upper(normalize(name, NFKC) COLLATE "C"),
  '邉邊斎齋齊澤廣髙﨑嵜碕濱濵嶋嶌櫻國龍瀧眞惠榮圓學實壽與關澁條鹽薰德瀨𣘺𠮷栁冨嶽穗聰靜彌禮遙凜桒閒黃俱鷗槇曾峯舘萬龜鐵藏豐來寶昻曉晄顯ヶ ・･.,''’‐-',
  '辺辺斉斉斉沢広高崎崎崎浜浜島島桜国竜滝真恵栄円学実寿与関渋条塩薫徳瀬橋吉柳富岳穂聡静弥礼遥凛桑間黄倶鴎槙曽峰館万亀鉄蔵豊来宝昂暁晃顕ケ'
);

CREATE FUNCTION register_kana_key(kana text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
  normalize(kana, NFKC),
  'ァィゥェォヲッャュョヮヅヂヵ ・･.,''’‐-ー',
  'アイウエオオツヤユヨワズジカ'
);

ALTER TABLE register_resident
  ADD COLUMN household_id text COLLATE "C" CHECK (household_id ~ '^H[0-9]{10}$'),
  ADD COLUMN relation text NOT NULL DEFAULT 'head'
    CHECK (relation IN ('head', 'spouse', 'child', 'parent', 'grandchild', 'other')),
  ADD COLUMN former_name jsonb,
  ADD COLUMN common_name jsonb,
  ADD COLUMN record_deleted_on date;

UPDATE register_resident SET household_id = 'H' || substr(id, 2);

ALTER TABLE register_resident
  ALTER COLUMN household_id SET NOT NULL,
  ALTER COLUMN relation DROP DEFAULT,
  ADD COLUMN name_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (register_name_key(name) COLLATE "C") STORED,
  ADD COLUMN kana_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (register_kana_key(kana) COLLATE "C") STORED,
  ADD COLUMN other_name_key text COLLATE "C"
    GENERATED ALWAYS AS
    (register_name_key(coalesce(common_name, former_name) ->> 'name') COLLATE "C") STORED,
  ADD COLUMN other_kana_key text COLLATE "C"
    GENERATED ALWAYS AS
    (register_kana_key(coalesce(common_name, former_name) ->> 'kana') COLLATE "C") STORED;

-- The reading stands beside the name, so that both together are judged without a look at the table.
CREATE INDEX register_resident_by_name ON register_resident (name_key, id) INCLUDE (kana_key);
CREATE INDEX register_resident_by_kana ON register_resident (kana_key, id);
CREATE INDEX register_resident_by_birth ON register_resident (birth_date, id);
CREATE INDEX register_resident_by_place_and_name
  ON register_resident (municipality_code, name_key, id);
CREATE INDEX register_resident_by_place_and_kana
  ON register_resident (municipality_code, kana_key, id);
CREATE INDEX register_resident_by_household ON register_resident (household_id, id);
CREATE INDEX register_resident_by_other_name
  ON register_resident (other_name_key, id) WHERE other_name_key IS NOT NULL;
CREATE INDEX register_resident_by_other_kana
  ON register_resident (other_kana_key, id) WHERE other_kana_key IS NOT NULL;

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

/** The migrations are plain SQL and the schema is Prisma's: here they are held against each other. */

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

type Column = { table: string; name: string; type: string; nullable: boolean };

const TYPES: Readonly<Record<string, string>> = {
  String: "text",
  Int: "integer",
  BigInt: "bigint",
  Boolean: "boolean",
  Bytes: "bytea",
  Json: "jsonb",
  DateTime: "timestamp with time zone",
  "@db.Uuid": "uuid",
  "@db.Json": "json",
  "@db.Timestamptz(3)": "timestamp with time zone",
};

/** The scalar columns the schema declares; relations have types that are not in the table above. */
function declaredColumns(): Column[] {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  return [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].flatMap(([, body = ""]) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "";
    return [...body.matchAll(/^ {2}(\w+)\s+(\w+)(\?|\[\])?(.*)$/gm)].flatMap(
      ([, field = "", type = "", mark, rest = ""]) => {
        const native = /@db\.\w+(\(\d\))?/.exec(rest)?.[0];
        const sqlType = TYPES[native ?? type];
        if (sqlType === undefined || mark === "[]") return [];
        const name = /(?<!@)@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
        return [{ table, name, type: sqlType, nullable: mark === "?" }];
      },
    );
  });
}

test("schema.prisma and the migrations declare the same columns", async () => {
  const actual = await platform.database.$queryRaw<Column[]>`
    SELECT table_name AS "table", column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable
    FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name <> '_prisma_migrations'`;
  const sorted = (columns: Column[]): string[] =>
    columns
      .map(({ table, name, type, nullable }) => `${table}.${name} ${type}${nullable ? "?" : ""}`)
      .toSorted();
  expect(sorted(actual)).toEqual(sorted(declaredColumns()));
});

test("schema.prisma and the migrations declare the same keys", async () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  const declared = [...schema.matchAll(/@@?(unique|index)\b/g)].length;
  const [row] = await platform.database.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename <> '_prisma_migrations' AND indexname NOT LIKE '%_pkey'`;
  expect(Number(row?.count)).toBe(declared);
});

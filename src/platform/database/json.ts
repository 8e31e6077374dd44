import type { Prisma } from "#generated/prisma/client.ts";

/** A contract value as a JSON column. Contract types are plain JSON by construction; Prisma's type cannot know. */
export function toJson(value: object): Prisma.InputJsonValue {
  return value;
}

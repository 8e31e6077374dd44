import type { Metadata } from "next";
import type { PageProps } from "../page-props.ts";
import { Playground } from "../../features/playground/playground.tsx";
import { NoLanguages } from "../../features/workspace/no-languages.tsx";
import { workspaceProps } from "../workspace-props.ts";

export const metadata: Metadata = { title: "Playground" };

export default async function Play({ searchParams }: PageProps) {
  const props = await workspaceProps(await searchParams);
  return props ? <Playground {...props} /> : <NoLanguages />;
}

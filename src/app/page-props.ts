export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** What Next.js hands to a page. */
export type PageProps<Params = object> = {
  params: Promise<Params>;
  searchParams: Promise<Query>;
};

/** Joins the class names that apply; `false` and `undefined` stand for "not now". */
export function classNames(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}

/** Our own small set, drawn on a 16 by 16 grid with strokes, so that it follows the text colour. */
const PATHS = {
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  clock: "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z",
  memory: "M4 4h8v8H4zM6 1.5V4M10 1.5V4M6 12v2.5M10 12v2.5M1.5 6H4M1.5 10H4M12 6h2.5M12 10h2.5",
  output: "M3 3h10M3 6.5h10M3 10h6M11 11l2 2 2-2",
  crash: "M8.8 1.5 3.5 9H8l-.8 5.5L12.5 7H8z",
  build: "M5 4 1.5 8 5 12M11 4l3.5 4L11 12",
  gear: "M8 5v3.2M8 10.9v.1M8 1.8 14.5 13.5h-13z",
  stop: "M4 4h8v8H4z",
  skip: "M3 4l5 4-5 4zM9 4l4 4-4 4z",
  format: "M2.5 4h11M2.5 8h7M2.5 12h9",
  play: "M4.5 3v10l8.5-5z",
  pause: "M5 3.5v9M11 3.5v9",
  refresh: "M13.5 8A5.5 5.5 0 1 1 11.8 4M12 1.5V4.5H9",
  send: "M2 8h11M9 3.5 13.5 8 9 12.5",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3",
  moon: "M13.5 9.6A6 6 0 1 1 6.4 2.5a4.8 4.8 0 0 0 7.1 7.1Z",
  screen: "M2 3h12v8H2zM5.5 14h5M8 11v3",
  chevron: "M4 6l4 4 4-4",
  dot: "M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z",
  undo: "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M5.5 3 2.5 6l3 3",
  inbox: "M2 9.5 4 3h8l2 6.5V13H2zM2 9.5h3.5l1 1.5h3l1-1.5H14",
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside words or inside a labelled control, therefore hidden from screen readers. */
export function Icon({ name, className = "size-4" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Inline drawings on a 16 by 16 grid, in the colour of the text around them. */

const PATHS = {
  wand: "M2.5 13.5 9 7M11 1.8v3.4M9.3 3.5h3.4M13 8.6v2.8M11.6 10h2.8M5.5 3v2.4M4.3 4.2h2.4",
  settings: "M2 5h6.5M12 5h2M2 11h2M7.5 11H14M10.2 3.3a1.7 1.7 0 1 0 .1 0M5.8 9.3a1.7 1.7 0 1 0 .1 0",
  info: "M8 2a6 6 0 1 0 .1 0M8 7.3V11M8 5v.3",
  right: "M6 3.5 10.5 8 6 12.5",
  left: "M10 3.5 5.5 8l4.5 4.5",
  up: "M8 13V3.5M4.5 7 8 3.5 11.5 7",
  down: "M8 3v9.5M4.5 9 8 12.5 11.5 9",
  sort: "M5 6l3-3 3 3M5 10l3 3 3-3",
  close: "M4 4l8 8M12 4l-8 8",
  link: "M5.7 4a4 4 0 1 0 .1 0M10.2 4a4 4 0 1 0 .1 0",
  wave: "M1.5 8c1.6-4 3.2-4 4.4 0s2.8 4 4.3 0 2.8-4 4.3 0",
  export: "M8 10V2M5 4.8 8 1.8l3 3M3 8v6h10V8",
  eye: "M1.5 8C4 4.7 6 3.6 8 3.6S12 4.7 14.5 8C12 11.3 10 12.4 8 12.4S4 11.3 1.5 8M8 6a2 2 0 1 0 .1 0",
  both: "M2 8h12M4.8 5 2 8l2.8 3M11.2 5 14 8l-2.8 3",
  differs: "M3 6h10M3 10.5h10M11 3 5 13.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="hp-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

const BARS = [
  [1.5, 5],
  [6.5, 8.5],
  [11.5, 12],
] as const;

/** Three bars, as many filled as the figures deserve trust. */
export function SignalIcon({ filled }: { filled: number }) {
  return (
    <svg class="hp-icon hp-signal" viewBox="0 0 16 16" aria-hidden="true">
      {BARS.map(([x, height], i) => (
        <rect
          key={x}
          x={x}
          y={14 - height}
          width="3"
          height={height}
          fill={i < filled ? "currentColor" : "none"}
        />
      ))}
    </svg>
  );
}

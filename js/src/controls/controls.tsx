/**
 * Every focusable element of the view is made here (biome refuses raw ones elsewhere). Single-key shortcuts of the
 * notebook reach a focused control of an output (`d d` would delete the cell); this attribute on the element itself
 * is the only thing that stops them in both JupyterLab and Notebook 7.
 */
import type {
  ButtonHTMLAttributes,
  ComponentChildren,
  HTMLAttributes,
  LooseInputHTMLAttributes,
} from "preact";

export const QUIET = { "data-lm-suppress-shortcuts": "true" };

/** `kind` is a class beside the common one; an empty `base` leaves the common one out. */
export function Button({
  kind = "",
  base = "hp-button ",
  ...props
}: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: string; base?: string }) {
  return <button type="button" class={base + kind} {...QUIET} {...props} />;
}

export function Input(props: LooseInputHTMLAttributes<HTMLInputElement> & { list?: string }) {
  return <input {...QUIET} {...(props as object)} />;
}

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
  /** Take the focus when the box around it opens. */
  readonly first?: boolean;
}

export function SearchBox({ label, value, onSearch, first }: SearchProps) {
  return (
    <Input
      type="search"
      class="hp-search"
      aria-label={label}
      placeholder={label}
      value={value}
      data-first={first}
      onInput={(event) => onSearch(event.currentTarget.value)}
    />
  );
}

interface CheckboxProps {
  /** In full, where what stands beside it is shortened. */
  readonly label?: string;
  readonly checked: boolean;
  readonly onToggle: () => void;
  readonly children: ComponentChildren;
}

export function Checkbox({ label, checked, onToggle, children }: CheckboxProps) {
  return (
    <label class="hp-check">
      <Input type="checkbox" aria-label={label} checked={checked} onChange={onToggle} />
      {children}
    </label>
  );
}

type Options<T extends string> = readonly (readonly [value: T, text: string])[];

interface SelectProps<T extends string> {
  readonly label?: string;
  /** In full, where the options are shortened. */
  readonly title?: string;
  readonly value: string;
  readonly disabled?: boolean;
  readonly options: Options<T>;
  /** More options, under a heading each. */
  readonly groups?: readonly (readonly [heading: string, options: Options<T>])[];
  readonly onPick: (value: T) => void;
}

export function Select<T extends string>({ label, options, groups = [], onPick, ...props }: SelectProps<T>) {
  return (
    <select
      aria-label={label}
      onChange={(event) => onPick(event.currentTarget.value as T)}
      {...QUIET}
      {...props}
    >
      {optionsOf(options)}
      {groups.map(
        ([heading, some]) =>
          some.length > 0 && (
            <optgroup key={heading} label={heading}>
              {optionsOf(some)}
            </optgroup>
          ),
      )}
    </select>
  );
}

function optionsOf(options: Options<string>) {
  return options.map(([value, text]) => (
    <option key={value} value={value}>
      {text}
    </option>
  ));
}

export function Summary({ children }: { children: ComponentChildren }) {
  return <summary {...QUIET}>{children}</summary>;
}

/** A box that takes the focus when it opens. */
export function FocusBox(props: HTMLAttributes<HTMLDivElement>) {
  return <div tabIndex={-1} {...QUIET} {...props} />;
}

/** A picture in which the arrow keys move a mark; its text is read out as the value of a slider. */
export function Slider({ at, ...props }: HTMLAttributes<HTMLDivElement> & { at: number }) {
  return <div role="slider" tabIndex={0} aria-valuenow={at} {...QUIET} {...props} />;
}

/** A cell: in its own direction, and cut at its end where it is too long. Read out as it stands, not by its parts. */
export function Text({ text }: { text: string }) {
  return (
    <bdi class="hp-ellipsis" title={text}>
      {text}
    </bdi>
  );
}

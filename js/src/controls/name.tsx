/** Text from the runs: cut with an ellipsis where it is too long, in its own direction, whole in its tooltip. */
export function Name({ text }: { text: string }) {
  return (
    <bdi class="hp-ellipsis" title={text}>
      {text}
    </bdi>
  );
}

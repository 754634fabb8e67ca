"""Write the sweep for TensorBoard, as both writers do: python write_tensorboard.py FOLDER."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import sweep
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2, summary_v2
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboardX import SummaryWriter

STATUSES = {"finished": api_pb2.STATUS_SUCCESS, "failed": api_pb2.STATUS_FAILURE}


def plain(number: int) -> dict[str, object]:
    """TensorBoard takes numbers, booleans and text only."""
    given = sweep.flat(sweep.params(number))
    return {
        name: str(value) if value is None or isinstance(value, list) else value
        for name, value in given.items()
    }


def add_hparams(folder: Path) -> None:
    for number, end in enumerate(sweep.ENDS):
        with SummaryWriter(str(folder / f"run {number}")) as writer:
            for step in range(sweep.steps(number)):
                writer.add_scalar("val/loss", sweep.loss(number, step), step)
            if end == "finished":
                last = sweep.loss(number, sweep.steps(number) - 1)
                writer.add_hparams(plain(number), {"hparam/loss": last})


def event(writer: EventFileWriter, summary: Summary, step: int = 0) -> None:
    writer.add_event(Event(wall_time=time.time(), step=step, summary=summary))


def plugin(folder: Path) -> None:
    space = [
        summary_v2.HParam("width", summary_v2.Discrete([16, 32, 64])),
        summary_v2.HParam("optim.lr", summary_v2.RealInterval(1e-6, 0.1)),
    ]
    for number, end in enumerate(sweep.ENDS):
        writer = EventFileWriter(str(folder / f"run {number}"))
        if number == 0:
            event(writer, summary_v2.hparams_config_pb(space, [summary_v2.Metric("val/loss")]))
        event(writer, summary_v2.hparams_pb(plain(number), trial_id=f"trial {number}"))
        for step in range(sweep.steps(number)):
            value = Summary.Value(tag="val/loss", simple_value=sweep.loss(number, step))
            event(writer, Summary(value=[value]), step)
        if end in STATUSES:
            info = plugin_data_pb2.SessionEndInfo(status=STATUSES[end], end_time_secs=time.time())
            content = metadata.create_summary_metadata(
                plugin_data_pb2.HParamsPluginData(session_end_info=info)
            )
            event(writer, Summary(value=[Summary.Value(tag=metadata.SESSION_END_INFO_TAG, metadata=content)]))
        writer.close()


if __name__ == "__main__":
    add_hparams(Path(sys.argv[1]) / "add_hparams")
    plugin(Path(sys.argv[1]) / "plugin")

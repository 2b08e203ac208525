"""Makes one small file of each setting of all its runs that recordSettings.py left in a folder.

    python packRecordings.py WORKING-FOLDER [TARGET-FOLDER]

Times of requests are whole tenths of milliseconds: arrivals since the start of the run, all else since the request was sent.
"""

import glob
import gzip
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from settings import SETTINGS, requests  # noqa: E402

COMMON = ["began", "ended", "replica"]
COLUMNS = {
    "sleeper": COMMON,
    "composed": [*COMMON, "called", "modelBegan", "modelEnded", "modelReplica", "answered"],
    "multiplexed": [*COMMON, "loaded"],
    "batched": [*COMMON, "batchBegan", "batchEnded", "batchSize"],
}
COUNTS = {"replica", "modelReplica", "batchSize"}


def tenths(seconds: float) -> int:
    return round(seconds * 10_000)


def run_of(setting: dict, run: dict) -> dict:
    builder = setting["application"]["import_path"].split(":")[1]
    asked = requests(setting)
    # In the order of sending, which is that of arrival.
    late = [tenths(sent - due) for sent, (due, *_) in zip(run["sent"], asked)]
    columns = {"late": late, "done": []}
    for sent, done in zip(run["sent"], run["done"]):
        columns["done"].append(None if done is None else tenths(done - sent))
    for index, name in enumerate(COLUMNS[builder]):
        columns[name] = [
            None if not answer else int(answer[index]) if name in COUNTS else tenths(answer[index] - sent)
            for sent, answer in zip(run["sent"], run["answers"])
        ]
    kept = ("recordedAt", "loadAverage", "cpuSeconds", "ownCpu", "otherCpu", "commands", "events", "replicas", "failures")
    return {**{key: run[key] for key in kept}, "columns": columns}


def main(folder: str, target: str) -> None:
    for setting in SETTINGS:
        runs = []
        for path in sorted(glob.glob(os.path.join(folder, f"{setting['name']}.?.json"))):
            with open(path, encoding="ascii") as file:
                run = json.load(file)
            if run["setting"] != json.loads(json.dumps(setting)):
                raise SystemExit(f"{path}: recorded of other settings")
            runs.append(run)
        if not runs:
            continue
        asked = requests(setting)
        packed = {
            "rayVersion": runs[0]["rayVersion"],
            "setting": setting,
            "requests": {
                "arrival": [tenths(row[0]) for row in asked],
                "seconds": [tenths(row[1]) for row in asked],
                "own": [tenths(row[2]) for row in asked] if setting["ownSeconds"] else None,
                "model": [row[3] for row in asked] if setting["models"] else None,
            },
            "runs": [run_of(setting, run) for run in runs],
        }
        with gzip.GzipFile(os.path.join(target, f"{setting['name']}.json.gz"), "wb", mtime=0) as file:
            file.write(json.dumps(packed, separators=(",", ":")).encode())
        print(f"{setting['name']}: {len(runs)} runs of {len(asked)} requests")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else HERE)

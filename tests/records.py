"""Long forms of tests: `bin/long` sets PARTA_LONG for them, and PARTA_RECORDS, the folder of what they measured."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LONG = bool(os.environ.get("PARTA_LONG"))


@dataclass(frozen=True)
class Bar:
    """A figure and how great it may be at most."""

    what: str
    value: float
    at_most: float

    @property
    def held(self) -> bool:
        return self.value <= self.at_most


def keep(name: str, inputs: dict[str, Any], bars: list[Bar], **figures: Any) -> None:
    """Write the record of one run, then fail if a bar is not held. `figures`: what else is worth knowing."""
    if folder := os.environ.get("PARTA_RECORDS"):
        shown = [asdict(bar) | {"held": bar.held} for bar in bars]
        body = {"name": name, "inputs": inputs, "bars": shown, "figures": figures}
        (Path(folder) / f"{name}.json").write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    assert [bar for bar in bars if not bar.held] == []


def main(folder: str) -> int:
    """The table of `bin/long`; 1 when a bar is not held."""
    records = [json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))]
    lines = []
    for record in records:
        lines.append(f"\n{record['name']}: {', '.join(f'{what} {value}' for what, value in record['inputs'].items())}")
        for bar in record["bars"]:
            sign = "ok  " if bar["held"] else "FAIL"
            lines.append(f"  {sign} {bar['what']:58} {bar['value']:>10.4g}   at most {bar['at_most']:g}")
        for what, value in record["figures"].items():
            lines.append(f"       {what:58} {value if not isinstance(value, float) else round(value, 2)}")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(not records or any(not bar["held"] for record in records for bar in record["bars"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

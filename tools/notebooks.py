"""Run the notebooks in fresh kernels and keep only what belongs into the repository.

    python tools/notebooks.py            run, clean and write every notebook
    python tools/notebooks.py --check    say which notebooks are not in that form, run nothing

Kept: sources, cell names and tags, printed text, and one small picture for each live figure, so that
a viewer without Python shows it. Left out: other pictures, widget state, times and traces of how it was run.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
LIVE = "Lab.from_state("
PICTURE_BYTES = 80_000


def cleaned(notebook):
    """Return a copy of a notebook that holds nothing but story and answers."""
    kept = nbformat.from_dict(notebook)
    kept.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    number = 0
    for cell in kept.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            # Numbers as in a fresh run: without them nbval takes a cell for one that was never run.
            number += 1
            cell.execution_count = number
            cell.outputs = [clean_output(output, number) for output in joined(cell.outputs)]
    return kept


def joined(outputs):
    """Join pieces of one stream, which arrive in lumps that differ from run to run."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else None
        if (
            output.output_type == "stream"
            and last
            and last.output_type == "stream"
            and last.name == output.name
        ):
            last.text += output.text
        else:
            whole.append(nbformat.from_dict(output))
    return whole


def clean_output(output, number):
    """Keep text; keep the picture of a live figure alone."""
    if "data" in output:
        text = output.data.get("text/plain", "")
        kinds = ["text/plain"] + (["image/png"] if text.startswith(LIVE) else [])
        output.data = nbformat.from_dict({kind: output.data[kind] for kind in kinds if kind in output.data})
        # A picture keeps its sentence, for those who do not see it.
        alt = output.metadata.get("image/png", {}).get("alt")
        said = {"image/png": {"alt": alt}} if alt and "image/png" in output.data else {}
        output.metadata = nbformat.from_dict(said)
    if "execution_count" in output:
        output.execution_count = number
    return output


def problems(path):
    """Return what keeps a notebook from being in the form that the repository wants."""
    notebook = nbformat.read(path, as_version=4)
    found = []
    if written(cleaned(notebook)) != path.read_text(encoding="utf8"):
        found.append("holds more than sources, text and stills")
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error" or output.get("name") == "stderr":
                found.append(f"cell {number} ends in an error or a warning")
            data = output.get("data", {})
            if data.get("text/plain", "").startswith(LIVE) and "image/png" not in data:
                found.append(f"cell {number} shows a live figure without a still")
            if len(data.get("image/png", "")) > PICTURE_BYTES:
                found.append(f"cell {number} holds a picture of more than {PICTURE_BYTES} bytes")
    return found


def written(notebook):
    """Return the text of a notebook file."""
    return nbformat.writes(notebook, version=4, indent=1, ensure_ascii=False) + "\n"


class PlainClient(NotebookClient):
    """A client that keeps what the kernel sends in the order it comes, as nbval sees it.

    A panel of sliders draws into an output widget; nbval knows no widgets and finds the drawing in
    the cell, so the reference must have it there too.
    """

    def register_output_hook(self, msg_id, hook):
        pass

    def remove_output_hook(self, msg_id, hook):
        pass

    def clear_output(self, outs, msg, cell_index):
        pass


def run(path):
    """Run a notebook in a fresh kernel, from its own folder."""
    notebook = nbformat.read(path, as_version=4)
    PlainClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    path.write_text(written(cleaned(notebook)), encoding="utf8")


if __name__ == "__main__":
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    if "--check" not in sys.argv[1:]:
        for path in paths:
            run(path)
    wrong = [f"{path.name}: {problem}" for path in paths for problem in problems(path)]
    sys.exit("\n".join([*wrong, "Run `python tools/notebooks.py`."]) if wrong else 0)

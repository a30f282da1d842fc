"""Files that appear whole or not at all, and never over another one unasked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ikmpool.errors import FileError


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raise where a path may not be written: it is there already, or its folder is not.

    Raises
    ------
    FileError
    """
    if not path.parent.is_dir():
        raise FileError("tables.no_folder", path=path.parent)
    if path.exists() and not overwrite:
        raise FileError("tables.exists", path=path)


def _beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """Make a temporary folder beside a path; raise `FileError` where nothing can be written."""
    try:
        return tempfile.TemporaryDirectory(dir=path.parent, prefix=".ikmpool-")
    except OSError as damage:
        figures = {"path": path.parent, "damage": damage.strerror}
        raise FileError("tables.not_writable", **figures) from None


@contextmanager
def whole_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `path`, and rename it when the block ends well.

    Parameters
    ----------
    path : Path
        The file to be.
    overwrite : bool
        Whether a file that is there already may be replaced.

    Raises
    ------
    FileError
        When the file is there already, its folder is not, or nothing can be written there.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder, "a.txt")) as temporary:
    ...         _ = temporary.write_text("whole")
    ...     Path(folder, "a.txt").read_text()
    'whole'
    """
    check_free(path, overwrite=overwrite)
    with _beside(path) as folder:
        temporary = Path(folder, path.name)
        yield temporary
        check_free(path, overwrite=overwrite)
        temporary.replace(path)


@contextmanager
def whole_folder(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a temporary folder, and move its files to `path` when the block ends well.

    An empty folder counts as free. What else stands in a folder that is overwritten stays there.

    Raises
    ------
    FileError
        When the folder is there with files in it, or its parent is not.
    """
    is_free = path.is_dir() and not any(path.iterdir())
    check_free(path, overwrite=overwrite or is_free)
    if path.exists() and not path.is_dir():
        raise FileError("tables.exists", path=path)
    with _beside(path) as folder:
        temporary = Path(folder, "tables")
        temporary.mkdir()
        yield temporary
        if not path.exists():
            temporary.rename(path)
            return
        for file in temporary.iterdir():
            shutil.move(file, path / file.name)
